//! The stewards' desk: what was handed in, and who publishes.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::guard;
use crate::domain::articles;
use crate::domain::drafts as rules;
use crate::pages::drafts as pages;
use crate::pages::view::Form;
use crate::store::actors;
use crate::store::articles::Writers;
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::web::member::{self, community_path};
use crate::{Error, Result};

pub(super) async fn page(ctx: Ctx, handle: web::Path<String>) -> Result<HttpResponse> {
    ctx.require_person()?;
    show(&ctx, &handle, None, StatusCode::OK).await
}

async fn show(ctx: &Ctx, handle: &str, form: Option<Form>, status: StatusCode) -> Result<HttpResponse> {
    let (reader, handle) = (Arc::clone(&ctx.reader), handle.to_owned());
    let body = ctx.app.db.read(move |conn| pages::desk(conn, &reader, &handle, form)).await?;
    ctx.show_as(status, "", "blog_desk.html", body).await
}

/// Decides who publishes in the blog.
pub(super) async fn writers(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    ctx.require_person()?;
    match try_writers(&ctx, &handle, &fields).await {
        Ok(()) => Ok(ctx.flash(&format!("{}/blog/desk", community_path(&ctx, &handle)), "flash-kept")),
        Err(error) => {
            let mut form = fields.form(&["writers"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show(&ctx, &handle, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn try_writers(ctx: &Ctx, handle: &str, fields: &Fields) -> Result<()> {
    let origin = ctx.origin()?;
    guard(ctx, fields)?;
    let writers = Writers::parse(fields.get("writers")).ok_or_else(|| Error::field("writers", "form-writers-bad"))?;
    let (_, community) = member::community(ctx, handle).await?;
    ctx.app.db.write(move |tx| articles::set_writers(tx, &origin, &community, writers)).await
}

pub(super) async fn show_preview(ctx: &Ctx, id: i64, form: Option<Form>, status: StatusCode) -> Result<HttpResponse> {
    let (app, reader) = (Arc::clone(&ctx.app), Arc::clone(&ctx.reader));
    let body = ctx.app.db.read(move |conn| pages::preview(conn, &reader, &app.renderer, id, form)).await?;
    ctx.show_as(status, "", "draft_preview.html", body).await
}

/// Stewards publish a draft under its author's name, or give it back.
pub(super) async fn decide(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    let id = id.into_inner();
    ctx.require_person()?;
    match try_decide(&ctx, id, &fields).await {
        Ok(to) => Ok(ctx.flash(&to, "flash-done")),
        Err(error) => {
            let mut form = fields.form(&["note"]);
            refuse(&ctx, &mut form, error)?;
            show_preview(&ctx, id, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// What is wrong with the draft itself has no field on this page: it is told above the form.
fn refuse(ctx: &Ctx, form: &mut Form, error: Error) -> Result<()> {
    forms::refuse(form, &ctx.lang, error, &[("title", ""), ("body", ""), ("authors", ""), ("summary", ""), ("series", ""), ("part", ""), ("kind", "")])
}

async fn try_decide(ctx: &Ctx, id: i64, fields: &Fields) -> Result<String> {
    let origin = ctx.origin()?;
    guard(ctx, fields)?;
    let (app, viewer) = (Arc::clone(&ctx.app), ctx.viewer.clone());
    let (made, place) = ctx
        .app
        .db
        .read(move |conn| {
            let (draft, community) = rules::open(conn, &viewer, id)?;
            Ok((rules::make(conn, &app.urls, &app.renderer, &draft)?, actors::by_id(conn, community.id)?.name))
        })
        .await?;
    if fields.get("act") == "return" {
        let note = fields.get("note").to_owned();
        ctx.app.db.write(move |tx| rules::send_back(tx, &origin, id, &note)).await?;
        ctx.ring();
        return Ok(format!("/c/{place}/blog/desk"));
    }
    // The text that was read is the one that is published.
    if made.of.0.to_string() != fields.get("version") {
        return Err(Error::Conflict("This draft was changed meanwhile. Read it again."));
    }
    let post = ctx.app.db.write(move |tx| rules::approve(tx, &origin, id, &made)).await?;
    ctx.ring();
    Ok(format!("/post/{}", post.id))
}
