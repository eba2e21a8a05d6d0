//! Feedback: what became of it, who waits, what it can be about, and taking something in.

use actix_web::HttpResponse;
use actix_web::web::{Json, Path, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::ideas::{Change, given, history};
use super::input::{self, bad_cursor, cut};
use super::problem::Answer;
use super::shapes::{self, Page, Post};
use crate::domain::access::{self, Viewer};
use crate::domain::feedback as rules;
use crate::limits::Action;
use crate::store::accounts::Role;
use crate::store::actors::Actor;
use crate::store::conn::Conn;
use crate::store::feedback::{self, FeedbackState};
use crate::store::ideas;
use crate::web::ideas::words;
use crate::{Error, Result};

/// A piece of feedback and what became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Feedback {
    id: String,
    /// problem, praise or suggestion.
    sort: String,
    area: String,
    /// new, acknowledged, working, done or refused.
    state: String,
    /// People who have it too: they voted for it, here or elsewhere.
    joined: i64,
    /// The reply that it was taken in from.
    source_id: Option<String>,
    /// Newest first.
    history: Vec<Change>,
}

fn feedback_of(conn: &mut Conn, viewer: &Viewer, id: i64) -> Result<Feedback> {
    access::post(conn, viewer, id)?;
    let row = feedback::find(conn, id)?.ok_or(Error::NotFound("feedback"))?;
    let votes = ideas::split(conn, id)?;
    Ok(Feedback {
        id: id.to_string(),
        sort: row.sort.to_string(),
        area: row.area,
        state: row.state.to_string(),
        joined: votes.ups_here + votes.ups_elsewhere,
        source_id: row.source_id.map(|id| id.to_string()),
        history: history(conn, id)?,
    })
}

async fn answer(caller: &Caller, id: i64) -> Answer {
    Ok(HttpResponse::Ok().json(caller.read(move |conn, viewer| feedback_of(conn, viewer, id)).await?))
}

/// What a piece of feedback is, and what became of it. Joining it is voting for it.
#[utoipa::path(get, path = "/feedback/{id}", tag = "Feedback", params(("id" = String, Path)), security((), ("token" = [])),
    responses((status = 200, body = Feedback)))]
pub(super) async fn show(caller: Caller, id: Path<i64>) -> Answer {
    answer(&caller, id.into_inner()).await
}

/// What becomes of it.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewState {
    /// new, acknowledged, working, done or refused.
    #[serde(default)]
    state: String,
    /// Sent as a public reply to everyone who joined.
    #[serde(default)]
    reason: String,
}

/// Says what became of it. For stewards, and staff who speak for the host.
#[utoipa::path(post, path = "/feedback/{id}/state", tag = "Feedback", params(("id" = String, Path)), request_body = NewState,
    security(("token" = [])), responses((status = 200, body = Feedback)))]
pub(super) async fn change(caller: Caller, id: Path<i64>, body: Json<NewState>) -> Answer {
    let (id, body) = (id.into_inner(), body.into_inner());
    caller.person()?;
    caller.brake(Action::Post)?;
    given(&body.reason)?;
    let state = FeedbackState::parse(&body.state).ok_or_else(|| Error::field("state", "form-status-empty"))?;
    let decision = words::decision(&caller.app, &caller.viewer, id, &format!("state-{state}"), &body.reason, None).await?;
    caller.write(move |tx, origin| rules::change(tx, origin, id, state, &decision)).await?;
    answer(&caller, id).await
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Waiting {
    /// new (the default), acknowledged, working, done or refused.
    state: Option<String>,
    limit: Option<i64>,
    cursor: Option<String>,
}

fn may_read(conn: &mut Conn, viewer: &Viewer, community: &Actor) -> Result<()> {
    let person = viewer.person().ok_or_else(|| Error::unauthorized("This needs a token."))?;
    if person.has(Role::Responder) {
        return Ok(());
    }
    access::power_over(conn, &crate::domain::Origin::Local(person.clone()), community).map(drop)
}

/// The inbox of feedback, whoever waits longest first. For stewards, and staff who speak for the host.
#[utoipa::path(get, path = "/communities/{name}/feedback", tag = "Feedback", params(("name" = String, Path), Waiting), security(("token" = [])),
    responses((status = 200, body = Page<Post>)))]
pub(super) async fn inbox(caller: Caller, name: Path<String>, query: Query<Waiting>) -> Answer {
    caller.person()?;
    let (name, limit) = (name.into_inner(), input::limit(query.limit));
    let state = match query.state.as_deref() {
        None => FeedbackState::New,
        Some(word) => FeedbackState::parse(word).ok_or_else(|| Error::malformed("`state` is new, acknowledged, working, done or refused."))?,
    };
    let after = query.cursor.as_deref().filter(|c| !c.is_empty()).map(|c| c.parse().map_err(|_not_a_number| bad_cursor())).transpose()?;
    let page = caller
        .read(move |conn, viewer| {
            let (_, community) = access::community(conn, viewer, &name)?;
            may_read(conn, viewer, &community)?;
            let mut found = feedback::inbox(conn, community.id, state, after.unwrap_or(0), limit + 1)?;
            let next_cursor = cut(&mut found, limit, |(row, _)| row.post_id.to_string());
            let posts = found.into_iter().map(|(_, post)| post).collect();
            Ok(Page { items: shapes::posts(conn, viewer, posts)?, next_cursor })
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// What feedback in a community can be about.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct Areas {
    #[serde(default)]
    areas: Vec<String>,
}

/// What feedback in a community can be about.
#[utoipa::path(get, path = "/communities/{name}/feedback/areas", tag = "Feedback", params(("name" = String, Path)), security((), ("token" = [])),
    responses((status = 200, body = Areas)))]
pub(super) async fn areas(caller: Caller, name: Path<String>) -> Answer {
    let name = name.into_inner();
    let areas = caller
        .read(move |conn, viewer| {
            let (_, community) = access::community(conn, viewer, &name)?;
            feedback::areas(conn, community.id)
        })
        .await?;
    Ok(HttpResponse::Ok().json(Areas { areas }))
}

/// Decides what feedback in a community can be about. For stewards.
#[utoipa::path(put, path = "/communities/{name}/feedback/areas", tag = "Feedback", params(("name" = String, Path)), request_body = Areas,
    security(("token" = [])), responses((status = 200, body = Areas)))]
pub(super) async fn set_areas(caller: Caller, name: Path<String>, body: Json<Areas>) -> Answer {
    let (name, names, viewer) = (name.into_inner(), body.into_inner().areas, caller.viewer.clone());
    caller.person()?;
    caller.brake(Action::Post)?;
    let areas = caller
        .write(move |tx, origin| {
            let (_, community) = access::community(tx.conn, &viewer, &name)?;
            rules::set_areas(tx, origin, &community, &names)?;
            feedback::areas(tx.conn, community.id)
        })
        .await?;
    Ok(HttpResponse::Ok().json(Areas { areas }))
}

/// Takes a discussion in as feedback, or a reply as a thread that links back to it. For stewards, and staff who speak for the host.
#[utoipa::path(post, path = "/posts/{id}/take-in", tag = "Feedback", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 200, body = Feedback)))]
pub(super) async fn take_in(caller: Caller, id: Path<i64>) -> Answer {
    let id = id.into_inner();
    caller.person()?;
    caller.brake(Action::Post)?;
    let quote = words::quote(&caller.app, &caller.viewer, id).await?;
    let thread = caller.write(move |tx, origin| rules::take_in(tx, origin, id, quote.as_ref())).await?;
    answer(&caller, thread).await
}
