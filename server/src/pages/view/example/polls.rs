//! Examples of polls: open, voted in, hidden, over.

use serde_json::json;

use super::*;

fn poll(word: &str) -> ThreadPage {
    let (voted, over) = (matches!(word, "voted" | "hidden" | "sent"), word == "over");
    let option = |value: &str, name: &str, votes: i32, mine: bool| json!({ "value": value, "name": name, "votes": votes, "percent": votes * 10, "mine": mine });
    let panel = json!({
        "options": [option("0", "Climbing beans along the fence", 7, voted), option("1", "Peas", 3, false)],
        "many": word == "many", "open": !over, "hides": word == "hidden", "ends": when("2026-04-01"), "voters": 10,
        "voted": voted, "shows": over || word == "voted", "may_vote": !over && word != "visitor" && word != "sent", "may_change": voted && word != "sent",
        "here": word != "sent", "error": if word == "many" { "Choose something first." } else { "" },
    });
    ThreadPage { kind: "poll".into(), panel: Some(panel), ..thread() }
}

pub(super) fn samples() -> Vec<Sample> {
    ["open", "many", "voted", "hidden", "sent", "visitor", "over"].into_iter().map(|word| sample("thread.html", word != "visitor", poll(word))).collect()
}
