//! Examples of the pages of members and staff, and of mails.

use super::*;

pub(super) fn samples() -> Vec<Sample> {
    let mut all = account_samples();
    all.extend(settings_samples());
    all.extend(staff_samples());
    all
}

fn account_samples() -> Vec<Sample> {
    let login = LoginPage {
        form: refused("name"),
        next: "/c/gardens".into(),
        can_register: true,
        can_reset: true,
        kept: vec![("kept.body".into(), "Where are the\nbees?".into())],
        kept_to: "/c/gardens/threads".into(),
    };
    let mut all = vec![
        sample("login.html", true, login),
        sample("login.html", false, LoginPage::default()),
        sample(
            "saved.html",
            true,
            SavedPage {
                rows: rows(),
                posts: posts(),
                pager: pager(),
            },
        ),
        sample("saved.html", false, SavedPage::default()),
        sample("notifications.html", false, NotificationsPage::default()),
        sample("notifications.html", true, notifications()),
    ];
    for mode in ["open", "approval", "closed"] {
        let page = RegisterPage {
            mode: mode.into(),
            form: refused("agree"),
            host: "h.example".into(),
            has_terms: true,
            ..RegisterPage::default()
        };
        all.push(sample("register.html", true, page));
    }
    for done in ["mail", "waiting"] {
        all.push(sample(
            "register.html",
            false,
            RegisterPage {
                done: done.into(),
                ..RegisterPage::default()
            },
        ));
    }
    for state in ["ask", "done", "waiting", "expired", "again", "sent"] {
        all.push(sample(
            "confirm.html",
            true,
            ConfirmPage {
                state: state.into(),
                token: "t".into(),
                form: refused("email"),
            },
        ));
    }
    let resume = ResumePage { action: "/c/gardens/threads".into(), is_thread: true, form: refused("title"), hidden: vec![("kind".into(), "discussion".into())] };
    all.push(sample("resume.html", true, resume));
    all.push(sample("resume.html", false, ResumePage::default()));
    for state in ["ask", "sent", "choose", "done", "expired"] {
        all.push(sample(
            "reset.html",
            true,
            ResetPage {
                state: state.into(),
                token: "t".into(),
                form: refused("email"),
            },
        ));
    }
    for (state, kind) in [
        ("home", "community"),
        ("home", "post"),
        ("confirm", "community"),
        ("confirm", "person"),
        ("confirm", "post"),
        ("unknown", ""),
    ] {
        let page = InteractPage {
            state: state.into(),
            target: LinkView {
                text: "Gardening on balconies".into(),
                url: "/c/gardens".into(),
            },
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
    let kinds = [
        "reply", "mention", "joined", "approved", "steward", "removed", "banned", "report",
        "welcome",
    ];
    let items = kinds.iter().enumerate().map(|(i, kind)| NotificationRow {
        id: i.to_string(),
        kind: (*kind).into(),
        who: (i < 3).then(|| person(i)),
        what: "Why do my tomatoes flower but never fruit?".into(),
        excerpt: if i == 0 {
            "Heat. Above 32 degrees the pollen sticks together.".into()
        } else {
            String::new()
        },
        url: "/post/201".into(),
        when: when("5 minutes ago"),
        unread: i < 2,
    });
    NotificationsPage {
        items: items.collect(),
        pager: pager(),
        unread: 2,
    }
}

fn settings_samples() -> Vec<Sample> {
    let session = |id: &str, current| SessionRow {
        id: id.into(),
        device: "Firefox on Linux".into(),
        address: "192.0.2.7".into(),
        since: when("2 days ago"),
        seen: when("just now"),
        current,
    };
    let token = |used| TokenRow {
        id: "1".into(),
        label: "Backup script".into(),
        since: when("2 days ago"),
        used,
    };
    let full = SettingsPage {
        tabs: tabs(&[
            "section-profile",
            "section-password",
            "section-mail",
            "section-blocks",
            "section-tokens",
            "section-data",
        ]),
        me: person(0),
        form: refused("display"),
        locales: vec![
            ("en".into(), "English".into()),
            ("de".into(), "Deutsch".into()),
        ],
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
                sample(
                    "settings.html",
                    true,
                    SettingsPage {
                        section: (*section).into(),
                        ..full.clone()
                    },
                ),
                sample(
                    "settings.html",
                    false,
                    SettingsPage {
                        section: (*section).into(),
                        ..SettingsPage::default()
                    },
                ),
            ]
        })
        .collect()
}

