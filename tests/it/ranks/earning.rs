//! How reputation is earned, kept and lost, by people from here and from elsewhere alike.

use std::time::Duration;

use folkmoot::domain::reputation;
use reqwest::Method;
use serde_json::json;

use super::{founds, opens, reasons, stands, starts, told};
use crate::support::{Place, Software, Story, World, list_at, number_at, text_at};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[tokio::test]
async fn an_answer_earns_the_same_here_and_elsewhere() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, cat, dan) = (alpha.person("ann").await?, alpha.person("cat").await?, alpha.person("dan").await?);
    let bob = beta.person("bob").await?;
    founds(&ann, "help", "support").await?;
    bob.joins(&alpha.handle("help")).await?;
    let mastodon = world.stranger("mastodon", Software::Mastodon)?;
    let max = mastodon.person("max");
    let place = Place::ours(&alpha.url("/c/help"));
    max.follows(&place).await?;
    world.settle().await?;

    // Bob from beta and Dan from here each answer one question, and each answer is taken and liked from both sides.
    for helper in ["bob", "dan"] {
        let question = starts(&cat, "help", "question", &format!("What does {helper} know?")).await?;
        world.settle().await?;
        let reply = if helper == "bob" { bob.replies(beta, &question.id, "All of it.").await? } else { dan.replies(alpha, &question.id, "All of it.").await? };
        world.settle().await?;
        let number = text_at(&alpha.sees(&reply.id).await?, "/id").to_owned();
        let accept = format!("/questions/{}/answer", question.number);
        cat.api(Method::POST, &accept, json!({ "reply_id": number })).await?.is(200)?;
        ann.votes(alpha, &reply.id, 1).await?;
        max.likes(&place, &reply.id).await?;
        world.settle().await?;
        world.clock.advance(Duration::from_secs(3_600));
    }
    assert_eq!(stands(&ann, "help", &bob.handle).await?, (19, "member".to_owned()));
    assert_eq!(stands(&ann, "help", &dan.handle).await?, (19, "member".to_owned()));
    assert!(told(&dan).await?.contains(&"rank".to_owned()), "a new rank is told");

    // Each opens their own number; nobody else does until the community says so.
    assert_eq!(reasons(&dan, "help", &dan.handle).await?.len(), 3);
    let path = format!("/communities/help/standing/{}", dan.name);
    assert_eq!(cat.api(Method::GET, &path, serde_json::Value::Null).await?.status, 404);
    assert!(list_at(&cat.gets("/communities/help/standing").await?, "/items").is_empty());
    opens(&ann, "help", true, true).await?;
    assert_eq!(list_at(&cat.gets("/communities/help/standing").await?, "/items").len(), 2);
    let shown = reasons(&cat, "help", &bob.handle).await?;
    assert_eq!(shown.iter().filter(|r| text_at(r, "/kind") == "answer_liked").count(), 2, "{shown:#?}");
    let all = cat.gets(&format!("/people/{}/reputation", bob.handle.trim_start_matches('@'))).await?;
    assert_eq!(number_at(&all, "/total"), 19);

    // Whoever wants to be in no list is in none.
    dan.api(Method::PUT, "/me/listed", json!({ "listed": false })).await?.is(200)?;
    let board = cat.gets("/communities/help/standing").await?;
    assert!(list_at(&board, "/items").iter().all(|one| text_at(one, "/person/name") != "dan"), "{board:#}");
    assert_eq!(cat.api(Method::GET, &path, serde_json::Value::Null).await?.status, 404);
    assert_eq!(number_at(&dan.gets("/communities/help/standing").await?, "/mine/points"), 19, "their own number stays theirs");
    world.end().await
}

