//! People who change, move, leave, or want to hear no more of each other.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::person::PASSWORD;
use crate::support::{Place, Reply, Software, Story, World, list_at, number_at, text_at};

#[tokio::test]
async fn a_new_name_is_seen_elsewhere() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob) = (alpha.person("ann").await?, beta.person("bob").await?);
    ann.founds("garden").await?;
    bob.joins(&alpha.handle("garden")).await?;
    world.settle().await?;
    let thread = bob.posts(&alpha.handle("garden"), "Bees", "").await?;
    world.settle().await?;

    bob.api(Method::PATCH, "/me", json!({ "display_name": "Robert", "summary": "I keep **bees**." })).await?.is(200)?;
    ann.api(Method::PATCH, "/communities/garden", json!({ "title": "The big garden", "charter": "Be kind." })).await?.is(200)?;
    world.settle().await?;
    assert_eq!(text_at(&alpha.sees(&thread.id).await?, "/author/display_name"), "Robert");
    let seen = beta.community(&alpha.handle("garden")).await?;
    assert_eq!(text_at(&seen, "/title"), "The big garden");
    assert!(text_at(&seen, "/charter_html").contains("Be kind."));
    world.end().await
}

#[tokio::test]
async fn somebody_leaves_for_good_and_takes_their_words_along() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob) = (alpha.person("ann").await?, beta.person("bob").await?);
    ann.founds("garden").await?;
    let handle = alpha.handle("garden");
    bob.joins(&handle).await?;
    world.settle().await?;
    let thread = bob.posts(&handle, "Bees", "Where?").await?;
    world.settle().await?;
    let reply = ann.replies(alpha, &thread.id, "In the clover").await?;
    world.settle().await?;

    bob.api(Method::POST, "/me/deletion", json!({ "password": "not it" })).await?.is(422)?;
    let answer = bob.api(Method::POST, "/me/deletion", json!({ "password": PASSWORD, "name": "bob", "confirm": "bob" })).await?;
    assert!(matches!(answer.status, 200 | 202 | 204), "{answer:?}");
    world.settle().await?;
    assert_eq!(text_at(&alpha.sees(&thread.id).await?, "/state"), "deleted");
    assert_eq!(text_at(&alpha.sees(&reply.id).await?, "/state"), "visible");
    assert_eq!(number_at(&alpha.community("garden").await?, "/members"), 1);
    beta.document(&bob.id).await?.is(410)?;
    bob.api(Method::GET, "/me", Value::Null).await?;
    assert!(bob.api(Method::GET, "/me", Value::Null).await?.status >= 401);
    assert_eq!(beta.number("SELECT count(*) AS number FROM accounts WHERE email IS NOT NULL")?, 0);
    world.end().await
}

#[tokio::test]
async fn somebody_elsewhere_leaves_for_good() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let mastodon = world.stranger("mastodon", Software::Mastodon)?;
    let max = mastodon.person("max");
    max.follows(&garden).await?;
    let note = max.posts(&garden, "Hello", "").await?;
    world.settle().await?;
    let gone = json!({
        "@context": "https://www.w3.org/ns/activitystreams", "id": format!("{}#delete", max.id), "type": "Delete",
        "actor": max.id, "object": max.id, "to": ["https://www.w3.org/ns/activitystreams#Public"],
    });
    // By now its document is gone, so that only the key we remember can vouch for it.
    mastodon.serves_reply(&max.id, Reply::empty(410));
    max.sends(&garden.inbox, &gone).await?;
    world.settle().await?;
    assert_eq!(text_at(&alpha.sees(text_at(&note, "/id")).await?, "/state"), "deleted");
    assert_eq!(number_at(&alpha.community("garden").await?, "/members"), 1);

    // Whoever was never here leaves nothing behind, and is not looked up.
    let mia = mastodon.person("mia");
    mastodon.serves_reply(&mia.id, Reply::empty(410));
    let before = alpha.rows()?;
    let mut other = gone.clone();
    other["actor"] = json!(mia.id);
    other["object"] = json!(mia.id);
    other["id"] = json!(format!("{}#delete", mia.id));
    mia.sends(&garden.inbox, &other).await?;
    world.settle().await?;
    assert_eq!(alpha.rows()?, before);
    world.end().await
}

