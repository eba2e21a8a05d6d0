//! The door: who is let in, who is told to try again, and who is sent away.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use folkmoot_federation::signature::{Headers, Signing, sign};
use folkmoot_federation::{Accepted, InboxRefusal};
use serde_json::json;
use time::OffsetDateTime;

use crate::peer::{ACTIVITY, Peer, answer};
use crate::world::{NOW, World, actor, like, signer, url};

const ANN: &str = "http://far.test/u/ann";
const KEY: &str = "http://far.test/u/ann#main-key";

/// A peer on which Ann lives, with the given key.
async fn home_of_ann(which: usize) -> Peer {
    Peer::new(move |asked| match asked.target.as_str() {
        "/u/ann" => answer(200, ACTIVITY, actor(ANN, KEY, which).to_string()),
        _ => answer(404, "", ""),
    })
    .await
}

#[tokio::test]
async fn a_stranger_is_looked_up_once_and_let_in() {
    let peer = home_of_ann(1).await;
    let world = World::new(&[("far.test", &peer)]).await;
    assert_eq!(world.send(&like(ANN, 1), KEY, 1).await, Ok(Accepted::Kept));
    assert_eq!(world.send(&like(ANN, 2), KEY, 1).await, Ok(Accepted::Kept));
    assert_eq!(
        world.send(&like(ANN, 2), KEY, 1).await,
        Ok(Accepted::Repeat)
    );
    assert_eq!((world.kept(), peer.asked().len()), (2, 1));
    assert!(
        peer.asked()[0]
            .header("signature")
            .is_some_and(|field| field.contains("http://here.test/actor#main-key"))
    );
}

#[tokio::test]
async fn a_known_actor_is_let_in_without_a_question() {
    let peer = home_of_ann(1).await;
    let world = World::new(&[("far.test", &peer)]).await;
    world.know(ANN, KEY, 1);
    assert_eq!(world.send(&like(ANN, 1), KEY, 1).await, Ok(Accepted::Kept));
    assert!(peer.asked().is_empty());
}

#[tokio::test]
async fn a_changed_key_is_learned_and_a_wrong_one_asked_about_once_a_minute() {
    let peer = home_of_ann(2).await;
    let clock = Arc::new(AtomicUsize::new(0));
    let hand = Arc::clone(&clock);
    let world = World::with(&[("far.test", &peer)], move |config| {
        config.clock = Arc::new(move || {
            OffsetDateTime::from_unix_timestamp(NOW + hand.load(Ordering::SeqCst) as i64).unwrap()
        });
    })
    .await;
    world.know(ANN, KEY, 1);
    assert_eq!(
        world.send(&like(ANN, 1), KEY, 2).await,
        Ok(Accepted::Kept),
        "the new key is fetched"
    );
    assert_eq!(peer.asked().len(), 1);
    for number in 2..10 {
        assert_eq!(
            world
                .send(&like(ANN, number), KEY, 0)
                .await
                .map_err(|refusal| refusal.status()),
            Err(401)
        );
    }
    assert_eq!(
        peer.asked().len(),
        1,
        "within the same minute nobody is asked again"
    );
    clock.store(61, Ordering::SeqCst);
    assert!(world.send(&like(ANN, 10), KEY, 0).await.is_err());
    assert_eq!((peer.asked().len(), world.kept()), (2, 1));
}

/// A key that claims an owner who does not list it, the owner being on the same and on another server.
#[tokio::test]
async fn a_key_counts_only_where_its_owner_lists_it() {
    let peer = home_of_ann(1).await;
    let world = World::new(&[("far.test", &peer), ("evil.test", &peer)]).await;
    world.know(
        "http://evil.test/u/eve",
        "http://evil.test/u/eve#main-key",
        2,
    );
    world.know("http://far.test/u/bob", "http://far.test/u/bob#main-key", 2);
    for key in [
        "http://evil.test/u/eve#main-key",
        "http://far.test/u/bob#main-key",
        "http://far.test/u/ann#other",
        "http://far.test/u/ann",
    ] {
        let refused = world.send(&like(ANN, 1), key, 2).await;
        assert_eq!(
            refused.map_err(|refusal| refusal.status()),
            Err(401),
            "{key}"
        );
    }
    assert_eq!(world.kept(), 0);
}

