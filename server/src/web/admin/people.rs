//! People with an account here: their roles, and taking a voice away.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::domain::{accounts as accounting, moderation};
use crate::pages::{admin, named};
use crate::pages::view::{BanPage, Form};
use crate::store::accounts::Role;
use crate::store::actors::Actor;
use crate::web::ctx::Ctx;
use crate::web::flash::Tone;
use crate::web::forms::{self, Fields};
use crate::web::member;
use crate::{Error, Result};

pub(super) async fn page(ctx: Ctx, query: web::Query<HashMap<String, String>>) -> Result<HttpResponse> {
    ctx.require_role(Role::Moderator)?;
    let reader = Arc::clone(&ctx.reader);
    let wanted = query.get("q").cloned().unwrap_or_default();
    let before = query.get("before").and_then(|v| v.parse().ok());
    let body = ctx.app.db.read(move |conn| admin::people::load(conn, &reader, &wanted, before)).await?;
    ctx.show("admin", "admin/people.html", body).await
}

pub(super) async fn change_role(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    ctx.require_role(Role::Admin)?;
    super::guard(&ctx, &fields)?;
    let (origin, id, reason) = (ctx.origin()?, fields.id("account")?, fields.get("reason").trim().to_owned());
    let role = Role::parse(fields.get("role")).ok_or_else(|| Error::field("role", "error-required"))?;
    if reason.is_empty() {
        return Ok(ctx.flash_as("/admin/people", Tone::Bad, "flash-reason-missing"));
    }
    ctx.app.db.write(move |tx| accounting::change_role(tx, &origin, id, role, &reason)).await?;
    ctx.ring();
    Ok(ctx.flash("/admin/people", "flash-kept"))
}

pub(super) async fn ban_page(ctx: Ctx, handle: web::Path<String>) -> Result<HttpResponse> {
    ctx.require_role(Role::Moderator)?;
    let (actor, host) = member::person(&ctx, &handle).await?;
    show(&ctx, &actor, &host, Form::default(), StatusCode::OK).await
}

async fn show(ctx: &Ctx, actor: &Actor, host: &str, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let person = named::person(actor, host);
    let body = BanPage {
        action: format!("{}/ban", person.url),
        back: person.url.clone(),
        banned: actor.suspended_at.is_some(),
        person,
        form,
        ..BanPage::default()
    };
    ctx.show_as(status, "admin", "ban.html", body).await
}

pub(super) async fn ban(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    ctx.require_role(Role::Moderator)?;
    let (actor, host) = member::person(&ctx, &handle).await?;
    match suspend(&ctx, &actor, &fields).await {
        Ok(()) => Ok(ctx.flash(&named::person(&actor, &host).url, "flash-done")),
        Err(error) => {
            let mut form = fields.form(&["reason"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show(&ctx, &actor, &host, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn suspend(ctx: &Ctx, actor: &Actor, fields: &Fields) -> Result<()> {
    super::guard(ctx, fields)?;
    let (origin, actor, reason) = (ctx.origin()?, actor.clone(), fields.get("reason").to_owned());
    let suspended = fields.get("act") != "unban";
    ctx.app.db.write(move |tx| moderation::set_suspended(tx, &origin, &actor, suspended, &reason)).await?;
    ctx.ring();
    Ok(())
}
