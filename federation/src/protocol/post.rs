//! Contributions on the wire: Page, Article, Note, Question, Event, Video, Image and their kin.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use time::OffsetDateTime;
use url::Url;

use super::actor::{PictureWire, SourceWire, lenient_page, lenient_picture, page_of};
use super::caps;
use super::language::{LanguageWire, language_of, plausible};
use super::links::{
    address_of, lenient_address, lenient_flag, lenient_kind, lenient_moment, lenient_name,
    lenient_number, lenient_one, lenient_recipients, lenient_summary, lenient_text, text_of,
    type_of, write_moment,
};
use crate::vocabulary::{actors, objects};

/// Who a thing is by. PeerTube names a person and a channel, Mobilizon a group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attribution {
    /// Everyone who is not known to be a group, in order.
    pub people: Vec<Url>,
    pub groups: Vec<Url>,
}

impl Attribution {
    pub fn of(value: &Value) -> Self {
        let items = match value {
            Value::Array(items) => items.as_slice(),
            single => std::slice::from_ref(single),
        };
        let mut found = Self::default();
        for item in items.iter().take(16).filter(|item| !item.is_array()) {
            let Some(id) = address_of(item) else { continue };
            let group = type_of(item) == Some(actors::GROUP);
            if group {
                found.groups.push(id)
            } else {
                found.people.push(id)
            }
        }
        found
    }
}

fn lenient_attribution<'de, D: Deserializer<'de>>(from: D) -> Result<Attribution, D::Error> {
    Ok(Attribution::of(&Value::deserialize(from)?))
}

fn write_attribution<S: serde::Serializer>(who: &Attribution, to: S) -> Result<S::Ok, S::Error> {
    who.people.first().or(who.groups.first()).serialize(to)
}

/// What hangs on a contribution. We only ever write Link, Image and Document: Lemmy refuses a whole
/// object for any other type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AttachmentWire {
    #[serde(default, rename = "type", deserialize_with = "lenient_kind")]
    pub kind: String,
    #[serde(
        default,
        deserialize_with = "lenient_address",
        skip_serializing_if = "Option::is_none"
    )]
    pub href: Option<Url>,
    #[serde(
        default,
        deserialize_with = "lenient_page",
        skip_serializing_if = "Option::is_none"
    )]
    pub url: Option<Url>,
    #[serde(
        default,
        deserialize_with = "lenient_name",
        skip_serializing_if = "Option::is_none"
    )]
    pub media_type: Option<String>,
    /// The text for those who cannot see it.
    #[serde(
        default,
        deserialize_with = "lenient_summary",
        skip_serializing_if = "Option::is_none"
    )]
    pub name: Option<String>,
    /// The same on Pixelfed and by FEP-1311.
    #[serde(default, deserialize_with = "lenient_summary", skip_serializing)]
    pub summary: Option<String>,
    #[serde(
        default,
        deserialize_with = "lenient_number",
        skip_serializing_if = "Option::is_none"
    )]
    pub width: Option<u32>,
    #[serde(
        default,
        deserialize_with = "lenient_number",
        skip_serializing_if = "Option::is_none"
    )]
    pub height: Option<u32>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagWire {
    #[serde(default, rename = "type", deserialize_with = "lenient_kind")]
    pub kind: String,
    #[serde(
        default,
        deserialize_with = "lenient_address",
        skip_serializing_if = "Option::is_none"
    )]
    pub href: Option<Url>,
    #[serde(
        default,
        deserialize_with = "lenient_name",
        skip_serializing_if = "Option::is_none"
    )]
    pub name: Option<String>,
    /// Of a tag that a community offers; others have none.
    #[serde(
        default,
        deserialize_with = "lenient_address",
        skip_serializing_if = "Option::is_none"
    )]
    pub id: Option<Url>,
    #[serde(
        default,
        rename = "preferredUsername",
        deserialize_with = "lenient_name",
        skip_serializing_if = "Option::is_none"
    )]
    pub preferred_username: Option<String>,
    #[serde(
        default,
        deserialize_with = "lenient_summary",
        skip_serializing_if = "Option::is_none"
    )]
    pub content: Option<String>,
    #[serde(
        default,
        deserialize_with = "lenient_name",
        skip_serializing_if = "Option::is_none"
    )]
    pub color: Option<String>,
}

