//! People elsewhere write to the convener, and it answers.

use serde_json::json;

use super::{DAY, HOUR, convener, message, says};
use crate::support::{Place, Software, Story, World, list_at, text_at};

/// The story of the whole: a power cut, from the first message to the digest.
#[tokio::test]
async fn a_power_cut_comes_together_from_elsewhere_and_disperses() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let (mastodon, lemmy) = (world.stranger("mastodon", Software::Mastodon)?, world.stranger("lemmy", Software::Lemmy)?);
    let (max, lea) = (mastodon.person("max"), lemmy.person("lea"));
    let moot = convener(alpha);

    // It can be found and read as any account.
    let finger = alpha.get(&format!("/.well-known/webfinger?resource=acct:{}", moot.handle)).await?.is(200)?;
    assert!(finger.text.contains(&moot.id));
    let actor = alpha.document(&moot.id).await?.is(200)?;
    assert_eq!((actor.at("/type"), actor.at("/preferredUsername")), ("Service", "moot"));
    alpha.get("/u/moot").await?.is(200)?;

    let asked = says(&max, &moot, "start: power cut in Riverside", false).await?;
    world.settle().await?;
    let answer = mastodon.got_one("Create")?;
    assert_eq!((&answer["actor"], &answer["to"]), (&json!(moot.id), &json!([max.id])), "for Max alone");
    assert_eq!(answer["object"]["inReplyTo"], asked["id"]);
    assert_eq!(answer["object"]["tag"][0]["href"], json!(max.id));
    let place = Place::ours(&alpha.url("/c/power_cut_in_riverside"));
    assert!(text_at(&answer, "/object/content").contains(&place.id), "it says where: {answer:#}");
    let founded = alpha.community("power_cut_in_riverside").await?;
    assert_eq!((text_at(&founded, "/lifespan"), text_at(&founded, "/state")), ("impromptu", "open"));
    assert_eq!(text_at(&founded, "/title"), "power cut in Riverside");
    assert_eq!(text_at(list_at(&founded, "/stewards").first().unwrap_or(&json!(null)), "/id"), max.id);
    assert!(alpha.get("/communities").await?.text.contains("Disperses after 48 more quiet hours"));

    max.follows(&place).await?;
    lea.follows(&place).await?;
    world.settle().await?;
    let thread = max.posts(&place, "Since when?", "It is dark here.").await?;
    world.settle().await?;
    let reply = lea.replies(&place, text_at(&thread, "/id"), "The substation burns. They say five o'clock.").await?;
    world.settle().await?;
    ann.replies(alpha, text_at(&reply, "/id"), "Thank you!").await?;
    ann.votes(alpha, text_at(&reply, "/id"), 1).await?;
    world.settle().await?;

    world.pass(HOUR * 47).await?;
    assert_eq!(text_at(&alpha.community("power_cut_in_riverside").await?, "/state"), "open");
    assert!(alpha.get("/c/power_cut_in_riverside").await?.text.contains("Disperses after one more quiet hour"));

    mastodon.forgets();
    lemmy.forgets();
    world.pass(HOUR * 2).await?;
    let over = alpha.community("power_cut_in_riverside").await?;
    assert_eq!(text_at(&over, "/state"), "dispersed");
    // Lemmy hears of the digest first, then that nobody else posts any more.
    let digest = lemmy.got_one("Announce/Create")?;
    assert_eq!(digest["object"]["actor"], json!(moot.id));
    assert_eq!(text_at(&digest, "/object/object/name"), "What came of it: power cut in Riverside");
    let text = text_at(&digest, "/object/object/content");
    assert!(text.contains("The substation burns") && text.contains("Since when?"), "{text}");
    let closed = lemmy.got_one("Announce/Update")?;
    assert_eq!(closed["object"]["object"]["postingRestrictedToMods"], json!(true));
    let order: Vec<String> = lemmy.received().iter().map(|it| text_at(it, "/object/type").to_owned()).collect();
    let at = |verb: &str| order.iter().position(|it| it == verb);
    assert!(at("Create") < at("Update"), "{order:?}");
    // Mastodon's member gets it as a boost, and as somebody who took part.
    let id = text_at(&digest, "/object/object/id");
    assert_eq!(mastodon.got_one("Announce")?["object"], json!(id));
    assert!(mastodon.got("Create").iter().any(|it| it["object"]["id"] == json!(id)));
    assert_eq!(super::told(&ann.gets("/notifications").await?).first().map(String::as_str), Some("mention"));

    // What is left can be read, with the digest on top, and takes no more posts.
    let page = alpha.get("/c/power_cut_in_riverside").await?;
    assert!(page.text.contains("frame-dispersed") && page.text.contains("The substation burns"));
    let late = ann.api(reqwest::Method::POST, "/communities/power_cut_in_riverside/threads", json!({ "title": "Late" })).await?;
    assert_eq!(late.status, 403);
    let featured = alpha.document(&format!("{}/featured", place.id)).await?.is(200)?;
    assert!(featured.text.contains(id), "the digest is pinned");
    world.pass(DAY * 30).await?;
    alpha.get("/c/power_cut_in_riverside").await?.is(200)?;
    world.end().await
}

