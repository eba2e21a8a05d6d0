//! Delete: by the author, by a moderator (who says why), or of an actor by itself.

use super::{Parsed, each};
use crate::host::Change;
use crate::protocol::activity::Envelope;

/// The thing may be on another host: then only its community's stewards may delete it, which the
/// server checks.
pub(super) fn read(activity: &Envelope<'_>) -> Parsed {
    let reason = activity.summary();
    each(activity, |object| {
        if object == activity.actor {
            Change::ActorDeleted { actor: object }
        } else {
            Change::Delete {
                object,
                reason: reason.clone(),
            }
        }
    })
}
