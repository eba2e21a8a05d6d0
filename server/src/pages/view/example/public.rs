//! Examples of the pages that anyone can read.

use super::*;

pub(super) fn samples() -> Vec<Sample> {
    let mut all = house_samples();
    all.extend(community_samples());
    all.extend(thread_samples());
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
    };
    let search = SearchPage {
        query: "tomato".into(),
        tabs: tabs(&["tab-all", "tab-communities", "tab-threads", "tab-people"]),
        communities: cards(),
        people: people(),
        rows: rows(),
        replies: posts(),
        pager: pager(),
        resolve: "found".into(),
        resolved_url: "/c/bicycles@lemmy.example".into(),
        resolved_title: "Bicycle repair".into(),
    };
    let mut all = vec![
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
        community: card(0),
        about_html: "<p>For everyone who grows something in less than four square metres.</p>".into(),
        charter_html: "<ol><li>Be kind to beginners.</li><li>Say where you live: shade in Lisbon is not shade in Oslo.</li><li>No shops.</li></ol>".into(),
        stewards: people().into_iter().take(2).collect(),
        homes: vec![
            HomeShare { host: "talk.harbour.example".into(), here: true, members: 700, percent: 55 },
            HomeShare { host: "social.example".into(), here: false, members: 384, percent: 30 },
            HomeShare { host: String::new(), here: false, members: 200, percent: 15 },
        ],
        since: Some(when("2 years ago")),
        tabs: tabs(&["sort-hot", "sort-new", "sort-top", "sort-unanswered"]),
        rows: rows(),
        pager: pager(),
        membership: Membership { state: state.into(), interact_url: "/interact?uri=x".into(), until: "12 March".into() },
        can_post: state == "member",
        can_edit: state == "steward",
        form: refused("title"),
        feed_url: "/c/gardens/feed.atom".into(),
        modlog_url: "/modlog?community=gardens".into(),
        ..CommunityPage::default()
    }
}

