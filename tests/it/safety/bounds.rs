//! 6, 9, 10: too much, too deep, too odd. And the answers at the door.

use serde_json::{Value, json};

use crate::federation::{created, thread_of};
use crate::support::{Place, Reply, Software, Story, World, list_at, text_at};

const ACTIVITY: &str = "application/activity+json";

#[tokio::test]
async fn the_door_says_what_is_wrong_and_keeps_nothing() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let mastodon = world.stranger("mastodon", Software::Mastodon)?;
    let max = mastodon.person("max");
    max.follows(&garden).await?;
    world.settle().await?;
    let before = alpha.rows()?;
    let good = max.follow_of(&garden.id).to_string();
    let refused = async |what: &str, request: reqwest::RequestBuilder, status: u16| -> anyhow::Result<()> {
        let answer = crate::support::answer::Answer::of(request).await?;
        assert_eq!(answer.status, status, "{what}: {}", answer.text);
        assert!(answer.header("content-type").starts_with("application/problem+json"), "{what}: {}", answer.header("content-type"));
        assert!(answer.at("/detail").len() > 3, "{what} says why: {}", answer.text);
        Ok(())
    };
    let signed = |body: &[u8]| mastodon.signed(&max.key_id, &garden.inbox, body);

    refused("not JSON", signed(b"{ this is no JSON")?, 400).await?;
    refused("no object", signed(b"[]")?, 400).await?;
    refused("no id", signed(json!({ "type": "Follow", "actor": max.id, "object": garden.id }).to_string().as_bytes())?, 400).await?;
    refused("no actor", signed(json!({ "id": max.activity_id("x"), "type": "Follow", "object": garden.id }).to_string().as_bytes())?, 400).await?;
    refused("unsigned", world.client.post(&garden.inbox).header("content-type", ACTIVITY).body(good.clone()), 401).await?;
    refused("wrong signature", mastodon.signed(&max.key_id, &garden.inbox, b"{}")?.body(good.clone()), 401).await?;
    let big = json!({ "id": max.activity_id("big"), "type": "Follow", "actor": max.id, "object": garden.id, "x": "y".repeat(1_100_000) });
    refused("too large", signed(big.to_string().as_bytes())?, 413).await?;
    for content_type in ["application/json", "text/html", "application/x-www-form-urlencoded", ""] {
        let mut request = signed(good.as_bytes())?.build()?;
        request.headers_mut().insert("content-type", content_type.parse()?);
        let answer = world.client.execute(request).await?;
        assert_eq!(answer.status().as_u16(), 415, "{content_type}");
    }
    // No inbox of anybody's, and no method that it knows.
    assert!(matches!(world.client.get(&garden.inbox).send().await?.status().as_u16(), 404 | 405));
    world.settle().await?;
    assert_eq!(alpha.rows()?, before);
    world.end().await
}

#[tokio::test]
async fn large_posts_are_cut_to_size() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let lemmy = world.stranger("lemmy", Software::Lemmy)?;
    let lena = lemmy.person("lena");
    let mut page = thread_of(&lena, &garden, &"long ".repeat(2000));
    page["content"] = json!("<b>".repeat(20_000) + &"deep ".repeat(20_000));
    page["tag"] = (0..5000).map(|n| json!({ "type": "Hashtag", "name": format!("#t{n}"), "href": lemmy.url("/t") })).collect();
    page["attachment"] = (0..500).map(|n| json!({ "type": "Image", "url": lemmy.url(&format!("/{n}.png")) })).collect();
    page["to"] = (0..1000).map(|n| json!(format!("https://nobody-{n}.example/u/x"))).chain([json!(garden.id), json!("https://www.w3.org/ns/activitystreams#Public")]).rev().collect();
    let page = lena.publishes(&garden, page).await?;
    world.settle().await?;
    let seen = alpha.sees(text_at(&page, "/id")).await?;
    assert!(text_at(&seen, "/title").chars().count() <= 200);
    assert!(text_at(&seen, "/body_html").len() < 400_000);
    assert!(list_at(&seen, "/attachments").len() <= 20);
    assert!(alpha.number("SELECT count(*) AS number FROM post_tags")? <= 50);
    alpha.get("/c/garden").await?.is(200)?;

    let mut crowd = page.clone();
    crowd["id"] = json!(lemmy.url("/post/crowd"));
    crowd["to"] = (0..3000).map(|n| json!(format!("https://nobody-{n}.example/u/x"))).collect();
    lena.tries(&garden.inbox, &created(&lena, &crowd)).await?.is(400)?;

    let mut actor = lena.document();
    actor["name"] = json!("n".repeat(100_000));
    actor["summary"] = json!("s".repeat(400_000));
    actor["alsoKnownAs"] = (0..5000).map(|n| json!(lemmy.url(&format!("/u/other{n}")))).collect();
    let update = json!({ "@context": "https://www.w3.org/ns/activitystreams", "id": lena.activity_id("update"), "type": "Update", "actor": lena.id, "object": actor });
    lena.tries(&garden.inbox, &update).await?;
    world.settle().await?;
    let seen = alpha.sees(text_at(&page, "/id")).await?;
    assert!(text_at(&seen, "/author/display_name").chars().count() <= 500);
    world.end().await
}

