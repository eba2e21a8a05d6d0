//! Follow: someone joins a community or follows a person.

use super::{Parsed, one};
use crate::host::Change;
use crate::protocol::activity::Envelope;

/// Friendica follows threads as well; whether the target can be followed is for the server to say.
pub(super) fn read(activity: &Envelope<'_>) -> Parsed {
    one(Change::Follow {
        target: activity.object_id()?,
    })
}