fn community_samples() -> Vec<Sample> {
    let mut all: Vec<Sample> = ["member", "visitor", "none", "pending", "steward", "banned"]
        .map(|state| sample("community.html", true, community(state)))
        .to_vec();
    let remote = CommunityPage {
        community: card(1),
        home_url: "https://lemmy.example/c/bicycles".into(),
        backfill: Some(Backfill {
            done: 14,
            total: 50,
            percent: 28,
        }),
        closed_reason: "Its stewards have all left".into(),
        cannot_post_reason: "error-members-only".into(),
        membership: Membership {
            state: "banned".into(),
            ..Membership::default()
        },
        ..CommunityPage::default()
    };
    let edit = CommunityEditPage {
        community: card(0),
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
    };
    all.extend([
        sample("community.html", false, remote),
        sample(
            "community.html",
            false,
            CommunityPage {
                community: card(2),
                ..CommunityPage::default()
            },
        ),
        sample(
            "community_new.html",
            true,
            CommunityNewPage {
                form: refused("name"),
                host: "talk.harbour.example".into(),
            },
        ),
        sample("community_new.html", false, CommunityNewPage::default()),
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

/// A whole thread.
pub fn thread() -> ThreadPage {
    let mut head = post(
        "101",
        3,
        0,
        "<p>Third floor, facing south-west, two pots of twenty litres each. They flower since June, and every flower falls after three days. I water every evening and feed them once a week.</p><p>What am I doing wrong?</p>",
    );
    (
        head.score,
        head.op,
        head.can_edit,
        head.can_delete,
        head.can_remove,
    ) = (23, false, true, true, true);
    ThreadPage {
        title: "Why do my tomatoes flower but never fruit?".into(),
        kind: "question".into(),
        post: head,
        community: Some(card(0)),
        link: Some(LinkView {
            text: "garden.example/tomatoes".into(),
            url: "https://garden.example/tomatoes".into(),
        }),
        pinned: true,
        answered: true,
        replies: 18,
        posts: posts(),
        tabs: tabs(&["sort-best", "sort-new", "sort-old"]),
        pager: pager(),
        membership: Membership {
            state: "none".into(),
            ..Membership::default()
        },
        can_reply: true,
        can_steward: true,
        form: Form::default(),
        reply_to: "201".into(),
        reply_to_name: "Ann Moreau".into(),
        feed_url: "/post/101/feed.atom".into(),
        ..ThreadPage::default()
    }
}

fn thread_samples() -> Vec<Sample> {
    let mut gone = post("1", 2, 0, "");
    gone.state = "removed".into();
    let bare = ThreadPage {
        kind: "discussion".into(),
        post: gone.clone(),
        locked: true,
        can_steward: true,
        cannot_reply_reason: "error-closed".into(),
        ..ThreadPage::default()
    };
    let mut visitor = ThreadPage {
        can_reply: false,
        can_steward: false,
        answered: false,
        interact_url: "/interact?uri=x".into(),
        whole_url: "/post/101".into(),
        community: Some(card(1)),
        membership: Membership {
            state: "visitor".into(),
            interact_url: "/interact?uri=c".into(),
            ..Membership::default()
        },
        ..thread()
    };
    visitor.post.can_vote = false;
    gone.state = "deleted".into();
    let versions = vec![
        VersionView {
            when: when("now"),
            title: "A title".into(),
            body_html: "<p>New</p>".into(),
            current: true,
        },
        VersionView {
            when: when("yesterday"),
            body_html: "<p>Old</p>".into(),
            ..VersionView::default()
        },
    ];
    let history = PostHistoryPage {
        url: "/post/1".into(),
        title: "A title".into(),
        author: person(1),
        versions,
    };
    vec![
        sample("thread.html", true, thread()),
        sample("thread.html", true, visitor),
        sample("thread.html", false, bare),
        sample(
            "thread.html",
            false,
            ThreadPage {
                kind: "event".into(),
                post: gone,
                ..ThreadPage::default()
            },
        ),
        sample(
            "post_edit.html",
            true,
            PostEditPage {
                id: "1".into(),
                url: "/post/1".into(),
                is_thread: true,
                form: refused("title"),
            },
        ),
        sample("post_edit.html", false, PostEditPage::default()),
        sample("post_history.html", true, history),
        sample("post_history.html", false, PostHistoryPage::default()),
        sample(
            "report.html",
            true,
            ReportPage {
                post: post("1", 1, 0, "<p>Bad words</p>"),
                title: "A title".into(),
                forward_host: "social.example".into(),
                form: refused("reason"),
            },
        ),
        sample("report.html", false, ReportPage::default()),
        sample(
            "confirm_act.html",
            true,
            ConfirmActPage {
                title: "remove-title".into(),
                text: "remove-text".into(),
                button: "remove-button".into(),
                action: "/post/1/remove".into(),
                back: "/post/1".into(),
                ask_reason: true,
                fields: vec![("host".into(), "x".into())],
                danger: true,
                form: refused("reason"),
            },
        ),
        sample("confirm_act.html", false, ConfirmActPage::default()),
        sample(
            "fragments/vote.html",
            true,
            VoteFragment {
                id: "1".into(),
                url: "/post/1".into(),
                score: 3,
                my_vote: 1,
                can_vote: true,
            },
        ),
        sample("fragments/vote.html", false, VoteFragment::default()),
        sample("person.html", true, profile(1)),
        sample(
            "person.html",
            true,
            PersonPage {
                me: true,
                moved_to: String::new(),
                rows: Vec::new(),
                posts: posts(),
                ..profile(0)
            },
        ),
        sample(
            "person.html",
            false,
            PersonPage {
                gone: true,
                ..PersonPage::default()
            },
        ),
        sample(
            "ban.html",
            true,
            BanPage {
                person: person(4),
                community_title: "Gardening".into(),
                action: "#".into(),
                back: "/".into(),
                banned: false,
                form: refused("reason"),
            },
        ),
        sample(
            "ban.html",
            false,
            BanPage {
                banned: true,
                ..BanPage::default()
            },
        ),
    ]
}

fn profile(at: usize) -> PersonPage {
    let field = ProfileField {
        name: "Site".into(),
        value_html: "<a href=\"https://ann.example\">ann.example</a>".into(),
        verified: true,
    };
    PersonPage {
        person: person(at),
        bio_html: "<p>Grows beans on the third floor.</p>".into(),
        fields: vec![field],
        since: Some(when("8 months ago")),
        home_url: "https://social.example/@ann".into(),
        threads: 12,
        replies: 140,
        tabs: tabs(&["tab-threads", "tab-replies"]),
        rows: rows(),
        pager: pager(),
        communities: cards(),
        blocked: true,
        moved_to: "@ann@new.example".into(),
        moved_url: "/u/ann@new.example".into(),
        banned: true,
        can_ban: true,
        feed_url: "/u/ann/feed.atom".into(),
        ..PersonPage::default()
    }
}
