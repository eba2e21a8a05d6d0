//! Something that takes place. For now taken from elsewhere and shown.

use serde_json::{Map, Value};

use super::{Details, Kind};

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

    fn take(&self, extra: &Map<String, Value>) -> Details {
        let keys = ["startTime", "endTime", "location", "timezone"];
        Details(keys.iter().filter_map(|key| Some(((*key).to_owned(), extra.get(*key)?.clone()))).collect())
    }
}
