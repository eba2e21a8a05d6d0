//! The API as scripts rely on it: names, shapes and answers that stay.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Story, World, list_at, number_at, text_at};

#[tokio::test]
async fn the_fixed_shapes_are_as_promised() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;

    let founded = ann.api(Method::POST, "/communities", json!({ "name": "garden", "title": "The garden" })).await?.is(201)?;
    assert_eq!(founded.at("/id"), alpha.url("/c/garden"));
    assert_eq!(founded.header("location"), alpha.url("/c/garden"));

    let made = ann.api(Method::POST, "/communities/garden/threads", json!({ "title": "Bees", "body": "Where **are** they?" })).await?.is(201)?;
    let thread = made.at("/id").to_owned();
    assert!(thread.parse::<i64>().is_ok(), "an id is a string of digits: {thread}");
    assert_eq!(made.at("/ap_id"), alpha.url(&format!("/post/{thread}")));

    let reply = ann.api(Method::POST, &format!("/threads/{thread}/replies"), json!({ "body": "Here" })).await?.is(201)?;
    let below = json!({ "body": "Where?", "parent_id": reply.at("/id") });
    ann.api(Method::POST, &format!("/threads/{thread}/replies"), below).await?.is(201)?;
    let replies = ann.gets(&format!("/threads/{thread}/replies")).await?;
    assert_eq!(list_at(&replies, "/items").len(), 2);
    assert_eq!(replies["items"][1]["parent_id"], json!(reply.at("/id")));

    for (value, score) in [(1, 1), (-1, -1), (0, 0)] {
        ann.api(Method::POST, &format!("/posts/{thread}/vote"), json!({ "value": value })).await?.is(200)?;
        assert_eq!(number_at(&ann.gets(&format!("/posts/{thread}")).await?, "/score"), score);
    }
    ann.api(Method::POST, &format!("/posts/{thread}/vote"), json!({ "value": 2 })).await?.is(422)?;

    let counts = alpha.community("garden").await?;
    for (key, number) in [("/members", 1), ("/threads", 1), ("/replies", 2)] {
        assert_eq!(number_at(&counts, key), number, "{key}");
    }
    for sort in ["new", "hot", "top"] {
        let page = alpha.api(Method::GET, &format!("/communities/garden/threads?sort={sort}&limit=5"), Value::Null).await?.is(200)?;
        let item = &page.json["items"][0];
        for key in ["id", "ap_id", "title", "body_html"] {
            assert!(item[key].is_string(), "{sort}: {key} in {item:#}");
        }
        assert!(item["author"].is_object() && item["score"].is_i64() && item["replies"].is_i64(), "{item:#}");
        assert_eq!(page.json["next_cursor"], Value::Null);
    }
    ann.api(Method::PATCH, &format!("/posts/{thread}"), json!({ "title": "All the bees" })).await?.is(200)?;
    assert_eq!(text_at(&ann.gets(&format!("/threads/{thread}")).await?, "/title"), "All the bees");
    ann.api(Method::DELETE, &format!("/posts/{thread}"), Value::Null).await?.is(204)?;
    assert_eq!(text_at(&ann.gets(&format!("/posts/{thread}")).await?, "/state"), "deleted");

    let found = ann.resolves(&format!("@{}", alpha.handle("garden"))).await?;
    assert_eq!(text_at(&found, "/community/id"), alpha.url("/c/garden"));
    ann.api(Method::DELETE, "/communities/garden/membership", Value::Null).await?.is(200)?;
    ann.api(Method::POST, "/communities/garden/membership", Value::Null).await?.is(200)?;
    world.end().await
}

