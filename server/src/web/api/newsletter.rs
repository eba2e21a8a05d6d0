//! Newsletters: subscribing, the issues that stewards write, and what comes back from mail servers.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::{Bytes, Json, Path};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Answer;
use crate::clock::Time;
use crate::domain::access::{self, Viewer};
use crate::domain::newsletter::{self as rules, compile, issues, reports, subscribing};
use crate::formats::Format;
use crate::limits::Action;
use crate::mail::report;
use crate::pages::newsletter as pages;
use crate::store::accounts::Role;
use crate::store::actors::Actor;
use crate::store::conn::Conn;
use crate::store::newsletters;
use crate::store::subscribers::{self, SubscriberState};
use crate::{Error, Result};

const ISSUES: i64 = 200;

/// A newsletter.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Newsletter {
    /// What it says of itself.
    about: String,
    /// The words that subscribers agree to.
    consent: String,
    /// Whether the one who asks gets it by mail.
    subscribed: bool,
    /// How many get it by mail; for its stewards only.
    subscribers: Option<i64>,
    /// Ids of the articles that went out, newest first.
    issues: Vec<String>,
}

fn newsletter_of(conn: &mut Conn, viewer: &Viewer, name: &str, consent: impl Fn(&str) -> String) -> Result<Newsletter> {
    let (_, actor) = access::part(conn, viewer, name, Format::Newsletter)?;
    rules::of(conn, &actor)?;
    let person = viewer.person();
    let tends = match person {
        Some(person) => access::has_power_over(conn, &crate::domain::Origin::Local(person.clone()), &actor)?,
        None => false,
    };
    let subscribed = match person {
        Some(person) => subscribing::mine(conn, person, actor.id)?.is_some_and(|row| row.state == SubscriberState::Active),
        None => false,
    };
    let counts = if tends { subscribers::counts(conn, actor.id)? } else { Vec::new() };
    let active = counts.iter().find(|(state, _)| *state == SubscriberState::Active).map_or(0, |(_, count)| *count);
    let mut ids = Vec::new();
    for id in newsletters::published(conn, actor.id, ISSUES)? {
        if access::reads(conn, viewer, id)? {
            ids.push(id.to_string());
        }
    }
    Ok(Newsletter {
        about: newsletters::about(conn, actor.id)?,
        consent: consent(actor.label()),
        subscribed,
        subscribers: tends.then_some(active),
        issues: ids,
    })
}

/// The words of the house's theme, in English as all of the API.
fn consent(caller: &Caller) -> Result<impl Fn(&str) -> String + Send + Clone + 'static> {
    let theme = caller.app.themes.get(crate::web::theme::BASE).map_err(Error::internal)?;
    Ok(move |community: &str| pages::consent(theme.catalog().fallback(), community))
}

async fn answer(caller: &Caller, name: String) -> Answer {
    let words = consent(caller)?;
    Ok(HttpResponse::Ok().json(caller.read(move |conn, viewer| newsletter_of(conn, viewer, &name, words)).await?))
}

async fn place(caller: &Caller, name: &str) -> Result<Actor> {
    let name = name.to_owned();
    Ok(caller.read(move |conn, viewer| access::part(conn, viewer, &name, Format::Newsletter)).await?.1)
}

/// What a newsletter is, and which issues there are.
#[utoipa::path(get, path = "/communities/{name}/newsletter", tag = "Newsletters", params(("name" = String, Path)), security((), ("token" = [])),
    responses((status = 200, body = Newsletter)))]
pub(super) async fn show(caller: Caller, name: Path<String>) -> Answer {
    answer(&caller, name.into_inner()).await
}

/// Subscribes with the confirmed mail address of the account. People without one subscribe on the page.
#[utoipa::path(post, path = "/communities/{name}/newsletter/subscription", tag = "Newsletters", params(("name" = String, Path)),
    security(("token" = [])), responses((status = 200, body = Newsletter)))]
