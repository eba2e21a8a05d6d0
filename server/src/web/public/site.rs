//! Pages about the house, and the log of moderation.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};

use super::Params;
use crate::pages::{modlog as log, site};
use crate::web::ctx::Ctx;
use crate::web::respond::{app_of, page};
use crate::{Error, Result};

/// Text that the host wrote in Markdown, as safe HTML.
async fn host_text(request: &HttpRequest, key: &'static str) -> Result<String> {
    let app = app_of(request)?;
    let text = app.db.read(move |conn| site::host_text(conn, key)).await?;
    Ok(if text.trim().is_empty() { String::new() } else { app.renderer.markdown(&text, &|_| None).html })
}

pub(in crate::web) async fn about(request: HttpRequest) -> Result<HttpResponse> {
    let html = host_text(&request, "house.about").await?;
    page(&request, "/about".to_owned(), move |conn, reader| site::about(conn, reader, html)).await
}

pub(in crate::web) async fn powers(request: HttpRequest) -> Result<HttpResponse> {
    page(&request, "/powers".to_owned(), site::powers).await
}

pub(in crate::web) async fn terms(request: HttpRequest) -> Result<HttpResponse> {
    let html = host_text(&request, "house.terms").await?;
    page(&request, "/terms".to_owned(), move |conn, reader| site::terms(conn, reader, html)).await
}

pub(in crate::web) async fn modlog(request: HttpRequest, ctx: Ctx) -> Result<HttpResponse> {
    log_of(&request, &ctx, None).await
}

pub(in crate::web) async fn community_modlog(request: HttpRequest, ctx: Ctx, handle: web::Path<String>) -> Result<HttpResponse> {
    log_of(&request, &ctx, Some(handle.into_inner())).await
}

async fn log_of(request: &HttpRequest, ctx: &Ctx, community: Option<String>) -> Result<HttpResponse> {
    let params = log::Params { community, before: Params::of(request).number("before") };
    let reader = Arc::clone(&ctx.reader);
    let page = ctx.app.db.read(move |conn| log::load(conn, &reader, &params)).await?;
    ctx.render(&page)
}

/// For those who work on a theme; a house that is open to people has none.
pub(in crate::web) async fn styleguide(ctx: Ctx) -> Result<HttpResponse> {
    if !ctx.app.config.is_development() && ctx.app.config.development.theme_dir.is_none() {
        return Err(Error::NotFound("page"));
    }
    let reader = Arc::clone(&ctx.reader);
    let page = ctx.app.db.read(move |conn| site::styleguide(conn, &reader)).await?;
    ctx.render(&page)
}
