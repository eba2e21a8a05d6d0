//! What we send: the house rules hold for every verb, and another server of ours understands it all.

use folkmoot_federation::activities::interpret;
use folkmoot_federation::compose::{self, Aim, AnnounceForm, Ban, forms_for};
use folkmoot_federation::host::{ActorDoc, ActorKind, AttachmentDoc, BanScope, Change, ObjectDoc, ObjectKind, Proof, PublicKey, Received, Source, TagDoc};
use folkmoot_federation::objects::{Capabilities, actor_json, object_json, parse_actor, parse_object, with_context};
use serde_json::{Map, Value, json};
use time::macros::datetime;
use url::Url;

const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

fn url(text: &str) -> Url {
    Url::parse(text).expect("an address")
}

fn bob() -> Url {
    url("https://x.example/u/bob")
}

fn group() -> Url {
    url("https://x.example/c/rust")
}

fn id(number: u32) -> Url {
    url(&format!("https://x.example/activities/{number}"))
}

fn thread() -> ObjectDoc {
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
        source: Some(Source { text: "How".to_owned(), media_type: "text/markdown".to_owned() }),
        link: Some(url("https://doc.rust-lang.org/")),
        attachments: vec![
            AttachmentDoc { url: url("https://media.x.example/1.png"), media_type: "image/png".to_owned(), alt: "a crab".to_owned(), width: Some(6), height: Some(4) },
            AttachmentDoc { url: url("https://media.x.example/1.mp4"), media_type: "video/mp4".to_owned(), alt: String::new(), width: None, height: None },
        ],
        image: Some(url("https://media.x.example/1.png")),
        sensitive: false,
        language: Some("en".to_owned()),
        tags: vec![TagDoc::Hashtag { name: "rust".to_owned(), href: None }],
        url: Some(url("https://x.example/post/1")),
        context: Some(url("https://x.example/post/1/context")),
        replies: Some(url("https://x.example/post/1/replies")),
        locked: false,
        published: Some(datetime!(2026-03-01 10:00:00.123456 UTC)),
        updated: None,
        extra: Map::new(),
    }
}

fn community() -> ActorDoc {
    let base = "https://x.example/c/rust";
    ActorDoc {
        id: group(),
        kind: ActorKind::Community,
        name: "rust".to_owned(),
        display_name: "Rust".to_owned(),
        summary_html: "<p>side</p>".to_owned(),
        source: Some(Source { text: "side".to_owned(), media_type: "text/markdown".to_owned() }),
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
        public_key: PublicKey { id: url(&format!("{base}#main-key")), pem: "PEM".to_owned() },
        also_known_as: Vec::new(),
        moved_to: None,
        discoverable: Some(true),
        indexable: Some(true),
        manually_approves_followers: false,
        posting_restricted: false,
        sensitive: false,
        published: Some(datetime!(2026-01-01 0:00 UTC)),
        updated: None,
    }
}

/// Every verb once, with the one who signs it.
fn all() -> Vec<(Value, Url)> {
    let (bob, group, post, far) = (bob(), group(), url("https://x.example/post/1"), url("https://far.example/u/finn"));
    let aim = Aim::community(&group);
    let followers = url("https://x.example/c/rust/followers");
    let now = datetime!(2026-03-01 10:00 UTC);
    let follow = compose::follow(&id(1), &bob, &url("https://far.example/c/tea"));
    let theirs = compose::follow(&url("https://far.example/activities/1"), &far, &group);
    let like = compose::like(&id(2), &bob, &post, &aim);
    let ban = compose::block(&id(3), &bob, &far, &group, Ban { reason: Some("spam"), until: Some(now), remove_content: true }, &aim);
    let (moderators, featured) = (url("https://x.example/c/rust/moderators"), url("https://x.example/c/rust/featured"));
    let own = |value: Value| (value, bob.clone());
    let of_group = |value: Value| (value, group.clone());
    vec![
        own(follow.clone()),
        own(compose::undo(&id(4), &follow)),
        of_group(compose::accept(&id(5), &group, &theirs)),
        of_group(compose::reject(&id(6), &group, &compose::follow_parts(None, &far, &group))),
        own(compose::create(&id(7), &thread())),
        own(compose::update(&id(8), &bob, &ObjectDoc { updated: Some(now), ..thread() })),
        own(compose::delete(&id(9), &bob, &post, None, &aim)),
        own(compose::delete(&id(10), &bob, &url("https://far.example/post/1"), Some("spam"), &aim.clone().also(&far))),
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
        own(compose::flag_account(&id(20), &bob, &far, std::slice::from_ref(&post), "rude")),
        own(ban.clone()),
        own(compose::unblock(&id(21), &ban)),
        own(compose::personal_block(&id(22), &bob, &far)),
        of_group(compose::update_actor(&id(23), &group, &community(), &Capabilities::default(), &aim)),
        own(compose::move_(&id(24), &bob, &far, &followers)),
        own(compose::choose_answer(&id(25), &bob, &post, &aim)),
        own(compose::poll_vote(&id(26), &url("https://x.example/votes/1"), &bob, &url("https://far.example/q/1"), &far, "Tabs")),
        of_group(compose::announce_activity(&id(27), &group, &followers, now, true, like)),
        of_group(compose::announce_object(&id(28), &group, &followers, now, &post)),
    ]
}

