//! Examples of ideas and feedback: a board, challenges, an inbox, decisions, and what stands on their threads.

use serde_json::json;

use super::*;

fn history(word: &str) -> Value {
    json!([{
        "was": "status-proposed", "became": word, "reason": "The workshop has room in June.",
        "by": { "id": "2", "name": "Ann Moreau", "handle": "@ann@social.example", "url": "/u/ann@social.example" },
        "when": when("2026-03-01"), "url": "#p301",
    }])
}

fn idea(full: bool) -> ThreadPage {
    let link = json!({ "title": "Hooks for bicycles", "url": "/post/88" });
    let panel = json!({
        "word": if full { "shipped" } else { "duplicate" }, "text": "status-shipped", "tone": if full { "good" } else { "" },
        "votes": { "ups": 12, "ups_here": 7, "ups_elsewhere": 5, "downs": 1, "downs_here": 1, "downs_elsewhere": 0 },
        "duplicate_of": if full { Value::Null } else { link.clone() },
        "merged": if full { vec![link] } else { Vec::new() },
        "credits": if full { json!([{ "id": "2", "name": "Ann Moreau", "handle": "@ann@social.example", "url": "/u/ann@social.example" }]) } else { json!([]) },
        "challenge": if full { json!({ "id": "5", "question": "How do bicycles travel?", "open": true }) } else { Value::Null },
        "challenges": if full { json!([{ "id": "5", "question": "How do bicycles travel?" }]) } else { json!([]) },
        "history": if full { history("status-shipped") } else { json!([]) },
        "may_change": full, "may_merge": full,
    });
    ThreadPage { kind: "idea".into(), panel: Some(panel), ..thread() }
}

fn feedback(full: bool) -> ThreadPage {
    let panel = json!({
        "word": "done", "text": "state-done", "tone": if full { "good" } else { "" }, "sort": "choice-feedback_sort-problem",
        "area": if full { "Stops" } else { "" }, "joined": 3, "joined_here": 1, "joined_elsewhere": 2,
        "may_join": full, "i_joined": !full,
        "source": if full { json!({ "title": "How was your week?", "url": "/post/8" }) } else { Value::Null },
        "history": if full { history("state-done") } else { json!([]) },
        "may_change": full,
    });
    ThreadPage { kind: "feedback".into(), panel: Some(panel), ..thread() }
}

fn challenges() -> Vec<ChallengeView> {
    let one = |state: &str| ChallengeView {
        id: "5".into(),
        question: "How do bicycles travel?".into(),
        state: state.into(),
        starts: when("2026-03-01"),
        ends: when("2026-04-01"),
        ideas: 4,
        board_url: "/c/ideas/roadmap?challenge=5".into(),
        propose_url: if state == "open" { "/c/ideas?new=idea&challenge=5#new".into() } else { String::new() },
    };
    ["coming", "open", "over"].into_iter().map(one).collect()
}

fn boards() -> Vec<Sample> {
    let column = |word: &str, items: Vec<ThreadRow>| RoadmapColumn { word: word.into(), count: 41, more: if items.is_empty() { 0 } else { 38 }, items };
    let board = RoadmapPage {
        community: card(0),
        challenge: challenges().pop(),
        columns: vec![column("proposed", rows()), column("planned", Vec::new()), column("shipped", rows())],
        can_change: true,
        challenges_url: "/c/ideas/challenges".into(),
    };
    let posed = ChallengesPage { community: card(0), items: challenges(), can_pose: true, form: refused("ends") };
    vec![
        sample("roadmap.html", false, RoadmapPage { can_change: false, challenge: None, ..board.clone() }),
        sample("roadmap.html", true, board),
        sample("challenges.html", true, posed),
        sample("challenges.html", false, ChallengesPage::default()),
    ]
}

fn decisions() -> Vec<Sample> {
    let full = StandingPage {
        heading: "status-title".into(),
        button: "status-button".into(),
        thread: LinkView { text: "Hooks for bicycles".into(), url: "/post/88".into() },
        action: "/ideas/88/status".into(),
        now: "status-proposed".into(),
        choices: ["planned", "shipped"].iter().map(|word| ((*word).to_owned(), format!("status-{word}"))).collect(),
        ask_reason: true,
        candidates: vec![CreditChoice { person: person(1), chosen: true }, CreditChoice { person: person(2), chosen: false }],
        form: form(&[("status", "shipped"), ("reason", "Done.")], &[("status", "form-status-same"), ("reason", "form-reason-empty")]),
        ..StandingPage::default()
    };
    let words = |name: &str, now: &str| StandingPage {
        heading: format!("{name}-title"),
        button: format!("{name}-button"),
        now: now.into(),
        ask_into: name == "merge-idea",
        ..StandingPage::default()
    };
    let bare = [("merge-idea", "status-proposed"), ("unmerge-idea", "status-duplicate"), ("thank", "status-shipped"), ("state", "state-new")];
    let mut all = vec![sample("standing.html", true, full)];
    all.extend(bare.iter().map(|(name, now)| sample("standing.html", false, words(name, now))));
    all
}

pub(super) fn samples() -> Vec<Sample> {
    let tab = |word: &str, current| FeedbackTab { tab: Tab::new(&format!("state-{word}"), "/c/desk/feedback", current), count: 3 };
    let inbox = FeedbackPage {
        community: card(0),
        tabs: ["new", "acknowledged", "working", "done", "refused"].iter().map(|word| tab(word, *word == "new")).collect(),
        items: rows()
            .into_iter()
            .map(|row| FeedbackRow {
                sort: "choice-feedback_sort-problem".into(),
                area: "Stops".into(),
                joined: 2,
                waiting: when("3 days ago"),
                change_url: "/feedback/1/state".into(),
                row,
            })
            .collect(),
        pager: pager(),
        can_edit: true,
        form: form(&[("areas", "Stops\nTrams")], &[("areas", "form-too-many")]),
    };
    let mut all: Vec<Sample> = [idea(true), idea(false), feedback(true), feedback(false)].into_iter().map(|page| sample("thread.html", true, page)).collect();
    all.extend(boards());
    all.extend(decisions());
    all.push(sample("feedback_inbox.html", true, inbox));
    all.push(sample("feedback_inbox.html", false, FeedbackPage::default()));
    all
}
