//! Writing: the editor, a page that is not there yet, an answer that becomes one.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::guard;
use super::saving::{self, Outcome};
use crate::domain::wiki::{Clash, Draft, Saved, compose};
use crate::pages::view::{Form, WikiEditPage};
use crate::pages::wiki::edit as pages;
use crate::store::actors;
use crate::store::wiki::{self as store, Sort};
use crate::web::auth::login;
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::{Error, Result};

type Query = web::Query<HashMap<String, String>>;

const FIELDS: [&str; 6] = ["title", "path", "body", "summary", "base", "suggestion"];

fn draft(fields: &Fields) -> Result<Draft> {
    let base = fields.opt("base").map(|id| id.parse().map_err(|_bad| Error::NotFound("revision"))).transpose()?;
    Ok(Draft { title: fields.get("title").to_owned(), source: fields.get("body").to_owned(), summary: fields.get("summary").to_owned(), base })
}

pub(super) async fn edit_page(ctx: Ctx, id: web::Path<i64>) -> Result<HttpResponse> {
    ctx.require_person()?;
    show(&ctx, *id, None, None, String::new(), StatusCode::OK).await
}

/// The editor of a page.
pub(super) async fn show(ctx: &Ctx, id: i64, form: Option<Form>, clash: Option<Box<Clash>>, preview: String, status: StatusCode) -> Result<HttpResponse> {
    let reader = Arc::clone(&ctx.reader);
    let mut body = ctx.app.db.read(move |conn| pages::page(conn, &reader, id, form, clash.as_deref())).await?;
    body.preview_html = preview;
    ctx.show_as(status, "", "wiki_edit.html", body).await
}

