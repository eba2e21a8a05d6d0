//! One post, thread or reply alike: read, edit, delete, vote, save, report, its history.

use actix_web::HttpResponse;
use actix_web::web::{Json, Path};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::caller::Caller;
use super::input::{self, ImageInput};
use super::problem::Answer;
use super::shapes::{self, Post};
use crate::Error;
use crate::domain::access;
use crate::domain::content::Attached;
use crate::domain::{moderation, posts, votes};
use crate::kinds;
use crate::limits::Action;
use crate::store::posts as rows;

const HISTORY: i64 = 100;

/// One post.
#[utoipa::path(get, path = "/posts/{id}", tag = "Posts", params(("id" = String, Path)), security((), ("token" = [])),
    responses((status = 200, body = Post)))]
pub(super) async fn show(caller: Caller, id: Path<i64>) -> Answer {
    answer(&caller, id.into_inner()).await
}

async fn answer(caller: &Caller, id: i64) -> Answer {
    Ok(HttpResponse::Ok().json(caller.read(move |conn, viewer| shapes::post(conn, viewer, id)).await?))
}

/// A new text. What is left out stays; null empties what may be empty.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct PostChange {
    title: Option<String>,
    /// Markdown.
    body: Option<String>,
    #[serde(default, deserialize_with = "input::stated")]
    #[schema(value_type = Option<String>)]
    link: Option<Option<String>>,
    #[serde(default, deserialize_with = "input::stated")]
    #[schema(value_type = Option<String>)]
    warning: Option<Option<String>>,
    #[serde(default, deserialize_with = "input::stated")]
    #[schema(value_type = Option<String>)]
    language: Option<Option<String>>,
    sensitive: Option<bool>,
    /// What only its kind asks for, by the names of its fields, where that can be changed; what is left out stays.
    #[schema(value_type = Option<Object>)]
    details: Option<Map<String, Value>>,
    /// Replaces all tags of a thread, by their ids.
    tags: Option<Vec<String>>,
    /// Replaces all pictures.
    images: Option<Vec<ImageInput>>,
}

/// Edits a post of one's own. The earlier text stays in its history.
#[utoipa::path(patch, path = "/posts/{id}", tag = "Posts", params(("id" = String, Path)), request_body = PostChange,
    security(("token" = [])), responses((status = 200, body = Post)))]
pub(super) async fn edit(caller: Caller, id: Path<i64>, body: Json<PostChange>) -> Answer {
    let (id, body) = (id.into_inner(), body.into_inner());
    caller.person()?;
    caller.brake(Action::Post)?;
    let (old, kept, filled) = caller
        .read(move |conn, viewer| {
            let (post, _, _) = access::post(conn, viewer, id)?;
            if !posts::may_edit(&post, viewer) {
                return Err(Error::Forbidden("Only its author may edit a post."));
            }
            let kept = rows::attachments_of(conn, &[id])?;
            let kind = kinds::by_name(&post.kind).filter(|_| post.is_thread());
            let filled = kind.map(|kind| kind.filled(conn, &post)).transpose()?.unwrap_or_default();
            Ok((post, kept, filled))
        })
        .await?;
    let mut content = caller.content(body.body.or(old.source).unwrap_or_default()).await?;
    content.title = body.title.or(old.title);
    content.link = body.link.map_or(old.link_url, input::some);
    (content.warning, content.sensitive) = (old.warning, old.sensitive);
    if let Some(warning) = body.warning {
        content.warn(warning.as_deref());
    }
    content.language = match body.language {
        Some(tag) => input::language(tag.as_deref())?,
        None => old.language,
    };
    if let Some(sensitive) = body.sensitive {
        content.sensitive = sensitive || content.warning.is_some();
    }
    content.labels = body.tags.map(|tags| input::ids("tags", &tags)).transpose()?;
    content.attachments = match body.images {
        Some(images) => input::attach(&caller, &images).await?,
        None => kept
            .into_iter()
            .map(|a| Attached { url: a.url, media_type: a.media_type, alt: a.alt, width: a.width, height: a.height })
            .collect(),
    };
    let details = body.details.map(|given| {
        let mut all = filled;
        let given = given.into_iter().filter(|(name, _)| all.0.contains_key(name)).collect::<Vec<_>>();
        all.0.extend(given);
        all
    });
    caller.write(move |tx, origin| posts::edit_with(tx, origin, id, &content, details.as_ref()).map(drop)).await?;
    answer(&caller, id).await
}

