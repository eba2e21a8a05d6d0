//! Results as flat properties, so that a case can name the ones that matter.

use folkmoot_federation::host::{ActorDoc, BanScope, Change, ObjectDoc, Proof, Received, TagDoc};
use folkmoot_federation::protocol::links::moment;
use serde_json::{Map, Value, json};

pub(crate) fn actor_seen(doc: &ActorDoc) -> Value {
    json!({
        "id": doc.id, "kind": doc.kind, "name": doc.name, "display_name": doc.display_name, "url": doc.url, "icon": doc.icon,
        "shared_inbox": doc.shared_inbox, "followers": doc.followers, "featured": doc.featured, "moderators": doc.moderators,
        "key_id": doc.public_key.id, "also_known_as": doc.also_known_as, "discoverable": doc.discoverable, "indexable": doc.indexable,
        "posting_restricted": doc.posting_restricted, "source": doc.source.as_ref().map(|source| &source.text),
    })
}

fn object_seen(doc: &ObjectDoc) -> Map<String, Value> {
    let tags: Vec<String> = doc
        .tags
        .iter()
        .map(|tag| match tag {
            TagDoc::Mention { href, name } => format!("mention {href} {name}"),
            TagDoc::Hashtag { name, .. } => format!("hashtag {name}"),
            TagDoc::Label(label) => format!("label {} {} {}", label.id, label.name, label.color),
        })
        .collect();
    let files: Vec<Value> = doc
        .attachments
        .iter()
        .map(|file| json!({"url": file.url, "media_type": file.media_type, "alt": file.alt}))
        .collect();
    let seen = json!({
        "id": doc.id, "kind": format!("{:?}", doc.kind), "author": doc.author, "audience": doc.audience, "in_reply_to": doc.in_reply_to,
        "to": doc.to, "cc": doc.cc, "title": doc.title, "summary": doc.summary, "html": doc.html,
        "source": doc.source.as_ref().map(|source| &source.text), "link": doc.link, "attachments": files, "image": doc.image,
        "sensitive": doc.sensitive, "language": doc.language, "tags": tags, "url": doc.url, "context": doc.context, "replies": doc.replies,
        "locked": doc.locked, "published": doc.published.map(moment), "updated": doc.updated.map(moment), "extra": doc.extra,
    });
    seen.as_object().expect("built as an object").clone()
}

fn scope_seen(scope: &BanScope) -> String {
    match scope {
        BanScope::Community(url) => format!("community {url}"),
        BanScope::Host(url) => format!("host {url}"),
    }
}

/// A change as flat properties.
fn change_seen(change: &Change) -> Value {
    match change {
        Change::Follow { target }
        | Change::Unfollow { target }
        | Change::PersonalBlock { target }
        | Change::PersonalUnblock { target } => {
            json!({"target": target})
        }
        Change::FollowAccepted { follow, follower }
        | Change::FollowRejected { follow, follower } => {
            json!({"follow": follow, "follower": follower})
        }
        Change::Post(doc) | Change::Edit(doc) => Value::Object(object_seen(doc)),
        Change::Delete { object, reason } | Change::Locked { object, reason } => {
            json!({"object": object, "reason": reason})
        }
        Change::Restore { object }
        | Change::Boost { object }
        | Change::Unboost { object }
        | Change::Unlocked { object } => json!({"object": object}),
        Change::Vote { object, value } | Change::Unvote { object, value } => {
            json!({"object": object, "value": value})
        }
        Change::ActorChanged(doc) => actor_seen(doc),
        Change::ActorDeleted { actor } => json!({"deleted": actor}),
        Change::ActorMoved { from, to } => json!({"from": from, "moved_to": to}),
        Change::StewardAdded { collection, person }
        | Change::StewardRemoved { collection, person } => {
            json!({"collection": collection, "person": person})
        }
        Change::Pinned { collection, object } | Change::Unpinned { collection, object } => {
            json!({"collection": collection, "object": object})
        }
        Change::Banned {
            person,
            scope,
            reason,
            until,
            remove_content,
        } => json!({
            "person": person, "scope": scope_seen(scope), "reason": reason, "until": until.map(moment), "remove_content": remove_content,
        }),
        Change::Unbanned { person, scope } => json!({"person": person, "scope": scope_seen(scope)}),
        Change::Reported { objects, reason } => json!({"objects": objects, "reason": reason}),
        Change::AnswerChosen { reply } | Change::AnswerUnchosen { reply } => {
            json!({"reply": reply})
        }
        Change::Patched { id, page, diff, summary, previous } => {
            json!({"id": id, "page": page, "diff": diff, "summary": summary, "previous": previous})
        }
        Change::PollVote { question, option } => json!({"question": question, "option": option}),
    }
}

pub(crate) fn received_seen(received: &Received) -> Value {
    let mut seen = change_seen(&received.change);
    let debug = format!("{:?}", received.change);
    let verb: String = debug
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    seen["change"] = json!(verb);
    seen["actor"] = json!(received.actor);
    seen["announced_by"] = json!(received.announced_by);
    seen["activity_id"] = json!(received.activity_id);
    seen["proof"] = json!(match &received.proof {
        Proof::Signed => "signed".to_owned(),
        Proof::SameHost => "same_host".to_owned(),
        Proof::Fetched => "fetched".to_owned(),
        Proof::Unproven { fetch } => format!("fetch {fetch}"),
    });
    seen
}
