//! The desk: which issues there are, who gets them, what came back.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::domain::newsletter::{self as rules, compile, issues};
use crate::jobs::newsletter::takes_subscribers;
use crate::pages::newsletter as pages;
use crate::pages::view::NewsletterDeskPage;
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::web::member;
use crate::{Error, Result};

const TEMPLATE: &str = "newsletter_desk.html";

async fn load(ctx: &Ctx, handle: &str) -> Result<NewsletterDeskPage> {
    let (origin, reader, handle) = (ctx.origin()?, Arc::clone(&ctx.reader), handle.to_owned());
    let mail = takes_subscribers(&ctx.app);
    ctx.app.db.read(move |conn| pages::desk(conn, &reader, &origin, &handle, mail)).await
}

pub(super) async fn page(ctx: Ctx, handle: web::Path<String>) -> Result<HttpResponse> {
    let page = load(&ctx, &handle).await?;
    ctx.show("communities", TEMPLATE, page).await
}

/// Begins an issue from what happened in the last days.
pub(super) async fn compile(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    match try_compile(&ctx, &handle, &fields).await {
        Ok(to) => Ok(ctx.flash(&to, "flash-drafted")),
        Err(error) => {
            let mut page = load(&ctx, &handle).await?;
            page.form.set("days", fields.get("days"));
            forms::refuse(&mut page.form, &ctx.lang, error, &[])?;
            ctx.show_as(StatusCode::UNPROCESSABLE_ENTITY, "communities", TEMPLATE, page).await
        }
    }
}

async fn try_compile(ctx: &Ctx, handle: &str, fields: &Fields) -> Result<String> {
    super::guard(ctx, fields)?;
    let origin = ctx.origin()?;
    let (_, actor) = member::community(ctx, handle).await?;
    let days = fields.get("days").trim().parse::<u32>().ok().filter(|days| (1..=compile::DAYS_MAX).contains(days));
    let days = days.ok_or_else(|| Error::field("days", "form-days-range"))?;
    let (urls, now, by, place) = (ctx.urls.clone(), ctx.now, origin.clone(), actor.clone());
    let draft = ctx
        .app
        .db
        .read(move |conn| {
            rules::tended(conn, &by, &place)?;
            compile::compile(conn, &urls, &place, days, now)
        })
        .await?;
    let place = actor.clone();
    let issue = ctx.app.db.write(move |tx| issues::draft(tx, &origin, &place, &draft.title, &draft.source)).await?;
    Ok(format!("/c/{}/newsletter/issues/{}", actor.name, issue.id))
}

/// What the newsletter says of itself.
pub(super) async fn about(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    match try_about(&ctx, &handle, &fields).await {
        Ok(to) => Ok(ctx.flash(&to, "flash-kept")),
        Err(error) => {
            let mut page = load(&ctx, &handle).await?;
            page.about_form.set("about", fields.get("about"));
            forms::refuse(&mut page.about_form, &ctx.lang, error, &[])?;
            ctx.show_as(StatusCode::UNPROCESSABLE_ENTITY, "communities", TEMPLATE, page).await
        }
    }
}

async fn try_about(ctx: &Ctx, handle: &str, fields: &Fields) -> Result<String> {
    super::guard(ctx, fields)?;
    let (origin, about) = (ctx.origin()?, fields.get("about").to_owned());
    let (_, actor) = member::community(ctx, handle).await?;
    let to = format!("/c/{}/newsletter/desk", actor.name);
    ctx.app.db.write(move |tx| rules::describe(tx, &origin, &actor, &about)).await?;
    Ok(to)
}
