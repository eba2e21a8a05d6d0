//! Rules of the guarded client: where to, how far, how much, of what kind.

use std::time::Duration;

use folkmoot_federation::FetchError;
use folkmoot_federation::client::{Ask, Kind};

use crate::peer::{ACTIVITY, Peer, answer};
use crate::world::{World, url};

const SMALL: Ask = Ask {
    kind: Kind::Activity,
    limit: 1_000,
    signed: false,
};

#[tokio::test]
async fn only_named_hosts_are_reached_off_the_public_net() {
    let peer = Peer::new(|_| answer(200, ACTIVITY, "{}")).await;
    let world = World::new(&[("alpha.test", &peer)]).await;
    let client = world.here.client();
    let port = peer.address.port();
    assert!(client.get(&url("http://alpha.test/x"), SMALL).await.is_ok());
    assert!(
        client
            .get(&url(&format!("http://alpha.test:{port}/x")), SMALL)
            .await
            .is_ok()
    );
    for bad in [
        format!("http://127.0.0.1:{port}/"),
        format!("http://[::1]:{port}/"),
        format!("http://localhost:{port}/"),
        format!("http://beta.test:{port}/"),
        format!("https://beta.test:{port}/"),
        format!("http://alpha.test@beta.test:{port}/"),
        format!("http://sub.alpha.test:{port}/"),
    ] {
        let refused = client.get(&url(&bad), SMALL).await;
        assert!(
            matches!(refused, Err(FetchError::Refused { .. })),
            "{bad}: {refused:?}"
        );
    }
    assert_eq!(peer.asked().len(), 2);
}

/// A public name that leads to this very machine, as every resolver answers for `localhost`.
#[tokio::test]
async fn a_name_is_judged_by_the_address_it_leads_to() {
    let peer = Peer::new(|_| answer(200, ACTIVITY, "{}")).await;
    let world = World::new(&[("alpha.test", &peer)]).await;
    let found = world
        .here
        .client()
        .get(&url("https://loop.localhost/"), SMALL)
        .await;
    let unreachable = matches!(
        found,
        Err(FetchError::Refused { .. } | FetchError::Temporary { .. })
    );
    assert!(unreachable, "{found:?}");
    let resolver = folkmoot_federation::client::resolver(None);
    let refused = resolver
        .resolve("localhost".parse().unwrap())
        .await
        .err()
        .expect("localhost is nothing public");
    assert_eq!(refused.to_string(), "the name has no public address");
}

