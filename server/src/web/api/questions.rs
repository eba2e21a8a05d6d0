//! Questions: what resembles one, who has it too, which reply answers it, and which are one bucket.

use actix_web::HttpResponse;
use actix_web::web::{Json, Path, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::input;
use super::problem::Answer;
use super::shapes::{self, Page, Post};
use crate::domain::access::{self, Viewer};
use crate::domain::questions::{self, buckets};
use crate::domain::Origin;
use crate::limits::Action;
use crate::store::conn::{Conn, Tx};
use crate::store::{posts as rows, questions as store};
use crate::{Error, Result};

/// Pairs of one answer.
const PAIRS: i64 = 50;

/// What is known of a question beside its text.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Question {
    id: String,
    /// The reply that was accepted.
    answer_id: Option<String>,
    /// The reply that speaks for the host.
    official_id: Option<String>,
    /// Where it goes on, if it was merged.
    bucket_id: Option<String>,
    /// Questions that were merged into it, directly or by way of another.
    merged_ids: Vec<String>,
    /// People who asked it or have it too.
    people: usize,
    /// The caller is one of them.
    mine: bool,
    /// Why the last accepted answer did not do.
    reopened_reason: Option<String>,
}

fn shown(conn: &mut Conn, viewer: &Viewer, id: i64) -> Result<Question> {
    access::post_or_stump(conn, viewer, id)?;
    let row = store::get(conn, id)?.ok_or(Error::NotFound("question"))?;
    let group = store::group(conn, id)?;
    let people = store::people(conn, &group, false)?;
    let bucket = match row.bucket_id {
        Some(_) => Some(store::root(conn, id)?),
        None => None,
    };
    let text = |id: i64| id.to_string();
    Ok(Question {
        id: text(id),
        answer_id: row.answer_id.map(text),
        official_id: row.official_id.map(text),
        bucket_id: bucket.map(text),
        merged_ids: group.iter().filter(|one| **one != id).map(|one| text(*one)).collect(),
        people: people.len(),
        mine: viewer.id().is_some_and(|me| people.contains(&me)),
        reopened_reason: row.reopened_reason,
    })
}

/// Does something, and tells how the question stands then.
async fn doing<F>(caller: Caller, id: i64, f: F) -> Answer
where
    F: Fn(&mut Tx<'_>, &Origin) -> Result<i64> + Send + 'static,
{
    caller.person()?;
    caller.brake(Action::Post)?;
    let viewer = caller.viewer.clone();
    let question = caller
        .write(move |tx, origin| {
            access::post(tx.conn, &viewer, id)?;
            f(tx, origin)
        })
        .await?;
    Ok(HttpResponse::Ok().json(caller.read(move |conn, viewer| shown(conn, viewer, question)).await?))
}

/// How a question stands.
#[utoipa::path(get, path = "/questions/{id}", tag = "Questions", params(("id" = String, Path)), security((), ("token" = [])),
    responses((status = 200, body = Question)))]
pub(super) async fn show(caller: Caller, id: Path<i64>) -> Answer {
    let id = id.into_inner();
    Ok(HttpResponse::Ok().json(caller.read(move |conn, viewer| shown(conn, viewer, id)).await?))
}

/// Says "I have this too": one is told when it is answered. Of a merged question it counts for its bucket.
#[utoipa::path(post, path = "/questions/{id}/too", tag = "Questions", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 200, body = Question)))]
pub(super) async fn too(caller: Caller, id: Path<i64>) -> Answer {
    let id = id.into_inner();
    doing(caller, id, move |tx, origin| questions::join(tx, origin, id, true).map(|()| id)).await
}

/// Takes that back.
#[utoipa::path(delete, path = "/questions/{id}/too", tag = "Questions", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 200, body = Question)))]
pub(super) async fn not_too(caller: Caller, id: Path<i64>) -> Answer {
    let id = id.into_inner();
    doing(caller, id, move |tx, origin| questions::join(tx, origin, id, false).map(|()| id)).await
}