fn house_rules(what: &str, document: &Value) {
    for key in ["to", "cc"] {
        let list = document[key].as_array().unwrap_or_else(|| panic!("{what}: {key} is an array"));
        assert!(list.iter().all(Value::is_string), "{what}: {key} holds addresses");
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
        assert!(id.starts_with("https://x.example/activities/") && id.len() <= 100 && id == id.to_lowercase() && !id.contains('#'), "{what}: {id}");
        let object = &activity["object"];
        if what != "Announce" {
            assert!(object.get("@context").is_none(), "{what}: only the outside has a context");
        } else {
            assert!(activity["published"].is_string(), "an Announce says when");
        }
        if object.get("attributedTo").is_some_and(Value::is_string) && object.get("content").is_some() {
            house_rules(&format!("object of {what}"), object);
            let mention = json!({"type": "Mention", "href": group(), "name": "@rust@x.example"});
            assert!(object["tag"].as_array().is_some_and(|tags| tags.contains(&mention)), "{what}: the group is mentioned");
            assert_eq!(activity["tag"], json!([mention]), "{what}: and again outside");
            let kinds: Vec<&str> = object["attachment"].as_array().into_iter().flatten().filter_map(|item| item["type"].as_str()).collect();
            assert_eq!(kinds, ["Link", "Image", "Document"], "{what}: Lemmy knows these only");
            assert_eq!(object["mediaType"], "text/html");
            assert_eq!(object["source"], json!({"content": "How", "mediaType": "text/markdown"}));
            assert_eq!(object["language"], json!({"identifier": "en", "name": "English"}));
            assert_eq!(object["contentMap"], json!({"en": "<p>How</p>"}));
        }
    }
}

#[test]
fn we_understand_ourselves() {
    let seen: Vec<String> = all()
        .iter()
        .map(|(activity, signer)| {
            let mut received = interpret(activity, signer, true).unwrap_or_else(|cause| panic!("{activity:#}: {cause}"));
            let Some(Received { change, .. }) = received.pop() else { panic!("nothing was understood of {activity:#}") };
            format!("{change:?}").chars().take_while(char::is_ascii_alphanumeric).collect()
        })
        .collect();
    let expected = [
        "Follow", "Unfollow", "FollowAccepted", "FollowRejected", "Post", "Edit", "Delete", "Delete", "ActorDeleted", "Vote", "Unvote", "Vote", "StewardAdded",
        "StewardRemoved", "Pinned", "Unpinned", "Locked", "Reported", "Reported", "Banned", "Unbanned", "PersonalBlock", "ActorChanged", "ActorMoved", "AnswerChosen",
        "PollVote", "Vote", "Boost",
    ];
    assert_eq!(seen, expected);
}

#[test]
fn a_thread_survives_the_way() {
    let received = interpret(&compose::create(&id(1), &thread()), &bob(), false).expect("it is ours");
    let Some(Received { change: Change::Post(read), proof: Proof::Signed, .. }) = received.into_iter().next() else { panic!("a thread was sent") };
    let sent = thread();
    // The group goes from `cc` to the front of `to`, and its mention is added.
    assert_eq!(read.to, [group(), url(PUBLIC)]);
    assert!(read.cc.is_empty());
    let mention = TagDoc::Mention { href: group(), name: "@rust@x.example".to_owned() };
    assert_eq!(read.tags, [mention, sent.tags[0].clone()]);
    assert_eq!(*read, ObjectDoc { to: read.to.clone(), cc: Vec::new(), tags: read.tags.clone(), ..sent });
}

