//! Addresses and texts in all the shapes that peers give them: string, object, array, or absent.

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use time::{OffsetDateTime, UtcOffset};
use time::format_description::well_known::Rfc3339;
use url::Url;

use super::{caps, cut};
use crate::vocabulary::PUBLIC;

/// Reads one address. Only http(s) with a host, without log-in data or control characters, counts.
pub fn address(text: &str) -> Option<Url> {
    let text = text.trim_matches(' ');
    if text == "as:Public" || text == "Public" {
        return Url::parse(PUBLIC).ok();
    }
    // The parser drops tabs and line ends without a word; a header must never see what they hid.
    if text.len() > caps::ADDRESS || text.chars().any(char::is_control) {
        return None;
    }
    let url = Url::parse(text).ok()?;
    // The parser writes other scripts out in full, so that an address can grow past the bound.
    if url.as_str().len() > caps::ADDRESS {
        return None;
    }
    // A dot at the end names the same server by another name, which no rule about it would fit.
    let web = matches!(url.scheme(), "https" | "http")
        && url
            .host_str()
            .is_some_and(|host| !host.is_empty() && !host.ends_with('.'));
    (web && url.username().is_empty() && url.password().is_none()).then_some(url)
}

/// A host as it is compared everywhere: lower case, in punycode, with its port where that is not the
/// usual one. `None` where the text is no host.
pub fn normal_host(text: &str) -> Option<String> {
    let parts = |c: char| c.is_control() || c.is_whitespace() || "/?#@\\%".contains(c);
    if text.contains(parts) {
        return None;
    }
    let url = address(&format!("https://{text}/"))?;
    let host = url.host_str()?;
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

/// The address in a string, an object (`id`, else `href`, else `url`), or the first of an array.
pub fn address_of(value: &Value) -> Option<Url> {
    match value {
        Value::String(text) => address(text),
        Value::Object(map) => ["id", "href", "url"]
            .iter()
            .find_map(|key| match map.get(*key) {
                Some(Value::String(text)) => address(text),
                _ => None,
            }),
        Value::Array(items) => items
            .iter()
            .filter(|item| !item.is_array())
            .find_map(address_of),
        _ => None,
    }
}

/// All addresses in a string, an object or an array of either.
pub fn addresses_of(value: &Value) -> Vec<Url> {
    match value {
        Value::Array(items) => items
            .iter()
            .filter(|item| !item.is_array())
            .filter_map(address_of)
            .collect(),
        other => address_of(other).into_iter().collect(),
    }
}

/// The first type, where `type` is a string or an array.
pub fn type_of(value: &Value) -> Option<&str> {
    match value.get("type")? {
        Value::String(text) => Some(text),
        Value::Array(items) => items.iter().find_map(Value::as_str),
        _ => None,
    }
}

/// A plain text; of a map by language the first.
pub fn text_of(value: &Value, characters: usize) -> Option<String> {
    let text = match value {
        Value::String(text) => text,
        Value::Object(by_language) => by_language.values().find_map(Value::as_str)?,
        _ => return None,
    };
    Some(cut(text, characters).to_owned())
}

/// A moment, as RFC 3339. One whose year in UTC has no four digits could not be written again.
pub fn moment_of(value: &Value) -> Option<OffsetDateTime> {
    let at = OffsetDateTime::parse(value.as_str()?.trim(), &Rfc3339).ok()?;
    at.checked_to_offset(UtcOffset::UTC)
        .filter(|at| (0..=9_999).contains(&at.year()))
}

/// Writes a moment for the wire, always in UTC.
pub fn moment(at: OffsetDateTime) -> String {
    at.to_offset(UtcOffset::UTC)
        .format(&Rfc3339)
        .expect("a year between 0 and 9999 has an RFC 3339 form")
}

/// Whether two addresses are governed by the same server (FEP-fe34): host and port. The scheme is
/// left out because the client fetches over https whatever the id says.
pub fn same_origin(one: &Url, other: &Url) -> bool {
    one.host_str() == other.host_str() && one.port() == other.port()
}

// Below: `deserialize_with` functions. Each reads any value at all and says nothing but what it understood.

pub(crate) fn lenient_address<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Url>, D::Error> {
    Ok(address_of(&Value::deserialize(from)?))
}

/// Refuses too many instead of cutting: who is left out might be who makes it private.
pub(crate) fn lenient_recipients<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Url>, D::Error> {
    let value = Value::deserialize(from)?;
    if value
        .as_array()
        .is_some_and(|items| items.len() > caps::RECIPIENTS)
    {
        return Err(serde::de::Error::custom("more than 2000 recipients"));
    }
    Ok(addresses_of(&value))
}

pub(crate) fn lenient_aliases<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Url>, D::Error> {
    let mut found = addresses_of(&Value::deserialize(from)?);
    found.truncate(caps::ALIASES);
    Ok(found)
}

pub(crate) fn lenient_name<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(text_of(&Value::deserialize(from)?, caps::NAME))
}

pub(crate) fn lenient_summary<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<String>, D::Error> {
    Ok(text_of(&Value::deserialize(from)?, caps::SUMMARY))
}

pub(crate) fn lenient_profile<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<String>, D::Error> {
    Ok(text_of(&Value::deserialize(from)?, caps::PROFILE))
}

/// A text bounded by the size of the body alone.
pub(crate) fn lenient_text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(text_of(&Value::deserialize(from)?, usize::MAX))
}

pub(crate) fn lenient_moment<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<OffsetDateTime>, D::Error> {
    Ok(moment_of(&Value::deserialize(from)?))
}

pub(crate) fn lenient_flag<'de, D: Deserializer<'de>>(from: D) -> Result<Option<bool>, D::Error> {
    Ok(Value::deserialize(from)?.as_bool())
}

pub(crate) fn lenient_number<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u32>, D::Error> {
    Ok(Value::deserialize(from)?
        .as_u64()
        .and_then(|number| u32::try_from(number).ok()))
}

pub(crate) fn lenient_kind<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::String(text) => text,
        Value::Array(items) => items
            .iter()
            .find_map(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        _ => String::new(),
    })
}

/// One of a type that may come alone or in an array; what cannot be read counts as absent.
pub(crate) fn lenient_one<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: serde::de::DeserializeOwned,
{
    Ok(lenient_items(&Value::deserialize(from)?, usize::MAX)
        .into_iter()
        .next())
}

/// Reads what it can of an object or an array of objects.
pub(crate) fn lenient_items<T: serde::de::DeserializeOwned>(value: &Value, limit: usize) -> Vec<T> {
    let items = match value {
        Value::Array(items) => items.as_slice(),
        single => std::slice::from_ref(single),
    };
    items
        .iter()
        .take(limit)
        .filter_map(|item| T::deserialize(item).ok())
        .collect()
}

pub(crate) fn write_moment<S: serde::Serializer>(
    at: &Option<OffsetDateTime>,
    to: S,
) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => to.serialize_str(&moment(*at)),
        None => to.serialize_none(),
    }
}
