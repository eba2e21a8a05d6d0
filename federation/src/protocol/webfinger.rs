//! WebFinger documents (RFC 7033).

use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use super::links::{address_of, lenient_items};
use crate::vocabulary::{ACTIVITY_JSON, LD_JSON, rels};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebFingerWire {
    pub subject: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    #[serde(default, deserialize_with = "lenient_links")]
    pub links: Vec<WebFingerLink>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebFingerLink {
    pub rel: String,
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
}

fn lenient_links<'de, D: serde::Deserializer<'de>>(
    from: D,
) -> Result<Vec<WebFingerLink>, D::Error> {
    Ok(lenient_items(&Value::deserialize(from)?, 64))
}

impl WebFingerWire {
    /// The actors that it points to. Lemmy lists a person before a community of the same name, so
    /// the last is the one meant where several are there.
    pub fn actors(&self) -> impl DoubleEndedIterator<Item = Url> + '_ {
        self.links
            .iter()
            .filter(|link| link.rel == rels::SELF)
            .filter(|link| link.media_type.as_deref().is_none_or(is_activity))
            .filter_map(|link| address_of(&Value::String(link.href.clone()?)))
    }

    pub fn template(&self, rel: &str) -> Option<&str> {
        self.links
            .iter()
            .find(|link| link.rel == rel)?
            .template
            .as_deref()
    }
}

fn is_activity(media_type: &str) -> bool {
    media_type.starts_with(ACTIVITY_JSON) || media_type.starts_with(LD_JSON)
}
