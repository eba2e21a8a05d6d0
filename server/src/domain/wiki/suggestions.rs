//! Edits that wait: of people whose rank does not reach, of people elsewhere, and what stewards make of them.

use super::{By, Ready, Saved, blocks, held, place, write};
use crate::domain::access;
use crate::domain::content::Content;
use crate::domain::moderation::{self, Target};
use crate::domain::notifications::notify;
use crate::domain::origin::Origin;
use crate::domain::posts::{self as posting, NewPost, touch_pages};
use crate::render::text_lines;
use crate::store::actors;
use crate::store::communities;
use crate::store::conn::Tx;
use crate::store::moderation::Act;
use crate::store::notifications::NotificationKind;
use crate::store::posts::{self, Post};
use crate::store::wiki::suggestions::{self as rows, State, Suggestion};
use crate::store::wiki::{self as store, Sort, WikiPage};
use crate::{Error, Result};

/// Suggestions of one person for one page that wait at once.
const WAITING_MAX: i64 = 5;

/// Keeps an edit of this house for the stewards.
pub(super) fn put(tx: &mut Tx<'_>, origin: &Origin, page: &WikiPage, ready: &Ready) -> Result<i64> {
    if rows::count_open_by(tx.conn, page.post_id, origin.actor().id)? >= WAITING_MAX {
        return Err(Error::field("body", "form-wiki-enough"));
    }
    let row = Suggestion {
        base_id: ready.onto,
        title: ready.written.title.clone(),
        source: ready.written.source.clone(),
        summary: ready.summary.clone(),
        ..blank(tx, origin, page)
    };
    keep(tx, origin, &row)
}

fn blank(tx: &Tx<'_>, origin: &Origin, page: &WikiPage) -> Suggestion {
    Suggestion {
        id: tx.id(),
        post_id: page.post_id,
        community_id: page.community_id,
        author_id: origin.actor().id,
        reply_id: None,
        ap_id: None,
        base_id: page.revision_id,
        title: String::new(),
        source: String::new(),
        summary: String::new(),
        state: State::Open,
        decided_by: None,
        decided_at: None,
        reason: String::new(),
        revision_id: None,
        created_at: tx.now,
    }
}

fn keep(tx: &mut Tx<'_>, origin: &Origin, row: &Suggestion) -> Result<i64> {
    rows::insert(tx, row)?;
    let post = posts::by_id(tx.conn, row.post_id)?.ok_or(Error::NotFound("page"))?;
    for steward in communities::stewards_of(tx.conn, row.community_id)? {
        notify(tx, origin, steward.id, NotificationKind::Suggestion, Some(&post), Some(row.community_id))?;
    }
    touch_pages(tx, &post)?;
    Ok(row.id)
}

/// A reply may carry a suggestion for the page that it talks about.
pub(in crate::domain) fn in_reply(tx: &mut Tx<'_>, origin: &Origin, reply: &Post, content: &Content) -> Result<()> {
    // Whoever writes on software without Markdown sends lines that look like it.
    let text = content.source.clone().unwrap_or_else(|| text_lines(&content.html));
    if !blocks::may_hold(&text) {
        return Ok(());
    }
    let Some(page) = store::find(tx.conn, reply.root())? else { return Ok(()) };
    if !actors::by_id(tx.conn, page.community_id)?.is_local() {
        return Ok(());
    }
    let Some(block) = blocks::read(&text) else { return Ok(()) };
    if rows::count_open_by(tx.conn, page.post_id, origin.actor().id)? >= WAITING_MAX {
        return Ok(());
    }
    let base = match block.revision {
        Some(number) => store::by_number(tx.conn, page.post_id, number)?,
        None => store::at(tx.conn, page.post_id, reply.published_at)?,
    };
    let base = match base {
        Some(base) => base,
        None => store::revision(tx.conn, page.revision_id)?.ok_or(Error::NotFound("revision"))?,
    };
    let source = blocks::apply(&base.source, &block);
    if source == base.source {
        return Ok(());
    }
    let row = Suggestion { reply_id: Some(reply.id), base_id: base.id, title: base.title, source, summary: block.summary, ..blank(tx, origin, &page) };
    keep(tx, origin, &row).map(drop)
}

/// A change of a page's lines, as wiki software sends it.
#[derive(Debug, Clone)]
pub struct Patch<'a> {
    pub id: &'a str,
    /// In the unified form.
    pub diff: &'a str,
    pub summary: &'a str,
    /// The revision that it was made from, as we name it.
    pub previous: Option<i64>,
}

/// Takes such a change as a suggestion.
pub fn patched(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, patch: &Patch<'_>) -> Result<()> {
    if rows::by_ap_id(tx.conn, patch.id)?.is_some() {
        return Ok(());
    }
    let (_, page) = held(tx, post_id)?;
    let (_, community) = place(tx, origin, page.community_id)?;
    if !community.is_local() {
        return Err(Error::Forbidden("This page lives elsewhere."));
    }
    let base = match patch.previous {
        Some(id) => store::revision(tx.conn, id)?.filter(|r| r.post_id == post_id),
        None => None,
    };
    let base = match base {
        Some(base) => base,
        None => store::revision(tx.conn, page.revision_id)?.ok_or(Error::NotFound("revision"))?,
    };
    let source = applied(&base.source, patch.diff).ok_or_else(|| Error::malformed("the patch does not fit the page"))?;
    if rows::count_open_by(tx.conn, post_id, origin.actor().id)? >= WAITING_MAX {
        return Err(Error::Forbidden("Enough suggestions of this account wait for this page."));
    }
    let summary = crate::render::one_line(patch.summary, super::compose::SUMMARY_MAX);
    let row = Suggestion { ap_id: Some(patch.id.to_owned()), base_id: base.id, title: base.title, source, summary, ..blank(tx, origin, &page) };
    keep(tx, origin, &row).map(drop)
}

