//! Founded on the page with one field, and what becomes of it.

use reqwest::Method;
use serde_json::{Value, json};

use super::{DAY, HOUR, told};
use crate::support::{Story, World, list_at, text_at};

#[tokio::test]
async fn one_field_and_one_click() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    alpha.person("ann").await?;
    alpha.admin("boss").await?;
    let ann = alpha.visit()?;
    ann.login("ann").await?;
    for page in ["/", "/communities"] {
        let answer = ann.send(page, "/impromptu", &[("title", "Lost cat at the quay")]).await?.is(200)?;
        assert!(ann.place().starts_with("/c/lost_cat_at_the_quay"), "{}", ann.place());
        assert!(answer.text.contains("Disperses after 48 more quiet hours"));
    }
    assert_eq!(ann.place(), "/c/lost_cat_at_the_quay_2");
    // Nobody at the host is told.
    assert_eq!(alpha.number("SELECT count(*) AS number FROM notifications")?, 0);
    // What is wrong is said beside the field, and nothing is founded.
    for (field, value, says) in [("quiet_hours", "0", "From 1 to 336"), ("quiet_hours", "337", "From 1 to 336"), ("quiet_hours", "soon", "From 1 to 336")] {
        let refused = ann.post("/impromptu", "/impromptu", &[("title", "Fog"), (field, value)]).await?.is(422)?;
        assert!(refused.text.contains(says) && refused.text.contains("Fog"), "{value}");
    }
    ann.post("/impromptu", "/impromptu", &[("title", " ")]).await?.is(422)?;
    ann.post("/impromptu", "/impromptu", &[("title", "Fog"), ("afterwards", "burn")]).await?.is(422)?;
    assert_eq!(alpha.number("SELECT count(*) AS number FROM lifespans")?, 2);
    let visitor = alpha.visit()?;
    assert!(visitor.ask("/").await?.text.contains("Lost cat at the quay"), "it is listed as happening now");
    assert_ne!(visitor.post_fields("/impromptu", &[("title".to_owned(), "x".to_owned())]).await?.status, 200);
    world.end().await
}

async fn gathers(world: &World, who: &crate::support::person::Person, title: &str, hours: i32, afterwards: &str) -> anyhow::Result<String> {
    let body = json!({ "title": title, "lifespan": "impromptu", "quiet_hours": hours, "afterwards": afterwards });
    let founded = who.api(Method::POST, "/communities", body).await?.is(201)?;
    world.settle().await?;
    Ok(founded.at("/name").to_owned())
}

/// Taken back within a day, kept before its time, and what its founder chose for after.
#[tokio::test]
async fn what_comes_after() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, ben) = (alpha.person("ann").await?, beta.person("ben").await?);
    let name = gathers(&world, &ann, "Fog", 3, "export").await?;
    let gone = gathers(&world, &ann, "Ice", 3, "delete").await?;
    for place in [&name, &gone] {
        ben.resolves(&format!("@{}", alpha.handle(place))).await?;
        ben.joins(&alpha.handle(place)).await?;
        world.settle().await?;
    }
    let thread = ben.posts(&alpha.handle(&name), "Who sees anything?", "I do not.").await?;
    let ice = ben.posts(&alpha.handle(&gone), "Slippery", "").await?;
    world.settle().await?;
    world.pass(HOUR * 4).await?;
    let state = |community: &Value| text_at(community, "/state").to_owned();
    assert_eq!(state(&alpha.community(&name).await?), "dispersed");
    let digest = text_at(&alpha.community(&name).await?, "/lifetime/outcome").to_owned();
    assert!(text_at(&beta.sees(&digest).await?, "/body_html").contains("Who sees anything?"), "it reached beta");
    assert_eq!(beta.community(&alpha.handle(&name)).await?["posting_restricted"], json!(true));
    assert!(told(&ben.gets("/notifications").await?).contains(&"mention".to_owned()));

    // Within a day it can be taken back, and then its hours begin anew.
    let act = |act: &str| json!({ "act": act });
    let path = format!("/communities/{name}/lifespan");
    ann.api(Method::POST, &path, act("undo")).await?.is(200)?;
    world.settle().await?;
    assert_eq!(state(&alpha.community(&name).await?), "open");
    assert_eq!(beta.community(&alpha.handle(&name)).await?["posting_restricted"], json!(false));
    world.pass(HOUR * 2).await?;
    assert_eq!(state(&alpha.community(&name).await?), "open");
    world.pass(HOUR * 2).await?;
    assert_eq!(state(&alpha.community(&name).await?), "dispersed");
    world.pass(DAY + HOUR).await?;
    assert_eq!(ann.api(Method::POST, &path, act("undo")).await?.status, 409, "a day later nothing is taken back");

    // Its founder takes it along; so may everybody, since all of it is public.
    assert!(told(&ann.gets("/notifications").await?).contains(&"export".to_owned()));
    let export = alpha.get(&format!("/c/{name}/export.json")).await?.is(200)?;
    assert_eq!(export.at("/state"), "dispersed");
    assert!(list_at(&export.json, "/posts").iter().any(|post| text_at(post, "/id") == thread.id));

    // The other one is deleted a week later, and servers that knew it are told.
    alpha.get(&format!("/c/{gone}")).await?.is(200)?;
    world.pass(DAY * 7).await?;
    assert_eq!(alpha.get(&format!("/c/{gone}")).await?.status, 410);
    assert_eq!(alpha.document(&alpha.url(&format!("/c/{gone}"))).await?.status, 410);
    assert_ne!(alpha.post(&ice.id).await.ok().flatten().map(|post| text_at(&post, "/state").to_owned()).as_deref(), Some("visible"));
    alpha.get(&format!("/c/{name}")).await?.is(200)?;
    assert!(alpha.get("/modlog").await?.text.contains("by the rules of the house"));
    world.end().await
}

/// One that is still open is no file for everybody.
#[tokio::test]
async fn an_open_one_is_exported_by_its_stewards_only() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    alpha.person("bo").await?;
    let name = gathers(&world, &ann, "Hail", 5, "keep").await?;
    let (steward, other) = (alpha.visit()?, alpha.visit()?);
    steward.login("ann").await?;
    other.login("bo").await?;
    steward.ask(&format!("/c/{name}/export.json")).await?.is(200)?;
    other.ask(&format!("/c/{name}/export.json")).await?.is(403)?;
    // "Keep it" on the page of its stewards.
    let page = format!("/c/{name}/lifespan");
    other.ask(&page).await?.is(403)?;
    steward.send(&page, &page, &[("act", "keep"), ("purpose", "support")]).await?.is(200)?;
    let kept = alpha.community(&name).await?;
    assert_eq!((text_at(&kept, "/lifespan"), text_at(&kept, "/purpose")), ("standing", "support"));
    world.pass(DAY * 10).await?;
    assert_eq!(text_at(&alpha.community(&name).await?, "/state"), "open");
    world.end().await
}
