//! Issues of a newsletter: drafted, changed, scheduled, taken back.

use super::{ISSUE_JOB, open, tended};
use crate::clock::Time;
use crate::domain::content::{SOURCE_MAX, TITLE_MAX};
use crate::domain::moderation::{self, Target};
use crate::domain::origin::Origin;
use crate::error::FieldErrors;
use crate::store::actors::{self, Actor};
use crate::store::conn::{Conn, Tx};
use crate::store::moderation::Act;
use crate::store::newsletters::{self, Issue, IssueState};
use crate::store::{copies, jobs};
use crate::{Error, Result};

/// Drafts that one newsletter can have at the same time, with all issues that ever were.
const ISSUES_MAX: usize = 2_000;

fn check(title: &str, source: &str) -> Result<()> {
    let mut errors = FieldErrors::new();
    let length = title.trim().chars().count();
    if length == 0 {
        errors.add("title", "form-title-empty");
    } else if length > TITLE_MAX {
        errors.add_with("title", "form-too-long", [("max", TITLE_MAX.to_string())]);
    }
    if source.trim().is_empty() {
        errors.add("body", "form-body-empty");
    } else if source.len() > SOURCE_MAX {
        errors.add_with("body", "form-too-long", [("max", SOURCE_MAX.to_string())]);
    }
    errors.check()
}

/// An issue that its stewards may look at, with its community.
pub fn look(conn: &mut Conn, origin: &Origin, community: &Actor, id: i64) -> Result<Issue> {
    tended(conn, origin, community)?;
    newsletters::find(conn, id)?.filter(|issue| issue.community_id == community.id).ok_or(Error::NotFound("issue"))
}

/// The same, while nothing of it has left the house.
fn held(tx: &mut Tx<'_>, origin: &Origin, id: i64) -> Result<(Issue, Actor)> {
    let issue = newsletters::hold(tx, id)?.ok_or(Error::NotFound("issue"))?;
    let community = actors::by_id(tx.conn, issue.community_id)?;
    tended(tx.conn, origin, &community)?;
    if !issue.can_change() {
        return Err(Error::Conflict("This issue is on its way already."));
    }
    Ok((issue, community))
}

/// Begins an issue.
pub fn draft(tx: &mut Tx<'_>, origin: &Origin, community: &Actor, title: &str, source: &str) -> Result<Issue> {
    tended(tx.conn, origin, community)?;
    open(tx.conn, community)?;
    check(title, source)?;
    if newsletters::list(tx.conn, community.id, i64::MAX)?.len() >= ISSUES_MAX {
        return Err(Error::Conflict("Throw away a draft before you begin another."));
    }
    let issue = Issue {
        id: tx.id(),
        community_id: community.id,
        author_id: origin.actor().id,
        title: title.trim().to_owned(),
        source: source.to_owned(),
        state: IssueState::Draft,
        send_at: None,
        post_id: None,
        problem: None,
        reached: 0,
        queued_at: None,
        copies: 0,
        sent: 0,
        failed: 0,
        bounced: 0,
        parted: 0,
        finished_at: None,
        created_at: tx.now,
        updated_at: tx.now,
    };
    newsletters::insert(tx, &issue)?;
    Ok(issue)
}

pub fn edit(tx: &mut Tx<'_>, origin: &Origin, id: i64, title: &str, source: &str) -> Result<()> {
    let (issue, _) = held(tx, origin, id)?;
    check(title, source)?;
    newsletters::set_text(tx, issue.id, origin.actor().id, title.trim(), source)
}

/// Sends it at that time, or now; without a time it waits as a draft again. It goes out in the name of whoever says so.
pub fn schedule(tx: &mut Tx<'_>, origin: &Origin, id: i64, at: Option<Time>) -> Result<()> {
    let (issue, community) = held(tx, origin, id)?;
    open(tx.conn, &community)?;
    let Some(at) = at else { return newsletters::set_schedule(tx, id, issue.author_id, None) };
    if at < tx.now {
        return Err(Error::field("send_at", "form-date-past"));
    }
    check(&issue.title, &issue.source)?;
    newsletters::set_schedule(tx, id, origin.actor().id, Some(at))?;
    // Another time is another job; the one before finds that its time is not the issue's.
    jobs::enqueue(tx, ISSUE_JOB, Some(&format!("{id}:{}", at.0)), id.to_string(), at)
}

pub fn discard(tx: &mut Tx<'_>, origin: &Origin, id: i64) -> Result<()> {
    let (issue, _) = held(tx, origin, id)?;
    newsletters::delete(tx, issue.id)
}

/// Keeps the copies that were not sent yet from going out. What is published stays.
pub fn stop(tx: &mut Tx<'_>, origin: &Origin, id: i64, reason: &str) -> Result<()> {
    let issue = newsletters::hold(tx, id)?.ok_or(Error::NotFound("issue"))?;
    let community = actors::by_id(tx.conn, issue.community_id)?;
    let target = Target { community: Some(community.id), post: issue.post_id, ..Target::default() };
    moderation::by_steward(tx, origin, &community, Act::StopNewsletter, &target, reason)?;
    if issue.state != IssueState::Sending {
        return Ok(());
    }
    let dropped = copies::drop_ready(tx, id)?;
    newsletters::take_back(tx, id, i32::try_from(dropped).unwrap_or(i32::MAX))?;
    newsletters::set_reached(tx, id, i64::MAX, 0, true)?;
    newsletters::set_finished(tx, id)
}
