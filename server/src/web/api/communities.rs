//! Communities: list, found, show, change, join, leave.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Json, Path, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::input::{self, bad_cursor};
use super::lifespans::NewLife;
use super::problem::Answer;
use super::shapes::{self, Community, Page};
use crate::app::new_keys;
use crate::clock::Time;
use crate::domain::access;
use crate::domain::communities::{self, Draft};
use crate::domain::finding;
use crate::domain::lifecycle::{self, Wish};
use crate::domain::membership;
use crate::error::FieldErrors;
use crate::formats::Format;
use crate::limits::Action;
use crate::store::actors::Actor;
use crate::store::communities::{Access, FollowState, Lifespan, Order, Purpose};
use crate::store::directory::Shelf;
use crate::{Error, Result};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Listing {
    /// active (the default), new or members.
    sort: Option<String>,
    /// all (the default) or local: only those that live here.
    scope: Option<String>,
    /// open, ideation, support or feedback.
    purpose: Option<String>,
    /// What it holds: forum, wiki, blog, newsletter or events.
    format: Option<String>,
    /// standing, task or impromptu; of the last two only what is going on.
    lifespan: Option<String>,
    /// Only where something happened since then (RFC 3339).
    active_since: Option<String>,
    limit: Option<i64>,
    cursor: Option<String>,
}

fn order(word: Option<&str>) -> Result<Order> {
    match word.unwrap_or("active") {
        "active" => Ok(Order::Active),
        "new" => Ok(Order::New),
        "members" => Ok(Order::Members),
        _ => Err(Error::malformed("`sort` is active, new or members.")),
    }
}

fn cursor(text: &str) -> Result<(i64, i64)> {
    let (number, id) = text.split_once('.').ok_or_else(bad_cursor)?;
    let parse = |part: &str| part.parse::<i64>().map_err(|_not_a_number| bad_cursor());
    Ok((parse(number)?, parse(id)?))
}

/// Communities here, and those elsewhere that somebody here met.
#[utoipa::path(get, path = "/communities", tag = "Communities", params(Listing), security((), ("token" = [])),
    responses((status = 200, body = Page<Community>)))]
pub(super) async fn list(caller: Caller, query: Query<Listing>) -> Answer {
    let order = order(query.sort.as_deref())?;
    let local = match query.scope.as_deref().unwrap_or("all") {
        "all" => false,
        "local" => true,
        _ => return Err(Error::malformed("`scope` is all or local.").into()),
    };
    let shelf = Shelf {
        here: local.then_some(true),
        purpose: known(query.purpose.as_deref(), Purpose::parse, "`purpose` is open, ideation, support or feedback.")?,
        format: known(query.format.as_deref(), Format::parse, "`format` is forum, wiki, blog, newsletter or events.")?,
        lifespan: known(query.lifespan.as_deref(), Lifespan::parse, "`lifespan` is standing, task or impromptu.")?,
        active_since: known(query.active_since.as_deref(), Time::parse, "`active_since` is written as in RFC 3339.")?,
        order,
        after: query.cursor.as_deref().filter(|c| !c.is_empty()).map(cursor).transpose()?,
        ..Shelf::default()
    };
    let limit = usize::try_from(input::limit(query.limit)).unwrap_or(usize::MAX);
    let page = caller
        .read(move |conn, viewer| {
            let (found, next) = finding::shelf(conn, viewer, shelf, limit)?;
            let ids: Vec<i64> = found.iter().map(|c| c.actor_id).collect();
            let next_cursor = next.map(|(number, id)| format!("{number}.{id}"));
            Ok(Page { items: shapes::communities_by_ids(conn, viewer, &ids)?, next_cursor })
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

fn known<T>(word: Option<&str>, parse: impl Fn(&str) -> Option<T>, refusal: &'static str) -> Result<Option<T>> {
    word.map(|word| parse(word).ok_or_else(|| Error::malformed(refusal))).transpose()
}

/// A new community.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewCommunity {
    /// Small letters, digits and `_`.
    #[serde(default)]
    #[schema(example = "gardens")]
    name: String,
    #[serde(default)]
    #[schema(example = "Gardens of the district")]
    title: String,
    /// What people come here to get done, in one line.
    #[serde(default)]
    job: String,
    /// Its rules, as Markdown.
    #[serde(default)]
    charter: String,
    #[serde(default)]
    posting_restricted: bool,
    #[serde(default)]
    sensitive: bool,
    /// open (the default), ideation, support or feedback.
    purpose: Option<String>,
    /// What it can hold: forum (the default).
    formats: Option<Vec<String>>,
    /// public (the default), unlisted, members or staff.
    access: Option<String>,
    /// `key` of an uploaded picture.
    icon: Option<String>,
    #[serde(flatten)]
    life: NewLife,
}

fn purpose(word: Option<&str>) -> Result<Option<Purpose>> {
    word.map(|word| Purpose::parse(word).ok_or_else(|| Error::field("purpose", "api-purpose-unknown"))).transpose()
}

async fn icon(caller: &Caller, key: Option<&str>) -> Result<Option<String>> {
    let Some(key) = key.filter(|k| !k.is_empty()) else { return Ok(None) };
    caller.app.media.open(key).await.map_err(|e| match e {
        Error::NotFound(_) => Error::field("icon", "api-media-unknown"),
        other => other,
    })?;
    Ok(Some(caller.app.urls.media(key).to_string()))
}

async fn rendered(caller: &Caller, mut draft: Draft, charter: String) -> Result<Draft> {
    if charter.len() > crate::domain::content::SOURCE_MAX {
        let mut errors = FieldErrors::new();
        errors.add_with("charter", "form-too-long", [("max", "20000".to_owned())]);
        return Err(errors.into());
    }
    let content = caller.content(charter.clone()).await?;
    draft.charter_source = charter;
    draft.charter_html = content.html;
    draft.charter_plain = content.plain;
    Ok(draft)
}

/// Founds a community. The caller is its first steward and member.
#[utoipa::path(post, path = "/communities", tag = "Communities", request_body = NewCommunity, security(("token" = [])),
    responses((status = 201, body = Community)))]
