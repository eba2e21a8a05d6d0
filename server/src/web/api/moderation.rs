//! Acts of power over posts, and the reports that ask for them.

use actix_web::HttpResponse;
use actix_web::web::{Json, Path, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::input::{self, cut};
use super::problem::Answer;
use super::shapes::{self, Page, Person, Place, Post};
use crate::domain::access::{self, Viewer};
use crate::domain::moderation;
use crate::limits::Action;
use crate::store::accounts::Role;
use crate::store::communities;
use crate::store::conn::Conn;
use crate::store::moderation::{self as rows, Report as ReportRow, ReportState};
use crate::{Error, Result};

/// An act of power and why.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct ActInput {
    /// remove, restore, lock, unlock, pin or unpin.
    #[schema(example = "lock")]
    act: String,
    /// Shown in the public log.
    #[serde(default)]
    #[schema(example = "The question is answered.")]
    reason: String,
}

/// Removes, restores, locks, unlocks, pins or unpins a post. For stewards and staff; each act needs a reason and is logged.
#[utoipa::path(post, path = "/posts/{id}/moderation", tag = "Stewards", params(("id" = String, Path)), request_body = ActInput,
    security(("token" = [])), responses((status = 200, body = Post)))]
pub(super) async fn act(caller: Caller, id: Path<i64>, body: Json<ActInput>) -> Answer {
    caller.person()?;
    caller.brake(Action::Post)?;
    let (id, body, viewer) = (id.into_inner(), body.into_inner(), caller.viewer.clone());
    caller
        .write(move |tx, origin| {
            access::post_or_stump(tx.conn, &viewer, id)?;
            let why = &body.reason;
            match body.act.as_str() {
                "remove" => moderation::remove(tx, origin, id, why),
                "restore" => moderation::restore(tx, origin, id, why),
                "lock" => moderation::set_locked(tx, origin, id, true, why),
                "unlock" => moderation::set_locked(tx, origin, id, false, why),
                "pin" => moderation::set_pinned(tx, origin, id, true, why),
                "unpin" => moderation::set_pinned(tx, origin, id, false, why),
                _ => Err(Error::field("act", "api-act-unknown")),
            }
        })
        .await?;
    Ok(HttpResponse::Ok().json(caller.read(move |conn, viewer| shapes::post(conn, viewer, id)).await?))
}

/// A report as those see it who settle it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Report {
    id: String,
    reason: String,
    /// open, upheld or dismissed.
    state: String,
    reporter: Option<Person>,
    /// Whose post or person it is about.
    about: Option<Person>,
    post_id: Option<String>,
    community: Option<Place>,
    resolution: Option<String>,
    created_at: String,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Reports of one community, for its stewards; without it all, for staff.
    community: Option<String>,
    /// open (the default), upheld or dismissed.
    state: Option<String>,
    limit: Option<i64>,
    cursor: Option<String>,
}

/// Reports, those that wait longest first.
#[utoipa::path(get, path = "/reports", tag = "Stewards", params(Which), security(("token" = [])),
    responses((status = 200, body = Page<Report>)))]
pub(super) async fn reports(caller: Caller, query: Query<Which>) -> Answer {
    let query = query.into_inner();
    let (origin, person) = (caller.origin()?, caller.person()?.clone());
    let state = ReportState::parse(query.state.as_deref().unwrap_or("open"))
        .ok_or_else(|| Error::malformed("`state` is open, upheld or dismissed."))?;
    let after = input::Paging { limit: None, cursor: query.cursor }.number()?.unwrap_or(0);
    let limit = input::limit(query.limit);
    let page = caller
        .read(move |conn, viewer| {
            let community = match query.community {
                Some(handle) => {
                    let (_, actor) = access::community(conn, viewer, &handle)?;
                    let steward = communities::is_steward(conn, actor.id, person.id())?;
                    if !steward {
                        access::power_over(conn, &origin, &actor)?;
                    }
                    Some(actor.id)
                }
                None if person.has(Role::Moderator) => None,
                None => return Err(Error::Forbidden("Name a community that you tend.")),
            };
            let mut found = rows::reports(conn, state, community, after, limit + 1)?;
            let next_cursor = cut(&mut found, limit, |r| r.id.to_string());
            Ok(Page { items: shown(conn, viewer, found)?, next_cursor })
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

fn shown(conn: &mut Conn, _: &Viewer, found: Vec<ReportRow>) -> Result<Vec<Report>> {
    let ids: Vec<i64> = found.iter().flat_map(|r| [Some(r.reporter_id), r.target_actor_id, r.community_id]).flatten().collect();
    let known = shapes::directory(conn, &ids)?;
    let person = |id: i64| known.get(&id).map(|(a, host)| Person::new(a, host));
    Ok(found
        .into_iter()
        .map(|r| Report {
            id: r.id.to_string(),
            state: r.state.to_string(),
            reporter: person(r.reporter_id),
            about: r.target_actor_id.and_then(person),
            post_id: r.post_id.map(|id| id.to_string()),
            community: r.community_id.and_then(|id| known.get(&id)).map(|(a, host)| Place::new(a, host)),
            reason: r.reason,
            resolution: r.resolution,
            created_at: r.created_at.rfc3339(),
        })
        .collect())
}

/// How a report ends.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Settlement {
    /// The report was right.
    upheld: bool,
    /// What was done about it.
    #[serde(default)]
    note: String,
}

/// Settles a report. What follows from it, such as removing the post, is an act of its own.
#[utoipa::path(post, path = "/reports/{id}", tag = "Stewards", params(("id" = String, Path)), request_body = Settlement,
    security(("token" = [])), responses((status = 204)))]
pub(super) async fn settle(caller: Caller, id: Path<i64>, body: Json<Settlement>) -> Answer {
    caller.person()?;
    let (id, body) = (id.into_inner(), body.into_inner());
    caller.write(move |tx, origin| moderation::resolve_report(tx, origin, id, body.upheld, &body.note)).await?;
    Ok(HttpResponse::NoContent().finish())
}
