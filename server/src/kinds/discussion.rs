//! A talk: text, a link or pictures, and replies. Every forum has it.

use crate::formats::Format;

use super::{Kind, Offer};

#[derive(Debug)]
pub(super) struct Discussion;

impl Kind for Discussion {
    fn name(&self) -> &'static str {
        "discussion"
    }

    fn taken_from(&self) -> &'static [&'static str] {
        &["Page", "Note", "Link", "Video", "Image"]
    }

    fn offered(&self, offer: &Offer<'_>) -> bool {
        offer.has(Format::Forum)
    }
}
