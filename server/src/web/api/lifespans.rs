//! How long communities last: what they say of it, and what stewards decide.

use actix_web::HttpResponse;
use actix_web::web::{Json, Path};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Answer;
use super::shapes::{self, Community};
use crate::clock::Time;
use crate::domain::access;
use crate::domain::lifecycle::{self, Life};
use crate::limits::Action;
use crate::store::actors;
use crate::store::communities::Purpose;
use crate::store::conn::Conn;
use crate::store::lifespans::{self, Afterwards};
use crate::store::posts;
use crate::{Error, Result};

/// The time of a community that does not simply stand.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Lifetime {
    /// Of a task: what is to be reached.
    goal: String,
    /// Of a task: when it ends.
    ends_at: Option<String>,
    /// Of a task: 0 to 100.
    progress: i32,
    progress_note: String,
    /// Of a gathering: it disperses after so many quiet hours.
    quiet_hours: i32,
    /// keep, export or delete.
    afterwards: String,
    /// When it was archived, ended or dispersed.
    ended_at: Option<String>,
    /// ActivityPub id of the outcome or digest.
    outcome: Option<String>,
    /// ActivityPub id of the community where it goes on.
    successor: Option<String>,
}

/// The time of one community, where there is something to say.
pub(super) fn of(conn: &mut Conn, community: i64) -> Result<Option<Lifetime>> {
    let Some(span) = lifespans::find(conn, community)? else { return Ok(None) };
    let outcome = span.outcome_id.map(|id| posts::by_id(conn, id)).transpose()?.flatten();
    let successor = span.successor_id.map(|id| actors::by_id(conn, id)).transpose()?;
    Ok(Some(Lifetime {
        goal: span.goal,
        ends_at: span.ends_at.map(Time::rfc3339),
        progress: span.progress,
        progress_note: span.progress_note,
        quiet_hours: span.quiet_hours,
        afterwards: span.afterwards.to_string(),
        ended_at: span.ended_at.map(Time::rfc3339),
        outcome: outcome.filter(|p| p.stands()).map(|p| p.ap_id),
        successor: successor.map(|a| a.ap_id),
    }))
}

/// How long a new community is to last.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(super) struct NewLife {
    /// standing (the default), task or impromptu: one that disperses when it grows quiet, and needs no `name`.
    lifespan: Option<String>,
    /// Of a task.
    #[serde(default)]
    goal: String,
    /// Of a task.
    #[schema(value_type = Option<String>)]
    ends_at: Option<Time>,
    /// Of a gathering: 1 to 336.
    quiet_hours: Option<i32>,
    /// Of a gathering: keep (the default), export or delete.
    afterwards: Option<String>,
}

impl NewLife {
    pub(super) fn is_impromptu(&self) -> bool {
        self.lifespan.as_deref() == Some("impromptu")
    }

    pub(super) fn quiet_hours(&self) -> Option<i32> {
        self.quiet_hours
    }

    pub(super) fn afterwards(&self) -> Result<Afterwards> {
        match self.afterwards.as_deref() {
            None => Ok(Afterwards::Keep),
            Some(word) => Afterwards::parse(word).ok_or_else(|| Error::field("afterwards", "form-afterwards-bad")),
        }
    }

    /// For those that are founded with a name.
    pub(super) fn life(&self) -> Result<Life> {
        match self.lifespan.as_deref() {
            None | Some("standing") => Ok(Life::Standing),
            Some("task") => Ok(Life::Task { goal: self.goal.clone(), ends_at: self.ends_at }),
            Some(_) => Err(Error::field("lifespan", "api-lifespan-unknown")),
        }
    }
}

/// What is decided, with the fields that it needs.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Decision {
    /// archive (`reason`), undo, progress (`progress`, `note`), outcome (`title`, `body`), keep (`purpose`), task (`goal`, `ends_at`) or
    /// successor (`successor`).
    act: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    progress: i32,
    #[serde(default)]
    note: String,
    #[serde(default)]
    title: String,
    /// Markdown.
    #[serde(default)]
    body: String,
    purpose: Option<String>,
    #[serde(default)]
    goal: String,
    #[schema(value_type = Option<String>)]
    ends_at: Option<Time>,
    /// `name` or `name@host` of a community that is known here.
    #[serde(default)]
    successor: String,
}

/// Decides about a community's time. For its stewards.
#[utoipa::path(post, path = "/communities/{name}/lifespan", tag = "Stewards", params(("name" = String, Path)), request_body = Decision,
    security(("token" = [])), responses((status = 200, body = Community)))]
pub(super) async fn decide(caller: Caller, name: Path<String>, body: Json<Decision>) -> Answer {
    let (handle, body) = (name.into_inner(), body.into_inner());
    caller.person()?;
    caller.brake(Action::Post)?;
    let asked = handle.clone();
    let (_, actor) = caller.read(move |conn, viewer| access::community(conn, viewer, &asked)).await?;
    act(&caller, actor.id, body).await?;
    Ok(HttpResponse::Ok().json(caller.read(move |conn, viewer| shapes::community(conn, viewer, &handle)).await?))
}

async fn act(caller: &Caller, id: i64, body: Decision) -> Result<()> {
    match body.act.as_str() {
        "archive" => caller.write(move |tx, origin| lifecycle::archive(tx, origin, id, &body.reason)).await,
        "undo" => caller.write(move |tx, origin| lifecycle::undo(tx, origin, id)).await,
        "progress" => caller.write(move |tx, origin| lifecycle::progress(tx, origin, id, body.progress, &body.note)).await,
        "outcome" => {
            let mut content = caller.content(body.body.clone()).await?;
            content.title = Some(body.title.trim().to_owned());
            caller.write(move |tx, origin| lifecycle::outcome(tx, origin, id, &content).map(drop)).await
        }
        "keep" => {
            let word = body.purpose.as_deref();
            let purpose = word.map(|word| Purpose::parse(word).ok_or_else(|| Error::field("purpose", "api-purpose-unknown"))).transpose()?;
            caller.write(move |tx, origin| lifecycle::keep(tx, origin, id, &Life::Standing, purpose)).await
        }
        "task" => {
            let life = Life::Task { goal: body.goal, ends_at: body.ends_at };
            caller.write(move |tx, origin| lifecycle::keep(tx, origin, id, &life, None)).await
        }
        "successor" => {
            let asked = body.successor.trim().trim_start_matches(['@', '!']).to_owned();
            caller
                .write(move |tx, origin| {
                    let next = actors::by_handle(tx.conn, &asked)?.ok_or_else(|| Error::field("successor", "error-community-unknown"))?;
                    lifecycle::name_successor(tx, origin, id, &next)
                })
                .await
        }
        _ => Err(Error::field("act", "api-life-act-unknown")),
    }
}
