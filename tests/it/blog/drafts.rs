//! Drafts: kept, scheduled, handed in, and never lost.

use reqwest::Method;
use serde_json::json;

use super::{HOUR, acts, drafts, founds, front, told};
use crate::support::{Story, World, list_at, text_at};

#[tokio::test]
async fn a_draft_is_its_authors_until_it_is_published() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    founds(&ann, "trams").await?;
    let draft = drafts(&ann, "trams", "The night tram", json!({ "summary": "Who rides it.", "series": "Nights" })).await?;
    let path = format!("/drafts/{draft}");
    assert_eq!(dan.api(Method::GET, &path, json!(null)).await?.status, 404);
    assert_eq!(alpha.api(Method::GET, &path, json!(null)).await?.status, 401);
    assert_eq!(acts(&dan, &draft, "publication", json!(null)).await?.status, 404);
    assert!(!alpha.get("/search?q=night").await?.text.contains("The night tram"));

    let kept = ann.api(Method::PATCH, &path, json!({ "body": "**Nurses**, bakers, and foxes." })).await?.is(200)?;
    assert_eq!((kept.at("/title"), kept.at("/details/summary")), ("The night tram", "Who rides it."));
    assert_eq!(list_at(&ann.gets("/drafts").await?, "/items").len(), 1);
    let post = acts(&ann, &draft, "publication", json!(null)).await?.is(201)?;
    assert_eq!((post.at("/kind"), post.at("/title")), ("article", "The night tram"));
    assert!(post.at("/body_html").contains("<strong>Nurses</strong>"));
    assert!(list_at(&ann.gets("/drafts").await?, "/items").is_empty(), "it is a post now");
    assert_eq!(acts(&ann, &draft, "publication", json!(null)).await?.status, 404, "once");
    assert_eq!(front(&dan, "trams").await?, ["The night tram"]);
    let found = alpha.get("/search?q=night").await?.text.replace("<mark>", "").replace("</mark>", "");
    assert!(found.contains("The night tram"), "{found}");

    // An empty one is refused, and is still there.
    let empty = drafts(&ann, "trams", "", json!({})).await?;
    assert_eq!(acts(&ann, &empty, "publication", json!(null)).await?.status, 422);
    ann.api(Method::DELETE, &format!("/drafts/{empty}"), json!(null)).await?.is(204)?;
    assert!(list_at(&ann.gets("/drafts").await?, "/items").is_empty());
    // Only where there is a blog.
    ann.founds("garden").await?;
    let body = json!({ "title": "Beans", "body": "" });
    assert_eq!(ann.api(Method::POST, "/communities/garden/drafts", body).await?.status, 422);
    world.end().await
}

#[tokio::test]
async fn a_draft_publishes_itself_at_its_time() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    founds(&ann, "trams").await?;
    let (early, late) = (drafts(&ann, "trams", "On Tuesday", json!({})).await?, drafts(&ann, "trams", "Never mind", json!({})).await?);
    let at = |time: &str| json!({ "at": time });
    let schedule = |draft: &str| format!("/drafts/{draft}/schedule");
    assert_eq!(ann.api(Method::PUT, &schedule(&early), at("2026-03-01T09:00:00Z")).await?.status, 422, "yesterday");
    assert_eq!(ann.api(Method::PUT, &schedule(&early), at("2126-03-01T09:00:00Z")).await?.status, 422, "in a hundred years");
    ann.api(Method::PUT, &schedule(&early), at("2026-03-02T18:00:00Z")).await?.is(200)?;
    // Put off once more: the first time passes without a word.
    ann.api(Method::PUT, &schedule(&early), at("2026-03-03T09:00:00Z")).await?.is(200)?;
    ann.api(Method::PUT, &schedule(&late), at("2026-03-03T09:00:00Z")).await?.is(200)?;
    world.pass(HOUR * 12).await?;
    assert!(front(&ann, "trams").await?.is_empty());
    // What is written until then is what comes out.
    ann.api(Method::PATCH, &format!("/drafts/{early}"), json!({ "body": "With the latest news." })).await?.is(200)?;
    ann.api(Method::DELETE, &schedule(&late), json!(null)).await?.is(200)?;
    world.pass(HOUR * 12).await?;
    assert_eq!(front(&ann, "trams").await?, ["On Tuesday"]);
    let shown = ann.gets("/communities/trams/articles").await?;
    assert!(text_at(&shown, "/items/0/post/body_html").contains("latest news"));
    assert_eq!(text_at(&shown, "/items/0/post/published_at").get(..16), Some("2026-03-03T09:00"));
    assert_eq!(list_at(&ann.gets("/drafts").await?, "/items").len(), 1);
    world.end().await
}

