//! Outgoing activities, one function a verb, by the house rules that every peer accepts.
//!
//! `to` and `cc` are always there and always arrays, a community stands first in `to`, `audience`
//! is one address. Ids are given by the caller, who keeps them. Nothing here sends.

mod events;
mod moderation;

pub use events::{join, join_parts, leave};
pub use moderation::{Ban, add, block, flag, flag_account, lock, personal_block, remove, unblock};

use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use url::Url;

use crate::host::{ActorDoc, ObjectDoc};
use crate::objects::{Capabilities, activity_context, activity_context_of, actor_json, object_json};
use crate::protocol::links::moment;
use crate::vocabulary::{POLLSTERS, PUBLIC, THREADIVERSE, verbs};

/// For whom an activity is meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aim {
    pub community: Option<Url>,
    /// False in communities that only members read.
    pub public: bool,
    /// Parent authors, mentioned people, followers.
    pub also: Vec<Url>,
}

impl Aim {
    pub fn community(community: &Url) -> Self {
        Self {
            community: Some(community.clone()),
            public: true,
            also: Vec::new(),
        }
    }

    pub fn at(person: &Url) -> Self {
        Self {
            community: None,
            public: false,
            also: vec![person.clone()],
        }
    }

    pub fn members_only(community: &Url) -> Self {
        Self {
            public: false,
            ..Self::community(community)
        }
    }

    pub fn also(mut self, actor: &Url) -> Self {
        self.also.push(actor.clone());
        self
    }

    fn lists(&self) -> (Vec<&str>, Vec<&str>) {
        let mut to: Vec<&str> = self.community.iter().map(Url::as_str).collect();
        if self.public {
            to.push(PUBLIC);
        }
        let also = self
            .also
            .iter()
            .map(Url::as_str)
            .filter(|url| !to.contains(url))
            .collect();
        if to.is_empty() {
            (also, Vec::new())
        } else {
            (to, also)
        }
    }
}

/// How a community passes things on to a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnnounceForm {
    /// The whole activity, for everything (FEP-1b12).
    Activity,
    /// The address of top-level posts: a boost.
    Object,
}

/// By the software's name in NodeInfo. Unknown software gets the form that everyone can read.
pub fn forms_for(software: Option<&str>) -> AnnounceForm {
    let known = software.is_some_and(|name| {
        THREADIVERSE
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name.trim()))
    });
    if known {
        AnnounceForm::Activity
    } else {
        AnnounceForm::Object
    }
}

/// The form in which a server understands a poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PollForm {
    /// A `Question` with a title.
    Thread,
    /// A `Page` that spells the options out and links the poll.
    Page,
    /// A `Question` that says everything in its text: microblogs, and whatever is unknown.
    Note,
}

/// By the software's name in NodeInfo.
pub fn poll_form(software: Option<&str>) -> PollForm {
    let named = |names: &[&str]| software.is_some_and(|name| names.iter().any(|known| known.eq_ignore_ascii_case(name.trim())));
    if named(&POLLSTERS) {
        PollForm::Thread
    } else if named(&THREADIVERSE) {
        PollForm::Page
    } else {
        PollForm::Note
    }
}

/// The parts that all activities share.
fn activity(verb: &str, id: &Url, actor: &Url, aim: &Aim, object: Value) -> Map<String, Value> {
    let (to, cc) = aim.lists();
    let mut map = Map::with_capacity(12);
    map.insert("@context".to_owned(), activity_context());
    map.insert("id".to_owned(), json!(id));
    map.insert("type".to_owned(), json!(verb));
    map.insert("actor".to_owned(), json!(actor));
    map.insert("to".to_owned(), json!(to));
    map.insert("cc".to_owned(), json!(cc));
    if let Some(community) = &aim.community {
        map.insert("audience".to_owned(), json!(community));
    }
    map.insert("object".to_owned(), object);
    map
}

fn with(mut map: Map<String, Value>, key: &str, value: Option<Value>) -> Map<String, Value> {
    if let Some(value) = value {
        map.insert(key.to_owned(), value);
    }
    map
}

