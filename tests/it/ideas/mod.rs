//! Ideas and feedback: where they stand, and that everyone who stands behind them hears of it.

mod duplicates;
mod feedback;
mod pages;
mod travels;

use anyhow::Result;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::answer::Answer;
use crate::support::instance::Instance;
use crate::support::person::{Person, Written};
use crate::support::text_at;

/// A community with a purpose; its ActivityPub id.
async fn founds(steward: &Person, name: &str, purpose: &str) -> Result<String> {
    let body = json!({ "name": name, "title": format!("The {name}"), "purpose": purpose });
    Ok(steward.api(Method::POST, "/communities", body).await?.is(201)?.at("/id").to_owned())
}

async fn starts(person: &Person, community: &str, kind: &str, title: &str, details: Value) -> Result<Written> {
    let path = format!("/communities/{community}/threads");
    let body = json!({ "title": title, "body": "", "kind": kind, "details": details });
    let started = person.api(Method::POST, &path, body).await?.is(201)?;
    Ok(Written { number: started.at("/id").to_owned(), id: started.at("/ap_id").to_owned() })
}

async fn proposes(person: &Person, community: &str, title: &str) -> Result<Written> {
    starts(person, community, "idea", title, json!({})).await
}

/// The number of a post in one house.
async fn number_in(instance: &Instance, ap_id: &str) -> Result<String> {
    Ok(text_at(&instance.sees(ap_id).await?, "/id").to_owned())
}

async fn status(person: &Person, idea: &str, status: &str, reason: &str) -> Result<Answer> {
    person.api(Method::POST, &format!("/ideas/{idea}/status"), json!({ "status": status, "reason": reason })).await
}

/// The kinds of what somebody was told, newest first.
async fn told(person: &Person) -> Result<Vec<String>> {
    let list = person.gets("/notifications").await?;
    Ok(list["items"].as_array().into_iter().flatten().map(|n| text_at(n, "/kind").to_owned()).collect())
}
