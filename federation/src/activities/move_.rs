//! Move: an account goes to another server (FEP-7628).

use super::{Parsed, one};
use crate::host::Change;
use crate::protocol::Malformed;
use crate::protocol::activity::Envelope;

/// Moves of content between communities (PieFed, FEP-f15d) are not taken part in.
pub(super) fn read(activity: &Envelope<'_>) -> Parsed {
    let from = activity.object_id()?;
    if from != activity.actor {
        return Ok(Vec::new());
    }
    let to = activity
        .target()
        .ok_or(Malformed::new("the move has no target"))?;
    one(Change::ActorMoved { from, to })
}
