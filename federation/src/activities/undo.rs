//! Undo: someone takes back what they did themselves.

use serde_json::Value;

use super::{Found, Parsed};
use crate::host::Change;
use crate::protocol::Malformed;
use crate::protocol::activity::Envelope;
use crate::vocabulary::verbs;

pub(super) fn read(activity: &Envelope<'_>) -> Parsed {
    let mut undone = Vec::new();
    for inner in activity.objects()? {
        // A bare id says neither what is undone nor by whom it was done, and the undone is no longer there to be fetched.
        if inner.is_object() {
            undone.extend(read_one(activity, inner)?);
        }
    }
    Ok(undone)
}

fn read_one(activity: &Envelope<'_>, inner: &Value) -> Parsed {
    let owned;
    let inner = if inner.get("actor").is_some() {
        inner
    } else {
        owned = with_actor(inner, activity);
        &owned
    };
    let inner = Envelope::read(inner)?;
    if inner.actor != activity.actor {
        return Err(Malformed::new("only the one who did it can undo it"));
    }
    if inner.kind == verbs::ANNOUNCE {
        return super::announce::undone(&inner);
    }
    if matches!(inner.kind, verbs::UNDO | verbs::UNLOCK) {
        return Ok(Vec::new());
    }
    Ok(super::changes(&inner)?
        .into_iter()
        .filter_map(|found| opposite(found.change))
        .map(Found::from)
        .collect())
}

/// Some leave out the inner actor: then it can only be the same one.
fn with_actor(inner: &Value, activity: &Envelope<'_>) -> Value {
    let mut whole = inner.clone();
    if let Value::Object(map) = &mut whole {
        map.insert(
            "actor".to_owned(),
            Value::String(activity.actor.to_string()),
        );
    }
    whole
}

/// What cannot be taken back is `None`.
fn opposite(change: Change) -> Option<Change> {
    Some(match change {
        Change::Follow { target } => Change::Unfollow { target },
        Change::Vote { object, value } => Change::Unvote { object, value },
        Change::Delete { object, .. } => Change::Restore { object },
        Change::Locked { object, .. } => Change::Unlocked { object },
        Change::Banned { person, scope, .. } => Change::Unbanned { person, scope },
        Change::PersonalBlock { target } => Change::PersonalUnblock { target },
        Change::AnswerChosen { reply } => Change::AnswerUnchosen { reply },
        Change::Joined { event } => Change::Left { event },
        Change::StewardAdded { collection, person } => {
            Change::StewardRemoved { collection, person }
        }
        Change::Pinned { collection, object } => Change::Unpinned { collection, object },
        _ => return None,
    })
}
