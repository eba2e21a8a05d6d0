//! Finding: search, the directory, hashtags, suggestions. Both databases find the same, in the same order.

mod directory;
mod search;
mod suggestions;
mod tags;

use anyhow::Result;
use reqwest::Method;
use serde_json::Value;

use crate::support::instance::Instance;
use crate::support::person::Person;
use crate::support::{list_at, text_at};

/// What is found, as titles of threads and communities, names of people, and first words of replies.
async fn found(instance: &Instance, query: &str) -> Result<Vec<String>> {
    let answer = instance.api(Method::GET, &format!("/search?{query}"), Value::Null).await?.is(200)?;
    Ok(names(&answer.json))
}

async fn found_by(person: &Person, query: &str) -> Result<Vec<String>> {
    Ok(names(&person.gets(&format!("/search?{query}")).await?))
}

fn names(answer: &Value) -> Vec<String> {
    let mut names = Vec::new();
    for (list, name) in [("/communities", "/title"), ("/people", "/name"), ("/threads", "/title"), ("/replies", "/body")] {
        names.extend(list_at(answer, list).iter().map(|one| text_at(one, name).to_owned()));
    }
    names
}

/// Whether a person here wants to be found.
async fn wants_to_be_found(person: &Person, yes: bool) -> Result<()> {
    person.api(Method::PATCH, "/me", serde_json::json!({ "discoverable": yes })).await?.is(200).map(drop)
}
