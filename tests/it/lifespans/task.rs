//! A task: its last days, its end, what came of it, and what it becomes.

use reqwest::Method;
use serde_json::{Value, json};

use super::{DAY, HOUR, told};
use crate::support::{Place, Software, Story, World, text_at};

/// Launch feedback ends, reports, and becomes support.
#[tokio::test]
async fn a_task_ends_reports_and_becomes_support() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bo, ben) = (alpha.person("ann").await?, alpha.person("bo").await?, beta.person("ben").await?);
    let body = json!({
        "name": "launch", "title": "Launch of the new doors", "purpose": "feedback", "lifespan": "task",
        "goal": "Find out what the doors do wrong", "ends_at": "2026-03-16T09:00:00Z",
    });
    ann.api(Method::POST, "/communities", body).await?.is(201)?;
    bo.joins("launch").await?;
    ben.resolves(&format!("@{}", alpha.handle("launch"))).await?;
    ben.joins(&alpha.handle("launch")).await?;
    world.settle().await?;
    let mastodon = world.stranger("mastodon", Software::Mastodon)?;
    let max = mastodon.person("max");
    max.follows(&Place::ours(&alpha.url("/c/launch"))).await?;
    let thread = ben.posts(&alpha.handle("launch"), "They close too fast", "On my bag.").await?;
    world.settle().await?;
    let answer = bo.replies(alpha, &thread.id, "On mine too. Hold the button.").await?;
    ann.votes(alpha, &answer.id, 1).await?;
    world.settle().await?;

    let decide = async |body: Value| ann.api(Method::POST, "/communities/launch/lifespan", body).await;
    decide(json!({ "act": "progress", "progress": 60, "note": "Two of three doors" })).await?.is(200)?;
    assert_eq!(decide(json!({ "act": "progress", "progress": 101 })).await?.status, 422);
    let early = decide(json!({ "act": "outcome", "title": "Early", "body": "x" })).await?;
    assert_eq!(early.status, 409, "it has not ended");
    let page = alpha.get("/c/launch").await?;
    assert!(page.text.contains("Ends in 14 days") && page.text.contains("Two of three doors"));

    // Members are told a week and a day before the end, each once.
    let ending = async || anyhow::Ok(told(&bo.gets("/notifications").await?).iter().filter(|kind| *kind == "task_ending").count());
    world.pass(DAY * 6).await?;
    assert_eq!(ending().await?, 0);
    world.pass(DAY + HOUR).await?;
    assert_eq!(ending().await?, 1);
    world.pass(DAY * 5).await?;
    assert_eq!(ending().await?, 1);
    world.pass(DAY).await?;
    assert_eq!(ending().await?, 2);
    mastodon.forgets();
    world.pass(DAY).await?;

    // It is over: nobody posts, here or elsewhere, and its stewards are asked what came of it.
    assert_eq!(text_at(&alpha.community("launch").await?, "/state"), "archived");
    let closed = mastodon.got_one("Update")?;
    assert_eq!(closed["object"]["postingRestrictedToMods"], json!(true));
    assert_eq!(beta.community(&alpha.handle("launch")).await?["posting_restricted"], json!(true));
    assert_eq!(told(&ann.gets("/notifications").await?).first().map(String::as_str), Some("task_ended"));
    let late = bo.api(Method::POST, "/communities/launch/threads", json!({ "title": "Late" })).await?;
    assert_eq!(late.status, 403);
    let steward = alpha.visit()?;
    steward.login("ann").await?;
    let form = steward.ask("/c/launch/lifespan").await?.is(200)?;
    assert!(form.text.contains("They close too fast") && form.text.contains("Hold the button"), "the draft is what was written");

    mastodon.forgets();
    let values = [("act", "outcome"), ("title", "What we learnt"), ("body", "**Slower doors** from May.")];
    steward.send("/c/launch/lifespan", "/c/launch/lifespan", &values).await?.is(200)?;
    world.settle().await?;
    let outcome = text_at(&alpha.community("launch").await?, "/lifetime/outcome").to_owned();
    assert_eq!(text_at(&beta.sees(&outcome).await?, "/title"), "What we learnt");
    assert_eq!(mastodon.got_one("Announce")?["object"], json!(outcome));
    for who in [&bo, &ben] {
        assert_eq!(told(&who.gets("/notifications").await?).first().map(String::as_str), Some("mention"), "{} took part", who.name);
    }
    assert_eq!(decide(json!({ "act": "outcome", "title": "Again", "body": "x" })).await?.status, 409);

    // Keep going, as support.
    decide(json!({ "act": "keep", "purpose": "support" })).await?.is(200)?;
    world.settle().await?;
    let support = alpha.community("launch").await?;
    assert_eq!((text_at(&support, "/lifespan"), text_at(&support, "/state"), text_at(&support, "/purpose")), ("standing", "open", "support"));
    assert_eq!(beta.community(&alpha.handle("launch")).await?["posting_restricted"], json!(false));
    ben.posts(&alpha.handle("launch"), "And the lights?", "").await?;
    world.settle().await?;
    world.pass(DAY * 2).await?;
    assert_eq!(text_at(&alpha.community("launch").await?, "/state"), "open");
    world.end().await
}

