//! Examples of the pages that anyone can read.

use super::*;

pub(super) fn samples() -> Vec<Sample> {
    let mut all = house_samples();
    all.extend(community_samples());
    all
}

fn house_samples() -> Vec<Sample> {
    let home = HomePage {
        welcome_html: "<p>The reading room is open to everyone who reads.</p>".into(),
        communities: cards(),
        more_communities: true,
        tabs: tabs(&["tab-mine", "tab-all"]),
        rows: rows(),
        pager: pager(),
        people: 4_312,
        servers: 87,
        threads: 912,
        can_found: true,
        feed_url: "/feed.atom".into(),
        happening: happening(),
        suggested: suggested(),
    };
    let search = SearchPage {
        query: "tomato".into(),
        tabs: tabs(&["tab-all", "tab-communities", "tab-threads", "tab-people"]),
        communities: cards(),
        people: people(),
        rows: found(),
        replies: found(),
        pager: pager(),
        asked: true,
        form: form(&[("in", "gardens"), ("kind", "question")], &[]),
        kinds: choices(&["question", "idea"]),
        states: choices(&["open", "answered"]),
        spans: choices(&["week", "year"]),
        chips: chips(),
        all_url: "/search?q=tomato".into(),
        narrowed: true,
        unknown: false,
        corrected: "tomatoes".into(),
        resolve: "found".into(),
        resolved_url: "/c/bicycles@lemmy.example".into(),
        resolved_title: "Bicycle repair".into(),
    };
    let mut all = vec![
        sample("tag.html", true, TagPage { tag: "tomatoes".into(), rows: found(), pager: pager(), feed_url: "/tags/tomatoes/feed.atom".into(), search_url: "/search?q=tomatoes".into() }),
        sample("tag.html", false, TagPage { tag: "nothing".into(), ..TagPage::default() }),
        sample("home.html", true, home),
        sample("home.html", false, HomePage::default()),
        sample("search.html", true, search),
        sample("search.html", false, SearchPage::default()),
        sample(
            "search.html",
            false,
            SearchPage {
                query: "nothing".into(),
                ..SearchPage::default()
            },
        ),
        sample(
            "terms.html",
            true,
            TermsPage {
                terms_html: "<p>Be kind.</p>".into(),
            },
        ),
        sample("terms.html", false, TermsPage::default()),
        sample(
            "powers.html",
            true,
            PowersPage {
                stewards_note: true,
                acts: 3,
                every: vec!["remove_post".to_owned(), "ban".to_owned()],
            },
        ),
        sample("powers.html", false, PowersPage::default()),
        sample("about.html", true, about()),
        sample("about.html", false, AboutPage::default()),
        sample("api.html", true, api()),
        sample("api.html", false, ApiPage::default()),
        sample(
            "setup.html",
            true,
            SetupPage {
                token: "t".into(),
                form: refused("org"),
                host: "talk.harbour.example".into(),
            },
        ),
        sample("setup.html", false, SetupPage::default()),
        sample("styleguide.html", true, styleguide()),
        sample(
            "fragments/preview.html",
            true,
            PreviewFragment {
                body_html: "<p>Hello</p>".into(),
            },
        ),
        sample("fragments/preview.html", false, PreviewFragment::default()),
        sample(
            "fragments/flash.html",
            true,
            Flash {
                tone: "bad".into(),
                text: "error-required".into(),
            },
        ),
    ];
    for state in ["signin", "missing", "unreachable", "refused"] {
        let page = SearchPage {
            query: "@a@b.example".into(),
            resolve: state.into(),
            ..SearchPage::default()
        };
        all.push(sample("search.html", false, page));
    }
    for status in [400, 401, 403, 404, 410, 413, 429, 500, 503] {
        let full = ErrorPage {
            status,
            text: "error-closed".into(),
            reference: "8f31c2".into(),
            retry_after: 30,
            kept: "What I wrote".into(),
        };
        all.push(sample("error.html", true, full));
        all.push(sample(
            "error.html",
            false,
            ErrorPage {
                status,
                ..ErrorPage::default()
            },
        ));
    }
    all
}

/// Rows with marked words.
fn found() -> Vec<ThreadRow> {
    let mut all = rows();
    for row in &mut all {
        row.title_html = format!("<mark>{}</mark>", row.title);
        row.excerpt_html = "… what grows <mark>tomatoes</mark> in the shade …".into();
    }
    all
}

fn suggested() -> Vec<CommunityCard> {
    cards().into_iter().map(|card| CommunityCard { shared: 12, purpose: "support".into(), kept_in: vec!["wiki".into()], ..card }).collect()
}