#[tokio::test]
async fn members_follow_somebody_who_moves() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let (old_home, new_home) = (world.stranger("mastodon", Software::Mastodon)?, world.stranger("mitra", Software::Mitra)?);
    let (old, new) = (old_home.person("max"), new_home.person("max"));
    ann.resolves(&old.handle).await?;
    ann.api(Method::POST, &format!("/people/{}/follow", old.handle), Value::Null).await?.is(200)?;
    world.settle().await?;
    let follow = old_home.got_one("Follow")?;
    old.accepts(&alpha.url("/inbox"), &follow).await?;
    world.settle().await?;
    let moving = json!({
        "@context": "https://www.w3.org/ns/activitystreams", "id": format!("{}#moves/1", old.id), "type": "Move",
        "actor": old.id, "object": old.id, "target": new.id,
    });
    // The new place must say that it was the old one, or anybody could take somebody's followers.
    old.sends(&alpha.url("/inbox"), &moving).await?;
    world.settle().await?;
    assert!(new_home.got("Follow").is_empty());

    let mut document = new.document();
    document["alsoKnownAs"] = json!([old.id]);
    new_home.serves(&document);
    let update = json!({
        "@context": "https://www.w3.org/ns/activitystreams", "id": new.activity_id("update"), "type": "Update",
        "actor": new.id, "object": document, "to": ["https://www.w3.org/ns/activitystreams#Public"],
    });
    new.sends(&alpha.url("/inbox"), &update).await?;
    let mut again = moving;
    again["id"] = json!(format!("{}#moves/2", old.id));
    old.sends(&alpha.url("/inbox"), &again).await?;
    world.settle().await?;
    let follow = new_home.got_one("Follow")?;
    assert_eq!((&follow["actor"], &follow["object"]), (&json!(ann.id), &json!(new.id)));
    world.end().await
}

#[tokio::test]
async fn blocks_keep_people_and_servers_apart() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    let garden = Place::ours(&ann.founds("garden").await?);
    let mastodon = world.stranger("mastodon", Software::Mastodon)?;
    let max = mastodon.person("max");
    let note = max.posts(&garden, "Hello", "").await?;
    let thread = ann.posts("garden", "Bees", "").await?;
    world.settle().await?;
    mastodon.forgets();

    ann.api(Method::POST, &format!("/people/{}/block", max.handle), Value::Null).await?.is(204)?;
    world.settle().await?;
    let block = mastodon.got_one("Block")?;
    assert_eq!((&block["actor"], &block["object"]), (&json!(ann.id), &json!(max.id)));
    let titles = |value: &Value| list_at(value, "/items").iter().map(|it| text_at(it, "/title").to_owned()).collect::<Vec<_>>();
    assert_eq!(titles(&ann.gets("/communities/garden/threads?sort=new").await?), ["Bees"]);
    assert_eq!(titles(&dan.gets("/communities/garden/threads?sort=new").await?).len(), 2, "Dan did not block anybody");
    // Max can no longer answer her, and she hears nothing of him.
    max.replies(&garden, &thread.id, "Why?").await?;
    world.settle().await?;
    assert_eq!(number_at(&alpha.sees(&thread.id).await?, "/replies"), 0);
    let heard = ann.gets("/notifications").await?;
    assert!(list_at(&heard, "/items").is_empty(), "{heard:#}");

    ann.api(Method::DELETE, &format!("/people/{}/block", max.handle), Value::Null).await?.is(204)?;
    world.settle().await?;
    let undo = mastodon.got_one("Undo")?;
    assert_eq!(undo["object"]["type"], json!("Block"));
    assert_eq!(titles(&ann.gets("/communities/garden/threads?sort=new").await?).len(), 2);

    dan.api(Method::POST, &format!("/servers/{}/block", mastodon.host), Value::Null).await?.is(204)?;
    assert_eq!(titles(&dan.gets("/communities/garden/threads?sort=new").await?), ["Bees"]);
    assert_eq!(text_at(&alpha.sees(text_at(&note, "/id")).await?, "/state"), "visible");

    // Somebody elsewhere blocks one of ours: ours cannot follow or answer them.
    let theirs = json!({
        "@context": "https://www.w3.org/ns/activitystreams", "id": max.activity_id("block"), "type": "Block", "actor": max.id, "object": dan.id,
    });
    max.sends(&garden.inbox, &theirs).await?;
    world.end().await
}