/// An activity inside another has no context of its own.
fn nested(inner: &Value) -> Value {
    match inner {
        Value::Object(map) => Value::Object(
            map.iter()
                .filter(|(key, _)| *key != "@context")
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect(),
        ),
        other => other.clone(),
    }
}

pub fn follow(id: &Url, actor: &Url, target: &Url) -> Value {
    Value::Object(activity(
        verbs::FOLLOW,
        id,
        actor,
        &Aim::at(target),
        json!(target),
    ))
}

/// `follow` as it came: `id`, `type`, `actor` and `object` are repeated word for word, the rest is left out.
pub fn accept(id: &Url, actor: &Url, follow: &Value) -> Value {
    answer(verbs::ACCEPT, id, actor, follow)
}

/// Refuses a follow, or ends it later: that is how a member is put out.
pub fn reject(id: &Url, actor: &Url, follow: &Value) -> Value {
    answer(verbs::REJECT, id, actor, follow)
}

/// The follow to answer, where only its parts were kept.
pub fn follow_parts(id: Option<&Url>, follower: &Url, target: &Url) -> Value {
    let mut map = Map::new();
    if let Some(id) = id {
        map.insert("id".to_owned(), json!(id));
    }
    map.insert("type".to_owned(), json!(verbs::FOLLOW));
    map.insert("actor".to_owned(), json!(follower));
    map.insert("object".to_owned(), json!(target));
    Value::Object(map)
}

fn answer(verb: &str, id: &Url, actor: &Url, follow: &Value) -> Value {
    let follower = follow
        .get("actor")
        .and_then(crate::protocol::links::address_of);
    let aim = follower.as_ref().map(Aim::at).unwrap_or_default();
    let repeated: Map<String, Value> = ["id", "type", "actor", "object"]
        .iter()
        .filter_map(|key| Some(((*key).to_owned(), follow.get(*key)?.clone())))
        .collect();
    Value::Object(activity(verb, id, actor, &aim, Value::Object(repeated)))
}

/// Takes back what its own actor did; for the same people as that.
pub fn undo(id: &Url, inner: &Value) -> Value {
    let same = |key: &str| inner.get(key).cloned();
    let mut map = Map::with_capacity(8);
    map.insert("@context".to_owned(), activity_context());
    map.insert("id".to_owned(), json!(id));
    map.insert("type".to_owned(), json!(verbs::UNDO));
    map.insert("actor".to_owned(), same("actor").unwrap_or(Value::Null));
    map.insert("to".to_owned(), same("to").unwrap_or_else(|| json!([])));
    map.insert("cc".to_owned(), same("cc").unwrap_or_else(|| json!([])));
    map = with(map, "audience", same("audience"));
    map.insert("object".to_owned(), nested(inner));
    Value::Object(map)
}

/// A new thread or reply, by its author.
pub fn create(id: &Url, object: &ObjectDoc) -> Value {
    carrying(verbs::CREATE, id, &object.author, object, None)
}

/// An edit. `actor` is the author, or someone of the same server.
pub fn update(id: &Url, actor: &Url, object: &ObjectDoc) -> Value {
    carrying(verbs::UPDATE, id, actor, object, object.updated)
}

/// The activity is for the same people as what it carries, and repeats whom that mentions: Lemmy does so too.
fn carrying(
    verb: &str,
    id: &Url,
    actor: &Url,
    object: &ObjectDoc,
    updated: Option<OffsetDateTime>,
) -> Value {
    let document = object_json(object);
    let same = |key: &str| document.get(key).cloned();
    let mut map = Map::with_capacity(11);
    map.insert("@context".to_owned(), activity_context_of(&document));
    map.insert("id".to_owned(), json!(id));
    map.insert("type".to_owned(), json!(verb));
    map.insert("actor".to_owned(), json!(actor));
    map.insert("to".to_owned(), same("to").unwrap_or_else(|| json!([])));
    map.insert("cc".to_owned(), same("cc").unwrap_or_else(|| json!([])));
    map = with(map, "audience", same("audience"));
    map = with(map, "published", same("published"));
    map = with(map, "updated", updated.map(|at| json!(moment(at))));
    let mentions: Vec<Value> = same("tag")
        .and_then(|tags| match tags {
            Value::Array(tags) => Some(tags),
            _ => None,
        })
        .unwrap_or_default()
        .into_iter()
        .filter(|tag| tag.get("type").and_then(Value::as_str) == Some("Mention"))
        .collect();
    map.insert("tag".to_owned(), Value::Array(mentions));
    map.insert("object".to_owned(), document);
    Value::Object(map)
}

