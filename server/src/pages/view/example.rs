//! Filled-in examples of every page, for the style guide and for the tests that draw every template.

use serde_json::Value;

use super::*;

/// One page to draw: its template, whether it is the full or the bare case, and its body.
#[derive(Debug, Clone)]
pub struct Sample {
    pub template: &'static str,
    pub full: bool,
    pub body: Value,
}

fn sample(template: &'static str, full: bool, body: impl serde::Serialize) -> Sample {
    Sample { template, full, body: serde_json::to_value(body).unwrap_or(Value::Null) }
}

/// A frame as a signed-in member (`member`) or a visitor sees it.
pub fn frame(member: bool) -> Frame {
    Frame {
        brand: Brand {
            name: "Harbour Library".into(),
            purpose: "Where the readers of the harbour district help each other".into(),
            initial: "H".into(),
            host: "talk.harbour.example".into(),
            css: "/brand.css?v=1".into(),
            accent: "#2f6f62".into(),
            ..Brand::default()
        },
        viewer: member.then(|| Viewer {
            name: "ines".into(),
            display: "Ines Vogt".into(),
            url: "/u/ines".into(),
            initial: "I".into(),
            tint: 3,
            unread: 3,
            admin: true,
            moderator: true,
            waiting: 2,
            ..Viewer::default()
        }),
        rail: cards().into_iter().map(|c| RailItem {
            current: c.name == "gardens",
            host: if c.local { String::new() } else { c.host },
            title: c.title,
            url: c.url,
            icon: c.icon,
            initial: c.initial,
            tint: c.tint,
        }).collect(),
        nav: "communities".into(),
        csrf: "token".into(),
        locale: "en".into(),
        dir: "ltr".into(),
        flash: if member { vec![Flash { tone: "good".into(), text: "flash-posted".into() }] } else { Vec::new() },
        development: member,
        path: "/c/gardens".into(),
        canonical: "https://talk.harbour.example/c/gardens".into(),
        feed: "/c/gardens/feed.atom".into(),
        activity: "https://talk.harbour.example/c/gardens".into(),
        og: Og {
            title: "Gardening on balconies".into(),
            description: "Pots, boxes and patience".into(),
            url: "https://talk.harbour.example/c/gardens".into(),
            image: "https://talk.harbour.example/media/og.png".into(),
            kind: "website".into(),
        },
        can_register: true,
        ..Frame::default()
    }
}

fn when(human: &str) -> WhenView {
    WhenView { iso: "2026-03-01T12:00:00Z".into(), human: human.into() }
}

/// People with every mark that a person can have.
pub fn people() -> Vec<PersonView> {
    let mut official = PersonView::new("1", "library", "Harbour Library", "talk.harbour.example", true);
    official.official = true;
    let mut steward = PersonView::new("2", "ann", "Ann Moreau", "social.example", false);
    steward.steward = true;
    let mut bot = PersonView::new("3", "tides", "Tide table", "botsin.example", false);
    bot.bot = true;
    let plain = PersonView::new("4", "kwame", "Kwame Mensah", "lemmy.example", false);
    let long = PersonView::new(
        "5",
        "averylongnamewithoutanyspaces",
        "Averylongdisplaynamethatdoesnotknowwhentostop",
        "a-very-long-server-name.subdomain.example.org",
        false,
    );
    vec![official, steward, bot, plain, long]
}

fn person(at: usize) -> PersonView {
    people().into_iter().nth(at).unwrap_or_default()
}

/// Communities from here and elsewhere.
pub fn cards() -> Vec<CommunityCard> {
    let mut here = CommunityCard::new("10", "gardens", "Gardening on balconies", "talk.harbour.example", true);
    here.summary = "Pots, boxes and patience. Questions welcome, photographs more so.".into();
    (here.members, here.threads, here.joined) = (1_284, 312, true);
    here.active = Some(when("4 minutes ago"));
    here.posting = "open".into();
    let mut there = CommunityCard::new("11", "bicycles", "Bicycle repair", "lemmy.example", false);
    there.summary = "Chains, spokes and the patience of saints.".into();
    (there.members, there.threads) = (15_200, 4_096);
    there.active = Some(when("yesterday"));
    there.posting = "members".into();
    let mut closed = CommunityCard::new("12", "flood2025", "Flood help 2025", "talk.harbour.example", true);
    closed.posting = "closed".into();
    (closed.members, closed.threads) = (1, 1);
    vec![here, there, closed]
}

