//! Whose turn it is: work that must be done in order is done by one process at a time.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

use crate::Result;
use crate::store::conn::{Conn, Tx};

/// A queue whose order matters across its rows: an edit after what it edits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    Inbox = 1,
    Events = 2,
    Deliveries = 3,
}

#[derive(QueryableByName)]
struct Got {
    #[diesel(sql_type = Bool)]
    got: bool,
}

/// Takes the turn until the transaction ends; `false` while another process has it. SQLite has one writer.
pub fn take(tx: &mut Tx<'_>, turn: Turn) -> Result<bool> {
    match tx.conn {
        Conn::Sqlite(_) => Ok(true),
        Conn::Postgres(c) => {
            let got: Got = diesel::sql_query("SELECT pg_try_advisory_xact_lock($1) AS got").bind::<BigInt, _>(key(turn)).get_result(c)?;
            Ok(got.got)
        }
    }
}

/// Waits for the turn: only where every holder is done in a moment.
pub fn wait(tx: &mut Tx<'_>, turn: Turn) -> Result<()> {
    if let Conn::Postgres(c) = tx.conn {
        diesel::sql_query("SELECT pg_advisory_xact_lock($1)").bind::<BigInt, _>(key(turn)).execute(c)?;
    }
    Ok(())
}

/// Advisory locks of one database share their numbers with whatever else runs on it; migrations have theirs.
fn key(turn: Turn) -> i64 {
    0x666f_6c6b_0000 + turn as i64
}
