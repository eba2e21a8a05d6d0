//! Wikis: pages that many people write, here and from elsewhere, and that lose nobody's words.

mod answers;
mod bad_input;
mod elsewhere;
mod together;
mod writing;

use anyhow::Result;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::answer::Answer;
use crate::support::person::Person;
use crate::support::text_at;

/// A community with a forum and a wiki; its ActivityPub id.
async fn founds(steward: &Person, name: &str) -> Result<String> {
    let body = json!({ "name": name, "title": format!("The {name}"), "purpose": "support", "formats": ["forum", "wiki"] });
    Ok(steward.api(Method::POST, "/communities", body).await?.is(201)?.at("/id").to_owned())
}

async fn begins(person: &Person, community: &str, path: &str, title: &str, text: &str) -> Result<Value> {
    let body = json!({ "path": path, "title": title, "body": text });
    Ok(person.api(Method::POST, &format!("/communities/{community}/wiki"), body).await?.is(201)?.json)
}

/// An edit that started from `page` as it was read.
async fn edits(person: &Person, page: &Value, text: &str, summary: &str) -> Result<Answer> {
    let body = json!({ "title": page["title"], "body": text, "summary": summary, "base": page["revision_id"] });
    person.api(Method::PATCH, &format!("/wiki/{}", text_at(page, "/id")), body).await
}

async fn page(person: &Person, id: &str) -> Result<Value> {
    person.gets(&format!("/wiki/{id}")).await
}

async fn history(person: &Person, id: &str) -> Result<Vec<Value>> {
    Ok(person.gets(&format!("/wiki/{id}/revisions")).await?["items"].as_array().cloned().unwrap_or_default())
}

async fn waiting(steward: &Person, community: &str) -> Result<Vec<Value>> {
    let list = steward.gets(&format!("/communities/{community}/wiki/suggestions")).await?;
    Ok(list["items"].as_array().cloned().unwrap_or_default())
}

async fn decides(steward: &Person, suggestion: &Value, accept: bool, reason: &str) -> Result<Answer> {
    let path = format!("/wiki/suggestions/{}", text_at(suggestion, "/id"));
    steward.api(Method::POST, &path, json!({ "accept": accept, "reason": reason })).await
}

/// An act on a page: confirm, move, protection, revert.
async fn acts(person: &Person, page: &str, verb: &str, body: Value) -> Result<Answer> {
    person.api(Method::POST, &format!("/wiki/{page}/{verb}"), body).await
}

/// The kinds of what somebody was told, newest first.
async fn told(person: &Person) -> Result<Vec<String>> {
    let list = person.gets("/notifications").await?;
    Ok(list["items"].as_array().into_iter().flatten().map(|n| text_at(n, "/kind").to_owned()).collect())
}