pub(super) async fn subscribe(caller: Caller, name: Path<String>) -> Answer {
    let name = name.into_inner();
    let person = caller.person()?.clone();
    caller.brake(Action::Post)?;
    let (actor, words, address) = (place(&caller, &name).await?, consent(&caller)?, caller.address().to_string());
    let joined = caller.write(move |tx, _| subscribing::join(tx, &person, &actor, &words(actor.label()), &address)).await?;
    if !joined {
        return Err(Error::Conflict("Confirm your own mail address first.").into());
    }
    answer(&caller, name).await
}

/// Takes a subscription back.
#[utoipa::path(delete, path = "/communities/{name}/newsletter/subscription", tag = "Newsletters", params(("name" = String, Path)),
    security(("token" = [])), responses((status = 200, body = Newsletter)))]
pub(super) async fn unsubscribe(caller: Caller, name: Path<String>) -> Answer {
    let name = name.into_inner();
    let person = caller.person()?.clone();
    caller.brake(Action::Post)?;
    let actor = place(&caller, &name).await?;
    caller.write(move |tx, _| subscribing::part(tx, &person, &actor)).await?;
    answer(&caller, name).await
}

/// An issue, as its stewards see it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Issue {
    id: String,
    title: String,
    /// Markdown.
    body: String,
    /// draft, scheduled, sending or sent.
    state: String,
    send_at: Option<String>,
    /// Why it did not go out.
    problem: Option<String>,
    /// The article that it became.
    post_id: Option<String>,
    copies: i32,
    sent: i32,
    failed: i32,
    bounced: i32,
    /// People who left by this issue.
    left: i32,
}

fn issue_of(row: newsletters::Issue) -> Issue {
    Issue {
        id: row.id.to_string(),
        title: row.title,
        body: row.source,
        state: row.state.to_string(),
        send_at: row.send_at.map(Time::rfc3339),
        problem: row.problem,
        post_id: row.post_id.map(|id| id.to_string()),
        copies: row.copies,
        sent: row.sent,
        failed: row.failed,
        bounced: row.bounced,
        left: row.parted,
    }
}

/// All issues, drafts as well, newest first. For stewards.
#[utoipa::path(get, path = "/communities/{name}/newsletter/issues", tag = "Newsletters", params(("name" = String, Path)),
    security(("token" = [])), responses((status = 200, body = Vec<Issue>)))]
pub(super) async fn list(caller: Caller, name: Path<String>) -> Answer {
    let (actor, origin) = (place(&caller, &name).await?, caller.origin()?);
    let found = caller
        .read(move |conn, _| {
            rules::tended(conn, &origin, &actor)?;
            newsletters::list(conn, actor.id, ISSUES)
        })
        .await?;
    Ok(HttpResponse::Ok().json(found.into_iter().map(issue_of).collect::<Vec<_>>()))
}

/// What an issue begins with: words of one's own, or what happened in the last days.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewIssue {
    title: Option<String>,
    /// Markdown.
    body: Option<String>,
    /// Compiles what happened in so many days; used where title and body are left out.
    days: Option<u32>,
}

/// Begins an issue. For stewards.
#[utoipa::path(post, path = "/communities/{name}/newsletter/issues", tag = "Newsletters", params(("name" = String, Path)), request_body = NewIssue,
    security(("token" = [])), responses((status = 201, body = Issue)))]
pub(super) async fn draft(caller: Caller, name: Path<String>, body: Json<NewIssue>) -> Answer {
    let (actor, origin, body) = (place(&caller, &name).await?, caller.origin()?, body.into_inner());
    caller.brake(Action::Post)?;
    let (title, source) = match body {
        NewIssue { title: None, body: None, days } => {
            let days = days.filter(|days| (1..=compile::DAYS_MAX).contains(days)).ok_or_else(|| Error::field("days", "form-days-range"))?;
            let (app, place) = (Arc::clone(&caller.app), actor.clone());
            let made = caller
                .read(move |conn, _| {
                    rules::tended(conn, &origin, &place)?;
                    compile::compile(conn, &app.urls, &place, days, app.clock.now())
                })
                .await?;
            (made.title, made.source)
        }
        NewIssue { title, body, .. } => (title.unwrap_or_default(), body.unwrap_or_default()),
    };
    let issue = caller.write(move |tx, origin| issues::draft(tx, origin, &actor, &title, &source)).await?;
    Ok(HttpResponse::Created().json(issue_of(issue)))
}

