//! A community for its members: how one comes in, and who hears of what is said there.

use reqwest::Method;
use serde_json::{Value, json};

use super::{admits, founds, sets};
use crate::support::{Place, Software, Story, World, list_at, text_at};

const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

fn names(value: &Value, word: &str) -> bool {
    value.to_string().contains(word)
}

#[tokio::test]
async fn bob_asks_to_join_from_his_server_and_hears_only_then() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob) = (alpha.person("ann").await?, beta.person("bob").await?);
    let attic = Place::ours(&founds(&ann, "attic", "members").await?);
    let actor = alpha.document(&attic.id).await?.is(200)?;
    assert_eq!(actor.json["manuallyApprovesFollowers"], json!(true), "{actor:?}");

    assert_eq!(bob.joins(&attic.handle).await?, "pending");
    let early = ann.posts("attic", "The chest of drawers", "It is upstairs.").await?;
    world.settle().await?;
    assert!(beta.post(&early.id).await?.is_none(), "who only asks hears nothing");
    let asking = ann.gets("/communities/attic/access").await?;
    assert_eq!(list_at(&asking, "/asking").len(), 1);
    let told: Vec<Value> = list_at(&ann.gets("/notifications").await?, "/items").to_vec();
    assert!(told.iter().any(|n| text_at(n, "/kind") == "asks_to_join"), "{told:?}");

    admits(&ann, "attic", &bob.handle).await?;
    world.settle().await?;
    assert_eq!(bob.joins(&attic.handle).await?, "member");
    let thread = ann.posts("attic", "The key to the chest", "Under the third stair.").await?;
    world.settle().await?;
    assert_eq!(text_at(&bob.resolves(&thread.id).await?, "/post/title"), "The key to the chest");
    let answer = bob.replies(beta, &thread.id, "Found it.").await?;
    world.settle().await?;
    let seen = ann.gets(&format!("/threads/{}/replies", thread.number)).await?;
    assert!(names(&seen, "Found it."), "{seen:#}");

    // On Bob's server nobody else reads it.
    let eve = beta.person("eve").await?;
    let path = format!("/posts/{}", answer.number);
    assert_eq!(eve.api(Method::GET, &path, Value::Null).await?.status, 404);
    bob.api(Method::GET, &path, Value::Null).await?.is(200)?;
    // Who leaves reads no more of it.
    bob.leaves(&attic.handle).await?;
    world.settle().await?;
    let later = ann.posts("attic", "The drawer is empty", "").await?;
    world.settle().await?;
    assert!(beta.post(&later.id).await?.is_none());
    world.end().await
}

#[tokio::test]
async fn lemmy_members_hear_of_it_and_nobody_is_told_that_it_is_public() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let attic = Place::ours(&founds(&ann, "attic", "members").await?);
    let (lemmy, mastodon) = (world.stranger("lemmy", Software::Lemmy)?, world.stranger("mastodon", Software::Mastodon)?);
    let (lena, max) = (lemmy.person("lena"), mastodon.person("max"));
    lena.follows(&attic).await?;
    max.follows(&attic).await?;
    world.settle().await?;
    assert!(lemmy.got("Accept").is_empty() && mastodon.got("Accept").is_empty(), "nobody is in yet");
    admits(&ann, "attic", &lena.handle).await?;
    world.settle().await?;
    lemmy.got_one("Accept")?;

    let thread = ann.posts("attic", "Winter stores", "Forty jars.").await?;
    world.settle().await?;
    let announce = lemmy.got_one("Announce/Create")?;
    assert!(!names(&announce, PUBLIC), "{announce:#}");
    assert!(mastodon.got("Announce").is_empty() && mastodon.got("Create").is_empty());
    // A server with a member may fetch it with a signature; others, and those without one, may not.
    lemmy.fetches(&lena.key_id, &thread.id).await?.is(200)?;
    mastodon.fetches(&max.key_id, &thread.id).await?.is(404)?;
    alpha.document(&thread.id).await?.is(404)?;

    let mut page = json!({
        "@context": "https://www.w3.org/ns/activitystreams", "type": "Page", "id": lemmy.url("/post/77"), "url": lemmy.url("/post/77"),
        "attributedTo": lena.id, "name": "Summer stores", "content": "<p>Twelve jars.</p>", "to": [attic.id], "cc": [], "audience": attic.id,
    });
    lena.publishes(&attic, page.clone()).await?;
    world.settle().await?;
    let seen = alpha.read({
        let id = text_at(&page, "/id").to_owned();
        move |conn| folkmoot::store::posts::by_ap_id(conn, &id)
    });
    assert!(seen.await?.is_some_and(|post| post.visibility.part().is_some()), "kept, and among members");
    // Somebody who is not in is not heard there.
    page["id"] = json!(mastodon.url("/users/max/statuses/9"));
    page["attributedTo"] = json!(max.id);
    max.publishes(&attic, page.clone()).await?;
    world.settle().await?;
    let id = text_at(&page, "/id").to_owned();
    assert!(alpha.read(move |conn| folkmoot::store::posts::by_ap_id(conn, &id)).await?.is_none());
    world.end().await
}