pub(super) async fn found(caller: Caller, body: Json<NewCommunity>) -> Answer {
    let body = body.into_inner();
    caller.person()?;
    caller.brake(Action::Post)?;
    if body.life.is_impromptu() {
        return gather(&caller, body).await;
    }
    let draft = Draft {
        life: body.life.life()?,
        title: body.title,
        job: body.job,
        posting_restricted: body.posting_restricted,
        sensitive: body.sensitive,
        purpose: purpose(body.purpose.as_deref())?,
        formats: body.formats.map(|formats| formats.join(" ")),
        access: access_of(body.access.as_deref())?,
        icon_url: icon(&caller, body.icon.as_deref()).await?,
        ..Draft::default()
    };
    let draft = rendered(&caller, draft, body.charter).await?;
    let (name, keys) = (body.name.trim().to_owned(), new_keys().await?);
    let handle = name.clone();
    caller.write(move |tx, origin| communities::found(tx, origin, &name, &draft, &keys).map(drop)).await?;
    let community = caller.read(move |conn, viewer| shapes::community(conn, viewer, &handle)).await?;
    Ok(HttpResponse::Created().insert_header((header::LOCATION, community.id.clone())).json(community))
}

/// Brings people together on the spot: the title is all that it takes.
async fn gather(caller: &Caller, body: NewCommunity) -> Answer {
    let wish = Wish { title: body.title, quiet_hours: body.life.quiet_hours(), afterwards: body.life.afterwards()?, request: None };
    let (keys, rules) = (new_keys().await?, crate::fediverse::convening::rules(&caller.app));
    let (_, actor) = caller.write(move |tx, origin| lifecycle::found(tx, origin, &wish, rules, &keys)).await?;
    let community = caller.read(move |conn, viewer| shapes::community(conn, viewer, &actor.name)).await?;
    Ok(HttpResponse::Created().insert_header((header::LOCATION, community.id.clone())).json(community))
}

/// One community, by `name` or, when it lives elsewhere, `name@host`.
#[utoipa::path(get, path = "/communities/{name}", tag = "Communities", params(("name" = String, Path)), security((), ("token" = [])),
    responses((status = 200, body = Community)))]
pub(super) async fn show(caller: Caller, name: Path<String>) -> Answer {
    let name = name.into_inner();
    Ok(HttpResponse::Ok().json(caller.read(move |conn, viewer| shapes::community(conn, viewer, &name)).await?))
}