/// Members are invited to a successor; and an end that was taken back gives a week more.
#[tokio::test]
async fn a_successor_invites_and_an_end_is_taken_back() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bo) = (alpha.person("ann").await?, alpha.person("bo").await?);
    let body = json!({ "name": "parade", "title": "Parade", "lifespan": "task", "goal": "March", "ends_at": "2026-03-04T09:00:00Z" });
    ann.api(Method::POST, "/communities", body).await?.is(201)?;
    ann.founds("parade_next").await?;
    bo.joins("parade").await?;
    world.settle().await?;
    let decide = async |body: Value| ann.api(Method::POST, "/communities/parade/lifespan", body).await;
    assert_eq!(decide(json!({ "act": "successor", "successor": "parade_next" })).await?.status, 409, "it has not ended");
    world.pass(DAY * 2 + HOUR).await?;
    assert_eq!(text_at(&alpha.community("parade").await?, "/state"), "archived");
    decide(json!({ "act": "undo" })).await?.is(200)?;
    let again = alpha.community("parade").await?;
    assert_eq!(text_at(&again, "/state"), "open");
    assert!(text_at(&again, "/lifetime/ends_at") > "2026-03-11");
    world.pass(DAY * 7 + HOUR).await?;
    assert_eq!(text_at(&alpha.community("parade").await?, "/state"), "archived");
    assert_eq!(decide(json!({ "act": "successor", "successor": "nowhere" })).await?.status, 422);
    assert_eq!(decide(json!({ "act": "successor", "successor": "parade" })).await?.status, 422);
    decide(json!({ "act": "successor", "successor": "parade_next" })).await?.is(200)?;
    world.settle().await?;
    assert_eq!(told(&bo.gets("/notifications").await?).first().map(String::as_str), Some("successor"));
    assert_eq!(alpha.community("parade_next").await?["members"], json!(1), "nobody is moved");
    assert!(alpha.get("/c/parade").await?.text.contains("/c/parade_next"));
    world.end().await
}

/// What cannot be is refused beside its field.
#[tokio::test]
async fn a_task_needs_a_goal_and_an_end_to_come() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    for (goal, ends_at, field) in [
        ("Win", Some("2026-03-02T08:59:59Z"), "ends_at"),
        ("Win", Some("2126-01-01T00:00:00Z"), "ends_at"),
        ("Win", None, "ends_at"),
        ("  ", Some("2026-04-01T00:00:00Z"), "goal"),
    ] {
        let body = json!({ "name": "task", "title": "A task", "lifespan": "task", "goal": goal, "ends_at": ends_at });
        let refused = ann.api(Method::POST, "/communities", body).await?.is(422)?;
        assert!(refused.text.contains(field), "{}", refused.text);
    }
    let unknown = json!({ "name": "task", "title": "A task", "lifespan": "eternal" });
    ann.api(Method::POST, "/communities", unknown).await?.is(422)?;
    let visit = alpha.visit()?;
    visit.login("ann").await?;
    let values = [("title", "A task"), ("name", "task"), ("lifespan", "task"), ("format_forum", "1"), ("goal", "Win"), ("ends_at", "2026-03-01")];
    let refused = visit.post("/communities/new", "/communities/new", &values).await?.is(422)?;
    assert!(refused.text.contains("That day is past."));
    assert_eq!(alpha.number("SELECT count(*) AS number FROM communities")?, 0);
    let values = [("title", "A task"), ("name", "task"), ("lifespan", "task"), ("format_forum", "1"), ("goal", "Win"), ("ends_at", "2026-03-02")];
    visit.send("/communities/new", "/communities/new", &values).await?.is(200)?;
    assert!(text_at(&alpha.community("task").await?, "/lifetime/ends_at").starts_with("2026-03-02T23:59:59"));
    world.end().await
}