fn card(at: usize) -> CommunityCard {
    cards().into_iter().nth(at).unwrap_or_default()
}

/// Threads with every sign that a row can have.
pub fn rows() -> Vec<ThreadRow> {
    let row = |id: &str, title: &str, kind: &str, author: usize| ThreadRow {
        id: id.into(),
        url: format!("/post/{id}"),
        title: title.into(),
        kind: kind.into(),
        author: person(author),
        when: when("2 hours ago"),
        can_vote: true,
        state: "live".into(),
        ..ThreadRow::default()
    };
    let mut pinned = row("100", "Read this first: what grows in the shade", "wiki", 1);
    (pinned.pinned, pinned.locked, pinned.score, pinned.replies) = (true, true, 57, 12);
    let mut question = row("101", "Why do my tomatoes flower but never fruit?", "question", 3);
    question.excerpt = "Third floor, facing south-west, two pots of twenty litres. They flower since June and the flowers fall.".into();
    (question.answered, question.score, question.my_vote, question.replies, question.unread) = (true, 23, 1, 18, 4);
    question.community = Some(LinkView { text: "Gardening on balconies".into(), url: "/c/gardens".into() });
    let mut open = row("102", "Can I keep mint from eating the whole box?", "question", 4);
    (open.score, open.my_vote) = (-2, -1);
    let mut link = row("103", "A map of every public water tap in the district", "discussion", 0);
    (link.link_host, link.replies, link.score) = ("maps.example".into(), 1_312, 840);
    link.community = Some(LinkView { text: "Bicycle repair".into(), url: "/c/bicycles@lemmy.example".into() });
    link.community_host = "lemmy.example".into();
    link.thumb = "/assets/thumb.png".into();
    let mut event = row("104", "Seed swap on the quay, Saturday at ten", "event", 1);
    event.replies = 6;
    let mut long = row("105", "Averyverylongtitlewithoutasinglespacewhichmustwrapsomewherebecausephonesarenarrow", "idea", 4);
    long.score = 3;
    let mut deleted = row("106", "", "discussion", 2);
    deleted.state = "deleted".into();
    let mut removed = row("107", "", "discussion", 2);
    removed.state = "removed".into();
    removed.can_vote = false;
    vec![pinned, question, open, link, event, long, deleted, removed]
}

fn post(id: &str, author: usize, depth: u32, body: &str) -> PostView {
    PostView {
        id: id.into(),
        url: format!("/post/{id}"),
        author: person(author),
        body_html: body.into(),
        when: when("1 hour ago"),
        score: 4,
        can_vote: true,
        can_reply: true,
        can_report: true,
        state: "live".into(),
        depth,
        ..PostView::default()
    }
}

/// Replies with every state, nested and arranged.
pub fn posts() -> Vec<PostView> {
    let mut first = post("201", 1, 0, "<p>Heat. Above 32 degrees the pollen sticks together and the flowers fall. Shade them between noon and four, and <em>shake the stems</em> in the morning.</p><blockquote><p>An old gardener told me: a tomato is fertilized by the neighbour's radio.</p></blockquote><ul><li>Water in the morning</li><li>Shade at noon</li></ul>");
    (first.accepted, first.my_vote, first.score, first.saved) = (true, 1, 31, true);
    first.edited = Some(when("20 minutes ago"));
    first.history_url = "/post/201/history".into();
    first.origin_url = "https://social.example/@ann/1".into();
    let mut op = post("202", 3, 1, "<p>That fits: it was 35 here all week. Thank you!</p>");
    (op.op, op.fresh, op.can_edit, op.can_delete) = (true, true, true, true);
    let mut official = post("203", 0, 2, "<p>We lend shade cloth at the front desk. <a href=\"#x\">Ask for the box with the sun on it.</a></p><pre><code>cargo run -- water --every 24h\na line that is much longer than any phone is wide and must scroll inside its own box</code></pre>");
    official.target = true;
    official.images = vec![
        ImageView { url: "/assets/thumb.png".into(), alt: "A box of folded shade cloth".into(), width: 640, height: 360 },
        ImageView { url: "/assets/thumb.png".into(), ..ImageView::default() },
    ];
    let mut deleted = post("204", 2, 1, "");
    deleted.state = "deleted".into();
    let mut removed = post("205", 4, 0, "");
    removed.state = "removed".into();
    removed.removed_reason = "Advertising".into();
    removed.can_remove = true;
    let mut more = post("206", 4, 0, "<p>Averyverylongwordwithoutanyspacethatmustwrapsomewherebecausephonesarenarrowandpeoplepastethings https://example.org/a/very/long/address/that/never/ends/and/goes/on/and/on</p>");
    (more.more, more.more_url, more.edited) = (14, "/post/206".into(), Some(when("yesterday")));
    (more.context_title, more.context_url) = ("Why do my tomatoes flower?".into(), "/post/101".into());
    more.language = "en".into();
    let mut all = vec![first, op, official, deleted, removed, more];
    arrange(&mut all);
    all
}

