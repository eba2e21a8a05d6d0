//! The blog: articles with their authors and series, drafts on their way to a reader.

mod articles;
mod drafts;
mod elsewhere;
mod pages;

use std::time::Duration;

use anyhow::Result;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::answer::Answer;
use crate::support::person::{Person, Written};
use crate::support::{list_at, text_at};

const HOUR: Duration = Duration::from_secs(3600);

/// A community with a forum and a blog; its ActivityPub id.
async fn founds(steward: &Person, name: &str) -> Result<String> {
    let body = json!({ "name": name, "title": format!("The {name}"), "formats": ["forum", "blog"] });
    Ok(steward.api(Method::POST, "/communities", body).await?.is(201)?.at("/id").to_owned())
}

async fn tries_to_publish(person: &Person, community: &str, title: &str, details: Value) -> Result<Answer> {
    let body = json!({ "title": title, "body": format!("What there is to say about *{title}*."), "kind": "article", "details": details });
    person.api(Method::POST, &format!("/communities/{community}/threads"), body).await
}

async fn publishes(person: &Person, community: &str, title: &str, details: Value) -> Result<Written> {
    let done = tries_to_publish(person, community, title, details).await?.is(201)?;
    Ok(Written { number: done.at("/id").to_owned(), id: done.at("/ap_id").to_owned() })
}

/// Keeps a draft and returns its number.
async fn drafts(person: &Person, community: &str, title: &str, details: Value) -> Result<String> {
    let body = json!({ "title": title, "body": format!("Some words about {title}."), "details": details });
    Ok(person.api(Method::POST, &format!("/communities/{community}/drafts"), body).await?.is(201)?.at("/id").to_owned())
}

/// Does something with a draft that has an address of its own.
async fn acts(person: &Person, draft: &str, verb: &str, body: Value) -> Result<Answer> {
    person.api(Method::POST, &format!("/drafts/{draft}/{verb}"), body).await
}

/// The kinds of what somebody was told, newest first.
async fn told(person: &Person) -> Result<Vec<String>> {
    let list = person.gets("/notifications").await?;
    Ok(list_at(&list, "/items").iter().map(|n| text_at(n, "/kind").to_owned()).collect())
}

/// The titles on the front, newest first.
async fn front(person: &Person, community: &str) -> Result<Vec<String>> {
    let list = person.gets(&format!("/communities/{community}/articles")).await?;
    Ok(list_at(&list, "/items").iter().map(|a| text_at(a, "/post/title").to_owned()).collect())
}
