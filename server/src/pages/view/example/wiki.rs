//! Examples of a wiki: a page, its history, a clash of two texts, what waits.

use serde_json::json;

use super::*;

fn head(tends: bool) -> CommunityHead {
    CommunityHead {
        community: card(0),
        formats: vec![Tab::new("format-forum", "/c/gardens", false), Tab::new("format-wiki", "/c/gardens/wiki", true)],
        membership: Membership { state: if tends { "steward" } else { "none" }.into(), ..Membership::default() },
        can_edit: tends,
        ..CommunityHead::default()
    }
}

fn link(text: &str, path: &str) -> LinkView {
    LinkView { text: text.into(), url: format!("/c/gardens/wiki/{path}") }
}

fn page() -> WikiView {
    WikiView {
        head: head(true),
        id: "300".into(),
        url: "/c/gardens/wiki/shade/ferns".into(),
        wiki_url: "/c/gardens/wiki".into(),
        talk_url: "/post/300".into(),
        replies: 4,
        title: "Ferns that forgive".into(),
        body_html: "<p>They want <a href=\"/c/gardens/wiki/shade\">shade</a> and <a class=\"wiki-missing\" title=\"Not written yet\" href=\"/c/gardens/wiki/rain\">rain</a>.</p>".into(),
        crumbs: vec![link("What grows in the shade", "shade")],
        children: vec![link("Maidenhair", "shade/ferns/maidenhair")],
        backlinks: vec![link("Balconies to the north", "north")],
        editors: people(),
        number: 12,
        edited: when("3 days ago"),
        confirmed: when("8 months ago"),
        confirmed_by: Some(person(1)),
        stale: true,
        reach: "edit".into(),
        can_tend: true,
        waiting: 2,
        protection: "protection-member".into(),
        answer_url: "/post/201".into(),
        ..WikiView::default()
    }
}

fn revision(number: i32) -> RevisionRow {
    RevisionRow {
        number,
        author: person(usize::try_from(number % 5).unwrap_or(0)),
        accepted_by: (number == 11).then(|| person(1)),
        sort: "revision-edited".into(),
        summary: "How often to water them".into(),
        when: when("3 days ago"),
        current: number == 12,
        url: format!("/wiki/300/revision/{number}"),
        compare_url: if number > 1 { format!("/wiki/300/compare?from={}&to={number}", number - 1) } else { String::new() },
    }
}

fn rows() -> Vec<DiffRow> {
    let piece = |text: &str, changed| Piece { text: text.into(), changed };
    let row = |kind: &str, old: Vec<Piece>, new: Vec<Piece>| DiffRow { kind: kind.into(), old_line: 1, new_line: 1, old, new };
    vec![
        row("same", vec![piece("# Water", false)], vec![piece("# Water", false)]),
        row("changed", vec![piece("Every ", false), piece("second", true), piece(" day.", false)], vec![piece("Every ", false), piece("third", true), piece(" day.", false)]),
        row("removed", vec![piece("Never at noon.", false)], Vec::new()),
        DiffRow { kind: "gap".into(), ..DiffRow::default() },
        row("added", Vec::new(), vec![piece("Rain water is best.", false)]),
    ]
}

fn editor(form: Form) -> WikiEditPage {
    WikiEditPage {
        community: card(0),
        action: "/wiki/300/edit".into(),
        back: "/c/gardens/wiki/shade/ferns".into(),
        heading: "wiki-edit".into(),
        title: "Ferns that forgive".into(),
        button: "wiki-save".into(),
        fields: vec![("base".into(), "12".into())],
        form,
        ..WikiEditPage::default()
    }
}

fn editors() -> Vec<Sample> {
    let clash = ClashView {
        theirs: "Every third day.".into(),
        yours: "Every fourth day.".into(),
        by: person(3),
        when: when("a minute ago"),
        number: 12,
    };
    let new = WikiEditPage { is_new: true, heading: "wiki-new".into(), button: "wiki-begin".into(), title: String::new(), ..editor(refused("path")) };
    let suggests = WikiEditPage { heading: "wiki-suggest".into(), button: "wiki-suggest-button".into(), note: "wiki-suggest-note".into(), ..editor(Form::default()) };
    let afar = WikiEditPage { note: "wiki-suggest-afar-note".into(), preview_html: "<p>As it would look</p>".into(), ..suggests.clone() };
    let promotes = WikiEditPage { heading: "wiki-promote".into(), note: "wiki-promote-note".into(), ..new.clone() };
    vec![
        sample("wiki_edit.html", true, WikiEditPage { clash: Some(clash), ..editor(refused("body")) }),
        sample("wiki_edit.html", true, new),
        sample("wiki_edit.html", false, suggests),
        sample("wiki_edit.html", false, afar),
        sample("wiki_edit.html", false, promotes),
    ]
}