/// By the author without a reason, by a steward with one: Lemmy tells them apart by that.
pub fn delete(id: &Url, actor: &Url, object: &Url, reason: Option<&str>, aim: &Aim) -> Value {
    Value::Object(with(
        activity(verbs::DELETE, id, actor, aim, json!(object)),
        "summary",
        reason.map(|reason| json!(reason)),
    ))
}

/// An account or a community goes for good.
pub fn delete_actor(id: &Url, actor: &Url) -> Value {
    Value::Object(activity(
        verbs::DELETE,
        id,
        actor,
        &Aim {
            public: true,
            ..Aim::default()
        },
        json!(actor),
    ))
}

/// A community passes an activity on. Every key of `inner` is kept; so is its own context.
pub fn announce_activity(
    id: &Url,
    community: &Url,
    followers: &Url,
    published: OffsetDateTime,
    public: bool,
    inner: Value,
) -> Value {
    announce(id, community, followers, published, public, inner)
}

/// A community boosts a post. Keep the id: undoing it is the only way to take the post down elsewhere.
pub fn announce_object(
    id: &Url,
    community: &Url,
    followers: &Url,
    published: OffsetDateTime,
    object: &Url,
) -> Value {
    announce(id, community, followers, published, true, json!(object))
}

fn announce(
    id: &Url,
    community: &Url,
    followers: &Url,
    published: OffsetDateTime,
    public: bool,
    object: Value,
) -> Value {
    let (to, cc) = if public {
        (json!([PUBLIC]), json!([followers]))
    } else {
        (json!([followers]), json!([]))
    };
    json!({
        "@context": activity_context(),
        "id": id,
        "type": verbs::ANNOUNCE,
        "actor": community,
        "published": moment(published),
        "to": to,
        "cc": cc,
        "object": object,
    })
}

pub fn like(id: &Url, actor: &Url, object: &Url, aim: &Aim) -> Value {
    Value::Object(activity(verbs::LIKE, id, actor, aim, json!(object)))
}

pub fn dislike(id: &Url, actor: &Url, object: &Url, aim: &Aim) -> Value {
    Value::Object(activity(verbs::DISLIKE, id, actor, aim, json!(object)))
}

/// An actor's own new document. `by` is the actor itself, or a steward of the community.
pub fn update_actor(
    id: &Url,
    by: &Url,
    doc: &ActorDoc,
    capabilities: &Capabilities,
    aim: &Aim,
) -> Value {
    let map = activity(verbs::UPDATE, id, by, aim, actor_json(doc, capabilities));
    Value::Object(with(
        map,
        "updated",
        doc.updated.map(|at| json!(moment(at))),
    ))
}

/// An account goes elsewhere: `to` must name it in `alsoKnownAs`, and it must name `to` in `movedTo`.
pub fn move_(id: &Url, actor: &Url, to: &Url, followers: &Url) -> Value {
    let aim = Aim {
        public: true,
        ..Aim::default()
    }
    .also(followers);
    Value::Object(with(
        activity(verbs::MOVE, id, actor, &aim, json!(actor)),
        "target",
        Some(json!(to)),
    ))
}

/// PieFed's accepted answer. Taken back by [`undo`].
pub fn choose_answer(id: &Url, actor: &Url, reply: &Url, aim: &Aim) -> Value {
    Value::Object(activity(verbs::CHOOSE_ANSWER, id, actor, aim, json!(reply)))
}

/// A vote in somebody's poll, as Mastodon counts it: told to the author alone.
pub fn poll_vote(
    id: &Url,
    note_id: &Url,
    actor: &Url,
    question: &Url,
    author: &Url,
    option: &str,
) -> Value {
    let note = json!({
        "id": note_id, "type": "Note", "attributedTo": actor, "to": [author], "cc": [], "inReplyTo": question, "name": option,
    });
    Value::Object(activity(verbs::CREATE, id, actor, &Aim::at(author), note))
}
