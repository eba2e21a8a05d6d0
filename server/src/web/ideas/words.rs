//! What a decision says in public: its word, its reason, and the people elsewhere who must hear of it.

use std::sync::Arc;

use crate::app::App;
use crate::domain::access::{self, Viewer};
use crate::domain::content::{self, Content};
use crate::domain::standing::{Decision, REASON_MAX};
use crate::render::plain_text;
use crate::store::actors::{self, Actor};
use crate::store::conn::Conn;
use crate::store::posts::{self, Post};
use crate::store::{feedback, hails, ideas};
use crate::web::theme::BASE;
use crate::{Error, Result};

/// People elsewhere whom one answer names. Those of this house are notified, however many they are.
const NAMED: i64 = 30;
/// The longest title made of a reply, and the longest quote of one.
const TITLE: usize = 90;
const QUOTE: usize = 2_000;

fn mention(conn: &mut Conn, actor: &Actor) -> Result<String> {
    if actor.is_local() {
        return Ok(format!("@{}", actor.name));
    }
    Ok(format!("@{}@{}", actor.name, actor_host(conn, actor)?))
}

fn actor_host(conn: &mut Conn, actor: &Actor) -> Result<String> {
    actors::host_name(conn, actor)
}

/// Whom an answer names: the author, whoever it was taken in from, and those elsewhere who joined.
fn named(conn: &mut Conn, post: &Post, me: Option<i64>) -> Result<Vec<String>> {
    let mut people = vec![post.author_id];
    if let Some(row) = feedback::find(conn, post.id)? {
        let source = row.source_id.map(|id| posts::by_id(conn, id)).transpose()?.flatten();
        people.extend(source.map(|source| source.author_id));
        people.extend(ideas::supporters_elsewhere(conn, post.id, NAMED)?);
    }
    let mut seen = std::collections::HashSet::new();
    people.retain(|id| Some(*id) != me && seen.insert(*id));
    let mut found = Vec::new();
    for id in people {
        let actor = actors::by_id(conn, id)?;
        if actor.is_active() {
            found.push(mention(conn, &actor)?);
        }
    }
    Ok(found)
}

/// Writes the public reply to a decision. `standing` is the message of where the thread stands now;
/// `into` the thread that it leads to.
pub(crate) async fn decision(app: &Arc<App>, viewer: &Viewer, id: i64, standing: &str, reason: &str, into: Option<String>) -> Result<Decision> {
    let reason = reason.trim().to_owned();
    if reason.chars().count() > REASON_MAX {
        let mut errors = crate::error::FieldErrors::new();
        errors.add_with("reason", "form-too-long", [("max", REASON_MAX.to_string())]);
        return Err(errors.into());
    }
    // Everybody reads it, so it is in the language of the house.
    let theme = app.themes.get(BASE).map_err(Error::internal)?;
    let word = theme.catalog().fallback().text(standing);
    let (app, viewer, text) = (Arc::clone(app), viewer.clone(), reason.clone());
    let note = app
        .clone()
        .db
        .read(move |conn| {
            let (post, _, _) = access::post(conn, &viewer, id)?;
            let names = named(conn, &post, viewer.id())?.join(" ");
            let parts = [format!("**{word}**"), text, into.unwrap_or_default(), names];
            let source = parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("\n\n");
            content::from_markdown(conn, &app.urls, &app.renderer, &source)
        })
        .await?;
    Ok(Decision { reason, note })
}

/// The text of a thread that something said to the house is taken in as.
pub(crate) async fn quote_hail(app: &Arc<App>, id: i64) -> Result<Content> {
    let app = Arc::clone(app);
    app.clone()
        .db
        .read(move |conn| {
            let hail = hails::find(conn, id)?.ok_or(Error::NotFound("mention"))?;
            let author = actors::by_id(conn, hail.author_id)?;
            quoted(conn, &app, &plain_text(&hail.html, QUOTE), &author, &hail.url)
        })
        .await
}

fn quoted(conn: &mut Conn, app: &App, text: &str, author: &Actor, source: &str) -> Result<Content> {
    let lines: Vec<String> = text.lines().map(|line| format!("> {line}")).collect();
    let source = format!("{}\n\n{} · <{source}>", lines.join("\n"), mention(conn, author)?);
    let mut content = content::from_markdown(conn, &app.urls, &app.renderer, &source)?;
    let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    content.title = Some(crate::render::one_line(first, TITLE));
    Ok(content)
}

/// The text of a thread that a reply is taken in as. A thread needs none: it is taken in as it is.
pub(crate) async fn quote(app: &Arc<App>, viewer: &Viewer, id: i64) -> Result<Option<Content>> {
    let (app, viewer) = (Arc::clone(app), viewer.clone());
    app.clone()
        .db
        .read(move |conn| {
            let (post, author, _) = access::post(conn, &viewer, id)?;
            if post.is_thread() {
                return Ok(None);
            }
            let source = app.urls.post(post.id);
            let mut content = quoted(conn, &app, &plain_text(&post.html, QUOTE), &author, source.as_str())?;
            content.language.clone_from(&post.language);
            Ok(Some(content))
        })
        .await
}
