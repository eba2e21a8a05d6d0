//! Update: an edit of a contribution, or of the actor itself.

use super::create::{addressed_by, is_contribution, to_be_fetched};
use super::{Parsed, governed_by, patch};
use crate::host::Change;
use crate::objects::{parse_actor, parse_object_by};
use crate::protocol::Malformed;
use crate::protocol::activity::Envelope;
use crate::protocol::links::{address, type_of};
use crate::vocabulary::actors;

/// A contribution may be edited by anyone on its own server: that server answers for its moderators.
/// An actor is changed by itself alone.
pub(super) fn read(activity: &Envelope<'_>) -> Parsed {
    let mut found = Vec::new();
    for object in activity.objects()? {
        if let Some(id) = object.as_str() {
            let id = address(id).ok_or(Malformed::new("the object's id is not an address"))?;
            // A changed actor that is only named is fetched again when its copy grows old.
            if id != activity.actor {
                found.push(to_be_fetched(activity, id, Change::Edit)?);
            }
            continue;
        }
        if type_of(object).is_some_and(|kind| actors::ALL.contains(&kind)) {
            let doc = parse_actor(object)?;
            if doc.id != activity.actor {
                return Err(Malformed::new("an actor can be changed by itself alone"));
            }
            found.push(Change::ActorChanged(Box::new(doc)).into());
            continue;
        }
        if let Some(change) = patch::in_object(object, activity)? {
            found.push(change.into());
            continue;
        }
        if !is_contribution(object)? {
            continue;
        }
        let doc = parse_object_by(object, Some(&activity.actor))?;
        governed_by(&activity.actor, &doc.id)?;
        found.push(Change::Edit(Box::new(addressed_by(doc, activity))).into());
    }
    Ok(found)
}
