//! What a wiki does not take.

use reqwest::Method;
use serde_json::{Value, json};

use super::{begins, edits, founds, page};
use crate::support::{Story, World, text_at};

const WORKSHOP: &str = "/communities/workshop/wiki";

#[tokio::test]
async fn what_cannot_be_a_page_is_refused_with_a_reason() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob) = (alpha.person("ann").await?, alpha.person("bob").await?);
    founds(&ann, "workshop").await?;
    ann.founds("forum").await?;
    for (body, field) in [
        (json!({ "title": "", "body": "x" }), "title"),
        (json!({ "title": "T", "body": " \r\n " }), "body"),
        (json!({ "title": "t".repeat(300), "path": "t", "body": "x" }), "title"),
        (json!({ "title": "T", "path": "a/b/c/d/e/f/g/h", "body": "x" }), "path"),
        (json!({ "title": "T", "path": "???", "body": "x" }), "path"),
        (json!({ "title": "T", "body": "x".repeat(60_000) }), "body"),
        (json!({ "title": "T", "body": "x\n".repeat(5_000) }), "body"),
        (json!({ "title": "T", "body": "x", "summary": "s".repeat(300) }), "summary"),
    ] {
        let refused = ann.api(Method::POST, WORKSHOP, body.clone()).await?.is(422)?;
        assert!(refused.json["errors"].get(field).is_some(), "{body}: {}", refused.text);
    }
    ann.api(Method::POST, "/communities/forum/wiki", json!({ "title": "T", "body": "x" })).await?.is(404)?;
    begins(&ann, "workshop", "t", "T", "x").await?;
    ann.api(Method::POST, WORKSHOP, json!({ "title": "t", "body": "y" })).await?.is(422)?;
    // A page is no thread: nobody starts one through the forum's form.
    let body = json!({ "title": "T", "body": "x", "kind": "wiki" });
    bob.api(Method::POST, "/communities/workshop/threads", body).await?.is(422)?;
    // A visitor reads.
    alpha.api(Method::POST, "/communities/workshop/wiki", json!({ "title": "V", "body": "x" })).await?.is(401)?;
    let id = text_at(&ann.gets("/communities/workshop/wiki").await?, "/items/0/id").to_owned();
    for path in ["revisions/0", "revisions/99", "revisions/-1"] {
        assert_eq!(bob.api(Method::GET, &format!("/wiki/{id}/{path}"), Value::Null).await?.status, 404, "{path}");
    }
    for path in ["compare?from=1", "compare?from=1&to=9", "compare?from=x&to=y"] {
        assert_eq!(alpha.get(&format!("/wiki/{id}/{path}")).await?.status, 404, "{path}");
    }
    world.end().await
}

#[tokio::test]
async fn an_edit_names_a_revision_of_its_own_page() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    founds(&ann, "workshop").await?;
    let one = begins(&ann, "workshop", "one", "One", "1").await?;
    let two = begins(&ann, "workshop", "two", "Two", "2").await?;
    let body = json!({ "title": "One", "body": "!", "base": two["revision_id"] });
    ann.api(Method::PATCH, &format!("/wiki/{}", text_at(&one, "/id")), body).await?.is(404)?;
    // What is saved as it is makes no revision.
    edits(&ann, &one, "1\r\n", "").await?.is(200)?;
    assert_eq!(page(&ann, text_at(&one, "/id")).await?["number"], 1);
    // Nobody edits it as if it were a post of theirs.
    ann.api(Method::PATCH, &format!("/posts/{}", text_at(&one, "/id")), json!({ "title": "Mine", "body": "x" })).await?.is(403)?;
    ann.api(Method::DELETE, &format!("/posts/{}", text_at(&one, "/id")), Value::Null).await?.is(403)?;
    world.end().await
}

#[tokio::test]
async fn whoever_is_banned_neither_edits_nor_suggests() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, eve) = (alpha.person("ann").await?, alpha.person("eve").await?);
    founds(&ann, "workshop").await?;
    let one = begins(&ann, "workshop", "one", "One", "1").await?;
    ann.api(Method::POST, "/communities/workshop/bans", json!({ "person": eve.handle, "reason": "Spam" })).await?;
    edits(&eve, &one, "spam", "").await?.is(403)?;
    eve.api(Method::POST, "/communities/workshop/wiki", json!({ "title": "E", "body": "x" })).await?.is(403)?;
    let visit = alpha.visit()?;
    visit.login("eve").await?;
    let shown = visit.page("/c/workshop/wiki/one").await?.is(200)?.text;
    assert!(!shown.contains("Edit the page") && !shown.contains("Suggest a change"), "{shown}");
    assert_eq!(visit.page(&format!("/wiki/{}/edit", text_at(&one, "/id"))).await?.status, 403);
    world.end().await
}
