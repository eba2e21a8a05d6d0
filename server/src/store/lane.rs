//! Which lane of ids a process uses. Processes that share a PostgreSQL must not share a lane: two of them would give out
//! the same id in the same millisecond.

use std::sync::Mutex;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

use crate::Result;
use crate::id::LANES;
use crate::store::conn::{Conn, Engine};

/// Advisory locks from here on stand for lanes.
const FIRST: i64 = 0x666f_6c6b_0100;

/// A lane that is ours as long as this lives.
pub struct Lane {
    pub number: u8,
    /// The session that holds the lock; nothing else runs on it.
    _held: Option<Mutex<Conn>>,
}

#[derive(QueryableByName)]
struct Got {
    #[diesel(sql_type = Bool)]
    got: bool,
}

/// Takes a free lane. SQLite has one server at a time, and any lane will do. With more processes than lanes the last
/// ones draw lots, and the primary keys catch what meets.
pub fn take(engine: &Engine) -> Result<Lane> {
    let drawn: u8 = rand::random();
    if matches!(engine, Engine::Sqlite { .. }) {
        return Ok(Lane { number: drawn, _held: None });
    }
    let mut conn = engine.open()?;
    for step in 0..LANES {
        let lane = (u64::from(drawn) + step) % LANES;
        let key = FIRST + i64::try_from(lane).unwrap_or(0);
        let Conn::Postgres(c) = &mut conn else { break };
        let got: Got = diesel::sql_query("SELECT pg_try_advisory_lock($1) AS got").bind::<BigInt, _>(key).get_result(c)?;
        if got.got {
            return Ok(Lane { number: u8::try_from(lane).unwrap_or(0), _held: Some(Mutex::new(conn)) });
        }
    }
    tracing::warn!(lanes = LANES, "more processes than lanes of ids use this database");
    Ok(Lane { number: drawn, _held: None })
}
