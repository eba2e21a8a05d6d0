//! Actors on the wire: people, groups, instance actors.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use time::OffsetDateTime;
use url::Url;

use super::caps;
use super::language::LanguageWire;
use super::links::{
    address_of, lenient_address, lenient_aliases, lenient_flag, lenient_items, lenient_kind,
    lenient_moment, lenient_name, lenient_one, lenient_profile, type_of, write_moment,
};
use crate::vocabulary::{collections, objects};

/// `publicKey`: one, or on some servers an array of several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicKeyWire {
    pub id: Url,
    #[serde(
        default,
        deserialize_with = "lenient_address",
        skip_serializing_if = "Option::is_none"
    )]
    pub owner: Option<Url>,
    pub public_key_pem: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EndpointsWire {
    #[serde(
        default,
        deserialize_with = "lenient_address",
        skip_serializing_if = "Option::is_none"
    )]
    pub shared_inbox: Option<Url>,
}

/// Text as its author wrote it. Mbin sometimes sends a bare address instead, which says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SourceWire {
    pub content: String,
    #[serde(default = "markdown")]
    pub media_type: String,
}

fn markdown() -> String {
    "text/markdown".to_owned()
}

/// `icon` and `image`: an object, a bare address, or an array with several sizes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PictureWire {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub url: Url,
}

impl PictureWire {
    pub fn new(url: Url) -> Self {
        Self {
            kind: objects::IMAGE,
            url,
        }
    }
}

/// The address of a picture. `url` goes before `id`, because the id of a picture need not show it.
pub fn picture_of(value: &Value) -> Option<Url> {
    match value {
        Value::Array(items) => items
            .iter()
            .filter(|item| !item.is_array())
            .find_map(picture_of),
        Value::Object(map) => map
            .get("url")
            .or_else(|| map.get("href"))
            .and_then(address_of),
        other => address_of(other),
    }
}

pub(crate) fn lenient_picture<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<PictureWire>, D::Error> {
    Ok(picture_of(&Value::deserialize(from)?).map(PictureWire::new))
}

/// A group's stewards: the address of a collection. On PeerTube channels the same property names
/// the owner, as an object or an array, which is not a collection.
fn lenient_moderators<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Url>, D::Error> {
    let value = Value::deserialize(from)?;
    Ok(match &value {
        Value::String(_) => address_of(&value),
        Value::Object(_)
            if matches!(
                type_of(&value),
                Some(collections::ORDERED | collections::COLLECTION)
            ) =>
        {
            address_of(&value)
        }
        _ => None,
    })
}

fn lenient_keys<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<PublicKeyWire>, D::Error> {
    Ok(lenient_items(&Value::deserialize(from)?, caps::KEYS))
}

/// Alone without brackets: many peers read nothing else.
fn write_keys<S: serde::Serializer>(keys: &[PublicKeyWire], to: S) -> Result<S::Ok, S::Error> {
    match keys {
        [only] => only.serialize(to),
        several => several.serialize(to),
    }
}

/// FEP-844e: what the server behind an actor understands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GeneratorWire {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub implements: Vec<CapabilityWire>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CapabilityWire {
    pub href: &'static str,
    pub name: &'static str,
}

