//! One issue on the desk: written, looked at, sent.

use std::sync::Arc;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};

use crate::clock::Time;
use crate::domain::newsletter::issues;
use crate::jobs::newsletter as mailing;
use crate::pages::newsletter as pages;
use crate::pages::view::{NewsletterIssuePage, NewsletterPreviewPage};
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::web::member;
use crate::web::theme::DrawnMail;
use crate::{Error, Result};

/// The mail as it is, with its own styles and nothing that runs.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: https:; sandbox allow-popups; frame-ancestors 'none'";

async fn load(ctx: &Ctx, handle: &str, id: i64) -> Result<NewsletterIssuePage> {
    let (origin, reader, handle) = (ctx.origin()?, Arc::clone(&ctx.reader), handle.to_owned());
    ctx.app.db.read(move |conn| pages::issue(conn, &reader, &origin, &handle, id)).await
}

pub(super) async fn page(ctx: Ctx, path: web::Path<(String, i64)>) -> Result<HttpResponse> {
    let (handle, id) = path.into_inner();
    let page = load(&ctx, &handle, id).await?;
    ctx.show("communities", "newsletter_issue.html", page).await
}

pub(super) async fn act(ctx: Ctx, path: web::Path<(String, i64)>, fields: Fields) -> Result<HttpResponse> {
    let (handle, id) = path.into_inner();
    match try_act(&ctx, &handle, id, &fields).await {
        Ok((to, said)) => Ok(ctx.flash(&to, said)),
        Err(error) => {
            let mut page = load(&ctx, &handle, id).await?;
            for name in ["title", "body", "send_at", "reason"].into_iter().filter(|name| fields.has(name)) {
                page.form.set(name, fields.get(name));
            }
            forms::refuse(&mut page.form, &ctx.lang, error, &[])?;
            ctx.show_as(StatusCode::UNPROCESSABLE_ENTITY, "communities", "newsletter_issue.html", page).await
        }
    }
}

/// Where to go, and what is said there.
async fn try_act(ctx: &Ctx, handle: &str, id: i64, fields: &Fields) -> Result<(String, &'static str)> {
    super::guard(ctx, fields)?;
    let origin = ctx.origin()?;
    let (_, actor) = member::community(ctx, handle).await?;
    let (here, desk) = (format!("/c/{}/newsletter/issues/{id}", actor.name), format!("/c/{}/newsletter/desk", actor.name));
    let (db, by) = (&ctx.app.db, origin.clone());
    let place = actor.clone();
    db.read(move |conn| issues::look(conn, &by, &place, id).map(drop)).await?;
    let act = fields.get("act");
    if matches!(act, "save" | "test" | "send" | "schedule") {
        keep(ctx, id, fields).await?;
    }
    let done = match act {
        "save" => (here, "flash-kept"),
        "test" => {
            let account = ctx.require_person()?.account.clone();
            if account.email.is_none() || account.email_confirmed_at.is_none() {
                return Err(Error::field("", "newsletter-test-no-mail"));
            }
            db.write(move |tx| mailing::enqueue_test(tx, id, account.id)).await?;
            (here, "flash-test-sent")
        }
        "send" => {
            db.write(move |tx| issues::schedule(tx, &origin, id, Some(tx.now))).await?;
            (desk, "flash-newsletter-sent")
        }
        "schedule" => {
            let at = fields.opt("send_at").and_then(moment).ok_or_else(|| Error::field("send_at", "form-date-bad"))?;
            db.write(move |tx| issues::schedule(tx, &origin, id, Some(at))).await?;
            (desk, "flash-scheduled")
        }
        "unschedule" => {
            db.write(move |tx| issues::schedule(tx, &origin, id, None)).await?;
            (here, "flash-unscheduled")
        }
        "discard" => {
            db.write(move |tx| issues::discard(tx, &origin, id)).await?;
            (desk, "flash-discarded")
        }
        "stop" => {
            let reason = fields.get("reason").to_owned();
            db.write(move |tx| issues::stop(tx, &origin, id, &reason)).await?;
            (desk, "flash-stopped")
        }
        _ => return Err(Error::field("", "form-act-unknown")),
    };
    ctx.ring();
    Ok(done)
}

/// What was typed is kept before anything is done with it.
async fn keep(ctx: &Ctx, id: i64, fields: &Fields) -> Result<()> {
    let (origin, title, source) = (ctx.origin()?, fields.get("title").to_owned(), fields.get("body").to_owned());
    ctx.app.db.write(move |tx| issues::edit(tx, &origin, id, &title, &source)).await
}

/// What `datetime-local` sends, read as UTC.
fn moment(text: &str) -> Option<Time> {
    let text = text.trim();
    Time::parse(text).or_else(|| Time::parse(&format!("{text}Z"))).or_else(|| Time::parse(&format!("{text}:00Z")))
}

/// The mail as its readers get it, with the page that shows it.
async fn drawn(ctx: &Ctx, handle: &str, id: i64) -> Result<(NewsletterPreviewPage, DrawnMail)> {
    let (origin, reader, app, handle) = (ctx.origin()?, Arc::clone(&ctx.reader), Arc::clone(&ctx.app), handle.to_owned());
    let (letter, page) = ctx.app.db.read(move |conn| pages::letter(conn, &reader, &app.renderer, &origin, &handle, id)).await?;
    let mut drawn = mailing::draw(&ctx.app, &letter, ctx.locale())?;
    for text in [&mut drawn.text, &mut drawn.html] {
        *text = text.replace(crate::pages::newsletter_letter::LEAVE, &letter.archive);
    }
    Ok((page, drawn))
}

pub(super) async fn preview(ctx: Ctx, path: web::Path<(String, i64)>) -> Result<HttpResponse> {
    let (handle, id) = path.into_inner();
    let (mut page, drawn) = drawn(&ctx, &handle, id).await?;
    (page.subject, page.text) = (drawn.subject, drawn.text);
    ctx.show("communities", "newsletter_preview.html", page).await
}

pub(super) async fn mail(ctx: Ctx, path: web::Path<(String, i64)>) -> Result<HttpResponse> {
    let (handle, id) = path.into_inner();
    let (_, drawn) = drawn(&ctx, &handle, id).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CONTENT_SECURITY_POLICY, MAIL_POLICY))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(drawn.html))
}
