//! A poll that is asked here: who gets it in which form, who votes, and how it ends.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{asks, counts, names, piefed_votes, tally, votes};
use crate::support::{Place, Software, Story, World, list_at, number_at, text_at};

const MINUTE: Duration = Duration::from_secs(61);
const DAYS: Duration = Duration::from_secs(2 * 24 * 60 * 60);

#[tokio::test]
async fn a_poll_is_voted_in_from_everywhere() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, dan, bob) = (alpha.person("ann").await?, alpha.person("dan").await?, beta.person("bob").await?);
    let garden = Place::ours(&ann.founds("garden").await?);
    let (mastodon, piefed) = (world.stranger("mastodon", Software::Mastodon)?, world.stranger("piefed", Software::PieFed)?);
    let lemmy = world.stranger("lemmy", Software::Lemmy)?;
    let (max, pia, lena) = (mastodon.person("max"), piefed.person("pia"), lemmy.person("lena"));
    bob.joins(&garden.handle).await?;
    for member in [&max, &pia, &lena] {
        member.follows(&garden).await?;
    }
    world.settle().await?;

    let poll = asks(&ann, "garden", "Peas or beans?", &["Peas", "Beans"], json!({})).await?;
    world.settle().await?;
    // PieFed gets a poll with a title, Lemmy a page that spells it out, Mastodon fetches what was boosted.
    let made = piefed.got_one("Announce/Create")?["object"]["object"].clone();
    assert_eq!((text_at(&made, "/type"), text_at(&made, "/name")), ("Question", "Peas or beans?"));
    assert_eq!(tally(&made), [("Peas".to_owned(), 0), ("Beans".to_owned(), 0)]);
    assert_eq!((text_at(&made, "/endTime"), number_at(&made, "/votersCount")), ("2026-03-04T09:00:00.000000Z", 0));
    let page = lemmy.got_one("Announce/Create")?["object"]["object"].clone();
    assert_eq!((text_at(&page, "/type"), text_at(&page, "/id")), ("Page", poll.id.as_str()));
    let content = text_at(&page, "/content");
    assert!(content.starts_with("<p>☑ <a href=") && content.contains("<li>Peas</li><li>Beans</li>"), "{content}");
    assert!(text_at(&page, "/source/content").contains("- Peas\n- Beans\n") && page.get("oneOf").is_none());
    assert_eq!(mastodon.got_one("Announce")?["object"], json!(poll.id));
    let note = mastodon.fetches(&max.key_id, &poll.id).await?.is(200)?.json;
    assert_eq!((text_at(&note, "/type"), note.get("name")), ("Question", None));
    assert!(text_at(&note, "/content").starts_with("<p><strong>Peas or beans?</strong></p>"), "{note:#}");
    assert_eq!(text_at(&lemmy.fetches(&lena.key_id, &poll.id).await?.is(200)?.json, "/type"), "Page");
    let theirs = text_at(&beta.sees(&poll.id).await?, "/id").to_owned();

    // Everybody votes from home.
    assert_eq!(counts(&dan, &poll.number).await?, [Value::Null, Value::Null], "who has not voted sees no results");
    votes(&dan, &poll.number, &[0]).await?.is(200)?;
    votes(&bob, &theirs, &[1]).await?.is(200)?;
    names(&max, &garden, &poll.id, &ann.id, "Beans").await?;
    piefed_votes(&pia, &garden, &poll.id, "Beans").await?;
    world.settle().await?;
    assert_eq!(counts(&dan, &poll.number).await?, [1, 3]);
    assert_eq!(number_at(&dan.gets(&format!("/polls/{}", poll.number)).await?, "/voters"), 4);
    // A vote is no reply, here and there.
    assert_eq!(number_at(&alpha.sees(&poll.id).await?, "/replies"), 0);
    assert_eq!(alpha.number("SELECT count(*) AS number FROM posts")?, 1);

    // Others hear of the numbers once a minute at most.
    let told = |stranger: &crate::support::Stranger| stranger.got("Update").iter().filter(|u| u["object"]["type"] == "Question").count();
    assert!(told(&mastodon) <= 1, "{:#?}", mastodon.received());
    world.pass(MINUTE).await?;
    let update = mastodon.got("Update").pop().unwrap_or_default();
    assert_eq!(tally(&update["object"]), [("Peas".to_owned(), 1), ("Beans".to_owned(), 3)]);
    assert_eq!(update["actor"], json!(ann.id));
    assert_eq!(tally(&piefed.got("Announce/Update").pop().unwrap_or_default()["object"]["object"])[1].1, 3);
    assert!(lemmy.got("Announce/Update").is_empty());
    assert_eq!(counts(&bob, &theirs).await?, [1, 3]);

    // Changing and taking back; twice is once.
    votes(&dan, &poll.number, &[1]).await?.is(200)?;
    names(&max, &garden, &poll.id, &ann.id, "Beans").await?;
    piefed_votes(&pia, &garden, &poll.id, "Peas").await?;
    world.pass(MINUTE).await?;
    assert_eq!(counts(&dan, &poll.number).await?, [1, 3]);
    votes(&dan, &poll.number, &[]).await?.is(200)?;
    world.pass(MINUTE).await?;
    votes(&dan, &poll.number, &[1]).await?.is(200)?;

    // The end.
    lemmy.forgets();
    world.pass(DAYS).await?;
    assert_eq!(votes(&dan, &poll.number, &[0]).await?.status, 422);
    let late = names(&max, &garden, &poll.id, &ann.id, "Peas").await?;
    world.settle().await?;
    assert!(alpha.fate(text_at(&late, "/id"))?.starts_with("refused"), "{}", alpha.fate(text_at(&late, "/id"))?);
    let closed = mastodon.got("Update").pop().unwrap_or_default();
    assert_eq!((tally(&closed["object"])[1].1, text_at(&closed, "/object/closed").is_empty()), (3, false));
    let last = lemmy.got_one("Announce/Update")?;
    assert!(text_at(&last, "/object/object/content").contains("<li>Peas: 1</li><li>Beans: 3</li>"), "{last:#}");
    let told = |list: &Value| list_at(list, "/items").iter().filter(|n| text_at(n, "/kind") == "poll_ended").count();
    for person in [&ann, &dan, &bob] {
        assert_eq!(told(&person.gets("/notifications").await?), 1, "{}", person.name);
    }
    let stranger = alpha.api(Method::GET, &format!("/polls/{}", poll.number), Value::Null).await?.is(200)?;
    assert_eq!((number_at(&stranger.json, "/options/1/votes"), stranger.json["open"].as_bool()), (3, Some(false)));
    world.end().await
}

