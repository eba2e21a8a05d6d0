//! Many votes at once, and many from one: each person counts once, whatever they send.

use std::sync::Arc;

use folkmoot::domain::polls::{self, Ballot};
use folkmoot::domain::votes;
use futures_util::future::try_join_all;
use reqwest::Method;
use serde_json::json;

use super::asks;
use crate::support::{Place, Software, Story, World, number_at};

/// Enough to meet each other, and quick.
const RUSH: usize = 60;

#[tokio::test]
async fn whoever_votes_many_times_at_once_has_one_vote() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    ann.founds("garden").await?;
    let talk = ann.posts("garden", "Rain", "").await?;
    let poll = asks(&ann, "garden", "Peas?", &["Yes", "No"], json!({})).await?;
    let (post, asked): (i64, i64) = (talk.number.parse()?, poll.number.parse()?);
    // For, against, taken back, and the same word again, side by side.
    let app = Arc::clone(&alpha.app);
    let storm = (0..RUSH).map(|n| {
        let (app, origin) = (Arc::clone(&app), dan.origin());
        async move {
            let value = [1, -1, 1, 0][n % 4];
            app.db
                .write(move |tx| {
                    if n % 3 == 0 {
                        votes::take_back(tx, &origin, post, value)?;
                    } else {
                        votes::cast(tx, &origin, post, value)?;
                    }
                    let chosen: &[i32] = [&[0][..], &[1], &[]][n % 3];
                    polls::cast(tx, &origin, asked, Ballot::Whole(chosen))
                })
                .await
        }
    });
    try_join_all(storm).await?;
    alpha.write({
        let origin = dan.origin();
        move |tx| {
            votes::cast(tx, &origin, post, 1)?;
            polls::cast(tx, &origin, asked, Ballot::Whole(&[1]))
        }
    })
    .await?;
    assert_eq!(alpha.number("SELECT CAST(ups + 10 * downs AS bigint) AS number FROM posts WHERE kind = 'discussion'")?, 1);
    assert_eq!(alpha.number("SELECT count(*) AS number FROM votes")?, 1);
    assert_eq!(alpha.number("SELECT CAST(sum(votes) AS bigint) AS number FROM poll_options")?, 1);
    assert_eq!(alpha.number("SELECT CAST(voters AS bigint) AS number FROM polls")?, 1);
    world.pass(std::time::Duration::from_secs(61)).await?;
    world.end().await
}

/// A script that votes without end is slowed down here, and counts once from elsewhere.
#[tokio::test]
async fn ten_thousand_votes_in_a_minute_are_few() -> Story {
    use folkmoot::config::Rate;
    let world = World::plan().config(|_, config| config.limits.post = Rate::per_minute(20)).start(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    let garden = Place::ours(&ann.founds("garden").await?);
    let body = json!({ "name": "ideas", "title": "Ideas", "purpose": "ideation" });
    ann.api(Method::POST, "/communities", body).await?.is(201)?;
    let idea = ann.api(Method::POST, "/communities/ideas/threads", json!({ "title": "Hooks", "kind": "idea" })).await?.is(201)?;
    let poll = asks(&ann, "garden", "Peas?", &["Yes", "No"], json!({})).await?;
    let mut refused = 0;
    for n in 0..RUSH {
        let answer = match n % 3 {
            0 => dan.api(Method::POST, &format!("/posts/{}/vote", idea.at("/id")), json!({ "value": if n % 2 == 0 { 1 } else { -1 } })).await?,
            1 => dan.api(Method::POST, &format!("/posts/{}/vote", poll.number), json!({ "value": 1 })).await?,
            _ => super::votes(&dan, &poll.number, &[i32::from(n % 2 == 0)]).await?,
        };
        assert!(matches!(answer.status, 200 | 429), "{answer:?}");
        refused += usize::from(answer.status == 429);
    }
    assert!(refused >= RUSH / 2, "{refused} of {RUSH} were refused");

    let mastodon = world.stranger("mastodon", Software::Mastodon)?;
    let max = mastodon.person("max");
    for n in 0..RUSH {
        match n % 3 {
            0 => drop(max.likes(&garden, idea.at("/ap_id")).await?),
            1 => drop(max.likes(&garden, &poll.id).await?),
            _ => drop(super::names(&max, &garden, &poll.id, &ann.id, "Yes").await?),
        }
    }
    world.settle().await?;
    world.pass(std::time::Duration::from_secs(61)).await?;
    let votes = alpha.number("SELECT count(*) AS number FROM votes")?;
    assert!(votes <= 4, "{votes} votes of two people on two threads");
    let seen = dan.gets(&format!("/polls/{}", poll.number)).await?;
    assert_eq!(number_at(&seen, "/voters"), 2);
    let told = mastodon.got("Update").iter().filter(|u| u["object"]["type"] == "Question").count();
    assert!(told <= 3, "{told} updates");
    world.end().await
}
