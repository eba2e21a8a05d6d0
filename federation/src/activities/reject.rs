//! Reject: a follow of ours, or a place at an event, was refused, or ended by the other side.

use super::accept::{Answered, answered};
use super::{Parsed, one};
use crate::host::Change;
use crate::protocol::activity::Envelope;

pub(super) fn read(activity: &Envelope<'_>) -> Parsed {
    match answered(activity)? {
        Some(Answered::Follow { follow, follower }) => {
            one(Change::FollowRejected { follow, follower })
        }
        Some(Answered::Join {
            join,
            event,
            person,
        }) => one(Change::JoinRejected {
            join,
            event,
            person,
        }),
        None => Ok(Vec::new()),
    }
}
