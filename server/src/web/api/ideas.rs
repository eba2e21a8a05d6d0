//! Ideas: the roadmap, where each stands, what is merged, and the challenges that ask for them.

use actix_web::HttpResponse;
use actix_web::web::{Json, Path, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::input;
use super::problem::Answer;
use super::shapes::{self, Person, Post};
use crate::clock::Time;
use crate::domain::access::{self, Viewer};
use crate::domain::ideas as rules;
use crate::limits::Action;
use crate::store::conn::Conn;
use crate::store::ideas::{self, IdeaStatus};
use crate::web::ideas::{named, words};
use crate::{Error, Result};

/// One change of where a thread stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Change {
    before: String,
    after: String,
    by: Option<Person>,
    reason: String,
    /// The public reply that told of it.
    reply_id: Option<String>,
    at: String,
}

pub(super) fn history(conn: &mut Conn, id: i64) -> Result<Vec<Change>> {
    let rows = ideas::history(conn, id)?;
    let people: Vec<i64> = rows.iter().map(|row| row.actor_id).collect();
    let known = shapes::directory(conn, &people)?;
    let one = |row: ideas::Standing| Change {
        before: row.was,
        after: row.became,
        by: known.get(&row.actor_id).map(|(actor, host)| Person::new(actor, host)),
        reason: row.reason,
        reply_id: row.reply_id.map(|id| id.to_string()),
        at: row.created_at.rfc3339(),
    };
    Ok(rows.into_iter().map(one).collect())
}

/// Votes by where the voters live.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Split {
    ups_here: i64,
    ups_elsewhere: i64,
    downs_here: i64,
    downs_elsewhere: i64,
}

/// An idea and where it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Idea {
    id: String,
    /// proposed, review, planned, progress, shipped, declined or duplicate.
    status: String,
    votes: Split,
    /// The idea that it was merged into.
    duplicate_of: Option<String>,
    /// Ideas that were merged into it.
    merged: Vec<String>,
    /// The people behind it, once it has shipped.
    credits: Vec<Person>,
    challenge_id: Option<String>,
    /// Newest first.
    history: Vec<Change>,
}

fn idea(conn: &mut Conn, viewer: &Viewer, id: i64) -> Result<Idea> {
    access::post(conn, viewer, id)?;
    let row = ideas::find(conn, id)?.ok_or(Error::NotFound("idea"))?;
    let votes = ideas::split(conn, id)?;
    let credits = ideas::credits(conn, id)?;
    let mut known = shapes::directory(conn, &credits)?;
    Ok(Idea {
        id: id.to_string(),
        status: row.status.to_string(),
        votes: Split {
            ups_here: votes.ups_here,
            ups_elsewhere: votes.ups_elsewhere,
            downs_here: votes.downs_here,
            downs_elsewhere: votes.downs_elsewhere,
        },
        duplicate_of: row.duplicate_of.map(|id| id.to_string()),
        merged: ideas::merged_into(conn, id)?.iter().map(|post| post.id.to_string()).collect(),
        credits: credits.iter().filter_map(|id| known.remove(id)).map(|(actor, host)| Person::new(&actor, &host)).collect(),
        challenge_id: row.challenge_id.map(|id| id.to_string()),
        history: history(conn, id)?,
    })
}

async fn answer(caller: &Caller, id: i64) -> Answer {
    Ok(HttpResponse::Ok().json(caller.read(move |conn, viewer| idea(conn, viewer, id)).await?))
}

/// Where an idea stands and how it came there.
#[utoipa::path(get, path = "/ideas/{id}", tag = "Ideas", params(("id" = String, Path)), security((), ("token" = [])),
    responses((status = 200, body = Idea)))]
pub(super) async fn show(caller: Caller, id: Path<i64>) -> Answer {
    answer(&caller, id.into_inner()).await
}

/// Where an idea stands from now on.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewStatus {
    /// proposed, review, planned, progress, shipped or declined.
    #[serde(default)]
    status: String,
    /// Sent as a public reply to all who stand behind it.
    #[serde(default)]
    reason: String,
    /// The people behind an idea that ships, by their ids.
    #[serde(default)]
    credits: Vec<String>,
}

fn numbers(ids: &[String]) -> Vec<i64> {
    ids.iter().filter_map(|id| id.parse().ok()).collect()
}

/// A reason, before anything is rendered.
pub(super) fn given(reason: &str) -> Result<()> {
    if reason.trim().is_empty() { Err(Error::field("reason", "form-reason-empty")) } else { Ok(()) }
}

