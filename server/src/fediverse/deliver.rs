//! What becomes of deliveries: done, tried again later, given up; and how a server fares.

use std::collections::BTreeMap;
use std::time::Duration;

use folkmoot_federation::host::Outcome;

use crate::Result;
use crate::store::conn::Tx;
use crate::store::{actors, communities, deliveries, hosts};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// A server that failed for so long is dormant until it speaks again.
const PATIENCE: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// How long to wait after so many failures in a row: a minute, then four times as long each time,
/// up to half a day.
pub fn pause(failures: i32) -> Duration {
    let power = u32::try_from(failures.clamp(0, 6)).unwrap_or(6);
    (MINUTE * 4_u32.saturating_pow(power)).min(DAY / 2)
}

pub fn settle(tx: &mut Tx<'_>, outcomes: &[(i64, Outcome)]) -> Result<()> {
    let mut well = BTreeMap::<i64, i64>::new();
    for (id, outcome) in outcomes {
        let Some(row) = deliveries::by_id(tx.conn, *id)? else { continue };
        match outcome {
            Outcome::Delivered => {
                deliveries::delete(tx, *id)?;
                *well.entry(row.host_id).or_default() += 1;
            }
            Outcome::Refused { status } => {
                tracing::info!(inbox = row.inbox_url, status, activity = row.activity_id, "a delivery was refused for good");
                deliveries::delete(tx, *id)?;
                // It answered: that is all its health takes.
                well.entry(row.host_id).or_default();
            }
            Outcome::Gone => {
                deliveries::drop_for_inbox(tx, &row.inbox_url)?;
                forget(tx, &row.inbox_url)?;
            }
            Outcome::Failed { reason, retry_after } => fail(tx, &row, reason, *retry_after)?,
        }
    }
    for (host, count) in well {
        deliveries::host_is_well(tx, host, count)?;
    }
    Ok(())
}

/// 410: nobody is behind that mailbox any more, so nobody there follows anything.
fn forget(tx: &mut Tx<'_>, inbox: &str) -> Result<()> {
    for id in deliveries::actors_at(tx.conn, inbox)? {
        for (follow, followed) in communities::following(tx.conn, id, 10_000)? {
            if communities::delete_follow(tx, follow.id)? && follow.state == communities::FollowState::Accepted && followed.kind == actors::ActorKind::Community {
                communities::add_members(tx, followed.id, -1)?;
            }
        }
    }
    Ok(())
}

fn fail(tx: &mut Tx<'_>, row: &deliveries::DeliveryRow, reason: &str, retry_after: Option<u64>) -> Result<()> {
    let host = hosts::by_id(tx.conn, row.host_id)?;
    let wait = retry_after.map_or_else(|| pause(host.failures), |s| Duration::from_secs(s.min(DAY.as_secs())));
    let retry_at = tx.now.plus(wait);
    let dormant = host.failing_since.is_some_and(|since| tx.now.since(since) > PATIENCE);
    deliveries::host_failed(tx, row.host_id, retry_at, dormant, reason)?;
    if dormant {
        // What waited for a week is old news; the server hears the rest when it comes back.
        tracing::info!(host = host.name, "the server has been silent for seven days and is dormant now");
        deliveries::drop_for_host(tx, row.host_id)?;
        return Ok(());
    }
    deliveries::postpone(tx, row.id, retry_at, reason)
}
