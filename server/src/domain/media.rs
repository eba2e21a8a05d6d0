//! Uploads: written down when they come, looked at again when nobody may need them any more.

use std::time::Duration;

use crate::Result;
use crate::media::Kept;
use crate::store::conn::Tx;
use crate::store::jobs;
use crate::store::media::{self, MediaRow};

/// How long an upload may wait for the post that shows it.
pub const WAITS: Duration = Duration::from_secs(24 * 60 * 60);

/// Writes an upload down for whoever brought it; nobody for what belongs to the house.
pub fn keep(tx: &mut Tx<'_>, owner: Option<i64>, kept: &Kept) -> Result<()> {
    let known = media::by_key(tx.conn, &kept.key)?.into_iter().any(|row| row.owner_id == owner);
    if !known {
        let row = MediaRow {
            id: tx.id(),
            owner_id: owner,
            storage_key: kept.key.clone(),
            content_type: kept.content_type.to_owned(),
            bytes: i64::try_from(kept.bytes).unwrap_or(i64::MAX),
            width: i32::try_from(kept.width).unwrap_or(i32::MAX),
            height: i32::try_from(kept.height).unwrap_or(i32::MAX),
            created_at: tx.now,
        };
        media::insert(tx, &row)?;
    }
    look_at(tx, &kept.key, WAITS)
}

/// These addresses are shown somewhere no more: those that are uploads are looked at.
pub(super) fn release<'a>(tx: &mut Tx<'_>, urls: impl IntoIterator<Item = &'a str>) -> Result<()> {
    let ours = tx.urls().media("").to_string();
    for key in urls.into_iter().filter_map(|url| url.strip_prefix(ours.as_str())) {
        look_at(tx, key, Duration::ZERO)?;
    }
    Ok(())
}

/// Somebody left for good: what they brought is looked at.
pub(super) fn release_all_of(tx: &mut Tx<'_>, owner: i64) -> Result<()> {
    for key in media::keys_of(tx.conn, owner)? {
        look_at(tx, &key, Duration::ZERO)?;
    }
    Ok(())
}

/// Asks the job of that name to see whether the picture is still needed. Asking twice at the same time is asking once;
/// the two waits are told apart, since a released picture need not wait for tomorrow.
fn look_at(tx: &mut Tx<'_>, key: &str, wait: Duration) -> Result<()> {
    let (mark, at) = if wait.is_zero() { (format!("{key}.now"), tx.now) } else { (key.to_owned(), tx.now.plus(wait)) };
    jobs::enqueue(tx, "media", Some(&mark), key.to_owned(), at)
}
