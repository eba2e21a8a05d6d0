//! Fetching: a document is believed only where it lives.

use folkmoot_federation::FetchError;
use serde_json::{Value, json};

use crate::peer::{ACTIVITY, Peer, answer};
use crate::world::{World, actor, url};

const ANN: &str = "http://far.test/u/ann";

fn note(id: &str, author: &str) -> Value {
    json!({ "id": id, "type": "Note", "attributedTo": author, "content": "<p>hi</p>", "to": ["https://www.w3.org/ns/activitystreams#Public"], "cc": [] })
}

async fn far() -> Peer {
    Peer::new(|asked| {
        let document = match asked.target.as_str() {
            "/u/ann" => actor(ANN, "http://far.test/u/ann#main-key", 1),
            "/@ann" => actor(ANN, "http://far.test/u/ann#main-key", 1),
            "/u/copy" => actor(
                "http://honest.test/u/bob",
                "http://honest.test/u/bob#main-key",
                1,
            ),
            "/u/other-key" => {
                let mut document = actor(
                    "http://far.test/u/other-key",
                    "http://far.test/u/other-key#main-key",
                    1,
                );
                document["publicKey"]["owner"] = json!(ANN);
                document
            }
            "/notes/1" => note("http://far.test/notes/1", ANN),
            "/notes/stolen" => note("http://honest.test/notes/1", "http://honest.test/u/bob"),
            "/notes/moved" => return answer(302, "location: http://honest.test/notes/1\r\n", ""),
            "/notes/forged" => note("http://far.test/notes/forged", "http://honest.test/u/bob"),
            "/notes/1/gone" => return answer(410, "", ""),
            "/ping" => json!({ "id": "http://far.test/pong" }),
            "/pong" => json!({ "id": "http://far.test/ping" }),
            _ => return answer(404, "", ""),
        };
        answer(200, ACTIVITY, document.to_string())
    })
    .await
}

async fn world() -> (World, Peer) {
    let peer = far().await;
    let honest = Peer::new(|asked| match asked.target.as_str() {
        "/notes/1" => answer(
            200,
            ACTIVITY,
            note("http://honest.test/notes/1", "http://honest.test/u/bob").to_string(),
        ),
        _ => answer(404, "", ""),
    })
    .await;
    (
        World::new(&[("far.test", &peer), ("honest.test", &honest)]).await,
        peer,
    )
}

#[tokio::test]
async fn a_document_must_be_where_its_id_says() {
    let (world, _) = world().await;
    assert_eq!(
        world.here.fetch_actor(&url(ANN)).await.unwrap().id,
        url(ANN)
    );
    assert_eq!(
        world
            .here
            .fetch_actor(&url("http://far.test/@ann"))
            .await
            .unwrap()
            .id,
        url(ANN),
        "fetched again from its id"
    );
    assert_eq!(
        world
            .here
            .fetch_object(&url("http://far.test/notes/1"))
            .await
            .unwrap()
            .author,
        url(ANN)
    );
    let moved = world
        .here
        .fetch_object(&url("http://far.test/notes/moved"))
        .await
        .unwrap();
    assert_eq!(
        moved.id,
        url("http://honest.test/notes/1"),
        "a redirect leads to where it lives"
    );
    for path in ["u/copy", "u/other-key"] {
        let found = world
            .here
            .fetch_actor(&url(&format!("http://far.test/{path}")))
            .await;
        assert!(
            matches!(found, Err(FetchError::Invalid { .. })),
            "{path}: {found:?}"
        );
    }
    for path in ["notes/stolen", "notes/forged"] {
        let found = world
            .here
            .fetch_object(&url(&format!("http://far.test/{path}")))
            .await;
        assert!(
            matches!(found, Err(FetchError::Invalid { .. })),
            "{path}: {found:?}"
        );
    }
    assert!(
        world
            .here
            .fetch_object(&url("http://far.test/notes/1/gone"))
            .await
            .unwrap_err()
            .is_gone()
    );
    assert!(
        world
            .here
            .fetch_object(&url("http://far.test/nothing"))
            .await
            .unwrap_err()
            .is_gone()
    );
    assert!(matches!(
        world
            .here
            .fetch_object(&url("http://here.test/post/1"))
            .await,
        Err(FetchError::Refused { .. })
    ));
    assert!(
        !world
            .host
            .with(|state| state.actors.contains_key(&url("http://honest.test/u/bob")))
    );
}

