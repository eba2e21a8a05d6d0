//! Questions: answers, "I have this too", buckets.

mod answers;
mod asking;
mod buckets;
mod taken_apart;

use anyhow::Result;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::answer::Answer;
use crate::support::person::{Person, Written};
use crate::support::text_at;

/// A community where people come for help.
async fn helps(steward: &Person, name: &str) -> Result<String> {
    let body = json!({ "name": name, "title": format!("The {name}"), "purpose": "support" });
    Ok(steward.api(Method::POST, "/communities", body).await?.is(201)?.at("/id").to_owned())
}

async fn asks(person: &Person, community: &str, title: &str, text: &str) -> Result<Written> {
    let path = format!("/communities/{community}/threads");
    let asked = person.api(Method::POST, &path, json!({ "title": title, "body": text, "kind": "question" })).await?.is(201)?;
    Ok(Written { number: asked.at("/id").to_owned(), id: asked.at("/ap_id").to_owned() })
}

async fn on(person: &Person, question: &str, verb: &str, body: Value) -> Result<Answer> {
    person.api(Method::POST, &format!("/questions/{question}/{verb}"), body).await
}

async fn state(person: &Person, question: &str) -> Result<Value> {
    person.gets(&format!("/questions/{question}")).await
}

async fn merges(person: &Person, question: &str, into: &str) -> Result<Answer> {
    on(person, question, "merge", json!({ "into": into, "reason": "It is the same question." })).await
}

/// The kinds of what somebody was told, newest first.
async fn told(person: &Person) -> Result<Vec<String>> {
    let list = person.gets("/notifications").await?;
    Ok(list["items"].as_array().into_iter().flatten().map(|n| text_at(n, "/kind").to_owned()).collect())
}
