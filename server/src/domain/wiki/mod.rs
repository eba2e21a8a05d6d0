//! Wikis: who may write what, and how a text becomes a page's next revision.
//!
//! A page is a thread of the kind `wiki` whose author is the house's convener, so that it is nobody's own: its revisions
//! name who wrote them. What others answer to it is its talk.

pub mod blocks;
pub mod compose;
pub mod paths;
pub mod suggestions;
pub mod tending;

use std::time::Duration;

use crate::clock::Time;
use crate::domain::access;
use crate::domain::content::Content;
use crate::domain::events::{self, Event};
use crate::domain::finding;
use crate::domain::lifecycle;
use crate::domain::origin::Origin;
use crate::domain::posts::{self as posting, NewPost};
use crate::formats::Format;
use crate::kinds::Details;
use crate::store::actors::{self, Actor};
use crate::store::communities::{self, Community};
use crate::store::conn::{Conn, Tx};
use crate::store::posts::{self, Post, Text};
use crate::store::ranks::{self, Rank};
use crate::store::wiki::{self as store, Protection, Revision, Sort, WikiPage, words};
use crate::{Error, Result};

pub use compose::{Clash, Composed, Draft, Ready, Written};

/// The name of the kind.
pub const KIND: &str = crate::kinds::wiki::NAME;
/// A page that nobody confirmed for so long may be out of date.
const STALE_AFTER: Duration = Duration::from_secs(183 * 24 * 3600);

/// What becomes of somebody's edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// It counts at once.
    Edit,
    /// It waits for a steward.
    Suggest,
}

/// What became of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// The number of the new revision.
    Revision(i32),
    Suggestion(i64),
    /// The page says this already.
    Same,
    /// Somebody was faster: merge again.
    Stale,
}

pub fn is_stale(page: &WikiPage, now: Time) -> bool {
    now.since(page.confirmed_at) > STALE_AFTER
}

impl Protection {
    /// The rank from which edits count at once; `None` where only stewards' do.
    pub fn least(self) -> Option<Rank> {
        match self {
            Self::Open => Some(Rank::Newcomer),
            Self::Members => Some(Rank::Member),
            Self::Trusted => Some(Rank::Trusted),
            Self::SuperUsers => Some(Rank::SuperUser),
            Self::Stewards => None,
        }
    }
}

/// What becomes of the edits of somebody who may take part.
pub fn reach(conn: &mut Conn, origin: &Origin, community: &Actor, protection: Protection) -> Result<Reach> {
    // What is elsewhere is written there, and people elsewhere write at home: either way others take it over.
    if !community.is_local() || matches!(origin, Origin::Remote(_)) {
        return Ok(Reach::Suggest);
    }
    if access::has_power_over(conn, origin, community)? {
        return Ok(Reach::Edit);
    }
    let Some(least) = protection.least() else { return Ok(Reach::Suggest) };
    let rank = ranks::rank_of(conn, community.id, origin.actor().id)?;
    Ok(if rank >= least { Reach::Edit } else { Reach::Suggest })
}

/// A community with a wiki, for somebody who may take part in it.
fn place(tx: &mut Tx<'_>, origin: &Origin, id: i64) -> Result<(Community, Actor)> {
    let community = communities::find(tx.conn, id)?.ok_or(Error::NotFound("community"))?;
    access::may_take_part(tx, origin, &community)?;
    access::may_use_part(tx, origin, &community, Format::Wiki)?;
    let actor = actors::by_id(tx.conn, id)?;
    if !actor.is_active() {
        return Err(Error::Gone);
    }
    if actor.is_local() && !community.holds(Format::Wiki) {
        return Err(Error::NotFound("wiki"));
    }
    Ok((community, actor))
}

/// A page that stands, held against everybody else who would change it now.
fn held(tx: &mut Tx<'_>, post_id: i64) -> Result<(Post, WikiPage)> {
    let post = posts::hold(tx, post_id)?.filter(|p| p.kind == KIND).ok_or(Error::NotFound("page"))?;
    if !post.stands() {
        return Err(Error::Gone);
    }
    let page = store::find(tx.conn, post_id)?.ok_or(Error::NotFound("page"))?;
    Ok((post, page))
}

/// Fails unless no page is at a path.
fn is_free(tx: &mut Tx<'_>, community: i64, path: &str) -> Result<()> {
    match store::by_path(tx.conn, community, path)? {
        None => Ok(()),
        Some(page) => {
            let stands = posts::by_id(tx.conn, page.post_id)?.is_some_and(|post| post.stands());
            Err(Error::field("path", if stands { "form-wiki-taken" } else { "form-wiki-removed" }))
        }
    }
}

/// A person's first text for a page.
#[derive(Debug, Clone)]
pub struct Beginning {
    pub path: String,
    pub ready: Ready,
    /// The reply that it was made from; its author wrote this text.
    pub answer: Option<i64>,
}