fn form(values: &[(&str, &str)], errors: &[(&str, &str)]) -> Form {
    let mut form = Form::filled(values.iter().map(|(k, v)| (*k, (*v).to_owned())));
    for (field, error) in errors {
        form.refuse(field, *error);
    }
    form
}

fn refused(field: &str) -> Form {
    let mut form = form(&[(field, "typed before")], &[(field, "error-required")]);
    form.error = "error-form-expired".into();
    form
}

fn tabs(labels: &[&str]) -> Vec<Tab> {
    labels.iter().enumerate().map(|(i, label)| Tab::new(label, format!("?tab={i}"), i == 0)).collect()
}

fn pager() -> Pager {
    Pager { next: "?cursor=abc".into(), first: "?".into() }
}

/// Every page, full and bare.
pub fn samples() -> Vec<Sample> {
    let mut all = house_samples();
    all.extend(community_samples());
    all.extend(thread_samples());
    all.extend(account_samples());
    all.extend(settings_samples());
    all.extend(staff_samples());
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
        sample("search.html", false, SearchPage { query: "nothing".into(), ..SearchPage::default() }),
        sample("terms.html", true, TermsPage { terms_html: "<p>Be kind.</p>".into() }),
        sample("terms.html", false, TermsPage::default()),
        sample("powers.html", true, PowersPage { stewards_note: true, acts: 3 }),
        sample("powers.html", false, PowersPage::default()),
        sample("about.html", true, about()),
        sample("about.html", false, AboutPage::default()),
        sample("api.html", true, api()),
        sample("api.html", false, ApiPage::default()),
        sample("setup.html", true, SetupPage { token: "t".into(), form: refused("org"), host: "talk.harbour.example".into() }),
        sample("setup.html", false, SetupPage::default()),
        sample("styleguide.html", true, styleguide()),
        sample("fragments/preview.html", true, PreviewFragment { body_html: "<p>Hello</p>".into() }),
        sample("fragments/preview.html", false, PreviewFragment::default()),
        sample("fragments/flash.html", true, Flash { tone: "bad".into(), text: "error-required".into() }),
    ];
    for state in ["signin", "missing", "unreachable", "refused"] {
        let page = SearchPage { query: "@a@b.example".into(), resolve: state.into(), ..SearchPage::default() };
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
        all.push(sample("error.html", false, ErrorPage { status, ..ErrorPage::default() }));
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
        blocked: vec![("spam.example".into(), "Advertising, in hundreds of accounts".into())],
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
    let post = ApiCall { method: "POST".into(), token: true, body: "{\"name\": \"gardens\"}".into(), ..get.clone() };
    ApiPage { base: "https://talk.harbour.example".into(), groups: vec![ApiGroup { title: "Communities".into(), calls: vec![get, post] }] }
}

