//! The house itself: what it is, its public log, previews and uploads.

use actix_multipart::Multipart;
use actix_web::HttpResponse;
use actix_web::web::{BytesMut, Json, Query};
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::input::{self, cut};
use super::problem::Answer;
use super::shapes::{self, Page, Person, Place};
use crate::domain::media;
use crate::domain::access;
use crate::domain::settings;
use crate::limits::Action;
use crate::store::moderation as rows;
use crate::store::{accounts, communities, posts};
use crate::{Error, Result};

/// This house.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Instance {
    name: String,
    purpose: String,
    host: String,
    url: String,
    version: String,
    /// open, approval or closed.
    registration: String,
    accent: String,
    logo: Option<String>,
    /// People with an account here.
    accounts: i64,
    communities: i64,
    /// Threads that were written here.
    threads: i64,
    /// Replies that were written here.
    replies: i64,
    /// It federates with test hosts over plain http. Never for real use.
    development: bool,
}

/// What this house is.
#[utoipa::path(get, path = "/instance", tag = "The house", security((), ("token" = [])), responses((status = 200, body = Instance)))]
pub(super) async fn show(caller: Caller) -> Answer {
    let urls = caller.app.urls.clone();
    let development = caller.app.config.is_development();
    let instance = caller
        .read(move |conn, _| {
            let house = settings::load(conn)?;
            let (threads, replies) = posts::count_local(conn)?;
            Ok(Instance {
                name: house.name,
                purpose: house.purpose,
                host: urls.host().to_owned(),
                url: urls.base().to_string(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
                registration: house.registration.to_string(),
                accent: house.accent,
                logo: house.logo.map(|key| urls.media(&key).to_string()),
                accounts: accounts::count_active(conn)?,
                communities: communities::count_local(conn)?,
                threads,
                replies,
                development,
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(instance))
}

/// An act of power.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LogEntry {
    id: String,
    #[schema(example = "remove_post")]
    act: String,
    actor: Option<Person>,
    /// steward, staff or home (the community's own server).
    role: String,
    person: Option<Person>,
    post_id: Option<String>,
    community: Option<Place>,
    reason: String,
    until: Option<String>,
    at: String,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Only acts in one community.
    community: Option<String>,
    limit: Option<i64>,
    cursor: Option<String>,
}

/// Every act of power, newest first. Public.
#[utoipa::path(get, path = "/modlog", tag = "The house", params(Which), security((), ("token" = [])),
    responses((status = 200, body = Page<LogEntry>)))]
pub(super) async fn modlog(caller: Caller, query: Query<Which>) -> Answer {
    let query = query.into_inner();
    let before = input::Paging { limit: None, cursor: query.cursor }.number()?;
    let limit = input::limit(query.limit);
    let page = caller
        .read(move |conn, viewer| {
            let community = match query.community {
                Some(handle) => Some(access::community(conn, viewer, &handle)?.1.id),
                None => None,
            };
            let mut found = rows::log(conn, community, before, limit + 1)?;
            let next_cursor = cut(&mut found, limit, |e| e.id.to_string());
            let found = access::told_in_log(conn, viewer, found)?;
            let ids: Vec<i64> = found.iter().flat_map(|e| [Some(e.actor_id), e.target_actor_id, e.community_id]).flatten().collect();
            let known = shapes::directory(conn, &ids)?;
            let person = |id: i64| known.get(&id).map(|(a, host)| Person::new(a, host));
            let items = found
                .into_iter()
                .map(|e| LogEntry {
                    id: e.id.to_string(),
                    act: e.act.to_string(),
                    actor: person(e.actor_id),
                    role: e.role.to_string(),
                    person: e.target_actor_id.and_then(person),
                    post_id: e.post_id.map(|id| id.to_string()),
                    community: e.community_id.and_then(|id| known.get(&id)).map(|(a, host)| Place::new(a, host)),
                    reason: e.reason,
                    until: e.until.map(|at| at.rfc3339()),
                    at: e.created_at.rfc3339(),
                })
                .collect();
            Ok(Page { items, next_cursor })
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// Markdown to look at.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Draft {
    #[serde(default)]
    #[schema(example = "A *first* draft.")]
    body: String,
}

/// What it would look like.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Preview {
    body_html: String,
}

/// Draws Markdown as a post would show it.
#[utoipa::path(post, path = "/preview", tag = "Finding", request_body = Draft, security(("token" = [])),
    responses((status = 200, body = Preview)))]
pub(super) async fn preview(caller: Caller, body: Json<Draft>) -> Answer {
    caller.person()?;
    caller.brake(Action::Search)?;
    let content = caller.content(body.into_inner().body).await?;
    Ok(HttpResponse::Ok().json(Preview { body_html: content.html }))
}

/// An upload as it is kept.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Upload {
    /// Name it in `images` of a post.
    key: String,
    url: String,
    media_type: String,
    width: u32,
    height: u32,
    bytes: u64,
}

/// A picture as `multipart/form-data`.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "documents the form that is read piece by piece")]
pub(super) struct UploadForm {
    #[schema(format = Binary, content_media_type = "image/png")]
    file: String,
}

/// Uploads a picture. It is made anew without what the camera wrote into it.
#[utoipa::path(post, path = "/media", tag = "The house", request_body(content = UploadForm, content_type = "multipart/form-data"),
    security(("token" = [])), responses((status = 201, body = Upload)))]
pub(super) async fn upload(caller: Caller, form: Multipart) -> Answer {
    caller.person()?;
    caller.brake(Action::Post)?;
    let file = first_file(form, caller.app.media.max_bytes()).await?;
    let kept = caller.app.media.keep(file.freeze()).await?;
    let row = kept.clone();
    caller.write(move |tx, origin| media::keep(tx, Some(origin.actor().id), &row)).await?;
    Ok(HttpResponse::Created().json(Upload {
        url: caller.app.urls.media(&kept.key).to_string(),
        key: kept.key,
        media_type: kept.content_type.to_owned(),
        width: kept.width,
        height: kept.height,
        bytes: kept.bytes,
    }))
}

async fn first_file(mut form: Multipart, most: u64) -> Result<BytesMut> {
    let broken = |_: actix_multipart::MultipartError| Error::malformed("The upload is no multipart form, or ended too early.");
    while let Some(field) = form.next().await {
        let mut field = field.map_err(broken)?;
        let named = field.name() == Some("file");
        let mut bytes = BytesMut::new();
        while let Some(chunk) = field.next().await {
            let chunk = chunk.map_err(broken)?;
            if (bytes.len() + chunk.len()) as u64 > most {
                return Err(Error::TooLarge);
            }
            bytes.extend_from_slice(&chunk);
        }
        if named {
            return Ok(bytes);
        }
    }
    Err(Error::field("file", "api-file-missing"))
}
