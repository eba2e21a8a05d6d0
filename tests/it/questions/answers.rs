//! Which reply answers: the asker says it, or a steward; the host may say its own.

use folkmoot::store::accounts::Role;
use reqwest::Method;
use serde_json::{Value, json};

use super::{asks, helps, on, state, told};
use crate::support::{Software, Story, World, list_at, text_at};

#[tokio::test]
async fn the_asker_accepts_an_answer_and_everyone_who_has_the_question_is_told() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob, cat) = (alpha.person("ann").await?, alpha.person("bob").await?, alpha.person("cat").await?);
    helps(&ann, "help").await?;
    let question = asks(&bob, "help", "How do I reset the router?", "It blinks red.").await?;
    on(&cat, &question.number, "too", Value::Null).await?.is(200)?;
    // Twice is once, and the asker has it already.
    on(&cat, &question.number, "too", Value::Null).await?.is(200)?;
    on(&bob, &question.number, "too", Value::Null).await?.is(200)?;
    assert_eq!(state(&bob, &question.number).await?["people"], 2);
    let reply = ann.replies(alpha, &question.id, "Hold the button for ten seconds.").await?;

    let open = "/communities/help/threads?sort=unanswered";
    assert_eq!(list_at(&bob.gets(open).await?, "/items").len(), 1, "a reply is not yet an answer");
    // Not everybody may choose.
    on(&cat, &question.number, "answer", json!({ "reply_id": reply.number, "reason": "I like it." })).await?.is(403)?;
    on(&bob, &question.number, "answer", json!({ "reply_id": question.number })).await?.is(422)?;
    on(&bob, &question.number, "answer", json!({ "reply_id": reply.number })).await?.is(200)?;
    world.settle().await?;
    assert_eq!(text_at(&state(&bob, &question.number).await?, "/answer_id"), reply.number);
    assert_eq!(list_at(&bob.gets(open).await?, "/items").len(), 0);
    assert!(told(&cat).await?.contains(&"answer".to_owned()));
    assert!(!told(&ann).await?.contains(&"answer".to_owned()), "nobody is told of their own answer");

    let page = alpha.visit()?.page(&format!("/post/{}", question.number)).await?.is(200)?;
    assert!(page.text.contains("answer-accepted") && page.text.contains("QAPage"), "{}", page.text);
    assert!(page.text.contains("Hold the button"));

    // It did not do.
    on(&bob, &question.number, "reopen", json!({ "reason": "" })).await?.is(422)?;
    on(&bob, &question.number, "reopen", json!({ "reason": "It blinks blue now." })).await?.is(200)?;
    on(&bob, &question.number, "reopen", json!({ "reason": "Twice" })).await?.is(422)?;
    let seen = state(&bob, &question.number).await?;
    assert!(seen["answer_id"].is_null());
    assert_eq!(text_at(&seen, "/reopened_reason"), "It blinks blue now.");
    let page = alpha.visit()?.page(&format!("/post/{}", question.number)).await?.is(200)?;
    assert!(page.text.contains("It blinks blue now.") && !page.text.contains("answer-accepted"));
    world.end().await
}

