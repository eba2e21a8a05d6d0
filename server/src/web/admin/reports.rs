//! What was reported anywhere in the house.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::{HttpResponse, web};

use crate::domain::moderation;
use crate::pages::admin;
use crate::store::accounts::Role;
use crate::web::ctx::Ctx;
use crate::web::forms::Fields;
use crate::web::member::back;
use crate::Result;

pub(super) async fn page(ctx: Ctx, query: web::Query<HashMap<String, String>>) -> Result<HttpResponse> {
    ctx.require_role(Role::Moderator)?;
    let settled = query.get("settled").is_some_and(|v| v == "1");
    let from = query.get("from").and_then(|v| v.parse().ok());
    let reader = Arc::clone(&ctx.reader);
    let body = ctx.app.db.read(move |conn| admin::reports::load(conn, &reader, settled, from)).await?;
    ctx.show("admin", "admin/reports.html", body).await
}

/// Settles one: for staff, and for the stewards of its community, as the rules say.
pub(super) async fn settle(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    ctx.require_person()?;
    super::guard(&ctx, &fields)?;
    let (origin, id, said) = (ctx.origin()?, fields.id("report")?, fields.get("resolution").to_owned());
    let upheld = fields.get("act") != "dismiss";
    ctx.app.db.write(move |tx| moderation::resolve_report(tx, &origin, id, upheld, &said)).await?;
    ctx.ring();
    Ok(ctx.flash(back(&fields, "/admin/reports"), "flash-settled"))
}
