//! Uploads that nobody needs any more leave the disk, and then the table.

use std::sync::Arc;
use std::time::Duration;

use crate::Result;
use crate::app::App;
use crate::domain::media::WAITS;
use crate::store::media::{self, MediaRow};
use crate::store::actors;

/// Files as young as this are being uploaded again right now, perhaps by somebody else.
const YOUNG: Duration = Duration::from_secs(60 * 60);

/// Looks at one picture. The file goes first: a crash in between leaves a row, which the next look finds, and never a
/// file that nobody knows of.
pub(super) async fn look_at(app: &Arc<App>, key: &str) -> Result<()> {
    let (owned, url, now) = (key.to_owned(), app.urls.media(key).to_string(), app.clock.now());
    let (rows, wanted) = app
        .db
        .read(move |conn| {
            let rows = media::by_key(conn, &owned)?;
            let owners: Vec<i64> = rows.iter().filter_map(|row| row.owner_id).collect();
            let mut wanted = media::is_used(conn, &owned, &url, &owners)?;
            for row in &rows {
                // What came a moment ago waits for the post that it is for; its owner may be gone already.
                wanted |= now.since(row.created_at) < WAITS && !is_gone(conn, row)?;
            }
            Ok((rows, wanted))
        })
        .await?;
    if wanted || rows.is_empty() || app.media.is_younger(key, YOUNG).await? {
        return Ok(());
    }
    app.media.drop_file(key).await?;
    app.db
        .write(move |tx| {
            for row in &rows {
                media::delete(tx, row.id)?;
            }
            Ok(())
        })
        .await
}

fn is_gone(conn: &mut crate::store::Conn, row: &MediaRow) -> Result<bool> {
    match row.owner_id {
        Some(id) => Ok(actors::by_id(conn, id)?.deleted_at.is_some()),
        None => Ok(false),
    }
}
