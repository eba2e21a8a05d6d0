//! Filled-in examples of every page, for the style guide and for the tests that draw every template.

mod blog;
mod ideas;
mod members;
mod public;
mod polls;
mod questions;
mod reputation;
mod threads;
mod wiki;

use serde_json::Value;

pub use members::mails;
pub use public::styleguide;
pub use threads::thread;

/// A picture that needs no file: a square of the paper's colour.
const PICTURE: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='320' height='200'%3E%3Crect width='320' height='200' fill='%23d8d2c4'/%3E%3C/svg%3E";

use super::*;

/// One page to draw: its template, whether it is the full or the bare case, and its body.
#[derive(Debug, Clone)]
pub struct Sample {
    pub template: &'static str,
    pub full: bool,
    pub body: Value,
}

fn sample(template: &'static str, full: bool, body: impl serde::Serialize) -> Sample {
    Sample {
        template,
        full,
        body: serde_json::to_value(body).unwrap_or(Value::Null),
    }
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
        rail: cards()
            .into_iter()
            .map(|c| RailItem {
                current: c.name == "gardens",
                host: if c.local { String::new() } else { c.host },
                title: c.title,
                url: c.url,
                icon: c.icon,
                initial: c.initial,
                tint: c.tint,
            })
            .collect(),
        nav: "community".into(),
        csrf: "token".into(),
        locale: "en".into(),
        dir: "ltr".into(),
        flash: if member {
            vec![Flash {
                tone: "good".into(),
                text: "flash-posted".into(),
            }]
        } else {
            Vec::new()
        },
        development: member,
        path: "/c/gardens".into(),
        canonical: "https://talk.harbour.example/c/gardens".into(),
        feed: "/c/gardens/feed.atom".into(),
        feed_json: "/c/gardens/blog/feed.json".into(),
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
    WhenView {
        iso: "2026-03-01T12:00:00Z".into(),
        human: human.into(),
    }
}

/// People with every mark that a person can have.
pub fn people() -> Vec<PersonView> {
    let mut official = PersonView::new(
        "1",
        "library",
        "Harbour Library",
        "talk.harbour.example",
        true,
    );
    official.official = true;
    let mut steward = PersonView::new("2", "ann", "Ann Moreau", "social.example", false);
    steward.steward = true;
    steward.rank = "super_user";
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
    let mut here = CommunityCard::new(
        "10",
        "gardens",
        "Gardening on balconies",
        "talk.harbour.example",
        true,
    );
    here.summary = "Pots, boxes and patience. Questions welcome, photographs more so.".into();
    (here.members, here.threads, here.joined) = (1_284, 312, true);
    here.active = Some(when("4 minutes ago"));
    here.posting = "open".into();
    let mut there = CommunityCard::new("11", "bicycles", "Bicycle repair", "lemmy.example", false);
    there.summary = "Chains, spokes and the patience of saints.".into();
    (there.members, there.threads) = (15_200, 4_096);
    there.active = Some(when("yesterday"));
    there.posting = "members".into();
    let mut closed = CommunityCard::new(
        "12",
        "flood2025",
        "Flood help 2025",
        "talk.harbour.example",
        true,
    );
    closed.posting = "closed".into();
    (closed.members, closed.threads) = (1, 1);
    vec![here, there, closed]
}

fn card(at: usize) -> CommunityCard {
    cards().into_iter().nth(at).unwrap_or_default()
}

