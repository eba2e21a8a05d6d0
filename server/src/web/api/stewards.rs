//! Tending a community: its stewards, and whom they banned.

use actix_web::HttpResponse;
use actix_web::web::{Json, Path, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::input;
use super::problem::Answer;
use super::shapes::{self, Person};
use crate::clock::Time;
use crate::domain::access::{self, Viewer};
use crate::domain::origin::Origin;
use crate::domain::{communities, moderation};
use crate::limits::Action;
use crate::store::actors::Actor;
use crate::store::communities as rows;
use crate::store::conn::Conn;
use crate::{Error, Result};

/// Who tends a community.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Stewards {
    items: Vec<Person>,
}

/// Who tends a community.
#[utoipa::path(get, path = "/communities/{name}/stewards", tag = "Stewards", params(("name" = String, Path)), security((), ("token" = [])),
    responses((status = 200, body = Stewards)))]
pub(super) async fn list(caller: Caller, name: Path<String>) -> Answer {
    answer(&caller, name.into_inner()).await
}

async fn answer(caller: &Caller, name: String) -> Answer {
    let items = caller
        .read(move |conn, viewer| {
            let (_, actor) = access::community(conn, viewer, &name)?;
            let stewards = rows::stewards_of(conn, actor.id)?;
            shapes::people(conn, &stewards)
        })
        .await?;
    Ok(HttpResponse::Ok().json(Stewards { items }))
}

/// Somebody, by `name` or `name@host`.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Named {
    #[serde(default)]
    #[schema(example = "ann@social.example")]
    person: String,
}

fn both(conn: &mut Conn, viewer: &Viewer, community: &str, person: &str) -> Result<(Actor, Actor)> {
    let (_, community) = access::community(conn, viewer, community)?;
    Ok((community, input::person(conn, person)?))
}

/// Makes somebody a steward. For stewards.
#[utoipa::path(post, path = "/communities/{name}/stewards", tag = "Stewards", params(("name" = String, Path)), request_body = Named,
    security(("token" = [])), responses((status = 200, body = Stewards)))]
pub(super) async fn add(caller: Caller, name: Path<String>, body: Json<Named>) -> Answer {
    caller.person()?;
    caller.brake(Action::Post)?;
    let (name, asked, viewer) = (name.into_inner(), body.into_inner().person, caller.viewer.clone());
    let place = name.clone();
    caller
        .write(move |tx, origin| {
            let (community, person) = both(tx.conn, &viewer, &place, &asked)?;
            communities::add_steward(tx, origin, &community, &person)
        })
        .await?;
    answer(&caller, name).await
}

/// Takes a steward's powers back; also how one steps down.
#[utoipa::path(delete, path = "/communities/{name}/stewards/{person}", tag = "Stewards",
    params(("name" = String, Path), ("person" = String, Path)), security(("token" = [])), responses((status = 200, body = Stewards)))]
pub(super) async fn remove(caller: Caller, path: Path<(String, String)>) -> Answer {
    caller.person()?;
    caller.brake(Action::Post)?;
    let ((name, asked), viewer) = (path.into_inner(), caller.viewer.clone());
    let place = name.clone();
    caller
        .write(move |tx, origin| {
            let (community, person) = both(tx.conn, &viewer, &place, &asked)?;
            communities::remove_steward(tx, origin, &community, &person)
        })
        .await?;
    answer(&caller, name).await
}

/// Somebody who may not take part.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Ban {
    person: Person,
    reason: String,
    /// Null until it is lifted.
    until: Option<String>,
    since: String,
}

/// Who may not take part.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Bans {
    items: Vec<Ban>,
}

/// Who is banned from a community. For its stewards and staff.
#[utoipa::path(get, path = "/communities/{name}/bans", tag = "Stewards", params(("name" = String, Path)), security(("token" = [])),
    responses((status = 200, body = Bans)))]
pub(super) async fn bans(caller: Caller, name: Path<String>) -> Answer {
    let (name, origin, now) = (name.into_inner(), caller.origin()?, caller.app.clock.now());
    let items = caller
        .read(move |conn, viewer| {
            let (_, community) = access::community(conn, viewer, &name)?;
            access::power_over(conn, &origin, &community)?;
            let bans = rows::bans_of(conn, community.id, now, 500)?;
            let ids: Vec<i64> = bans.iter().map(|b| b.actor_id).collect();
            let known = shapes::directory(conn, &ids)?;
            Ok(bans
                .into_iter()
                .filter_map(|ban| {
                    let (actor, host) = known.get(&ban.actor_id)?;
                    Some(Ban {
                        person: Person::new(actor, host),
                        reason: ban.reason,
                        until: ban.until.map(|at| at.rfc3339()),
                        since: ban.created_at.rfc3339(),
                    })
                })
                .collect())
        })
        .await?;
    Ok(HttpResponse::Ok().json(Bans { items }))
}

/// Whom to ban, and for how long.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewBan {
    /// `name` or `name@host`.
    #[serde(default)]
    person: String,
    /// Shown in the public log.
    #[serde(default)]
    reason: String,
    /// RFC 3339; without it the ban lasts until it is lifted.
    #[schema(value_type = Option<String>)]
    until: Option<Time>,
    /// Also remove what they wrote in this community.
    #[serde(default)]
    remove_posts: bool,
}

/// Bans somebody from a community. For its stewards.
#[utoipa::path(post, path = "/communities/{name}/bans", tag = "Stewards", params(("name" = String, Path)), request_body = NewBan,
    security(("token" = [])), responses((status = 204)))]
pub(super) async fn ban(caller: Caller, name: Path<String>, body: Json<NewBan>) -> Answer {
    caller.person()?;
    caller.brake(Action::Post)?;
    let (name, body, viewer) = (name.into_inner(), body.into_inner(), caller.viewer.clone());
    caller
        .write(move |tx, origin| {
            let (community, person) = both(tx.conn, &viewer, &name, &body.person)?;
            moderation::ban(tx, origin, &community, &person, &body.reason, body.until, body.remove_posts)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Why {
    /// Shown in the public log.
    #[serde(default)]
    reason: String,
}

/// Lifts a ban. For stewards.
#[utoipa::path(delete, path = "/communities/{name}/bans/{person}", tag = "Stewards",
    params(("name" = String, Path), ("person" = String, Path), Why), security(("token" = [])), responses((status = 204)))]
pub(super) async fn unban(caller: Caller, path: Path<(String, String)>, why: Query<Why>) -> Answer {
    caller.person()?;
    caller.brake(Action::Post)?;
    let ((name, asked), why, viewer) = (path.into_inner(), why.into_inner(), caller.viewer.clone());
    let lift = move |tx: &mut crate::store::Tx<'_>, origin: &Origin| -> Result<(), Error> {
        let (community, person) = both(tx.conn, &viewer, &name, &asked)?;
        moderation::unban(tx, origin, &community, &person, &why.reason)
    };
    caller.write(lift).await?;
    Ok(HttpResponse::NoContent().finish())
}
