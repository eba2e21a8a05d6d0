//! Create: a new thread, reply, or vote in a poll.

use serde_json::{Map, Value};
use url::Url;

use super::{Found, Parsed, governed_by, patch, poll_vote};
use crate::host::{Change, ObjectDoc, ObjectKind};
use crate::objects::parse_object_by;
use crate::protocol::Malformed;
use crate::protocol::activity::Envelope;
use crate::protocol::links::{address, type_of};
use crate::vocabulary::objects;

pub(super) fn read(activity: &Envelope<'_>) -> Parsed {
    let mut found = Vec::new();
    for object in activity.objects()? {
        if let Some(id) = object.as_str() {
            let id = address(id).ok_or(Malformed::new("the object's id is not an address"))?;
            found.push(to_be_fetched(activity, id, Change::Post)?);
            continue;
        }
        if let Some(vote) = poll_vote::in_note(object, &activity.actor)? {
            found.push(vote.into());
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
        if doc.author != activity.actor {
            return Err(Malformed::new(
                "the object is attributed to someone else than the actor",
            ));
        }
        found.push(Change::Post(Box::new(addressed_by(doc, activity))).into());
    }
    Ok(found)
}

/// Whether a thing is one that people write. Unknown types are no error.
pub(super) fn is_contribution(object: &Value) -> Result<bool, Malformed> {
    if !object.is_object() {
        return Err(Malformed::new(
            "the object is neither an address nor an object",
        ));
    }
    let kind = type_of(object).ok_or(Malformed::new("the object has no type"))?;
    Ok(objects::CONTRIBUTIONS.contains(&kind))
}

/// Some name the community on the activity only; older ones address only the activity.
pub(super) fn addressed_by(mut doc: ObjectDoc, activity: &Envelope<'_>) -> ObjectDoc {
    if doc.audience.is_none() {
        doc.audience = activity
            .get("audience")
            .and_then(crate::protocol::links::address_of)
            .filter(|url| url.as_str() != crate::vocabulary::PUBLIC);
    }
    if doc.to.is_empty() && doc.cc.is_empty() {
        let listed = |key| {
            activity
                .get(key)
                .map(crate::protocol::links::addresses_of)
                .unwrap_or_default()
        };
        (doc.to, doc.cc) = (listed("to"), listed("cc"));
    }
    doc
}

/// Only an id came. The document here says who and where, and nothing of it counts until it is fetched.
pub(super) fn to_be_fetched(
    activity: &Envelope<'_>,
    id: Url,
    change: impl Fn(Box<ObjectDoc>) -> Change,
) -> Result<Found, Malformed> {
    governed_by(&activity.actor, &id)?;
    let doc = ObjectDoc {
        id: id.clone(),
        kind: ObjectKind::Note,
        author: activity.actor.clone(),
        audience: None,
        in_reply_to: None,
        to: Vec::new(),
        cc: Vec::new(),
        title: None,
        summary: None,
        html: String::new(),
        source: None,
        link: None,
        attachments: Vec::new(),
        image: None,
        sensitive: false,
        language: None,
        tags: Vec::new(),
        url: None,
        context: None,
        replies: None,
        locked: false,
        published: None,
        updated: None,
        extra: Map::new(),
    };
    Ok(Found {
        change: change(Box::new(doc)),
        fetch: Some(id),
    })
}
