//! An open community with a part that asks for more.

use reqwest::Method;
use serde_json::{Value, json};

use super::sets;
use crate::support::{Place, Software, Story, World, list_at, number_at};

#[tokio::test]
async fn the_forum_is_for_those_who_are_trusted() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob, cy) = (alpha.person("ann").await?, alpha.person("bob").await?, alpha.person("cy").await?);
    let hall = Place::ours(&ann.founds("hall").await?);
    let lemmy = world.stranger("lemmy", Software::Lemmy)?;
    let lena = lemmy.person("lena");
    lena.follows(&hall).await?;
    bob.joins("hall").await?;
    assert_eq!(sets(&ann, "hall", "public", json!({ "forum": "trusted" })).await?, 200);
    let thread = ann.posts("hall", "The keys", "Are with Greta.").await?;
    world.settle().await?;
    assert!(lemmy.got("Announce/Create").is_empty(), "nobody there is trusted yet");
    let path = format!("/posts/{}", thread.number);
    for person in [&bob, &cy] {
        assert_eq!(person.api(Method::GET, &path, Value::Null).await?.status, 404);
        let answer = person.api(Method::POST, "/communities/hall/threads", json!({ "title": "Me too", "body": "" })).await?;
        assert_eq!(answer.status, 403, "{answer:?}");
    }
    assert_eq!(number_at(&bob.gets("/communities/hall").await?, "/threads"), 0, "not by a number either");

    // By name, whatever the door asks for.
    let let_in = json!({ "person": "bob", "part": "forum" });
    ann.api(Method::POST, "/communities/hall/access/guests", let_in).await?.is(200)?;
    bob.gets(&path).await?;
    assert_eq!(list_at(&bob.gets("/communities/hall/threads").await?, "/items").len(), 1);
    bob.posts("hall", "Thanks", "I have them.").await?;
    assert_eq!(list_at(&cy.gets("/communities/hall/threads").await?, "/items").len(), 0);
    let out = json!({ "person": "bob", "part": "forum", "let_in": false });
    ann.api(Method::POST, "/communities/hall/access/guests", out).await?.is(200)?;
    assert_eq!(bob.api(Method::GET, &path, Value::Null).await?.status, 404);

    // By rank.
    let rank = json!({ "wish": "grant", "rank": "trusted", "reason": "They know the hall." });
    ann.api(Method::PUT, "/communities/hall/standing/bob", rank).await?.is(200)?;
    bob.gets(&path).await?;
    world.end().await
}