fn applied(base: &str, diff: &str) -> Option<String> {
    let ended = |text: &str| format!("{}\n", text.trim_end());
    let patch = diffy::Patch::from_str(diff).ok()?;
    // With and without an end of the last line: software differs.
    let found = diffy::apply(&ended(base), &patch).or_else(|_| diffy::apply(base, &patch)).ok()?;
    let found = found.trim_end().to_owned();
    // Whatever is no patch is read as one that changes nothing.
    (!found.is_empty() && found != base && found.len() <= crate::domain::content::SOURCE_MAX).then_some(found)
}

/// An open suggestion with its page, for a steward to decide about.
fn waiting(tx: &mut Tx<'_>, id: i64) -> Result<(Suggestion, Post, WikiPage)> {
    let found = rows::find(tx.conn, id)?.ok_or(Error::NotFound("suggestion"))?;
    let (post, page) = held(tx, found.post_id)?;
    // Read again: whoever held the page may have decided.
    let found = rows::find(tx.conn, id)?.ok_or(Error::NotFound("suggestion"))?;
    if found.state != State::Open {
        return Err(Error::Conflict("Somebody decided about this already."));
    }
    Ok((found, post, page))
}

fn target(found: &Suggestion) -> Target {
    Target { community: Some(found.community_id), post: Some(found.post_id), person: Some(found.author_id), ..Target::default() }
}

/// A steward takes a suggestion over: its author stands on the revision. `note` answers the reply that brought it.
pub fn accept(tx: &mut Tx<'_>, origin: &Origin, id: i64, ready: &Ready, note: Option<&Content>) -> Result<Saved> {
    let (found, post, page) = waiting(tx, id)?;
    let (_, community) = place(tx, origin, page.community_id)?;
    access::power_over(tx.conn, origin, &community)?;
    if page.revision_id != ready.onto {
        return Ok(Saved::Stale);
    }
    moderation::by_steward(tx, origin, &community, Act::AcceptSuggestion, &target(&found), "Taken over into the page")?;
    let now = store::revision(tx.conn, page.revision_id)?.ok_or(Error::NotFound("revision"))?;
    let same = now.title == ready.written.title && now.source == ready.written.source;
    let (saved, revision) = if same {
        (Saved::Same, now.id)
    } else {
        let by = By { author: found.author_id, accepted_by: Some(origin.actor().id), sort: Sort::Suggested, base: found.base_id };
        let revision = write(tx, &post, &page, &by, &Ready { summary: found.summary.clone(), ..ready.clone() })?;
        (Saved::Revision(revision.number), revision.id)
    };
    rows::decide(tx, id, State::Accepted, origin.actor().id, "", Some(revision))?;
    tell(tx, origin, &found, &post, note)?;
    Ok(saved)
}

/// A steward does not take it over, and says why.
pub fn refuse(tx: &mut Tx<'_>, origin: &Origin, id: i64, reason: &str, note: Option<&Content>) -> Result<()> {
    let (found, post, page) = waiting(tx, id)?;
    let (_, community) = place(tx, origin, page.community_id)?;
    moderation::by_steward(tx, origin, &community, Act::RefuseSuggestion, &target(&found), reason)?;
    rows::decide(tx, id, State::Refused, origin.actor().id, reason.trim(), None)?;
    touch_pages(tx, &post)?;
    tell(tx, origin, &found, &post, note)
}

/// Whoever suggested it hears what became of it: here on their page, elsewhere by a reply.
fn tell(tx: &mut Tx<'_>, origin: &Origin, found: &Suggestion, page: &Post, note: Option<&Content>) -> Result<()> {
    notify(tx, origin, found.author_id, NotificationKind::SuggestionDecided, Some(page), page.community_id)?;
    let reply = found.reply_id.map(|id| posts::by_id(tx.conn, id)).transpose()?.flatten().filter(Post::stands);
    if let (Some(reply), Some(note)) = (reply, note) {
        posting::publish(tx, origin, NewPost::reply(reply.id, note.clone()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::applied;

    #[test]
    fn a_patch_is_applied_where_it_fits() {
        let base = "one\ntwo\nthree";
        let patch = diffy::create_patch("one\ntwo\nthree\n", "one\n2\nthree\n").to_string();
        assert_eq!(applied(base, &patch).as_deref(), Some("one\n2\nthree"));
        let patch = diffy::create_patch(base, "one\ntwo\n3").to_string();
        assert_eq!(applied(base, &patch).as_deref(), Some("one\ntwo\n3"));
        assert_eq!(applied("quite\nanother\npage", &patch), None);
        assert_eq!(applied(base, "no patch at all"), None);
    }
}
