//! Accept: a follow of ours, or a place at an event, was granted. Mitra repeats only the id, the others the whole of it.

use serde_json::Value;
use url::Url;

use super::{Parsed, one};
use crate::host::Change;
use crate::protocol::Malformed;
use crate::protocol::activity::Envelope;
use crate::protocol::links::{address, address_of, type_of};
use crate::vocabulary::verbs;

pub(super) fn read(activity: &Envelope<'_>) -> Parsed {
    match answered(activity)? {
        Some(Answered::Follow { follow, follower }) => {
            one(Change::FollowAccepted { follow, follower })
        }
        Some(Answered::Join {
            join,
            event,
            person,
        }) => one(Change::JoinAccepted {
            join,
            event,
            person,
        }),
        None => Ok(Vec::new()),
    }
}

/// What an Accept or Reject answers. A bare id may be either: it counts as a follow, and the server knows better.
pub(super) enum Answered {
    Follow {
        follow: Option<Url>,
        follower: Option<Url>,
    },
    Join {
        join: Option<Url>,
        event: Option<Url>,
        person: Option<Url>,
    },
}

/// `None` where the answer is to something else (an invitation, an edit).
pub(super) fn answered(activity: &Envelope<'_>) -> Result<Option<Answered>, Malformed> {
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
        return Ok(Some(Answered::Follow {
            follow: Some(follow),
            follower: None,
        }));
    };
    let id = map.get("id").and_then(address_of);
    let actor = map.get("actor").and_then(address_of);
    let target = map.get("object").and_then(address_of);
    match type_of(inner) {
        Some(verbs::JOIN) if id.is_some() || (actor.is_some() && target.is_some()) => {
            return Ok(Some(Answered::Join {
                join: id,
                event: target,
                person: actor,
            }));
        }
        Some(kind) if kind != verbs::FOLLOW => return Ok(None),
        _ => {}
    }
    if target.is_some_and(|target| target != activity.actor) {
        return Err(Malformed::new(
            "only the one who was followed can answer a follow",
        ));
    }
    if id.is_none() && actor.is_none() {
        return Err(Malformed::new(
            "the answered follow has neither id nor actor",
        ));
    }
    Ok(Some(Answered::Follow {
        follow: id,
        follower: actor,
    }))
}
