//! Threads and what answers them: lists, new threads, replies.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Json, Path, Query};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::input::{self, ImageInput, Paging, bad_cursor, cut};
use super::problem::Answer;
use super::shapes::{self, Page, Post};
use crate::domain::{access, cross_posts};
use crate::domain::posts::{self, NewPost};
use crate::kinds::Details;
use crate::limits::Action;
use crate::store::posts::{self as rows, Cursor, Sort, Threads};
use crate::{Error, Result};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Listing {
    /// hot (the default), new, top or unanswered.
    sort: Option<String>,
    /// Only threads that carry this tag of the community, by its id.
    tag: Option<i64>,
    limit: Option<i64>,
    cursor: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct WideListing {
    /// all (the default) or joined: only from communities that the caller is in.
    scope: Option<String>,
    /// hot (the default), new, top or unanswered.
    sort: Option<String>,
    limit: Option<i64>,
    cursor: Option<String>,
}

fn wanted(sort: Option<&str>, limit: Option<i64>, cursor: Option<&str>) -> Result<Threads> {
    let sort = match sort {
        None => Sort::default(),
        Some(word) => Sort::parse(word).ok_or_else(|| Error::malformed("`sort` is hot, new, top or unanswered."))?,
    };
    let after = cursor.filter(|c| !c.is_empty()).map(|c| Cursor::decode(c).ok_or_else(bad_cursor)).transpose()?;
    Ok(Threads { sort, after, limit: input::limit(limit), ..Threads::default() })
}

/// A page of threads. It may hold fewer than asked for, where some are not for this viewer.
fn page(conn: &mut crate::store::Conn, viewer: &access::Viewer, mut wanted: Threads) -> Result<Page<Post>> {
    let limit = wanted.limit;
    wanted.viewer = viewer.id();
    wanted.limit = limit + 1;
    if wanted.followed_by.is_some() {
        // What is closed to the viewer is sorted out below, one by one.
        wanted.seen = rows::Visibility::ALL.to_vec();
    }
    let mut found = rows::threads(conn, &wanted)?;
    let next_cursor = cut(&mut found, limit, |post| Cursor::after(post, wanted.sort).encode());
    if wanted.community.is_none() {
        found = shapes::put_before(conn, viewer, found)?;
    }
    let mut items = shapes::posts(conn, viewer, found)?;
    items.retain(|post| post.state == "visible");
    Ok(Page { items, next_cursor })
}

/// Threads of all communities.
#[utoipa::path(get, path = "/threads", tag = "Threads", params(WideListing), security((), ("token" = [])),
    responses((status = 200, body = Page<Post>)))]
pub(super) async fn everywhere(caller: Caller, query: Query<WideListing>) -> Answer {
    let mut wanted = wanted(query.sort.as_deref(), query.limit, query.cursor.as_deref())?;
    match query.scope.as_deref().unwrap_or("all") {
        "all" => {}
        "joined" => wanted.followed_by = Some(caller.person()?.id()),
        _ => return Err(Error::malformed("`scope` is all or joined.").into()),
    }
    Ok(HttpResponse::Ok().json(caller.read(move |conn, viewer| page(conn, viewer, wanted)).await?))
}

/// Threads of one community.
#[utoipa::path(get, path = "/communities/{name}/threads", tag = "Threads", params(("name" = String, Path), Listing),
    security((), ("token" = [])), responses((status = 200, body = Page<Post>)))]
pub(super) async fn of_community(caller: Caller, name: Path<String>, query: Query<Listing>) -> Answer {
    let (name, mut wanted) = (name.into_inner(), wanted(query.sort.as_deref(), query.limit, query.cursor.as_deref())?);
    let page = caller
        .read(move |conn, viewer| {
            let (row, community) = access::community(conn, viewer, &name)?;
            wanted.community = Some(community.id);
            wanted.seen = access::seen_in(viewer, community.id);
            wanted.label = query.tag;
            wanted.queue = crate::pages::community::is_queue(&row, wanted.sort) && wanted.label.is_none();
            page(conn, viewer, wanted)
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// A new thread.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewThread {
    #[serde(default)]
    #[schema(example = "When does the winter timetable start?")]
    title: String,
    /// Markdown.
    #[serde(default)]
    body: String,
    /// Something on the web that it is about.
    link: Option<String>,
    /// What to warn of before it is shown.
    warning: Option<String>,
    #[serde(default)]
    sensitive: bool,
    /// A tag such as `en`.
    language: Option<String>,
    /// discussion (the default), or another kind that the community offers.
    kind: Option<String>,
    /// Tags of the community, by their ids.
    #[serde(default)]
    tags: Vec<String>,
    /// The thread of another community that it is taken from.
    #[serde(default, deserialize_with = "input::id")]
    #[schema(value_type = Option<String>)]
    cross_post_of: Option<i64>,
    /// What only this kind asks for, by the names of its fields.
    #[serde(default)]
    #[schema(value_type = Object)]
    details: Map<String, Value>,
    #[serde(default)]
    images: Vec<ImageInput>,
}

/// Starts a thread.
#[utoipa::path(post, path = "/communities/{name}/threads", tag = "Threads", params(("name" = String, Path)), request_body = NewThread,
    security(("token" = [])), responses((status = 201, body = Post)))]
