//! Hearsay: what a community passes on of people on third servers counts as those servers tell it.

use folkmoot_federation::FetchError;
use folkmoot_federation::activities::interpret;
use folkmoot_federation::host::{Change, Proof, Received};
use serde_json::{Value, json};

use crate::peer::{ACTIVITY, Peer, answer};
use crate::world::{World, actor, url};

const ANN: &str = "http://far.test/u/ann";
const MOD: &str = "http://far.test/u/mod";
const GROUP: &str = "http://group.test/c/x";
const POST: &str = "http://here.test/post/1";

fn note(number: &str, author: &str, html: &str) -> Value {
    json!({ "id": format!("http://far.test/notes/{number}"), "type": "Note", "attributedTo": author, "content": html, "to": [GROUP, "as:Public"], "cc": [] })
}

fn act(number: &str, kind: &str, by: &str, object: impl Into<Value>) -> Value {
    json!({ "id": format!("http://far.test/a/{number}"), "type": kind, "actor": by, "object": object.into() })
}

/// What far.test tells of itself.
fn told(target: &str) -> Option<Value> {
    let number = target.rsplit('/').next().unwrap_or_default();
    Some(match target {
        "/u/ann" => actor(ANN, "http://far.test/u/ann#main-key", 1),
        "/notes/1" => note(number, ANN, "as it is"),
        "/notes/tomb" => json!({ "id": "http://far.test/notes/tomb", "type": "Tombstone" }),
        "/notes/other" => note(number, ANN, "another"),
        "/a/like" => act(number, "Like", ANN, POST),
        "/a/liked" => act(number, "Like", ANN, json!({ "id": POST, "type": "Page" })),
        "/a/dislike" => act(number, "Dislike", ANN, POST),
        "/a/many" => act(
            number,
            "Like",
            ANN,
            json!(["http://here.test/post/8", POST]),
        ),
        "/a/undo" => act(number, "Undo", ANN, act("like", "Like", ANN, POST)),
        "/a/undo-named" => act(number, "Undo", ANN, "http://far.test/a/like"),
        "/a/undo-gone" => act(number, "Undo", ANN, "http://far.test/a/none"),
        "/a/undo-foreign" => act(number, "Undo", ANN, "http://far.test/a/mods-like"),
        "/a/mods-like" => act(number, "Like", MOD, POST),
        "/a/removal" => {
            let mut delete = act(number, "Delete", MOD, "http://far.test/notes/gone");
            delete["summary"] = json!("spam");
            delete
        }
        "/a/far-removal" => act(number, "Delete", MOD, POST),
        "/a/lock" => act(number, "Lock", MOD, POST),
        "/a/vote" => act(
            number,
            "Create",
            ANN,
            json!({ "id": "http://far.test/v/1", "type": "Note", "attributedTo": ANN, "name": "Tea", "inReplyTo": POST, "to": [POST] }),
        ),
        _ => return None,
    })
}

async fn world() -> (World, Peer) {
    let peer = Peer::new(|asked| match told(&asked.target) {
        Some(document) => answer(200, ACTIVITY, document.to_string()),
        None if asked.target == "/notes/busy" => answer(503, "", ""),
        None => answer(
            if asked.target.ends_with("gone") {
                410
            } else {
                404
            },
            "",
            "",
        ),
    })
    .await;
    let world = World::new(&[("far.test", &peer), ("bad.test", &peer)]).await;
    (world, peer)
}

/// What the community passes on, as it comes out of the activity.
fn passed_on(inner: Value) -> Received {
    let announce = json!({ "id": format!("{GROUP}/a/1"), "type": "Announce", "actor": GROUP, "object": inner });
    let mut received = interpret(&announce, &url(GROUP), true).unwrap();
    assert_eq!(received.len(), 1, "{received:?}");
    let received = received.remove(0);
    assert!(
        matches!(received.proof, Proof::Unproven { .. }),
        "{received:?}"
    );
    received
}

