//! One of everything that we send.

use folkmoot_federation::compose::{self, Aim, Ban};
use folkmoot_federation::host::{
    ActorDoc, ActorKind, AttachmentDoc, LabelDoc, ObjectDoc, ObjectKind, PublicKey, Source, TagDoc,
};
use folkmoot_federation::objects::Capabilities;
use serde_json::{Map, Value};
use time::macros::datetime;
use url::Url;

pub(crate) const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

pub(crate) fn url(text: &str) -> Url {
    Url::parse(text).expect("an address")
}

pub(crate) fn bob() -> Url {
    url("https://x.example/u/bob")
}

pub(crate) fn group() -> Url {
    url("https://x.example/c/rust")
}

pub(crate) fn id(number: u32) -> Url {
    url(&format!("https://x.example/activities/{number}"))
}

pub(crate) fn label() -> LabelDoc {
    LabelDoc {
        id: url("https://x.example/c/rust/tag/5"),
        name: "News & talks".to_owned(),
        description: "What happened".to_owned(),
        color: "color03".to_owned(),
    }
}

pub(crate) fn thread() -> ObjectDoc {
    ObjectDoc {
        id: url("https://x.example/post/1"),
        kind: ObjectKind::Page,
        author: bob(),
        audience: Some(group()),
        in_reply_to: None,
        to: vec![url(PUBLIC)],
        cc: vec![group()],
        title: Some("Traits?".to_owned()),
        summary: Some("<p>How</p>".to_owned()),
        html: "<p>How</p>".to_owned(),
        source: Some(Source {
            text: "How".to_owned(),
            media_type: "text/markdown".to_owned(),
        }),
        link: Some(url("https://doc.rust-lang.org/")),
        attachments: vec![
            AttachmentDoc {
                url: url("https://media.x.example/1.png"),
                media_type: "image/png".to_owned(),
                alt: "a crab".to_owned(),
                width: Some(6),
                height: Some(4),
            },
            AttachmentDoc {
                url: url("https://media.x.example/1.mp4"),
                media_type: "video/mp4".to_owned(),
                alt: String::new(),
                width: None,
                height: None,
            },
        ],
        image: Some(url("https://media.x.example/1.png")),
        sensitive: false,
        language: Some("en".to_owned()),
        tags: vec![
            TagDoc::Hashtag {
                name: "rust".to_owned(),
                href: None,
            },
            TagDoc::Label(label()),
        ],
        url: Some(url("https://x.example/post/1")),
        context: Some(url("https://x.example/post/1/context")),
        replies: Some(url("https://x.example/post/1/replies")),
        locked: false,
        published: Some(datetime!(2026-03-01 10:00:00.123456 UTC)),
        updated: None,
        extra: Map::new(),
    }
}

pub(crate) fn community() -> ActorDoc {
    let base = "https://x.example/c/rust";
    ActorDoc {
        id: group(),
        kind: ActorKind::Community,
        name: "rust".to_owned(),
        display_name: "Rust".to_owned(),
        summary_html: "<p>side</p>".to_owned(),
        source: Some(Source {
            text: "side".to_owned(),
            media_type: "text/markdown".to_owned(),
        }),
        icon: Some(url("https://media.x.example/i.png")),
        image: None,
        url: group(),
        inbox: url(&format!("{base}/inbox")),
        shared_inbox: Some(url("https://x.example/inbox")),
        outbox: Some(url(&format!("{base}/outbox"))),
        followers: Some(url(&format!("{base}/followers"))),
        following: None,
        featured: Some(url(&format!("{base}/featured"))),
        moderators: Some(url(&format!("{base}/moderators"))),
        public_key: PublicKey {
            id: url(&format!("{base}#main-key")),
            pem: "PEM".to_owned(),
        },
        other_keys: Vec::new(),
        also_known_as: Vec::new(),
        moved_to: None,
        discoverable: Some(true),
        indexable: Some(true),
        manually_approves_followers: false,
        posting_restricted: false,
        sensitive: false,
        labels: vec![label()],
        published: Some(datetime!(2026-01-01 0:00 UTC)),
        updated: None,
    }
}