/// Mistakes get an answer that says how, and a message that comes twice founds once.
#[tokio::test]
async fn messages_that_are_no_order_are_answered_kindly() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let mastodon = world.stranger("mastodon", Software::Mastodon)?;
    let (max, moot) = (mastodon.person("max"), convener(alpha));
    let before = alpha.number("SELECT count(*) AS number FROM communities")?;
    says(&max, &moot, "hello, what do you do?", true).await?;
    world.settle().await?;
    let answer = mastodon.got_one("Create")?;
    assert!(text_at(&answer, "/object/content").contains("start:"), "{answer:#}");
    assert_eq!(answer["to"], json!([max.id]));
    assert_eq!(alpha.number("SELECT count(*) AS number FROM communities")?, before);

    // The same words as an edit: now it is an order.
    mastodon.forgets();
    let note = says(&max, &moot, "start: snow", true).await?;
    world.settle().await?;
    assert_eq!(mastodon.got("Create").len(), 1);
    max.edits(&moot, &note, json!({ "content": note["content"] })).await?;
    max.publishes(&moot, note.clone()).await?;
    world.settle().await?;
    assert_eq!(mastodon.got("Create").len(), 1, "answered once");
    assert_eq!(alpha.number("SELECT count(*) AS number FROM communities")?, before + 1);

    // A name that is taken gets a number.
    says(&max, &moot, "Start: Snow!", true).await?;
    world.settle().await?;
    assert_eq!(text_at(&alpha.community("snow_2").await?, "/title"), "Snow!");

    // Its steward lives elsewhere, and keeps it from there; somebody else does not.
    mastodon.forgets();
    let eve = mastodon.person("eve");
    says(&eve, &moot, "keep: snow", false).await?;
    world.settle().await?;
    assert!(text_at(&mastodon.got_one("Create")?, "/object/content").contains("stewards"));
    says(&max, &moot, "keep: snow", false).await?;
    world.settle().await?;
    let kept = alpha.community("snow").await?;
    assert_eq!((text_at(&kept, "/lifespan"), text_at(&kept, "/state")), ("standing", "open"));
    world.end().await
}

/// One person, and one server, found only so many in a day.
#[tokio::test]
async fn founding_on_the_spot_has_limits() -> Story {
    let plan = World::plan().config(|_, config| (config.convener.per_person, config.convener.per_server) = (2, 3));
    let world = plan.start(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let mastodon = world.stranger("mastodon", Software::Mastodon)?;
    let (max, eva, moot) = (mastodon.person("max"), mastodon.person("eva"), convener(alpha));
    for (who, words) in [(&max, "start: a"), (&max, "start: b"), (&max, "start: c"), (&eva, "start: d"), (&eva, "start: e")] {
        says(who, &moot, words, false).await?;
        world.settle().await?;
    }
    let founded = "SELECT count(*) AS number FROM lifespans";
    assert_eq!(alpha.number(founded)?, 3);
    let refused = mastodon.got("Create").iter().filter(|it| text_at(it, "/object/content").contains("enough")).count();
    assert_eq!(refused, 2);
    world.pass(DAY).await?;
    says(&max, &moot, "start: f", false).await?;
    world.settle().await?;
    assert_eq!(alpha.number(founded)?, 4);
    // A thread that names the convener in passing is a thread.
    let ann = alpha.person("ann").await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let mut thread = message(&max, &moot, "start: g", true);
    thread["cc"] = json!([garden.id, moot.id]);
    max.publishes(&garden, thread).await?;
    world.settle().await?;
    assert_eq!(alpha.number(founded)?, 4);
    world.end().await
}
