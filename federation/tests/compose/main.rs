//! What we send: the house rules hold for every verb, and another server of ours understands it all.

use folkmoot_federation::activities::interpret;
use folkmoot_federation::compose::{self, Aim, AnnounceForm, Ban, forms_for};
use folkmoot_federation::host::{BanScope, Change, ObjectDoc, ObjectKind, Proof, Received, TagDoc};
use folkmoot_federation::objects::{
    Capabilities, actor_json, object_json, parse_actor, parse_object, with_context,
};
use serde_json::{Map, Value, json};
use time::macros::datetime;

mod sample;

use sample::{PUBLIC, all, bob, community, group, id, thread, url};

fn house_rules(what: &str, document: &Value) {
    for key in ["to", "cc"] {
        let list = document[key]
            .as_array()
            .unwrap_or_else(|| panic!("{what}: {key} is an array"));
        assert!(
            list.iter().all(Value::is_string),
            "{what}: {key} holds addresses"
        );
    }
    let to = document["to"].as_array().expect("just checked");
    if let Some(audience) = document.get("audience") {
        assert!(audience.is_string(), "{what}: one audience");
        assert_eq!(to.first(), Some(audience), "{what}: the group stands first");
    }
    if let Some(public) = to.iter().position(|one| one == PUBLIC) {
        assert_eq!(public, to.len() - 1, "{what}: public comes after the group");
    }
}

#[test]
fn house_rules_hold_for_every_verb() {
    for (activity, _) in all() {
        let what = activity["type"].as_str().expect("a type").to_owned();
        house_rules(&what, &activity);
        assert!(activity["@context"].is_array(), "{what}: it has a context");
        let id = activity["id"].as_str().expect("an id");
        assert!(
            id.starts_with("https://x.example/activities/")
                && id.len() <= 100
                && id == id.to_lowercase()
                && !id.contains('#'),
            "{what}: {id}"
        );
        let object = &activity["object"];
        if what != "Announce" {
            assert!(
                object.get("@context").is_none(),
                "{what}: only the outside has a context"
            );
        } else {
            assert!(activity["published"].is_string(), "an Announce says when");
        }
        if object.get("attributedTo").is_some_and(Value::is_string)
            && object.get("content").is_some()
        {
            house_rules(&format!("object of {what}"), object);
            let mention = json!({"type": "Mention", "href": group(), "name": "@rust@x.example"});
            assert!(
                object["tag"]
                    .as_array()
                    .is_some_and(|tags| tags.contains(&mention)),
                "{what}: the group is mentioned"
            );
            assert_eq!(
                activity["tag"],
                json!([mention]),
                "{what}: and again outside"
            );
            let kinds: Vec<&str> = object["attachment"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|item| item["type"].as_str())
                .collect();
            assert_eq!(
                kinds,
                ["Link", "Image", "Document"],
                "{what}: Lemmy knows these only"
            );
            assert_eq!(object["mediaType"], "text/html");
            assert_eq!(
                object["source"],
                json!({"content": "How", "mediaType": "text/markdown"})
            );
            assert_eq!(
                object["language"],
                json!({"identifier": "en", "name": "English"})
            );
            assert_eq!(object["contentMap"], json!({"en": "<p>How</p>"}));
        }
    }
}

#[test]
fn we_understand_ourselves() {
    let seen: Vec<String> = all()
        .iter()
        .map(|(activity, signer)| {
            let mut received = interpret(activity, signer, true)
                .unwrap_or_else(|cause| panic!("{activity:#}: {cause}"));
            let Some(Received { change, .. }) = received.pop() else {
                panic!("nothing was understood of {activity:#}")
            };
            format!("{change:?}")
                .chars()
                .take_while(char::is_ascii_alphanumeric)
                .collect()
        })
        .collect();
    let expected = [
        "Follow",
        "Unfollow",
        "FollowAccepted",
        "FollowRejected",
        "Post",
        "Edit",
        "Delete",
        "Delete",
        "ActorDeleted",
        "Vote",
        "Unvote",
        "Vote",
        "StewardAdded",
        "StewardRemoved",
        "Pinned",
        "Unpinned",
        "Locked",
        "Reported",
        "Reported",
        "Banned",
        "Unbanned",
        "PersonalBlock",
        "ActorChanged",
        "ActorMoved",
        "AnswerChosen",
        "PollVote",
        "Vote",
        "Boost",
        "Joined",
        "Left",
        "JoinAccepted",
        "JoinRejected",
    ];
    assert_eq!(seen, expected);
}

#[test]
fn a_thread_survives_the_way() {
    let received =
        interpret(&compose::create(&id(1), &thread()), &bob(), false).expect("it is ours");
    let Some(Received {
        change: Change::Post(read),
        proof: Proof::Signed,
        ..
    }) = received.into_iter().next()
    else {
        panic!("a thread was sent")
    };
    let sent = thread();
    // The group goes from `cc` to the front of `to`, and its mention is added.
    assert_eq!(read.to, [group(), url(PUBLIC)]);
    assert!(read.cc.is_empty());
    let mention = TagDoc::Mention {
        href: group(),
        name: "@rust@x.example".to_owned(),
    };
    assert_eq!(
        read.tags,
        [mention, sent.tags[0].clone(), sent.tags[1].clone()]
    );
    assert_eq!(
        *read,
        ObjectDoc {
            to: read.to.clone(),
            cc: Vec::new(),
            tags: read.tags.clone(),
            ..sent
        }
    );
}

