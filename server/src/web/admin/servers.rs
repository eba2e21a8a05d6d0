//! Other servers: how delivery to them goes, and whether this house talks to them.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::domain::moderation;
use crate::pages::admin;
use crate::pages::view::{ConfirmActPage, Form};
use crate::store::accounts::Role;
use crate::store::hosts::HostPolicy;
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::{Error, Result};

pub(super) async fn page(ctx: Ctx, query: web::Query<HashMap<String, String>>) -> Result<HttpResponse> {
    ctx.require_role(Role::Moderator)?;
    let text = |name: &str| query.get(name).cloned().unwrap_or_default();
    list(&ctx, text("q"), text("after"), Form::default(), StatusCode::OK).await
}

async fn list(ctx: &Ctx, wanted: String, after: String, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let reader = Arc::clone(&ctx.reader);
    let mut body = ctx.app.db.read(move |conn| admin::servers::load(conn, &reader, &wanted, &after)).await?;
    body.form = form;
    ctx.show_as(status, "admin", "admin/servers.html", body).await
}

fn policy(act: &str) -> Result<HostPolicy> {
    match act {
        "block" => Ok(HostPolicy::Blocked),
        "silence" => Ok(HostPolicy::Silenced),
        "unblock" => Ok(HostPolicy::Open),
        _ => Err(Error::NotFound("page")),
    }
}

/// Asks for the reason of what a link in the list started.
pub(super) async fn ask(ctx: Ctx, act: web::Path<String>, query: web::Query<HashMap<String, String>>) -> Result<HttpResponse> {
    ctx.require_role(Role::Moderator)?;
    let host = query.get("host").cloned().unwrap_or_default();
    show(&ctx, &act, &host, Form::default(), StatusCode::OK).await
}

async fn show(ctx: &Ctx, act: &str, host: &str, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let body = ConfirmActPage {
        title: format!("{act}-host-title"),
        text: format!("{act}-host-text"),
        button: format!("{act}-host-button"),
        action: format!("/admin/servers/{act}"),
        back: "/admin/servers".to_owned(),
        ask_reason: true,
        fields: vec![("host".to_owned(), host.to_owned()), ("asked".to_owned(), "1".to_owned())],
        danger: policy(act)? == HostPolicy::Blocked,
        form,
    };
    ctx.show_as(status, "admin", "confirm_act.html", body).await
}

pub(super) async fn set(ctx: Ctx, act: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    ctx.require_role(Role::Moderator)?;
    let wanted = policy(&act)?;
    match try_set(&ctx, wanted, &fields).await {
        Ok(()) => Ok(ctx.flash("/admin/servers", "flash-done")),
        Err(error) => {
            let mut form = fields.form(&["host", "reason"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            if fields.is_on("asked") {
                return show(&ctx, &act, fields.get("host"), form, StatusCode::UNPROCESSABLE_ENTITY).await;
            }
            list(&ctx, String::new(), String::new(), form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn try_set(ctx: &Ctx, policy: HostPolicy, fields: &Fields) -> Result<()> {
    super::guard(ctx, fields)?;
    let (origin, host, reason) = (ctx.origin()?, fields.get("host").to_owned(), fields.get("reason").to_owned());
    ctx.app.db.write(move |tx| moderation::set_host_policy(tx, &origin, &host, policy, &reason)).await?;
    ctx.ring();
    Ok(())
}