#[tokio::test]
async fn what_no_longer_holds_no_longer_counts_and_time_takes_no_rank() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob, cat) = (alpha.person("ann").await?, alpha.person("bob").await?, alpha.person("cat").await?);
    founds(&ann, "help", "support").await?;
    let question = starts(&cat, "help", "question", "Which key?").await?;
    let reply = bob.replies(alpha, &question.id, "The small one.").await?;
    let own = cat.replies(alpha, &question.id, "I found it.").await?;
    let answer = format!("/questions/{}/answer", question.number);

    // One's own answer to one's own question earns nothing.
    cat.api(Method::POST, &answer, json!({ "reply_id": own.number })).await?.is(200)?;
    world.settle().await?;
    assert_eq!(stands(&ann, "help", &cat.handle).await?.0, 0);
    cat.api(Method::POST, &answer, json!({ "reply_id": reply.number })).await?.is(200)?;
    ann.votes(alpha, &reply.id, 1).await?;
    world.settle().await?;
    assert_eq!(stands(&ann, "help", &bob.handle).await?, (17, "member".to_owned()));
    ann.votes(alpha, &reply.id, 0).await?;
    world.settle().await?;
    assert_eq!(stands(&ann, "help", &bob.handle).await?.0, 15);
    cat.api(Method::POST, &format!("/questions/{}/reopen", question.number), json!({ "reason": "It broke off." })).await?.is(200)?;
    world.settle().await?;
    assert_eq!(stands(&ann, "help", &bob.handle).await?, (0, "newcomer".to_owned()), "what never held earned no rank");
    cat.api(Method::POST, &answer, json!({ "reply_id": reply.number })).await?.is(200)?;
    world.settle().await?;
    assert_eq!(stands(&ann, "help", &bob.handle).await?.0, 15);

    // Ten years later there is less of it, and the rank is the same.
    world.clock.advance(DAY * 3_650);
    world.settle().await?;
    assert_eq!(stands(&ann, "help", &bob.handle).await?, (10, "member".to_owned()));

    // A removed post costs, and brings nothing back but what it cost.
    let bad = starts(&bob, "help", "question", "Cheap watches").await?;
    ann.acts(alpha, &bad.id, "remove").await?.is(200)?;
    world.settle().await?;
    assert_eq!(stands(&ann, "help", &bob.handle).await?, (0, "newcomer".to_owned()));
    ann.acts(alpha, &bad.id, "restore").await?.is(200)?;
    world.settle().await?;
    assert_eq!(stands(&ann, "help", &bob.handle).await?, (10, "member".to_owned()));
    world.end().await
}

#[tokio::test]
async fn those_behind_an_idea_earn_when_it_ships() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob, cat) = (alpha.person("ann").await?, alpha.person("bob").await?, alpha.person("cat").await?);
    founds(&ann, "trams", "ideation").await?;
    let idea = starts(&bob, "trams", "idea", "Hooks for bicycles").await?;
    cat.replies(alpha, &idea.id, "Two would do.").await?;
    cat.votes(alpha, &idea.id, 1).await?;
    world.settle().await?;
    assert_eq!(stands(&ann, "trams", &bob.handle).await?.0, 2);
    let status = format!("/ideas/{}/status", idea.number);
    let credits = [bob.number_at(alpha).await?.to_string(), cat.number_at(alpha).await?.to_string()];
    ann.api(Method::POST, &status, json!({ "status": "shipped", "reason": "Done.", "credits": credits })).await?.is(200)?;
    world.settle().await?;
    assert_eq!(stands(&ann, "trams", &bob.handle).await?.0, 27);
    assert_eq!(stands(&ann, "trams", &cat.handle).await?.0, 25);

    // Thanked by mistake, and then not shipped after all.
    ann.api(Method::PUT, &format!("/ideas/{}/credits", idea.number), json!({ "credits": [credits[0]] })).await?.is(200)?;
    assert_eq!(stands(&ann, "trams", &cat.handle).await?.0, 0);
    ann.api(Method::POST, &status, json!({ "status": "planned", "reason": "They came off again." })).await?.is(200)?;
    assert_eq!(stands(&ann, "trams", &bob.handle).await?.0, 2);
    world.end().await
}

#[tokio::test]
async fn whoever_counts_anew_finds_the_same() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, cat) = (alpha.person("ann").await?, alpha.person("cat").await?);
    let bob = beta.person("bob").await?;
    founds(&ann, "help", "support").await?;
    bob.joins(&alpha.handle("help")).await?;
    world.settle().await?;
    for n in 0..4 {
        let question = starts(&cat, "help", "question", &format!("Question {n}")).await?;
        world.settle().await?;
        let reply = bob.replies(beta, &question.id, "So.").await?;
        world.settle().await?;
        ann.votes(alpha, &reply.id, 1).await?;
        let number = text_at(&alpha.sees(&reply.id).await?, "/id").to_owned();
        if n < 3 {
            cat.api(Method::POST, &format!("/questions/{}/answer", question.number), json!({ "reply_id": number })).await?.is(200)?;
        } else {
            ann.acts(alpha, &reply.id, "remove").await?.is(200)?;
        }
        world.settle().await?;
        world.clock.advance(DAY * 30);
    }
    let rows = || alpha.texts("SELECT actor_id || ' ' || score || ' ' || floor || ' ' || standing AS what FROM ranks ORDER BY actor_id");
    let before = rows()?;
    assert!(!before.is_empty());
    alpha
        .write(|tx| {
            let ids = folkmoot::store::posts::ids_after(tx.conn, 0, 1_000)?;
            reputation::hear_again(tx, &ids)?;
            reputation::recount_some(tx, (0, 0), 1_000).map(drop)
        })
        .await?;
    assert_eq!(rows()?, before);
    world.end().await
}
