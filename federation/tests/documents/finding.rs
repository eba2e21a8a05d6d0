//! How others find us: WebFinger, NodeInfo, host-meta.

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use folkmoot_federation::http;
use folkmoot_federation::protocol::webfinger::WebFingerWire;
use serde::Deserialize;
use serde_json::json;

use crate::house::House;
use crate::{get, url};

#[actix_web::test]
async fn webfinger_answers_for_every_way_to_ask() {
    let table = [
        ("acct:bob@x.example", Some("https://x.example/u/bob")),
        ("acct:BOB@X.Example", Some("https://x.example/u/bob")),
        ("bob@x.example", Some("https://x.example/u/bob")),
        ("@bob@x.example", Some("https://x.example/u/bob")),
        ("acct:rust@x.example", Some("https://x.example/c/rust")),
        ("!rust@x.example", Some("https://x.example/c/rust")),
        ("acct:x.example@x.example", Some("https://x.example/actor")),
        ("https://x.example/u/bob", Some("https://x.example/u/bob")),
        (
            "https://x.example/c/rust/",
            Some("https://x.example/c/rust"),
        ),
        ("https://x.example/", Some("https://x.example/actor")),
        ("https://x.example", Some("https://x.example/actor")),
        ("https://x.example/actor", Some("https://x.example/actor")),
        ("acct:nobody@x.example", None),
        ("acct:bob@far.example", None),
        ("acct:bob", None),
        ("acct:@x.example", None),
        ("https://x.example.evil.example/u/bob", None),
        ("https://x.example/u/", None),
        ("https://x.example/post/1", None),
        ("%00", None),
    ];
    for (resource, expected) in table {
        let answer = get(&format!(
            "/.well-known/webfinger?resource={}",
            resource.replace(':', "%3A")
        ))
        .await;
        let Some(expected) = expected else {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{resource}");
            continue;
        };
        assert_eq!(
            (answer.status, answer.header(CONTENT_TYPE)),
            (StatusCode::OK, "application/jrd+json"),
            "{resource}"
        );
        let finger = WebFingerWire::deserialize(&answer.json()).expect("a WebFinger document");
        let actors: Vec<String> = finger.actors().map(String::from).collect();
        assert_eq!(actors, [expected], "{resource}: exactly one self link");
        assert!(
            finger.subject.starts_with("acct:") && finger.subject.ends_with("@x.example"),
            "{resource}"
        );
        assert!(finger.aliases.contains(&expected.to_owned()), "{resource}");
    }
    let bob = WebFingerWire::deserialize(
        &get("/.well-known/webfinger?resource=acct:bob@x.example")
            .await
            .json(),
    )
    .expect("a WebFinger document");
    assert_eq!(
        bob.template("http://ostatus.org/schema/1.0/subscribe"),
        Some("https://x.example/interact?uri={uri}")
    );
    assert_eq!(
        bob.template("https://w3id.org/fep/3b86/Object"),
        Some("https://x.example/interact?uri={object}")
    );
    assert_eq!(
        get("/.well-known/webfinger").await.status,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(
        get("/.well-known/webfinger?resource=acct:gone@x.example")
            .await
            .status,
        StatusCode::GONE
    );
}

/// A house whose name is not ASCII answers to its name as people write it and as machines do.
#[actix_web::test]
async fn webfinger_knows_its_own_host_in_every_spelling() {
    let base = url("https://bücher.example");
    let ask = |resource: &'static str| {
        let base = base.clone();
        async move {
            let domain = base.host_str().expect("a name");
            http::webfinger(&House, &base, domain, Some(resource))
                .await
                .status()
        }
    };
    for resource in [
        "acct:bob@xn--bcher-kva.example",
        "acct:bob@bücher.example",
        "acct:bob@BÜCHER.example",
        "acct:bob@bu\u{308}cher.example",
        "https://bücher.example/u/bob",
        "https://xn--bcher-kva.example/u/bob",
    ] {
        assert_eq!(ask(resource).await, StatusCode::OK, "{resource}");
    }
    for resource in [
        "acct:bob@bucher.example",
        "acct:bob@bücher.example.",
        "acct:bob@bücher.example:1",
        "acct:bob@bücher.example/",
        "acct:bob@b%C3%BCcher.example",
        "acct:bob@",
        "acct:bоb@bücher.example",
    ] {
        assert_eq!(ask(resource).await, StatusCode::NOT_FOUND, "{resource}");
    }
}

#[actix_web::test]
async fn nodeinfo_and_host_meta_lead_on() {
    let links = get("/.well-known/nodeinfo").await.json();
    let hrefs: Vec<&str> = links["links"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|link| link["href"].as_str())
        .collect();
    assert_eq!(
        hrefs,
        [
            "https://x.example/nodeinfo/2.0",
            "https://x.example/nodeinfo/2.1",
            "https://x.example/actor"
        ]
    );
    for version in ["2.0", "2.1"] {
        let answer = get(&format!("/nodeinfo/{version}")).await;
        assert!(
            answer
                .header(CONTENT_TYPE)
                .contains(&format!("schema/{version}#"))
        );
        let info = answer.json();
        assert_eq!(
            (&info["version"], &info["software"]["name"]),
            (&json!(version), &json!("folkmoot"))
        );
        assert_eq!(
            (
                &info["usage"]["users"]["total"],
                &info["usage"]["localPosts"],
                &info["metadata"]["nodeName"]
            ),
            (&json!(5), &json!(9), &json!("The House"))
        );
    }
    let meta = get("/.well-known/host-meta").await;
    assert!(
        meta.body
            .contains("template=\"https://x.example/.well-known/webfinger?resource={uri}\""),
        "{}",
        meta.body
    );
}
