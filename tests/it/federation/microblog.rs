//! Members on Mastodon and its like: they mention a community, and hear of it by boosts.

use serde_json::json;

use crate::support::{Place, Software, Story, World, list_at, number_at, text_at};

#[tokio::test]
async fn a_member_on_mastodon_takes_part() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let mastodon = world.stranger("mastodon", Software::Mastodon)?;
    let max = mastodon.person("max");

    let follow = max.follows(&garden).await?;
    world.settle().await?;
    let accept = mastodon.got_one("Accept")?;
    assert_eq!(accept["actor"], json!(garden.id));
    for key in ["id", "type", "actor", "object"] {
        assert_eq!(accept["object"][key], follow[key], "the Follow is repeated: {key}");
    }

    let note = max.posts(&garden, "When do I sow beans?", "It is <b>cold</b>.").await?;
    world.settle().await?;
    let id = text_at(&note, "/id");
    let seen = alpha.sees(id).await?;
    assert_eq!(text_at(&seen, "/title"), "When do I sow beans?");
    assert!(text_at(&seen, "/body_html").contains("<b>cold</b>") || text_at(&seen, "/body_html").contains("cold"));
    let boost = mastodon.got_one("Announce")?;
    assert_eq!((&boost["actor"], &boost["object"]), (&json!(garden.id), &json!(id)), "a boost names the post");
    assert_eq!(boost["to"], json!(["https://www.w3.org/ns/activitystreams#Public"]));
    assert_eq!(boost["cc"], json!([format!("{}/followers", garden.id)]));

    // Somebody here answers: Max is told directly, and nobody's reply is boosted.
    mastodon.forgets();
    let answer = ann.replies(alpha, id, "In May.").await?;
    world.settle().await?;
    let told = mastodon.got_one("Create")?;
    assert_eq!(told["object"]["inReplyTo"], json!(id));
    assert!(mastodon.got("Announce").is_empty());

    let thanks = max.replies(&garden, &answer.id, "Thanks!").await?;
    let like = max.likes(&garden, &answer.id).await?;
    world.settle().await?;
    assert_eq!(number_at(&alpha.sees(text_at(&thanks, "/id")).await?, "/depth"), 2);
    assert_eq!(number_at(&alpha.sees(&answer.id).await?, "/score"), 1);
    assert!(mastodon.got("Announce").is_empty(), "Mastodon would boost every reply");

    max.undoes(&garden, &like).await?;
    max.edits(&garden, &thanks, json!({ "content": "<p>Thank you!</p>" })).await?;
    world.settle().await?;
    assert_eq!(number_at(&alpha.sees(&answer.id).await?, "/score"), 0);
    assert!(text_at(&alpha.sees(text_at(&thanks, "/id")).await?, "/body_html").contains("Thank you!"));

    max.deletes(&garden, &thanks).await?;
    max.undoes(&garden, &follow).await?;
    world.settle().await?;
    assert_eq!(text_at(&alpha.sees(text_at(&thanks, "/id")).await?, "/state"), "deleted");
    assert_eq!(number_at(&alpha.community("garden").await?, "/members"), 1);
    world.end().await
}

/// The only way to take a post down where boosts are all that is understood.
#[tokio::test]
async fn a_take_down_takes_the_boost_back_by_its_own_id() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let mastodon = world.stranger("mastodon", Software::Mastodon)?;
    let (max, mia) = (mastodon.person("max"), mastodon.person("mia"));
    max.follows(&garden).await?;
    mia.follows(&garden).await?;
    world.settle().await?;
    let note = mia.posts(&garden, "Buy my pills", "Cheap!").await?;
    let kept = ann.posts("garden", "Peas", "They climb.").await?;
    world.settle().await?;
    let boosts = mastodon.got("Announce");
    assert_eq!(boosts.len(), 2, "one shared inbox hears of each post once");
    let boost = boosts.iter().find(|it| it["object"] == note["id"]).cloned().unwrap_or_default();

    ann.acts(alpha, text_at(&note, "/id"), "remove").await?.is(200)?;
    world.settle().await?;
    let undo = mastodon.got_one("Undo")?;
    assert_eq!(undo["object"]["id"], boost["id"]);
    assert_eq!(undo["object"]["type"], json!("Announce"));
    assert_eq!(text_at(&alpha.sees(text_at(&note, "/id")).await?, "/state"), "removed");

    // And when it comes back, it is boosted again.
    ann.acts(alpha, text_at(&note, "/id"), "restore").await?.is(200)?;
    world.settle().await?;
    assert_eq!(mastodon.got("Announce").iter().filter(|it| it["object"] == note["id"]).count(), 2);

    mastodon.forgets();
    ann.deletes(alpha, &kept.id).await?;
    world.settle().await?;
    let undo = mastodon.got_one("Undo")?;
    assert_eq!(undo["object"]["object"], json!(kept.id));
    world.end().await
}

