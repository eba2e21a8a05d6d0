//! A question with options. For now taken from elsewhere and shown, with votes cast at home.

use super::Kind;

#[derive(Debug)]
pub(super) struct Poll;

impl Kind for Poll {
    fn name(&self) -> &'static str {
        "poll"
    }

    fn sent_as(&self) -> &'static str {
        "Question"
    }

    fn taken_from(&self) -> &'static [&'static str] {
        &["Question"]
    }

    fn sign(&self) -> &'static str {
        "☰"
    }

    fn keeps(&self) -> &'static [&'static str] {
        &["oneOf", "anyOf", "endTime", "closed", "votersCount"]
    }
}
