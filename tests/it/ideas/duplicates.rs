//! Ideas that are merged, and apart again; challenges that ask for ideas.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{founds, proposes, starts, status};
use crate::support::answer::Answer;
use crate::support::person::Person;
use crate::support::{Place, Software, Story, World, list_at, number_at, text_at};

async fn merges(person: &Person, idea: &str, into: &str) -> anyhow::Result<Answer> {
    person.api(Method::POST, &format!("/ideas/{idea}/merge"), json!({ "into": into, "reason": "The same wish." })).await
}

#[tokio::test]
async fn a_merge_carries_votes_once_and_can_be_undone() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let (dan, eli, fay) = (alpha.person("dan").await?, alpha.person("eli").await?, alpha.person("fay").await?);
    let trams = Place::ours(&founds(&ann, "trams", "ideation").await?);
    let lemmy = world.stranger("lemmy", Software::Lemmy)?;
    let lena = lemmy.person("lena");
    lena.follows(&trams).await?;
    world.settle().await?;
    let kept = proposes(&dan, "trams", "Hooks for bicycles").await?;
    let other = proposes(&eli, "trams", "Bicycle hooks").await?;
    world.settle().await?;
    // Fay votes for both, Dan against one, Lena from elsewhere for the other.
    fay.votes(alpha, &kept.id, 1).await?;
    fay.votes(alpha, &other.id, 1).await?;
    dan.votes(alpha, &other.id, -1).await?;
    lena.likes(&trams, &other.id).await?;
    world.settle().await?;

    merges(&ann, &other.number, &kept.number).await?.is(200)?;
    world.settle().await?;
    let seen = alpha.sees(&kept.id).await?;
    assert_eq!((number_at(&seen, "/ups"), number_at(&seen, "/downs")), (2, 1), "one person, one vote: {seen:#}");
    let sign = ann.gets(&format!("/ideas/{}", other.number)).await?;
    assert_eq!((text_at(&sign, "/status"), text_at(&sign, "/duplicate_of")), ("duplicate", kept.number.as_str()));
    assert_eq!(alpha.sees(&other.id).await?["locked"], json!(true));
    let page = alpha.get(&format!("/post/{}", other.number)).await?.is(200)?.text;
    assert!(page.contains(&format!("/post/{}", kept.number)), "a signpost");
    let document = alpha.document(&other.id).await?.is(200)?;
    assert!(document.at("/content").contains(&kept.id), "remote copies learn of it: {:#}", document.json);
    assert_eq!(document.at("/standing"), "duplicate");

    // A vote on the signpost counts where it leads, and an own vote there wins.
    eli.votes(alpha, &other.id, 1).await?;
    assert_eq!(number_at(&alpha.sees(&kept.id).await?, "/ups"), 3);
    dan.votes(alpha, &kept.id, 1).await?;
    let seen = alpha.sees(&kept.id).await?;
    assert_eq!((number_at(&seen, "/ups"), number_at(&seen, "/downs")), (4, 0));

    let undo = ann.api(Method::POST, &format!("/ideas/{}/unmerge", other.number), json!({ "reason": "Not the same." })).await?.is(200)?;
    assert_eq!((undo.at("/status"), undo.json["duplicate_of"].is_null()), ("proposed", true));
    world.settle().await?;
    let seen = alpha.sees(&kept.id).await?;
    assert_eq!((number_at(&seen, "/ups"), number_at(&seen, "/downs"), number_at(&seen, "/score")), (2, 0, 2), "Fay's and Dan's own");
    let seen = alpha.sees(&other.id).await?;
    assert_eq!((number_at(&seen, "/ups"), number_at(&seen, "/downs")), (3, 1));
    assert_eq!(seen["locked"], json!(false));
    assert!(!alpha.document(&other.id).await?.is(200)?.at("/content").contains(&kept.id));
    world.end().await
}

#[tokio::test]
async fn what_cannot_be_merged_says_why() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    founds(&ann, "trams", "ideation").await?;
    founds(&ann, "buses", "ideation").await?;
    let one = proposes(&dan, "trams", "One").await?;
    let two = proposes(&dan, "trams", "Two").await?;
    let far = proposes(&dan, "buses", "Three").await?;
    let talk = ann.posts("trams", "Only talk", "").await?;
    let why = async |person: &Person, idea: &str, into: &str| -> anyhow::Result<(u16, Value)> {
        let answer = merges(person, idea, into).await?;
        Ok((answer.status, answer.json["errors"].clone()))
    };
    for into in [one.number.as_str(), far.number.as_str(), talk.number.as_str(), "999", "https://nowhere.example/1", ""] {
        let (status, errors) = why(&ann, &one.number, into).await?;
        assert!(status == 422 && errors.to_string().contains("into"), "{into}: {status} {errors}");
    }
    assert_eq!(why(&dan, &one.number, &two.number).await?.0, 403);
    merges(&ann, &one.number, &two.number).await?.is(200)?;
    // No way goes in circles.
    assert_eq!(why(&ann, &two.number, &one.number).await?.0, 422);
    assert_eq!(why(&ann, &one.number, &two.number).await?.0, 422);
    assert_eq!(status(&ann, &one.number, "planned", "Now.").await?.status, 422);
    world.end().await
}

#[tokio::test]
async fn a_challenge_takes_ideas_until_it_ends() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    founds(&ann, "trams", "ideation").await?;
    let pose = |question: &str, ends: &str| json!({ "question": question, "ends_at": ends });
    let path = "/communities/trams/challenges";
    assert_eq!(ann.api(Method::POST, path, pose("Too late?", "2026-03-01T00:00:00Z")).await?.status, 422);
    assert_eq!(ann.api(Method::POST, path, pose(" ", "2026-03-09T00:00:00Z")).await?.status, 422);
    assert_eq!(dan.api(Method::POST, path, pose("May I?", "2026-03-09T00:00:00Z")).await?.status, 403);
    let posed = ann.api(Method::POST, path, pose("How do we get dry feet?", "2026-03-03T09:00:00Z")).await?.is(201)?;
    let challenge = posed.at("/id").to_owned();

    starts(&dan, "trams", "idea", "Boardwalks", json!({ "challenge": challenge })).await?;
    let stray = proposes(&dan, "trams", "Rubber boots to borrow").await?;
    let file = |id: Value| json!({ "challenge_id": id });
    dan.api(Method::PUT, &format!("/ideas/{}/challenge", stray.number), file(json!(challenge))).await?.is(200)?;
    let listed = ann.gets(path).await?;
    assert_eq!((number_at(&listed, "/items/0/ideas"), &listed["items"][0]["open"]), (2, &json!(true)));
    let board = dan.gets(&format!("/communities/trams/roadmap?challenge={challenge}")).await?;
    assert_eq!(list_at(&board, "/columns/0/items").len(), 2);

    world.pass(Duration::from_secs(2 * 86_400)).await?;
    let late = json!({ "title": "Umbrellas", "kind": "idea", "details": { "challenge": challenge } });
    assert_eq!(dan.api(Method::POST, "/communities/trams/threads", late).await?.status, 422);
    assert_eq!(ann.gets(path).await?["items"][0]["open"], json!(false));
    dan.api(Method::PUT, &format!("/ideas/{}/challenge", stray.number), file(Value::Null)).await?.is(200)?;
    world.end().await
}