/// Every verb once, with the one who signs it.
pub(crate) fn all() -> Vec<(Value, Url)> {
    let (bob, group, post, far) = (
        bob(),
        group(),
        url("https://x.example/post/1"),
        url("https://far.example/u/finn"),
    );
    let event = url("https://far.example/events/1");
    let aim = Aim::community(&group);
    let followers = url("https://x.example/c/rust/followers");
    let now = datetime!(2026-03-01 10:00 UTC);
    let follow = compose::follow(&id(1), &bob, &url("https://far.example/c/tea"));
    let theirs = compose::follow(&url("https://far.example/activities/1"), &far, &group);
    let like = compose::like(&id(2), &bob, &post, &aim);
    let ban = compose::block(
        &id(3),
        &bob,
        &far,
        &group,
        Ban {
            reason: Some("spam"),
            until: Some(now),
            remove_content: true,
        },
        &aim,
    );
    let (moderators, featured) = (
        url("https://x.example/c/rust/moderators"),
        url("https://x.example/c/rust/featured"),
    );
    let own = |value: Value| (value, bob.clone());
    let of_group = |value: Value| (value, group.clone());
    vec![
        own(follow.clone()),
        own(compose::undo(&id(4), &follow)),
        of_group(compose::accept(&id(5), &group, &theirs)),
        of_group(compose::reject(
            &id(6),
            &group,
            &compose::follow_parts(None, &far, &group),
        )),
        own(compose::create(&id(7), &thread())),
        own(compose::update(
            &id(8),
            &bob,
            &ObjectDoc {
                updated: Some(now),
                ..thread()
            },
        )),
        own(compose::delete(&id(9), &bob, &post, None, &aim)),
        own(compose::delete(
            &id(10),
            &bob,
            &url("https://far.example/post/1"),
            Some("spam"),
            &aim.clone().also(&far),
        )),
        own(compose::delete_actor(&id(11), &bob)),
        own(like.clone()),
        own(compose::undo(&id(12), &like)),
        own(compose::dislike(&id(13), &bob, &post, &aim)),
        own(compose::add(&id(14), &bob, &far, &moderators, &aim)),
        own(compose::remove(&id(15), &bob, &far, &moderators, &aim)),
        own(compose::add(&id(16), &bob, &post, &featured, &aim)),
        own(compose::remove(&id(17), &bob, &post, &featured, &aim)),
        own(compose::lock(&id(18), &bob, &post, Some("settled"), &aim)),
        own(compose::flag(&id(19), &bob, &post, "rude", &group)),
        own(compose::flag_account(
            &id(20),
            &bob,
            &far,
            std::slice::from_ref(&post),
            "rude",
        )),
        own(ban.clone()),
        own(compose::unblock(&id(21), &ban)),
        own(compose::personal_block(&id(22), &bob, &far)),
        of_group(compose::update_actor(
            &id(23),
            &group,
            &community(),
            &Capabilities::default(),
            &aim,
        )),
        own(compose::move_(&id(24), &bob, &far, &followers)),
        own(compose::choose_answer(&id(25), &bob, &post, &aim)),
        own(compose::poll_vote(
            &id(26),
            &url("https://x.example/votes/1"),
            &bob,
            &url("https://far.example/q/1"),
            &far,
            "Tabs",
        )),
        of_group(compose::announce_activity(
            &id(27),
            &group,
            &followers,
            now,
            true,
            like,
        )),
        of_group(compose::announce_object(
            &id(28),
            &group,
            &followers,
            now,
            &post,
        )),
        own(compose::join(&id(29), &bob, &event, &far)),
        own(compose::leave(&id(30), &bob, &event, &far)),
        of_group(compose::accept(
            &id(31),
            &group,
            &compose::join_parts(Some(&url("https://far.example/joins/1")), &far, &post),
        )),
        of_group(compose::reject(
            &id(32),
            &group,
            &compose::join_parts(None, &far, &post),
        )),
    ]
}
