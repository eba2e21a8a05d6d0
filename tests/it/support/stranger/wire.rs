//! Documents as each software writes them. What differs between them is what breaks servers, so it is kept.

use serde_json::{Value, json};

use super::member::{Member, Place};
use super::{PUBLIC, Software};

fn context() -> Value {
    json!(["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"])
}

pub(crate) fn actor(member: &Member, kind: &str) -> Value {
    let (id, home) = (&member.id, &member.home);
    let mut actor = json!({
        "@context": context(), "id": id, "type": kind, "preferredUsername": member.name, "name": member.name,
        "summary": format!("<p>{} lives elsewhere.</p>", member.name), "url": id,
        "inbox": format!("{id}/inbox"), "outbox": format!("{id}/outbox"), "followers": format!("{id}/followers"),
        "publicKey": { "id": member.key_id, "owner": id, "publicKeyPem": home.public_pem() },
        "published": "2024-05-01T12:00:00Z",
    });
    // Mitra has no shared inbox; NodeBB's categories have no followers.
    if home.software != Software::Mitra {
        actor["endpoints"] = json!({ "sharedInbox": home.url("/inbox") });
    }
    if kind == "Group" {
        actor["featured"] = json!(format!("{id}/featured"));
        actor["attributedTo"] = json!(format!("{id}/moderators"));
        actor["postingRestrictedToMods"] = json!(false);
        if home.software == Software::NodeBb
            && let Some(map) = actor.as_object_mut()
        {
            map.remove("followers");
        }
    }
    actor
}

pub(crate) fn activity_id(member: &Member, verb: &str, number: u64) -> String {
    let verb = verb.to_ascii_lowercase();
    match member.home.software {
        // Fragments, since these are served nowhere.
        Software::Mastodon => format!("{}#{verb}s/{number}", member.id),
        Software::GoToSocial => format!("{}/{verb}/{number}", member.id),
        Software::NodeBb => format!("{}#activity/{verb}/{number}", member.id),
        _ => member.home.url(&format!("/activities/{verb}/{number}")),
    }
}

pub(crate) fn activity(member: &Member, verb: &str, object: Value) -> Value {
    json!({
        "@context": context(), "id": member.activity_id(verb), "type": verb, "actor": member.id, "object": object,
    })
}

/// Without what only the outermost document has.
pub(crate) fn bare(document: &Value) -> Value {
    let mut inner = document.clone();
    if let Some(map) = inner.as_object_mut() {
        map.remove("@context");
    }
    inner
}

/// Create and Update: addressed as their object is.
pub(crate) fn about(member: &Member, verb: &str, object: &Value) -> Value {
    let mut activity = activity(member, verb, bare(object));
    for key in ["to", "cc", "audience", "published"] {
        if let Some(value) = object.get(key) {
            activity[key] = value.clone();
        }
    }
    if member.home.software == Software::Mastodon && verb == "Create" {
        activity["id"] = json!(format!("{}/activity", object["id"].as_str().unwrap_or_default()));
    }
    activity
}

fn object_id(member: &Member, is_thread: bool) -> String {
    let (home, number) = (&member.home, member.home.next());
    match home.software {
        Software::Mastodon | Software::GoToSocial => format!("{}/statuses/{number}", member.id),
        Software::Lemmy | Software::PieFed if is_thread => home.url(&format!("/post/{number}")),
        Software::Lemmy | Software::PieFed => home.url(&format!("/comment/{number}")),
        Software::NodeBb => home.url(&format!("/post/{number}")),
        Software::Mbin => home.url(&format!("/m/x/t/{number}")),
        Software::Friendica | Software::Mitra => home.url(&format!("/objects/{number}")),
        Software::Mobilizon => home.url(&format!("/events/{number}")),
    }
}

fn mention(place: &Place) -> Value {
    json!({ "type": "Mention", "href": place.id, "name": format!("@{}", place.handle) })
}

fn mention_html(place: &Place) -> String {
    let name = place.handle.split('@').next().unwrap_or_default();
    format!("<span class=\"h-card\"><a href=\"{}\" class=\"u-url mention\">@<span>{name}</span></a></span>", place.id)
}

