//! The JSON-LD contexts that we write. Nobody is asked to resolve them, and we resolve none.

use serde_json::{Map, Value, json};

use crate::vocabulary::{ACTIVITY_STREAMS, SECURITY, objects};

/// For actors and contributions: every term of ours that is not in ActivityStreams itself.
fn document_context() -> Value {
    json!([ACTIVITY_STREAMS, SECURITY, {
        "lemmy": "https://join-lemmy.org/ns#",
        "toot": "http://joinmastodon.org/ns#",
        "sensitive": "as:sensitive",
        "Hashtag": "as:Hashtag",
        "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
        "postingRestrictedToMods": "lemmy:postingRestrictedToMods",
        "language": "lemmy:language",
        "identifier": "lemmy:identifier",
        "locked": "lemmy:locked",
        "CommunityPostTag": "lemmy:CommunityPostTag",
        "color": "lemmy:color",
        "discoverable": "toot:discoverable",
        "indexable": "toot:indexable",
        "votersCount": "toot:votersCount",
        "schema": "http://schema.org/",
        "additionalType": {"@id": "schema:additionalType", "@type": "@id"},
        "acceptedAnswer": {"@id": "schema:acceptedAnswer", "@type": "@id"},
        "authors": {"@id": "schema:author", "@type": "@id"},
        "isPartOf": "schema:isPartOf",
        "position": "schema:position",
        "CreativeWorkSeries": "schema:CreativeWorkSeries",
        "featured": {"@id": "toot:featured", "@type": "@id"},
        "alsoKnownAs": {"@id": "as:alsoKnownAs", "@type": "@id"},
        "movedTo": {"@id": "as:movedTo", "@type": "@id"},
        "implements": {"@id": "https://w3id.org/fep/844e#implements", "@type": "@id"}
    }])
}

/// For activities: the dialect's verbs, and what the objects inside them use.
pub fn activity_context() -> Value {
    json!([ACTIVITY_STREAMS, SECURITY, {
        "lemmy": "https://join-lemmy.org/ns#",
        "toot": "http://joinmastodon.org/ns#",
        "pyfedi": "https://join.piefed.social/ns#",
        "sensitive": "as:sensitive",
        "Hashtag": "as:Hashtag",
        "language": "lemmy:language",
        "identifier": "lemmy:identifier",
        "locked": "lemmy:locked",
        "CommunityPostTag": "lemmy:CommunityPostTag",
        "color": "lemmy:color",
        "votersCount": "toot:votersCount",
        "Lock": "lemmy:Lock",
        "removeData": "lemmy:removeData",
        "ChooseAnswer": "pyfedi:ChooseAnswer",
        "schema": "http://schema.org/",
        "additionalType": {"@id": "schema:additionalType", "@type": "@id"},
        "acceptedAnswer": {"@id": "schema:acceptedAnswer", "@type": "@id"},
        "authors": {"@id": "schema:author", "@type": "@id"},
        "isPartOf": "schema:isPartOf",
        "position": "schema:position",
        "CreativeWorkSeries": "schema:CreativeWorkSeries",
        "postingRestrictedToMods": "lemmy:postingRestrictedToMods",
        "discoverable": "toot:discoverable",
        "indexable": "toot:indexable"
    }])
}

/// The terms of events, of which nothing else has use: schema.org's and Mobilizon's (FEP-8a8e).
fn event_terms() -> Value {
    json!({
        "sc": "http://schema.org/",
        "mz": "https://joinmobilizon.org/ns#",
        "ical": "http://www.w3.org/2002/12/cal/ical#",
        "timezone": {"@id": "mz:timezone", "@type": "sc:Text"},
        "isOnline": {"@id": "mz:isOnline", "@type": "sc:Boolean"},
        "joinMode": {"@id": "mz:joinMode", "@type": "mz:joinModeType"},
        "displayEndTime": {"@id": "mz:displayEndTime", "@type": "sc:Boolean"},
        "participantCount": {"@id": "mz:participantCount", "@type": "sc:Integer"},
        "maximumAttendeeCapacity": "sc:maximumAttendeeCapacity",
        "remainingAttendeeCapacity": "sc:remainingAttendeeCapacity",
        "eventStatus": "sc:eventStatus",
        "organizers": {"@id": "https://w3id.org/fep/8a8e#organizers", "@type": "@id"},
        "VirtualLocation": "sc:VirtualLocation",
        "PostalAddress": "sc:PostalAddress",
        "address": {"@id": "sc:address", "@type": "sc:PostalAddress"},
        "streetAddress": "sc:streetAddress"
    })
}

fn with_terms(mut context: Value, object: &Value) -> Value {
    if object.get("type").and_then(Value::as_str) == Some(objects::EVENT)
        && let Some(list) = context.as_array_mut()
    {
        list.push(event_terms());
    }
    context
}

/// The context of an activity that carries this object.
pub fn activity_context_of(object: &Value) -> Value {
    with_terms(activity_context(), object)
}

/// Puts the context in front of a document that has none.
pub fn with_context(document: Value) -> Value {
    headed(with_terms(document_context(), &document), document)
}

pub(crate) fn headed(context: Value, document: Value) -> Value {
    match document {
        Value::Object(map) if !map.contains_key("@context") => {
            let mut whole = Map::with_capacity(map.len() + 1);
            whole.insert("@context".to_owned(), context);
            whole.extend(map);
            Value::Object(whole)
        }
        other => other,
    }
}
