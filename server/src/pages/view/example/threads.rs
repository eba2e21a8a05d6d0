//! Examples of threads, of what is done with posts, and of persons.

use super::*;

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
        labels: labels(),
        also_in: vec![LinkView { text: "Bicycles".into(), url: "/post/9".into() }],
        cross_post_of: Some(LinkView { text: "Tomatoes in June".into(), url: "/post/8".into() }),
        cross_post_url: "/post/101/cross-post".into(),
        link: Some(LinkView {
            text: "garden.example/tomatoes".into(),
            url: "https://garden.example/tomatoes".into(),
        }),
        pinned: true,
        answered: true,
        panel: Some(questions::answered()),
        answers: questions::answers(),
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

pub(super) fn samples() -> Vec<Sample> {
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
                fields: vec![KindField { name: "summary".into(), label: "Summary".into(), input: "lines".into(), ..KindField::default() }],
                pictures: vec![PictureEdit { id: "7".into(), url: "/media/x.png".into(), alt: "A hive".into() }],
                labels: labels(),
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
            "fragments/save.html",
            true,
            PostView {
                saved: true,
                ..post("1", 1, 0, "")
            },
        ),
        sample("fragments/save.html", false, PostView::default()),
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
