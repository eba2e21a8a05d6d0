//! Articles of a community's blog, their series, and who publishes and is named there.

use actix_web::HttpResponse;
use actix_web::web::{Json, Path, Query};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::input::{Paging, bad_cursor, cut};
use super::problem::Answer;
use super::shapes::{self, Page, Person, Post};
use crate::domain::access::{self, Viewer};
use crate::domain::articles as rules;
use crate::formats::Format;
use crate::limits::Action;
use crate::store::articles::{self, Authorship, Writers};
use crate::store::communities::Community;
use crate::store::actors::Actor;
use crate::store::conn::Conn;
use crate::store::posts::{self, Cursor};
use crate::{Error, Result};

/// The series that an article belongs to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Part {
    name: String,
    /// As it stands in the address of its page.
    slug: String,
    /// Its place in the series.
    part: i32,
}

/// An article.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Article {
    post: Post,
    /// Plain text; empty where its author wrote none.
    summary: String,
    /// Everybody who wrote it with its author and said yes to being named.
    with: Vec<Person>,
    series: Option<Part>,
}

fn article(conn: &mut Conn, post: Post) -> Result<Article> {
    let id: i64 = post.id.parse().map_err(|_bad| Error::NotFound("article"))?;
    let row = articles::find(conn, id)?.ok_or(Error::NotFound("article"))?;
    let series = match row.series_id {
        Some(series) => articles::series(conn, series)?.map(|s| Part { name: s.name, slug: s.slug, part: row.part }),
        None => None,
    };
    let full = post.state == "visible";
    let named: Vec<i64> = articles::authors(conn, id)?.into_iter().filter(|a| full && a.state == Authorship::Named).map(|a| a.actor_id).collect();
    let mut known = shapes::directory(conn, &named)?;
    Ok(Article {
        summary: if full { row.summary } else { String::new() },
        with: named.iter().filter_map(|id| known.remove(id)).map(|(actor, host)| Person::new(&actor, &host)).collect(),
        series,
        post,
    })
}

fn one(conn: &mut Conn, viewer: &Viewer, id: i64) -> Result<Article> {
    let post = shapes::post(conn, viewer, id)?;
    if post.kind == rules::ARTICLE { article(conn, post) } else { Err(Error::NotFound("article")) }
}

/// A blog of this server.
pub(super) fn blog(conn: &mut Conn, viewer: &Viewer, name: &str) -> Result<(Community, Actor)> {
    let (row, actor) = access::part(conn, viewer, name, Format::Blog)?;
    if actor.is_local() && row.holds(Format::Blog) { Ok((row, actor)) } else { Err(Error::NotFound("blog")) }
}

/// One article.
#[utoipa::path(get, path = "/articles/{id}", tag = "Blog", params(("id" = String, Path)), security((), ("token" = [])),
    responses((status = 200, body = Article)))]
pub(super) async fn show(caller: Caller, id: Path<i64>) -> Answer {
    let id = id.into_inner();
    Ok(HttpResponse::Ok().json(caller.read(move |conn, viewer| one(conn, viewer, id)).await?))
}

/// The articles of a blog, newest first.
#[utoipa::path(get, path = "/communities/{name}/articles", tag = "Blog", params(("name" = String, Path), Paging), security((), ("token" = [])),
    responses((status = 200, body = Page<Article>)))]
