//! An issue on its way: published as an article, then one copy for each subscriber, each handed over at most once.

use std::time::Duration;

use super::{Pace, domain_of, is_closed, open, tended};
use crate::clock::Time;
use crate::domain::access::Person;
use crate::domain::content::Content;
use crate::domain::moderation::{self, Target};
use crate::domain::origin::Origin;
use crate::domain::posts::{self as posting, NewPost};
use crate::kinds::newsletter::NAME;
use crate::store::actors;
use crate::store::accounts;
use crate::store::conn::{Conn, Tx};
use crate::store::copies::{self, CopyState, MailCopy};
use crate::store::moderation::Act;
use crate::store::newsletters::{self, Issue, IssueState, Tally};
use crate::store::subscribers;
use crate::{Error, Result};

/// Copies that are made in one transaction.
pub const BATCH: i64 = 500;
/// How long a copy belongs to whoever claimed it.
const LEASE: Duration = Duration::from_secs(5 * 60);
/// Copies whose fate is looked at in one transaction.
const LOST: i64 = 500;
/// Tries before a copy counts as failed.
const TRIES: i32 = 6;

/// What the mail server said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Sent,
    /// Its last word.
    Refused(String),
    /// Not now.
    Failed(String),
}

/// An issue that is due, for the job.
pub fn due(conn: &mut Conn, id: i64, now: Time) -> Result<Option<Issue>> {
    Ok(newsletters::find(conn, id)?.filter(|issue| issue.state == IssueState::Scheduled && issue.send_at.is_some_and(|at| at <= now)))
}

/// Publishes an issue that is due. What keeps it from going out is written on it, for its stewards to read.
pub fn publish(tx: &mut Tx<'_>, id: i64, content: &Content) -> Result<()> {
    let now = tx.now;
    let Some(issue) = newsletters::hold(tx, id)?.filter(|i| i.state == IssueState::Scheduled && i.send_at.is_some_and(|at| at <= now)) else {
        return Ok(());
    };
    match tx.savepoint(|tx| put_out(tx, &issue, content)) {
        Ok(()) => Ok(()),
        Err(Error::Forbidden(why) | Error::Conflict(why)) => newsletters::set_problem(tx, id, why),
        Err(Error::Invalid(_)) => newsletters::set_problem(tx, id, "Title or text do not fit an article."),
        Err(Error::NotFound(_) | Error::Gone) => newsletters::set_problem(tx, id, "This newsletter does not go out any more."),
        Err(other) => Err(other),
    }
}

fn put_out(tx: &mut Tx<'_>, issue: &Issue, content: &Content) -> Result<()> {
    let community = actors::by_id(tx.conn, issue.community_id)?;
    let account = accounts::by_actor(tx.conn, issue.author_id)?.ok_or(Error::Forbidden("Its writer is not here any more."))?;
    let origin = Origin::Local(Person::new(actors::by_id(tx.conn, issue.author_id)?, account));
    tended(tx.conn, &origin, &community)?;
    open(tx.conn, &community)?;
    let post = posting::publish_last(tx, &origin, NewPost::thread(NAME, community.id, content.clone()))?;
    let target = Target { community: Some(community.id), post: Some(post.id), ..Target::default() };
    moderation::by_steward(tx, &origin, &community, Act::SendNewsletter, &target, &issue.title)?;
    newsletters::set_sending(tx, issue.id, post.id)
}