#[test]
fn a_community_survives_the_way() {
    let document = with_context(actor_json(&community(), &Capabilities::default()));
    assert_eq!(parse_actor(&document).expect("it is ours"), community());
    assert_eq!(document["type"], "Group");
    assert_eq!(
        document["attributedTo"],
        "https://x.example/c/rust/moderators"
    );
    assert_eq!(document["postingRestrictedToMods"], false);
    assert_eq!(
        document["endpoints"]["sharedInbox"],
        "https://x.example/inbox"
    );
    assert_eq!(document["publicKey"]["owner"], "https://x.example/c/rust");
    let keys: Vec<&String> = document.as_object().expect("an object").keys().collect();
    assert_eq!(keys[0], "@context", "the context comes first");
}

#[test]
fn a_reply_keeps_its_group_in_cc() {
    let reply = ObjectDoc {
        kind: ObjectKind::Note,
        in_reply_to: Some(url("https://far.example/post/1")),
        to: vec![url(PUBLIC)],
        cc: vec![group(), url("https://far.example/u/finn")],
        title: None,
        ..thread()
    };
    let document = object_json(&reply);
    assert_eq!(
        (&document["to"], &document["cc"]),
        (
            &json!([PUBLIC]),
            &json!([group(), "https://far.example/u/finn"])
        )
    );
    assert!(document.get("name").is_none(), "a reply has no title");
    let nowhere = object_json(&ObjectDoc {
        cc: Vec::new(),
        ..reply
    });
    assert_eq!(
        nowhere["to"],
        json!([group(), PUBLIC]),
        "a group that is addressed nowhere is added"
    );
}

#[test]
fn an_article_carries_its_preview() {
    let document = object_json(&ObjectDoc {
        kind: ObjectKind::Article,
        ..thread()
    });
    assert_eq!(
        document["preview"],
        json!({"type": "Note", "content": "<p>How</p>"})
    );
}

#[test]
fn properties_of_a_kind_never_cover_those_of_all() {
    let mut extra = Map::new();
    extra.insert("startTime".to_owned(), json!("2026-05-01T18:00:00Z"));
    extra.insert("id".to_owned(), json!("https://evil.example/"));
    extra.insert("attributedTo".to_owned(), json!("https://evil.example/"));
    let document = object_json(&ObjectDoc {
        kind: ObjectKind::Event,
        extra,
        ..thread()
    });
    assert_eq!(document["id"], "https://x.example/post/1");
    assert_eq!(document["attributedTo"], "https://x.example/u/bob");
    assert_eq!(
        parse_object(&document).expect("it is ours").extra["startTime"],
        "2026-05-01T18:00:00Z"
    );
}

#[test]
fn a_follow_is_repeated_word_for_word() {
    let follow = json!({"@context": "x", "id": "https://p.example/f/1", "type": "Follow", "actor": {"id": "https://p.example/u/a"}, "object": "https://x.example/c/rust", "odd": 1});
    let accept = compose::accept(&id(1), &group(), &follow);
    assert_eq!(
        accept["object"],
        json!({"id": "https://p.example/f/1", "type": "Follow", "actor": {"id": "https://p.example/u/a"}, "object": "https://x.example/c/rust"})
    );
    assert_eq!(accept["to"], json!(["https://p.example/u/a"]));
    assert_eq!(accept["cc"], json!([]));
}

#[test]
fn an_announce_keeps_every_key() {
    let inner = json!({"zzz": 1, "@context": ["odd", {"k": "v"}], "id": "https://p.example/1", "type": "Like", "actor": "https://p.example/u", "object": "https://x.example/post/1", "proof": {"a": [1, 2.50]}});
    let announce = compose::announce_activity(
        &id(1),
        &group(),
        &url("https://x.example/c/rust/followers"),
        datetime!(2026-03-01 10:00 UTC),
        true,
        inner.clone(),
    );
    assert_eq!(announce["object"].to_string(), inner.to_string());
    assert_eq!(
        (&announce["to"], &announce["cc"]),
        (
            &json!([PUBLIC]),
            &json!(["https://x.example/c/rust/followers"])
        )
    );
    let closed = compose::announce_activity(
        &id(1),
        &group(),
        &url("https://x.example/c/rust/followers"),
        datetime!(2026-03-01 10:00 UTC),
        false,
        inner,
    );
    assert_eq!(
        (&closed["to"], &closed["cc"]),
        (&json!(["https://x.example/c/rust/followers"]), &json!([]))
    );
}

#[test]
fn bans_say_where() {
    let site = compose::block(
        &id(1),
        &bob(),
        &url("https://far.example/u/finn"),
        &url("https://x.example/actor"),
        Ban::default(),
        &Aim {
            public: true,
            ..Aim::default()
        },
    );
    let change = interpret(&site, &bob(), false)
        .expect("it is ours")
        .pop()
        .map(|received| received.change);
    assert!(
        matches!(
            change,
            Some(Change::Banned {
                scope: BanScope::Host(_),
                remove_content: false,
                ..
            })
        ),
        "{change:?}"
    );
}

#[test]
fn forms_follow_the_software() {
    for name in [
        "lemmy", "PieFed", "folkmoot", " mbin ", "nodebb", "lotide", "mitra",
    ] {
        assert_eq!(forms_for(Some(name)), AnnounceForm::Activity, "{name}");
    }
    for name in [Some("mastodon"), Some("gotosocial"), Some(""), None] {
        assert_eq!(forms_for(name), AnnounceForm::Object, "{name:?}");
    }
}