/// What stewards change; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct CommunityChange {
    title: Option<String>,
    job: Option<String>,
    charter: Option<String>,
    posting_restricted: Option<bool>,
    sensitive: Option<bool>,
    purpose: Option<String>,
    formats: Option<Vec<String>>,
    /// `key` of an uploaded picture.
    icon: Option<String>,
}

/// Changes title, charter and who may start threads. For its stewards.
#[utoipa::path(patch, path = "/communities/{name}", tag = "Communities", params(("name" = String, Path)), request_body = CommunityChange,
    security(("token" = [])), responses((status = 200, body = Community)))]
pub(super) async fn change(caller: Caller, name: Path<String>, body: Json<CommunityChange>) -> Answer {
    let (handle, body) = (name.into_inner(), body.into_inner());
    caller.person()?;
    caller.brake(Action::Post)?;
    let asked = handle.clone();
    let (row, actor) = caller.read(move |conn, viewer| access::community(conn, viewer, &asked)).await?;
    let draft = Draft {
        title: body.title.unwrap_or_else(|| actor.display_name.clone()),
        job: body.job.unwrap_or(row.job),
        posting_restricted: body.posting_restricted.unwrap_or(row.posting_restricted),
        sensitive: body.sensitive.unwrap_or(row.sensitive),
        purpose: purpose(body.purpose.as_deref())?,
        formats: body.formats.map(|formats| formats.join(" ")),
        icon_url: icon(&caller, body.icon.as_deref()).await?,
        ..Draft::default()
    };
    let charter = body.charter.or(actor.summary_source).unwrap_or_default();
    let draft = rendered(&caller, draft, charter).await?;
    caller.write(move |tx, origin| communities::change(tx, origin, actor.id, &draft)).await?;
    Ok(HttpResponse::Ok().json(caller.read(move |conn, viewer| shapes::community(conn, viewer, &handle)).await?))
}

/// Where a caller stands with somebody or some community.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Membership {
    /// none, pending (the other server has not answered yet) or member.
    membership: String,
}

pub(super) fn membership(state: Option<FollowState>) -> Membership {
    Membership { membership: shapes::membership_word(state).to_owned() }
}

fn access_of(word: Option<&str>) -> Result<Option<Access>> {
    word.map(|word| Access::parse(word).ok_or_else(|| Error::field("access", "form-kind-unknown"))).transpose()
}

/// The community behind a handle. One that nobody here met yet is looked up on its own server.
async fn reached(caller: &Caller, handle: String) -> Result<Actor> {
    let asked = handle.clone();
    match caller.read(move |conn, viewer| access::front_door(conn, viewer, &asked)).await {
        Ok((_, actor)) => Ok(actor),
        Err(Error::NotFound(_)) if handle.contains('@') => {
            caller.brake(Action::Resolve)?;
            super::search::look_up(caller, format!("@{}", handle.trim_start_matches(['@', '!']))).await?;
            Ok(caller.read(move |conn, viewer| access::front_door(conn, viewer, &handle)).await?.1)
        }
        Err(e) => Err(e),
    }
}

/// Joins a community, here or elsewhere.
#[utoipa::path(post, path = "/communities/{name}/membership", tag = "Communities", params(("name" = String, Path)), security(("token" = [])),
    responses((status = 200, body = Membership)))]
pub(super) async fn join(caller: Caller, name: Path<String>) -> Answer {
    caller.person()?;
    caller.brake(Action::Post)?;
    let actor = reached(&caller, name.into_inner()).await?;
    let state = caller.write(move |tx, origin| membership::follow(tx, origin, &actor)).await?;
    Ok(HttpResponse::Ok().json(membership(Some(state))))
}

/// Leaves a community.
#[utoipa::path(delete, path = "/communities/{name}/membership", tag = "Communities", params(("name" = String, Path)), security(("token" = [])),
    responses((status = 200, body = Membership)))]
pub(super) async fn leave(caller: Caller, name: Path<String>) -> Answer {
    caller.person()?;
    caller.brake(Action::Post)?;
    let name = name.into_inner();
    let (_, actor) = caller.read(move |conn, viewer| access::front_door(conn, viewer, &name)).await?;
    caller.write(move |tx, origin| membership::unfollow(tx, origin, &actor)).await?;
    Ok(HttpResponse::Ok().json(membership(None)))
}
