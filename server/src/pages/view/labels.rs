//! The tags of communities on pages.

use serde::Serialize;

use super::{CommunityCard, Form};
/// A tag of a community.
#[derive(Debug, Clone, Serialize, Default)]
pub struct LabelView {
    pub id: String,
    pub name: String,
    pub description: String,
    /// `color01` to `color10`.
    pub color: String,
    /// The threads that carry it.
    pub url: String,
    /// They are what the page shows.
    pub current: bool,
    /// How many threads carry it, where stewards look.
    pub threads: u64,
}

/// Where stewards define the tags of their community. Fields `name`, `description` and `color`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct LabelsPage {
    pub community: CommunityCard,
    pub labels: Vec<LabelView>,
    pub colors: Vec<String>,
    /// The tag that is being changed, by its number; empty for a new one.
    pub editing: String,
    pub form: Form,
}