fn lenient_attachments<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Vec<AttachmentWire>, D::Error> {
    Ok(super::links::lenient_items(
        &Value::deserialize(from)?,
        caps::ATTACHMENTS,
    ))
}

pub(super) fn lenient_tags<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<TagWire>, D::Error> {
    Ok(super::links::lenient_items(
        &Value::deserialize(from)?,
        caps::TAGS,
    ))
}

fn lenient_language<'de, D: Deserializer<'de>>(from: D) -> Result<Option<LanguageWire>, D::Error> {
    Ok(language_of(&Value::deserialize(from)?).map(|code| LanguageWire::of(&code)))
}

/// `contentMap`: texts by language.
fn lenient_map<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Map<String, Value>>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Object(map) => Some(
            map.into_iter()
                .take(16)
                .filter(|(code, text)| plausible(code) && text.is_string())
                .collect(),
        ),
        _ => None,
    })
}

fn is_false(flag: &bool) -> bool {
    !flag
}

/// The whole contribution.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PostWire {
    #[serde(
        default,
        deserialize_with = "lenient_address",
        skip_serializing_if = "Option::is_none"
    )]
    pub id: Option<Url>,
    #[serde(default, rename = "type", deserialize_with = "lenient_kind")]
    pub kind: String,
    #[serde(
        default,
        deserialize_with = "lenient_attribution",
        serialize_with = "write_attribution"
    )]
    pub attributed_to: Attribution,
    /// Mobilizon: the person behind an event of a group.
    #[serde(default, deserialize_with = "lenient_address", skip_serializing)]
    pub actor: Option<Url>,
    #[serde(default, deserialize_with = "lenient_recipients")]
    pub to: Vec<Url>,
    #[serde(default, deserialize_with = "lenient_recipients")]
    pub cc: Vec<Url>,
    #[serde(
        default,
        deserialize_with = "lenient_address",
        skip_serializing_if = "Option::is_none"
    )]
    pub audience: Option<Url>,
    #[serde(
        default,
        deserialize_with = "lenient_address",
        skip_serializing_if = "Option::is_none"
    )]
    pub in_reply_to: Option<Url>,
    #[serde(
        default,
        deserialize_with = "lenient_name",
        skip_serializing_if = "Option::is_none"
    )]
    pub name: Option<String>,
    #[serde(
        default,
        deserialize_with = "lenient_summary",
        skip_serializing_if = "Option::is_none"
    )]
    pub summary: Option<String>,
    #[serde(
        default,
        deserialize_with = "lenient_text",
        skip_serializing_if = "Option::is_none"
    )]
    pub content: Option<String>,
    #[serde(
        default,
        deserialize_with = "lenient_name",
        skip_serializing_if = "Option::is_none"
    )]
    pub media_type: Option<String>,
    #[serde(
        default,
        deserialize_with = "lenient_map",
        skip_serializing_if = "Option::is_none"
    )]
    pub content_map: Option<Map<String, Value>>,
    #[serde(
        default,
        deserialize_with = "lenient_one",
        skip_serializing_if = "Option::is_none"
    )]
    pub source: Option<SourceWire>,
    #[serde(default, deserialize_with = "lenient_attachments")]
    pub attachment: Vec<AttachmentWire>,
    #[serde(
        default,
        deserialize_with = "lenient_picture",
        skip_serializing_if = "Option::is_none"
    )]
    pub image: Option<PictureWire>,
    /// PeerTube's thumbnail.
    #[serde(default, deserialize_with = "lenient_picture", skip_serializing)]
    pub icon: Option<PictureWire>,
    #[serde(default, deserialize_with = "lenient_flag")]
    pub sensitive: Option<bool>,
    #[serde(
        default,
        deserialize_with = "lenient_language",
        skip_serializing_if = "Option::is_none"
    )]
    pub language: Option<LanguageWire>,
    #[serde(default, deserialize_with = "lenient_tags")]
    pub tag: Vec<TagWire>,
    #[serde(
        default,
        deserialize_with = "lenient_address",
        skip_serializing_if = "Option::is_none"
    )]
    pub context: Option<Url>,
    #[serde(
        default,
        deserialize_with = "lenient_address",
        skip_serializing_if = "Option::is_none"
    )]
    pub replies: Option<Url>,
    #[serde(
        default,
        deserialize_with = "lenient_page",
        skip_serializing_if = "Option::is_none"
    )]
    pub url: Option<Url>,
    /// A link post of PieFed: the type is `Link` itself.
    #[serde(default, deserialize_with = "lenient_address", skip_serializing)]
    pub href: Option<Url>,
    /// FEP-c0d0.
    #[serde(default, skip_deserializing, skip_serializing_if = "is_false")]
    pub locked: bool,
    #[serde(
        default,
        deserialize_with = "lenient_moment",
        serialize_with = "write_moment",
        skip_serializing_if = "Option::is_none"
    )]
    pub published: Option<OffsetDateTime>,
    #[serde(
        default,
        deserialize_with = "lenient_moment",
        serialize_with = "write_moment",
        skip_serializing_if = "Option::is_none"
    )]
    pub updated: Option<OffsetDateTime>,
    /// What belongs to one kind only; read by [`extra_of`].
    #[serde(flatten, skip_deserializing)]
    pub extra: Map<String, Value>,
}