#[tokio::test]
async fn several_options_hidden_until_the_end() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    let garden = Place::ours(&ann.founds("garden").await?);
    let gts = world.stranger("gotosocial", Software::GoToSocial)?;
    let eva = gts.person("eva");
    eva.follows(&garden).await?;
    let poll = asks(&ann, "garden", "Which beds?", &["East", "West", "North"], json!({ "poll_many": true, "poll_hides": true })).await?;
    votes(&dan, &poll.number, &[0, 2]).await?.is(200)?;
    for bed in ["West", "North", "North"] {
        names(&eva, &garden, &poll.id, &ann.id, bed).await?;
    }
    world.pass(MINUTE).await?;
    assert_eq!(counts(&dan, &poll.number).await?, [Value::Null, Value::Null, Value::Null]);
    let question = gts.fetches(&eva.key_id, &poll.id).await?.is(200)?.json;
    assert_eq!(tally(&question).iter().map(|(_, n)| *n).collect::<Vec<_>>(), [0, 0, 0]);
    assert_eq!(number_at(&question, "/votersCount"), 2);
    world.pass(DAYS).await?;
    assert_eq!(counts(&dan, &poll.number).await?, [1, 1, 2]);
    let question = gts.fetches(&eva.key_id, &poll.id).await?.is(200)?.json;
    assert_eq!(tally(&question).iter().map(|(_, n)| *n).collect::<Vec<_>>(), [1, 1, 2]);
    // Deleted with all that was voted.
    ann.deletes(alpha, &poll.id).await?;
    assert_eq!(alpha.number("SELECT count(*) AS number FROM poll_votes")?, 0);
    world.end().await
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    let garden = Place::ours(&ann.founds("garden").await?);
    let mastodon = world.stranger("mastodon", Software::Mastodon)?;
    let max = mastodon.person("max");
    max.follows(&garden).await?;
    for details in [
        json!({}),
        json!({ "poll_options": [] }),
        json!({ "poll_options": ["One"] }),
        json!({ "poll_options": ["One", "one"] }),
        json!({ "poll_options": ["One", "Two"], "poll_ends": "2026-03-01T00:00:00Z" }),
        json!({ "poll_options": ["One", "Two"], "poll_ends": "tomorrow" }),
    ] {
        let body = json!({ "title": "Odd", "kind": "poll", "details": details });
        assert_eq!(ann.api(Method::POST, "/communities/garden/threads", body).await?.status, 422, "{details}");
    }
    let poll = asks(&ann, "garden", "Peas?", &["Yes", "No"], json!({})).await?;
    let talk = ann.posts("garden", "No poll", "").await?;
    for (wrong, status) in [(vec![7], 422), (vec![0, 1], 422), (vec![-1], 422)] {
        assert_eq!(votes(&dan, &poll.number, &wrong).await?.status, status, "{wrong:?}");
    }
    assert_eq!(votes(&dan, &talk.number, &[0]).await?.status, 404);
    assert_eq!(alpha.api(Method::PUT, &format!("/polls/{}/vote", poll.number), json!({ "chosen": [0] })).await?.status, 401);
    let before = alpha.rows()?.into_iter().filter(|(table, _)| table == "posts" || table == "poll_votes").collect::<Vec<_>>();
    for (what, option) in [(&poll.id, "Perhaps"), (&talk.id, "Yes"), (&format!("{}0", poll.id), "Yes")] {
        names(&max, &garden, what, &ann.id, option).await?;
    }
    world.settle().await?;
    // Whoever is banned has no vote either.
    let ban = json!({ "person": max.handle, "reason": "For the story." });
    ann.api(Method::POST, "/communities/garden/bans", ban).await?.is(204)?;
    names(&max, &garden, &poll.id, &ann.id, "Yes").await?;
    world.settle().await?;
    let after = alpha.rows()?.into_iter().filter(|(table, _)| table == "posts" || table == "poll_votes").collect::<Vec<_>>();
    assert_eq!(before, after);
    assert_eq!(alpha.number("SELECT count(*) AS number FROM bans")?, 1);
    world.end().await
}
