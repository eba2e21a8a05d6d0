//! A question with options. For now taken from elsewhere and shown, with votes cast at home.

use serde_json::{Map, Value};

use super::{Details, Kind};

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

    fn take(&self, extra: &Map<String, Value>) -> Details {
        let keys = ["oneOf", "anyOf", "endTime", "closed", "votersCount"];
        Details(keys.iter().filter_map(|key| Some(((*key).to_owned(), extra.get(*key)?.clone()))).collect())
    }
}
