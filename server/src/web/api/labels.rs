//! The tags that communities offer for their threads.

use actix_web::HttpResponse;
use actix_web::web::{Json, Path};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Answer;
use super::shapes::Tag;
use crate::domain::access;
use crate::domain::labels::{self as rules, Draft};
use crate::limits::Action;
use crate::store::labels;

/// The tags of a community, in its order.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Tags {
    items: Vec<Tag>,
}

/// The tags that a community offers.
#[utoipa::path(get, path = "/communities/{name}/tags", tag = "Tags", params(("name" = String, Path)), security((), ("token" = [])),
    responses((status = 200, body = Tags)))]
pub(super) async fn list(caller: Caller, name: Path<String>) -> Answer {
    let name = name.into_inner();
    let items = caller
        .read(move |conn, viewer| {
            let (_, community) = access::community(conn, viewer, &name)?;
            Ok(labels::of_community(conn, community.id)?.into_iter().map(Tag::new).collect::<Vec<_>>())
        })
        .await?;
    Ok(HttpResponse::Ok().json(Tags { items }))
}

/// A tag as its stewards define it.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewTag {
    #[serde(default)]
    #[schema(example = "Help wanted")]
    name: String,
    #[serde(default)]
    description: String,
    /// color01 to color10.
    #[serde(default)]
    #[schema(example = "color03")]
    color: String,
}

impl NewTag {
    fn draft(self) -> Draft {
        Draft { name: self.name, description: self.description, color: self.color }
    }
}

/// Adds a tag. For stewards.
#[utoipa::path(post, path = "/communities/{name}/tags", tag = "Tags", params(("name" = String, Path)), request_body = NewTag,
    security(("token" = [])), responses((status = 201, body = Tag)))]
pub(super) async fn add(caller: Caller, name: Path<String>, body: Json<NewTag>) -> Answer {
    let (name, draft) = (name.into_inner(), body.into_inner().draft());
    Ok(HttpResponse::Created().json(define(&caller, name, None, draft).await?))
}

async fn define(caller: &Caller, name: String, id: Option<i64>, draft: Draft) -> crate::Result<Tag> {
    caller.person()?;
    caller.brake(Action::Post)?;
    let viewer = caller.viewer.clone();
    let label = caller
        .write(move |tx, origin| {
            let (_, community) = access::community(tx.conn, &viewer, &name)?;
            rules::define(tx, origin, &community, id, &draft)
        })
        .await?;
    Ok(Tag::new(label))
}

/// Changes a tag. For stewards.
#[utoipa::path(put, path = "/communities/{name}/tags/{id}", tag = "Tags", params(("name" = String, Path), ("id" = String, Path)),
    request_body = NewTag, security(("token" = [])), responses((status = 200, body = Tag)))]
pub(super) async fn change(caller: Caller, path: Path<(String, i64)>, body: Json<NewTag>) -> Answer {
    let ((name, id), draft) = (path.into_inner(), body.into_inner().draft());
    Ok(HttpResponse::Ok().json(define(&caller, name, Some(id), draft).await?))
}

/// Takes a tag out of use. Threads lose it with that. For stewards.
#[utoipa::path(delete, path = "/communities/{name}/tags/{id}", tag = "Tags", params(("name" = String, Path), ("id" = String, Path)),
    security(("token" = [])), responses((status = 204)))]
pub(super) async fn retire(caller: Caller, path: Path<(String, i64)>) -> Answer {
    let (name, id) = path.into_inner();
    caller.person()?;
    caller.brake(Action::Post)?;
    let viewer = caller.viewer.clone();
    caller
        .write(move |tx, origin| {
            let (_, community) = access::community(tx.conn, &viewer, &name)?;
            rules::retire(tx, origin, &community, id)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
