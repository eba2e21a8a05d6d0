//! The link in the confirmation mail: a page with a button, so that programs which open links confirm nothing.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::domain::{accounts as accounting, tokens};
use crate::jobs::{self, MailKind};
use crate::limits::{Action, Who};
use crate::pages::view::{ConfirmPage, Form};
use crate::store::accounts::{self, AccountState, LinkPurpose};
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::{Error, Result};

pub(super) async fn page(ctx: Ctx, token: web::Path<String>) -> Result<HttpResponse> {
    let token = token.into_inner();
    let (hash, now) = (tokens::hash(&token), ctx.now);
    let known = ctx.app.db.read(move |conn| accounts::peek_link(conn, &hash, LinkPurpose::Confirm, now)).await?;
    let state = if known.is_some() { "ask" } else { "expired" };
    show(&ctx.with_form()?, state, &token, Form::default(), StatusCode::OK).await
}

async fn show(ctx: &Ctx, state: &str, token: &str, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let body = ConfirmPage { state: state.to_owned(), token: token.to_owned(), form };
    ctx.show_as(status, "login", "confirm.html", body).await
}

/// For those whose mail did not come, or whose link is too old.
pub(super) async fn ask_again(ctx: Ctx) -> Result<HttpResponse> {
    show(&ctx.with_form()?, "again", "", Form::default(), StatusCode::OK).await
}

pub(super) async fn send_again(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    match try_send_again(&ctx, &fields).await {
        // The same words whether or not there is such an account, or it was confirmed already.
        Ok(()) => show(&ctx, "sent", "", Form::default(), StatusCode::OK).await,
        Err(error) => {
            let mut form = fields.form(&["email"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show(&ctx.with_form()?, "again", "", form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn try_send_again(ctx: &Ctx, fields: &Fields) -> Result<()> {
    ctx.check_csrf(fields.csrf())?;
    let email = fields.opt("email").ok_or_else(|| Error::field("email", "error-required"))?.to_owned();
    ctx.app.limits.check(Action::Login, Who::Name(&email), ctx.address)?;
    let token = tokens::fresh()?;
    ctx.app
        .db
        .write(move |tx| match accounting::confirm_again(tx, &email, &token)? {
            Some(account) => jobs::enqueue_mail(tx, account, MailKind::Confirm, &token),
            None => Ok(()),
        })
        .await?;
    ctx.ring();
    Ok(())
}

pub(super) async fn press(ctx: Ctx, token: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    ctx.check_csrf(fields.csrf())?;
    let token = token.into_inner();
    let used = token.clone();
    let state = match ctx.app.db.write(move |tx| accounting::confirm(tx, &used)).await {
        Ok(AccountState::Active) => "done",
        Ok(AccountState::Pending) => "waiting",
        Ok(_) | Err(Error::NotFound(_)) => "expired",
        Err(other) => return Err(other),
    };
    ctx.ring();
    show(&ctx, state, &token, Form::default(), StatusCode::OK).await
}
