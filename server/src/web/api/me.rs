//! The caller's own things: profile, communities, saved posts, blocks, everything as a file, leaving.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Json, Query};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::input::{self, Paging, bad_cursor, cut};
use super::problem::Answer;
use super::shapes::{self, Community, Page, Person, Post};
use crate::clock::Time;
use crate::domain::access::Person as Account;
use crate::domain::accounts as accounting;
use crate::domain::actors::{self as people, ProfileChange};
use crate::limits::{Action, Who};
use crate::store::{actors, communities as rows, notifications, posts};
use crate::{Error, Result};

/// Communities that one list holds; nobody joins more by hand.
const MOST_JOINED: i64 = 1000;

/// The caller.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Me {
    person: Person,
    /// What they say of themselves, as Markdown.
    summary: String,
    summary_html: String,
    email: Option<String>,
    /// member, analyst, responder, moderator or admin.
    role: String,
    discoverable: bool,
    indexable: bool,
    locale: Option<String>,
    unread: i64,
    created_at: String,
}

/// Who the token belongs to.
#[utoipa::path(get, path = "/me", tag = "Me", security(("token" = [])), responses((status = 200, body = Me)))]
pub(super) async fn show(caller: Caller) -> Answer {
    let account = caller.person()?.account.clone();
    let me = caller
        .read(move |conn, _| {
            let actor = actors::by_id(conn, account.actor_id)?;
            let host = actors::host_name(conn, &actor)?;
            Ok(Me {
                person: Person::new(&actor, &host),
                summary: actor.summary_source.clone().unwrap_or_default(),
                summary_html: actor.summary_html.clone(),
                email: account.email,
                role: account.role.to_string(),
                discoverable: actor.discoverable.unwrap_or(false),
                indexable: actor.indexable.unwrap_or(false),
                locale: account.locale,
                unread: notifications::unread(conn, actor.id)?,
                created_at: account.created_at.rfc3339(),
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(me))
}

/// What the caller changes about themselves; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct MeChange {
    display_name: Option<String>,
    /// Markdown.
    summary: Option<String>,
    /// `key` of an uploaded picture.
    avatar: Option<String>,
    /// May be suggested to others.
    discoverable: Option<bool>,
    /// May be found by what they write.
    indexable: Option<bool>,
}

/// Changes the caller's own page.
#[utoipa::path(patch, path = "/me", tag = "Me", request_body = MeChange, security(("token" = [])), responses((status = 200, body = Me)))]
pub(super) async fn change(caller: Caller, body: Json<MeChange>) -> Answer {
    let body = body.into_inner();
    let old = caller.person()?.actor.clone();
    caller.brake(Action::Post)?;
    let summary = body.summary.or(old.summary_source).unwrap_or_default();
    let content = caller.content(summary.clone()).await?;
    let icon_url = match body.avatar.as_deref().filter(|key| !key.is_empty()) {
        Some(key) => {
            caller.app.media.open(key).await.map_err(|e| match e {
                Error::NotFound(_) => Error::field("avatar", "api-media-unknown"),
                other => other,
            })?;
            Some(caller.app.urls.media(key).to_string())
        }
        None => None,
    };
    let change = ProfileChange {
        display_name: body.display_name.unwrap_or(old.display_name),
        summary_source: input::some(Some(summary)),
        summary_html: content.html,
        summary_plain: content.plain,
        icon_url,
        discoverable: body.discoverable.or(old.discoverable).unwrap_or(false),
        indexable: body.indexable.or(old.indexable).unwrap_or(false),
    };
    caller.write(move |tx, origin| people::change_profile(tx, origin, &change)).await?;
    show(caller).await
}

/// The communities that the caller is in, or asked to be in.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Joined {
    items: Vec<Community>,
}

/// The communities that the caller is in.
#[utoipa::path(get, path = "/me/communities", tag = "Me", security(("token" = [])), responses((status = 200, body = Joined)))]
pub(super) async fn communities(caller: Caller) -> Answer {
    let me = caller.person()?.id();
    let items = caller
        .read(move |conn, viewer| {
            let mut found = Vec::new();
            for (_, actor) in rows::following(conn, me, MOST_JOINED)? {
                if let Some(community) = rows::find(conn, actor.id)? {
                    found.push((community, actor));
                }
            }
            shapes::communities(conn, viewer, &found)
        })
        .await?;
    Ok(HttpResponse::Ok().json(Joined { items }))
}

/// What the caller saved, latest first.
#[utoipa::path(get, path = "/me/saved", tag = "Me", params(Paging), security(("token" = [])), responses((status = 200, body = Page<Post>)))]
pub(super) async fn saved(caller: Caller, paging: Query<Paging>) -> Answer {
    let (me, limit) = (caller.person()?.id(), paging.limit());
    let before = match paging.cursor.as_deref().filter(|c| !c.is_empty()) {
        Some(cursor) => Time(cursor.parse().map_err(|_not_a_number| bad_cursor())?),
        None => Time(i64::MAX),
    };
    let page = caller
        .read(move |conn, viewer| {
            let mut found = posts::saved(conn, me, before, limit + 1)?;
            let next_cursor = cut(&mut found, limit, |(at, _)| at.0.to_string());
            let found = found.into_iter().map(|(_, post)| post).collect();
            Ok(Page { items: shapes::posts(conn, viewer, found)?, next_cursor })
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// Whom the caller wants to see nothing of.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Blocked {
    people: Vec<Person>,
    servers: Vec<String>,
}

/// Whom the caller blocked for themselves.
#[utoipa::path(get, path = "/me/blocks", tag = "Me", security(("token" = [])), responses((status = 200, body = Blocked)))]
pub(super) async fn blocks(caller: Caller) -> Answer {
    let me = caller.person()?.id();
    let blocked = caller
        .read(move |conn, _| {
            let (people, servers): (Vec<_>, Vec<_>) =
                notifications::blocks_of(conn, me)?.into_iter().map(|(_, person, server)| (person, server)).unzip();
            let people: Vec<_> = people.into_iter().flatten().collect();
            Ok(Blocked { people: shapes::people(conn, &people)?, servers: servers.into_iter().flatten().collect() })
        })
        .await?;
    Ok(HttpResponse::Ok().json(blocked))
}

/// Everything that the caller wrote and decided, as one JSON file.
#[utoipa::path(get, path = "/me/export", tag = "Me", security(("token" = [])), responses((status = 200, body = Object)))]
pub(super) async fn export(caller: Caller) -> Answer {
    let person = caller.person()?.clone();
    caller.brake(Action::Search)?;
    Ok(file(&caller, person).await?)
}

async fn file(caller: &Caller, person: Account) -> Result<HttpResponse> {
    let name = format!("attachment; filename=\"{}.json\"", person.actor.name);
    let stream = super::export::stream(Arc::clone(&caller.app), person).await?;
    Ok(HttpResponse::Ok().content_type("application/json").insert_header((header::CONTENT_DISPOSITION, name)).streaming(stream))
}

/// Proof that it is meant.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Farewell {
    /// The caller's own name.
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
}

/// Deletes the caller's account with everything they wrote. There is no way back.
#[utoipa::path(post, path = "/me/deletion", tag = "Me", request_body = Farewell, security(("token" = [])), responses((status = 204)))]
pub(super) async fn delete(caller: Caller, body: Json<Farewell>) -> Answer {
    let (person, body) = (caller.person()?.clone(), body.into_inner());
    // A stolen token must not become a way to guess the password.
    caller.app.limits.check(Action::Login, Who::Name(&person.actor.name), caller.address())?;
    if body.name != person.actor.name {
        return Err(Error::field("name", "api-name-differs").into());
    }
    let hash = person.account.password_hash.clone();
    let fits = tokio::task::spawn_blocking(move || accounting::verify_password(&body.password, hash.as_deref()))
        .await
        .map_err(Error::internal)??;
    if !fits {
        return Err(Error::field("password", "api-password-wrong").into());
    }
    caller.write(move |tx, _| accounting::delete(tx, &person)).await?;
    Ok(HttpResponse::NoContent().finish())
}