/// Makes the next copies of an issue. `true` while there are more to make.
pub fn make_copies(tx: &mut Tx<'_>, id: i64, pace: Pace) -> Result<bool> {
    let Some(issue) = newsletters::hold(tx, id)?.filter(|i| i.state == IssueState::Sending && i.queued_at.is_none()) else { return Ok(false) };
    if is_closed(tx.conn, issue.community_id)? {
        newsletters::set_reached(tx, id, issue.reached, 0, true)?;
        finish(tx, id)?;
        return Ok(false);
    }
    let rows = subscribers::active_after(tx.conn, issue.community_id, issue.reached, BATCH)?;
    let all = i64::try_from(rows.len()).unwrap_or(BATCH) < BATCH;
    // The pace holds over all newsletters of the house: who reads mail at a domain does not care which one is in a hurry.
    let mut last = copies::last_due(tx.conn)?;
    let mut made = 0;
    for (subscriber, email) in &rows {
        let domain = domain_of(email);
        let run_at = last.get(domain).map_or(tx.now, |at| at.plus(pace.step()).max(tx.now));
        let copy = MailCopy {
            id: tx.id(),
            issue_id: id,
            subscriber_id: *subscriber,
            domain: domain.to_owned(),
            state: CopyState::Ready,
            attempts: 0,
            run_at,
            claimed_until: None,
            error: None,
        };
        if copies::insert(tx, &copy)? {
            last.insert(domain.to_owned(), run_at);
            made += 1;
        }
    }
    let reached = rows.last().map_or(issue.reached, |(id, _)| *id);
    newsletters::set_reached(tx, id, reached, made, all)?;
    if all {
        finish(tx, id)?;
    }
    Ok(!all)
}

/// A house that sends no mail publishes its issues all the same.
pub fn without_mail(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    if newsletters::hold(tx, id)?.is_some_and(|i| i.state == IssueState::Sending && i.queued_at.is_none()) {
        newsletters::set_reached(tx, id, 0, 0, true)?;
        finish(tx, id)?;
    }
    Ok(())
}

/// Closes an issue whose last copy is settled.
fn finish(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    let Some(issue) = newsletters::hold(tx, id)? else { return Ok(()) };
    if issue.state == IssueState::Sending && issue.queued_at.is_some() && !copies::any_left(tx.conn, id)? {
        newsletters::set_finished(tx, id)?;
    }
    Ok(())
}

/// Takes copies that are due.
pub fn claim(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<MailCopy>> {
    // Handed over or not, nobody knows. Sending them again could only be right half of the time; a number that says so is
    // right always.
    for copy in copies::lost(tx, LOST)? {
        fail(tx, &copy, "The server stopped while this was being sent. It may have arrived.")?;
    }
    copies::claim(tx, limit, LEASE)
}

/// Says that a copy is handed over now; `false` where it is not to be.
pub fn begin(tx: &mut Tx<'_>, copy: &MailCopy) -> Result<bool> {
    copies::begin(tx, copy.id, LEASE)
}

/// Its receiver left since it was made.
pub fn let_go(tx: &mut Tx<'_>, copy: &MailCopy) -> Result<()> {
    copies::delete(tx, copy.id)?;
    newsletters::take_back(tx, copy.issue_id, 1)?;
    finish(tx, copy.issue_id)
}

fn fail(tx: &mut Tx<'_>, copy: &MailCopy, why: &str) -> Result<()> {
    copies::settle(tx, copy.id, CopyState::Failed, Some(why))?;
    newsletters::count(tx, copy.issue_id, Tally::Failed, 1)?;
    finish(tx, copy.issue_id)
}

/// Writes down what the mail server said. `pause` is how long to wait before the next try.
pub fn settle(tx: &mut Tx<'_>, copy: &MailCopy, outcome: &Outcome, pause: Duration) -> Result<()> {
    match outcome {
        Outcome::Sent => {
            copies::settle(tx, copy.id, CopyState::Sent, None)?;
            newsletters::count(tx, copy.issue_id, Tally::Sent, 1)?;
            finish(tx, copy.issue_id)
        }
        Outcome::Failed(why) if copy.attempts + 1 < TRIES => {
            let at = tx.now.plus(pause);
            copies::retry(tx, copy.id, at, why)
        }
        Outcome::Refused(why) | Outcome::Failed(why) => fail(tx, copy, why),
    }
}