/// Says where an idea stands. For stewards, and staff who speak for the host.
#[utoipa::path(post, path = "/ideas/{id}/status", tag = "Ideas", params(("id" = String, Path)), request_body = NewStatus,
    security(("token" = [])), responses((status = 200, body = Idea)))]
pub(super) async fn change(caller: Caller, id: Path<i64>, body: Json<NewStatus>) -> Answer {
    let (id, body) = (id.into_inner(), body.into_inner());
    caller.person()?;
    caller.brake(Action::Post)?;
    given(&body.reason)?;
    let status = IdeaStatus::parse(&body.status).ok_or_else(|| Error::field("status", "form-status-empty"))?;
    let decision = words::decision(&caller.app, &caller.viewer, id, &format!("status-{status}"), &body.reason, None).await?;
    let credits = numbers(&body.credits);
    caller.write(move |tx, origin| rules::change(tx, origin, id, status, &decision, Some(&credits))).await?;
    answer(&caller, id).await
}

/// What an idea is merged into, and why.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Merge {
    /// The number or address of the idea that stays.
    #[serde(default)]
    into: String,
    #[serde(default)]
    reason: String,
}

/// Merges an idea into another: its votes count there, one for each person. For stewards.
#[utoipa::path(post, path = "/ideas/{id}/merge", tag = "Ideas", params(("id" = String, Path)), request_body = Merge,
    security(("token" = [])), responses((status = 200, body = Idea)))]
pub(super) async fn merge(caller: Caller, id: Path<i64>, body: Json<Merge>) -> Answer {
    let (id, body) = (id.into_inner(), body.into_inner());
    caller.person()?;
    caller.brake(Action::Post)?;
    given(&body.reason)?;
    let (urls, asked) = (caller.app.urls.clone(), body.into);
    let (into, link) = caller.read(move |conn, _| named(conn, &urls, &asked)).await?;
    let decision = words::decision(&caller.app, &caller.viewer, id, "status-duplicate", &body.reason, Some(link)).await?;
    caller.write(move |tx, origin| rules::merge(tx, origin, id, into, &decision)).await?;
    answer(&caller, id).await
}

/// Why something is done.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Why {
    #[serde(default)]
    reason: String,
}

/// Takes a merge back. For stewards.
#[utoipa::path(post, path = "/ideas/{id}/unmerge", tag = "Ideas", params(("id" = String, Path)), request_body = Why,
    security(("token" = [])), responses((status = 200, body = Idea)))]
pub(super) async fn unmerge(caller: Caller, id: Path<i64>, body: Json<Why>) -> Answer {
    let (id, body) = (id.into_inner(), body.into_inner());
    caller.person()?;
    caller.brake(Action::Post)?;
    given(&body.reason)?;
    let decision = words::decision(&caller.app, &caller.viewer, id, "merge-taken-back", &body.reason, None).await?;
    caller.write(move |tx, origin| rules::unmerge(tx, origin, id, &decision)).await?;
    answer(&caller, id).await
}

/// The people behind an idea.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Credits {
    /// Their ids. Whoever proposed it, or something merged into it, and whose replies were liked most can be named.
    #[serde(default)]
    people: Vec<String>,
}

/// Names the people behind an idea that shipped. For stewards, and staff who speak for the host.
#[utoipa::path(put, path = "/ideas/{id}/credits", tag = "Ideas", params(("id" = String, Path)), request_body = Credits,
    security(("token" = [])), responses((status = 200, body = Idea)))]
pub(super) async fn credits(caller: Caller, id: Path<i64>, body: Json<Credits>) -> Answer {
    let id = id.into_inner();
    caller.person()?;
    caller.brake(Action::Post)?;
    let people = numbers(&body.people);
    caller.write(move |tx, origin| rules::thank(tx, origin, id, &people)).await?;
    answer(&caller, id).await
}

/// The challenge that an idea answers.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Filing {
    /// Null for none.
    #[serde(default, deserialize_with = "input::id")]
    #[schema(value_type = Option<String>)]
    challenge_id: Option<i64>,
}

/// Files an idea under an open challenge, or under none. For its author and stewards.
#[utoipa::path(put, path = "/ideas/{id}/challenge", tag = "Ideas", params(("id" = String, Path)), request_body = Filing,
    security(("token" = [])), responses((status = 200, body = Idea)))]
pub(super) async fn file(caller: Caller, id: Path<i64>, body: Json<Filing>) -> Answer {
    let (id, challenge) = (id.into_inner(), body.challenge_id);
    caller.person()?;
    caller.brake(Action::Post)?;
    caller.write(move |tx, origin| rules::file(tx, origin, id, challenge)).await?;
    answer(&caller, id).await
}

