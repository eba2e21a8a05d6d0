//! Saving in a wiki, for pages and API alike: merged before the transaction, and again where somebody was faster.

use std::sync::Arc;

use crate::app::App;
use crate::domain::content::{self, Content};
use crate::domain::wiki::{self as rules, Beginning, Clash, Composed, Draft, Ready, Saved, blocks, compose, suggestions as deciding, tending};
use crate::domain::{Origin, Viewer, access};
use crate::formats::Format;
use crate::store::conn::Conn;
use crate::store::posts::Post;
use crate::store::wiki::{self as store, Sort, WikiPage, suggestions};
use crate::store::{actors, posts};
use crate::web::theme::BASE;
use crate::{Error, Result};

/// So often others may be faster before somebody is asked to try again.
const TRIES: usize = 8;
const BUSY: &str = "Others are saving this page right now. Your text is kept here; try again.";

/// What became of an edit.
pub(crate) enum Outcome {
    Saved(Saved),
    /// The page lives elsewhere; this reply carries the suggestion there.
    Sent(Post),
    Clash(Box<Clash>),
}

fn page_for(conn: &mut Conn, viewer: &Viewer, id: i64) -> Result<WikiPage> {
    let (post, _, _) = access::post(conn, viewer, id)?;
    if !post.stands() {
        return Err(Error::Gone);
    }
    store::find(conn, id)?.ok_or(Error::NotFound("page"))
}

/// Renders and merges a draft. `seen` is what the reader may see of the page.
async fn composed(app: &Arc<App>, viewer: &Viewer, id: i64, draft: &Draft) -> Result<(WikiPage, Composed)> {
    let (inner, viewer, draft) = (Arc::clone(app), viewer.clone(), draft.clone());
    app.db
        .read(move |conn| {
            let page = page_for(conn, &viewer, id)?;
            let composed = compose::compose(conn, &inner.urls, &inner.renderer, &page, &draft)?;
            Ok((page, composed))
        })
        .await
}

/// Saves an edit of a page.
pub(crate) async fn edit(app: &Arc<App>, viewer: &Viewer, origin: &Origin, id: i64, draft: &Draft, sort: Sort) -> Result<Outcome> {
    for _ in 0..TRIES {
        let (page, composed) = composed(app, viewer, id, draft).await?;
        let ready = match composed {
            Composed::Clash(clash) => return Ok(Outcome::Clash(clash)),
            Composed::Ready(ready) => ready,
        };
        if let Some(note) = carried(app, &page, &ready).await? {
            let origin = origin.clone();
            let post = app.db.write(move |tx| rules::suggest_afar(tx, &origin, id, note.clone())).await?;
            return Ok(Outcome::Sent(post));
        }
        let origin = origin.clone();
        match app.db.write(move |tx| rules::save(tx, &origin, id, &ready, sort)).await? {
            Saved::Stale => {}
            saved => return Ok(Outcome::Saved(saved)),
        }
    }
    Err(Error::Conflict(BUSY))
}

/// The reply that carries an edit to where the page lives; `None` where that is here.
async fn carried(app: &Arc<App>, page: &WikiPage, ready: &Ready) -> Result<Option<Content>> {
    let (inner, page, ready) = (Arc::clone(app), page.clone(), ready.clone());
    app.db
        .read(move |conn| {
            if actors::by_id(conn, page.community_id)?.is_local() {
                return Ok(None);
            }
            let text = blocks::write(&ready.summary, page.number, &ready.written.source);
            content::from_markdown(conn, &inner.urls, &inner.renderer, &text).map(Some)
        })
        .await
}

/// Writes a page that is not there yet.
pub(crate) async fn begin(app: &Arc<App>, viewer: &Viewer, origin: &Origin, handle: &str, path: &str, draft: &Draft) -> Result<Post> {
    let path = path_of(path, &draft.title)?;
    let (inner, viewer, handle, draft) = (Arc::clone(app), viewer.clone(), handle.to_owned(), draft.clone());
    let (community, ready) = app
        .db
        .read(move |conn| {
            let (_, actor) = access::part(conn, &viewer, &handle, Format::Wiki)?;
            let ready = compose::begin(conn, &inner.urls, &inner.renderer, &actor, &draft)?;
            Ok((actor.id, ready))
        })
        .await?;
    let new = Beginning { path, ready, answer: None };
    let origin = origin.clone();
    app.db.write(move |tx| rules::begin(tx, &origin, community, &new)).await
}

