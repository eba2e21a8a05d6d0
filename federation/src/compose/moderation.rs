//! Outgoing acts of power, and the reports that ask for them.

use serde_json::{Value, json};
use time::OffsetDateTime;
use url::Url;

use super::{Aim, activity, undo, with};
use crate::protocol::links::moment;
use crate::vocabulary::verbs;

/// Puts a person among the stewards or a thread among the pinned: `collection` says which.
pub fn add(id: &Url, actor: &Url, object: &Url, collection: &Url, aim: &Aim) -> Value {
    Value::Object(with(
        activity(verbs::ADD, id, actor, aim, json!(object)),
        "target",
        Some(json!(collection)),
    ))
}

pub fn remove(id: &Url, actor: &Url, object: &Url, collection: &Url, aim: &Aim) -> Value {
    Value::Object(with(
        activity(verbs::REMOVE, id, actor, aim, json!(object)),
        "target",
        Some(json!(collection)),
    ))
}

/// Opened again by [`undo`].
pub fn lock(id: &Url, actor: &Url, object: &Url, reason: Option<&str>, aim: &Aim) -> Value {
    Value::Object(with(
        activity(verbs::LOCK, id, actor, aim, json!(object)),
        "summary",
        reason.map(|reason| json!(reason)),
    ))
}

/// A report to a community's stewards, and to nobody else. The threadiverse takes exactly one object
/// and one recipient, and reads the reason in `summary` or in `content`.
pub fn flag(id: &Url, actor: &Url, object: &Url, reason: &str, community: &Url) -> Value {
    let map = activity(
        verbs::FLAG,
        id,
        actor,
        &Aim::members_only(community),
        json!(object),
    );
    Value::Object(with(
        with(map, "summary", Some(json!(reason))),
        "content",
        Some(json!(reason)),
    ))
}

/// A report to a server without communities: the instance actor says it (so that nobody is exposed),
/// and names the account before the posts.
pub fn flag_account(id: &Url, instance: &Url, account: &Url, posts: &[Url], reason: &str) -> Value {
    let objects: Vec<&Url> = std::iter::once(account).chain(posts).collect();
    Value::Object(with(
        activity(verbs::FLAG, id, instance, &Aim::at(account), json!(objects)),
        "content",
        Some(json!(reason)),
    ))
}

/// A ban, and its bounds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ban<'a> {
    pub reason: Option<&'a str>,
    pub until: Option<OffsetDateTime>,
    pub remove_content: bool,
}

/// Bans a person from `target`: a community, or the whole site by its instance actor. Lifted by [`undo`].
pub fn block(
    id: &Url,
    moderator: &Url,
    person: &Url,
    target: &Url,
    ban: Ban<'_>,
    aim: &Aim,
) -> Value {
    let map = activity(verbs::BLOCK, id, moderator, aim, json!(person));
    let map = with(map, "target", Some(json!(target)));
    let map = with(map, "removeData", Some(json!(ban.remove_content)));
    let map = with(map, "summary", ban.reason.map(|reason| json!(reason)));
    Value::Object(with(map, "endTime", ban.until.map(|at| json!(moment(at)))))
}

/// A person's own wish, told to the other's server alone. Taken back by [`undo`].
pub fn personal_block(id: &Url, actor: &Url, person: &Url) -> Value {
    Value::Object(activity(
        verbs::BLOCK,
        id,
        actor,
        &Aim::at(person),
        json!(person),
    ))
}

/// Lifts a ban or a personal block, from the block as it was sent.
pub fn unblock(id: &Url, block: &Value) -> Value {
    undo(id, block)
}
