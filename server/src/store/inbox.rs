//! Activities that were acknowledged and wait to be applied; later, the memory of their ids.

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::store::ext::OrIgnore;
use crate::store::schema::inbox;
use crate::text_enum;

text_enum! {
    pub enum InboxState {
        Ready = "ready",
        /// Applied, or rightly without effect.
        Done = "done",
        /// Refused by a rule, or given up; `error` says why.
        Refused = "refused",
    }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = inbox)]
pub struct InboxRow {
    pub id: i64,
    pub activity_id: String,
    pub actor_ap_id: String,
    pub host: String,
    pub raw: String,
    pub state: InboxState,
    pub attempts: i32,
    pub run_at: Time,
    pub received_at: Time,
    pub error: Option<String>,
}

/// Keeps an activity once. `false` where its id is known.
pub fn keep(tx: &mut Tx<'_>, activity_id: &str, actor: &str, host: &str, raw: &str) -> Result<bool> {
    let row = InboxRow {
        id: tx.id(),
        activity_id: activity_id.to_owned(),
        actor_ap_id: actor.to_owned(),
        host: host.to_owned(),
        raw: raw.to_owned(),
        state: InboxState::Ready,
        attempts: 0,
        run_at: tx.now,
        received_at: tx.now,
        error: None,
    };
    let kept = OrIgnore(diesel::insert_into(inbox::table).values(row)).execute(tx.conn)?;
    Ok(kept == 1)
}

/// Written out, not bound: only then does SQLite see that the partial indexes fit.
fn is_ready() -> SqlLiteral<Bool> {
    sql("inbox.state = 'ready'")
}

/// Due activities in the order they came.
pub fn peek_due(conn: &mut Conn, now: Time, limit: i64) -> Result<Vec<InboxRow>> {
    Ok(inbox::table
        .filter(is_ready())
        .filter(inbox::run_at.le(now))
        .order((inbox::run_at, inbox::id))
        .limit(limit)
        .select(inbox::all_columns)
        .load(conn)?)
}

/// Which of these are still due, each with the server it came from. On PostgreSQL they stay locked
/// until the transaction ends, and rows that another process works on are passed over.
pub fn lock_due(tx: &mut Tx<'_>, ids: &[i64]) -> Result<HashMap<i64, String>> {
    let now = tx.now;
    let query = inbox::table
        .filter(inbox::id.eq_any(ids.to_vec()))
        .filter(inbox::state.eq(InboxState::Ready))
        .filter(inbox::run_at.le(now))
        .select((inbox::id, inbox::host));
    let rows: Vec<(i64, String)> = match tx.conn {
        Conn::Sqlite(c) => query.load(c)?,
        Conn::Postgres(c) => query.for_update().skip_locked().load(c)?,
    };
    Ok(rows.into_iter().collect())
}

/// What an activity lacked is there: it is due again at once.
pub fn ready_at(tx: &mut Tx<'_>, id: i64, at: Time) -> Result<()> {
    diesel::update(inbox::table.find(id)).set(inbox::run_at.eq(at)).execute(tx.conn)?;
    Ok(())
}

pub fn any_due(conn: &mut Conn, now: Time) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(
        inbox::table.filter(is_ready()).filter(inbox::run_at.le(now)),
    ))
    .get_result(conn)?)
}

/// Ends an activity. Its body goes, its id stays to know repeats by.
pub fn end(tx: &mut Tx<'_>, id: i64, state: InboxState, error: Option<&str>) -> Result<()> {
    diesel::update(inbox::table.find(id))
        .set((inbox::state.eq(state), inbox::raw.eq(""), inbox::error.eq(error)))
        .execute(tx.conn)?;
    Ok(())
}

/// Puts an activity off: for a retry, or while what it lacks is fetched.
pub fn postpone(tx: &mut Tx<'_>, id: i64, run_at: Time, error: &str) -> Result<()> {
    diesel::update(inbox::table.find(id))
        .set((inbox::attempts.eq(inbox::attempts + 1), inbox::run_at.eq(run_at), inbox::error.eq(error)))
        .execute(tx.conn)?;
    Ok(())
}

pub fn by_id(conn: &mut Conn, id: i64) -> Result<Option<InboxRow>> {
    Ok(inbox::table.find(id).select(InboxRow::as_select()).first(conn).optional()?)
}

pub fn count_waiting(conn: &mut Conn) -> Result<i64> {
    Ok(inbox::table.filter(is_ready()).count().get_result(conn)?)
}

/// Forgets ids that are older than any replay that a signature would still allow.
pub fn forget(tx: &mut Tx<'_>, before: Time, limit: i64) -> Result<usize> {
    let old: Vec<i64> = inbox::table
        .filter(sql::<Bool>("inbox.state <> 'ready'"))
        .filter(inbox::received_at.lt(before))
        .limit(limit)
        .select(inbox::id)
        .load(tx.conn)?;
    let mut gone = 0;
    for chunk in old.chunks(500) {
        gone += diesel::delete(inbox::table.filter(inbox::id.eq_any(chunk.to_vec()))).execute(tx.conn)?;
    }
    Ok(gone)
}
