//! Merging questions, and deciding about pairs that look alike.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::domain::questions::buckets;
use crate::domain::reputation::Power;
use crate::domain::{access, questions};
use crate::limits::Action;
use crate::pages;
use crate::pages::view::Form;
use crate::store::posts::{self, Post};
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::web::member::community_path;
use crate::{Error, Result};

/// Checks that a page of ours sent this, and counts it like a post.
pub(super) fn guard(ctx: &Ctx, fields: &Fields) -> Result<()> {
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Post)
}

/// The question, for those who may merge it.
async fn tended(ctx: &Ctx, id: i64) -> Result<Post> {
    let (origin, viewer, now) = (ctx.origin()?, ctx.viewer.clone(), ctx.now);
    ctx.app
        .db
        .read(move |conn| {
            let (post, _, community) = access::post(conn, &viewer, id)?;
            let community = community.filter(|_| post.kind == questions::KIND).ok_or(Error::NotFound("question"))?;
            access::power_by_rank(conn, &origin, &community, Power::MergeDuplicates, now)?;
            Ok(post)
        })
        .await
}

pub(super) async fn page(ctx: Ctx, id: web::Path<i64>) -> Result<HttpResponse> {
    let post = tended(&ctx, id.into_inner()).await?;
    show(&ctx, post, Form::default(), StatusCode::OK).await
}

async fn show(ctx: &Ctx, post: Post, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let reader = Arc::clone(&ctx.reader);
    let body = ctx.app.db.read(move |conn| pages::questions::merge(conn, &reader, &post, form)).await?;
    ctx.show_as(status, "", "question_merge.html", body).await
}

pub(super) async fn merge(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    let id = id.into_inner();
    let post = tended(&ctx, id).await?;
    match do_merge(&ctx, id, &fields).await {
        Ok(()) => Ok(ctx.flash(&format!("/post/{id}"), "flash-merged")),
        Err(error) => {
            let mut form = fields.form(&["into", "reason"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show(&ctx, post, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn do_merge(ctx: &Ctx, id: i64, fields: &Fields) -> Result<()> {
    guard(ctx, fields)?;
    // One that was chosen from the list, or one that was typed in.
    let typed = fields.opt("other").or_else(|| fields.opt("into")).unwrap_or_default().to_owned();
    let into = named(ctx, typed).await?;
    let (origin, reason) = (ctx.origin()?, fields.get("reason").to_owned());
    ctx.app.db.write(move |tx| buckets::merge(tx, &origin, id, into, &reason)).await?;
    ctx.ring();
    Ok(())
}

/// A question by its number, its page here, or its address anywhere.
async fn named(ctx: &Ctx, text: String) -> Result<i64> {
    let unknown = || Error::field("into", "form-merge-unknown");
    let here = ctx.urls.at("/post/").to_string();
    let number = text.strip_prefix(&here).or_else(|| text.strip_prefix("/post/")).unwrap_or(&text);
    if let Ok(id) = number.split(['#', '?']).next().unwrap_or_default().parse::<i64>() {
        return Ok(id);
    }
    let found = ctx.app.db.read(move |conn| posts::by_ap_id(conn, &text)).await?;
    found.map(|post| post.id).ok_or_else(unknown)
}

pub(super) async fn duplicates(ctx: Ctx, handle: web::Path<String>) -> Result<HttpResponse> {
    pairs(&ctx, &handle, Form::default(), StatusCode::OK).await
}

async fn pairs(ctx: &Ctx, handle: &str, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let (origin, reader, handle) = (ctx.origin()?, Arc::clone(&ctx.reader), handle.to_owned());
    let body = ctx.app.db.read(move |conn| pages::questions::duplicates(conn, &reader, &origin, &handle, form)).await?;
    ctx.show_as(status, "communities", "duplicates.html", body).await
}

pub(super) async fn decide(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    guard(&ctx, &fields)?;
    let (origin, id, same) = (ctx.origin()?, fields.id("pair")?, fields.get("same") == "1");
    // One key each: the reason is the same for all of them, unless a steward writes another.
    let reason = fields.opt("reason").map_or_else(|| ctx.lang.text("duplicate-reason"), ToOwned::to_owned);
    let done = ctx.app.db.write(move |tx| buckets::decide(tx, &origin, id, same, &reason).map(drop)).await;
    match done {
        Ok(()) => {
            ctx.ring();
            let back = format!("{}/duplicates", community_path(&ctx, &handle));
            Ok(ctx.flash(&back, if same { "flash-merged" } else { "flash-kept-apart" }))
        }
        Err(error) => {
            let mut form = fields.form(&["reason"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            if let Some(why) = form.errors.get("into") {
                form.error = why.clone();
            }
            pairs(&ctx, &handle, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}