/// Writes a page that is not there yet.
pub fn begin(tx: &mut Tx<'_>, origin: &Origin, community: i64, new: &Beginning) -> Result<Post> {
    let (row, actor) = place(tx, origin, community)?;
    if reach(tx.conn, origin, &actor, Protection::Open)? != Reach::Edit {
        return Err(Error::Forbidden("Write this page where the community lives."));
    }
    if row.posting_restricted && !access::has_power_over(tx.conn, origin, &actor)? {
        return Err(Error::Forbidden("Only stewards begin pages here."));
    }
    let path = paths::normal(&new.path).filter(|path| *path == new.path).ok_or_else(|| Error::field("path", "form-wiki-path"))?;
    is_free(tx, community, &path)?;
    let answer = new.answer.map(|id| posts::by_id(tx.conn, id)?.ok_or(Error::NotFound("reply"))).transpose()?;
    let keeper = lifecycle::convener(tx.conn)?;
    let post = posting::publish_last(tx, &keeper, NewPost::thread(KIND, community, new.ready.written.content.clone()))?;
    let (author_id, accepted_by, sort) = match &answer {
        Some(reply) => (reply.author_id, Some(origin.actor().id), Sort::Promoted),
        None => (origin.actor().id, None, Sort::Begun),
    };
    let revision = Revision {
        id: tx.id(),
        post_id: post.id,
        number: 1,
        author_id,
        accepted_by,
        sort,
        title: new.ready.written.title.clone(),
        source: new.ready.written.source.clone(),
        summary: new.ready.summary.clone(),
        base_id: None,
        created_at: tx.now,
    };
    let page = WikiPage {
        post_id: post.id,
        community_id: community,
        path,
        revision_id: revision.id,
        number: 1,
        protection: Protection::Open,
        confirmed_at: tx.now,
        confirmed_by: Some(origin.actor().id),
        origin_id: answer.map(|reply| reply.id),
        created_at: tx.now,
    };
    store::insert(tx, &page)?;
    store::insert_revision(tx, &revision)?;
    store::set_links(tx, &page, &new.ready.written.links)?;
    words::put(tx, post.id, community, &revision.title, &new.ready.written.content.plain)?;
    communities::bump(tx, community)?;
    Ok(post)
}

/// Saves an edit: as the next revision, or as a suggestion where the rank of its author does not reach.
pub fn save(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, ready: &Ready, sort: Sort) -> Result<Saved> {
    let (post, page) = held(tx, post_id)?;
    let (_, community) = place(tx, origin, page.community_id)?;
    if page.revision_id != ready.onto {
        return Ok(Saved::Stale);
    }
    let now = store::revision(tx.conn, page.revision_id)?.ok_or(Error::NotFound("revision"))?;
    if now.title == ready.written.title && now.source == ready.written.source {
        return Ok(Saved::Same);
    }
    if reach(tx.conn, origin, &community, page.protection)? == Reach::Suggest {
        return suggestions::put(tx, origin, &page, ready).map(Saved::Suggestion);
    }
    let sort = if ready.merged { Sort::Merged } else { sort };
    let by = By { author: origin.actor().id, accepted_by: None, sort, base: ready.base };
    Ok(Saved::Revision(write(tx, &post, &page, &by, ready)?.number))
}

/// Who is behind a revision, and how it came about.
struct By {
    author: i64,
    accepted_by: Option<i64>,
    sort: Sort,
    base: i64,
}

/// Puts a text onto a page as its next revision.
fn write(tx: &mut Tx<'_>, post: &Post, page: &WikiPage, by: &By, ready: &Ready) -> Result<Revision> {
    let content = &ready.written.content;
    let text = Text {
        title: Some(ready.written.title.clone()),
        warning: post.warning.clone(),
        source: Some(ready.written.source.clone()),
        html: content.html.clone(),
        link_url: post.link_url.clone(),
        language: post.language.clone(),
        sensitive: post.sensitive,
        edited_at: Some(tx.now),
    };
    posts::set_text(tx, post.id, &text)?;
    posting::attach(tx, post.id, content, false)?;
    let keeper = actors::by_id(tx.conn, post.author_id)?;
    finding::put_post(tx, post, &keeper, &ready.written.title, &content.plain, false)?;
    words::put(tx, post.id, page.community_id, &ready.written.title, &content.plain)?;
    store::set_links(tx, page, &ready.written.links)?;
    let revision = Revision {
        id: tx.id(),
        post_id: post.id,
        number: page.number + 1,
        author_id: by.author,
        accepted_by: by.accepted_by,
        sort: by.sort,
        title: ready.written.title.clone(),
        source: ready.written.source.clone(),
        summary: ready.summary.clone(),
        base_id: Some(by.base),
        created_at: tx.now,
    };
    follow(tx, post, &revision)?;
    Ok(revision)
}

/// A page goes on with this revision, here and wherever it is copied.
fn follow(tx: &mut Tx<'_>, post: &Post, revision: &Revision) -> Result<()> {
    store::insert_revision(tx, revision)?;
    store::show(tx, revision)?;
    posting::touch_pages(tx, post)?;
    events::emit_for(tx, post.author_id, Event::WikiEdited { post: post.id })
}

/// Somebody on another server is to suggest this: the reply that carries it there.
pub fn suggest_afar(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, note: Content) -> Result<Post> {
    let (post, page) = held(tx, post_id)?;
    let (_, community) = place(tx, origin, page.community_id)?;
    if community.is_local() {
        return Err(Error::Forbidden("This page is edited here."));
    }
    posting::publish(tx, origin, NewPost::reply(post.id, note))
}

/// A page of a wiki elsewhere changed; its text is kept already.
pub fn heard(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, details: &Details) -> Result<()> {
    let Some(post) = posts::by_id(tx.conn, post_id)?.filter(|p| p.kind == KIND) else { return Ok(()) };
    let Some(page) = store::find(tx.conn, post_id)? else { return Ok(()) };
    if post.author_id != origin.actor().id || actors::by_id(tx.conn, page.community_id)?.is_local() {
        return Ok(());
    }
    if let Some(path) = paths::normal(details.text("path"))
        && path != page.path
        && store::by_path(tx.conn, page.community_id, &path)?.is_none()
    {
        store::set_path(tx, &page, &path)?;
    }
    crate::kinds::wiki::keep_copy(tx, &post, &page, details)?;
    posting::touch_pages(tx, &post)
}
