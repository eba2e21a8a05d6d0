//! Pages of wikis, as pages or as their documents, and what they said before.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_federation::http::{serve_object, wants_activity_json};

use crate::pages::wiki::{self as pages, Place, past};
use crate::web::ctx::Ctx;
use crate::web::respond::{app_of, page as respond};
use crate::{Error, Result};

type Query = web::Query<HashMap<String, String>>;

/// The page that a wiki opens with, or the tree of all.
pub(super) async fn front(request: HttpRequest, ctx: Ctx, handle: web::Path<String>) -> Result<HttpResponse> {
    let handle = handle.into_inner();
    let (reader, asked) = (Arc::clone(&ctx.reader), handle.clone());
    match ctx.app.db.read(move |conn| pages::front(conn, &reader, &asked)).await? {
        Some(id) => show(&request, handle, id).await,
        None => tree(&request, handle, String::new()).await,
    }
}

pub(super) async fn index(request: HttpRequest, handle: web::Path<String>, query: Query) -> Result<HttpResponse> {
    let after: String = query.get("after").map(|after| after.chars().take(200).collect()).unwrap_or_default();
    tree(&request, handle.into_inner(), after).await
}

async fn tree(request: &HttpRequest, handle: String, after: String) -> Result<HttpResponse> {
    let app = app_of(request)?;
    let path = if after.is_empty() { format!("/c/{handle}/wiki-pages") } else { format!("/c/{handle}/wiki-pages?after={after}") };
    respond(request, path, move |conn, reader| pages::index(conn, reader, &app.renderer, &handle, &after)).await
}

async fn show(request: &HttpRequest, handle: String, id: i64) -> Result<HttpResponse> {
    let app = app_of(request)?;
    if wants_activity_json(request) {
        return Ok(serve_object(&app.federation, request, id).await);
    }
    respond(request, format!("/c/{handle}/wiki?page={id}"), move |conn, reader| pages::load(conn, reader, &app.renderer, &handle, id)).await
}

pub(super) async fn page(request: HttpRequest, ctx: Ctx, at: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (handle, path) = at.into_inner();
    let (reader, asked) = (Arc::clone(&ctx.reader), (handle.clone(), path));
    match ctx.app.db.read(move |conn| pages::locate(conn, &reader, &asked.0, &asked.1)).await? {
        Place::Page(id) => show(&request, handle, id).await,
        Place::Moved(to) => Ok(ctx.redirect(&to)),
        Place::Nothing(_) if wants_activity_json(&request) => Err(Error::NotFound("page")),
        Place::Nothing(path) => {
            let (app, reader) = (Arc::clone(&ctx.app), Arc::clone(&ctx.reader));
            let page = ctx.app.db.read(move |conn| pages::missing(conn, &reader, &app.renderer, &handle, &path)).await?;
            ctx.render_as(StatusCode::NOT_FOUND, &page)
        }
    }
}

pub(super) async fn history(ctx: Ctx, id: web::Path<i64>, query: Query) -> Result<HttpResponse> {
    let (reader, id, before) = (Arc::clone(&ctx.reader), id.into_inner(), number(&query, "before"));
    let page = ctx.app.db.read(move |conn| past::history(conn, &reader, id, before)).await?;
    ctx.render(&page)
}

pub(super) async fn compare(ctx: Ctx, id: web::Path<i64>, query: Query) -> Result<HttpResponse> {
    let missing = || Error::NotFound("revision");
    let (from, to) = (number(&query, "from").ok_or_else(missing)?, number(&query, "to").ok_or_else(missing)?);
    let (reader, id) = (Arc::clone(&ctx.reader), id.into_inner());
    let page = ctx.app.db.read(move |conn| past::compare(conn, &reader, id, from, to)).await?;
    ctx.render(&page)
}

pub(super) async fn revision(ctx: Ctx, at: web::Path<(i64, i32)>) -> Result<HttpResponse> {
    let (app, reader, (id, number)) = (Arc::clone(&ctx.app), Arc::clone(&ctx.reader), at.into_inner());
    let page = ctx.app.db.read(move |conn| past::revision(conn, &reader, &app.renderer, id, number)).await?;
    ctx.render(&page)
}

fn number(query: &Query, name: &str) -> Option<i32> {
    query.get(name).and_then(|n| n.parse().ok()).filter(|n| *n > 0)
}
