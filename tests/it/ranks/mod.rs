//! Reputation and ranks: how they are earned, what they open, and what does not count.

mod earning;
mod pages;
mod powers;
mod rings;

use anyhow::Result;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::answer::Answer;
use crate::support::person::{Person, Written};
use crate::support::{list_at, number_at, text_at};

/// A community of this house with a purpose.
async fn founds(steward: &Person, name: &str, purpose: &str) -> Result<String> {
    let body = json!({ "name": name, "title": format!("The {name}"), "purpose": purpose });
    Ok(steward.api(Method::POST, "/communities", body).await?.is(201)?.at("/id").to_owned())
}

async fn starts(person: &Person, community: &str, kind: &str, title: &str) -> Result<Written> {
    let body = json!({ "title": title, "body": "As it says.", "kind": kind });
    let made = person.api(Method::POST, &format!("/communities/{community}/threads"), body).await?.is(201)?;
    Ok(Written { number: made.at("/id").to_owned(), id: made.at("/ap_id").to_owned() })
}

/// Says what everybody may see.
async fn opens(steward: &Person, community: &str, board: bool, reasons: bool) -> Result<()> {
    let path = format!("/communities/{community}/standing");
    steward.api(Method::PUT, &path, json!({ "board": board, "reasons": reasons })).await?.is(200)?;
    Ok(())
}

async fn decides(steward: &Person, community: &str, who: &str, wish: &str, rank: &str) -> Result<Answer> {
    let body = json!({ "wish": wish, "rank": rank, "reason": "The numbers do not tell it." });
    steward.api(Method::PUT, &format!("/communities/{community}/standing/{}", who.trim_start_matches('@')), body).await
}

/// Where somebody stands by the list that a steward sees: points and rank.
async fn stands(steward: &Person, community: &str, who: &str) -> Result<(i64, String)> {
    let board = steward.gets(&format!("/communities/{community}/standing")).await?;
    let found = list_at(&board, "/items").iter().find(|one| text_at(one, "/person/handle").trim_start_matches('@') == who.trim_start_matches('@'));
    Ok(found.map_or((0, "newcomer".to_owned()), |one| (number_at(one, "/points"), text_at(one, "/rank").to_owned())))
}

async fn reasons(reader: &Person, community: &str, who: &str) -> Result<Vec<Value>> {
    let page = reader.gets(&format!("/communities/{community}/standing/{}", who.trim_start_matches('@'))).await?;
    Ok(list_at(&page, "/items").to_vec())
}

async fn told(person: &Person) -> Result<Vec<String>> {
    let list = person.gets("/notifications").await?;
    Ok(list_at(&list, "/items").iter().map(|n| text_at(n, "/kind").to_owned()).collect())
}
