//! Polls: what can be chosen, how they stand, and voting.

use actix_web::HttpResponse;
use actix_web::web::{Json, Path};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Answer;
use crate::clock::Time;
use crate::domain::access::{self, Viewer};
use crate::domain::polls::{self as rules, Ballot};
use crate::kinds::poll;
use crate::limits::Action;
use crate::store::conn::Conn;
use crate::store::polls;
use crate::{Error, Result};

/// Something to choose.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Choice {
    /// Its number in this poll: what a vote names.
    position: i32,
    name: String,
    /// Null until the caller has voted, or, where the poll hides it, until the end.
    votes: Option<i32>,
}

/// A poll. Who voted is told to nobody.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Poll {
    id: String,
    /// One person may choose several options.
    many: bool,
    /// The results wait for the end.
    hides: bool,
    open: bool,
    ends_at: Option<String>,
    closed_at: Option<String>,
    /// People who voted.
    voters: i32,
    options: Vec<Choice>,
    /// What the caller chose.
    chosen: Vec<i32>,
}

fn poll_of(conn: &mut Conn, viewer: &Viewer, id: i64, now: Time) -> Result<Poll> {
    access::post(conn, viewer, id)?;
    let row = polls::find(conn, id)?.ok_or(Error::NotFound("poll"))?;
    let chosen = match viewer.id() {
        Some(me) => polls::chosen_by(conn, id, me)?,
        None => Vec::new(),
    };
    let shows = poll::shows(&row, now, !chosen.is_empty());
    let options = polls::choices(conn, id)?;
    Ok(Poll {
        id: id.to_string(),
        many: row.many,
        hides: row.hides,
        open: row.is_open(now),
        ends_at: row.ends_at.map(Time::rfc3339),
        closed_at: row.closed_at.map(Time::rfc3339),
        voters: row.voters,
        options: options.into_iter().map(|c| Choice { position: c.position, name: c.name, votes: shows.then_some(c.votes) }).collect(),
        chosen,
    })
}

async fn answer(caller: &Caller, id: i64) -> Answer {
    let now = caller.app.clock.now();
    Ok(HttpResponse::Ok().json(caller.read(move |conn, viewer| poll_of(conn, viewer, id, now)).await?))
}

/// A poll and how it stands. Its thread is at `/threads/{id}`; one is started there with `kind` poll and `details`
/// of `poll_options` (a list), `poll_many`, `poll_hides` and `poll_ends` (RFC 3339).
#[utoipa::path(get, path = "/polls/{id}", tag = "Polls", params(("id" = String, Path)), security((), ("token" = [])),
    responses((status = 200, body = Poll)))]
pub(super) async fn show(caller: Caller, id: Path<i64>) -> Answer {
    answer(&caller, id.into_inner()).await
}

/// A vote in a poll.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Vote {
    /// All positions that the caller chooses; none takes a vote back.
    #[schema(example = json!([0]))]
    chosen: Vec<i32>,
}

/// Votes, changes a vote or takes it back, while the poll is open. In a poll from another server a vote stands.
#[utoipa::path(put, path = "/polls/{id}/vote", tag = "Polls", params(("id" = String, Path)), request_body = Vote,
    security(("token" = [])), responses((status = 200, body = Poll)))]
pub(super) async fn vote(caller: Caller, id: Path<i64>, body: Json<Vote>) -> Answer {
    let (id, chosen) = (id.into_inner(), body.into_inner().chosen);
    caller.person()?;
    caller.brake(Action::Post)?;
    let viewer = caller.viewer.clone();
    caller
        .write(move |tx, origin| {
            access::post(tx.conn, &viewer, id)?;
            rules::cast(tx, origin, id, Ballot::Whole(&chosen))
        })
        .await?;
    answer(&caller, id).await
}