/// The path that was asked for; without one it follows from the title.
fn path_of(path: &str, title: &str) -> Result<String> {
    let wanted = if path.trim().is_empty() { rules::paths::for_title("", title) } else { rules::paths::normal(path) };
    let field = if title.trim().is_empty() && path.trim().is_empty() { ("title", "form-title-empty") } else { ("path", "form-wiki-path") };
    wanted.ok_or_else(|| Error::field(field.0, field.1))
}

/// Makes a page of an answer.
pub(crate) async fn promote(app: &Arc<App>, viewer: &Viewer, origin: &Origin, reply_id: i64, path: &str, draft: &Draft) -> Result<Post> {
    let path = path_of(path, &draft.title)?;
    let (inner, viewer, draft) = (Arc::clone(app), viewer.clone(), draft.clone());
    let (reply, first, changed) = app
        .db
        .read(move |conn| {
            let reply = tending::answer(conn, &viewer, reply_id)?;
            let actor = actors::by_id(conn, reply.community_id.ok_or(Error::NotFound("community"))?)?;
            let begin = |conn: &mut Conn, draft: &Draft| compose::begin(conn, &inner.urls, &inner.renderer, &actor, draft);
            let asked = begin(conn, &draft)?;
            let said = Draft { source: crate::pages::wiki::edit::said(&reply), summary: String::new(), ..draft.clone() };
            let first = begin(conn, &said)?;
            let changed = (first.written.source != asked.written.source).then_some(asked);
            Ok((reply, first, changed))
        })
        .await?;
    let origin = origin.clone();
    app.db.write(move |tx| tending::promote(tx, &origin, &reply, &path, &first, changed.as_ref())).await
}

/// A steward takes a suggestion over, as it is or as they changed it.
pub(crate) async fn accept(app: &Arc<App>, viewer: &Viewer, origin: &Origin, id: i64, changed: Option<Draft>) -> Result<Outcome> {
    let note = answer(app, viewer, id, "wiki-accepted-note", "").await?;
    for _ in 0..TRIES {
        let found = app.db.read(move |conn| suggestions::find(conn, id)).await?.ok_or(Error::NotFound("suggestion"))?;
        let draft = changed.clone().unwrap_or_else(|| Draft {
            title: found.title.clone(),
            source: found.source.clone(),
            summary: found.summary.clone(),
            base: Some(found.base_id),
        });
        let ready = match composed(app, viewer, found.post_id, &draft).await?.1 {
            Composed::Clash(clash) => return Ok(Outcome::Clash(clash)),
            Composed::Ready(ready) => ready,
        };
        let (origin, note) = (origin.clone(), note.clone());
        match app.db.write(move |tx| deciding::accept(tx, &origin, id, &ready, note.as_ref())).await? {
            Saved::Stale => {}
            saved => return Ok(Outcome::Saved(saved)),
        }
    }
    Err(Error::Conflict(BUSY))
}

pub(crate) async fn refuse(app: &Arc<App>, viewer: &Viewer, origin: &Origin, id: i64, reason: &str) -> Result<()> {
    if reason.trim().is_empty() {
        return Err(Error::field("reason", "form-reason-empty"));
    }
    let note = answer(app, viewer, id, "wiki-refused-note", reason).await?;
    let (origin, reason) = (origin.clone(), reason.to_owned());
    app.db.write(move |tx| deciding::refuse(tx, &origin, id, &reason, note.as_ref())).await
}

/// The public word to the reply that brought a suggestion, where one did. Everybody reads it, so it is in the language
/// of the house.
async fn answer(app: &Arc<App>, viewer: &Viewer, id: i64, key: &str, reason: &str) -> Result<Option<Content>> {
    let theme = app.themes.get(BASE).map_err(Error::internal)?;
    let word = theme.catalog().fallback().text(key);
    let (inner, viewer, reason) = (Arc::clone(app), viewer.clone(), reason.trim().to_owned());
    app.db
        .read(move |conn| {
            let found = suggestions::find(conn, id)?.ok_or(Error::NotFound("suggestion"))?;
            page_for(conn, &viewer, found.post_id)?;
            let Some(reply) = found.reply_id.map(|id| posts::by_id(conn, id)).transpose()?.flatten().filter(Post::stands) else {
                return Ok(None);
            };
            let author = actors::by_id(conn, reply.author_id)?;
            let name = if author.is_local() { format!("@{}", author.name) } else { format!("@{}@{}", author.name, actors::host_name(conn, &author)?) };
            let source = [word, reason, name].iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("\n\n");
            content::from_markdown(conn, &inner.urls, &inner.renderer, &source).map(Some)
        })
        .await
}
