//! Servers: every one ever met, what runs there, what was decided about it, how delivery fares.

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::store::schema::hosts;
use crate::text_enum;

/// The row of this server itself.
pub const LOCAL: i64 = 1;

text_enum! {
    /// What the operator decided about a server.
    pub enum HostPolicy { Open = "open", Silenced = "silenced", Blocked = "blocked" }
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = hosts)]
pub struct Host {
    pub id: i64,
    pub name: String,
    pub software: Option<String>,
    pub software_version: Option<String>,
    pub software_at: Option<Time>,
    pub policy: HostPolicy,
    pub policy_reason: Option<String>,
    pub first_seen_at: Time,
    pub last_in_at: Option<Time>,
    pub last_out_at: Option<Time>,
    pub received: i64,
    pub delivered: i64,
    pub failures: i32,
    pub failing_since: Option<Time>,
    pub retry_at: Option<Time>,
    pub dormant_at: Option<Time>,
    pub last_error: Option<String>,
}

pub fn by_name(conn: &mut Conn, name: &str) -> Result<Option<Host>> {
    Ok(hosts::table.filter(hosts::name.eq(name)).select(Host::as_select()).first(conn).optional()?)
}

pub fn by_id(conn: &mut Conn, id: i64) -> Result<Host> {
    Ok(hosts::table.find(id).select(Host::as_select()).first(conn)?)
}

/// The id of a server, which is written down when it is met for the first time.
pub fn meet(tx: &mut Tx<'_>, name: &str) -> Result<i64> {
    let known = hosts::table.filter(hosts::name.eq(name)).select(hosts::id).first(tx.conn).optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    let id = tx.id();
    insert(tx, id, name)?;
    Ok(id)
}

pub fn insert(tx: &mut Tx<'_>, id: i64, name: &str) -> Result<()> {
    diesel::insert_into(hosts::table)
        .values((hosts::id.eq(id), hosts::name.eq(name), hosts::first_seen_at.eq(tx.now)))
        .execute(tx.conn)?;
    Ok(())
}

pub fn set_policy(tx: &mut Tx<'_>, id: i64, policy: HostPolicy, reason: Option<&str>) -> Result<()> {
    diesel::update(hosts::table.find(id))
        .set((hosts::policy.eq(policy), hosts::policy_reason.eq(reason)))
        .execute(tx.conn)?;
    Ok(())
}

pub fn set_software(tx: &mut Tx<'_>, id: i64, name: Option<&str>, version: Option<&str>) -> Result<()> {
    diesel::update(hosts::table.find(id))
        .set((hosts::software.eq(name), hosts::software_version.eq(version), hosts::software_at.eq(tx.now)))
        .execute(tx.conn)?;
    Ok(())
}

/// What is known of a server's software counts on as if it had been asked for at `at`.
pub fn software_stands(tx: &mut Tx<'_>, id: i64, at: Time) -> Result<()> {
    diesel::update(hosts::table.find(id)).set(hosts::software_at.eq(at)).execute(tx.conn)?;
    Ok(())
}

/// Something valid came from there: it lives, so a dormant or failing server is tried again.
pub fn heard_from(tx: &mut Tx<'_>, name: &str, count: i64) -> Result<()> {
    diesel::update(hosts::table.filter(hosts::name.eq(name)))
        .set((hosts::last_in_at.eq(tx.now), hosts::received.eq(hosts::received + count)))
        .execute(tx.conn)?;
    diesel::update(hosts::table.filter(hosts::name.eq(name)).filter(hosts::dormant_at.is_not_null()))
        .set((
            hosts::dormant_at.eq(None::<Time>),
            hosts::failures.eq(0),
            hosts::failing_since.eq(None::<Time>),
            hosts::retry_at.eq(None::<Time>),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// All servers but our own, in pages by name.
pub fn list(conn: &mut Conn, after: &str, limit: i64) -> Result<Vec<Host>> {
    Ok(hosts::table
        .filter(hosts::id.ne(LOCAL))
        .filter(hosts::name.gt(after))
        .order(hosts::name)
        .limit(limit)
        .select(Host::as_select())
        .load(conn)?)
}

/// Servers whose software was never asked for, or long ago.
pub fn stale_software(conn: &mut Conn, before: Time, limit: i64) -> Result<Vec<Host>> {
    Ok(hosts::table
        .filter(hosts::id.ne(LOCAL))
        .filter(hosts::policy.ne(HostPolicy::Blocked))
        .filter(hosts::dormant_at.is_null())
        .filter(hosts::software_at.is_null().or(hosts::software_at.lt(before)))
        .order(hosts::id)
        .limit(limit)
        .select(Host::as_select())
        .load(conn)?)
}

/// What each of these servers runs, where that is known.
pub fn software(conn: &mut Conn, ids: &[i64]) -> Result<std::collections::HashMap<i64, Option<String>>> {
    let mut found = std::collections::HashMap::new();
    for chunk in ids.chunks(500) {
        found.extend(hosts::table.filter(hosts::id.eq_any(chunk.to_vec())).select((hosts::id, hosts::software)).load::<(i64, Option<String>)>(conn)?);
    }
    Ok(found)
}

/// What the operator decided about each of these servers.
pub fn policies(conn: &mut Conn, ids: &[i64]) -> Result<std::collections::HashMap<i64, HostPolicy>> {
    let mut found = std::collections::HashMap::new();
    for chunk in ids.chunks(500) {
        let rows: Vec<(i64, HostPolicy)> =
            hosts::table.filter(hosts::id.eq_any(chunk.to_vec())).select((hosts::id, hosts::policy)).load(conn)?;
        found.extend(rows);
    }
    Ok(found)
}
