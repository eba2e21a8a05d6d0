//! Collections on the wire: the head with its count, and pages.

use serde::Serialize;
use serde_json::{Map, Value};
use url::Url;

use super::links::{address_of, type_of};
use crate::vocabulary::collections;

/// A collection of ours, or one page of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CollectionWire {
    pub id: Url,
    #[serde(rename = "type")]
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributed_to: Option<Url>,
    pub total_items: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part_of: Option<Url>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<Url>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Url>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ordered_items: Option<Vec<Value>>,
}

/// The items of a foreign collection or page, and where it goes on.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<'a> {
    pub items: &'a [Value],
    /// `first` of a head, `next` of a page. Some servers put the first page in place, or some items
    /// beside the way to all of them.
    pub onward: Option<Onward<'a>>,
    pub total: Option<u64>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Onward<'a> {
    Fetch(Url),
    Here(&'a Value),
}

/// Reads a foreign collection or page; `None` where it is neither.
pub fn read_page(value: &Value) -> Option<Page<'_>> {
    let map = value.as_object()?;
    let kind = type_of(value)?;
    if ![
        collections::COLLECTION,
        collections::ORDERED,
        collections::PAGE,
        collections::ORDERED_PAGE,
    ]
    .contains(&kind)
    {
        return None;
    }
    let items = map
        .get("orderedItems")
        .or_else(|| map.get("items"))
        .map_or(&[][..], items_of);
    let total = map.get("totalItems").and_then(Value::as_u64);
    let whole = !items.is_empty() && total.is_none_or(|total| total <= items.len() as u64);
    let onward = map
        .get("next")
        .or_else(|| map.get("first").filter(|_| !whole))
        .and_then(onward_of);
    Some(Page {
        items,
        onward,
        total,
    })
}

fn items_of(value: &Value) -> &[Value] {
    match value {
        Value::Array(items) => items,
        Value::Null => &[],
        single => std::slice::from_ref(single),
    }
}

fn onward_of(value: &Value) -> Option<Onward<'_>> {
    let has_items =
        |map: &Map<String, Value>| map.contains_key("orderedItems") || map.contains_key("items");
    match value {
        Value::Object(map) if has_items(map) => Some(Onward::Here(value)),
        other => address_of(other).map(Onward::Fetch),
    }
}
