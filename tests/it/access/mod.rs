//! Who may read what: members alone, staff alone, parts that ask for more, and nothing that leaks around the doors.

mod canaries;
mod members;
mod parts;

use anyhow::Result;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::person::Person;

/// A community behind a door; its ActivityPub id.
async fn founds(steward: &Person, name: &str, access: &str) -> Result<String> {
    let body = json!({ "name": name, "title": format!("The {name}"), "access": access });
    Ok(steward.api(Method::POST, "/communities", body).await?.is(201)?.at("/id").to_owned())
}

async fn admits(steward: &Person, name: &str, person: &str) -> Result<()> {
    let body = json!({ "person": person, "admit": true });
    steward.api(Method::POST, &format!("/communities/{name}/access/asking"), body).await?.is(200).map(drop)
}

async fn sets(steward: &Person, name: &str, access: &str, parts: Value) -> Result<u16> {
    let body = json!({ "access": access, "parts": parts });
    Ok(steward.api(Method::PUT, &format!("/communities/{name}/access"), body).await?.status)
}
