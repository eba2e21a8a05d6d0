//! Coming to events, as Mobilizon says it.

use serde_json::{Map, Value, json};
use url::Url;

use super::{Aim, activity};
use crate::vocabulary::verbs;

/// One of ours comes to an event elsewhere; only whoever planned it is told.
pub fn join(id: &Url, actor: &Url, event: &Url, organizer: &Url) -> Value {
    Value::Object(activity(
        verbs::JOIN,
        id,
        actor,
        &Aim::at(organizer),
        json!(event),
    ))
}

/// One of ours does not come after all.
pub fn leave(id: &Url, actor: &Url, event: &Url, organizer: &Url) -> Value {
    Value::Object(activity(
        verbs::LEAVE,
        id,
        actor,
        &Aim::at(organizer),
        json!(event),
    ))
}

/// What somebody asked, to be repeated in the answer.
pub fn join_parts(id: Option<&Url>, guest: &Url, event: &Url) -> Value {
    let mut map = Map::new();
    if let Some(id) = id {
        map.insert("id".to_owned(), json!(id));
    }
    map.insert("type".to_owned(), json!(verbs::JOIN));
    map.insert("actor".to_owned(), json!(guest));
    map.insert("object".to_owned(), json!(event));
    Value::Object(map)
}
