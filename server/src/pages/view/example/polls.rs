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

fn tags() -> Vec<Sample> {
    let page = |editing: &str, labels: Vec<LabelView>| LabelsPage {
        community: card(0),
        labels,
        colors: (1..=10).map(|n| format!("color{n:02}")).collect(),
        editing: editing.into(),
        form: form(&[("name", "News"), ("color", "color03")], &[("color", "form-label-color")]),
    };
    let taken = |places: Vec<LinkView>| CrossPostPage { title: "Peas or beans?".into(), url: "/post/1".into(), places };
    let bicycles = LinkView { text: "Bicycles".into(), url: "/c/bicycles?new=discussion&from=1#new".into() };
    vec![
        sample("labels.html", true, page("3", labels())),
        sample("labels.html", true, page("", Vec::new())),
        sample("cross_post.html", true, taken(vec![bicycles])),
        sample("cross_post.html", true, taken(Vec::new())),
    ]
}

pub(super) fn samples() -> Vec<Sample> {
    let mut all = tags();
    all.extend(polls());
    all
}

fn polls() -> Vec<Sample> {
    ["open", "many", "voted", "hidden", "sent", "visitor", "over"].into_iter().map(|word| sample("thread.html", word != "visitor", poll(word))).collect()
}