#[tokio::test]
async fn what_its_origin_tells_too_is_believed() {
    let (world, _) = world().await;
    let vote = |value| Change::Vote {
        object: url(POST),
        value,
    };
    let unvote = Change::Unvote {
        object: url(POST),
        value: 1,
    };
    for (inner, change) in [
        (act("like", "Like", ANN, POST), vote(1)),
        (act("liked", "Like", ANN, POST), vote(1)),
        (act("many", "Like", ANN, POST), vote(1)),
        (act("dislike", "Dislike", ANN, POST), vote(-1)),
        (
            act("undo", "Undo", ANN, act("like", "Like", ANN, POST)),
            unvote.clone(),
        ),
        (
            act("undo-named", "Undo", ANN, act("like", "Like", ANN, POST)),
            unvote,
        ),
        (
            act("lock", "Lock", MOD, POST),
            Change::Locked {
                object: url(POST),
                reason: None,
            },
        ),
        (
            told("/a/vote").unwrap(),
            Change::PollVote {
                question: url(POST),
                option: "Tea".to_owned(),
            },
        ),
        (
            act("far-removal", "Delete", MOD, POST),
            Change::Delete {
                object: url(POST),
                reason: None,
            },
        ),
    ] {
        let confirmed = world.here.confirm(passed_on(inner.clone())).await.unwrap();
        assert_eq!(confirmed.change, change, "{inner}");
        assert_eq!(
            (
                confirmed.proof,
                confirmed.activity_id.as_ref().map(|id| id.as_str())
            ),
            (Proof::Fetched, inner["id"].as_str()),
            "{inner}"
        );
    }
    let lied = world
        .here
        .confirm(passed_on(act("dislike", "Like", ANN, POST)))
        .await
        .unwrap();
    assert_eq!(
        lied.change,
        vote(-1),
        "the same thing, but what its origin says of it"
    );
}