fn staff_samples() -> Vec<Sample> {
    let tabs = tabs(&["section-house", "approvals", "reports", "servers"]);
    let acts = [
        "remove",
        "restore",
        "lock",
        "unlock",
        "pin",
        "unpin",
        "ban",
        "unban",
        "add_steward",
        "remove_steward",
        "close",
        "reopen",
        "edit_community",
        "block_host",
        "unblock_host",
        "approve",
        "refuse",
        "delete",
        "settle",
    ];
    let log = acts.iter().enumerate().map(|(i, act)| ModlogRow {
        when: when("yesterday"),
        act: (*act).into(),
        actor: (i % 2 == 0).then(|| person(1)),
        power: ["steward", "staff", "lemmy.example"]
            .get(i % 3)
            .copied()
            .unwrap_or_default()
            .into(),
        target: "Buy my seeds".into(),
        target_url: if i % 2 == 0 {
            "/post/9".into()
        } else {
            String::new()
        },
        community: "Gardening".into(),
        community_url: "/c/gardens".into(),
        reason: "Advertising".into(),
    });
    let modlog = ModlogPage {
        community_title: "Gardening".into(),
        community_url: "/c/gardens".into(),
        items: log.collect(),
        pager: pager(),
    };
    let approval = |confirmed| ApprovalRow {
        id: "1".into(),
        name: "kim".into(),
        email: "kim@example.org".into(),
        about: "I read every week.".into(),
        when: when("1 hour ago"),
        confirmed,
    };
    let report = ReportRow {
        id: "1".into(),
        when: when("1 hour ago"),
        reporter: Some(person(1)),
        author: person(4),
        post_url: "/post/9".into(),
        has_post: true,
        excerpt: "Buy my seeds".into(),
        reason: "Advertising".into(),
        community: "Gardening".into(),
        community_url: "/c/gardens".into(),
        outcome: String::new(),
    };
    let settled = ReportRow {
        reporter: None,
        outcome: "act-remove".into(),
        ..report.clone()
    };
    vec![
        sample("modlog.html", true, modlog),
        sample("modlog.html", false, ModlogPage::default()),
        sample(
            "admin/settings.html",
            true,
            AdminSettingsPage {
                tabs: tabs.clone(),
                form: refused("name"),
                logo: "/assets/logo.png".into(),
                themes: vec!["default".into(), "harbour".into()],
            },
        ),
        sample("admin/settings.html", false, AdminSettingsPage::default()),
        sample(
            "admin/approvals.html",
            true,
            AdminApprovalsPage {
                tabs: tabs.clone(),
                items: vec![approval(true), approval(false)],
                pager: pager(),
            },
        ),
        sample("admin/approvals.html", false, AdminApprovalsPage::default()),
        sample("admin/people.html", true, accounts(tabs.clone())),
        sample("admin/people.html", false, AdminPeoplePage::default()),
        sample("admin/servers.html", true, servers(tabs.clone())),
        sample("admin/servers.html", false, AdminServersPage::default()),
        sample(
            "admin/mentions.html",
            true,
            AdminHailsPage {
                tabs: tabs.clone(),
                items: vec![HailRow {
                    id: "7".into(),
                    author: person(3),
                    excerpt: "Why does the 4 never wait for the ferry?".into(),
                    url: "https://social.example/@eve/7".into(),
                    when: when("an hour ago"),
                }],
                places: vec![Choice { value: "stops".into(), label: "Stops for everyone".into() }],
                pager: pager(),
            },
        ),
        sample("admin/mentions.html", false, AdminHailsPage::default()),
        sample(
            "admin/reports.html",
            true,
            AdminReportsPage {
                tabs,
                items: vec![report, settled],
                pager: pager(),
                settled: false,
                address: "/admin/reports".into(),
            },
        ),
        sample(
            "admin/reports.html",
            false,
            AdminReportsPage {
                settled: true,
                ..AdminReportsPage::default()
            },
        ),
    ]
}

fn accounts(tabs: Vec<Tab>) -> AdminPeoplePage {
    let roles = ["member", "analyst", "responder", "moderator", "admin"];
    let states = [
        "unconfirmed",
        "pending",
        "active",
        "refused",
        "disabled",
        "suspended",
    ];
    let items = states.iter().enumerate().map(|(i, state)| AccountRow {
        id: i.to_string(),
        person: person(i % 5),
        email: if i == 0 {
            String::new()
        } else {
            "kim@example.org".into()
        },
        role: roles.get(i % 5).copied().unwrap_or_default().into(),
        state: (*state).into(),
        since: when("2 days ago"),
        seen: (i > 1).then(|| when("yesterday")),
        me: i == 2,
    });
    AdminPeoplePage {
        tabs,
        query: "kim".into(),
        items: items.collect(),
        pager: pager(),
        can_change_roles: true,
    }
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
    (resting.failures, resting.problem, resting.next_try) = (
        7,
        "No answer within 10 seconds".into(),
        Some(when("in 4 minutes")),
    );
    let mut blocked = row("spam.example", "blocked");
    (blocked.reason, blocked.heard) = ("Advertising".into(), None);
    AdminServersPage {
        tabs,
        query: "ex".into(),
        items: vec![
            row("lemmy.example", "ok"),
            resting,
            row("old.example", "dormant"),
            row("loud.example", "silenced"),
            blocked,
        ],
        pager: pager(),
        form: refused("host"),
        waiting: 21,
    }
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
        guest: None,
        stop_url: "https://talk.harbour.example/settings?section=mail".into(),
        place: "Gardening on balconies".into(),
        body_html: "<p>It flowers.</p>".into(),
        body_text: "It flowers.".into(),
    };
    [
        "confirm", "reset", "approved", "refused", "notification", "newsletter", "newsletter-confirm", "newsletter-known", "newsletter-brought",
    ]
        .into_iter()
        .flat_map(|name| [(name, full.clone()), (name, MailView::default())])
        .chain(events::mails())
        .collect()
}
