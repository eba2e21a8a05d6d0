//! Who may read a community and each of its parts, who asks to join, who is let in by name. For its stewards.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::web::{Json, Path};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::input;
use super::problem::Answer;
use super::shapes::{self, Person};
use crate::domain::access::{self, Viewer};
use crate::domain::doors::{self, Part};
use crate::domain::origin::Origin;
use crate::formats::Format;
use crate::limits::Action;
use crate::store::actors::Actor;
use crate::store::communities::Access;
use crate::store::conn::{Conn, Tx};
use crate::store::doors as rows;
use crate::{Error, Result};

/// People who are listed at once.
const MOST: i64 = 500;

/// Who may read a community.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CommunityAccess {
    /// public, unlisted, members or staff.
    access: String,
    /// What each part asks for: same, members, staff, or a rank (member, trusted, super_user).
    parts: BTreeMap<String, String>,
    /// Those who ask to join, longest waiting first.
    asking: Vec<Person>,
    guests: Vec<Guest>,
}

/// Somebody let in by name.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Guest {
    person: Person,
    /// all, or one part.
    part: String,
}

fn tended(conn: &mut Conn, viewer: &Viewer, name: &str) -> Result<Actor> {
    let (_, actor) = access::front_door(conn, viewer, name)?;
    let person = viewer.person().ok_or_else(|| Error::unauthorized("Log in to do that."))?;
    access::power_over(conn, &Origin::Local(person.clone()), &actor)?;
    Ok(actor)
}

async fn answer(caller: &Caller, name: String) -> Answer {
    let found = caller
        .read(move |conn, viewer| {
            let actor = tended(conn, viewer, &name)?;
            let community = crate::store::communities::by_id(conn, actor.id)?;
            let closed = rows::of(conn, actor.id)?;
            let part = |format: Format| {
                let door = closed.iter().find(|door| door.format == format);
                (format.to_string(), Part::of(door, community.access).word().to_owned())
            };
            let asking: Vec<Actor> = rows::asking(conn, actor.id, MOST)?.into_iter().map(|(_, person)| person).collect();
            let (people, parts): (Vec<Actor>, Vec<String>) = rows::guests_of(conn, actor.id, MOST)?.into_iter().unzip();
            let people = shapes::people(conn, &people)?;
            Ok(CommunityAccess {
                access: community.access.to_string(),
                parts: community.formats().map(part).collect(),
                asking: shapes::people(conn, &asking)?,
                guests: people.into_iter().zip(parts).map(|(person, part)| Guest { person, part }).collect(),
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(found))
}

/// Does something about the access to a community that the caller tends, and answers with how it stands then.
async fn tend<F>(caller: Caller, name: Path<String>, act: F) -> Answer
where
    F: Fn(&mut Tx<'_>, &Origin, &Actor) -> Result<()> + Send + Sync + 'static,
{
    let (name, viewer) = (name.into_inner(), caller.viewer.clone());
    let place = name.clone();
    caller
        .write(move |tx, origin| {
            let community = tended(tx.conn, &viewer, &place)?;
            act(tx, origin, &community)
        })
        .await?;
    answer(&caller, name).await
}

/// Who may read a community, who asks to join, who is let in by name. For stewards.
#[utoipa::path(get, path = "/communities/{name}/access", tag = "Stewards", params(("name" = String, Path)), security(("token" = [])),
    responses((status = 200, body = CommunityAccess)))]
pub(super) async fn show(caller: Caller, name: Path<String>) -> Answer {
    caller.person()?;
    answer(&caller, name.into_inner()).await
}

/// Who may read a community from now on.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct AccessChange {
    /// public, unlisted, members or staff.
    access: String,
    /// By part: same, members, staff, or the least rank. Parts that are not named are as the community.
    #[serde(default)]
    parts: BTreeMap<String, String>,
}

/// Changes who may read a community and each of its parts. For stewards.
#[utoipa::path(put, path = "/communities/{name}/access", tag = "Stewards", params(("name" = String, Path)), request_body = AccessChange,
    security(("token" = [])), responses((status = 200, body = CommunityAccess)))]
pub(super) async fn change(caller: Caller, name: Path<String>, body: Json<AccessChange>) -> Answer {
    caller.person()?;
    caller.brake(Action::Post)?;
    let body = body.into_inner();
    let unknown = || Error::field("access", "form-kind-unknown");
    let whole = Access::parse(&body.access).ok_or_else(unknown)?;
    let mut parts = Vec::new();
    for (format, part) in &body.parts {
        parts.push((Format::parse(format).ok_or_else(unknown)?, Part::parse(part).ok_or_else(unknown)?));
    }
    tend(caller, name, move |tx, origin, community| doors::set(tx, origin, community.id, whole, &parts)).await
}

/// What becomes of somebody who asks to join.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Decision {
    #[schema(example = "ann@social.example")]
    person: String,
    admit: bool,
}

/// Lets somebody join who asked to, or turns them down. For stewards.
#[utoipa::path(post, path = "/communities/{name}/access/asking", tag = "Stewards", params(("name" = String, Path)), request_body = Decision,
    security(("token" = [])), responses((status = 200, body = CommunityAccess)))]
pub(super) async fn decide(caller: Caller, name: Path<String>, body: Json<Decision>) -> Answer {
    caller.person()?;
    caller.brake(Action::Post)?;
    tend(caller, name, move |tx, origin, community| {
        let person = input::person(tx.conn, &body.person)?;
        match body.admit {
            true => doors::admit(tx, origin, community.id, person.id),
            false => doors::turn_down(tx, origin, community.id, person.id),
        }
    })
    .await
}

/// Somebody to let in by name, or not any more.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct GuestInput {
    #[schema(example = "ann@social.example")]
    person: String,
    /// all (the default), or one part.
    #[serde(default)]
    part: String,
    /// false takes it back.
    #[serde(default = "yes")]
    let_in: bool,
}

fn yes() -> bool {
    true
}

/// Lets somebody in by name, whatever the parts ask for, or takes that back. For stewards.
#[utoipa::path(post, path = "/communities/{name}/access/guests", tag = "Stewards", params(("name" = String, Path)), request_body = GuestInput,
    security(("token" = [])), responses((status = 200, body = CommunityAccess)))]
pub(super) async fn guests(caller: Caller, name: Path<String>, body: Json<GuestInput>) -> Answer {
    caller.person()?;
    caller.brake(Action::Post)?;
    tend(caller, name, move |tx, origin, community| {
        let person = input::person(tx.conn, &body.person)?;
        match body.let_in {
            true => doors::let_in(tx, origin, community, &person, &body.part),
            false => doors::put_out(tx, origin, community, person.id, &body.part),
        }
    })
    .await
}