/// Deletes a post of one's own, with its history. What answers it stays.
#[utoipa::path(delete, path = "/posts/{id}", tag = "Posts", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 204)))]
pub(super) async fn delete(caller: Caller, id: Path<i64>) -> Answer {
    let id = id.into_inner();
    caller.person()?;
    caller.brake(Action::Post)?;
    caller.write(move |tx, origin| posts::delete(tx, origin, id)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A vote.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct VoteInput {
    /// 1 for, -1 against, 0 takes a vote back.
    #[schema(minimum = -1, maximum = 1, example = 1)]
    value: i32,
}

/// Votes; the latest word counts.
#[utoipa::path(post, path = "/posts/{id}/vote", tag = "Posts", params(("id" = String, Path)), request_body = VoteInput,
    security(("token" = [])), responses((status = 200, body = Post)))]
pub(super) async fn vote(caller: Caller, id: Path<i64>, body: Json<VoteInput>) -> Answer {
    let (id, value) = (id.into_inner(), body.value);
    caller.person()?;
    caller.brake(Action::Post)?;
    let viewer = caller.viewer.clone();
    caller
        .write(move |tx, origin| {
            access::post(tx.conn, &viewer, id)?;
            votes::cast(tx, origin, id, value)
        })
        .await?;
    answer(&caller, id).await
}

/// Puts a post on one's own list.
#[utoipa::path(post, path = "/posts/{id}/save", tag = "Posts", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 204)))]
pub(super) async fn save(caller: Caller, id: Path<i64>) -> Answer {
    set_saved(caller, id.into_inner(), true).await
}

/// Takes it off the list.
#[utoipa::path(delete, path = "/posts/{id}/save", tag = "Posts", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 204)))]
pub(super) async fn unsave(caller: Caller, id: Path<i64>) -> Answer {
    set_saved(caller, id.into_inner(), false).await
}

async fn set_saved(caller: Caller, id: i64, saved: bool) -> Answer {
    caller.person()?;
    let viewer = caller.viewer.clone();
    caller.write(move |tx, _| posts::save(tx, &viewer, id, saved)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What is wrong with a post.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct ReportInput {
    #[serde(default)]
    reason: String,
    /// Also tell the server where it was written.
    #[serde(default)]
    forward: bool,
}

/// Reports a post to those who tend its community.
#[utoipa::path(post, path = "/posts/{id}/report", tag = "Posts", params(("id" = String, Path)), request_body = ReportInput,
    security(("token" = [])), responses((status = 204)))]
pub(super) async fn report(caller: Caller, id: Path<i64>, body: Json<ReportInput>) -> Answer {
    let (id, body) = (id.into_inner(), body.into_inner());
    caller.person()?;
    caller.brake(Action::Post)?;
    let viewer = caller.viewer.clone();
    caller
        .write(move |tx, origin| {
            let (post, author, _) = access::post(tx.conn, &viewer, id)?;
            moderation::report(tx, origin, Some(post.id), author.id, &body.reason, body.forward)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// An earlier text of a post.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Revision {
    title: Option<String>,
    body: Option<String>,
    body_html: String,
    /// When this text was written.
    written_at: String,
}

/// Its earlier texts.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct History {
    items: Vec<Revision>,
}

/// Earlier texts of a post, newest first.
#[utoipa::path(get, path = "/posts/{id}/history", tag = "Posts", params(("id" = String, Path)), security((), ("token" = [])),
    responses((status = 200, body = History)))]
pub(super) async fn history(caller: Caller, id: Path<i64>) -> Answer {
    let id = id.into_inner();
    let revisions = caller
        .read(move |conn, viewer| {
            access::post(conn, viewer, id)?;
            rows::revisions(conn, id, HISTORY)
        })
        .await?;
    let items = revisions
        .into_iter()
        .map(|r| Revision { title: r.title, body: r.source, body_html: r.html, written_at: r.created_at.rfc3339() })
        .collect();
    Ok(HttpResponse::Ok().json(History { items }))
}
