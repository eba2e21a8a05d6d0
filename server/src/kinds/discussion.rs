//! A talk: text, a link or pictures, and replies.

use super::Kind;

#[derive(Debug)]
pub(super) struct Discussion;

impl Kind for Discussion {
    fn name(&self) -> &'static str {
        "discussion"
    }

    fn sent_as(&self) -> &'static str {
        "Page"
    }

    fn taken_from(&self) -> &'static [&'static str] {
        &["Page", "Note", "Link", "Video", "Image"]
    }

    fn sign(&self) -> &'static str {
        "¶"
    }

    fn writable(&self) -> bool {
        true
    }
}
