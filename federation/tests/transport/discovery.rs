//! From handles to actors, and to the way back home.

use folkmoot_federation::Software;
use serde_json::json;

use crate::peer::{JSON, Peer, answer};
use crate::world::{World, url};

fn link(href: &str) -> serde_json::Value {
    json!({ "rel": "self", "type": "application/activity+json", "href": href })
}

#[tokio::test]
async fn handles_lead_to_actors() {
    let peer = Peer::new(|asked| {
        let host = asked.header("host").unwrap_or_default().to_owned();
        let subject = |name: &str| format!("acct:{name}@{host}");
        match (host.as_str(), asked.target.as_str()) {
            ("far.test", "/.well-known/webfinger?resource=acct%3Aann%40far.test") => {
                answer(200, JSON, json!({ "subject": subject("ann"), "links": [{ "rel": "http://webfinger.net/rel/profile-page", "href": "http://far.test/@ann" }, link("http://far.test/u/ann")] }).to_string())
            }
            ("far.test", "/.well-known/webfinger?resource=acct%3Arust%40far.test") => {
                answer(200, JSON, json!({ "subject": subject("rust"), "links": [link("http://far.test/u/rust"), link("http://far.test/c/rust")] }).to_string())
            }
            // far.test gives out handles; social.far.test, where the accounts live, agrees.
            (_, "/.well-known/webfinger?resource=acct%3Asplit%40far.test") => {
                answer(200, JSON, json!({ "subject": "acct:split@far.test", "links": [link("http://social.far.test/u/split")] }).to_string())
            }
            // A claim on somebody who never heard of it.
            ("far.test", "/.well-known/webfinger?resource=acct%3Athief%40far.test") => {
                answer(200, JSON, json!({ "subject": subject("thief"), "links": [link("http://honest.test/u/bob")] }).to_string())
            }
            ("far.test", "/.well-known/webfinger?resource=acct%3Ahtml%40far.test") => answer(200, "content-type: text/html\r\n", "<p>"),
            _ => answer(404, "", ""),
        }
    })
    .await;
    let world = World::new(&[
        ("far.test", &peer),
        ("social.far.test", &peer),
        ("honest.test", &peer),
    ])
    .await;
    for (query, actor) in [
        ("@ann@far.test", "http://far.test/u/ann"),
        ("ann@far.test", "http://far.test/u/ann"),
        ("acct:ann@FAR.test", "http://far.test/u/ann"),
        ("!rust@far.test", "http://far.test/c/rust"),
        ("@rust@far.test", "http://far.test/u/rust"),
        ("@split@far.test", "http://social.far.test/u/split"),
        ("http://far.test/@ann", "http://far.test/@ann"),
    ] {
        assert_eq!(
            world.here.resolve(query).await.unwrap(),
            url(actor),
            "{query}"
        );
    }
    for query in [
        "@thief@far.test",
        "@html@far.test",
        "@nobody@far.test",
        "@ann@unnamed.invalid:80",
        "ann",
        "http://127.0.0.1/",
        "ftp://far.test/",
        "@ann@127.0.0.1",
    ] {
        assert!(world.here.resolve(query).await.is_err(), "{query}");
    }
}

#[tokio::test]
async fn people_are_sent_home_and_nowhere_else() {
    let peer = Peer::new(|asked| {
        let host = asked.header("host").unwrap_or_default();
        let template = match host {
            "old.test" => json!({ "rel": "http://ostatus.org/schema/1.0/subscribe", "template": "http://old.test/authorize_interaction?uri={uri}" }),
            "new.test" => json!({ "rel": "https://w3id.org/fep/3b86/Object", "template": "http://new.test/i?object={object}&back={on-success}" }),
            "evil.test" => json!({ "rel": "http://ostatus.org/schema/1.0/subscribe", "template": "http://old.test/phish?uri={uri}" }),
            "script.test" => json!({ "rel": "http://ostatus.org/schema/1.0/subscribe", "template": "javascript:alert('{uri}')" }),
            _ => json!({ "rel": "self" }),
        };
        answer(200, JSON, json!({ "subject": format!("acct:ann@{host}"), "links": [link(&format!("http://{host}/u/ann")), template] }).to_string())
    })
    .await;
    let names = [
        "old.test",
        "new.test",
        "evil.test",
        "script.test",
        "none.test",
    ];
    let world = World::new(&names.map(|name| (name, &peer))).await;
    let object = url("http://here.test/post/1");
    let sent = |handle: &'static str| world.here.interaction_url(handle, &object);
    assert_eq!(
        sent("@ann@old.test").await.unwrap(),
        Some(url(
            "http://old.test/authorize_interaction?uri=http%3A%2F%2Fhere.test%2Fpost%2F1"
        ))
    );
    assert_eq!(
        sent("@ann@new.test").await.unwrap(),
        Some(url(
            "http://new.test/i?object=http%3A%2F%2Fhere.test%2Fpost%2F1&back="
        ))
    );
    assert_eq!(sent("@ann@none.test").await.unwrap(), None);
    assert!(sent("@ann@evil.test").await.is_err());
    assert!(sent("@ann@script.test").await.is_err());
    assert!(sent("not a handle").await.is_err());
}

