//! Examples of newsletters: the public page, a subscription, the desk, and an issue on its thread.

use serde_json::json;

use super::*;

fn page(state: &str) -> NewsletterPage {
    NewsletterPage {
        head: CommunityHead { community: card(0), can_edit: state == "mine", ..CommunityHead::default() },
        about: if state == "mine" { String::new() } else { "Every second Sunday, with what grows.".into() },
        issues: rows()
            .into_iter()
            .map(|row| IssueLine { title: row.title, url: row.url, when: row.when, excerpt: row.excerpt, replies: row.replies })
            .collect(),
        feed_url: "/c/gardens/newsletter/feed.atom".into(),
        consent: "Send me the newsletter of Gardening on balconies by mail, until I leave it.".into(),
        state: state.into(),
        email: "ines@mail.example".into(),
        closed: if state.is_empty() { "newsletter-no-mail".into() } else { String::new() },
        desk_url: if state == "mine" { "/c/gardens/newsletter/desk".into() } else { String::new() },
        form: if state == "ask" { refused("email") } else { Form::default() },
    }
}

fn own(state: &str) -> SubscriptionPage {
    SubscriptionPage {
        state: state.into(),
        place: "Gardening on balconies".into(),
        place_url: "/c/gardens/newsletter".into(),
        action: "/newsletter/1a-00/leave".into(),
        email: "ines@mail.example".into(),
        consent: "Send me the newsletter of Gardening on balconies by mail, until I leave it.".into(),
        standing: "subscriber-active".into(),
        source: if state == "own" { "Stall at the summer fair" } else { "page" }.into(),
        since: Some(when("3 days ago")),
        confirmed: Some(when("3 days ago")),
        own: "/newsletter/1a-00".into(),
    }
}

fn desk_issue(state: &str) -> DeskIssue {
    DeskIssue {
        id: "7".into(),
        title: "Gardening on balconies, 2026-03-01".into(),
        url: "/c/gardens/newsletter/issues/7".into(),
        state: state.into(),
        when: when("2026-03-01 12:00 UTC"),
        copies: 120,
        sent: 80,
        failed: 1,
        bounced: 2,
        parted: 3,
        percent: 69,
        post_url: "/post/88".into(),
    }
}

fn desk() -> Vec<Sample> {
    let full = NewsletterDeskPage {
        community: card(0),
        url: "/c/gardens/newsletter".into(),
        drafts: vec![desk_issue("draft"), desk_issue("scheduled")],
        out: vec![desk_issue("sending"), desk_issue("sent")],
        people: vec![PeopleCount { label: "subscriber-active".into(), url: "/c/gardens/newsletter/subscribers".into(), count: 120 }],
        returned: ["failed", "bounced"]
            .map(|state| ReturnedMail { email: "gone@mail.example".into(), state: state.into(), why: "5.1.1 No such person here".into() })
            .to_vec(),
        mail_works: true,
        form: refused("days"),
        about_form: refused("about"),
    };
    let issue = |state: &str, full: bool| NewsletterIssuePage {
        community: card(0),
        desk_url: "/c/gardens/newsletter/desk".into(),
        issue: desk_issue(state),
        problem: if full { "Its writer is not here any more.".into() } else { String::new() },
        can_change: matches!(state, "draft" | "scheduled"),
        can_stop: state == "sending",
        receivers: i64::from(full) * 120,
        form: if full { refused("body") } else { Form::default() },
    };
    let preview = NewsletterPreviewPage {
        place: "Gardening on balconies".into(),
        subject: "What grows".into(),
        html: "<h2>Answered</h2><p>Less water.</p>".into(),
        text: "# Answered\n\nLess water.".into(),
        issue_url: "/c/gardens/newsletter/issues/7".into(),
        mail_url: "/c/gardens/newsletter/issues/7/mail.html".into(),
    };
    let row = |source: &str, bounces| SubscriberRow {
        email: "ines@mail.example".into(),
        since: when("2026-03-01 12:00 UTC"),
        source: source.into(),
        consent: "Send me the newsletter.".into(),
        bounces,
        why: "5.1.1 No such person here".into(),
    };
    let people = SubscribersPage {
        community: card(0),
        desk_url: "/c/gardens/newsletter/desk".into(),
        url: "/c/gardens/newsletter/subscribers".into(),
        tabs: tabs(&["subscriber-active", "subscriber-left"]),
        rows: vec![row("page", 0), row("account", 1), row("Stall at the summer fair", 2)],
        pager: pager(),
        form: refused("csv"),
    };
    vec![
        sample("newsletter_desk.html", true, full),
        sample("newsletter_desk.html", false, NewsletterDeskPage::default()),
        sample("newsletter_issue.html", true, issue("draft", true)),
        sample("newsletter_issue.html", false, issue("scheduled", false)),
        sample("newsletter_issue.html", true, issue("sending", true)),
        sample("newsletter_issue.html", false, issue("sent", false)),
        sample("newsletter_preview.html", true, preview),
        sample("newsletter_preview.html", false, NewsletterPreviewPage::default()),
        sample("newsletter_people.html", true, people),
        sample("newsletter_people.html", false, SubscribersPage::default()),
    ]
}

pub(super) fn samples() -> Vec<Sample> {
    let mut all: Vec<Sample> = ["ask", "join", "mine", ""].into_iter().map(|state| sample("newsletter.html", true, page(state))).collect();
    all.push(sample("newsletter.html", false, NewsletterPage::default()));
    for state in ["sent", "ask", "done", "expired", "own", "leave", "left", "erased"] {
        all.push(sample("newsletter_own.html", true, own(state)));
    }
    all.extend(desk());
    let panel = json!({ "title": "Gardening on balconies", "url": "/c/gardens/newsletter" });
    all.push(sample("thread.html", true, ThreadPage { kind: "newsletter".into(), panel: Some(panel), ..thread() }));
    all
}
