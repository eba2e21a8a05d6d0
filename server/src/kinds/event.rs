//! Something that takes place. For now taken from elsewhere and shown.

use super::Kind;

#[derive(Debug)]
pub(super) struct Event;

impl Kind for Event {
    fn name(&self) -> &'static str {
        "event"
    }

    fn sent_as(&self) -> &'static str {
        "Event"
    }

    fn taken_from(&self) -> &'static [&'static str] {
        &["Event"]
    }

    fn sign(&self) -> &'static str {
        "◷"
    }

    fn keeps(&self) -> &'static [&'static str] {
        &["startTime", "endTime", "location", "timezone"]
    }
}
