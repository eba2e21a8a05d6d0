//! Join and Leave: somebody comes to an event, or does not after all.

use super::{Parsed, one};
use crate::host::Change;
use crate::protocol::activity::Envelope;
use crate::vocabulary::verbs;

/// Mobilizon names the event by its address; others put the whole of it inside.
pub(super) fn read(activity: &Envelope<'_>) -> Parsed {
    let event = activity.object_id()?;
    one(if activity.kind == verbs::LEAVE {
        Change::Left { event }
    } else {
        Change::Joined { event }
    })
}
