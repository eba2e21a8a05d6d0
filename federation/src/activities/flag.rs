//! Flag: a report. Mastodon names the account and the posts, the threadiverse one post.

use super::{Parsed, one};
use crate::host::Change;
use crate::protocol::activity::Envelope;

pub(super) fn read(activity: &Envelope<'_>) -> Parsed {
    let reason = activity
        .text("content")
        .or_else(|| activity.summary())
        .unwrap_or_default();
    one(Change::Reported {
        objects: activity.object_ids()?,
        reason,
    })
}