#[tokio::test]
async fn two_documents_that_name_each_other_end_somewhere() {
    let (world, peer) = world().await;
    let found = world.here.fetch_value(&url("http://far.test/ping")).await;
    assert!(matches!(found, Err(FetchError::Budget)), "{found:?}");
    assert_eq!(peer.asked().len(), 20);
}

#[tokio::test]
async fn collections_end_whatever_they_say() {
    let peer = Peer::new(|asked| {
        let item = |number: usize| format!("http://far.test/{number}");
        let page = |numbers: &[usize], next: &str| {
            let items: Vec<String> = numbers.iter().copied().map(item).collect();
            json!({ "type": "OrderedCollectionPage", "orderedItems": items, "next": next })
        };
        let head = |key: &str, more: Value| {
            let mut head = json!({ "type": "OrderedCollection" });
            head[key] = more;
            head
        };
        let document = match asked.target.as_str() {
            "/flat" => json!({ "type": "Collection", "items": [item(1), item(2)] }),
            "/single" => json!({ "type": "Collection", "items": item(1) }),
            "/odd" => json!({ "type": "Collection", "items": [1, null, [item(1)], "", item(1), { "type": "Note" }] }),
            "/twice" => json!({ "type": "Collection", "items": [item(1), item(1), { "id": item(1) }] }),
            "/inline" => head("first", page(&[1, 2], "http://far.test/p2")),
            "/paged" => head("first", json!("http://far.test/p1")),
            "/both" => json!({ "type": "OrderedCollection", "totalItems": 4, "orderedItems": [item(1), item(2)], "first": "http://far.test/p1" }),
            "/nested" => head("first", json!({ "type": "CollectionPage", "items": [item(1)], "next": { "type": "CollectionPage", "items": [item(2)] } })),
            "/p1" => page(&[1, 2], "http://far.test/p2"),
            "/p2" => page(&[3, 4], "http://far.test/p1"),
            "/self" => page(&[1], "http://far.test/self"),
            "/away" => page(&[1], "http://honest.test/p1"),
            "/broken" => page(&[1], "http://far.test/missing"),
            "/list" => json!([item(1)]),
            "/note" => note("http://far.test/note", ANN),
            target if target.starts_with("/endless") => {
                let start = target.len() * 3;
                page(&[start, start + 1, start + 2], &format!("http://far.test{target}x"))
            }
            _ => return answer(404, "", ""),
        };
        answer(200, ACTIVITY, document.to_string())
    })
    .await;
    let world = World::new(&[("far.test", &peer), ("honest.test", &peer)]).await;
    let fetch = |path: &'static str, pages, items| {
        let here = world.here.clone();
        async move {
            here.fetch_collection(&url(&format!("http://far.test{path}")), pages, items)
                .await
                .map(|items| items.len())
        }
    };
    for (path, expected) in [
        ("/flat", 2),
        ("/single", 1),
        ("/odd", 2),
        ("/twice", 1),
        ("/inline", 4),
        ("/paged", 4),
        ("/both", 4),
        ("/nested", 1),
        ("/self", 1),
        ("/away", 1),
        ("/broken", 1),
    ] {
        assert_eq!(fetch(path, 10, 100).await.unwrap(), expected, "{path}");
    }
    assert_eq!(
        fetch("/endless", 5, 100).await.unwrap(),
        15,
        "no more pages than allowed"
    );
    assert_eq!(fetch("/paged", 2, 100).await.unwrap(), 2);
    assert_eq!(fetch("/paged", 10, 3).await.unwrap(), 3);
    assert!(fetch("/missing", 10, 100).await.unwrap_err().is_gone());
    for path in ["/list", "/note"] {
        let found = fetch(path, 10, 100).await;
        assert!(
            matches!(found, Err(FetchError::Invalid { .. })),
            "{path}: {found:?}"
        );
    }
}
