//! What ranks open, step by step, and what stewards decide about them.

use reqwest::Method;
use serde_json::{Value, json};

use super::{decides, founds, stands, starts, told};
use crate::support::{Place, Software, Story, World, list_at, text_at};

#[tokio::test]
async fn the_trusted_merge_what_is_the_same() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob, cat) = (alpha.person("ann").await?, alpha.person("bob").await?, alpha.person("cat").await?);
    founds(&ann, "help", "support").await?;
    let (one, two) = (starts(&cat, "help", "question", "Red light?").await?, starts(&ann, "help", "question", "A red light").await?);
    let merge = format!("/questions/{}/merge", two.number);
    let same = json!({ "into": one.number, "reason": "It is the same." });
    bob.api(Method::POST, &merge, same.clone()).await?.is(403)?;
    let page = bob.account().actor.name.clone();
    let visit = alpha.visit()?;
    visit.login(&page).await?;
    visit.ask(&format!("/post/{}/merge", two.number)).await?.is(403)?;

    decides(&ann, "help", &bob.handle, "grant", "trusted").await?.is(200)?;
    world.settle().await?;
    assert!(told(&bob).await?.contains(&"rank".to_owned()));
    assert!(visit.page(&format!("/post/{}", two.number)).await?.is(200)?.text.contains("/merge"), "who may merge finds the way");
    visit.page(&format!("/post/{}/merge", two.number)).await?.is(200)?;
    bob.api(Method::POST, &merge, json!({ "into": one.number, "reason": " " })).await?.is(422)?;
    bob.api(Method::POST, &merge, same).await?.is(200)?;
    world.settle().await?;
    assert_eq!(text_at(&bob.gets(&format!("/questions/{}", two.number)).await?, "/bucket_id"), one.number);
    assert_eq!(stands(&ann, "help", &bob.handle).await?.0, 5, "a duplicate that was rightly merged counts");
    let log = alpha.visit()?.page("/c/help/modlog").await?.is(200)?.text;
    assert!(log.contains("by rank") && log.contains("Rank granted"), "{log}");
    ann.api(Method::POST, &format!("/questions/{}/unmerge", two.number), json!({ "reason": "No, another one." })).await?.is(200)?;
    world.settle().await?;
    assert_eq!(stands(&ann, "help", &bob.handle).await?.0, 0);

    // A rank counts where it was earned, and no longer once it is withheld or its owner banned.
    founds(&ann, "other", "support").await?;
    let (three, four) = (starts(&ann, "other", "question", "Blue?").await?, starts(&ann, "other", "question", "Is it blue?").await?);
    let there = format!("/questions/{}/merge", four.number);
    bob.api(Method::POST, &there, json!({ "into": three.number, "reason": "Same." })).await?.is(403)?;
    decides(&ann, "help", &bob.handle, "withhold", "newcomer").await?.is(200)?;
    bob.api(Method::POST, &merge, json!({ "into": one.number, "reason": "Same." })).await?.is(403)?;
    decides(&ann, "help", &bob.handle, "grant", "trusted").await?.is(200)?;
    ann.api(Method::POST, "/communities/help/bans", json!({ "person": bob.handle, "reason": "Rude" })).await?;
    bob.api(Method::POST, &merge, json!({ "into": one.number, "reason": "Same." })).await?.is(403)?;
    world.end().await
}