fn chips() -> Vec<Chip> {
    vec![Chip { text: "In gardens".into(), url: "/search?q=tomato".into() }]
}

fn choices(values: &[&str]) -> Vec<Choice> {
    values.iter().map(|value| Choice { value: (*value).into(), label: (*value).into() }).collect()
}

fn about() -> AboutPage {
    AboutPage {
        about_html: "<p>Founded by readers, kept by the city.</p>".into(),
        staff: people(),
        contact: "desk@harbour.example".into(),
        members: 4_312,
        communities: 17,
        version: "0.1.0".into(),
        source_url: "https://example.org/folkmoot".into(),
        since: Some(when("2 years ago")),
        blocked: vec![(
            "spam.example".into(),
            "Advertising, in hundreds of accounts".into(),
        )],
    }
}

fn api() -> ApiPage {
    let get = ApiCall {
        method: "GET".into(),
        path: "/api/v1/communities".into(),
        summary: "List communities".into(),
        answer: "{\"items\": [], \"next_cursor\": null}".into(),
        ..ApiCall::default()
    };
    let post = ApiCall {
        method: "POST".into(),
        token: true,
        body: "{\"name\": \"gardens\"}".into(),
        ..get.clone()
    };
    ApiPage {
        base: "https://talk.harbour.example".into(),
        groups: vec![ApiGroup {
            title: "Communities".into(),
            calls: vec![get, post],
        }],
    }
}

/// What `/styleguide` shows.
pub fn styleguide() -> StyleguidePage {
    StyleguidePage {
        people: people(),
        cards: cards(),
        rows: rows(),
        posts: posts(),
        when: when("3 hours ago"),
        form: form(
            &[("title", "Filled in"), ("posting", "open")],
            &[("name", "error-name"), ("body", "error-required")],
        ),
        pager: pager(),
        kinds: [
            "discussion",
            "question",
            "idea",
            "feedback",
            "poll",
            "article",
            "wiki",
            "newsletter",
            "event",
        ]
        .map(String::from)
        .to_vec(),
    }
}

fn community(state: &str) -> CommunityPage {
    CommunityPage {
        head: CommunityHead {
            community: card(0),
            membership: Membership { state: state.into(), interact_url: "/interact?uri=x".into(), until: "12 March".into() },
            can_edit: state == "steward",
            formats: tabs(&["format-forum", "format-forum"]),
            modlog_url: "/modlog?community=gardens".into(),
            ..CommunityHead::default()
        },
        about_html: "<p>For everyone who grows something in less than four square metres.</p>".into(),
        charter_html: "<ol><li>Be kind to beginners.</li><li>Say where you live: shade in Lisbon is not shade in Oslo.</li><li>No shops.</li></ol>".into(),
        stewards: people().into_iter().take(2).collect(),
        homes: vec![
            HomeShare { host: "talk.harbour.example".into(), here: true, members: 700, percent: 55 },
            HomeShare { host: "social.example".into(), here: false, members: 384, percent: 30 },
            HomeShare { host: String::new(), here: false, members: 200, percent: 15 },
        ],
        since: Some(when("2 years ago")),
        labels: labels(),
        label: (state == "none").then(|| LabelView { name: "Help wanted".into(), description: "Somebody needs a hand".into(), ..LabelView::default() }),
        tabs: tabs(&["sort-hot", "sort-new", "sort-top", "sort-unanswered"]),
        rows: rows(),
        pager: pager(),
        can_post: state == "member",
        form: refused("title"),
        feed_url: "/c/gardens/feed.atom".into(),
        ..CommunityPage::default()
    }
}

fn access_sample() -> AccessPage {
    AccessPage {
        community: card(0),
        form: form(&[("access", "members"), ("part_forum", "trusted")], &[("access", "form-kind-unknown")]),
        parts: ["forum", "forum"].map(String::from).to_vec(),
        is_staff: true,
        asking: people(),
        guests: vec![GuestRow { person: person(2), part: "all".into() }],
        guest_form: refused("handle"),
    }
}