fn tending() -> Vec<Sample> {
    let words = ["open", "member", "trusted", "super_user", "stewards"];
    let tend = |deed: &str| WikiTendPage {
        deed: deed.into(),
        id: "300".into(),
        title: "Ferns that forgive".into(),
        url: "/c/gardens/wiki/shade/ferns".into(),
        path: "shade/ferns".into(),
        choices: words.iter().map(ToString::to_string).collect(),
        current: "open".into(),
        form: refused(if deed == "move" { "path" } else { "protection" }),
    };
    let waits = |clashes| SuggestionView {
        id: "7".into(),
        page: link("Ferns that forgive", "shade/ferns"),
        author: person(4),
        when: when("yesterday"),
        summary: "Rain water is what they like".into(),
        rows: rows(),
        clashes,
        reply_url: if clashes { String::new() } else { "/post/310".into() },
    };
    vec![
        sample("wiki_tend.html", true, tend("move")),
        sample("wiki_tend.html", true, tend("protect")),
        sample("wiki_suggestions.html", true, WikiSuggestionsPage { community: card(0), items: vec![waits(false), waits(true)], pager: Pager::default() }),
        sample("wiki_suggestions.html", false, WikiSuggestionsPage::default()),
    ]
}

pub(super) fn samples() -> Vec<Sample> {
    let node = |title: &str, depth, stale| WikiNode { title: title.into(), url: "/c/gardens/wiki/x".into(), depth, when: when("3 days ago"), stale };
    let removed = WikiView { removed: true, removed_reason: "It was an advertisement".into(), ..page() };
    let read = WikiView { stale: false, reach: "suggest".into(), can_tend: false, waiting: 0, ..page() };
    let revisions: Vec<RevisionRow> = [12, 11, 1].into_iter().map(revision).collect();
    let panel = json!({ "url": "/c/gardens/wiki/shade/ferns", "path": "shade/ferns", "number": 12, "from_answer": "/post/201" });
    let compared = WikiComparePage {
        community: card(0),
        id: "300".into(),
        title: "Ferns that forgive".into(),
        url: "/c/gardens/wiki/shade/ferns".into(),
        from: revision(11),
        to: revision(12),
        rows: rows(),
        old_title: "Ferns".into(),
        new_title: "Ferns that forgive".into(),
        can_revert: true,
    };
    let old = WikiRevisionPage {
        community: card(0),
        id: "300".into(),
        title: "Ferns".into(),
        url: "/c/gardens/wiki/shade/ferns".into(),
        revision: revision(11),
        body_html: "<p>They want shade.</p>".into(),
        can_revert: true,
    };
    let mut all = vec![
        sample("wiki.html", true, page()),
        sample("wiki.html", false, removed),
        sample("wiki.html", false, read),
        sample("wiki.html", false, WikiView::default()),
        sample("wiki_index.html", true, WikiIndexPage {
            head: head(true),
            pages: vec![node("Home", 0, false), node("What grows in the shade", 0, true), node("Ferns", 1, false)],
            new_url: "/c/gardens/wiki-new".into(),
            suggestions_url: "/c/gardens/wiki-suggestions".into(),
            waiting: 1,
            ..WikiIndexPage::default()
        }),
        sample("wiki_index.html", false, WikiIndexPage { head: head(false), ..WikiIndexPage::default() }),
        sample("wiki_index.html", false, WikiIndexPage { head: head(false), new_url: "/c/gardens/wiki-new".into(), ..WikiIndexPage::default() }),
        sample("wiki_missing.html", true, WikiMissingPage {
            head: head(false),
            title: "Rain".into(),
            path: "rain".into(),
            wiki_url: "/c/gardens/wiki".into(),
            new_url: "/c/gardens/wiki-new?path=rain".into(),
            backlinks: vec![link("Ferns", "shade/ferns")],
        }),
        sample("wiki_missing.html", false, WikiMissingPage::default()),
        sample("wiki_history.html", true, WikiHistoryPage {
            community: card(0),
            id: "300".into(),
            title: "Ferns that forgive".into(),
            url: "/c/gardens/wiki/shade/ferns".into(),
            revisions,
            pager: Pager::default(),
        }),
        sample("wiki_history.html", false, WikiHistoryPage::default()),
        sample("wiki_compare.html", true, compared),
        sample("wiki_compare.html", false, WikiComparePage::default()),
        sample("wiki_revision.html", true, old),
        sample("thread.html", false, ThreadPage { kind: "wiki".into(), panel: Some(panel), ..ThreadPage::default() }),
    ];
    all.extend(editors());
    all.extend(tending());
    all
}
