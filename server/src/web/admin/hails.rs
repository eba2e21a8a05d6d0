//! What people elsewhere say to the house itself: take it in as feedback, or set it aside.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::{HttpResponse, web};

use crate::domain::hails;
use crate::pages::admin;
use crate::store::accounts::Role;
use crate::web::ctx::Ctx;
use crate::web::forms::Fields;
use crate::web::ideas::words;
use crate::web::member;
use crate::Result;

pub(super) async fn page(ctx: Ctx, query: web::Query<HashMap<String, String>>) -> Result<HttpResponse> {
    ctx.require_role(Role::Responder)?;
    let after = query.get("after").and_then(|v| v.parse().ok());
    let reader = Arc::clone(&ctx.reader);
    let body = ctx.app.db.read(move |conn| admin::hails::load(conn, &reader, after)).await?;
    ctx.show("admin", "admin/mentions.html", body).await
}

pub(super) async fn settle(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    ctx.require_role(Role::Responder)?;
    super::guard(&ctx, &fields)?;
    let (origin, id) = (ctx.origin()?, fields.id("mention")?);
    if fields.get("act") == "aside" {
        ctx.app.db.write(move |tx| hails::set_aside(tx, &origin, id)).await?;
        return Ok(ctx.flash("/admin/mentions", "flash-done"));
    }
    let (_, community) = member::community(&ctx, fields.get("community")).await?;
    let quote = words::quote_hail(&ctx.app, id).await?;
    let thread = ctx.app.db.write(move |tx| hails::take_in(tx, &origin, id, community.id, &quote)).await?;
    ctx.ring();
    Ok(ctx.flash(&format!("/post/{thread}"), "flash-taken-in"))
}