/// Ideas of one status.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Column {
    status: String,
    /// All of them, shown or not.
    count: i64,
    items: Vec<Post>,
}

/// Where all ideas of a community stand.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Roadmap {
    columns: Vec<Column>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// Only ideas that answer this challenge.
    challenge: Option<i64>,
    /// Ideas in each column, from 1 to 100.
    limit: Option<i64>,
}

/// The roadmap of a community. The most wanted come first in the columns that can still be voted for.
#[utoipa::path(get, path = "/communities/{name}/roadmap", tag = "Ideas", params(("name" = String, Path), Filter), security((), ("token" = [])),
    responses((status = 200, body = Roadmap)))]
pub(super) async fn roadmap(caller: Caller, name: Path<String>, filter: Query<Filter>) -> Answer {
    let (name, challenge, limit) = (name.into_inner(), filter.challenge, input::limit(filter.limit));
    let roadmap = caller
        .read(move |conn, viewer| {
            let (_, community) = access::community(conn, viewer, &name)?;
            let mut columns = Vec::new();
            for status in IdeaStatus::ALL {
                let rows = ideas::column(conn, community.id, *status, challenge, limit)?;
                let count = ideas::count(conn, community.id, *status, challenge)?;
                let posts = rows.into_iter().map(|(_, post)| post).collect();
                let mut items = shapes::posts(conn, viewer, posts)?;
                items.retain(|post| post.state == "visible");
                columns.push(Column { status: status.to_string(), count, items });
            }
            Ok(Roadmap { columns })
        })
        .await?;
    Ok(HttpResponse::Ok().json(roadmap))
}

/// A question that stewards pose for a time.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Challenge {
    id: String,
    question: String,
    open: bool,
    starts_at: String,
    ends_at: String,
    ideas: i64,
}

fn challenge(conn: &mut Conn, row: &ideas::Challenge, now: Time) -> Result<Challenge> {
    Ok(Challenge {
        id: row.id.to_string(),
        question: row.question.clone(),
        open: row.is_open(now),
        starts_at: row.starts_at.rfc3339(),
        ends_at: row.ends_at.rfc3339(),
        ideas: ideas::count_filed(conn, row.id)?,
    })
}

/// The challenges of a community.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Challenges {
    items: Vec<Challenge>,
}

/// The challenges of a community, those that end last first.
#[utoipa::path(get, path = "/communities/{name}/challenges", tag = "Ideas", params(("name" = String, Path)), security((), ("token" = [])),
    responses((status = 200, body = Challenges)))]
pub(super) async fn challenges(caller: Caller, name: Path<String>) -> Answer {
    let (name, now) = (name.into_inner(), caller.app.clock.now());
    let items = caller
        .read(move |conn, viewer| {
            let (_, community) = access::community(conn, viewer, &name)?;
            let rows = ideas::challenges_of(conn, community.id, 100)?;
            rows.iter().map(|row| challenge(conn, row, now)).collect::<Result<Vec<_>>>()
        })
        .await?;
    Ok(HttpResponse::Ok().json(Challenges { items }))
}

/// A new challenge.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewChallenge {
    #[serde(default)]
    question: String,
    /// RFC 3339; without it, now.
    #[schema(value_type = Option<String>)]
    starts_at: Option<Time>,
    /// RFC 3339.
    #[schema(value_type = String)]
    ends_at: Time,
}

/// Poses a challenge. For stewards.
#[utoipa::path(post, path = "/communities/{name}/challenges", tag = "Ideas", params(("name" = String, Path)), request_body = NewChallenge,
    security(("token" = [])), responses((status = 201, body = Challenge)))]
pub(super) async fn pose(caller: Caller, name: Path<String>, body: Json<NewChallenge>) -> Answer {
    let (name, body, viewer) = (name.into_inner(), body.into_inner(), caller.viewer.clone());
    caller.person()?;
    caller.brake(Action::Post)?;
    let now = caller.app.clock.now();
    let (starts, ends) = (body.starts_at.unwrap_or(now), body.ends_at);
    let row = caller
        .write(move |tx, origin| {
            let (_, community) = access::community(tx.conn, &viewer, &name)?;
            rules::pose_challenge(tx, origin, &community, &body.question, starts, ends)
        })
        .await?;
    let posed = caller.read(move |conn, _| challenge(conn, &row, now)).await?;
    Ok(HttpResponse::Created().json(posed))
}
