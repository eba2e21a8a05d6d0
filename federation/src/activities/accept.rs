//! Accept: a follow of ours was granted. Mitra repeats only its id, the others the whole follow.

use serde_json::Value;
use url::Url;

use super::{Parsed, one};
use crate::host::Change;
use crate::protocol::Malformed;
use crate::protocol::activity::Envelope;
use crate::protocol::links::{address, address_of, type_of};
use crate::vocabulary::verbs;

pub(super) fn read(activity: &Envelope<'_>) -> Parsed {
    match followed(activity)? {
        Some(Answered { follow, follower }) => one(Change::FollowAccepted { follow, follower }),
        None => Ok(Vec::new()),
    }
}

/// The follow that an Accept or Reject answers.
pub(super) struct Answered {
    pub(super) follow: Option<Url>,
    pub(super) follower: Option<Url>,
}

/// `None` where the answer is to something else than a follow (an invitation, a join, an edit).
pub(super) fn followed(activity: &Envelope<'_>) -> Result<Option<Answered>, Malformed> {
    let object = activity.object()?;
    let inner = match object {
        Value::Array(items) => items
            .first()
            .ok_or(Malformed::new("the activity has no object"))?,
        single => single,
    };
    let Some(map) = inner.as_object() else {
        let follow = inner
            .as_str()
            .and_then(address)
            .ok_or(Malformed::new("the answered follow has no address"))?;
        return Ok(Some(Answered {
            follow: Some(follow),
            follower: None,
        }));
    };
    if type_of(inner).is_some_and(|kind| kind != verbs::FOLLOW) {
        return Ok(None);
    }
    let target = map.get("object").and_then(address_of);
    if target.is_some_and(|target| target != activity.actor) {
        return Err(Malformed::new(
            "only the one who was followed can answer a follow",
        ));
    }
    let follow = map.get("id").and_then(address_of);
    let follower = map.get("actor").and_then(address_of);
    if follow.is_none() && follower.is_none() {
        return Err(Malformed::new(
            "the answered follow has neither id nor actor",
        ));
    }
    Ok(Some(Answered { follow, follower }))
}
