//! Copies of newsletter issues on their way: one row for each mail, claimed before it is sent.

use std::collections::HashMap;
use std::time::Duration;

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::store::ext::OrIgnore;
use crate::store::schema::{newsletter_copies, subscribers};
use crate::store::subscribers::{Subscriber, SubscriberState};
use crate::text_enum;

text_enum! {
    pub enum CopyState {
        Ready = "ready",
        /// Being handed to the mail server right now.
        Sending = "sending",
        Sent = "sent",
        Failed = "failed",
        Bounced = "bounced",
    }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = newsletter_copies)]
pub struct MailCopy {
    pub id: i64,
    pub issue_id: i64,
    pub subscriber_id: i64,
    /// Where the mail goes, for the pace.
    pub domain: String,
    pub state: CopyState,
    pub attempts: i32,
    pub run_at: Time,
    pub claimed_until: Option<Time>,
    pub error: Option<String>,
}

/// Makes a copy. `false` where there is one already.
pub fn insert(tx: &mut Tx<'_>, copy: &MailCopy) -> Result<bool> {
    Ok(OrIgnore(diesel::insert_into(newsletter_copies::table).values(copy.clone())).execute(tx.conn)? > 0)
}

pub fn find(conn: &mut Conn, id: i64) -> Result<Option<MailCopy>> {
    Ok(newsletter_copies::table.find(id).select(MailCopy::as_select()).first(conn).optional()?)
}

pub fn of(conn: &mut Conn, issue: i64, subscriber: i64) -> Result<Option<MailCopy>> {
    Ok(newsletter_copies::table
        .filter(newsletter_copies::issue_id.eq(issue))
        .filter(newsletter_copies::subscriber_id.eq(subscriber))
        .select(MailCopy::as_select())
        .first(conn)
        .optional()?)
}

/// When the last mail to each domain is due, so that the next ones come after it.
pub fn last_due(conn: &mut Conn) -> Result<HashMap<String, Time>> {
    let found: Vec<(String, Option<Time>)> = newsletter_copies::table
        .filter(newsletter_copies::state.eq(CopyState::Ready))
        .group_by(newsletter_copies::domain)
        .select((newsletter_copies::domain, diesel::dsl::max(newsletter_copies::run_at)))
        .load(conn)?;
    Ok(found.into_iter().filter_map(|(domain, at)| Some((domain, at?))).collect())
}

/// Whether anything is due: cheap, so that an idle server opens no transaction.
pub fn any_due(conn: &mut Conn, now: Time) -> Result<bool> {
    let free = newsletter_copies::claimed_until.is_null().or(newsletter_copies::claimed_until.lt(now));
    let ready = newsletter_copies::table
        .filter(newsletter_copies::state.eq(CopyState::Ready))
        .filter(newsletter_copies::run_at.le(now))
        .filter(free);
    if diesel::select(diesel::dsl::exists(ready)).get_result(conn)? {
        return Ok(true);
    }
    let lost = newsletter_copies::table.filter(newsletter_copies::state.eq(CopyState::Sending)).filter(newsletter_copies::claimed_until.lt(now));
    Ok(diesel::select(diesel::dsl::exists(lost)).get_result(conn)?)
}

/// Takes due copies; a process that dies with them loses them to the next one.
pub fn claim(tx: &mut Tx<'_>, limit: i64, lease: Duration) -> Result<Vec<MailCopy>> {
    let now = tx.now;
    let due = newsletter_copies::table
        .filter(newsletter_copies::state.eq(CopyState::Ready))
        .filter(newsletter_copies::run_at.le(now))
        .filter(newsletter_copies::claimed_until.is_null().or(newsletter_copies::claimed_until.lt(now)))
        .order((newsletter_copies::run_at, newsletter_copies::id))
        .limit(limit)
        .select(newsletter_copies::all_columns);
    let rows: Vec<MailCopy> = match tx.conn {
        Conn::Sqlite(c) => due.load(c)?,
        Conn::Postgres(c) => due.for_update().skip_locked().load(c)?,
    };
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    diesel::update(newsletter_copies::table.filter(newsletter_copies::id.eq_any(ids)))
        .set(newsletter_copies::claimed_until.eq(Some(now.plus(lease))))
        .execute(tx.conn)?;
    Ok(rows)
}