/// A reply, and why.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct ReplyInput {
    /// Of the reply.
    #[serde(default, deserialize_with = "input::id")]
    #[schema(value_type = String)]
    reply_id: Option<i64>,
    /// Shown in the public log; not needed from the one who asked.
    #[serde(default)]
    reason: String,
}

/// Why something is done.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct ReasonInput {
    #[serde(default)]
    #[schema(example = "It does not work on Sundays.")]
    reason: String,
}

/// The reply of a body, if it belongs to this question.
fn reply_of(tx: &mut Tx<'_>, id: i64, reply: Option<i64>) -> Result<i64> {
    let reply = reply.ok_or_else(|| Error::field("reply_id", "form-answer-bad"))?;
    let found = rows::by_id(tx.conn, reply)?.filter(|p| p.thread_id == Some(id));
    found.map(|p| p.id).ok_or_else(|| Error::field("reply_id", "form-answer-bad"))
}

/// Accepts a reply as the answer: the asker, or a steward with a reason.
#[utoipa::path(post, path = "/questions/{id}/answer", tag = "Questions", params(("id" = String, Path)), request_body = ReplyInput,
    security(("token" = [])), responses((status = 200, body = Question)))]
pub(super) async fn accept(caller: Caller, id: Path<i64>, body: Json<ReplyInput>) -> Answer {
    let (id, body) = (id.into_inner(), body.into_inner());
    doing(caller, id, move |tx, origin| {
        let reply = reply_of(tx, id, body.reply_id)?;
        questions::accept(tx, origin, reply, &body.reason).map(|()| id)
    })
    .await
}

/// Opens a question again, with a reason that everybody sees.
#[utoipa::path(post, path = "/questions/{id}/reopen", tag = "Questions", params(("id" = String, Path)), request_body = ReasonInput,
    security(("token" = [])), responses((status = 200, body = Question)))]
pub(super) async fn reopen(caller: Caller, id: Path<i64>, body: Json<ReasonInput>) -> Answer {
    let (id, body) = (id.into_inner(), body.into_inner());
    doing(caller, id, move |tx, origin| questions::reopen(tx, origin, id, &body.reason).map(|()| id)).await
}

/// Makes a reply what the host says. For those who speak for it.
#[utoipa::path(post, path = "/questions/{id}/official", tag = "Questions", params(("id" = String, Path)), request_body = ReplyInput,
    security(("token" = [])), responses((status = 200, body = Question)))]
pub(super) async fn official(caller: Caller, id: Path<i64>, body: Json<ReplyInput>) -> Answer {
    set_official(caller, id.into_inner(), body.into_inner(), true).await
}

/// Takes the host's answer back.
#[utoipa::path(post, path = "/questions/{id}/unofficial", tag = "Questions", params(("id" = String, Path)), request_body = ReplyInput,
    security(("token" = [])), responses((status = 200, body = Question)))]
pub(super) async fn unofficial(caller: Caller, id: Path<i64>, body: Json<ReplyInput>) -> Answer {
    set_official(caller, id.into_inner(), body.into_inner(), false).await
}

async fn set_official(caller: Caller, id: i64, body: ReplyInput, on: bool) -> Answer {
    doing(caller, id, move |tx, origin| {
        let reply = reply_of(tx, id, body.reply_id)?;
        questions::set_official(tx, origin, reply, on, &body.reason).map(|()| id)
    })
    .await
}

/// Where a question goes, and why.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct MergeInput {
    /// The question that it goes on in.
    #[serde(default, deserialize_with = "input::id")]
    #[schema(value_type = String)]
    into: Option<i64>,
    #[serde(default)]
    #[schema(example = "It is the same question.")]
    reason: String,
}

/// Merges a question into another of the same community, with its replies and everyone who has it. For stewards.
#[utoipa::path(post, path = "/questions/{id}/merge", tag = "Questions", params(("id" = String, Path)), request_body = MergeInput,
    security(("token" = [])), responses((status = 200, body = Question)))]
