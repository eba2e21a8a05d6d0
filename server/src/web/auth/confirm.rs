//! The link in the confirmation mail: a page with a button, so that programs which open links confirm nothing.

use actix_web::{HttpResponse, web};

use crate::domain::{accounts as accounting, tokens};
use crate::pages::view::ConfirmPage;
use crate::store::accounts::{self, AccountState, LinkPurpose};
use crate::web::ctx::Ctx;
use crate::web::forms::Fields;
use crate::{Error, Result};

pub(super) async fn page(ctx: Ctx, token: web::Path<String>) -> Result<HttpResponse> {
    let token = token.into_inner();
    let (hash, now) = (tokens::hash(&token), ctx.now);
    let known = ctx.app.db.read(move |conn| accounts::peek_link(conn, &hash, LinkPurpose::Confirm, now)).await?;
    let state = if known.is_some() { "ask" } else { "expired" };
    show(&ctx.with_form()?, state, &token).await
}

async fn show(ctx: &Ctx, state: &str, token: &str) -> Result<HttpResponse> {
    let body = ConfirmPage { state: state.to_owned(), token: token.to_owned() };
    ctx.show("login", "confirm.html", body).await
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
    show(&ctx, state, &token).await
}
