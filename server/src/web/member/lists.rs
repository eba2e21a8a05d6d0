//! What is only for oneself: notifications and saved posts.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::{HttpResponse, web};

use crate::clock::Time;
use crate::pages;
use crate::store::notifications as stored;
use crate::web::ctx::Ctx;
use crate::web::forms::Fields;
use crate::Result;

fn before(query: &HashMap<String, String>) -> Option<i64> {
    query.get("before").and_then(|text| text.parse().ok())
}

pub(super) async fn notifications(ctx: Ctx, query: web::Query<HashMap<String, String>>) -> Result<HttpResponse> {
    ctx.require_person()?;
    let (reader, before) = (Arc::clone(&ctx.reader), before(&query));
    let body = ctx.app.db.read(move |conn| pages::notifications::load(conn, &reader, before)).await?;
    ctx.show("notifications", "notifications.html", body).await
}

pub(super) async fn mark_read(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    let me = ctx.require_person()?.id();
    ctx.check_csrf(fields.csrf())?;
    ctx.app.db.write(move |tx| stored::mark_read(tx, me)).await?;
    Ok(ctx.redirect("/notifications"))
}

pub(super) async fn saved(ctx: Ctx, query: web::Query<HashMap<String, String>>) -> Result<HttpResponse> {
    ctx.require_person()?;
    let (app, reader, before) = (Arc::clone(&ctx.app), Arc::clone(&ctx.reader), before(&query).map(Time));
    let body = ctx.app.db.read(move |conn| pages::saved::load(conn, &reader, &app.renderer, before)).await?;
    ctx.show("saved", "saved.html", body).await
}