/// Copies whose process died between handing them over and writing it down: whether they arrived, nobody knows.
pub fn lost(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<MailCopy>> {
    let now = tx.now;
    let query = newsletter_copies::table
        .filter(newsletter_copies::state.eq(CopyState::Sending))
        .filter(newsletter_copies::claimed_until.lt(now))
        .limit(limit)
        .select(newsletter_copies::all_columns);
    Ok(match tx.conn {
        Conn::Sqlite(c) => query.load(c)?,
        Conn::Postgres(c) => query.for_update().skip_locked().load(c)?,
    })
}

/// Says that a copy is handed over now. `false` where somebody else has it by now.
pub fn begin(tx: &mut Tx<'_>, id: i64, lease: Duration) -> Result<bool> {
    let until = tx.now.plus(lease);
    Ok(diesel::update(newsletter_copies::table.find(id).filter(newsletter_copies::state.eq(CopyState::Ready)))
        .set((
            newsletter_copies::state.eq(CopyState::Sending),
            newsletter_copies::attempts.eq(newsletter_copies::attempts + 1),
            newsletter_copies::claimed_until.eq(Some(until)),
        ))
        .execute(tx.conn)?
        > 0)
}

pub fn settle(tx: &mut Tx<'_>, id: i64, state: CopyState, error: Option<&str>) -> Result<()> {
    diesel::update(newsletter_copies::table.find(id))
        .set((newsletter_copies::state.eq(state), newsletter_copies::error.eq(error), newsletter_copies::claimed_until.eq(None::<Time>)))
        .execute(tx.conn)?;
    Ok(())
}

pub fn retry(tx: &mut Tx<'_>, id: i64, at: Time, error: &str) -> Result<()> {
    diesel::update(newsletter_copies::table.find(id))
        .set((
            newsletter_copies::state.eq(CopyState::Ready),
            newsletter_copies::run_at.eq(at),
            newsletter_copies::error.eq(Some(error)),
            newsletter_copies::claimed_until.eq(None::<Time>),
        ))
        .execute(tx.conn)?;
    Ok(())
}

pub fn delete(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::delete(newsletter_copies::table.find(id)).execute(tx.conn)?;
    Ok(())
}

/// Takes back what was not sent yet. Says how many there were.
pub fn drop_ready(tx: &mut Tx<'_>, issue: i64) -> Result<usize> {
    Ok(diesel::delete(
        newsletter_copies::table.filter(newsletter_copies::issue_id.eq(issue)).filter(newsletter_copies::state.eq(CopyState::Ready)),
    )
    .execute(tx.conn)?)
}

/// What waits for one subscriber.
pub fn ready_for(conn: &mut Conn, subscriber: i64) -> Result<Vec<MailCopy>> {
    Ok(newsletter_copies::table
        .filter(newsletter_copies::subscriber_id.eq(subscriber))
        .filter(newsletter_copies::state.eq(CopyState::Ready))
        .select(MailCopy::as_select())
        .load(conn)?)
}

/// Whether an issue still has copies that wait or are being sent.
pub fn any_left(conn: &mut Conn, issue: i64) -> Result<bool> {
    let left = newsletter_copies::table
        .filter(newsletter_copies::issue_id.eq(issue))
        .filter(newsletter_copies::state.eq_any([CopyState::Ready, CopyState::Sending]));
    Ok(diesel::select(diesel::dsl::exists(left)).get_result(conn)?)
}

/// The subscribers of copies, for those who still want them.
pub fn receivers(conn: &mut Conn, ids: &[i64]) -> Result<HashMap<i64, Subscriber>> {
    let found: Vec<Subscriber> = subscribers::table
        .filter(subscribers::id.eq_any(ids.to_vec()))
        .filter(subscribers::state.eq(SubscriberState::Active))
        .select(Subscriber::as_select())
        .load(conn)?;
    Ok(found.into_iter().map(|row| (row.id, row)).collect())
}

/// What came back or could not be sent, of one community, latest first: why, and to whom.
pub fn returned(conn: &mut Conn, community: i64, limit: i64) -> Result<Vec<(MailCopy, Subscriber)>> {
    Ok(newsletter_copies::table
        .inner_join(subscribers::table)
        .filter(subscribers::community_id.eq(community))
        .filter(newsletter_copies::state.eq_any([CopyState::Failed, CopyState::Bounced]))
        .order(newsletter_copies::id.desc())
        .limit(limit)
        .select((MailCopy::as_select(), Subscriber::as_select()))
        .load(conn)?)
}

/// Forgets copies that were settled long ago: their numbers stand in their issues.
pub fn sweep(tx: &mut Tx<'_>, before: Time, limit: i64) -> Result<usize> {
    let old: Vec<i64> = newsletter_copies::table
        .filter(newsletter_copies::state.eq_any([CopyState::Sent, CopyState::Failed, CopyState::Bounced]))
        .filter(newsletter_copies::run_at.lt(before))
        .limit(limit)
        .select(newsletter_copies::id)
        .load(tx.conn)?;
    Ok(diesel::delete(newsletter_copies::table.filter(newsletter_copies::id.eq_any(old))).execute(tx.conn)?)
}
