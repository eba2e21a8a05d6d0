//! What is left of a thing that was deleted.

use serde::Serialize;
use time::OffsetDateTime;
use url::Url;

use super::links::write_moment;
use crate::vocabulary::objects;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TombstoneWire {
    pub id: Url,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(
        serialize_with = "write_moment",
        skip_serializing_if = "Option::is_none"
    )]
    pub deleted: Option<OffsetDateTime>,
}

impl TombstoneWire {
    pub fn new(id: Url, deleted: Option<OffsetDateTime>) -> Self {
        Self {
            id,
            kind: objects::TOMBSTONE,
            deleted,
        }
    }
}