pub(super) async fn edit(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    let id = id.into_inner();
    if ctx.viewer.person().is_none() {
        return login::keep(ctx, &format!("/wiki/{id}/edit"), &fields).await;
    }
    if fields.has("preview") {
        return preview(&ctx, id, &fields).await;
    }
    match save(&ctx, id, &fields).await {
        Ok(Outcome::Clash(clash)) => {
            let form = pages::clashed(&clash, fields.opt("suggestion").and_then(|id| id.parse().ok()));
            show(&ctx, id, Some(form), Some(clash), String::new(), StatusCode::CONFLICT).await
        }
        Ok(Outcome::Sent(post)) => Ok(ctx.flash(&format!("/post/{}", post.id), "flash-wiki-sent")),
        Ok(Outcome::Saved(saved)) => {
            let to = address(&ctx, id).await?;
            let word = match saved {
                Saved::Suggestion(_) => "flash-wiki-suggested",
                Saved::Same => "flash-wiki-same",
                Saved::Revision(_) | Saved::Stale => "flash-wiki-saved",
            };
            Ok(ctx.flash(&to, word))
        }
        Err(error) => {
            let mut form = fields.form(&FIELDS);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show(&ctx, id, Some(form), None, String::new(), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn save(ctx: &Ctx, id: i64, fields: &Fields) -> Result<Outcome> {
    let origin = ctx.origin()?;
    guard(ctx, fields)?;
    let draft = draft(fields)?;
    let outcome = match fields.opt("suggestion").and_then(|id| id.parse().ok()) {
        Some(suggestion) => saving::accept(&ctx.app, &ctx.viewer, &origin, suggestion, Some(draft)).await?,
        None => saving::edit(&ctx.app, &ctx.viewer, &origin, id, &draft, Sort::Edited).await?,
    };
    ctx.ring();
    Ok(outcome)
}

/// Where a page is.
pub(super) async fn address(ctx: &Ctx, id: i64) -> Result<String> {
    ctx.app
        .db
        .read(move |conn| {
            let page = store::find(conn, id)?.ok_or(Error::NotFound("page"))?;
            let community = actors::by_id(conn, page.community_id)?;
            crate::kinds::wiki::address(conn, &community, &page.path)
        })
        .await
}

/// The form again, with its text as it would look.
async fn preview(ctx: &Ctx, id: i64, fields: &Fields) -> Result<HttpResponse> {
    ctx.check_csrf(fields.csrf())?;
    let (app, reader, source) = (Arc::clone(&ctx.app), Arc::clone(&ctx.reader), fields.get("body").to_owned());
    let title = titled(fields);
    let drawn = ctx
        .app
        .db
        .read(move |conn| {
            let (_, _, _, actor, _) = pages::writable(conn, &reader, id)?;
            compose::write(conn, &app.urls, &app.renderer, &actor, &title, &source).map(|written| written.content.html)
        })
        .await;
    let (preview, form, status) = drawn_or_refused(ctx, fields, drawn)?;
    show(ctx, id, Some(form), None, preview, status).await
}

/// A text without a title can be looked at as well.
fn titled(fields: &Fields) -> String {
    fields.opt("title").map_or_else(|| "…".to_owned(), ToOwned::to_owned)
}

fn drawn_or_refused(ctx: &Ctx, fields: &Fields, drawn: Result<String>) -> Result<(String, Form, StatusCode)> {
    let mut form = fields.form(&FIELDS);
    match drawn {
        Ok(html) => Ok((crate::pages::wiki::lowered(&html, 2), form, StatusCode::OK)),
        Err(error) => {
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            Ok((String::new(), form, StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

pub(super) async fn new_page(ctx: Ctx, handle: web::Path<String>, query: Query) -> Result<HttpResponse> {
    ctx.require_person()?;
    let path = query.get("path").cloned().unwrap_or_default();
    show_new(&ctx, &handle, path, None, String::new(), StatusCode::OK).await
}

async fn show_new(ctx: &Ctx, handle: &str, path: String, form: Option<Form>, preview: String, status: StatusCode) -> Result<HttpResponse> {
    let (reader, handle) = (Arc::clone(&ctx.reader), handle.to_owned());
    let body = ctx.app.db.read(move |conn| pages::new(conn, &reader, &handle, &path, form)).await?;
    ctx.show_as(status, "", "wiki_edit.html", WikiEditPage { preview_html: preview, ..body }).await
}

pub(super) async fn begin(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    if ctx.viewer.person().is_none() {
        return login::keep(ctx, &format!("/c/{}/wiki-new", *handle), &fields).await;
    }
    if fields.has("preview") {
        ctx.check_csrf(fields.csrf())?;
        let (app, reader, asked, source) = (Arc::clone(&ctx.app), Arc::clone(&ctx.reader), handle.clone(), fields.get("body").to_owned());
        let title = titled(&fields);
        let drawn = ctx
            .app
            .db
            .read(move |conn| {
                let (_, actor) = crate::pages::wiki::home(conn, &reader, &asked)?;
                compose::write(conn, &app.urls, &app.renderer, &actor, &title, &source).map(|written| written.content.html)
            })
            .await;
        let (preview, form, status) = drawn_or_refused(&ctx, &fields, drawn)?;
        return show_new(&ctx, &handle, String::new(), Some(form), preview, status).await;
    }
    match try_begin(&ctx, &handle, &fields).await {
        Ok(to) => Ok(ctx.flash(&to, "flash-wiki-saved")),
        Err(error) => {
            let mut form = fields.form(&FIELDS);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show_new(&ctx, &handle, String::new(), Some(form), String::new(), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn try_begin(ctx: &Ctx, handle: &str, fields: &Fields) -> Result<String> {
    let origin = ctx.origin()?;
    guard(ctx, fields)?;
    let post = saving::begin(&ctx.app, &ctx.viewer, &origin, handle, fields.get("path"), &draft(fields)?).await?;
    ctx.ring();
    address(ctx, post.id).await
}

pub(super) async fn promote_page(ctx: Ctx, id: web::Path<i64>) -> Result<HttpResponse> {
    ctx.require_person()?;
    show_promote(&ctx, *id, None, StatusCode::OK).await
}

async fn show_promote(ctx: &Ctx, id: i64, form: Option<Form>, status: StatusCode) -> Result<HttpResponse> {
    let reader = Arc::clone(&ctx.reader);
    let body = ctx.app.db.read(move |conn| pages::promote(conn, &reader, id, form)).await?;
    ctx.show_as(status, "", "wiki_edit.html", body).await
}

pub(super) async fn promote(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    let id = id.into_inner();
    ctx.require_person()?;
    match try_promote(&ctx, id, &fields).await {
        Ok(to) => Ok(ctx.flash(&to, "flash-wiki-promoted")),
        Err(error) => {
            let mut form = fields.form(&FIELDS);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show_promote(&ctx, id, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn try_promote(ctx: &Ctx, id: i64, fields: &Fields) -> Result<String> {
    let origin = ctx.origin()?;
    guard(ctx, fields)?;
    let post = saving::promote(&ctx.app, &ctx.viewer, &origin, id, fields.get("path"), &draft(fields)?).await?;
    ctx.ring();
    address(ctx, post.id).await
}
