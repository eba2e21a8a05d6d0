//! Settings: password, sessions, tokens for programs.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::domain::accounts::{self as accounting, check_password};
use crate::domain::tokens as secrets;
use crate::error::FieldErrors;
use crate::limits::{Action, Who};
use crate::store::accounts;
use crate::web::auth::{hash_password, password_fits};
use crate::web::ctx::Ctx;
use crate::web::forms::Fields;
use crate::web::member::settings;
use crate::{Error, Result};

const HERE: &str = "/settings?section=password";

/// Fails unless the person at the keyboard knows the account's password, however they came in.
pub(super) async fn prove(ctx: &Ctx, password: &str, field: &'static str) -> Result<()> {
    let person = ctx.require_person()?;
    ctx.app.limits.check(Action::Login, Who::Name(&person.actor.name), ctx.address)?;
    let long = password.len() > 1000;
    if !long && password_fits(password, person.account.password_hash.clone()).await? {
        return Ok(());
    }
    Err(Error::field(field, "error-password-wrong"))
}

pub(super) async fn password(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    match change_password(&ctx, &fields).await {
        Ok(()) => Ok(ctx.flash(HERE, "flash-password-changed")),
        Err(error) => settings::refuse(&ctx, "password", &fields, &[], error, &[]).await,
    }
}

async fn change_password(ctx: &Ctx, fields: &Fields) -> Result<()> {
    let account = ctx.require_person()?.account.id;
    ctx.check_csrf(fields.csrf())?;
    prove(ctx, fields.get("current"), "current").await?;
    let mut errors = FieldErrors::new();
    check_password(fields.get("password"), &mut errors);
    errors.check()?;
    let hash = hash_password(fields.get("password")).await?;
    let keep = ctx.session.as_ref().map(|s| s.id);
    ctx.app.db.write(move |tx| accounting::change_password(tx, account, &hash, keep)).await
}

pub(super) async fn end_session(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    let account = ctx.require_person()?.account.id;
    ctx.check_csrf(fields.csrf())?;
    let id = fields.id("session")?;
    ctx.app.db.write(move |tx| accounts::end_session(tx, account, id)).await?;
    Ok(ctx.flash(HERE, "flash-session-ended"))
}

pub(super) async fn end_others(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    let account = ctx.require_person()?.account.id;
    ctx.check_csrf(fields.csrf())?;
    let keep = ctx.session.as_ref().map(|s| s.id);
    ctx.app.db.write(move |tx| accounts::end_sessions(tx, account, keep)).await?;
    Ok(ctx.flash(HERE, "flash-sessions-ended"))
}

pub(super) async fn tokens(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    if fields.get("act") == "remove" {
        let account = ctx.require_person()?.account.id;
        ctx.check_csrf(fields.csrf())?;
        let id = fields.id("token")?;
        ctx.app.db.write(move |tx| accounts::revoke_token(tx, account, id)).await?;
        return Ok(ctx.flash("/settings?section=tokens", "flash-token-gone"));
    }
    match make_token(&ctx, &fields).await {
        Ok(token) => {
            // Shown in this answer and never again, so there is no page to be redirected to.
            let mut page = settings::load(&ctx, "tokens").await?;
            page.new_token = token;
            settings::show(&ctx, page, StatusCode::OK).await
        }
        Err(error) => settings::refuse(&ctx, "tokens", &fields, &["label"], error, &[("name", "label")]).await,
    }
}

async fn make_token(ctx: &Ctx, fields: &Fields) -> Result<String> {
    let account = ctx.require_person()?.account.id;
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Post)?;
    let (token, name) = (secrets::fresh()?, fields.get("label").to_owned());
    let kept = token.clone();
    ctx.app.db.write(move |tx| accounting::give_token(tx, account, &name, &kept)).await?;
    Ok(token)
}
