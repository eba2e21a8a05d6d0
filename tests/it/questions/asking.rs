//! While somebody asks, what resembles it is shown; and at night likely duplicates are found.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{asks, helps, on, state};
use crate::support::{Story, World, list_at, text_at};

#[tokio::test]
async fn what_was_asked_before_is_shown_with_and_without_script() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob, cat) = (alpha.person("ann").await?, alpha.person("bob").await?, beta.person("cat").await?);
    helps(&ann, "help").await?;
    helps(&cat, "fixers").await?;
    let handle = beta.handle("fixers");
    bob.resolves(&format!("!{handle}")).await?;
    bob.joins(&handle).await?;
    world.settle().await?;
    let here = asks(&ann, "help", "The dishwasher leaks at the door", "Water on the floor.").await?;
    asks(&ann, "help", "When is the library open?", "On Sundays.").await?;
    let there = asks(&cat, "fixers", "My dishwasher leaks", "From the door.").await?;
    world.settle().await?;

    let query = "/communities/help/similar?title=Dishwasher%20leaking%20at%20door&body=";
    let found = bob.gets(query).await?;
    let ids: Vec<&str> = list_at(&found, "/items").iter().map(|p| text_at(p, "/ap_id")).collect();
    assert_eq!(ids.first(), Some(&here.id.as_str()), "{found:#}");
    assert!(ids.contains(&there.id.as_str()), "also from a community elsewhere that bob follows");
    let visitor = alpha.api(Method::GET, query, Value::Null).await?.is(200)?.json;
    assert_eq!(list_at(&visitor, "/items").len(), 1);
    assert!(list_at(&bob.gets("/communities/help/similar?title=xyzzy").await?, "/items").is_empty());

    let browser = alpha.visit()?;
    browser.login("bob").await?;
    let fragment = browser.ask("/c/help/similar?title=dishwasher+leaks&body=").await?.is(200)?;
    assert!(fragment.text.contains("The dishwasher leaks at the door") && fragment.text.contains("name=\"looked\""));
    // Without script: the first send shows them, the second one asks.
    let typed = [("title", "Dishwasher leaks at the door"), ("body", "Help!")];
    let page = browser.send("/c/help?new=question", "/c/help/threads", &typed).await?;
    assert!(page.text.contains("The dishwasher leaks at the door") && page.text.contains("Help!"), "{}", page.text);
    let fields = crate::support::visit::hidden_fields(&page.text, "/c/help/threads").unwrap_or_default();
    assert!(fields.iter().any(|(name, _)| name == "looked"), "{fields:?}");
    let mut all = fields;
    all.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    browser.post_fields("/c/help/threads", &all).await?;
    let threads = bob.gets("/communities/help/threads?sort=new").await?;
    assert_eq!(list_at(&threads, "/items").len(), 3);
    world.end().await
}

#[tokio::test]
async fn likely_duplicates_are_proposed_at_night_and_decided_once() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob) = (alpha.person("ann").await?, alpha.person("bob").await?);
    helps(&ann, "help").await?;
    let old = asks(&ann, "help", "Heating does not start in the morning", "It is cold.").await?;
    let new = asks(&bob, "help", "Heating does not start in the mornings", "So cold.").await?;
    let other = asks(&bob, "help", "Heating does not start this morning", "Why?").await?;
    asks(&bob, "help", "Where can I buy stamps?", "For a letter.").await?;
    world.settle().await?;
    world.pass(Duration::from_secs(25 * 60 * 60)).await?;

    bob.api(Method::GET, "/communities/help/duplicates", Value::Null).await?.is(403)?;
    let pairs = ann.gets("/communities/help/duplicates").await?;
    let items = list_at(&pairs, "/items").to_vec();
    assert_eq!(items.len(), 2, "{pairs:#}");
    let pair_of = |question: &str| items.iter().find(|p| text_at(p, "/question_id") == question).cloned().unwrap_or_default();
    let (first, second) = (pair_of(&new.number), pair_of(&other.number));
    assert_eq!(text_at(&first, "/other_id"), old.number);
    let path = |pair: &Value| format!("/duplicates/{}", text_at(pair, "/id"));
    ann.api(Method::POST, &path(&second), json!({ "same": false })).await?.is(204)?;
    let browser = alpha.visit()?;
    browser.login("ann").await?;
    let page = browser.page("/c/help/duplicates").await?.is(200)?;
    assert!(page.text.contains("data-key=\"y\""), "{}", page.text);
    ann.api(Method::POST, &path(&first), json!({ "same": true, "reason": "Same boiler." })).await?.is(204)?;
    ann.api(Method::POST, &path(&first), json!({ "same": true, "reason": "Again." })).await?.is(409)?;
    assert_eq!(text_at(&state(&ann, &new.number).await?, "/bucket_id"), old.number);
    // What was refused does not come back, and what was merged is no question of its own.
    world.pass(Duration::from_secs(25 * 60 * 60)).await?;
    assert!(list_at(&ann.gets("/communities/help/duplicates").await?, "/items").is_empty());
    // "Too" of a signpost is said of its bucket, where bob is already for his own.
    on(&ann, &new.number, "too", Value::Null).await?.is(200)?;
    assert_eq!(state(&ann, &old.number).await?["people"], 2);
    world.end().await
}
