//! Lock and Unlock: nobody may answer any more, or may again.

use super::{Parsed, each};
use crate::host::Change;
use crate::protocol::activity::Envelope;
use crate::vocabulary::verbs;

/// The threadiverse locks the post, NodeBB (FEP-c0d0) its context: both are addresses of the thread.
pub(super) fn read(activity: &Envelope<'_>) -> Parsed {
    let reason = activity.summary();
    if activity.kind == verbs::UNLOCK {
        return each(activity, |object| Change::Unlocked { object });
    }
    each(activity, |object| Change::Locked {
        object,
        reason: reason.clone(),
    })
}
