//! Polls: asked here and elsewhere, voted in from everywhere, once each.

mod asked;
mod elsewhere;
mod pages;
mod rush;

use anyhow::Result;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::answer::Answer;
use crate::support::person::{Person, Written};
use crate::support::stranger::{Member, wire};
use crate::support::{Place, list_at, text_at};

/// A poll that ends in two days.
async fn asks(person: &Person, community: &str, title: &str, options: &[&str], more: Value) -> Result<Written> {
    let mut details = json!({ "poll_options": options, "poll_ends": "2026-03-04T09:00:00Z" });
    wire::merge(&mut details, more);
    let body = json!({ "title": title, "body": "For the bed by the gate.", "kind": "poll", "details": details });
    let answer = person.api(Method::POST, &format!("/communities/{community}/threads"), body).await?.is(201)?;
    Ok(Written { number: answer.at("/id").to_owned(), id: answer.at("/ap_id").to_owned() })
}

async fn votes(person: &Person, poll: &str, chosen: &[i32]) -> Result<Answer> {
    person.api(Method::PUT, &format!("/polls/{poll}/vote"), json!({ "chosen": chosen })).await
}

/// A vote as Mastodon and GoToSocial send it.
async fn names(voter: &Member, place: &Place, poll: &str, author: &str, option: &str) -> Result<Value> {
    let number = voter.home.next();
    let note = json!({
        "id": format!("{}#votes/{number}", voter.id), "type": "Note", "name": option, "attributedTo": voter.id, "to": author, "inReplyTo": poll,
    });
    let mut create = wire::activity(voter, "Create", note);
    create["id"] = json!(format!("{}#votes/{number}/activity", voter.id));
    create["to"] = json!(author);
    voter.sends(&place.inbox, &create).await?;
    Ok(create)
}

/// A vote as PieFed sends it.
async fn piefed_votes(voter: &Member, place: &Place, poll: &str, option: &str) -> Result<()> {
    let mut vote = wire::activity(voter, "PollVote", json!(poll));
    wire::merge(&mut vote, json!({ "choice_text": option, "audience": place.id, "to": [place.id], "cc": [] }));
    voter.sends(&place.inbox, &vote).await
}

/// How many chose each option, as somebody sees it.
async fn counts(person: &Person, poll: &str) -> Result<Vec<Value>> {
    let poll = person.gets(&format!("/polls/{poll}")).await?;
    Ok(list_at(&poll, "/options").iter().map(|option| option["votes"].clone()).collect())
}

/// The names and counts of a `Question`.
fn tally(question: &Value) -> Vec<(String, i64)> {
    let key = if question["anyOf"].is_array() { "/anyOf" } else { "/oneOf" };
    let one = |o: &Value| (text_at(o, "/name").to_owned(), o["replies"]["totalItems"].as_i64().unwrap_or(-1));
    list_at(question, key).iter().map(one).collect()
}
