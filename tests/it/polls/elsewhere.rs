//! Polls that live on other servers: voted in from here, counted there.

use std::time::Duration;

use serde_json::{Value, json};

use super::{counts, votes};
use crate::support::stranger::wire;
use crate::support::{Place, Software, Story, World, list_at, number_at, text_at};

fn options(counts: [i64; 2]) -> Value {
    let one = |name: &str, n: i64| json!({ "type": "Note", "name": name, "replies": { "type": "Collection", "totalItems": n } });
    json!([one("Peas", counts[0]), one("Beans", counts[1])])
}

#[tokio::test]
async fn a_poll_from_mastodon_is_counted_there() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, dan, bob) = (alpha.person("ann").await?, alpha.person("dan").await?, beta.person("bob").await?);
    let garden = Place::ours(&ann.founds("garden").await?);
    bob.joins(&garden.handle).await?;
    let mastodon = world.stranger("mastodon", Software::Mastodon)?;
    let (max, mia) = (mastodon.person("max"), mastodon.person("mia"));
    max.follows(&garden).await?;
    world.settle().await?;
    let mut question = wire::thread(&max, &garden, "Peas or beans?", "For the gate.");
    wire::merge(&mut question, json!({ "type": "Question", "oneOf": options([3, 4]), "endTime": "2026-03-04T09:00:00Z", "votersCount": 7 }));
    let question = max.publishes(&garden, question).await?;
    world.settle().await?;
    let id = text_at(&question, "/id");
    let (here, there) = (alpha.sees(id).await?, beta.sees(id).await?);
    let (here, there) = (text_at(&here, "/id"), text_at(&there, "/id"));

    mastodon.forgets();
    votes(&dan, here, &[1]).await?.is(200)?;
    votes(&bob, there, &[0]).await?.is(200)?;
    world.settle().await?;
    let sent = mastodon.got("Create");
    assert_eq!(sent.len(), 2, "{sent:#?}");
    let vote = sent.iter().find(|it| it["actor"] == json!(dan.id)).cloned().unwrap_or_default();
    assert_eq!((vote["to"].clone(), vote["cc"].clone()), (json!([max.id]), json!([])));
    assert_eq!((text_at(&vote, "/object/type"), text_at(&vote, "/object/name"), text_at(&vote, "/object/inReplyTo")), ("Note", "Beans", id));
    assert!(vote["object"].get("content").is_none());
    // A vote there stands; the count is what its home says.
    assert_eq!(votes(&dan, here, &[0]).await?.status, 403);
    assert_eq!(votes(&dan, here, &[]).await?.status, 403);
    assert_eq!(counts(&dan, here).await?, [3, 5]);
    super::names(&mia, &garden, id, &max.id, "Peas").await?;
    world.settle().await?;
    assert_eq!(counts(&dan, here).await?, [3, 5], "votes of others are not counted here");

    max.edits(&garden, &question, json!({ "oneOf": options([4, 9]), "votersCount": 13 })).await?;
    world.settle().await?;
    assert_eq!(counts(&dan, here).await?, [4, 9]);
    assert_eq!(counts(&bob, there).await?, [4, 9], "the community passes the numbers on");
    assert_eq!(number_at(&alpha.sees(id).await?, "/replies"), 0);

    world.pass(Duration::from_secs(2 * 24 * 60 * 60)).await?;
    for (person, poll) in [(&dan, here), (&bob, there)] {
        let told = person.gets("/notifications").await?;
        assert!(list_at(&told, "/items").iter().any(|n| text_at(n, "/kind") == "poll_ended"), "{told:#}");
        assert_eq!(person.gets(&format!("/polls/{poll}")).await?["open"], json!(false));
    }
    world.end().await
}

/// Nobody but its author's server says how a poll stands.
#[tokio::test]
async fn numbers_from_somebody_else_do_not_count() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    let garden = Place::ours(&ann.founds("garden").await?);
    let (mastodon, evil) = (world.stranger("mastodon", Software::Mastodon)?, world.stranger("evil", Software::Mastodon)?);
    let (max, eve) = (mastodon.person("max"), evil.person("eve"));
    let mut question = wire::thread(&max, &garden, "Peas or beans?", "");
    wire::merge(&mut question, json!({ "type": "Question", "anyOf": options([1, 1]) }));
    let question = max.publishes(&garden, question).await?;
    let ours = super::asks(&ann, "garden", "Which?", &["Peas", "Beans"], json!({})).await?;
    world.settle().await?;
    for id in [text_at(&question, "/id"), ours.id.as_str()] {
        let mut forged = question.clone();
        wire::merge(&mut forged, json!({ "id": id, "oneOf": options([999, 0]), "anyOf": options([999, 0]) }));
        let update = wire::about(&eve, "Update", &forged);
        let answer = eve.tries(&garden.inbox, &update).await?;
        assert!(answer.status == 202 || answer.status >= 400);
    }
    world.settle().await?;
    votes(&dan, &ours.number, &[0]).await?.is(200)?;
    assert_eq!(counts(&dan, &ours.number).await?, [1, 0]);
    assert_eq!(alpha.number("SELECT CAST(max(votes) AS bigint) AS number FROM poll_options")?, 1);
    // Without a `name` and with a text it is a reply like any other.
    let reply = max.replies(&garden, &ours.id, "Peas").await?;
    world.pass(Duration::from_secs(61)).await?;
    assert_eq!(text_at(&alpha.sees(text_at(&reply, "/id")).await?, "/kind"), "reply");
    assert_eq!(alpha.number("SELECT count(*) AS number FROM poll_votes")?, 1);
    world.end().await
}