/// What `/styleguide` shows.
pub fn styleguide() -> StyleguidePage {
    StyleguidePage {
        people: people(),
        cards: cards(),
        rows: rows(),
        posts: posts(),
        when: when("3 hours ago"),
        form: form(&[("title", "Filled in"), ("posting", "open")], &[("name", "error-name"), ("body", "error-required")]),
        pager: pager(),
        kinds: ["discussion", "question", "idea", "feedback", "poll", "article", "wiki", "newsletter", "event"]
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
        backfill: Some(Backfill { done: 14, total: 50, percent: 28 }),
        closed_reason: "Its stewards have all left".into(),
        cannot_post_reason: "error-members-only".into(),
        membership: Membership { state: "banned".into(), ..Membership::default() },
        ..CommunityPage::default()
    };
    let edit = CommunityEditPage {
        community: card(0),
        form: form(&[("title", "Gardening on balconies"), ("posting", "open")], &[("charter", "error-too-long")]),
        stewards: people(),
        banned: vec![
            BannedRow { person: person(4), reason: "Advertising".into(), until: Some(when("in 3 days")), url: "#".into() },
            BannedRow { person: person(3), ..BannedRow::default() },
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
        sample("community.html", false, CommunityPage { community: card(2), ..CommunityPage::default() }),
        sample("community_new.html", true, CommunityNewPage { form: refused("name"), host: "talk.harbour.example".into() }),
        sample("community_new.html", false, CommunityNewPage::default()),
        sample("community_edit.html", true, edit),
        sample("community_edit.html", false, CommunityEditPage::default()),
        sample("communities.html", true, directory),
        sample("communities.html", false, CommunitiesPage::default()),
        sample("communities.html", false, CommunitiesPage { query: "x".into(), ..CommunitiesPage::default() }),
    ]);
    all
}