/// Threads with every sign that a row can have.
/// One tag in each color of the palette.
pub fn labels() -> Vec<LabelView> {
    ["News", "Help wanted", "Show and tell", "Harvest", "Rooftops, walls and other places without any soil", "Tools", "Seeds", "Bees", "Rain", "Shade"]
        .into_iter()
        .zip(1..)
        .map(|(name, n)| LabelView {
            id: n.to_string(),
            name: name.into(),
            description: if n == 1 { "What happened this week".into() } else { String::new() },
            color: format!("color{n:02}"),
            url: format!("/c/gardens?tag={n}"),
            current: n == 2,
            threads: 4,
        })
        .collect()
}

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
    let mut question = row(
        "101",
        "Why do my tomatoes flower but never fruit?",
        "question",
        3,
    );
    question.labels = labels();
    question.also_in = vec![LinkView { text: "Bicycles".into(), url: "/post/9".into() }];
    question.excerpt = "Third floor, facing south-west, two pots of twenty litres. They flower since June and the flowers fall.".into();
    (
        question.answered,
        question.score,
        question.my_vote,
        question.replies,
        question.unread,
    ) = (true, 23, 1, 18, 4);
    question.community = Some(LinkView {
        text: "Gardening on balconies".into(),
        url: "/c/gardens".into(),
    });
    let mut open = row(
        "102",
        "Can I keep mint from eating the whole box?",
        "question",
        4,
    );
    (open.score, open.my_vote) = (-2, -1);
    let mut link = row(
        "103",
        "A map of every public water tap in the district",
        "discussion",
        0,
    );
    (link.link_host, link.replies, link.score) = ("maps.example".into(), 1_312, 840);
    link.community = Some(LinkView {
        text: "Bicycle repair".into(),
        url: "/c/bicycles@lemmy.example".into(),
    });
    link.community_host = "lemmy.example".into();
    link.thumb = PICTURE.into();
    let mut event = row("104", "Seed swap on the quay, Saturday at ten", "event", 1);
    event.replies = 6;
    let mut long = row(
        "105",
        "Averyverylongtitlewithoutasinglespacewhichmustwrapsomewherebecausephonesarenarrow",
        "idea",
        4,
    );
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
        can_call_spam: true,
        can_retitle: true,
        state: "live".into(),
        depth,
        ..PostView::default()
    }
}

/// Replies with every state, nested and arranged.
pub fn posts() -> Vec<PostView> {
    let mut first = post(
        "201",
        1,
        0,
        "<p>Heat. Above 32 degrees the pollen sticks together and the flowers fall. Shade them between noon and four, and <em>shake the stems</em> in the morning.</p><blockquote><p>An old gardener told me: a tomato is fertilized by the neighbour's radio.</p></blockquote><ul><li>Water in the morning</li><li>Shade at noon</li></ul>",
    );
    (first.accepted, first.my_vote, first.score, first.saved) = (true, 1, 31, true);
    first.edited = Some(when("20 minutes ago"));
    first.history_url = "/post/201/history".into();
    first.origin_url = "https://social.example/@ann/1".into();
    let mut op = post(
        "202",
        3,
        1,
        "<p>That fits: it was 35 here all week. Thank you!</p>",
    );
    (op.op, op.fresh, op.can_edit, op.can_delete) = (true, true, true, true);
    let mut official = post(
        "203",
        0,
        2,
        "<p>We lend shade cloth at the front desk. <a href=\"#x\">Ask for the box with the sun on it.</a></p><pre><code>cargo run -- water --every 24h\na line that is much longer than any phone is wide and must scroll inside its own box</code></pre>",
    );
    official.target = true;
    official.images = vec![
        ImageView {
            url: PICTURE.into(),
            alt: "A box of folded shade cloth".into(),
            width: 640,
            height: 360,
        },
        ImageView {
            url: PICTURE.into(),
            ..ImageView::default()
        },
    ];
    let mut deleted = post("204", 2, 1, "");
    deleted.state = "deleted".into();
    let mut removed = post("205", 4, 0, "");
    removed.state = "removed".into();
    removed.removed_reason = "Advertising".into();
    removed.can_remove = true;
    let mut more = post(
        "206",
        4,
        0,
        "<p>Averyverylongwordwithoutanyspacethatmustwrapsomewherebecausephonesarenarrowandpeoplepastethings https://example.org/a/very/long/address/that/never/ends/and/goes/on/and/on</p>",
    );
    (more.more, more.more_url, more.edited) = (14, "/post/206".into(), Some(when("yesterday")));
    (more.context_title, more.context_url) =
        ("Why do my tomatoes flower?".into(), "/post/101".into());
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
    labels
        .iter()
        .enumerate()
        .map(|(i, label)| Tab::new(label, format!("?tab={i}"), i == 0))
        .collect()
}

fn pager() -> Pager {
    Pager {
        next: "?cursor=abc".into(),
        first: "?".into(),
    }
}

/// Every page, full and bare.
pub fn samples() -> Vec<Sample> {
    let mut all = public::samples();
    all.extend(threads::samples());
    all.extend(questions::samples());
    all.extend(reputation::samples());
    all.extend(wiki::samples());
    all.extend(ideas::samples());
    all.extend(polls::samples());
    all.extend(blog::samples());
    all.extend(members::samples());
    all
}
