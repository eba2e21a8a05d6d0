//! An accepted answer becomes a page, and is found before anybody asks again.

use reqwest::Method;
use serde_json::json;

use super::{begins, founds, history, page};
use crate::support::{Story, World, list_at, text_at};

#[tokio::test]
async fn an_accepted_answer_becomes_a_page_with_its_author_and_a_link_both_ways() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob) = (alpha.person("ann").await?, beta.person("bob").await?);
    founds(&ann, "workshop").await?;
    bob.joins(&alpha.handle("workshop")).await?;
    world.settle().await?;
    let body = json!({ "title": "Which blade for oak?", "body": "", "kind": "question" });
    let asked = ann.api(Method::POST, "/communities/workshop/threads", body).await?.is(201)?.json;
    world.settle().await?;
    let reply = bob.replies(beta, text_at(&asked, "/ap_id"), "The **coarse** one.").await?;
    world.settle().await?;
    let here = text_at(&alpha.sees(&reply.id).await?, "/id").to_owned();
    let promote = format!("/posts/{here}/wiki");
    ann.api(Method::POST, &promote, json!({ "title": "Blades" })).await?.is(403)?;
    let id = text_at(&asked, "/id").to_owned();
    ann.api(Method::POST, &format!("/questions/{id}/answer"), json!({ "reply_id": here })).await?.is(200)?;

    let visit = alpha.visit()?;
    visit.login("ann").await?;
    let thread = visit.page(&format!("/post/{id}")).await?.is(200)?.text;
    let way = format!("/post/{here}/to-wiki");
    assert!(thread.contains(&way), "{thread}");
    let fields = [("title", "Blades"), ("path", "tools/blades"), ("body", "The **coarse** one.\n\nFor pine the fine one."), ("summary", "Pine")];
    let made = visit.send(&way, &way, &fields).await?.is(200)?.text;
    assert_eq!(visit.place(), "/c/workshop/wiki/tools/blades");
    assert!(made.contains("Made from an answer") && made.contains(&format!("/post/{here}")), "{made}");
    let found = ann.gets("/communities/workshop/wiki?path=tools/blades").await?;
    let made = text_at(&found, "/items/0/id").to_owned();
    let revisions = history(&ann, &made).await?;
    let who: Vec<(&str, &str)> = revisions.iter().map(|r| (text_at(r, "/author/id"), text_at(r, "/sort"))).collect();
    assert_eq!(who, [(ann.id.as_str(), "edited"), (bob.id.as_str(), "promoted")]);
    let thread = alpha.visit()?.page(&format!("/post/{id}")).await?.is(200)?.text;
    assert!(thread.contains("In the wiki:") && thread.contains("/c/workshop/wiki/tools/blades"), "{thread}");
    ann.api(Method::POST, &promote, json!({ "title": "Blades again" })).await?.is(409)?;
    assert_eq!(text_at(&page(&ann, &made).await?, "/answer_id"), here);
    world.end().await
}

#[tokio::test]
async fn whoever_asks_is_shown_the_page_that_tells() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    founds(&ann, "workshop").await?;
    begins(&ann, "workshop", "blades", "Blades for oak and pine", "Oak wants the coarse blade.").await?;
    begins(&ann, "workshop", "opening-hours", "Opening hours", "From nine.").await?;
    let body = json!({ "title": "Is there a blade for oak?", "body": "", "kind": "question" });
    ann.api(Method::POST, "/communities/workshop/threads", body).await?.is(201)?;
    let similar = ann.gets("/communities/workshop/similar?title=Which%20blade%20do%20I%20take%20for%20oak").await?;
    let titles: Vec<&str> = list_at(&similar, "/items").iter().map(|p| text_at(p, "/title")).collect();
    assert_eq!(titles, ["Blades for oak and pine", "Is there a blade for oak?"], "the wiki comes first");
    let shown = alpha.visit()?.page("/c/workshop/similar?title=Which+blade+for+oak").await?.is(200)?.text;
    assert!(shown.contains("/c/workshop/wiki/blades"), "{shown}");
    world.end().await
}