/// A top-level post, in the way that this software puts one into a group.
pub(crate) fn thread(member: &Member, place: &Place, title: &str, text: &str) -> Value {
    let id = object_id(member, true);
    let followers = format!("{}/followers", member.id);
    let mut object = json!({
        "@context": context(), "id": id, "url": id, "attributedTo": member.id, "published": member.home.time(),
        "content": format!("<p>{text}</p>"), "mediaType": "text/html", "sensitive": false,
    });
    let set = match member.home.software {
        Software::Mastodon | Software::GoToSocial => json!({
            "type": "Note", "to": [PUBLIC], "cc": [followers, place.id, format!("{}/followers", place.id)], "tag": [mention(place)],
            "content": format!("<p>{} {title}</p><p>{text}</p>", mention_html(place)), "contentMap": { "en": text }, "summary": null,
            "inReplyTo": null, "conversation": format!("tag:{},2026:objectId=1:objectType=Conversation", member.home.host),
        }),
        Software::Mitra => json!({
            "type": "Note", "to": [PUBLIC, place.id], "cc": [followers], "tag": [mention(place)],
            "content": format!("<p>{} {title}</p><p>{text}</p>", mention_html(place)),
        }),
        Software::Lemmy => json!({
            "type": "Page", "name": title, "to": [place.id, PUBLIC], "cc": [], "audience": place.id, "attachment": [],
            "source": { "content": text, "mediaType": "text/markdown" }, "language": { "identifier": "en", "name": "English" },
            "tag": [],
        }),
        Software::PieFed => json!({
            "type": "Page", "name": title, "to": [place.id, PUBLIC], "cc": [], "audience": place.id, "commentsEnabled": true,
            "source": { "content": text, "mediaType": "text/markdown" }, "language": { "identifier": "und", "name": "Undetermined" },
        }),
        Software::Mbin => json!({
            "type": "Page", "name": title, "to": [place.id, PUBLIC], "cc": [followers], "audience": place.id, "commentsEnabled": true,
            "source": format!("{id}.md"), "summary": title, "stickied": false,
        }),
        Software::NodeBb => json!({
            "type": "Article", "name": title, "summary": format!("<p>{text}</p>"), "to": [PUBLIC],
            "cc": [place.id, followers], "audience": place.id, "tag": [mention(place)],
            "preview": { "type": "Note", "content": format!("<p>{text}</p>") },
        }),
        Software::Friendica => json!({ "type": "Page", "name": title, "to": [place.id], "cc": [PUBLIC] }),
        Software::Mobilizon => json!({
            "type": "Event", "name": title, "to": [PUBLIC], "cc": [followers, place.id], "audience": place.id, "actor": member.id, "attachment": [],
            "startTime": "2026-03-20T19:00:00+01:00", "endTime": "2026-03-20T22:00:00+01:00", "timezone": "Europe/Paris", "category": "MEETING",
            "joinMode": "free", "ical:status": "CONFIRMED", "participantCount": 3, "maximumAttendeeCapacity": 30, "remainingAttendeeCapacity": 27,
            "location": { "type": "Place", "name": "Mairie", "address": { "type": "PostalAddress", "streetAddress": "1 rue Haute", "addressLocality": "Lyon" } },
            "anonymousParticipationEnabled": false, "commentsEnabled": true, "draft": false, "isOnline": false, "uuid": id,
        }),
    };
    merge(&mut object, set);
    object
}

/// An answer; its group is known by its parent, and by mention where that is the custom.
pub(crate) fn reply(member: &Member, place: &Place, to: &str, text: &str) -> Value {
    let id = object_id(member, false);
    let followers = format!("{}/followers", member.id);
    let mut object = json!({
        "@context": context(), "id": id, "url": id, "type": "Note", "attributedTo": member.id, "published": member.home.time(),
        "content": format!("<p>{text}</p>"), "inReplyTo": to, "to": [PUBLIC], "cc": [place.id],
    });
    let set = match member.home.software {
        Software::Mastodon | Software::GoToSocial | Software::Mitra => json!({
            "cc": [followers, place.id], "tag": [mention(place)], "content": format!("<p>{} {text}</p>", mention_html(place)),
        }),
        Software::Lemmy | Software::PieFed | Software::Mbin => json!({
            "audience": place.id, "mediaType": "text/html", "source": { "content": text, "mediaType": "text/markdown" },
        }),
        Software::NodeBb => json!({ "audience": place.id, "cc": [place.id, followers] }),
        Software::Friendica => json!({ "to": [place.id], "cc": [PUBLIC] }),
        Software::Mobilizon => json!({ "cc": [place.id, followers] }),
    };
    merge(&mut object, set);
    object
}

pub(crate) fn vote(member: &Member, place: &Place, verb: &str, object: &str) -> Value {
    let mut vote = activity(member, verb, json!(object));
    if member.home.software.is_threadiverse() {
        merge(&mut vote, json!({ "audience": place.id, "to": [place.id, PUBLIC], "cc": [] }));
    }
    vote
}

pub(crate) fn delete(member: &Member, object: &Value) -> Value {
    let id = &object["id"];
    let what = match member.home.software {
        Software::Mastodon | Software::Mitra => json!({ "id": id, "type": "Tombstone" }),
        _ => id.clone(),
    };
    let mut delete = activity(member, "Delete", what);
    for key in ["to", "cc", "audience"] {
        if let Some(value) = object.get(key) {
            delete[key] = value.clone();
        }
    }
    delete
}

pub(crate) fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}