/// Properties that belong to one kind: polls, events, videos, articles, ideas, feedback.
const KIND_PROPERTIES: &[&str] = &[
    "oneOf",
    "anyOf",
    "endTime",
    "closed",
    "votersCount",
    "startTime",
    "displayEndTime",
    "organizers",
    "timezone",
    "location",
    "joinMode",
    "participantCount",
    "maximumAttendeeCapacity",
    "remainingAttendeeCapacity",
    "externalParticipationUrl",
    "ical:status",
    "isOnline",
    "duration",
    "views",
    "preview",
    "ChooseAnswer",
    "additionalType",
    "standing",
    "feedbackSort",
    "feedbackArea",
    "isPartOf",
    "position",
    "authors",
    "wikiPath",
    "wikiRevision",
    "wikiEditor",
    "wikiSummary",
];

/// Those of [`KIND_PROPERTIES`] that a document has, as sent, within their caps.
pub fn extra_of(document: &Map<String, Value>) -> Map<String, Value> {
    let mut found = Map::new();
    for key in KIND_PROPERTIES.iter().copied() {
        let Some(value) = document.get(key) else {
            continue;
        };
        let kept = match (key, value) {
            ("oneOf" | "anyOf", options) => poll_options(options),
            (_, value) => {
                (!value.is_null() && size_within(value, caps::EXTRA)).then(|| value.clone())
            }
        };
        if let Some(kept) = kept {
            found.insert(key.to_owned(), kept);
        }
    }
    found
}

/// Options of a poll with their counts, and nothing else that hangs on them.
fn poll_options(options: &Value) -> Option<Value> {
    let options: Vec<Value> = options
        .as_array()?
        .iter()
        .take(caps::POLL_OPTIONS)
        .filter_map(|option| {
            let name = text_of(option.get("name")?, caps::NAME)?;
            let total = option.get("replies").and_then(|replies| replies.get("totalItems")).and_then(Value::as_u64).unwrap_or(0);
            Some(serde_json::json!({"type": objects::NOTE, "name": name, "replies": {"type": "Collection", "totalItems": total}}))
        })
        .collect();
    (!options.is_empty()).then_some(Value::Array(options))
}

/// Whether a value's own text stays within a bound, without writing it out.
fn size_within(value: &Value, bound: usize) -> bool {
    let mut left = bound;
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        let cost = match value {
            Value::String(text) => text.len() + 2,
            Value::Array(items) => {
                open.extend(items.iter().take(bound));
                items.len() + 2
            }
            Value::Object(map) => {
                open.extend(map.values().take(bound));
                map.keys().map(|key| key.len() + 4).sum::<usize>() + 2
            }
            _ => 8,
        };
        let Some(rest) = left.checked_sub(cost) else {
            return false;
        };
        left = rest;
    }
    true
}

/// Whether nobody may answer: FEP-c0d0's `locked`, or `commentsEnabled: false` (Lemmy, Mbin, PieFed, PeerTube).
pub fn locked_of(document: &Map<String, Value>) -> bool {
    let flag = |key: &str| document.get(key).and_then(Value::as_bool);
    flag("locked").unwrap_or(false) || flag("commentsEnabled") == Some(false)
}

/// The page of the thing for people, of a raw document.
pub fn page_url(document: &Map<String, Value>) -> Option<Url> {
    document.get("url").and_then(page_of)
}
