//! The inbox of feedback, its areas, and taking something in.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::{guard, words};
use crate::domain::feedback as rules;
use crate::pages::feedback as pages;
use crate::pages::view::Form;
use crate::store::feedback::FeedbackState;
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::web::member::{self, community_path};
use crate::Result;

pub(super) async fn inbox(ctx: Ctx, handle: web::Path<String>, query: web::Query<HashMap<String, String>>) -> Result<HttpResponse> {
    ctx.require_person()?;
    let state = query.get("state").and_then(|word| FeedbackState::parse(word)).unwrap_or(FeedbackState::New);
    let after = query.get("after").and_then(|id| id.parse().ok());
    show(&ctx, &handle, state, after, None, StatusCode::OK).await
}

async fn show(ctx: &Ctx, handle: &str, state: FeedbackState, after: Option<i64>, form: Option<Form>, status: StatusCode) -> Result<HttpResponse> {
    let (reader, handle) = (Arc::clone(&ctx.reader), handle.to_owned());
    let body = ctx.app.db.read(move |conn| pages::inbox(conn, &reader, &handle, state, after, form)).await?;
    ctx.show_as(status, "", "feedback_inbox.html", body).await
}

/// Decides what feedback can be about.
pub(super) async fn areas(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    let origin = ctx.origin()?;
    guard(&ctx, &fields)?;
    let (_, community) = member::community(&ctx, &handle).await?;
    let names: Vec<String> = fields.get("areas").lines().map(ToOwned::to_owned).collect();
    match ctx.app.db.write(move |tx| rules::set_areas(tx, &origin, &community, &names)).await {
        Ok(()) => Ok(ctx.flash(&format!("{}/feedback", community_path(&ctx, &handle)), "flash-kept")),
        Err(error) => {
            let mut form = fields.form(&["areas"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show(&ctx, &handle, FeedbackState::New, None, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// Takes a discussion or a reply in as feedback.
pub(super) async fn take_in(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    let origin = ctx.origin()?;
    guard(&ctx, &fields)?;
    let id = id.into_inner();
    let quote = words::quote(&ctx.app, &ctx.viewer, id).await?;
    let thread = ctx.app.db.write(move |tx| rules::take_in(tx, &origin, id, quote.as_ref())).await?;
    ctx.ring();
    Ok(ctx.flash(&format!("/post/{thread}"), "flash-taken-in"))
}