pub(super) async fn list(caller: Caller, name: Path<String>, paging: Query<Paging>) -> Answer {
    let (name, limit) = (name.into_inner(), paging.limit());
    let after = paging.cursor.as_deref().filter(|c| !c.is_empty()).map(|c| Cursor::decode(c).ok_or_else(bad_cursor)).transpose()?;
    let page = caller
        .read(move |conn, viewer| {
            let (_, actor) = blog(conn, viewer, &name)?;
            let mut found = articles::front(conn, actor.id, access::seen_in(viewer, actor.id), after, limit + 1)?;
            let next_cursor = cut(&mut found, limit, |(at, id)| Cursor { hot: 0.0, number: at.0, id: *id }.encode());
            let ids: Vec<i64> = found.into_iter().map(|(_, id)| id).collect();
            let mut rows = posts::by_ids(conn, &ids)?;
            rows.sort_by_key(|post| ids.iter().position(|id| *id == post.id));
            let mut shown = shapes::posts(conn, viewer, rows)?;
            shown.retain(|post| post.state == "visible");
            let items = shown.into_iter().map(|post| article(conn, post)).collect::<Result<Vec<_>>>()?;
            Ok(Page { items, next_cursor })
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// A series of articles.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Series {
    name: String,
    slug: String,
    /// How many articles it has.
    parts: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AllSeries {
    items: Vec<Series>,
}

/// The series of a blog, the latest first.
#[utoipa::path(get, path = "/communities/{name}/series", tag = "Blog", params(("name" = String, Path)), security((), ("token" = [])),
    responses((status = 200, body = AllSeries)))]
pub(super) async fn series(caller: Caller, name: Path<String>) -> Answer {
    let name = name.into_inner();
    let items = caller
        .read(move |conn, viewer| {
            let (_, actor) = blog(conn, viewer, &name)?;
            let found = articles::all_series(conn, actor.id, 200)?;
            Ok(found.into_iter().map(|(s, parts)| Series { name: s.name, slug: s.slug, parts }).collect::<Vec<_>>())
        })
        .await?;
    Ok(HttpResponse::Ok().json(AllSeries { items }))
}

/// Whether one wants to be named.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Word {
    yes: bool,
}

/// Says whether one wrote an article, after its author named one; `no` also takes a name away later.
#[utoipa::path(post, path = "/articles/{id}/authorship", tag = "Blog", params(("id" = String, Path)), request_body = Word,
    security(("token" = [])), responses((status = 200, body = Article)))]
pub(super) async fn authorship(caller: Caller, id: Path<i64>, body: Json<Word>) -> Answer {
    let (id, yes) = (id.into_inner(), body.yes);
    caller.person()?;
    caller.brake(Action::Post)?;
    caller.write(move |tx, origin| rules::answer(tx, origin, id, yes)).await?;
    Ok(HttpResponse::Ok().json(caller.read(move |conn, viewer| one(conn, viewer, id)).await?))
}

/// Who publishes in a blog.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct Blog {
    /// trusted (stewards and trusted members) or everybody.
    #[serde(default)]
    writers: String,
}

/// Who publishes in a blog.
#[utoipa::path(get, path = "/communities/{name}/blog", tag = "Blog", params(("name" = String, Path)), security((), ("token" = [])),
    responses((status = 200, body = Blog)))]
pub(super) async fn settings(caller: Caller, name: Path<String>) -> Answer {
    let name = name.into_inner();
    let writers = caller
        .read(move |conn, viewer| {
            let (_, actor) = blog(conn, viewer, &name)?;
            articles::writers(conn, actor.id)
        })
        .await?;
    Ok(HttpResponse::Ok().json(Blog { writers: writers.to_string() }))
}

/// Decides who publishes in a blog. For stewards.
#[utoipa::path(put, path = "/communities/{name}/blog", tag = "Blog", params(("name" = String, Path)), request_body = Blog,
    security(("token" = [])), responses((status = 200, body = Blog)))]
pub(super) async fn set(caller: Caller, name: Path<String>, body: Json<Blog>) -> Answer {
    let (name, viewer) = (name.into_inner(), caller.viewer.clone());
    caller.person()?;
    caller.brake(Action::Post)?;
    let writers = Writers::parse(&body.writers).ok_or_else(|| Error::field("writers", "form-writers-bad"))?;
    caller
        .write(move |tx, origin| {
            let (_, actor) = blog(tx.conn, &viewer, &name)?;
            rules::set_writers(tx, origin, &actor, writers)
        })
        .await?;
    Ok(HttpResponse::Ok().json(Blog { writers: writers.to_string() }))
}
