//! Examples of reputation: its rules, a list of who did most, somebody's number, a better title.

use super::*;

fn steps() -> Vec<RankRow> {
    [("newcomer", 0, vec![]), ("member", 10, vec!["edit_wiki"]), ("trusted", 100, vec!["merge_duplicates", "hide_spam"]), ("super_user", 500, vec!["edit_titles"])]
        .into_iter()
        .map(|(rank, points, powers)| RankRow { rank: rank.into(), points, powers: powers.into_iter().map(Into::into).collect() })
        .collect()
}

fn weights() -> Vec<WeightRow> {
    let all = [
        ("answer_accepted", 15),
        ("answer_liked", 2),
        ("idea_shipped", 25),
        ("idea_liked", 2),
        ("post_liked", 1),
        ("edit_kept", 3),
        ("duplicate_merged", 5),
        ("report_upheld", 5),
        ("post_removed", -10),
    ];
    all.into_iter().map(|(kind, points)| WeightRow { kind: kind.into(), points }).collect()
}

fn standing(place: u64, nth: usize, points: i64, rank: &str, decided: &str) -> StandingRow {
    let person = people().swap_remove(nth);
    StandingRow { place, url: format!("{}/reputation?in=1", person.url), person, points, rank: rank.into(), decided: decided.into() }
}

fn rules() -> Vec<Sample> {
    let page = ReputationRulesPage { weights: weights(), ranks: steps(), half_life: 365, callers: 3, edit_url: "/admin/reputation".into() };
    let fields: Vec<String> = weights().into_iter().map(|w| w.kind).collect();
    let edit = AdminReputationPage {
        tabs: vec![Tab::new("reputation", "/admin/reputation", true)],
        weights: fields,
        ranks: ["member", "trusted", "super_user"].iter().map(|rank| (format!("rank_{rank}"), (*rank).to_owned())).collect(),
        form: form(&[("answer_accepted", "15"), ("half_life", "soon")], &[("half_life", "form-number-bad")]),
    };
    vec![
        sample("reputation_rules.html", true, page),
        sample("reputation_rules.html", false, ReputationRulesPage { ranks: steps(), ..ReputationRulesPage::default() }),
        sample("admin/reputation.html", true, edit),
        sample("admin/reputation.html", false, AdminReputationPage::default()),
    ]
}

fn boards() -> Vec<Sample> {
    let full = StandingBoardPage {
        community: card(0),
        mine: Some(standing(0, 1, 112, "trusted", "")),
        open: true,
        rows: vec![standing(1, 1, 642, "super_user", ""), standing(2, 0, 112, "trusted", "granted"), standing(3, 2, 12, "newcomer", "withheld")],
        ranks: steps(),
        hidden: false,
        tends: true,
        openness: form(&[("board", "1")], &[]),
        form: form(&[("handle", "@ann@social.example"), ("wish", "grant")], &[("reason", "form-reason-empty")]),
    };
    let closed = StandingBoardPage { open: false, tends: false, rows: Vec::new(), mine: None, ..full.clone() };
    let empty = StandingBoardPage { open: false, rows: Vec::new(), hidden: true, ..full.clone() };
    vec![
        sample("standing_board.html", true, full),
        sample("standing_board.html", false, closed),
        sample("standing_board.html", false, empty),
        sample("standing_board.html", false, StandingBoardPage::default()),
    ]
}

fn numbers() -> Vec<Sample> {
    let reason = |kind: &str, points, title: &str, ring: &str| ReasonRow {
        kind: kind.into(),
        points,
        when: when("3 days ago"),
        title: title.into(),
        url: if title.is_empty() { String::new() } else { "/post/101".into() },
        ring: ring.into(),
    };
    let mut rows = vec![reason("answer_accepted", 15, "Why do tomatoes not fruit?", ""), reason("post_removed", -10, "", "")];
    rows.extend(["pair", "burst", "network"].iter().map(|ring| reason("answer_liked", 0, "Why do tomatoes not fruit?", ring)));
    rows.extend(weights().iter().map(|w| reason(&w.kind, w.points, "Flowers fall off", "")));
    let opened = Opened {
        community: card(0),
        sums: weights().into_iter().map(|w| SumRow { kind: w.kind, times: 2, points: w.points * 2 }).collect(),
        earned: 96,
        points: 88,
        rows,
        pager: pager(),
    };
    let place = |nth, points, rank: &str, url: &str, current| ReputationRow { community: card(nth), points, rank: rank.into(), url: url.into(), current };
    let full = ReputationPage {
        person: person(1),
        me: true,
        hidden: false,
        total: 130,
        rows: vec![place(0, 88, "member", "/u/ann/reputation?in=1", true), place(1, 42, "member", "", false)],
        opened: Some(opened),
    };
    vec![
        sample("reputation.html", true, full),
        sample("reputation.html", false, ReputationPage { me: true, hidden: true, ..ReputationPage::default() }),
        sample("reputation.html", false, ReputationPage::default()),
    ]
}

pub(super) fn samples() -> Vec<Sample> {
    let title = RetitlePage {
        url: "/post/101".into(),
        title: "HELP".into(),
        local: false,
        form: form(&[("title", "Why do tomatoes not fruit?")], &[("title", "form-title-same")]),
    };
    let mut all = rules();
    all.extend(boards());
    all.extend(numbers());
    all.extend([sample("retitle.html", true, title), sample("retitle.html", false, RetitlePage::default())]);
    all
}