#[tokio::test]
async fn odd_characters_become_harmless() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let lemmy = world.stranger("lemmy", Software::Lemmy)?;
    let lena = lemmy.person("lena");
    let hostile = "<script>alert(1)</script><img src=x onerror=alert(1)><a href=\"javascript:alert(1)\">x</a><iframe src=//evil.example></iframe>\
        <style>*{display:none}</style><svg onload=alert(1)></svg><p style=\"position:fixed\" onclick=\"alert(1)\">kept</p><form action=//evil.example><input></form>";
    let mut page = thread_of(&lena, &garden, "Nul \u{0} and \u{202e}reversed <script>alert(2)</script>\nline");
    page["content"] = json!(hostile);
    page["source"] = json!({ "content": hostile, "mediaType": "text/markdown" });
    let page = lena.publishes(&garden, page).await?;
    let mut actor = lena.document();
    actor["name"] = json!("<script>alert(3)</script>\u{202e}Lena\u{0}");
    actor["summary"] = json!(hostile);
    let update = json!({ "@context": "https://www.w3.org/ns/activitystreams", "id": lena.activity_id("update"), "type": "Update", "actor": lena.id, "object": actor });
    lena.sends(&garden.inbox, &update).await?;
    world.settle().await?;
    let seen = alpha.sees(text_at(&page, "/id")).await?;
    let html = text_at(&seen, "/body_html").to_ascii_lowercase();
    for bad in ["<script", "onerror", "onclick", "onload", "javascript:", "<iframe", "<style", "<svg", "<form", "position:"] {
        assert!(!html.contains(bad), "{bad} in {html}");
    }
    assert!(html.contains("kept"));
    let number = text_at(&seen, "/id").to_owned();
    for path in ["/c/garden".to_owned(), format!("/post/{number}"), format!("/u/{}", lena.handle), "/feed.atom".to_owned()] {
        let page = alpha.get(&path).await?.is(200)?;
        let text = page.text.to_ascii_lowercase();
        assert!(!text.contains("<script>alert") && !text.contains("javascript:alert") && !text.contains("onerror=alert"), "{path}");
        assert!(!text.contains('\u{0}'), "{path}");
    }
    world.end().await
}

/// A server that answers with far too much, or with nothing for a long time.
#[tokio::test]
async fn an_endless_answer_is_not_read_to_its_end() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let evil = world.stranger("evil", Software::Lemmy)?;
    let huge = json!({ "id": evil.url("/u/huge"), "type": "Person", "x": "y".repeat(5_000_000) }).to_string();
    evil.serves_reply("/u/huge", Reply::new(200, ACTIVITY, huge));
    for number in 0..20 {
        evil.serves_reply(&format!("/hop/{number}"), Reply::redirect(&evil.url(&format!("/hop/{}", number + 1))));
    }
    for path in ["/u/huge", "/hop/0"] {
        let answer = ann.api(reqwest::Method::POST, "/resolve", json!({ "query": evil.url(path) })).await?;
        assert!(answer.status >= 400, "{path}: {answer:?}");
    }
    let hops = evil.asked().iter().filter(|asked| asked.target.starts_with("/hop/")).count();
    assert!(hops <= 10, "{hops}");
    world.end().await
}

/// A community whose outbox never ends, and whose pages lead in a ring.
#[tokio::test]
async fn an_endless_collection_is_read_in_part() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let evil = world.stranger("evil", Software::Lemmy)?;
    let (trap, eve) = (evil.group("trap"), evil.person("eve"));
    let place = Place { id: trap.id.clone(), inbox: alpha.url("/inbox"), handle: trap.handle.clone() };
    for number in 0..300 {
        let threads: Vec<Value> = (0..10)
            .map(|_| {
                let thread = thread_of(&eve, &place, "More");
                evil.serves(&thread);
                trap.announcement(created(&eve, &thread))
            })
            .collect();
        let id = format!("{}/outbox?page={number}", trap.id);
        let page = json!({
            "@context": "https://www.w3.org/ns/activitystreams", "id": id, "type": "OrderedCollectionPage", "orderedItems": threads,
            "next": format!("{}/outbox?page={}", trap.id, (number + 1) % 300),
        });
        evil.serves(&page);
    }
    evil.serves(&json!({
        "@context": "https://www.w3.org/ns/activitystreams", "id": format!("{}/outbox", trap.id), "type": "OrderedCollection",
        "totalItems": 3000, "first": format!("{}/outbox?page=0", trap.id),
    }));
    ann.resolves(&trap.handle).await?;
    world.settle().await?;
    let kept = alpha.number("SELECT count(*) AS number FROM posts")?;
    assert!((1..=50).contains(&kept), "{kept} threads");
    assert!(evil.asked().len() < 200, "{} requests", evil.asked().len());
    world.end().await
}
