//! What the caller is told.

use std::collections::HashMap;

use actix_web::HttpResponse;
use actix_web::web::Query;
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::input::{Paging, cut};
use super::problem::Answer;
use super::shapes::{self, Person, Place, Post};
use crate::store::notifications as rows;
use crate::store::posts;

/// One thing that the caller is told.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Notification {
    id: String,
    /// reply, mention, follow, moderation, report, registration, standing, poll_ended, task_ending, task_ended, successor or export.
    kind: String,
    from: Option<Person>,
    /// Null where it is about no post, or one that is gone.
    post: Option<Post>,
    community: Option<Place>,
    created_at: String,
    read: bool,
}

/// What the caller is told, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Notifications {
    items: Vec<Notification>,
    next_cursor: Option<String>,
    unread: i64,
}

/// What the caller is told, newest first.
#[utoipa::path(get, path = "/notifications", tag = "Me", params(Paging), security(("token" = [])),
    responses((status = 200, body = Notifications)))]
pub(super) async fn list(caller: Caller, paging: Query<Paging>) -> Answer {
    let (me, limit, before) = (caller.person()?.id(), paging.limit(), paging.number()?);
    let page = caller
        .read(move |conn, viewer| {
            let mut found = rows::list(conn, me, before, limit + 1)?;
            let next_cursor = cut(&mut found, limit, |n| n.id.to_string());
            let ids: Vec<i64> = found.iter().flat_map(|n| [n.from_id, n.community_id]).flatten().collect();
            let known = shapes::directory(conn, &ids)?;
            let about: Vec<i64> = found.iter().filter_map(|n| n.post_id).collect();
            let about = posts::by_ids(conn, &about)?;
            let mut about: HashMap<String, Post> =
                shapes::posts(conn, viewer, about)?.into_iter().map(|post| (post.id.clone(), post)).collect();
            let items = found
                .into_iter()
                .map(|n| Notification {
                    id: n.id.to_string(),
                    kind: n.kind.to_string(),
                    from: n.from_id.and_then(|id| known.get(&id)).map(|(a, host)| Person::new(a, host)),
                    post: n.post_id.and_then(|id| about.remove(&id.to_string())),
                    community: n.community_id.and_then(|id| known.get(&id)).map(|(a, host)| Place::new(a, host)),
                    created_at: n.created_at.rfc3339(),
                    read: n.read_at.is_some(),
                })
                .collect();
            Ok(Notifications { items, next_cursor, unread: rows::unread(conn, me)? })
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// Marks everything as read.
#[utoipa::path(post, path = "/notifications/read", tag = "Me", security(("token" = [])), responses((status = 204)))]
pub(super) async fn mark_read(caller: Caller) -> Answer {
    let me = caller.person()?.id();
    caller.write(move |tx, _| rows::mark_read(tx, me)).await?;
    Ok(HttpResponse::NoContent().finish())
}
