//! In which state of the database a page was loaded, so that a cached one is known to be true or old.
//!
//! Only the main matter of a page counts: the busiest communities in its rail and the numbers of who takes part may be
//! as old as its relative times, one minute.

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::pages::reader::Reader;
use crate::store::Conn;
use crate::store::schema::{actors, communities, posts, settings};

/// What a page shows, as far as its truth hangs on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Depends {
    /// The settings alone.
    House,
    /// One community, all of its threads and replies.
    Community(i64),
    /// One thread that belongs to no community.
    Thread(i64),
    /// Any community.
    Everything,
    /// One person, and anything they wrote anywhere.
    Person(i64),
}

/// The state that was read: equal states show equal pages, but for relative times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub depends: Depends,
    settings: Option<Time>,
    numbers: [i64; 4],
}

#[cfg(test)]
impl Seen {
    pub fn for_test(depends: Depends) -> Self {
        Self { depends, settings: None, numbers: [0; 4] }
    }
}

/// Reads the present state. Call it before the page's own queries: what changes in between then makes the page look
/// old, never new.
pub fn now(conn: &mut Conn, depends: Depends) -> Result<Seen> {
    let settings = settings::table.select(diesel::dsl::max(settings::updated_at)).first(conn)?;
    let numbers = match depends {
        Depends::House => [0; 4],
        Depends::Community(id) => community(conn, id)?,
        Depends::Thread(id) => [thread(conn, id)?, 0, 0, 0],
        Depends::Everything => everything(conn)?,
        Depends::Person(id) => {
            let [versions, count, ..] = everything(conn)?;
            let [updated, taken, ..] = actor(conn, id)?;
            [versions, count, updated, taken]
        }
    };
    Ok(Seen { depends, settings, numbers })
}

/// The same for loaders: nothing is asked for readers whose pages are never kept.
pub fn by(conn: &mut Conn, reader: &Reader, depends: Depends) -> Result<Seen> {
    if reader.viewer.person().is_some() {
        return Ok(Seen { depends, settings: None, numbers: [0; 4] });
    }
    now(conn, depends)
}

fn community(conn: &mut Conn, id: i64) -> Result<[i64; 4]> {
    let version = communities::table.find(id).select(communities::version).first(conn).optional()?;
    let [updated, taken, ..] = actor(conn, id)?;
    Ok([version.unwrap_or(-1), updated, taken, 0])
}

fn thread(conn: &mut Conn, id: i64) -> Result<i64> {
    Ok(posts::table.find(id).select(posts::version).first(conn).optional()?.unwrap_or(-1))
}

fn actor(conn: &mut Conn, id: i64) -> Result<[i64; 4]> {
    let row: Option<(Time, Option<Time>, Option<Time>)> = actors::table
        .find(id)
        .select((actors::updated_at, actors::deleted_at, actors::suspended_at))
        .first(conn)
        .optional()?;
    let (updated, deleted, suspended) = row.unwrap_or_default();
    let moment = |at: Option<Time>| at.map_or(0, |at| at.0);
    Ok([updated.0, moment(deleted) ^ moment(suspended).rotate_left(1), 0, 0])
}

/// Every change anywhere raises the version of its community, so their sum only grows.
fn everything(conn: &mut Conn) -> Result<[i64; 4]> {
    use diesel::dsl::sql;
    use diesel::sql_types::BigInt;
    let (versions, count): (i64, i64) = communities::table
        .select((sql::<BigInt>("CAST(COALESCE(SUM(version), 0) AS BIGINT)"), sql::<BigInt>("COUNT(*)")))
        .first(conn)?;
    Ok([versions, count, 0, 0])
}
