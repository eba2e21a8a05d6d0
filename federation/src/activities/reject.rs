//! Reject: a follow of ours was refused, or ended by the other side.

use super::accept::{Answered, followed};
use super::{Parsed, one};
use crate::host::Change;
use crate::protocol::activity::Envelope;

pub(super) fn read(activity: &Envelope<'_>) -> Parsed {
    match followed(activity)? {
        Some(Answered { follow, follower }) => one(Change::FollowRejected { follow, follower }),
        None => Ok(Vec::new()),
    }
}