pub(super) async fn start(caller: Caller, name: Path<String>, body: Json<NewThread>) -> Answer {
    let (name, body) = (name.into_inner(), body.into_inner());
    caller.person()?;
    caller.brake(Action::Post)?;
    let kind = posts::kind(body.kind.as_deref().unwrap_or("discussion"))?;
    let details = details(kind, body.details);
    let mut content = caller.content(body.body).await?;
    content.title = Some(body.title);
    content.link = input::some(body.link);
    content.sensitive = body.sensitive;
    content.warn(body.warning.as_deref());
    content.language = input::language(body.language.as_deref())?;
    content.labels = Some(input::ids("tags", &body.tags)?);
    content.attachments = input::attach(&caller, &body.images).await?;
    let (viewer, taken) = (caller.viewer.clone(), body.cross_post_of);
    let id = caller
        .write(move |tx, origin| {
            let (_, community) = access::community(tx.conn, &viewer, &name)?;
            let new = NewPost { details: details.clone(), ..NewPost::thread(kind, community.id, content.clone()) };
            let post = posts::publish(tx, origin, new)?;
            if let Some(from) = taken {
                cross_posts::taken(tx, &viewer, &post, from)?;
            }
            Ok(post.id)
        })
        .await?;
    created(&caller, id).await
}

/// The fields that this kind asks for, and no others: they are kept as they are.
fn details(kind: &str, mut given: Map<String, Value>) -> Details {
    let asked = crate::kinds::by_name(kind).map_or(&[][..], |k| k.fields());
    given.retain(|name, _| asked.iter().any(|field| field.name == name));
    Details(given)
}

async fn created(caller: &Caller, id: i64) -> Answer {
    let post = caller.read(move |conn, viewer| shapes::post(conn, viewer, id)).await?;
    Ok(HttpResponse::Created().insert_header((header::LOCATION, post.ap_id.clone())).json(post))
}

/// One thread.
#[utoipa::path(get, path = "/threads/{id}", tag = "Threads", params(("id" = String, Path)), security((), ("token" = [])),
    responses((status = 200, body = Post)))]
pub(super) async fn show(caller: Caller, id: Path<i64>) -> Answer {
    let id = id.into_inner();
    let post = caller
        .read(move |conn, viewer| {
            thread(conn, viewer, id)?;
            shapes::post(conn, viewer, id)
        })
        .await?;
    Ok(HttpResponse::Ok().json(post))
}

fn thread(conn: &mut crate::store::Conn, viewer: &access::Viewer, id: i64) -> Result<()> {
    let (post, _, _) = access::post_or_stump(conn, viewer, id)?;
    if post.is_thread() { Ok(()) } else { Err(Error::NotFound("thread")) }
}

/// The replies of a thread in order of time. `parent_id` and `depth` tell how they nest; what was taken away is a stump.
#[utoipa::path(get, path = "/threads/{id}/replies", tag = "Threads", params(("id" = String, Path), Paging), security((), ("token" = [])),
    responses((status = 200, body = Page<Post>)))]
pub(super) async fn replies(caller: Caller, id: Path<i64>, paging: Query<Paging>) -> Answer {
    let (id, limit, after) = (id.into_inner(), paging.limit(), paging.number()?.unwrap_or(0));
    let page = caller
        .read(move |conn, viewer| {
            thread(conn, viewer, id)?;
            let mut found = rows::replies(conn, id, after, limit + 1)?;
            let next_cursor = cut(&mut found, limit, |post| post.id.to_string());
            Ok(Page { items: shapes::posts(conn, viewer, found)?, next_cursor })
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// A reply.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewReply {
    /// Markdown.
    #[serde(default)]
    #[schema(example = "On the second Sunday of December.")]
    body: String,
    /// The reply that it answers; without one it answers the thread.
    #[serde(default, deserialize_with = "input::id")]
    #[schema(value_type = Option<String>)]
    parent_id: Option<i64>,
    warning: Option<String>,
    #[serde(default)]
    sensitive: bool,
    language: Option<String>,
    #[serde(default)]
    images: Vec<ImageInput>,
}

/// Answers a thread or one of its replies.
#[utoipa::path(post, path = "/threads/{id}/replies", tag = "Threads", params(("id" = String, Path)), request_body = NewReply,
    security(("token" = [])), responses((status = 201, body = Post)))]
pub(super) async fn reply(caller: Caller, id: Path<i64>, body: Json<NewReply>) -> Answer {
    let (thread_id, body) = (id.into_inner(), body.into_inner());
    caller.person()?;
    caller.brake(Action::Post)?;
    let mut content = caller.content(body.body).await?;
    content.sensitive = body.sensitive;
    content.warn(body.warning.as_deref());
    content.language = input::language(body.language.as_deref())?;
    content.attachments = input::attach(&caller, &body.images).await?;
    let viewer = caller.viewer.clone();
    let parent_id = body.parent_id.unwrap_or(thread_id);
    let id = caller
        .write(move |tx, origin| {
            thread(tx.conn, &viewer, thread_id)?;
            let (parent, _, _) = access::post(tx.conn, &viewer, parent_id)?;
            if parent.root() != thread_id {
                return Err(Error::field("parent_id", "api-parent-elsewhere"));
            }
            Ok(posts::publish(tx, origin, NewPost::reply(parent_id, content.clone()))?.id)
        })
        .await?;
    created(&caller, id).await
}
