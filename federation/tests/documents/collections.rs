//! Our collections as peers walk them.

use folkmoot_federation::protocol::collection::{Onward, read_page};
use serde_json::{Value, json};

use crate::document;

#[actix_web::test]
async fn collections_are_walked_to_their_end() {
    let mut path = "/c/rust/outbox".to_owned();
    let mut items: Vec<Value> = Vec::new();
    let head = document(&path).await.json();
    assert_eq!(
        (
            &head["type"],
            &head["totalItems"],
            &head["attributedTo"],
            &head["first"]
        ),
        (
            &json!("OrderedCollection"),
            &json!(3),
            &json!("https://x.example/c/rust"),
            &json!("https://x.example/c/rust/outbox/first")
        ),
        "the first page needs no query"
    );
    assert_eq!(
        head["orderedItems"],
        json!(["https://x.example/1", "https://x.example/2"]),
        "Lemmy reads the head alone"
    );
    for _ in 0..5 {
        let page = document(&path).await.json();
        let read = read_page(&page).expect("a collection or a page of one");
        for item in read.items {
            if !items.contains(item) {
                items.push(item.clone());
            }
        }
        match read.onward {
            Some(Onward::Fetch(next)) => path = next.as_str().replace("https://x.example", ""),
            other => {
                assert_eq!(other, None);
                break;
            }
        }
    }
    assert_eq!(
        items,
        [
            json!("https://x.example/1"),
            json!("https://x.example/2"),
            json!("https://x.example/3")
        ]
    );
    let stewards = document("/c/rust/moderators").await.json();
    assert_eq!(
        stewards["orderedItems"],
        json!(["https://x.example/u/bob"]),
        "Lemmy reads the head alone"
    );
    let replies = document("/post/1/replies").await.json();
    assert_eq!(replies["type"], "Collection");
    assert_eq!(
        document("/post/1/replies/first").await.json()["items"],
        json!(["https://x.example/u/bob"])
    );
}

#[actix_web::test]
async fn followers_are_counted_and_not_named_in_the_head() {
    let followers = document("/c/rust/followers").await.json();
    assert_eq!(
        (
            &followers["type"],
            &followers["totalItems"],
            &followers["items"]
        ),
        (&json!("Collection"), &json!(1), &json!([])),
        "as Lemmy reads them"
    );
    assert_eq!(followers.get("orderedItems"), None);
}