#[tokio::test]
async fn lists_are_read_to_their_end_once() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    ann.founds("garden").await?;
    let mut all = Vec::new();
    for number in 0..13 {
        let thread = ann.posts("garden", &format!("Thread {number}"), "").await?;
        if number % 3 == 0 {
            ann.votes(alpha, &thread.id, 1).await?;
        }
        world.clock.advance(std::time::Duration::from_secs(60));
        all.push(thread.number);
    }
    for sort in ["new", "hot", "top", "unanswered"] {
        let mut seen = Vec::new();
        let mut cursor = String::new();
        for _ in 0..20 {
            let path = format!("/communities/garden/threads?sort={sort}&limit=4&cursor={cursor}");
            let page = alpha.api(Method::GET, &path, Value::Null).await?.is(200)?;
            seen.extend(list_at(&page.json, "/items").iter().map(|it| text_at(it, "/id").to_owned()));
            match page.json["next_cursor"].as_str() {
                Some(next) => cursor = next.to_owned(),
                None => break,
            }
        }
        let mut sorted = seen.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!((seen.len(), sorted.len()), (13, 13), "{sort}: {seen:?}");
        if sort == "new" {
            let mut newest = all.clone();
            newest.reverse();
            assert_eq!(seen, newest);
        }
    }
    let bad = alpha.api(Method::GET, "/communities/garden/threads?cursor=nonsense", Value::Null).await?;
    assert_eq!(bad.status, 400);
    world.end().await
}

#[tokio::test]
async fn every_failure_is_a_problem_that_says_what() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    ann.founds("garden").await?;
    let thread = ann.posts("garden", "Bees", "").await?;
    let check = |answer: crate::support::answer::Answer, status: u16| {
        assert_eq!(answer.status, status, "{answer:?}");
        assert!(answer.header("content-type").starts_with("application/problem+json"), "{answer:?}");
        assert_eq!(answer.json["status"], json!(status));
        assert!(!answer.at("/title").is_empty() && answer.at("/type").starts_with("urn:"), "{answer:?}");
        answer
    };
    check(alpha.api(Method::GET, "/nothing", Value::Null).await?, 404);
    check(alpha.api(Method::GET, "/communities/nothing", Value::Null).await?, 404);
    check(alpha.api(Method::GET, "/posts/notanumber", Value::Null).await?, 404);
    check(alpha.api(Method::GET, "/me", Value::Null).await?, 401);
    check(alpha.api(Method::POST, "/communities", json!({ "name": "x" })).await?, 401);
    check(alpha.api(Method::DELETE, "/communities", Value::Null).await?, 405);
    check(dan.api(Method::DELETE, &format!("/posts/{}", thread.number), Value::Null).await?, 403);
    check(dan.api(Method::PATCH, &format!("/posts/{}", thread.number), json!({ "body": "x" })).await?, 403);
    let invalid = check(ann.api(Method::POST, "/communities", json!({ "name": "Not A Name", "title": "" })).await?, 422);
    assert!(!invalid.at("/errors/name").is_empty(), "{invalid:?}");
    let taken = check(ann.api(Method::POST, "/communities", json!({ "name": "garden", "title": "x" })).await?, 422);
    assert!(!taken.at("/errors/name").is_empty());
    check(ann.api(Method::POST, "/communities", json!({ "name": "dan", "title": "x" })).await?, 422);
    check(ann.api(Method::POST, "/communities/garden/threads", json!({ "title": "", "body": "x" })).await?, 422);
    let wrong = alpha.client.get(alpha.url("/api/v1/me")).bearer_auth("nonsense");
    check(crate::support::answer::Answer::of(wrong).await?, 401);
    let broken = alpha.client.post(alpha.url("/api/v1/communities")).bearer_auth(&ann.token).header("content-type", "application/json").body("{");
    check(crate::support::answer::Answer::of(broken).await?, 400);
    let typeless = alpha.client.post(alpha.url("/api/v1/communities")).bearer_auth(&ann.token).body("name=x");
    let answer = crate::support::answer::Answer::of(typeless).await?;
    assert!(matches!(answer.status, 400 | 415), "{answer:?}");
    world.end().await
}

#[tokio::test]
async fn the_description_describes_every_path() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let document = alpha.api(Method::GET, "/openapi.json", Value::Null).await?.is(200)?;
    assert!(document.at("/openapi").starts_with("3."));
    let paths = document.json["paths"].as_object().cloned().unwrap_or_default();
    for path in [
        "/communities", "/communities/{name}", "/communities/{name}/threads", "/communities/{name}/membership", "/threads/{id}",
        "/threads/{id}/replies", "/posts/{id}", "/posts/{id}/vote", "/resolve", "/search", "/me",
    ] {
        assert!(paths.keys().any(|known| known.ends_with(path)), "{path} is not described");
    }
    let page = alpha.get("/api").await?.is(200)?;
    assert!(page.header("content-type").starts_with("text/html") && page.text.contains("/communities/{name}/threads"));
    world.end().await
}