#[tokio::test]
async fn every_redirect_is_judged_and_counted() {
    let peer = Peer::new(|asked| match asked.target.as_str() {
        "/one" => answer(302, "location: /two\r\n", ""),
        "/two" => answer(301, "location: http://beta.test/three\r\n", ""),
        "/three" => answer(307, "location: /end\r\n", ""),
        "/zero" => answer(302, "location: /one\r\n", ""),
        "/inside" => answer(302, "location: http://127.0.0.1/\r\n", ""),
        "/file" => answer(302, "location: file:///etc/passwd\r\n", ""),
        "/blocked" => answer(302, "location: http://bad.test/\r\n", ""),
        "/loop" => answer(302, "location: /loop\r\n", ""),
        "/nowhere" => answer(302, "", ""),
        _ => answer(200, ACTIVITY, "{}"),
    })
    .await;
    let world = World::new(&[
        ("alpha.test", &peer),
        ("beta.test", &peer),
        ("bad.test", &peer),
    ])
    .await;
    world
        .host
        .with(|state| state.blocked.push("bad.test".to_owned()));
    let client = world.here.client();
    let get = |path: &'static str| async move {
        client
            .get(
                &url(&format!("http://alpha.test{path}")),
                Ask {
                    signed: true,
                    ..SMALL
                },
            )
            .await
    };
    let found = get("/one").await.unwrap();
    assert_eq!(found.url.as_str(), "http://beta.test/end");
    for asked in peer.asked() {
        assert!(
            asked.header("signature").is_some(),
            "{} is signed anew",
            asked.target
        );
    }
    assert!(matches!(
        get("/inside").await,
        Err(FetchError::Refused { .. })
    ));
    assert!(matches!(
        get("/file").await,
        Err(FetchError::Refused { .. })
    ));
    assert!(matches!(get("/blocked").await, Err(FetchError::Blocked(_))));
    for path in ["/zero", "/loop", "/nowhere"] {
        assert!(
            matches!(get(path).await, Err(FetchError::Invalid { .. })),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_body_is_read_no_further_than_allowed() {
    let large = "x".repeat(2_000);
    let chunked = format!(
        "HTTP/1.1 200 x\r\ntransfer-encoding: chunked\r\n{ACTIVITY}\r\n7d0\r\n{large}\r\n0\r\n\r\n"
    );
    let endless = format!("HTTP/1.1 200 x\r\nconnection: close\r\n{ACTIVITY}\r\n{large}");
    let peer = Peer::new(move |asked| match asked.target.as_str() {
        "/honest" => answer(200, ACTIVITY, &large),
        "/chunked" => chunked.clone().into_bytes(),
        "/endless" => endless.clone().into_bytes(),
        "/packed" => answer(200, &format!("content-encoding: gzip\r\n{ACTIVITY}"), "{}"),
        "/short" => format!(
            "HTTP/1.1 200 x\r\ncontent-length: 900\r\nconnection: close\r\n{ACTIVITY}\r\n{{}}"
        )
        .into_bytes(),
        _ => answer(200, ACTIVITY, &large[..1_000]),
    })
    .await;
    let world = World::new(&[("alpha.test", &peer)]).await;
    let client = world.here.client();
    let get = |path: &'static str| async move {
        client
            .get(&url(&format!("http://alpha.test{path}")), SMALL)
            .await
    };
    for path in ["/honest", "/chunked", "/endless"] {
        assert!(
            matches!(get(path).await, Err(FetchError::TooLarge { .. })),
            "{path}"
        );
    }
    assert!(matches!(
        get("/packed").await,
        Err(FetchError::Invalid { .. })
    ));
    assert!(matches!(
        get("/short").await,
        Err(FetchError::Temporary { .. })
    ));
    assert_eq!(get("/exact").await.unwrap().body.len(), 1_000);
    assert!(
        peer.asked()
            .iter()
            .all(|asked| asked.header("accept-encoding").is_none())
    );
}

#[tokio::test]
async fn only_documents_count_as_documents() {
    let good = [
        "application/activity+json",
        "application/activity+json; charset=utf-8",
        "APPLICATION/Activity+JSON",
        "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
        "application/ld+json;charset=utf-8;profile=\"https://www.w3.org/ns/activitystreams https://x.example\"",
    ];
    let bad = [
        "text/html",
        "application/json",
        "application/ld+json",
        "application/ld+json; profile=\"https://evil.example\"",
        "text/plain; application/activity+json",
        "",
        "image/png",
    ];
    let peer = Peer::new(move |asked| {
        let number: usize = asked.target[1..].parse().unwrap();
        let kind = good.iter().chain(&bad).nth(number).unwrap();
        answer(200, &format!("content-type: {kind}\r\n"), "{}")
    })
    .await;
    let world = World::new(&[("alpha.test", &peer)]).await;
    for (number, kind) in good.iter().chain(&bad).enumerate() {
        let found = world
            .here
            .client()
            .get(&url(&format!("http://alpha.test/{number}")), SMALL)
            .await;
        assert_eq!(found.is_ok(), number < good.len(), "{kind}");
    }
}

#[tokio::test]
async fn answers_are_sorted_into_gone_later_and_no() {
    let peer = Peer::new(|asked| {
        let status: u16 = asked.target[1..].parse().unwrap();
        answer(status, "retry-after: 120\r\n", "")
    })
    .await;
    let world = World::new(&[("alpha.test", &peer)]).await;
    for status in [404, 410, 401, 403, 400, 206, 304, 408, 429, 500, 503] {
        let found = world
            .here
            .client()
            .get(&url(&format!("http://alpha.test/{status}")), SMALL)
            .await;
        match status {
            404 | 410 => assert!(matches!(found, Err(FetchError::Gone(_))), "{status}"),
            408 | 429 | 500 | 503 => assert!(
                matches!(
                    found,
                    Err(FetchError::Temporary {
                        retry_after: Some(120),
                        ..
                    })
                ),
                "{status}"
            ),
            _ => assert!(
                matches!(found, Err(FetchError::Rejected { .. })),
                "{status}"
            ),
        }
    }
}

#[tokio::test]
async fn silence_is_not_waited_for() {
    let peer = Peer::new(|_| b"HTTP/1.1 200 x\r\ncontent-length: 10\r\ncontent-type: application/activity+json\r\n\r\nslow".to_vec()).await;
    let world = World::with(&[("alpha.test", &peer)], |config| {
        config.total_timeout = Duration::from_millis(200)
    })
    .await;
    let found = world
        .here
        .client()
        .get(&url("http://alpha.test/"), SMALL)
        .await;
    assert!(
        matches!(found, Err(FetchError::Temporary { .. })),
        "{found:?}"
    );
}

#[tokio::test]
async fn a_site_is_asked_only_so_much() {
    let peer = Peer::new(|_| answer(200, ACTIVITY, "{}")).await;
    let world = World::with(
        &[
            ("a.wide.test", &peer),
            ("b.wide.test", &peer),
            ("c.other.test", &peer),
        ],
        |config| config.site_burst = 3,
    )
    .await;
    let client = world.here.client();
    let get = |host: &'static str| async move {
        client.get(&url(&format!("http://{host}/")), SMALL).await
    };
    for host in ["a.wide.test", "b.wide.test", "a.wide.test"] {
        assert!(get(host).await.is_ok(), "{host}");
    }
    for host in ["a.wide.test", "b.wide.test"] {
        assert!(
            matches!(
                get(host).await,
                Err(FetchError::Temporary {
                    retry_after: Some(_),
                    ..
                })
            ),
            "{host}"
        );
    }
    assert!(get("c.other.test").await.is_ok());
}

#[tokio::test]
async fn a_post_follows_no_redirect() {
    let peer = Peer::new(|_| answer(307, "location: /other\r\n", "")).await;
    let world = World::new(&[("alpha.test", &peer)]).await;
    let reply = world
        .here
        .client()
        .post(
            &url("http://alpha.test/inbox"),
            reqwest::header::HeaderMap::new(),
            "{}".into(),
        )
        .await
        .unwrap();
    assert_eq!((reply.status, peer.asked().len()), (307, 1));
}
