//! Events into activities and mail: the domain's outbox is emptied here.

use std::sync::Arc;

use crate::Result;
use crate::app::App;
use crate::domain::events::{Event, Told};
use crate::domain::reputation;
use crate::fediverse::{deliver, outbound};
use crate::jobs::mail;
use crate::store::conn::Tx;
use crate::store::jobs;

/// Events of one transaction.
const BATCH: i64 = 256;
/// An event that cannot be dispatched after so many tries is a defect: it is set aside, loudly.
const TRIES: i32 = 10;

pub(super) async fn run(app: &Arc<App>) -> Result<bool> {
    let now = app.clock.now();
    if !app.db.read(move |conn| jobs::any_event_due(conn, now)).await? {
        return Ok(false);
    }
    let enabled = app.config.federation.enabled;
    let count = app.db.write(move |tx| batch(tx, enabled)).await?;
    if count > 0 {
        app.bell.ring();
    }
    Ok(count > 0)
}

fn batch(tx: &mut Tx<'_>, federate: bool) -> Result<usize> {
    let rows = jobs::due_events(tx, BATCH)?;
    let all = rows.iter().map(|row| serde_json::from_str(&row.data)).collect::<std::result::Result<Vec<Told>, _>>()?;
    // All at once, which a crowd of votes needs. What fails here is a defect that counting anew repairs; mail and
    // activities do not wait for it.
    if let Err(error) = tx.savepoint(|tx| reputation::hear(tx, &all)) {
        error.log("reputation");
    }
    for (row, told) in rows.iter().zip(&all) {
        let done = tx.savepoint(|tx| {
            if let Event::Notified { notification } = &told.event {
                mail::ask_for_notification(tx, *notification)?;
            } else if federate {
                outbound::dispatch(tx, told)?;
            }
            jobs::delete_event(tx, row.id)
        });
        if let Err(error) = done {
            error.log("dispatch of an event");
            let wait = if row.attempts >= TRIES { std::time::Duration::from_secs(24 * 60 * 60) } else { deliver::pause(row.attempts) };
            let at = tx.now.plus(wait);
            jobs::postpone_event(tx, row.id, at, &error.to_string())?;
        }
    }
    Ok(rows.len())
}