#[tokio::test]
async fn whoever_may_not_publish_any_more_is_told_why() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    founds(&ann, "trams").await?;
    ann.api(Method::PUT, "/communities/trams/blog", json!({ "writers": "everybody" })).await?.is(200)?;
    let draft = drafts(&dan, "trams", "My view", json!({})).await?;
    let path = format!("/drafts/{draft}/schedule");
    dan.api(Method::PUT, &path, json!({ "at": "2026-03-02T12:00:00Z" })).await?.is(200)?;
    ann.api(Method::PUT, "/communities/trams/blog", json!({ "writers": "trusted" })).await?.is(200)?;
    world.pass(HOUR * 4).await?;
    assert!(front(&dan, "trams").await?.is_empty());
    assert_eq!(told(&dan).await?, ["draft_failed"]);
    let kept = dan.gets(&format!("/drafts/{draft}")).await?;
    assert!(kept["publish_at"].is_null() && text_at(&kept, "/note").contains("stewards and trusted members"), "{kept:#}");
    assert_eq!(text_at(&kept, "/body"), "Some words about My view.");
    // And cannot plan it anew, but hand it in.
    assert_eq!(dan.api(Method::PUT, &path, json!({ "at": "2026-03-04T12:00:00Z" })).await?.status, 403);
    acts(&dan, &draft, "proposal", json!(null)).await?.is(200)?;
    // Whoever leaves takes their drafts along.
    dan.api(Method::POST, "/me/deletion", json!({ "password": crate::support::person::PASSWORD })).await?;
    world.settle().await?;
    world.end().await
}

#[tokio::test]
async fn stewards_publish_what_members_hand_in() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, dan, bob) = (alpha.person("ann").await?, alpha.person("dan").await?, beta.person("bob").await?);
    let trams = founds(&ann, "trams").await?;
    bob.joins(&crate::support::Place::ours(&trams).handle).await?;
    world.settle().await?;
    let draft = drafts(&dan, "trams", "From the last row", json!({ "summary": "What one hears there." })).await?;
    let desk = "/communities/trams/drafts";
    assert!(list_at(&ann.gets(desk).await?, "/items").is_empty(), "not before it is handed in");
    assert_eq!(dan.api(Method::GET, desk, json!(null)).await?.status, 403);
    acts(&dan, &draft, "proposal", json!(null)).await?.is(200)?;
    assert_eq!(told(&ann).await?, ["draft_proposed"]);
    let seen = ann.gets(&format!("/drafts/{draft}")).await?;
    let version = text_at(&seen, "/version").to_owned();

    // It comes back with a word, which stands in no log.
    assert_eq!(acts(&ann, &draft, "return", json!({ "note": " " })).await?.status, 422);
    acts(&ann, &draft, "return", json!({ "note": "Please leave the conductor's name out." })).await?.is(204)?;
    assert_eq!(told(&dan).await?, ["draft_returned"]);
    assert!(text_at(&dan.gets(&format!("/drafts/{draft}")).await?, "/note").contains("conductor"));
    let log = alpha.get("/c/trams/modlog").await?.is(200)?.text;
    assert!(log.contains("went back to its author") && !log.contains("conductor") && !log.contains("@dan@"), "{log}");
    assert_eq!(ann.api(Method::GET, &format!("/drafts/{draft}"), json!(null)).await?.status, 404, "it is Dan's again");

    dan.api(Method::PATCH, &format!("/drafts/{draft}"), json!({ "body": "Nobody is named." })).await?.is(200)?;
    acts(&dan, &draft, "proposal", json!(null)).await?.is(200)?;
    // What was read is what is published, and nothing that came after.
    assert_eq!(acts(&ann, &draft, "approval", json!({ "version": version })).await?.status, 409);
    assert_eq!(acts(&dan, &draft, "approval", json!({ "version": version })).await?.status, 409, "an author has read it, and has no power");
    let now = text_at(&ann.gets(&format!("/drafts/{draft}")).await?, "/version").to_owned();
    assert_eq!(acts(&dan, &draft, "approval", json!({ "version": now })).await?.status, 403);
    let post = acts(&ann, &draft, "approval", json!({ "version": now })).await?.is(201)?;
    assert_eq!(post.at("/author/id"), dan.id);
    world.settle().await?;
    assert_eq!(told(&dan).await?.first().map(String::as_str), Some("draft_published"));
    assert!(alpha.get("/c/trams/modlog").await?.text.contains("Published for its author"));
    // It is Dan's own post everywhere.
    let far = beta.sees(post.at("/ap_id")).await?;
    assert_eq!((text_at(&far, "/author/id"), text_at(&far, "/kind")), (dan.id.as_str(), "article"));
    let article = bob.gets(&format!("/articles/{}", text_at(&far, "/id"))).await?;
    assert_eq!(text_at(&article, "/summary"), "What one hears there.");
    world.end().await
}
