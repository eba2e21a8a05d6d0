//! The envelope of every activity, read in place: nothing of what it carries is copied.

use serde_json::{Map, Value};
use time::OffsetDateTime;
use url::Url;

use super::links::{address_of, moment_of, same_origin, text_of, type_of};
use super::{Malformed, caps};
use crate::vocabulary::collections;

/// An activity with the properties that all of them share.
#[derive(Debug, Clone)]
pub struct Envelope<'a> {
    pub id: Option<Url>,
    pub kind: &'a str,
    pub actor: Url,
    document: &'a Map<String, Value>,
}

impl<'a> Envelope<'a> {
    pub fn read(value: &'a Value) -> Result<Self, Malformed> {
        let document = value
            .as_object()
            .ok_or(Malformed::new("an activity must be an object"))?;
        let kind = type_of(value).ok_or(Malformed::new("the activity has no type"))?;
        let actor = document
            .get("actor")
            .and_then(address_of)
            .ok_or(Malformed::new("the activity has no actor"))?;
        let id = document.get("id").and_then(address_of);
        if document.get("id").is_some_and(|id| !id.is_null()) && id.is_none() {
            return Err(Malformed::new("the activity's id is not an address"));
        }
        if id.as_ref().is_some_and(|id| !same_origin(id, &actor)) {
            return Err(Malformed::new(
                "the activity's id is on another host than its actor",
            ));
        }
        for recipients in ["to", "cc"] {
            if document
                .get(recipients)
                .and_then(Value::as_array)
                .is_some_and(|items| items.len() > caps::RECIPIENTS)
            {
                return Err(Malformed::new("the activity has more than 2000 recipients"));
            }
        }
        Ok(Self {
            id,
            kind,
            actor,
            document,
        })
    }

    pub fn get(&self, key: &str) -> Option<&'a Value> {
        self.document.get(key).filter(|value| !value.is_null())
    }

    /// What it is about, as it stands there.
    pub fn object(&self) -> Result<&'a Value, Malformed> {
        self.get("object")
            .ok_or(Malformed::new("the activity has no object"))
    }

    /// The address of what it is about.
    pub fn object_id(&self) -> Result<Url, Malformed> {
        address_of(self.object()?).ok_or(Malformed::new("the activity's object has no address"))
    }

    /// What it is about, one by one: an array, or an (ordered) collection as PieFed batches them.
    pub fn objects(&self) -> Result<&'a [Value], Malformed> {
        let object = self.object()?;
        let items = match object {
            Value::Array(items) => items.as_slice(),
            Value::Object(map)
                if matches!(
                    type_of(object),
                    Some(collections::COLLECTION | collections::ORDERED)
                ) =>
            {
                map.get("orderedItems")
                    .or_else(|| map.get("items"))
                    .and_then(Value::as_array)
                    .ok_or(Malformed::new("the collection has no items"))?
            }
            single => std::slice::from_ref(single),
        };
        if items.is_empty() {
            return Err(Malformed::new("the activity has no object"));
        }
        Ok(&items[..items.len().min(caps::BATCH)])
    }

    /// The addresses of what it is about, at least one.
    pub fn object_ids(&self) -> Result<Vec<Url>, Malformed> {
        let found: Vec<Url> = self
            .objects()?
            .iter()
            .filter(|item| !item.is_array())
            .filter_map(address_of)
            .collect();
        if found.is_empty() {
            Err(Malformed::new("the activity's object has no address"))
        } else {
            Ok(found)
        }
    }

    pub fn target(&self) -> Option<Url> {
        self.get("target").and_then(address_of)
    }

    /// The reason that moderators give.
    pub fn summary(&self) -> Option<String> {
        self.text("summary")
    }

    pub fn text(&self, key: &str) -> Option<String> {
        self.get(key)
            .and_then(|value| text_of(value, caps::SUMMARY))
            .filter(|text| !text.trim().is_empty())
    }

    pub fn moment(&self, key: &str) -> Option<OffsetDateTime> {
        self.get(key).and_then(moment_of)
    }
}