fn community_samples() -> Vec<Sample> {
    let mut all: Vec<Sample> = ["member", "visitor", "none", "pending", "steward", "banned"]
        .map(|state| sample("community.html", true, community(state)))
        .to_vec();
    let head = CommunityHead {
        community: card(1),
        closed_reason: "Its stewards have all left".into(),
        membership: Membership { state: "banned".into(), ..Membership::default() },
        ..CommunityHead::default()
    };
    let remote = CommunityPage {
        head,
        home_url: "https://lemmy.example/c/bicycles".into(),
        backfill: Some(Backfill {
            done: 14,
            total: 50,
            percent: 28,
        }),
        cannot_post_reason: "error-members-only".into(),
        ..CommunityPage::default()
    };
    let edit = CommunityEditPage {
        community: card(0),
        formats: vec!["forum".into(), "forum".into()],
        form: form(
            &[("title", "Gardening on balconies"), ("posting", "open")],
            &[("charter", "error-too-long")],
        ),
        stewards: people(),
        banned: vec![
            BannedRow {
                person: person(4),
                reason: "Advertising".into(),
                until: Some(when("in 3 days")),
                url: "#".into(),
            },
            BannedRow {
                person: person(3),
                ..BannedRow::default()
            },
        ],
        steward_form: refused("handle"),
    };
    let directory = CommunitiesPage {
        query: "garden".into(),
        tabs: tabs(&["tab-all", "tab-here", "tab-elsewhere", "tab-mine"]),
        items: cards(),
        pager: pager(),
        can_found: true,
        happening: happening(),
        suggested: suggested(),
        form: form(&[("purpose", "support"), ("sort", "new")], &[]),
        purposes: choices(&["open", "support"]),
        formats: choices(&["forum", "wiki"]),
        lifespans: choices(&["standing", "task"]),
        spans: choices(&["day", "week"]),
        orders: choices(&["active", "new"]),
        chips: chips(),
        narrowed: true,
    };
    all.extend(lifespan_samples());
    all.extend([
        sample("community.html", false, remote),
        sample(
            "community.html",
            false,
            CommunityPage {
                head: CommunityHead { community: card(2), ..CommunityHead::default() },
                ..CommunityPage::default()
            },
        ),
        sample(
            "community_new.html",
            true,
            CommunityNewPage {
                form: refused("name"),
                host: "talk.harbour.example".into(),
                formats: vec!["forum".into(), "forum".into()],
            },
        ),
        sample("community_new.html", false, CommunityNewPage::default()),
        sample("access.html", true, access_sample()),
        sample("access.html", false, AccessPage { community: card(0), ..AccessPage::default() }),
        sample("community_edit.html", true, edit),
        sample("community_edit.html", false, CommunityEditPage::default()),
        sample("communities.html", true, directory),
        sample("communities.html", false, CommunitiesPage::default()),
        sample(
            "communities.html",
            false,
            CommunitiesPage {
                query: "x".into(),
                ..CommunitiesPage::default()
            },
        ),
    ]);
    all
}

fn happening() -> Vec<CommunityCard> {
    vec![CommunityCard { life: "Disperses after 31 more quiet hours".into(), ..card(0) }]
}

/// Communities whose time is limited, or over.
fn lifespan_samples() -> Vec<Sample> {
    let link = || Some(LinkView { text: "What came of it".into(), url: "/post/7".into() });
    let task = LifeView {
        kind: "task".into(),
        state: "open".into(),
        goal: "Say what the new tram doors do wrong, before all of them are built.".into(),
        text: "Ends in 12 days".into(),
        percent: 40,
        progress: 65,
        progress_note: "Two of three doors are tested.".into(),
        ..LifeView::default()
    };
    let over = LifeView { state: "archived".into(), outcome: link(), successor: link(), percent: 0, ..task.clone() };
    let impromptu = LifeView { kind: "impromptu".into(), state: "open".into(), text: "Disperses after 31 more quiet hours".into(), percent: 65, ..LifeView::default() };
    let dispersed = LifeView {
        state: "dispersed".into(),
        outcome: link(),
        outcome_html: "<p>The power was back at five.</p>".into(),
        export_url: "/c/power_cut/export.json".into(),
        ..impromptu.clone()
    };
    let lives = [task.clone(), over, impromptu, dispersed];
    let mut all: Vec<Sample> = lives
        .iter()
        .map(|life| sample("community.html", false, CommunityPage { head: CommunityHead { community: card(0), life: Some(life.clone()), ..CommunityHead::default() }, ..CommunityPage::default() }))
        .collect();
    let decide = LifespanPage {
        community: card(0),
        life: task,
        form: refused("goal"),
        can_archive: true,
        can_undo: true,
        can_progress: true,
        can_keep: true,
        can_outcome: true,
        can_succeed: true,
    };
    all.extend([
        sample("lifespan.html", true, decide),
        sample("lifespan.html", false, LifespanPage::default()),
        sample("impromptu.html", true, ImpromptuPage { form: refused("title"), convener: "@moot@talk.harbour.example".into() }),
        sample("impromptu.html", false, ImpromptuPage::default()),
    ]);
    all
}
