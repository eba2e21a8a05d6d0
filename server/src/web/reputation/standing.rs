//! Who did most for a community, what everybody sees of that, and ranks that stewards grant or withhold.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::guard;
use crate::domain::reputation::{self, Decision, Wish};
use crate::pages::reputation as pages;
use crate::pages::view::Form;
use crate::store::ranks::{Openness, Rank};
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::web::member::{self, community_path};
use crate::{Error, Result};

pub(super) async fn page(ctx: Ctx, handle: web::Path<String>) -> Result<HttpResponse> {
    show(&ctx, &handle, None, StatusCode::OK).await
}

async fn show(ctx: &Ctx, handle: &str, form: Option<Form>, status: StatusCode) -> Result<HttpResponse> {
    let (reader, handle) = (Arc::clone(&ctx.reader), handle.to_owned());
    let mut body = ctx.app.db.read(move |conn| pages::board(conn, &reader, &handle)).await?;
    if let Some(form) = form {
        body.form = form;
    }
    ctx.show_as(status, "communities", "standing_board.html", body).await
}

pub(super) async fn open_up(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    let origin = ctx.origin()?;
    guard(&ctx, &fields)?;
    let (_, community) = member::community(&ctx, &handle).await?;
    let open = Openness { board: fields.is_on("board"), reasons: fields.is_on("reasons") };
    ctx.app.db.write(move |tx| reputation::open_up(tx, &origin, &community, open)).await?;
    Ok(ctx.flash(&format!("{}/standing", community_path(&ctx, &handle)), "flash-kept"))
}

pub(super) async fn decide(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    ctx.require_person()?;
    match try_decide(&ctx, &handle, &fields).await {
        Ok(()) => Ok(ctx.flash(&format!("{}/standing", community_path(&ctx, &handle)), "flash-done")),
        Err(error) => {
            let mut form = fields.form(&["handle", "wish", "rank", "reason"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show(&ctx, &handle, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn try_decide(ctx: &Ctx, handle: &str, fields: &Fields) -> Result<()> {
    let origin = ctx.origin()?;
    guard(ctx, fields)?;
    let (_, community) = member::community(ctx, handle).await?;
    let (person, _) = member::person(ctx, fields.get("handle")).await.map_err(|error| match error {
        Error::NotFound(_) => Error::field("handle", "error-person-unknown"),
        other => other,
    })?;
    let decision = Decision { wish: wish(fields.get("wish"), fields.get("rank"))?, reason: fields.get("reason").to_owned() };
    ctx.app.db.write(move |tx| reputation::decide(tx, &origin, &community, &person, &decision)).await?;
    ctx.ring();
    Ok(())
}

/// What a steward wants, in the words of the form and of the API.
pub(crate) fn wish(word: &str, rank: &str) -> Result<Wish> {
    let rank = || Rank::parse(rank).ok_or_else(|| Error::field("rank", "form-rank-unknown"));
    match word {
        "grant" => Ok(Wish::Grant(rank()?)),
        "withhold" => Ok(Wish::Withhold(rank()?)),
        "free" => Ok(Wish::Free),
        _ => Err(Error::field("wish", "form-wish-unknown")),
    }
}
