//! Announce: a boost, or a group passing on what its members did (FEP-1b12).

use serde_json::Value;
use url::Url;

use super::{Found, Malformed, Parsed};
use crate::host::{Change, Proof, Received};
use crate::protocol::activity::Envelope;
use crate::protocol::links::{address_of, same_origin, type_of};
use crate::vocabulary::{actors, verbs};

/// Takes apart one thing or a batch. In a batch, what is broken does not take the rest with it.
pub(super) fn interpret(
    announce: &Envelope<'_>,
    by_group: bool,
) -> Result<Vec<Received>, Malformed> {
    let items = announce.objects()?;
    if let [only] = items {
        return passed_on(announce, only, by_group);
    }
    Ok(items
        .iter()
        .filter_map(|item| passed_on(announce, item, by_group).ok())
        .flatten()
        .collect())
}

fn passed_on(
    announce: &Envelope<'_>,
    item: &Value,
    by_group: bool,
) -> Result<Vec<Received>, Malformed> {
    let is_activity = type_of(item).is_some_and(|kind| verbs::ALL.contains(&kind));
    if !is_activity {
        let object = match item {
            Value::String(_) | Value::Object(_) => address_of(item),
            _ => None,
        };
        let object = object.ok_or(Malformed::new("the announced object has no address"))?;
        return Ok(vec![signed(announce, Change::Boost { object })]);
    }
    if !by_group {
        return Ok(Vec::new());
    }
    if let Some(own) = own_change(announce, item) {
        return Ok(vec![signed(announce, own?)]);
    }
    let inner = Envelope::read(item)?;
    // A batch inside a batch, or an answer to a follow, is nobody else's business.
    let unheard = [
        verbs::ANNOUNCE,
        verbs::FOLLOW,
        verbs::ACCEPT,
        verbs::REJECT,
        verbs::MOVE,
        verbs::FLAG,
    ];
    if unheard.contains(&inner.kind) {
        return Ok(Vec::new());
    }
    let found = super::changes(&inner)?;
    Ok(found
        .into_iter()
        .filter_map(|found| believed(announce, &inner, found))
        .collect())
}

/// `Update{Group}` by a moderator: the group itself passes on its own new document, so it is the group that says so.
fn own_change(announce: &Envelope<'_>, item: &Value) -> Option<Result<Change, Malformed>> {
    let object = item.get("object")?;
    let about_itself = type_of(item) == Some(verbs::UPDATE)
        && type_of(object).is_some_and(|kind| actors::ALL.contains(&kind))
        && object.get("id").and_then(address_of).as_ref() == Some(&announce.actor);
    about_itself
        .then(|| crate::objects::parse_actor(object).map(|doc| Change::ActorChanged(Box::new(doc))))
}

fn signed(announce: &Envelope<'_>, change: Change) -> Received {
    Received {
        activity_id: announce.id.clone(),
        actor: announce.actor.clone(),
        announced_by: None,
        proof: Proof::Signed,
        change,
    }
}

/// What is passed on counts as proven only where the announcing server answers for the actor too.
/// Otherwise it says where to look; with nowhere to look it is dropped.
fn believed(announce: &Envelope<'_>, inner: &Envelope<'_>, found: Found) -> Option<Received> {
    if matches!(
        found.change,
        Change::PersonalBlock { .. }
            | Change::PersonalUnblock { .. }
            | Change::Follow { .. }
            | Change::Unfollow { .. }
    ) {
        return None;
    }
    let proof = if let Some(fetch) = found.fetch {
        Proof::Unproven { fetch }
    } else if same_origin(&inner.actor, &announce.actor) {
        Proof::SameHost
    } else {
        Proof::Unproven {
            fetch: where_to_look(inner, &found.change)?,
        }
    };
    Some(Received {
        activity_id: inner.id.clone(),
        actor: inner.actor.clone(),
        announced_by: Some(announce.actor.clone()),
        proof,
        change: found.change,
    })
}

/// Contributions are looked up themselves, and so is whether a deleted one is gone; of everything
/// else the activity is.
fn where_to_look(inner: &Envelope<'_>, change: &Change) -> Option<Url> {
    match change {
        Change::Post(doc) | Change::Edit(doc) => Some(doc.id.clone()),
        Change::Delete { object, .. } | Change::ActorDeleted { actor: object }
            if same_origin(object, &inner.actor) =>
        {
            Some(object.clone())
        }
        Change::ActorChanged(doc) => Some(doc.id.clone()),
        _ => inner.id.clone(),
    }
}

/// `Undo{Announce}`: of a boost. A group does not take back an activity by this.
pub(super) fn undone(announce: &Envelope<'_>) -> Parsed {
    let items = announce.objects()?;
    Ok(items
        .iter()
        .filter(|item| type_of(item).is_none_or(|kind| !verbs::ALL.contains(&kind)))
        .filter_map(address_of)
        .map(|object| Change::Unboost { object }.into())
        .collect())
}