#[test]
fn a_community_survives_the_way() {
    let document = with_context(actor_json(&community(), &Capabilities::default()));
    assert_eq!(parse_actor(&document).expect("it is ours"), community());
    assert_eq!(document["type"], "Group");
    assert_eq!(document["attributedTo"], "https://x.example/c/rust/moderators");
    assert_eq!(document["postingRestrictedToMods"], false);
    assert_eq!(document["endpoints"]["sharedInbox"], "https://x.example/inbox");
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
    assert_eq!((&document["to"], &document["cc"]), (&json!([PUBLIC]), &json!([group(), "https://far.example/u/finn"])));
    assert!(document.get("name").is_none(), "a reply has no title");
    let nowhere = object_json(&ObjectDoc { cc: Vec::new(), ..reply });
    assert_eq!(nowhere["to"], json!([group(), PUBLIC]), "a group that is addressed nowhere is added");
}

#[test]
fn an_article_carries_its_preview() {
    let document = object_json(&ObjectDoc { kind: ObjectKind::Article, ..thread() });
    assert_eq!(document["preview"], json!({"type": "Note", "content": "<p>How</p>"}));
}

#[test]
fn properties_of_a_kind_never_cover_those_of_all() {
    let mut extra = Map::new();
    extra.insert("startTime".to_owned(), json!("2026-05-01T18:00:00Z"));
    extra.insert("id".to_owned(), json!("https://evil.example/"));
    extra.insert("attributedTo".to_owned(), json!("https://evil.example/"));
    let document = object_json(&ObjectDoc { kind: ObjectKind::Event, extra, ..thread() });
    assert_eq!(document["id"], "https://x.example/post/1");
    assert_eq!(document["attributedTo"], "https://x.example/u/bob");
    assert_eq!(parse_object(&document).expect("it is ours").extra["startTime"], "2026-05-01T18:00:00Z");
}

#[test]
fn a_follow_is_repeated_word_for_word() {
    let follow = json!({"@context": "x", "id": "https://p.example/f/1", "type": "Follow", "actor": {"id": "https://p.example/u/a"}, "object": "https://x.example/c/rust", "odd": 1});
    let accept = compose::accept(&id(1), &group(), &follow);
    assert_eq!(accept["object"], json!({"id": "https://p.example/f/1", "type": "Follow", "actor": {"id": "https://p.example/u/a"}, "object": "https://x.example/c/rust"}));
    assert_eq!(accept["to"], json!(["https://p.example/u/a"]));
    assert_eq!(accept["cc"], json!([]));
}

#[test]
fn an_announce_keeps_every_key() {
    let inner = json!({"zzz": 1, "@context": ["odd", {"k": "v"}], "id": "https://p.example/1", "type": "Like", "actor": "https://p.example/u", "object": "https://x.example/post/1", "proof": {"a": [1, 2.50]}});
    let announce = compose::announce_activity(&id(1), &group(), &url("https://x.example/c/rust/followers"), datetime!(2026-03-01 10:00 UTC), true, inner.clone());
    assert_eq!(announce["object"].to_string(), inner.to_string());
    assert_eq!((&announce["to"], &announce["cc"]), (&json!([PUBLIC]), &json!(["https://x.example/c/rust/followers"])));
    let closed = compose::announce_activity(&id(1), &group(), &url("https://x.example/c/rust/followers"), datetime!(2026-03-01 10:00 UTC), false, inner);
    assert_eq!((&closed["to"], &closed["cc"]), (&json!(["https://x.example/c/rust/followers"]), &json!([])));
}

#[test]
fn bans_say_where() {
    let site = compose::block(&id(1), &bob(), &url("https://far.example/u/finn"), &url("https://x.example/actor"), Ban::default(), &Aim { public: true, ..Aim::default() });
    let change = interpret(&site, &bob(), false).expect("it is ours").pop().map(|received| received.change);
    assert!(matches!(change, Some(Change::Banned { scope: BanScope::Host(_), remove_content: false, .. })), "{change:?}");
}

#[test]
fn forms_follow_the_software() {
    for name in ["lemmy", "PieFed", "folkmoot", " mbin ", "nodebb", "lotide", "mitra"] {
        assert_eq!(forms_for(Some(name)), AnnounceForm::Activity, "{name}");
    }
    for name in [Some("mastodon"), Some("gotosocial"), Some(""), None] {
        assert_eq!(forms_for(name), AnnounceForm::Object, "{name:?}");
    }
}