#[tokio::test]
async fn a_steward_needs_a_reason_and_the_host_answers_beside_the_accepted_one() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob) = (alpha.person("ann").await?, alpha.person("bob").await?);
    let voice = alpha.person("voice").await?;
    let account = voice.account().account.id;
    alpha.write(move |tx| folkmoot::store::accounts::set_role(tx, account, Role::Responder)).await?;
    helps(&ann, "help").await?;
    let question = asks(&bob, "help", "Is the pool open on Sundays?", "").await?;
    let (one, two) = (bob.replies(alpha, &question.id, "I was there.").await?, voice.replies(alpha, &question.id, "From ten.").await?);

    on(&ann, &question.number, "answer", json!({ "reply_id": one.number })).await?.is(422)?;
    on(&ann, &question.number, "answer", json!({ "reply_id": one.number, "reason": "It is right." })).await?.is(200)?;
    on(&ann, &question.number, "official", json!({ "reply_id": two.number, "reason": "No" })).await?.is(403)?;
    on(&voice, &question.number, "official", json!({ "reply_id": two.number })).await?.is(422)?;
    on(&voice, &question.number, "official", json!({ "reply_id": two.number, "reason": "So says the pool." })).await?.is(200)?;
    let seen = state(&bob, &question.number).await?;
    assert_eq!((text_at(&seen, "/answer_id"), text_at(&seen, "/official_id")), (one.number.as_str(), two.number.as_str()));
    let log = alpha.api(Method::GET, "/modlog?community=help", Value::Null).await?.is(200)?;
    for act in ["accept_answer", "official_answer"] {
        assert!(log.text.contains(act), "{act}: {}", log.text);
    }
    let page = alpha.visit()?.page(&format!("/post/{}", question.number)).await?.is(200)?;
    assert_eq!(page.text.matches("class=\"answer").count() - page.text.matches("class=\"answer-signs").count(), 2);
    on(&voice, &question.number, "unofficial", json!({ "reply_id": two.number, "reason": "Only in summer." })).await?.is(200)?;
    assert!(state(&bob, &question.number).await?["official_id"].is_null());
    world.end().await
}

#[tokio::test]
async fn an_accepted_answer_is_heard_in_another_house_and_from_piefed() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob) = (alpha.person("ann").await?, beta.person("bob").await?);
    helps(&ann, "help").await?;
    let handle = alpha.handle("help");
    bob.joins(&handle).await?;
    world.settle().await?;
    let question = asks(&ann, "help", "Which size of screw?", "").await?;
    world.settle().await?;
    let reply = bob.replies(beta, &question.id, "M4.").await?;
    world.settle().await?;
    let there = beta.sees(&question.id).await?;
    assert_eq!(text_at(&there, "/kind"), "question", "a question is one in every house of ours");
    let at_home = alpha.sees(&reply.id).await?;
    on(&ann, &question.number, "answer", json!({ "reply_id": text_at(&at_home, "/id") })).await?.is(200)?;
    world.settle().await?;
    let seen = state(&bob, text_at(&there, "/id")).await?;
    assert_eq!(text_at(&seen, "/answer_id"), reply.number);
    on(&ann, &question.number, "reopen", json!({ "reason": "Too long." })).await?.is(200)?;
    world.settle().await?;
    assert!(state(&bob, text_at(&there, "/id")).await?["answer_id"].is_null());

    // Somebody on PieFed asks by what their software has, and says which reply it was.
    let piefed = world.stranger("piefed", Software::PieFed)?;
    let eve = piefed.person("eve");
    let place = crate::support::Place::ours(&alpha.url("/c/help"));
    eve.follows(&place).await?;
    world.settle().await?;
    let asked = eve.posts(&place, "Where is the fuse box?", "I cannot find it.").await?;
    world.settle().await?;
    let id = asked["object"]["id"].as_str().or_else(|| asked["id"].as_str()).unwrap_or_default().to_owned();
    let known = alpha.sees(&id).await?;
    assert_eq!(text_at(&known, "/kind"), "question", "where people come for help, a thread is a question");
    let found = ann.replies(alpha, &id, "Behind the door.").await?;
    world.settle().await?;
    let choice = json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": eve.activity_id("ChooseAnswer"),
        "type": "ChooseAnswer",
        "actor": eve.id,
        "object": found.id,
        "audience": alpha.url("/c/help"),
        "to": ["https://www.w3.org/ns/activitystreams#Public"],
        "cc": [alpha.url("/c/help")],
    });
    eve.sends(&alpha.url("/inbox"), &choice).await?;
    world.settle().await?;
    assert_eq!(text_at(&state(&ann, text_at(&known, "/id")).await?, "/answer_id"), found.number);
    eve.undoes(&place, &choice).await?;
    world.settle().await?;
    assert!(state(&ann, text_at(&known, "/id")).await?["answer_id"].is_null());
    world.end().await
}
