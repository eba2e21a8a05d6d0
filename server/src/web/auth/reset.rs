//! A new password for those who lost theirs, by a link in a mail.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::domain::accounts::{self as accounting, check_password};
use crate::domain::tokens;
use crate::error::FieldErrors;
use crate::jobs::{self, MailKind};
use crate::limits::{Action, Who};
use crate::pages::view::{Form, ResetPage};
use crate::store::accounts::{self, AccountState, LinkPurpose};
use crate::web::auth::hash_password;
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::{Error, Result};

const LASTS: Duration = Duration::from_secs(60 * 60);

pub(super) async fn page(ctx: Ctx) -> Result<HttpResponse> {
    show(&ctx.with_form()?, "ask", "", Form::default(), StatusCode::OK).await
}

async fn show(ctx: &Ctx, state: &str, token: &str, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let body = ResetPage { state: state.to_owned(), token: token.to_owned(), form };
    ctx.show_as(status, "login", "reset.html", body).await
}

pub(super) async fn ask(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    match try_ask(&ctx, &fields).await {
        // The same words whether or not there is such an account.
        Ok(()) => show(&ctx, "sent", "", Form::default(), StatusCode::OK).await,
        Err(error) => {
            let mut form = fields.form(&["email"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show(&ctx.with_form()?, "ask", "", form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn try_ask(ctx: &Ctx, fields: &Fields) -> Result<()> {
    ctx.check_csrf(fields.csrf())?;
    let email = fields.opt("email").ok_or_else(|| Error::field("email", "error-required"))?.to_owned();
    ctx.app.limits.check(Action::Login, Who::Name(&email), ctx.address)?;
    let token = tokens::fresh()?;
    ctx.app
        .db
        .write(move |tx| {
            let account = accounts::by_email(tx.conn, &email)?;
            let Some(account) = account.filter(|a| matches!(a.state, AccountState::Active | AccountState::Unconfirmed | AccountState::Pending)) else {
                return Ok(());
            };
            accounting::give_link(tx, LinkPurpose::Reset, Some(account.id), &token, LASTS)?;
            jobs::enqueue_mail(tx, account.id, MailKind::Reset, &token)
        })
        .await?;
    ctx.ring();
    Ok(())
}

pub(super) async fn choose(ctx: Ctx, token: web::Path<String>) -> Result<HttpResponse> {
    let token = token.into_inner();
    let (hash, now) = (tokens::hash(&token), ctx.now);
    let known = ctx.app.db.read(move |conn| accounts::peek_link(conn, &hash, LinkPurpose::Reset, now)).await?;
    let state = if known.is_some() { "choose" } else { "expired" };
    show(&ctx.with_form()?, state, &token, Form::default(), StatusCode::OK).await
}

pub(super) async fn set(ctx: Ctx, token: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    let token = token.into_inner();
    match try_set(&ctx, &token, &fields).await {
        Ok(()) => show(&ctx, "done", "", Form::default(), StatusCode::OK).await,
        Err(Error::NotFound(_)) => show(&ctx, "expired", "", Form::default(), StatusCode::OK).await,
        Err(error) => {
            let mut form = Form::default();
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show(&ctx.with_form()?, "choose", &token, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn try_set(ctx: &Ctx, token: &str, fields: &Fields) -> Result<()> {
    ctx.check_csrf(fields.csrf())?;
    ctx.app.limits.check(Action::Login, Who::Nobody, ctx.address)?;
    let mut errors = FieldErrors::new();
    check_password(fields.get("password"), &mut errors);
    errors.check()?;
    let hash = hash_password(fields.get("password")).await?;
    let token = token.to_owned();
    ctx.app.db.write(move |tx| accounting::reset_password(tx, &token, &hash)).await
}
