//! Those who asked for an account and wait.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::{HttpResponse, web};

use crate::domain::accounts as accounting;
use crate::jobs::{self, MailKind};
use crate::pages::admin;
use crate::store::accounts::Role;
use crate::web::ctx::Ctx;
use crate::web::forms::Fields;
use crate::Result;

pub(super) async fn page(ctx: Ctx, query: web::Query<HashMap<String, String>>) -> Result<HttpResponse> {
    ctx.require_role(Role::Admin)?;
    let (reader, after) = (Arc::clone(&ctx.reader), query.get("after").and_then(|v| v.parse().ok()));
    let body = ctx.app.db.read(move |conn| admin::approvals(conn, &reader, after)).await?;
    ctx.show("admin", "admin/approvals.html", body).await
}

pub(super) async fn decide(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    ctx.require_role(Role::Admin)?;
    super::guard(&ctx, &fields)?;
    let (origin, id, reason) = (ctx.origin()?, fields.id("account")?, fields.get("reason").to_owned());
    let approve = fields.get("act") == "approve";
    ctx.app
        .db
        .write(move |tx| {
            let account = accounting::decide(tx, &origin, id, approve, &reason)?;
            let kind = if approve { MailKind::Approved } else { MailKind::Refused };
            jobs::enqueue_mail(tx, account.id, kind, "")
        })
        .await?;
    ctx.ring();
    Ok(ctx.flash("/admin/approvals", if approve { "flash-let-in" } else { "flash-turned-down" }))
}