pub(super) async fn merge(caller: Caller, id: Path<i64>, body: Json<MergeInput>) -> Answer {
    let (id, body) = (id.into_inner(), body.into_inner());
    doing(caller, id, move |tx, origin| {
        let into = body.into.ok_or_else(|| Error::field("into", "form-merge-unknown"))?;
        buckets::merge(tx, origin, id, into, &body.reason).map(|()| id)
    })
    .await
}

/// Takes a question out of its bucket, with its replies. For stewards.
#[utoipa::path(post, path = "/questions/{id}/unmerge", tag = "Questions", params(("id" = String, Path)), request_body = ReasonInput,
    security(("token" = [])), responses((status = 200, body = Question)))]
pub(super) async fn unmerge(caller: Caller, id: Path<i64>, body: Json<ReasonInput>) -> Answer {
    let (id, body) = (id.into_inner(), body.into_inner());
    doing(caller, id, move |tx, origin| buckets::unmerge(tx, origin, id, &body.reason).map(|()| id)).await
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Draft {
    /// What is being asked.
    title: Option<String>,
    /// The beginning of its text.
    body: Option<String>,
}

/// Questions that resemble a text, best first: of this community, and of those elsewhere that the caller is in.
#[utoipa::path(get, path = "/communities/{name}/similar", tag = "Questions", params(("name" = String, Path), Draft),
    security((), ("token" = [])), responses((status = 200, body = Page<Post>)))]
pub(super) async fn similar(caller: Caller, name: Path<String>, query: Query<Draft>) -> Answer {
    let (name, query) = (name.into_inner(), query.into_inner());
    let page = caller
        .read(move |conn, viewer| {
            let (_, community) = access::community(conn, viewer, &name)?;
            let (title, body) = (query.title.unwrap_or_default(), query.body.unwrap_or_default());
            let ids = crate::pages::questions::similar_ids(conn, viewer, community.id, &title, &body)?;
            let mut found = rows::by_ids(conn, &ids)?;
            found.sort_by_key(|post| ids.iter().position(|id| *id == post.id));
            let mut items = shapes::posts(conn, viewer, found)?;
            items.retain(|post| post.state == "visible");
            Ok(Page { items, next_cursor: None })
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// Two questions that look alike.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Duplicate {
    id: String,
    /// The newer one.
    question_id: String,
    other_id: String,
    /// How alike, in per cent.
    likeness: i32,
}

/// Pairs that wait for a word.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Duplicates {
    items: Vec<Duplicate>,
}

/// Pairs of questions that look alike, found each night. For stewards.
#[utoipa::path(get, path = "/communities/{name}/duplicates", tag = "Questions", params(("name" = String, Path)),
    security(("token" = [])), responses((status = 200, body = Duplicates)))]
pub(super) async fn duplicates(caller: Caller, name: Path<String>) -> Answer {
    let (name, origin) = (name.into_inner(), caller.origin()?);
    let pairs = caller
        .read(move |conn, viewer| {
            let (_, community) = access::community(conn, viewer, &name)?;
            access::power_over(conn, &origin, &community)?;
            store::open_pairs(conn, community.id, PAIRS)
        })
        .await?;
    let items = pairs
        .into_iter()
        .map(|p| Duplicate {
            id: p.id.to_string(),
            question_id: p.question_id.to_string(),
            other_id: p.other_id.to_string(),
            likeness: p.likeness,
        })
        .collect();
    Ok(HttpResponse::Ok().json(Duplicates { items }))
}

/// Whether two questions are the same.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Verdict {
    /// True merges them; false keeps them apart for good.
    same: bool,
    #[serde(default)]
    reason: String,
}

/// Decides about a pair. For stewards.
#[utoipa::path(post, path = "/duplicates/{id}", tag = "Questions", params(("id" = String, Path)), request_body = Verdict,
    security(("token" = [])), responses((status = 204)))]
pub(super) async fn decide(caller: Caller, id: Path<i64>, body: Json<Verdict>) -> Answer {
    let (id, body) = (id.into_inner(), body.into_inner());
    caller.person()?;
    caller.brake(Action::Post)?;
    caller.write(move |tx, origin| buckets::decide(tx, origin, id, body.same, &body.reason).map(drop)).await?;
    Ok(HttpResponse::NoContent().finish())
}