async fn one(caller: &Caller, id: i64) -> Answer {
    let origin = caller.origin()?;
    let found = caller
        .read(move |conn, _| {
            let row = newsletters::find(conn, id)?.ok_or(Error::NotFound("issue"))?;
            let community = crate::store::actors::by_id(conn, row.community_id)?;
            issues::look(conn, &origin, &community, id)
        })
        .await?;
    Ok(HttpResponse::Ok().json(issue_of(found)))
}

/// One issue. For stewards.
#[utoipa::path(get, path = "/newsletter-issues/{id}", tag = "Newsletters", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 200, body = Issue)))]
pub(super) async fn issue(caller: Caller, id: Path<i64>) -> Answer {
    one(&caller, id.into_inner()).await
}

/// Words of an issue.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct IssueText {
    title: String,
    /// Markdown.
    body: String,
}

/// Changes an issue that did not go out yet. For stewards.
#[utoipa::path(patch, path = "/newsletter-issues/{id}", tag = "Newsletters", params(("id" = String, Path)), request_body = IssueText,
    security(("token" = [])), responses((status = 200, body = Issue)))]
pub(super) async fn change(caller: Caller, id: Path<i64>, body: Json<IssueText>) -> Answer {
    let (id, body) = (id.into_inner(), body.into_inner());
    caller.person()?;
    caller.brake(Action::Post)?;
    caller.write(move |tx, origin| issues::edit(tx, origin, id, &body.title, &body.body)).await?;
    one(&caller, id).await
}

/// Throws an issue away that did not go out yet. For stewards.
#[utoipa::path(delete, path = "/newsletter-issues/{id}", tag = "Newsletters", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 204)))]
pub(super) async fn discard(caller: Caller, id: Path<i64>) -> Answer {
    let id = id.into_inner();
    caller.person()?;
    caller.brake(Action::Post)?;
    caller.write(move |tx, origin| issues::discard(tx, origin, id)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// When an issue goes out.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct SendAt {
    /// Now, where it is left out.
    #[schema(value_type = Option<String>)]
    at: Option<Time>,
}

/// Sends an issue, now or at a time. For stewards.
#[utoipa::path(post, path = "/newsletter-issues/{id}/send", tag = "Newsletters", params(("id" = String, Path)), request_body = SendAt,
    security(("token" = [])), responses((status = 200, body = Issue)))]
pub(super) async fn send(caller: Caller, id: Path<i64>, body: Json<SendAt>) -> Answer {
    let (id, at) = (id.into_inner(), body.into_inner().at);
    caller.person()?;
    caller.brake(Action::Post)?;
    caller.write(move |tx, origin| issues::schedule(tx, origin, id, Some(at.unwrap_or(tx.now)))).await?;
    one(&caller, id).await
}

/// What became of a report.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReportTaken {
    /// bounce, complaint, nothing (about one of ours, and nothing final) or unknown.
    outcome: String,
}

/// Takes in what came back for a newsletter: the whole mail (RFC 5322) that a mail server sent to the bounce address. For
/// the house's own mail server, with the token of an admin.
#[utoipa::path(post, path = "/mail/reports", tag = "The house", request_body(content = String, content_type = "message/rfc822"),
    security(("token" = [])), responses((status = 200, body = ReportTaken)))]
pub(super) async fn report(caller: Caller, body: Bytes) -> Answer {
    if !caller.person()?.has(Role::Admin) {
        return Err(Error::Forbidden("Only staff of this house may do that.").into());
    }
    let read = tokio::task::spawn_blocking(move || report::read(&body)).await.map_err(Error::internal)?;
    let most = i32::try_from(caller.app.config.mail.bounces_most).unwrap_or(i32::MAX);
    let taken = caller.write(move |tx, _| reports::take(tx, &read, most)).await?;
    Ok(HttpResponse::Ok().json(ReportTaken { outcome: taken.as_str().to_owned() }))
}
