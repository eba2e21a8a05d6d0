//! What people without an account do by the links in their mail. The key in the link is their proof, so that no form needs
//! another, and mail programs can leave for them with one request (RFC 8058).

use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::domain::newsletter::subscribing;
use crate::domain::tokens;
use crate::limits::{Action, Who};
use crate::pages::newsletter as pages;
use crate::pages::view::SubscriptionPage;
use crate::store::subscribers::{self, Subscriber, SubscriberState};
use crate::web::ctx::Ctx;
use crate::web::forms::Fields;
use crate::{Error, Result};

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    issue: Option<i64>,
}

const TEMPLATE: &str = "newsletter_own.html";

async fn show(ctx: &Ctx, body: SubscriptionPage) -> Result<HttpResponse> {
    let mut response = ctx.show("", TEMPLATE, body).await?;
    // The address is a secret: nothing keeps the page, and no other site learns where its reader came from.
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("private, no-store"));
    headers.insert(header::REFERRER_POLICY, header::HeaderValue::from_static("no-referrer"));
    Ok(response)
}

/// The link in the mail: a page with a button, so that programs which open links confirm nothing.
pub(super) async fn question(ctx: Ctx, token: web::Path<String>) -> Result<HttpResponse> {
    let (reader, token, now) = (Arc::clone(&ctx.reader), token.into_inner(), ctx.now);
    let body = ctx
        .app
        .db
        .read(move |conn| match subscribers::by_token(conn, &tokens::hash(&token), now)? {
            Some(row) => pages::question(conn, &reader.lang, &row, &token),
            None => Ok(SubscriptionPage { state: "expired".to_owned(), ..SubscriptionPage::default() }),
        })
        .await?;
    show(&ctx, body).await
}

pub(super) async fn confirm(ctx: Ctx, token: web::Path<String>) -> Result<HttpResponse> {
    let (reader, token, now, address) = (Arc::clone(&ctx.reader), token.into_inner(), ctx.now, ctx.address.to_string());
    let asked = token.clone();
    let known = ctx
        .app
        .db
        .read(move |conn| {
            let Some(row) = subscribers::by_token(conn, &tokens::hash(&asked), now)? else { return Ok(None) };
            Ok(Some(pages::question(conn, &reader.lang, &row, &asked)?.consent))
        })
        .await?;
    let Some(consent) = known else {
        return show(&ctx, SubscriptionPage { state: "expired".to_owned(), ..SubscriptionPage::default() }).await;
    };
    let row = ctx.app.db.write(move |tx| subscribing::confirm(tx, &token, &consent, &address)).await?;
    show_own(&ctx, row.id, "done", None).await
}

async fn show_own(ctx: &Ctx, id: i64, state: &'static str, issue: Option<i64>) -> Result<HttpResponse> {
    let reader = Arc::clone(&ctx.reader);
    let body = ctx
        .app
        .db
        .read(move |conn| {
            let row = subscribers::find(conn, id)?.ok_or(Error::Gone)?;
            pages::own(conn, &reader, &row, state, issue)
        })
        .await?;
    show(ctx, body).await
}

/// Whom a key names. Only wrong ones are counted: a large mail provider leaves for thousands from one address.
async fn known(ctx: &Ctx, key: String) -> Result<Subscriber> {
    let found = ctx.app.db.read(move |conn| subscribing::by_key(conn, &key)).await;
    if matches!(found, Err(Error::NotFound(_))) {
        ctx.app.limits.check(Action::Resolve, Who::Nobody, ctx.address)?;
    }
    found
}

pub(super) async fn page(ctx: Ctx, key: web::Path<String>) -> Result<HttpResponse> {
    let row = known(&ctx, key.into_inner()).await?;
    show_own(&ctx, row.id, "own", None).await
}

/// For programs that open the link instead of sending to it: a page with a button.
pub(super) async fn ask_leave(ctx: Ctx, key: web::Path<String>, query: web::Query<Query>) -> Result<HttpResponse> {
    let row = known(&ctx, key.into_inner()).await?;
    let state = if row.state == SubscriberState::Left { "left" } else { "leave" };
    show_own(&ctx, row.id, state, query.issue).await
}

pub(super) async fn leave(ctx: Ctx, key: web::Path<String>, query: web::Query<Query>, fields: Fields) -> Result<HttpResponse> {
    let (row, issue) = (known(&ctx, key.into_inner()).await?, query.issue);
    let id = row.id;
    ctx.app.db.write(move |tx| subscribing::leave(tx, id, issue)).await?;
    if fields.get("List-Unsubscribe") == "One-Click" {
        // A program asked, and reads no page.
        return Ok(HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "text/plain; charset=utf-8")).body("You get no more mail from this newsletter.\n"));
    }
    show_own(&ctx, id, "left", None).await
}

pub(super) async fn erase(ctx: Ctx, key: web::Path<String>) -> Result<HttpResponse> {
    let id = known(&ctx, key.into_inner()).await?.id;
    ctx.app.db.write(move |tx| subscribing::erase(tx, id)).await?;
    show(&ctx, SubscriptionPage { state: "erased".to_owned(), ..SubscriptionPage::default() }).await
}

pub(super) async fn export(ctx: Ctx, key: web::Path<String>) -> Result<HttpResponse> {
    let (row, urls) = (known(&ctx, key.into_inner()).await?, ctx.urls.clone());
    let record = ctx.app.db.read(move |conn| pages::record(conn, &urls, &row)).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"newsletter.json\""))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .json(record))
}