/// A whole thread.
pub fn thread() -> ThreadPage {
    let mut head = post("101", 3, 0, "<p>Third floor, facing south-west, two pots of twenty litres each. They flower since June, and every flower falls after three days. I water every evening and feed them once a week.</p><p>What am I doing wrong?</p>");
    (head.score, head.op, head.can_edit, head.can_delete, head.can_remove) = (23, false, true, true, true);
    ThreadPage {
        title: "Why do my tomatoes flower but never fruit?".into(),
        kind: "question".into(),
        post: head,
        community: Some(card(0)),
        link: Some(LinkView { text: "garden.example/tomatoes".into(), url: "https://garden.example/tomatoes".into() }),
        pinned: true,
        answered: true,
        replies: 18,
        posts: posts(),
        tabs: tabs(&["sort-best", "sort-new", "sort-old"]),
        pager: pager(),
        membership: Membership { state: "none".into(), ..Membership::default() },
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
    let bare = ThreadPage { kind: "discussion".into(), post: gone.clone(), locked: true, can_steward: true, cannot_reply_reason: "error-closed".into(), ..ThreadPage::default() };
    let mut visitor = ThreadPage {
        can_reply: false,
        can_steward: false,
        answered: false,
        interact_url: "/interact?uri=x".into(),
        whole_url: "/post/101".into(),
        community: Some(card(1)),
        membership: Membership { state: "visitor".into(), interact_url: "/interact?uri=c".into(), ..Membership::default() },
        ..thread()
    };
    visitor.post.can_vote = false;
    gone.state = "deleted".into();
    let versions = vec![
        VersionView { when: when("now"), title: "A title".into(), body_html: "<p>New</p>".into(), current: true },
        VersionView { when: when("yesterday"), body_html: "<p>Old</p>".into(), ..VersionView::default() },
    ];
    let history = PostHistoryPage { url: "/post/1".into(), title: "A title".into(), author: person(1), versions };
    vec![
        sample("thread.html", true, thread()),
        sample("thread.html", true, visitor),
        sample("thread.html", false, bare),
        sample("thread.html", false, ThreadPage { kind: "event".into(), post: gone, ..ThreadPage::default() }),
        sample("post_edit.html", true, PostEditPage { id: "1".into(), url: "/post/1".into(), is_thread: true, form: refused("title") }),
        sample("post_edit.html", false, PostEditPage::default()),
        sample("post_history.html", true, history),
        sample("post_history.html", false, PostHistoryPage::default()),
        sample("report.html", true, ReportPage { post: post("1", 1, 0, "<p>Bad words</p>"), title: "A title".into(), forward_host: "social.example".into(), form: refused("reason") }),
        sample("report.html", false, ReportPage::default()),
        sample("confirm_act.html", true, ConfirmActPage { title: "remove-title".into(), text: "remove-text".into(), button: "remove-button".into(), action: "/post/1/remove".into(), back: "/post/1".into(), ask_reason: true, fields: vec![("host".into(), "x".into())], danger: true, form: refused("reason") }),
        sample("confirm_act.html", false, ConfirmActPage::default()),
        sample("fragments/vote.html", true, VoteFragment { id: "1".into(), url: "/post/1".into(), score: 3, my_vote: 1, can_vote: true }),
        sample("fragments/vote.html", false, VoteFragment::default()),
        sample("person.html", true, profile(1)),
        sample("person.html", true, PersonPage { me: true, moved_to: String::new(), rows: Vec::new(), posts: posts(), ..profile(0) }),
        sample("person.html", false, PersonPage { gone: true, ..PersonPage::default() }),
        sample("ban.html", true, BanPage { person: person(4), community_title: "Gardening".into(), action: "#".into(), back: "/".into(), banned: false, form: refused("reason") }),
        sample("ban.html", false, BanPage { banned: true, ..BanPage::default() }),
    ]
}

fn profile(at: usize) -> PersonPage {
    let field = ProfileField { name: "Site".into(), value_html: "<a href=\"https://ann.example\">ann.example</a>".into(), verified: true };
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

fn account_samples() -> Vec<Sample> {
    let login = LoginPage { form: refused("name"), next: "/c/gardens".into(), can_register: true, can_reset: true };
    let mut all = vec![
        sample("login.html", true, login),
        sample("login.html", false, LoginPage::default()),
        sample("saved.html", true, SavedPage { rows: rows(), posts: posts(), pager: pager() }),
        sample("saved.html", false, SavedPage::default()),
        sample("notifications.html", false, NotificationsPage::default()),
        sample("notifications.html", true, notifications()),
    ];
    for mode in ["open", "approval", "closed"] {
        let page = RegisterPage { mode: mode.into(), form: refused("agree"), host: "h.example".into(), has_terms: true, ..RegisterPage::default() };
        all.push(sample("register.html", true, page));
    }
    for done in ["mail", "waiting"] {
        all.push(sample("register.html", false, RegisterPage { done: done.into(), ..RegisterPage::default() }));
    }
    for state in ["ask", "done", "waiting", "expired"] {
        all.push(sample("confirm.html", true, ConfirmPage { state: state.into(), token: "t".into() }));
    }
    for state in ["ask", "sent", "choose", "done", "expired"] {
        all.push(sample("reset.html", true, ResetPage { state: state.into(), token: "t".into(), form: refused("email") }));
    }
    for (state, kind) in [("home", "community"), ("home", "post"), ("confirm", "community"), ("confirm", "person"), ("confirm", "post"), ("unknown", "")] {
        let page = InteractPage {
            state: state.into(),
            target: LinkView { text: "Gardening on balconies".into(), url: "/c/gardens".into() },
            target_kind: kind.into(),
            address: "@gardens@talk.harbour.example".into(),
            uri: "https://talk.harbour.example/c/gardens".into(),
            action: "/c/gardens/join".into(),
            form: refused("home"),
        };
        all.push(sample("interact.html", true, page));
    }
    all
}

fn notifications() -> NotificationsPage {
    let kinds = ["reply", "mention", "joined", "approved", "steward", "removed", "banned", "report", "welcome"];
    let items = kinds.iter().enumerate().map(|(i, kind)| NotificationRow {
        id: i.to_string(),
        kind: (*kind).into(),
        who: (i < 3).then(|| person(i)),
        what: "Why do my tomatoes flower but never fruit?".into(),
        excerpt: if i == 0 { "Heat. Above 32 degrees the pollen sticks together.".into() } else { String::new() },
        url: "/post/201".into(),
        when: when("5 minutes ago"),
        unread: i < 2,
    });
    NotificationsPage { items: items.collect(), pager: pager(), unread: 2 }
}

fn settings_samples() -> Vec<Sample> {
    let session = |id: &str, current| SessionRow { id: id.into(), device: "Firefox on Linux".into(), address: "192.0.2.7".into(), since: when("2 days ago"), seen: when("just now"), current };
    let token = |used| TokenRow { id: "1".into(), label: "Backup script".into(), since: when("2 days ago"), used };
    let full = SettingsPage {
        tabs: tabs(&["section-profile", "section-password", "section-mail", "section-blocks", "section-tokens", "section-data"]),
        me: person(0),
        form: refused("display"),
        locales: vec![("en".into(), "English".into()), ("de".into(), "Deutsch".into())],
        sessions: vec![session("1", true), session("2", false)],
        blocked_people: people(),
        blocked_hosts: vec!["spam.example".into()],
        tokens: vec![token(None), token(Some(when("yesterday")))],
        new_token: "fm_4f1c0a".into(),
        ..SettingsPage::default()
    };
    ["profile", "password", "mail", "blocks", "tokens", "data"]
        .iter()
        .flat_map(|section| {
            [
                sample("settings.html", true, SettingsPage { section: (*section).into(), ..full.clone() }),
                sample("settings.html", false, SettingsPage { section: (*section).into(), ..SettingsPage::default() }),
            ]
        })
        .collect()
}

fn staff_samples() -> Vec<Sample> {
    let tabs = tabs(&["section-house", "approvals", "reports", "servers"]);
    let acts = ["remove", "restore", "lock", "unlock", "pin", "unpin", "ban", "unban", "add_steward", "remove_steward", "close", "reopen", "edit_community", "block_host", "unblock_host", "approve", "refuse", "delete", "settle"];
    let log = acts.iter().enumerate().map(|(i, act)| ModlogRow {
        when: when("yesterday"),
        act: (*act).into(),
        actor: (i % 2 == 0).then(|| person(1)),
        power: ["steward", "staff", "lemmy.example"].get(i % 3).copied().unwrap_or_default().into(),
        target: "Buy my seeds".into(),
        target_url: if i % 2 == 0 { "/post/9".into() } else { String::new() },
        community: "Gardening".into(),
        community_url: "/c/gardens".into(),
        reason: "Advertising".into(),
    });
    let modlog = ModlogPage { community_title: "Gardening".into(), community_url: "/c/gardens".into(), items: log.collect(), pager: pager() };
    let approval = |confirmed| ApprovalRow { id: "1".into(), name: "kim".into(), email: "kim@example.org".into(), about: "I read every week.".into(), when: when("1 hour ago"), confirmed };
    let report = ReportRow { id: "1".into(), when: when("1 hour ago"), reporter: Some(person(1)), author: person(4), post_url: "/post/9".into(), excerpt: "Buy my seeds".into(), reason: "Advertising".into(), community: "Gardening".into(), community_url: "/c/gardens".into(), outcome: String::new() };
    let settled = ReportRow { reporter: None, outcome: "act-remove".into(), ..report.clone() };
    vec![
        sample("modlog.html", true, modlog),
        sample("modlog.html", false, ModlogPage::default()),
        sample("admin/settings.html", true, AdminSettingsPage { tabs: tabs.clone(), form: refused("name"), logo: "/assets/logo.png".into() }),
        sample("admin/settings.html", false, AdminSettingsPage::default()),
        sample("admin/approvals.html", true, AdminApprovalsPage { tabs: tabs.clone(), items: vec![approval(true), approval(false)], pager: pager() }),
        sample("admin/approvals.html", false, AdminApprovalsPage::default()),
        sample("admin/servers.html", true, servers(tabs.clone())),
        sample("admin/servers.html", false, AdminServersPage::default()),
        sample("admin/reports.html", true, AdminReportsPage { tabs, items: vec![report, settled], pager: pager(), settled: false }),
        sample("admin/reports.html", false, AdminReportsPage { settled: true, ..AdminReportsPage::default() }),
    ]
}

fn servers(tabs: Vec<Tab>) -> AdminServersPage {
    let row = |host: &str, state: &str| ServerRow {
        host: host.into(),
        software: "Lemmy 1.0.0".into(),
        people: 1_200,
        waiting: 14,
        state: state.into(),
        heard: Some(when("2 minutes ago")),
        ..ServerRow::default()
    };
    let mut resting = row("slow.example", "resting");
    (resting.failures, resting.problem, resting.next_try) = (7, "No answer within 10 seconds".into(), Some(when("in 4 minutes")));
    let mut blocked = row("spam.example", "blocked");
    (blocked.reason, blocked.heard) = ("Advertising".into(), None);
    AdminServersPage { tabs, query: "ex".into(), items: vec![row("lemmy.example", "ok"), resting, row("old.example", "dormant"), blocked], pager: pager(), form: refused("host"), waiting: 21 }
}

/// Every mail, full and bare.
pub fn mails() -> Vec<(&'static str, MailView)> {
    let full = MailView {
        brand_name: "Harbour Library".into(),
        accent: "#2f6f62".into(),
        display: "Ines".into(),
        url: "https://talk.harbour.example/confirm/abc".into(),
        headline: "Ann Moreau replied to you".into(),
        excerpt: "Heat. Above 32 degrees …".into(),
        stop_url: "https://talk.harbour.example/settings?section=mail".into(),
    };
    ["confirm", "reset", "approved", "notification"]
        .into_iter()
        .flat_map(|name| [(name, full.clone()), (name, MailView::default())])
        .collect()
}
