//! Acts of power across servers: what stewards do here is heard elsewhere, and the other way round.

use reqwest::Method;
use serde_json::{Value, json};

use super::contact::{joined, thread_of};
use crate::support::{Place, Software, Story, World, list_at, number_at, text_at};

#[tokio::test]
async fn what_stewards_do_is_seen_in_every_house() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob) = (alpha.person("ann").await?, beta.person("bob").await?);
    ann.founds("garden").await?;
    let handle = alpha.handle("garden");
    bob.joins(&handle).await?;
    world.settle().await?;
    let thread = bob.posts(&handle, "Bees", "Where?").await?;
    world.settle().await?;

    let both = async |key: &str, value: Value| -> anyhow::Result<()> {
        for place in [alpha, beta] {
            assert_eq!(place.sees(&thread.id).await?[key], value, "{key} at {}", place.name);
        }
        Ok(())
    };
    for (act, key, value) in [
        ("pin", "pinned", json!(true)),
        ("unpin", "pinned", json!(false)),
        ("lock", "locked", json!(true)),
        ("unlock", "locked", json!(false)),
        ("remove", "state", json!("removed")),
        ("restore", "state", json!("visible")),
    ] {
        ann.acts(alpha, &thread.id, act).await?.is(200)?;
        world.settle().await?;
        both(key, value).await?;
    }
    // Without a reason nothing happens.
    let number = alpha.sees(&thread.id).await?;
    let path = format!("/posts/{}/moderation", text_at(&number, "/id"));
    ann.api(Method::POST, &path, json!({ "act": "lock", "reason": " " })).await?.is(422)?;
    // Each act is in the public log of both houses.
    for place in [alpha, beta] {
        let log = place.api(Method::GET, "/modlog", Value::Null).await?.is(200)?;
        assert!(list_at(&log.json, "/items").len() >= 6, "at {}: {:#}", place.name, log.json);
    }
    // Somebody without power has none.
    bob.acts(beta, &thread.id, "lock").await?.is(403)?;
    world.end().await
}

#[tokio::test]
async fn a_steward_elsewhere_is_made_and_acts() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob, dan) = (alpha.person("ann").await?, beta.person("bob").await?, alpha.person("dan").await?);
    ann.founds("garden").await?;
    let handle = alpha.handle("garden");
    bob.joins(&handle).await?;
    world.settle().await?;
    let thread = dan.posts("garden", "Buy my pills", "Cheap").await?;
    world.settle().await?;

    ann.api(Method::POST, "/communities/garden/stewards", json!({ "person": bob.handle })).await?.is(200)?;
    world.settle().await?;
    let stewards = |community: &Value| list_at(community, "/stewards").len();
    assert_eq!(stewards(&alpha.community("garden").await?), 2);
    assert_eq!(stewards(&beta.community(&handle).await?), 2);

    bob.acts(beta, &thread.id, "remove").await?.is(200)?;
    world.settle().await?;
    assert_eq!(text_at(&alpha.sees(&thread.id).await?, "/state"), "removed");

    ann.api(Method::DELETE, &format!("/communities/garden/stewards/{}", bob.handle), Value::Null).await?.is(200)?;
    world.settle().await?;
    assert_eq!(stewards(&beta.community(&handle).await?), 1);
    bob.acts(beta, &thread.id, "restore").await?.is(403)?;
    world.end().await
}

#[tokio::test]
async fn a_banned_member_can_no_longer_take_part() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob) = (alpha.person("ann").await?, beta.person("bob").await?);
    ann.founds("garden").await?;
    let handle = alpha.handle("garden");
    bob.joins(&handle).await?;
    let lemmy = world.stranger("lemmy", Software::Lemmy)?;
    let lena = lemmy.person("lena");
    lena.follows(&Place::ours(&alpha.url("/c/garden"))).await?;
    world.settle().await?;
    let thread = bob.posts(&handle, "Spam", "Spam").await?;
    world.settle().await?;
    let ban = json!({ "person": bob.handle, "reason": "Spam", "remove_posts": true });
    ann.api(Method::POST, "/communities/garden/bans", ban).await?.is(204)?;
    world.settle().await?;
    assert_eq!(text_at(&alpha.sees(&thread.id).await?, "/state"), "removed");
    assert_eq!(text_at(&beta.sees(&thread.id).await?, "/state"), "removed");
    let block = lemmy.got_one("Announce/Block")?;
    assert_eq!((&block["object"]["object"], &block["object"]["target"]), (&json!(bob.id), &json!(alpha.url("/c/garden"))));
    assert_eq!(block["object"]["removeData"], json!(true));

    let again = bob.api(Method::POST, &format!("/communities/{handle}/threads"), json!({ "title": "More", "body": "" })).await?;
    assert_eq!(again.status, 403, "their own house knows of it: {again:?}");
    assert_eq!(number_at(&alpha.community("garden").await?, "/threads"), 0);

    ann.api(Method::DELETE, &format!("/communities/garden/bans/{}?reason=Sorry", bob.handle), Value::Null).await?.is(204)?;
    world.settle().await?;
    let back = bob.posts(&handle, "Better", "").await?;
    world.settle().await?;
    assert_eq!(text_at(&alpha.sees(&back.id).await?, "/state"), "visible");
    world.end().await
}