#[tokio::test]
async fn what_its_origin_tells_otherwise_is_refused() {
    let (world, _) = world().await;
    for inner in [
        act("like", "Like", ANN, "http://here.test/post/9"),
        act("like", "Like", MOD, POST),
        act("like", "Lock", ANN, POST),
        act("none", "Like", ANN, POST),
        act(
            "undo",
            "Undo",
            ANN,
            act("like", "Like", ANN, "http://here.test/post/9"),
        ),
        act("undo-gone", "Undo", ANN, act("none", "Like", ANN, POST)),
        act("undo-foreign", "Undo", ANN, act("like", "Like", ANN, POST)),
        act("like", "Undo", ANN, act("like", "Like", ANN, POST)),
        // Nothing is proven by an address that leads nowhere.
        act("gone", "Delete", MOD, POST),
        act("gone", "Delete", MOD, "http://else.test/notes/1"),
        json!({ "id": "http://far.test/notes/1", "type": "Like", "actor": ANN, "object": POST }),
    ] {
        let refused = world.here.confirm(passed_on(inner.clone())).await;
        assert!(
            refused.as_ref().is_err_and(|cause| !cause.is_temporary()),
            "{inner}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn a_deletion_counts_when_the_thing_is_gone() {
    let (world, _) = world().await;
    let delete = |number: &str, activity: &str, by: &str, reason: &str| {
        let mut inner = act(
            activity,
            "Delete",
            by,
            format!("http://far.test/notes/{number}"),
        );
        if !reason.is_empty() {
            inner["summary"] = json!(reason);
        }
        passed_on(inner)
    };
    let reason_of = |received: Received| match received.change {
        Change::Delete { reason, .. } => (reason, received.activity_id),
        other => panic!("{other:?}"),
    };
    for number in ["gone", "missing", "tomb"] {
        let confirmed = world.here.confirm(delete(number, "d", ANN, "")).await;
        assert_eq!(reason_of(confirmed.unwrap()), (None, None), "{number}");
    }
    let confirmed = world.here.confirm(delete("gone", "removal", MOD, "spam"));
    assert_eq!(
        reason_of(confirmed.await.unwrap()),
        (
            Some("spam".to_owned()),
            Some(url("http://far.test/a/removal"))
        ),
        "the moderator's own server tells the reason"
    );
    let forged = world.here.confirm(delete("gone", "d", MOD, "an insult"));
    assert_eq!(
        reason_of(forged.await.unwrap()),
        (None, None),
        "nobody else can"
    );
    assert!(
        world.here.confirm(delete("1", "d", ANN, "")).await.is_err(),
        "it is still there"
    );
    let busy = world.here.confirm(delete("busy", "d", ANN, "")).await;
    assert!(
        busy.is_err_and(|cause| cause.is_temporary()),
        "not known yet"
    );
    let left = world
        .here
        .confirm(passed_on(act(
            "d",
            "Delete",
            "http://far.test/u/gone",
            "http://far.test/u/gone",
        )))
        .await;
    assert!(matches!(left.unwrap().change, Change::ActorDeleted { .. }));
    let stays = world.here.confirm(passed_on(act("d", "Delete", ANN, ANN)));
    assert!(stays.await.is_err());
}

#[tokio::test]
async fn a_contribution_is_what_its_server_serves() {
    let (world, _) = world().await;
    let heard = |kind: &str, by: &str, number: &str, author: &str| {
        passed_on(act("c", kind, by, note(number, author, "never said")))
    };
    let text = |received: &Received| match &received.change {
        Change::Post(doc) | Change::Edit(doc) => doc.html.clone(),
        other => panic!("{other:?}"),
    };
    for kind in ["Create", "Update"] {
        let confirmed = world
            .here
            .confirm(heard(kind, ANN, "1", ANN))
            .await
            .unwrap();
        assert_eq!(
            (
                text(&confirmed).as_str(),
                &confirmed.actor,
                &confirmed.activity_id
            ),
            ("as it is", &url(ANN), &None),
            "{kind}: the activity's id was hearsay"
        );
    }
    let moderated = world
        .here
        .confirm(heard("Update", MOD, "1", ANN))
        .await
        .unwrap();
    assert_eq!(
        (text(&moderated).as_str(), moderated.actor),
        ("as it is", url(ANN)),
        "a server answers for its moderators"
    );
    let named = interpret(
        &json!({ "id": "http://far.test/a/named", "type": "Create", "actor": ANN, "object": "http://far.test/notes/1" }),
        &url(ANN),
        false,
    )
    .unwrap()
    .remove(0);
    let confirmed = world.here.confirm(named).await.unwrap();
    assert_eq!(
        (text(&confirmed).as_str(), confirmed.activity_id),
        ("as it is", Some(url("http://far.test/a/named"))),
        "its author signed that id"
    );
    for (kind, by, number, author) in [
        ("Create", MOD, "1", MOD),
        ("Update", ANN, "tomb", ANN),
        ("Create", ANN, "gone", ANN),
    ] {
        let refused = world.here.confirm(heard(kind, by, number, author)).await;
        assert!(refused.is_err(), "{kind} of {number} by {by}");
    }
}

#[tokio::test]
async fn nobody_asks_a_blocked_server() {
    let (world, peer) = world().await;
    world
        .host
        .with(|state| state.blocked.push("bad.test".to_owned()));
    for inner in [
        json!({ "id": "http://bad.test/a/1", "type": "Like", "actor": "http://bad.test/u/x", "object": POST }),
        json!({ "id": "http://bad.test/a/1", "type": "Delete", "actor": "http://bad.test/u/x", "object": "http://bad.test/notes/1" }),
        json!({ "id": "http://bad.test/a/1", "type": "Create", "actor": "http://bad.test/u/x",
            "object": { "id": "http://bad.test/notes/1", "type": "Note", "attributedTo": "http://bad.test/u/x", "content": "x" } }),
    ] {
        let refused = world.here.confirm(passed_on(inner.clone())).await;
        assert!(
            matches!(
                refused,
                Err(FetchError::Blocked(_) | FetchError::Refused { .. })
            ),
            "{inner}: {refused:?}"
        );
    }
    assert!(peer.asked().is_empty());
}