#[tokio::test]
async fn what_is_wrong_is_refused_with_its_status_and_keeps_nothing() {
    let peer = home_of_ann(1).await;
    let world = World::new(&[("far.test", &peer), ("bad.test", &peer)]).await;
    world.know(ANN, KEY, 1);
    world.know(
        "http://far.test/u/gone",
        "http://far.test/u/gone#main-key",
        1,
    );
    world.host.with(|state| {
        state.blocked.push("bad.test".to_owned());
        state
            .actors
            .get_mut(&url("http://far.test/u/gone"))
            .unwrap()
            .suspended = true;
    });
    let foreign_id = json!({ "id": "http://other.test/1", "type": "Like", "actor": ANN, "object": "http://here.test/post/1" });
    let ours = json!({ "id": "http://here.test/1", "type": "Like", "actor": "http://here.test/u/me", "object": "http://here.test/post/1" });
    let deep = format!(
        "{{\"id\":\"{ANN}/1\",\"type\":\"Like\",\"actor\":\"{ANN}\",\"object\":{}1{}}}",
        "[".repeat(200),
        "]".repeat(200)
    );
    for (what, activity, key, status) in [
        (
            "blocked host",
            like("http://bad.test/u/x", 1),
            "http://bad.test/u/x#main-key",
            403,
        ),
        (
            "blocked key host",
            like(ANN, 1),
            "http://bad.test/u/x#main-key",
            403,
        ),
        (
            "suspended",
            like("http://far.test/u/gone", 1),
            "http://far.test/u/gone#main-key",
            403,
        ),
        (
            "no actor",
            json!({ "id": "http://far.test/1", "type": "Like" }),
            KEY,
            400,
        ),
        (
            "no id",
            json!({ "type": "Like", "actor": ANN, "object": ANN }),
            KEY,
            400,
        ),
        ("id elsewhere", foreign_id, KEY, 400),
        (
            "no type",
            json!({ "id": "http://far.test/1", "actor": ANN }),
            KEY,
            400,
        ),
        ("a list", json!([1]), KEY, 400),
        ("one of ours", ours, "http://here.test/u/me#main-key", 401),
        ("wrong key", like(ANN, 1), KEY, 401),
    ] {
        let which = if what == "wrong key" { 2 } else { 1 };
        let refused = world.send(&activity, key, which).await;
        assert_eq!(
            refused.as_ref().map_err(InboxRefusal::status),
            Err(status),
            "{what}: {refused:?}"
        );
    }
    for (what, body, content_type, signed, status) in [
        ("unsigned", "{}", "application/activity+json", false, 401),
        ("plain json", "{}", "application/json", true, 415),
        ("html", "{}", "text/html", true, 415),
        ("not json", "{", "application/activity+json", true, 400),
        (
            "too deep",
            deep.as_str(),
            "application/activity+json",
            true,
            400,
        ),
        (
            "too large",
            &"x".repeat(1024 * 1024 + 1),
            "application/activity+json",
            true,
            413,
        ),
    ] {
        let signing = Signing::Post {
            body: body.as_bytes(),
            content_type,
        };
        let headers = sign(
            &world.keys,
            &signer(KEY, 1),
            &url("http://here.test/inbox"),
            signing,
            OffsetDateTime::from_unix_timestamp(NOW).unwrap(),
        )
        .unwrap();
        let fields = headers
            .iter()
            .filter(|(name, _)| signed || *name != "signature")
            .map(|(name, value)| (name.as_str(), value.to_str().unwrap()));
        let refused = world
            .here
            .receive(
                "POST",
                "/inbox",
                Headers::new(fields.collect()),
                body.as_bytes(),
            )
            .await;
        assert_eq!(
            refused.as_ref().map_err(InboxRefusal::status),
            Err(status),
            "{what}: {refused:?}"
        );
    }
    assert_eq!(world.kept(), 0);
    assert!(
        peer.asked()
            .iter()
            .all(|asked| asked.header("host") != Some("bad.test")),
        "a blocked host is not even asked"
    );
}

#[tokio::test]
async fn whoever_left_for_good_is_waved_through() {
    let peer =
        Peer::new(|asked| answer(if asked.target == "/u/down" { 503 } else { 410 }, "", "")).await;
    let world = World::new(&[("far.test", &peer)]).await;
    let leaving = |actor: &str| json!({ "id": format!("{actor}#delete"), "type": "Delete", "actor": actor, "object": actor });
    assert_eq!(
        world.send(&leaving(ANN), KEY, 1).await,
        Ok(Accepted::Ignored),
        "never heard of"
    );
    assert!(peer.asked().is_empty());
    world.know(ANN, KEY, 1);
    assert_eq!(
        world.send(&leaving(ANN), KEY, 1).await,
        Ok(Accepted::Kept),
        "the key we have vouches for it"
    );
    assert_eq!(
        world.send(&leaving(ANN), KEY, 2).await,
        Ok(Accepted::Ignored),
        "gone, and nothing to check against"
    );
    assert_eq!(world.kept(), 1);
    let other = world
        .send(
            &like("http://far.test/u/bob", 1),
            "http://far.test/u/bob#main-key",
            1,
        )
        .await;
    assert_eq!(other.map_err(|refusal| refusal.status()), Err(401));
    let down = world
        .send(
            &like("http://far.test/u/down", 1),
            "http://far.test/u/down#main-key",
            1,
        )
        .await;
    assert_eq!(
        down.map_err(|refusal| refusal.status()),
        Err(503),
        "its host is down: let it try again"
    );
}
