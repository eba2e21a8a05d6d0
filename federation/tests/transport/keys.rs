//! Whose key is whose: keys that are addresses, several keys of one actor, and words that are no keys.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use folkmoot_federation::Accepted;
use folkmoot_federation::host::Reader;
use folkmoot_federation::signature::{Headers, Signing, sign};
use serde_json::json;
use time::OffsetDateTime;

use crate::peer::{ACTIVITY, Peer, answer};
use crate::world::{NOW, World, actor, like, signer, url};

const ANN: &str = "http://far.test/u/ann";
const KEY: &str = "http://far.test/u/ann#main-key";

async fn reader(world: &World, key_id: &str) -> Result<Reader, u16> {
    let at = OffsetDateTime::from_unix_timestamp(NOW).unwrap();
    let headers = sign(
        &world.keys,
        &signer(key_id, 1),
        &url("http://here.test/c/x"),
        Signing::Get {
            accept: "application/activity+json",
        },
        at,
    )
    .unwrap();
    let fields = headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .collect();
    world
        .here
        .verify_get("GET", "/c/x", Headers::new(fields))
        .await
        .map_err(|refusal| refusal.status())
}

#[tokio::test]
async fn readers_are_known_by_keys_that_are_addresses() {
    let path_key = "http://far.test/u/ann/main-key";
    let peer = Peer::new(move |asked| match asked.target.as_str() {
        // As GoToSocial does: the key's address answers with a part of its actor.
        "/u/ann" | "/u/ann/main-key" => answer(200, ACTIVITY, actor(ANN, path_key, 1).to_string()),
        "/u/eve/main-key" => answer(
            200,
            ACTIVITY,
            json!({ "id": "http://far.test/u/eve/main-key", "owner": ANN }).to_string(),
        ),
        _ => answer(404, "", ""),
    })
    .await;
    let world = World::with(&[("far.test", &peer), ("bad.test", &peer)], |config| {
        config.authorized_fetch = true
    })
    .await;
    world
        .host
        .with(|state| state.blocked.push("bad.test".to_owned()));
    assert_eq!(
        reader(&world, path_key).await,
        Ok(Reader::Signed { actor: url(ANN) })
    );
    let asked = peer.asked().len();
    assert_eq!(
        reader(&world, path_key).await,
        Ok(Reader::Signed { actor: url(ANN) })
    );
    assert_eq!(peer.asked().len(), asked, "known by now");
    assert_eq!(
        reader(&world, "http://far.test/u/eve/main-key").await,
        Err(401),
        "Ann does not list that key"
    );
    assert_eq!(
        reader(&world, "http://bad.test/u/x#main-key").await,
        Err(403)
    );
    let unsigned = world
        .here
        .verify_get("GET", "/c/x", Headers::default())
        .await;
    assert_eq!(unsigned.map_err(|refusal| refusal.status()), Err(401));
    let open = World::new(&[("far.test", &peer)]).await;
    assert_eq!(
        open.here
            .verify_get("GET", "/c/x", Headers::default())
            .await,
        Ok(Reader::Anyone)
    );
    assert_eq!(
        reader(&open, "http://far.test/u/eve/main-key").await,
        Ok(Reader::Anyone)
    );
}

/// Ann with a key of a kind that signs nothing here, and two of RSA.
fn ann_with_keys(second: usize) -> serde_json::Value {
    let mut ann = actor(ANN, KEY, 1);
    let mut other = ann["publicKey"].clone();
    other["id"] = json!(format!("{ANN}#second"));
    other["publicKeyPem"] = actor(ANN, KEY, second)["publicKey"]["publicKeyPem"].clone();
    let multi = json!({ "id": format!("{ANN}#ed25519"), "type": "Multikey", "controller": ANN, "publicKeyMultibase": "z6Mk" });
    let curve = json!({ "id": format!("{ANN}#ed"), "owner": ANN, "publicKeyPem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n-----END PUBLIC KEY-----\n" });
    let stolen = json!({ "id": "http://far.test/u/bob#main-key", "owner": "http://far.test/u/bob", "publicKeyPem": actor(ANN, KEY, 0)["publicKey"]["publicKeyPem"] });
    ann["publicKey"] = json!([multi, curve, stolen, ann["publicKey"], other]);
    ann["assertionMethod"] = json!([multi]);
    ann
}

#[tokio::test]
async fn an_actor_may_have_several_keys() {
    let peer = Peer::new(|asked| match asked.target.as_str() {
        "/u/ann" => answer(200, ACTIVITY, ann_with_keys(2).to_string()),
        _ => answer(404, "", ""),
    })
    .await;
    let clock = Arc::new(AtomicUsize::new(0));
    let hand = Arc::clone(&clock);
    let world = World::with(&[("far.test", &peer)], move |config| {
        config.clock = Arc::new(move || {
            OffsetDateTime::from_unix_timestamp(NOW + hand.load(Ordering::SeqCst) as i64).unwrap()
        });
    })
    .await;
    let second = format!("{ANN}#second");
    assert_eq!(world.send(&like(ANN, 1), KEY, 1).await, Ok(Accepted::Kept));
    assert_eq!(
        world.send(&like(ANN, 2), &second, 2).await,
        Ok(Accepted::Kept)
    );
    assert_eq!(peer.asked().len(), 2, "the second key had to be asked for");
    for number in 3..6 {
        assert_eq!(
            world.send(&like(ANN, number), &second, 2).await,
            Ok(Accepted::Kept)
        );
        assert_eq!(
            world.send(&like(ANN, number + 10), KEY, 1).await,
            Ok(Accepted::Kept)
        );
    }
    assert_eq!(peer.asked().len(), 2, "and is remembered");
    clock.store(61, Ordering::SeqCst);
    for (key, which) in [
        (second.as_str(), 1),
        (KEY, 2),
        ("http://far.test/u/bob#main-key", 0),
    ] {
        let refused = world.send(&like(ANN, 20), key, which).await;
        assert_eq!(
            refused.map_err(|refusal| refusal.status()),
            Err(401),
            "{key}"
        );
    }
    assert_eq!(world.kept(), 8);
}

/// A signature inside the document is somebody's word about itself: only the request's counts, and
/// nothing that the document names is fetched.
#[tokio::test]
async fn signatures_inside_documents_prove_nothing() {
    let peer = Peer::new(|_| answer(404, "", "")).await;
    let world = World::new(&[("far.test", &peer), ("evil.test", &peer)]).await;
    world.know(ANN, KEY, 1);
    world.know(
        "http://evil.test/u/eve",
        "http://evil.test/u/eve#main-key",
        2,
    );
    let mut forwarded = like(ANN, 1);
    forwarded["@context"] = json!([
        "https://www.w3.org/ns/activitystreams",
        "http://evil.test/context"
    ]);
    forwarded["signature"] = json!({ "type": "RsaSignature2017", "creator": KEY, "created": "2027-01-15T08:00:00Z", "signatureValue": "AAAA" });
    forwarded["proof"] = json!({ "type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "verificationMethod": KEY, "proofValue": "zAAAA" });
    let refused = world
        .send(&forwarded, "http://evil.test/u/eve#main-key", 2)
        .await;
    assert_eq!(refused.map_err(|refusal| refusal.status()), Err(401));
    assert_eq!(
        world.send(&forwarded, KEY, 1).await,
        Ok(Accepted::Kept),
        "its actor's own request is fine"
    );
    assert!(peer.asked().is_empty());
}
