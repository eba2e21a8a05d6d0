//! Care of pages: still true, somewhere else, protected, back as it was. And answers that become pages.

use super::{Beginning, Reach, Ready, Saved, held, is_free, paths, place, reach};
use crate::domain::access;
use crate::domain::events::{self, Event};
use crate::domain::moderation::{self, Target};
use crate::domain::origin::Origin;
use crate::domain::posts::touch_pages;
use crate::store::conn::{Conn, Tx};
use crate::store::moderation::Act;
use crate::store::posts::{self, Post};
use crate::store::questions;
use crate::store::wiki::{self as store, Protection, Revision, Sort, WikiPage};
use crate::{Error, Result};

/// Pages below one that move along with it.
const BELOW_MAX: i64 = 200;

/// A page whose edits by this one count at once.
fn writable(tx: &mut Tx<'_>, origin: &Origin, post_id: i64) -> Result<(Post, WikiPage)> {
    let (post, page) = held(tx, post_id)?;
    let (_, community) = place(tx, origin, page.community_id)?;
    if reach(tx.conn, origin, &community, page.protection)? != Reach::Edit {
        return Err(Error::Forbidden("Your rank does not reach for that here."));
    }
    Ok((post, page))
}

/// Says that a page is still true.
pub fn confirm(tx: &mut Tx<'_>, origin: &Origin, post_id: i64) -> Result<()> {
    let (post, _) = writable(tx, origin, post_id)?;
    store::confirm(tx, post_id, origin.actor().id)?;
    touch_pages(tx, &post)
}

/// Moves a page, and what is below it, to another path. What led to the old one leads on.
pub fn move_to(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, path: &str) -> Result<()> {
    let (post, page) = writable(tx, origin, post_id)?;
    let path = paths::normal(path).ok_or_else(|| Error::field("path", "form-wiki-path"))?;
    if path == page.path {
        return Err(Error::field("path", "form-wiki-same-path"));
    }
    if path.starts_with(&format!("{}/", page.path)) {
        return Err(Error::field("path", "form-wiki-below-itself"));
    }
    is_free(tx, page.community_id, &path)?;
    let below = store::below(tx.conn, page.community_id, &page.path, BELOW_MAX + 1)?;
    if i64::try_from(below.len()).unwrap_or(i64::MAX) > BELOW_MAX {
        return Err(Error::field("path", "form-wiki-too-many-below"));
    }
    for child in below {
        let rest = child.path.strip_prefix(&page.path).unwrap_or_default();
        let new = paths::normal(&format!("{path}{rest}")).ok_or_else(|| Error::field("path", "form-wiki-path"))?;
        is_free(tx, page.community_id, &new)?;
        store::set_path(tx, &child, &new)?;
        if let Some(moved) = posts::by_id(tx.conn, child.post_id)?.filter(Post::stands) {
            touch_pages(tx, &moved)?;
            events::emit_for(tx, moved.author_id, Event::WikiEdited { post: moved.id })?;
        }
    }
    store::set_path(tx, &page, &path)?;
    let now = store::revision(tx.conn, page.revision_id)?.ok_or(Error::NotFound("revision"))?;
    let revision = Revision {
        id: tx.id(),
        number: page.number + 1,
        author_id: origin.actor().id,
        accepted_by: None,
        sort: Sort::Moved,
        summary: format!("{} → {path}", page.path),
        base_id: Some(now.id),
        created_at: tx.now,
        ..now
    };
    super::follow(tx, &post, &revision)
}

/// Stewards say whose edits count at once.
pub fn protect(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, protection: Protection, reason: &str) -> Result<()> {
    let (post, page) = held(tx, post_id)?;
    let (_, community) = place(tx, origin, page.community_id)?;
    if !community.is_local() {
        return Err(Error::Forbidden("This community is changed on its own server."));
    }
    access::power_over(tx.conn, origin, &community)?;
    if page.protection == protection {
        return Err(Error::field("protection", "form-wiki-same-protection"));
    }
    let target = Target { community: Some(community.id), post: Some(post_id), ..Target::default() };
    moderation::by_steward(tx, origin, &community, Act::ProtectPage, &target, reason)?;
    store::set_protection(tx, post_id, protection)?;
    touch_pages(tx, &post)
}

/// An answer that may become a page: accepted, or said by the host.
pub fn answer(conn: &mut Conn, viewer: &access::Viewer, reply_id: i64) -> Result<Post> {
    let (reply, _, _) = access::post(conn, viewer, reply_id)?;
    let question = reply.thread_id.map(|id| questions::get(conn, id)).transpose()?.flatten();
    let answers = question.is_some_and(|q| q.answer_id == Some(reply_id) || q.official_id == Some(reply_id));
    if !answers {
        return Err(Error::Forbidden("Only an answer that was accepted becomes a page."));
    }
    if let Some((_, page, _)) = store::by_origins(conn, &[reply_id])?.into_iter().next() {
        tracing::debug!(page = page.post_id, "the answer is a page already");
        return Err(Error::Conflict("This answer is a page already."));
    }
    Ok(reply)
}

/// Makes a page of an answer. Its author stays the author of the first revision; what was changed on the way is the next.
pub fn promote(tx: &mut Tx<'_>, origin: &Origin, reply: &Post, path: &str, first: &Ready, changed: Option<&Ready>) -> Result<Post> {
    let community = reply.community_id.ok_or(Error::NotFound("community"))?;
    posts::hold(tx, reply.id)?.filter(Post::stands).ok_or(Error::Gone)?;
    if !store::by_origins(tx.conn, &[reply.id])?.is_empty() {
        return Err(Error::Conflict("This answer is a page already."));
    }
    let new = Beginning { path: path.to_owned(), ready: first.clone(), answer: Some(reply.id) };
    let post = super::begin(tx, origin, community, &new)?;
    if let Some(ready) = changed {
        let page = store::find(tx.conn, post.id)?.ok_or(Error::NotFound("page"))?;
        let ready = Ready { onto: page.revision_id, base: page.revision_id, ..ready.clone() };
        let saved = super::save(tx, origin, post.id, &ready, Sort::Edited)?;
        debug_assert!(!matches!(saved, Saved::Stale | Saved::Suggestion(_)));
    }
    // The thread of the answer names the page.
    touch_pages(tx, reply)?;
    Ok(post)
}
