//! Every night: which new questions look like older ones. Stewards decide; nothing is merged by itself.

use std::sync::Arc;
use std::time::Duration;

use crate::Result;
use crate::app::App;
use crate::domain::questions::buckets;
use crate::store::questions;

/// Questions this new are looked at: a few nights, in case one was missed.
const NEW: Duration = Duration::from_secs(3 * 24 * 60 * 60);
/// Questions looked at in one go, and in one night.
const BATCH: i64 = 100;
const NIGHT: usize = 5_000;

pub(super) async fn propose(app: &Arc<App>) -> Result<()> {
    let since = app.clock.now().minus(NEW);
    let (mut after, mut looked_at) = (0, 0);
    while looked_at < NIGHT {
        let asked = app.db.read(move |conn| questions::asked_since(conn, since, after, BATCH)).await?;
        let Some((last, _)) = asked.last().copied() else { return Ok(()) };
        after = last;
        looked_at += asked.len();
        let mut found = Vec::new();
        for (question, community) in asked {
            if let Some((other, likeness)) = app.db.read(move |conn| buckets::likely_pair(conn, question)).await? {
                found.push((community, question, other, likeness));
            }
        }
        if !found.is_empty() {
            app.db
                .write(move |tx| {
                    for (community, question, other, likeness) in &found {
                        buckets::propose(tx, *community, *question, *other, *likeness)?;
                    }
                    Ok(())
                })
                .await?;
        }
    }
    Ok(())
}
