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
    let (hall_id, bob_id) = (actor_number(alpha, &hall.id).await?, bob.number_at(alpha).await?);
    alpha.write(move |tx| folkmoot::store::ranks::set(tx, hall_id, bob_id, folkmoot::store::ranks::Rank::Trusted, 100)).await?;
    bob.gets(&path).await?;
    world.end().await
}

async fn actor_number(instance: &crate::support::instance::Instance, id: &str) -> anyhow::Result<i64> {
    let id = id.to_owned();
    let actor = instance.read(move |conn| folkmoot::store::actors::by_ap_id(conn, &id)).await?;
    Ok(actor.map_or(0, |a| a.id))
}