/// What is not for everybody is not shown to everybody.
#[tokio::test]
async fn what_is_not_public_is_neither_shown_nor_passed_on() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let mastodon = world.stranger("mastodon", Software::Mastodon)?;
    let max = mastodon.person("max");
    max.follows(&garden).await?;
    let thread = ann.posts("garden", "Bees", "").await?;
    world.settle().await?;
    mastodon.forgets();
    let followers = format!("{}/followers", max.id);
    for (name, to, cc) in [("followers", json!([followers]), json!([garden.id])), ("direct", json!([garden.id]), json!([]))] {
        let mut note = super::contact::thread_of(&max, &garden, name);
        note["to"] = to.clone();
        note["cc"] = cc.clone();
        max.publishes(&garden, note).await?;
        let mut reply = super::contact::reply_of(&max, &garden, &thread.id, name);
        reply["to"] = to;
        reply["cc"] = cc;
        max.publishes(&garden, reply).await?;
    }
    world.settle().await?;
    assert_eq!(alpha.number("SELECT count(*) AS number FROM posts")?, 1);
    assert!(mastodon.got("Announce").is_empty());

    // Public in cc is what Mastodon calls quiet: it may be shown.
    let mut quiet = super::contact::thread_of(&max, &garden, "Quiet");
    quiet["to"] = json!([followers]);
    quiet["cc"] = json!(["https://www.w3.org/ns/activitystreams#Public", garden.id]);
    let quiet = max.publishes(&garden, quiet).await?;
    world.settle().await?;
    assert_eq!(text_at(&alpha.sees(text_at(&quiet, "/id")).await?, "/state"), "visible");
    world.end().await
}

/// Every GET of GoToSocial must be signed, and its keys are addresses of their own.
#[tokio::test]
async fn a_server_that_reads_no_unsigned_request_takes_part() -> Story {
    let world = World::plan().config(|_, config| config.federation.authorized_fetch = true).start(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let gts = world.stranger("gotosocial", Software::GoToSocial)?;
    let eva = gts.person("eva");
    eva.follows(&garden).await?;
    let note = eva.posts(&garden, "Moss", "Keep it?").await?;
    world.settle().await?;
    assert_eq!(text_at(&alpha.sees(text_at(&note, "/id")).await?, "/author/id"), eva.id);
    assert!(gts.asked().iter().any(|asked| asked.method == "GET" && !asked.header("signature").is_empty()));

    // With authorized fetch here, too: nobody reads unsigned but the key that readers must have.
    let thread = ann.posts("garden", "Compost", "").await?;
    world.settle().await?;
    for path in [garden.id.as_str(), ann.id.as_str(), thread.id.as_str(), &format!("{}/outbox", garden.id)] {
        let answer = alpha.document(path).await?.is(401)?;
        assert_eq!(answer.json["content"], json!(null));
        let read = gts.fetches(&eva.key_id, path).await?.is(200)?;
        assert!(!read.at("/id").is_empty(), "{path}");
    }
    alpha.document("/actor").await?.is(200)?;
    world.end().await
}

/// Nobody is asked for an account here: a poll of Mastodon is a thread like any other.
#[tokio::test]
async fn a_poll_becomes_a_thread() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let mastodon = world.stranger("mastodon", Software::Mastodon)?;
    let max = mastodon.person("max");
    let mut poll = super::contact::thread_of(&max, &garden, "Peas or beans?");
    poll["type"] = json!("Question");
    poll["oneOf"] = json!([
        { "type": "Note", "name": "Peas", "replies": { "type": "Collection", "totalItems": 3 } },
        { "type": "Note", "name": "Beans", "replies": { "type": "Collection", "totalItems": 4 } },
    ]);
    poll["endTime"] = json!("2026-04-01T00:00:00Z");
    let poll = max.publishes(&garden, poll).await?;
    world.settle().await?;
    let seen = alpha.sees(text_at(&poll, "/id")).await?;
    assert_eq!((text_at(&seen, "/kind"), text_at(&seen, "/title")), ("poll", "Peas or beans?"));
    let threads = alpha.api(reqwest::Method::GET, "/communities/garden/threads", json!(null)).await?;
    assert_eq!(list_at(&threads.json, "/items").len(), 1);
    world.end().await
}