/// Whatever the house of a banned person does, nothing of theirs counts any more.
#[tokio::test]
async fn a_ban_holds_whatever_the_other_server_sends() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let lemmy = world.stranger("lemmy", Software::Lemmy)?;
    let lena = lemmy.person("lena");
    let thread = lena.posts(&garden, "Hello", "").await?;
    world.settle().await?;
    let ban = json!({ "person": lena.handle, "reason": "Spam", "remove_posts": false });
    ann.api(Method::POST, "/communities/garden/bans", ban).await?.is(204)?;
    world.settle().await?;
    lena.posts(&garden, "More", "").await?;
    lena.likes(&garden, text_at(&thread, "/id")).await?;
    lena.replies(&garden, text_at(&thread, "/id"), "Me again").await?;
    lena.follows(&garden).await?;
    world.settle().await?;
    let counts = alpha.community("garden").await?;
    assert_eq!((number_at(&counts, "/members"), number_at(&counts, "/threads"), number_at(&counts, "/replies")), (1, 1, 0));
    assert_eq!(number_at(&alpha.sees(text_at(&thread, "/id")).await?, "/score"), 0);
    assert!(!lemmy.got("Reject").is_empty(), "the door is shut in words");
    world.end().await
}

#[tokio::test]
async fn reports_go_to_those_who_can_act() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob, dan) = (alpha.person("ann").await?, beta.person("bob").await?, alpha.person("dan").await?);
    ann.founds("garden").await?;
    let handle = alpha.handle("garden");
    bob.joins(&handle).await?;
    let (lemmy, mastodon) = (world.stranger("lemmy", Software::Lemmy)?, world.stranger("mastodon", Software::Mastodon)?);
    let (lena, max) = (lemmy.person("lena"), mastodon.person("max"));
    let garden = Place::ours(&alpha.url("/c/garden"));
    lena.follows(&garden).await?;
    world.settle().await?;
    let thread = dan.posts("garden", "Buy my pills", "Cheap").await?;
    world.settle().await?;
    lemmy.forgets();

    bob.reports(beta, &thread.id, json!({ "reason": "Spam" })).await?;
    let mut flag = json!({
        "@context": "https://www.w3.org/ns/activitystreams", "id": lena.activity_id("flag"), "type": "Flag", "actor": lena.id,
        "object": thread.id, "content": "Spam!", "summary": "Spam!", "to": [garden.id], "audience": garden.id,
    });
    lena.sends(&garden.inbox, &flag).await?;
    flag["id"] = json!(max.activity_id("flag"));
    flag["actor"] = json!(max.id);
    flag["object"] = json!([dan.id, thread.id]);
    max.sends(&garden.inbox, &flag).await?;
    world.settle().await?;
    let open = ann.gets("/reports?community=garden").await?;
    let reasons: Vec<&str> = list_at(&open, "/items").iter().map(|it| text_at(it, "/reason")).collect();
    assert_eq!(reasons.len(), 3, "{open:#}");
    assert!(lemmy.got("Announce").is_empty(), "reports are nobody else's business");
    bob.api(Method::GET, "/reports?community=garden", Value::Null).await?;
    dan.api(Method::GET, "/reports?community=garden", Value::Null).await?.is(403)?;

    // And the other way: the author's own server is told when the reporter chose so.
    let note = max.posts(&garden, "Pills from afar", "Cheap").await?;
    world.settle().await?;
    ann.reports(alpha, text_at(&note, "/id"), json!({ "reason": "Spam too", "forward": true })).await?;
    world.settle().await?;
    let told = mastodon.got_one("Flag")?;
    assert_eq!(told["actor"], json!(alpha.url("/actor")), "the reporter stays unnamed");
    assert_eq!(told["object"], json!([max.id, note["id"]]));
    world.end().await
}

/// A community elsewhere is tended by its own people: the word of its moderators counts here, and nobody else's.
#[tokio::test]
async fn moderators_elsewhere_tend_their_own_community() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let (lemmy, evil) = (world.stranger("lemmy", Software::Lemmy)?, world.stranger("evil", Software::Lemmy)?);
    let (tea, mod_of_tea, eve) = (lemmy.group("tea"), lemmy.person("moe"), evil.person("eve"));
    let place = joined(&world, &ann, &tea).await?;
    let mine = ann.posts(&tea.handle, "White?", "").await?;
    world.settle().await?;

    let act = |who: &crate::support::Member, verb: &str| {
        json!({
            "@context": "https://www.w3.org/ns/activitystreams", "id": who.activity_id(verb), "type": verb, "actor": who.id,
            "object": mine.id, "summary": "Off topic", "to": [tea.id], "cc": [], "audience": tea.id,
        })
    };
    for verb in ["Lock", "Delete"] {
        let attempt = act(&eve, verb);
        evil.serves(&attempt);
        eve.sends(&place.inbox, &attempt).await?;
        world.settle().await?;
        let seen = alpha.sees(&mine.id).await?;
        assert_eq!((text_at(&seen, "/state"), &seen["locked"]), ("visible", &json!(false)), "{verb} by Eve");
    }
    tea.sends(&place.inbox, &tea.announcement(act(&mod_of_tea, "Lock"))).await?;
    world.settle().await?;
    assert_eq!(alpha.sees(&mine.id).await?["locked"], json!(true));
    tea.sends(&place.inbox, &tea.announcement(act(&mod_of_tea, "Delete"))).await?;
    world.settle().await?;
    assert_eq!(text_at(&alpha.sees(&mine.id).await?, "/state"), "removed");

    // A ban there stops Ann here, before she writes what would be refused.
    let ban = json!({
        "@context": "https://www.w3.org/ns/activitystreams", "id": mod_of_tea.activity_id("block"), "type": "Block",
        "actor": mod_of_tea.id, "object": ann.id, "target": tea.id, "removeData": false, "summary": "Off topic", "to": [tea.id], "cc": [],
    });
    tea.sends(&place.inbox, &tea.announcement(ban)).await?;
    world.settle().await?;
    let refused = ann.api(Method::POST, &format!("/communities/{}/threads", tea.handle), json!({ "title": "Again", "body": "" })).await?;
    assert_eq!(refused.status, 403);
    let _unsent = thread_of(&eve, &place, "never sent");
    world.end().await
}
