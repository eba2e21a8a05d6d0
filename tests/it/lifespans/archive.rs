//! Stewards archive a standing community, and take that back.

use reqwest::Method;
use serde_json::{Value, json};

use super::{DAY, HOUR};
use crate::support::{Place, Software, Story, World, text_at};

#[tokio::test]
async fn archived_is_read_only_and_can_be_taken_back_for_a_day() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bo, ben) = (alpha.person("ann").await?, alpha.person("bo").await?, beta.person("ben").await?);
    ann.founds("garden").await?;
    ben.resolves(&format!("@{}", alpha.handle("garden"))).await?;
    ben.joins(&alpha.handle("garden")).await?;
    world.settle().await?;
    let lemmy = world.stranger("lemmy", Software::Lemmy)?;
    let lea = lemmy.person("lea");
    lea.follows(&Place::ours(&alpha.url("/c/garden"))).await?;
    world.settle().await?;
    let decide = async |who: &crate::support::person::Person, body: Value| who.api(Method::POST, "/communities/garden/lifespan", body).await;
    assert_eq!(decide(&bo, json!({ "act": "archive", "reason": "Mine now" })).await?.status, 403);
    assert_eq!(decide(&ann, json!({ "act": "archive" })).await?.status, 422, "a reason is asked for");
    assert_eq!(decide(&ann, json!({ "act": "undo" })).await?.status, 409);
    assert_eq!(decide(&ann, json!({ "act": "keep" })).await?.status, 409, "it does not end by itself");
    assert_eq!(decide(&ann, json!({ "act": "dance" })).await?.status, 422);

    decide(&ann, json!({ "act": "archive", "reason": "The plot was sold" })).await?.is(200)?;
    world.settle().await?;
    assert_eq!(text_at(&alpha.community("garden").await?, "/state"), "archived");
    let notice = lemmy.got_one("Announce/Create")?;
    assert!(text_at(&notice, "/object/object/content").contains("The plot was sold."));
    assert_eq!(lemmy.got_one("Announce/Add")?["object"]["object"], notice["object"]["object"]["id"], "and it is pinned");
    assert_eq!(lemmy.got_one("Announce/Update")?["object"]["object"]["postingRestrictedToMods"], json!(true));
    assert_eq!(beta.community(&alpha.handle("garden")).await?["posting_restricted"], json!(true));
    assert_eq!(decide(&ann, json!({ "act": "archive", "reason": "Again" })).await?.status, 409);
    // Still read, found and followed.
    assert!(alpha.get("/c/garden").await?.is(200)?.text.contains("Archived"));
    assert!(alpha.get("/search?q=garden").await?.text.contains("The garden"));
    assert_eq!(bo.joins("garden").await?, "member");
    assert!(alpha.get("/c/garden/modlog").await?.text.contains("The plot was sold"));

    world.pass(HOUR * 23).await?;
    decide(&ann, json!({ "act": "undo" })).await?.is(200)?;
    world.settle().await?;
    assert_eq!(text_at(&alpha.community("garden").await?, "/state"), "open");
    assert_eq!(beta.community(&alpha.handle("garden")).await?["posting_restricted"], json!(false));
    ben.posts(&alpha.handle("garden"), "Still here", "").await?;
    world.settle().await?;
    assert_eq!(decide(&ann, json!({ "act": "undo" })).await?.status, 409, "once");

    decide(&ann, json!({ "act": "archive", "reason": "It is winter" })).await?.is(200)?;
    world.pass(DAY + HOUR).await?;
    assert_eq!(decide(&ann, json!({ "act": "undo" })).await?.status, 409, "not after a day");
    world.end().await
}
