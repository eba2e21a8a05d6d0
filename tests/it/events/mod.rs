//! Events: planned here, come to from anywhere, changed and called off, and kept in calendars.

mod calendars;
mod coming;
mod elsewhere;
mod guests;
mod planning;

use anyhow::Result;
use folkmoot::config::Secret;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::answer::Answer;
use crate::support::person::{Person, Written};
use crate::support::smtp::SmtpSink;
use crate::support::{World, text_at};

/// A community with a calendar; its ActivityPub id.
async fn founds(steward: &Person, name: &str) -> Result<String> {
    let body = json!({ "name": name, "title": format!("The {name}"), "formats": ["forum", "events"] });
    Ok(steward.api(Method::POST, "/communities", body).await?.is(201)?.at("/id").to_owned())
}

/// An evening two weeks after the beginning of every story, changed by `details`.
async fn tries(person: &Person, community: &str, details: Value) -> Result<Answer> {
    let mut all = json!({
        "event_start": "2026-03-17T19:00", "event_end": "2026-03-17T21:00", "event_zone": "Europe/Berlin", "event_place": "Old Mill",
    });
    for (name, value) in details.as_object().into_iter().flatten() {
        all[name] = value.clone();
    }
    let body = json!({ "title": "Repair café", "body": "Bring what is broken.", "kind": "event", "details": all });
    person.api(Method::POST, &format!("/communities/{community}/threads"), body).await
}

async fn plans(person: &Person, community: &str, details: Value) -> Result<Written> {
    let planned = tries(person, community, details).await?.is(201)?;
    Ok(Written { number: planned.at("/id").to_owned(), id: planned.at("/ap_id").to_owned() })
}

async fn comes(person: &Person, event: &str, wish: Value) -> Result<Answer> {
    person.api(Method::POST, &format!("/events/{event}/rsvp"), wish).await
}

/// What became of it, by the word.
async fn joins(person: &Person, event: &str) -> Result<String> {
    Ok(comes(person, event, json!({})).await?.is(200)?.at("/mine/state").to_owned())
}

async fn leaves(person: &Person, event: &str) -> Result<()> {
    person.api(Method::DELETE, &format!("/events/{event}/rsvp"), Value::Null).await?.is(200).map(drop)
}

async fn state(person: &Person, event: &str, state: &str, reason: &str) -> Result<Answer> {
    person.api(Method::POST, &format!("/events/{event}/state"), json!({ "state": state, "reason": reason })).await
}

/// The kinds of what somebody was told, newest first.
async fn told(person: &Person) -> Result<Vec<String>> {
    let list = person.gets("/notifications").await?;
    Ok(list["items"].as_array().into_iter().flatten().map(|n| text_at(n, "/kind").to_owned()).collect())
}

/// A world whose instance sends mail.
async fn with_mail() -> Result<(World, SmtpSink)> {
    let sink = SmtpSink::start().await?;
    let url = sink.url();
    let world = World::plan().config(move |_, config| config.mail.smtp_url = Some(Secret::new(url.clone()))).start(&["alpha"]).await?;
    Ok((world, sink))
}
