//! Two queues: what happened (`events`, the domain's outbox) and what is to be done (`jobs`).
//!
//! Both are claimed inside a transaction, so that several processes on one PostgreSQL share them.

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::store::ext::OrIgnore;
use crate::store::schema::{events, jobs};
use crate::store::turn::{self, Turn};
use crate::text_enum;

text_enum! { pub enum JobState { Ready = "ready", Running = "running", Failed = "failed" } }

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = events)]
pub struct EventRow {
    pub id: i64,
    pub kind: String,
    pub data: String,
    pub created_at: Time,
    pub attempts: i32,
    pub run_at: Time,
    pub error: Option<String>,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = jobs)]
pub struct JobRow {
    pub id: i64,
    pub kind: String,
    pub unique_key: Option<String>,
    pub data: String,
    pub state: JobState,
    pub attempts: i32,
    pub run_at: Time,
    pub claimed_until: Option<Time>,
    pub error: Option<String>,
    pub created_at: Time,
}

pub fn insert_event(tx: &mut Tx<'_>, kind: &str, data: String) -> Result<()> {
    let row = EventRow {
        id: tx.id(),
        kind: kind.to_owned(),
        data,
        created_at: tx.now,
        attempts: 0,
        run_at: tx.now,
        error: None,
    };
    diesel::insert_into(events::table).values(row).execute(tx.conn)?;
    Ok(())
}

/// Due events, oldest first; none while another process works on them.
pub fn due_events(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<EventRow>> {
    // Two processes side by side could send an edit before what it edits.
    if !turn::take(tx, Turn::Events)? {
        return Ok(Vec::new());
    }
    let now = tx.now;
    let query = events::table
        .filter(events::run_at.le(now))
        .order(events::id)
        .limit(limit)
        .select(events::all_columns);
    Ok(match tx.conn {
        Conn::Sqlite(c) => query.load(c)?,
        Conn::Postgres(c) => query.for_update().skip_locked().load(c)?,
    })
}

pub fn delete_event(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::delete(events::table.find(id)).execute(tx.conn)?;
    Ok(())
}

pub fn postpone_event(tx: &mut Tx<'_>, id: i64, run_at: Time, error: &str) -> Result<()> {
    diesel::update(events::table.find(id))
        .set((events::attempts.eq(events::attempts + 1), events::run_at.eq(run_at), events::error.eq(error)))
        .execute(tx.conn)?;
    Ok(())
}

/// Whether anything is due: cheap, so that an idle server does not open transactions.
pub fn any_event_due(conn: &mut Conn, now: Time) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(events::table.filter(events::run_at.le(now)))).get_result(conn)?)
}

/// Queues a job. With a key, a job that waits already is not queued twice.
pub fn enqueue(tx: &mut Tx<'_>, kind: &str, unique_key: Option<&str>, data: String, run_at: Time) -> Result<()> {
    let row = JobRow {
        id: tx.id(),
        kind: kind.to_owned(),
        unique_key: unique_key.map(|key| format!("{kind}:{key}")),
        data,
        state: JobState::Ready,
        attempts: 0,
        run_at,
        claimed_until: None,
        error: None,
        created_at: tx.now,
    };
    OrIgnore(diesel::insert_into(jobs::table).values(row)).execute(tx.conn)?;
    Ok(())
}

/// Takes back a job that waits under a key.
pub fn cancel(tx: &mut Tx<'_>, kind: &str, unique_key: &str) -> Result<()> {
    diesel::delete(jobs::table.filter(jobs::unique_key.eq(format!("{kind}:{unique_key}")))).execute(tx.conn)?;
    Ok(())
}

/// Takes due jobs for `lease`; a process that dies with a job loses it to the next one.
pub fn claim(tx: &mut Tx<'_>, limit: i64, lease: std::time::Duration) -> Result<Vec<JobRow>> {
    let now = tx.now;
    let due = jobs::table
        .filter(
            jobs::state
                .eq(JobState::Ready)
                .and(jobs::run_at.le(now))
                .or(jobs::state.eq(JobState::Running).and(jobs::claimed_until.lt(now))),
        )
        .order(jobs::run_at)
        .limit(limit)
        .select(jobs::all_columns);
    let rows: Vec<JobRow> = match tx.conn {
        Conn::Sqlite(c) => due.load(c)?,
        Conn::Postgres(c) => due.for_update().skip_locked().load(c)?,
    };
    for row in &rows {
        diesel::update(jobs::table.find(row.id))
            .set((
                jobs::state.eq(JobState::Running),
                jobs::unique_key.eq(None::<String>),
                jobs::claimed_until.eq(now.plus(lease)),
                jobs::attempts.eq(jobs::attempts + 1),
            ))
            .execute(tx.conn)?;
    }
    Ok(rows)
}

pub fn any_due(conn: &mut Conn, now: Time) -> Result<bool> {
    // A job whose process died counts too: nothing else might ask for it.
    Ok(diesel::select(diesel::dsl::exists(
        jobs::table.filter(
            jobs::state
                .eq(JobState::Ready)
                .and(jobs::run_at.le(now))
                .or(jobs::state.eq(JobState::Running).and(jobs::claimed_until.lt(now))),
        ),
    ))
    .get_result(conn)?)
}

pub fn finish(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::delete(jobs::table.find(id)).execute(tx.conn)?;
    Ok(())
}

pub fn retry(tx: &mut Tx<'_>, id: i64, run_at: Time, error: &str) -> Result<()> {
    diesel::update(jobs::table.find(id))
        .set((jobs::state.eq(JobState::Ready), jobs::run_at.eq(run_at), jobs::error.eq(error), jobs::claimed_until.eq(None::<Time>)))
        .execute(tx.conn)?;
    Ok(())
}

/// Gives up on a job; the row stays for the operator to see.
pub fn fail(tx: &mut Tx<'_>, id: i64, error: &str) -> Result<()> {
    diesel::update(jobs::table.find(id)).set((jobs::state.eq(JobState::Failed), jobs::error.eq(error))).execute(tx.conn)?;
    Ok(())
}

/// When something of this kind last waited or ran, for jobs that come back by themselves.
pub fn is_queued(conn: &mut Conn, kind: &str) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(
        jobs::table.filter(jobs::kind.eq(kind)).filter(jobs::state.ne(JobState::Failed)),
    ))
    .get_result(conn)?)
}