#[tokio::test]
async fn closing_and_opening_again_is_logged_and_told() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob, cy) = (alpha.person("ann").await?, beta.person("bob").await?, alpha.person("cy").await?);
    let garden = Place::ours(&ann.founds("garden").await?);
    bob.joins(&garden.handle).await?;
    world.settle().await?;
    let thread = ann.posts("garden", "Compost", "Turn it.").await?;
    world.settle().await?;
    cy.gets(&format!("/posts/{}", thread.number)).await?;

    assert_eq!(sets(&cy, "garden", "members", json!({})).await?, 403, "only its stewards");
    assert_eq!(sets(&ann, "garden", "staff", json!({})).await?, 403, "only staff");
    assert_eq!(sets(&ann, "garden", "moat", json!({})).await?, 422);
    assert_eq!(sets(&ann, "garden", "members", json!({})).await?, 200);
    world.settle().await?;
    assert_eq!(cy.api(Method::GET, &format!("/posts/{}", thread.number), Value::Null).await?.status, 404);
    // Bob stays a member, and his server knows that one asks now.
    assert_eq!(bob.joins(&garden.handle).await?, "member");
    assert_eq!(cy.joins("garden").await?, "pending");
    let log = ann.gets("/modlog?community=garden").await?;
    assert!(names(&log, "change_access"), "{log:#}");
    assert!(!names(&cy.gets("/modlog").await?, "garden"), "the log of the house says nothing of it to others");

    // Opened again, whoever asked is in.
    assert_eq!(sets(&ann, "garden", "public", json!({})).await?, 200);
    assert_eq!(cy.joins("garden").await?, "member");
    cy.gets(&format!("/posts/{}", thread.number)).await?;
    world.end().await
}

#[tokio::test]
async fn what_is_for_staff_does_not_exist_for_others() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (mo, ann, bob) = (alpha.moderator("mo").await?, alpha.person("ann").await?, beta.person("bob").await?);
    let desk = Place::ours(&founds(&mo, "desk", "staff").await?);
    let thread = mo.posts("desk", "Shifts", "Monday is yours.").await?;
    world.settle().await?;
    assert!(founds(&ann, "other", "staff").await.is_err());
    for answer in [ann.api(Method::GET, "/communities/desk", Value::Null).await?, alpha.get("/c/desk").await?, alpha.document(&desk.id).await?] {
        assert_eq!(answer.status, 404, "{answer:?}");
    }
    alpha.get(&format!("/.well-known/webfinger?resource=acct:{}", desk.handle)).await?.is(404)?;
    let found = bob.api(Method::POST, "/resolve", json!({ "query": desk.id })).await?;
    assert_ne!(found.status, 200, "{found:?}");
    mo.gets(&format!("/posts/{}", thread.number)).await?;
    assert_eq!(ann.api(Method::POST, "/communities/desk/membership", Value::Null).await?.status, 404);
    world.end().await
}

#[tokio::test]
async fn the_pages_show_a_front_door_and_let_stewards_decide() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, _cy) = (alpha.person("ann").await?, alpha.person("cy").await?);
    founds(&ann, "attic", "members").await?;
    ann.posts("attic", "The chest of drawers", "Upstairs.").await?;
    let outside = alpha.visit()?;
    let page = outside.page("/c/attic").await?.is(200)?;
    assert!(page.text.contains("Only members see what is in here") && !page.text.contains("chest"), "{}", page.text);
    assert!(outside.page("/c/attic/feed.atom").await?.status == 403);
    let theirs = alpha.visit()?;
    theirs.login("cy").await?;
    theirs.send("/c/attic", "/c/attic/join", &[]).await?.is(200)?;
    let hers = alpha.visit()?;
    hers.login("ann").await?;
    let page = hers.page("/c/attic/access").await?.is(200)?;
    assert!(page.text.contains("@cy@"), "{}", page.text);
    hers.send("/c/attic/access", "/c/attic/asking", &[("act", "admit")]).await?.is(200)?;
    assert!(theirs.page("/c/attic").await?.is(200)?.text.contains("The chest of drawers"));
    assert!(theirs.page("/?show=mine").await?.is(200)?.text.contains("The chest of drawers"), "and among what is new in theirs");
    assert!(!theirs.page("/").await?.is(200)?.text.contains("The chest of drawers"), "never among everybody's");
    // A wrong word comes back with the form.
    let answer = hers.post("/c/attic/access", "/c/attic/access", &[("access", "moat")]).await?;
    assert_eq!(answer.status, 422, "{answer:?}");
    let answer = hers.post("/c/attic/access", "/c/attic/guests", &[("handle", "nobody"), ("part", "all"), ("act", "add")]).await?;
    assert_eq!(answer.status, 422);
    world.end().await
}