#[tokio::test]
async fn software_is_known_by_nodeinfo() {
    let peer = Peer::new(|asked| {
        let host = asked.header("host").unwrap_or_default();
        let elsewhere = if host == "evil.test" { "far.test" } else { host };
        match asked.target.as_str() {
            "/.well-known/nodeinfo" => {
                let entry = |version: &str| json!({ "rel": format!("http://nodeinfo.diaspora.software/ns/schema/{version}"), "href": format!("http://{elsewhere}/nodeinfo/{version}") });
                answer(200, JSON, json!({ "links": [entry("2.0"), entry("2.1"), { "rel": "other", "href": "x" }] }).to_string())
            }
            "/nodeinfo/2.1" => answer(200, "content-type: application/json; profile=x\r\n", json!({ "version": "2.1", "software": { "name": "Lemmy", "version": "1.0.0" } }).to_string()),
            _ => answer(404, "", ""),
        }
    })
    .await;
    let world = World::new(&[("far.test", &peer), ("evil.test", &peer)]).await;
    assert_eq!(
        world.here.nodeinfo("far.test").await.unwrap(),
        Software {
            name: "lemmy".to_owned(),
            version: "1.0.0".to_owned()
        }
    );
    assert!(world.here.nodeinfo("evil.test").await.is_err());
}

/// One host has many spellings, and each must lead to the one that rules and records are kept under.
#[tokio::test]
async fn hosts_are_asked_under_one_spelling() {
    let peer = Peer::new(|asked| {
        let host = asked.header("host").unwrap_or_default();
        answer(200, JSON, json!({ "subject": format!("acct:ann@{host}"), "links": [link(&format!("http://{host}/u/ann"))] }).to_string())
    })
    .await;
    let world = World::new(&[("xn--bcher-kva.test", &peer), ("bad.test", &peer)]).await;
    for spelling in [
        "@ann@bücher.test",
        "@ann@BÜCHER.test",
        "@ann@bu\u{308}cher.test",
        "@ann@xn--bcher-kva.test",
        "@ann@XN--BCHER-KVA.TEST",
        "@ann@ｂücher.test",
        "@ann@bücher。test",
    ] {
        assert_eq!(
            world.here.resolve(spelling).await.unwrap(),
            url("http://xn--bcher-kva.test/u/ann"),
            "{spelling}"
        );
    }
    let asked = peer.asked().len();
    world
        .host
        .with(|state| state.blocked.push("bad.test".to_owned()));
    for spelling in [
        "@ann@BAD.test",
        "@ann@ｂａｄ.test",
        "@ann@bad.test.",
        "@ann@bad%2etest",
    ] {
        assert!(world.here.resolve(spelling).await.is_err(), "{spelling}");
    }
    for ours in ["@me@HERE.test", "@me@ｈere.test"] {
        let found = world.here.resolve(ours).await;
        assert!(
            found
                .as_ref()
                .is_err_and(folkmoot_federation::FetchError::is_gone),
            "{ours} is asked of our own store: {found:?}"
        );
    }
    assert_eq!(peer.asked().len(), asked);
}

#[tokio::test]
async fn no_redirect_leads_inside() {
    let peer = Peer::new(|asked| {
        let host = asked.header("host").unwrap_or_default();
        match (host, asked.target.as_str()) {
            ("info.test", "/.well-known/nodeinfo") => answer(200, JSON, json!({ "links": [{ "rel": "http://nodeinfo.diaspora.software/ns/schema/2.0", "href": "http://127.0.0.1/nodeinfo" }] }).to_string()),
            _ => answer(302, "location: http://127.0.0.1:22/\r\n", ""),
        }
    })
    .await;
    let world = World::new(&[("far.test", &peer), ("info.test", &peer)]).await;
    let object = url("http://here.test/post/1");
    assert!(world.here.resolve("@ann@far.test").await.is_err());
    assert!(world.here.nodeinfo("far.test").await.is_err());
    assert!(world.here.nodeinfo("info.test").await.is_err());
    assert!(
        world
            .here
            .interaction_url("@ann@far.test", &object)
            .await
            .is_err()
    );
    assert_eq!(peer.asked().len(), 4);
}