#[tokio::test]
async fn three_trusted_people_fold_spam_and_the_stewards_bring_it_back() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, eve, new) = (alpha.person("ann").await?, alpha.person("eve").await?, alpha.person("newbie").await?);
    founds(&ann, "help", "support").await?;
    let spam = starts(&eve, "help", "question", "Cheap watches").await?;
    let call = format!("/posts/{}/spam", spam.number);
    new.api(Method::POST, &call, Value::Null).await?.is(403)?;
    let mut callers = Vec::new();
    for name in ["bob", "cat", "dan"] {
        let person = alpha.person(name).await?;
        decides(&ann, "help", &person.handle, "grant", "trusted").await?.is(200)?;
        callers.push(person);
    }
    // Twice by one is once, and a word can be taken back.
    for _ in 0..2 {
        assert_eq!(callers[0].api(Method::POST, &call, Value::Null).await?.is(200)?.json["folded"], false);
    }
    callers[1].api(Method::POST, &call, Value::Null).await?.is(200)?;
    callers[1].api(Method::DELETE, &call, Value::Null).await?.is(200)?;
    assert_eq!(callers[2].api(Method::POST, &call, Value::Null).await?.is(200)?.json["folded"], false);
    assert_eq!(callers[1].api(Method::POST, &call, Value::Null).await?.is(200)?.json["folded"], true);
    world.settle().await?;
    let page = alpha.visit()?.page(&format!("/post/{}", spam.number)).await?;
    assert!(!page.text.contains("Cheap watches") && page.text.contains("Three trusted people called it spam"), "{}", page.text);
    assert_eq!(stands(&ann, "help", &eve.handle).await?.0, -10);
    // The stewards are told, and look at it.
    assert!(told(&ann).await?.contains(&"report".to_owned()));
    assert_eq!(list_at(&ann.gets("/reports?community=help").await?, "/items").len(), 1);
    ann.acts(alpha, &spam.id, "restore").await?.is(200)?;
    world.settle().await?;
    assert!(alpha.visit()?.page(&format!("/post/{}", spam.number)).await?.is(200)?.text.contains("Cheap watches"));
    assert_eq!(stands(&ann, "help", &eve.handle).await?.0, 0);
    // It takes three again, and the words of stewards are not folded.
    assert_eq!(callers[0].api(Method::POST, &call, Value::Null).await?.is(200)?.json["folded"], false);
    let notice = starts(&ann, "help", "question", "A notice").await?;
    callers[0].api(Method::POST, &format!("/posts/{}/spam", notice.number), Value::Null).await?.is(403)?;
    let own = starts(&callers[0], "help", "question", "Mine").await?;
    callers[0].api(Method::POST, &format!("/posts/{}/spam", own.number), Value::Null).await?.is(403)?;
    world.end().await
}

#[tokio::test]
async fn super_users_give_threads_better_titles_and_the_old_one_stays_in_the_history() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob, cat) = (alpha.person("ann").await?, alpha.person("bob").await?, beta.person("cat").await?);
    founds(&ann, "help", "support").await?;
    cat.joins(&alpha.handle("help")).await?;
    let lemmy = world.stranger("lemmy", Software::Lemmy)?;
    let lee = lemmy.person("lee");
    let place = Place::ours(&alpha.url("/c/help"));
    lee.follows(&place).await?;
    world.settle().await?;
    let local = starts(&ann, "help", "question", "HELP!!!").await?;
    let remote = lee.posts(&place, "Please", "The boiler hums.").await?;
    world.settle().await?;
    let far = remote["object"]["id"].as_str().or_else(|| remote["id"].as_str()).unwrap_or_default().to_owned();
    let far = text_at(&alpha.sees(&far).await?, "/id").to_owned();

    let path = format!("/posts/{}/title", local.number);
    let better = json!({ "title": "Why does the boiler hum?", "reason": "So that it is found." });
    decides(&ann, "help", &bob.handle, "grant", "trusted").await?.is(200)?;
    bob.api(Method::PUT, &path, better.clone()).await?.is(403)?;
    decides(&ann, "help", &bob.handle, "grant", "super_user").await?.is(200)?;
    for bad in [json!({ "title": " ", "reason": "x" }), json!({ "title": "HELP!!!", "reason": "x" }), json!({ "title": "Better", "reason": "" }), json!({ "title": "x".repeat(300), "reason": "x" })] {
        bob.api(Method::PUT, &path, bad).await?.is(422)?;
    }
    bob.api(Method::PUT, &path, better.clone()).await?.is(200)?;
    bob.api(Method::PUT, &format!("/posts/{far}/title"), better).await?.is(200)?;
    world.settle().await?;
    assert_eq!(text_at(&alpha.sees(&local.id).await?, "/title"), "Why does the boiler hum?");
    assert_eq!(text_at(&beta.sees(&local.id).await?, "/title"), "Why does the boiler hum?", "other servers hear of it");
    let history = alpha.visit()?.page(&format!("/post/{}/history", local.number)).await?.is(200)?.text;
    assert!(history.contains("HELP!!!"), "{history}");
    let found = ann.gets("/search?q=boiler").await?;
    assert!(found.to_string().contains(&local.number), "{found:#}");
    let log = alpha.visit()?.page("/c/help/modlog").await?.is(200)?.text;
    assert!(log.contains("Title changed"), "{log}");
    // The mark stands beside the name.
    bob.replies(alpha, &local.id, "Now it reads better.").await?;
    let page = alpha.visit()?.page(&format!("/post/{}", local.number)).await?.is(200)?.text;
    assert!(page.contains("Super-user"), "{page}");
    world.end().await
}
