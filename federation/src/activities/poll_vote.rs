//! Votes in polls: a Note that names an option (Mastodon, Mitra, GoToSocial), or PieFed's PollVote.

use serde_json::Value;
use url::Url;

use super::{Parsed, governed_by, one};
use crate::host::Change;
use crate::protocol::activity::Envelope;
use crate::protocol::links::{address_of, text_of, type_of};
use crate::protocol::post::Attribution;
use crate::protocol::{Malformed, caps};
use crate::vocabulary::objects;

/// PieFed writes the option's text beside the poll's address.
pub(super) fn read(activity: &Envelope<'_>) -> Parsed {
    let question = activity.object_id()?;
    let option = ["choice_text", "choiceText", "name", "content"]
        .iter()
        .find_map(|key| activity.text(key));
    let option = option.ok_or(Malformed::new("the vote names no option"))?;
    one(Change::PollVote { question, option })
}

/// The vote in a `Create`, if it is one: a name, an answered thing, and nothing said.
pub(super) fn in_note(object: &Value, actor: &Url) -> Result<Option<Change>, Malformed> {
    if type_of(object) != Some(objects::NOTE) || says_something(object) {
        return Ok(None);
    }
    let name = object
        .get("name")
        .and_then(|name| text_of(name, caps::NAME))
        .filter(|name| !name.trim().is_empty());
    let question = object.get("inReplyTo").and_then(address_of);
    let (Some(option), Some(question)) = (name, question) else {
        return Ok(None);
    };
    if let Some(by) = object.get("attributedTo") {
        let by = Attribution::of(by);
        if !by.people.iter().chain(&by.groups).any(|one| one == actor) {
            return Err(Malformed::new(
                "the vote is attributed to someone else than the actor",
            ));
        }
    }
    if let Some(id) = object.get("id").and_then(address_of) {
        governed_by(actor, &id)?;
    }
    Ok(Some(Change::PollVote { question, option }))
}

fn says_something(object: &Value) -> bool {
    let text = |key: &str| {
        object
            .get(key)
            .and_then(Value::as_str)
            .is_some_and(|text| !text.trim().is_empty())
    };
    text("content")
        || object
            .get("contentMap")
            .and_then(Value::as_object)
            .is_some_and(|map| !map.is_empty())
}