/// The whole actor.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActorWire {
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
        deserialize_with = "lenient_name",
        skip_serializing_if = "Option::is_none"
    )]
    pub preferred_username: Option<String>,
    #[serde(
        default,
        deserialize_with = "lenient_name",
        skip_serializing_if = "Option::is_none"
    )]
    pub name: Option<String>,
    #[serde(
        default,
        deserialize_with = "lenient_page",
        skip_serializing_if = "Option::is_none"
    )]
    pub url: Option<Url>,
    #[serde(
        default,
        deserialize_with = "lenient_profile",
        skip_serializing_if = "Option::is_none"
    )]
    pub summary: Option<String>,
    #[serde(
        default,
        deserialize_with = "lenient_one",
        skip_serializing_if = "Option::is_none"
    )]
    pub source: Option<SourceWire>,
    /// One plain line; ours only.
    #[serde(default, skip_deserializing, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(
        default,
        deserialize_with = "lenient_picture",
        skip_serializing_if = "Option::is_none"
    )]
    pub icon: Option<PictureWire>,
    #[serde(
        default,
        deserialize_with = "lenient_picture",
        skip_serializing_if = "Option::is_none"
    )]
    pub image: Option<PictureWire>,
    #[serde(
        default,
        deserialize_with = "lenient_address",
        skip_serializing_if = "Option::is_none"
    )]
    pub inbox: Option<Url>,
    #[serde(
        default,
        deserialize_with = "lenient_address",
        skip_serializing_if = "Option::is_none"
    )]
    pub outbox: Option<Url>,
    #[serde(
        default,
        deserialize_with = "lenient_address",
        skip_serializing_if = "Option::is_none"
    )]
    pub followers: Option<Url>,
    #[serde(
        default,
        deserialize_with = "lenient_address",
        skip_serializing_if = "Option::is_none"
    )]
    pub following: Option<Url>,
    #[serde(
        default,
        deserialize_with = "lenient_address",
        skip_serializing_if = "Option::is_none"
    )]
    pub featured: Option<Url>,
    /// Of a group: its stewards.
    #[serde(
        default,
        deserialize_with = "lenient_moderators",
        skip_serializing_if = "Option::is_none"
    )]
    pub attributed_to: Option<Url>,
    /// PieFed says the same again here.
    #[serde(default, deserialize_with = "lenient_moderators", skip_serializing)]
    pub moderators: Option<Url>,
    #[serde(
        default,
        deserialize_with = "lenient_flag",
        skip_serializing_if = "Option::is_none"
    )]
    pub posting_restricted_to_mods: Option<bool>,
    #[serde(
        default,
        deserialize_with = "lenient_flag",
        skip_serializing_if = "Option::is_none"
    )]
    pub sensitive: Option<bool>,
    #[serde(
        default,
        deserialize_with = "lenient_flag",
        skip_serializing_if = "Option::is_none"
    )]
    pub manually_approves_followers: Option<bool>,
    #[serde(
        default,
        deserialize_with = "lenient_flag",
        skip_serializing_if = "Option::is_none"
    )]
    pub discoverable: Option<bool>,
    #[serde(
        default,
        deserialize_with = "lenient_flag",
        skip_serializing_if = "Option::is_none"
    )]
    pub indexable: Option<bool>,
    /// Of a group: the tags that it offers for its threads. People have hashtags here.
    #[serde(
        default,
        deserialize_with = "super::post::lenient_tags",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub tag: Vec<super::post::TagWire>,
    #[serde(default, skip_deserializing, skip_serializing_if = "Vec::is_empty")]
    pub language: Vec<LanguageWire>,
    #[serde(
        default,
        deserialize_with = "lenient_one",
        skip_serializing_if = "Option::is_none"
    )]
    pub endpoints: Option<EndpointsWire>,
    /// Discourse puts it at the top.
    #[serde(default, deserialize_with = "lenient_address", skip_serializing)]
    pub shared_inbox: Option<Url>,
    #[serde(
        default,
        rename = "publicKey",
        deserialize_with = "lenient_keys",
        serialize_with = "write_keys",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub public_keys: Vec<PublicKeyWire>,
    #[serde(
        default,
        deserialize_with = "lenient_aliases",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub also_known_as: Vec<Url>,
    #[serde(
        default,
        deserialize_with = "lenient_address",
        skip_serializing_if = "Option::is_none"
    )]
    pub moved_to: Option<Url>,
    #[serde(default, skip_deserializing, skip_serializing_if = "Option::is_none")]
    pub generator: Option<GeneratorWire>,
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
}

/// The page for people: a string, a `Link`, or an array in which the `text/html` one is meant (PeerTube).
pub fn page_of(value: &Value) -> Option<Url> {
    let Value::Array(items) = value else {
        return address_of(value);
    };
    let html = items
        .iter()
        .find(|item| item.get("mediaType").and_then(Value::as_str) == Some("text/html"));
    html.and_then(address_of).or_else(|| address_of(value))
}

pub(crate) fn lenient_page<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Url>, D::Error> {
    Ok(page_of(&Value::deserialize(from)?))
}
