//! The roadmap, and the questions that stewards pose.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::guard;
use crate::clock::Time;
use crate::domain::ideas;
use crate::pages::roadmap as pages;
use crate::pages::tend;
use crate::pages::view::{ConfirmActPage, Form};
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::web::member::{self, back, community_path};
use crate::web::respond::page;
use crate::{Error, Result};

pub(super) async fn roadmap(request: HttpRequest, handle: web::Path<String>, query: web::Query<HashMap<String, String>>) -> Result<HttpResponse> {
    let challenge = query.get("challenge").and_then(|id| id.parse::<i64>().ok());
    let handle = handle.into_inner();
    let filter = challenge.map(|id| format!("?challenge={id}")).unwrap_or_default();
    page(&request, format!("/c/{handle}/roadmap{filter}"), move |conn, reader| pages::board(conn, reader, &handle, challenge)).await
}

pub(super) async fn challenges(ctx: Ctx, handle: web::Path<String>) -> Result<HttpResponse> {
    show(&ctx, &handle, None, StatusCode::OK).await
}

async fn show(ctx: &Ctx, handle: &str, form: Option<Form>, status: StatusCode) -> Result<HttpResponse> {
    let (reader, handle) = (Arc::clone(&ctx.reader), handle.to_owned());
    let page = ctx.app.db.read(move |conn| pages::challenges(conn, &reader, &handle, form)).await?;
    ctx.render_as(status, &page)
}

pub(super) async fn pose(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    ctx.require_person()?;
    match try_pose(&ctx, &handle, &fields).await {
        Ok(()) => Ok(ctx.flash(&format!("{}/challenges", community_path(&ctx, &handle)), "flash-done")),
        Err(error) => {
            let mut form = fields.form(&["question", "starts", "ends"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show(&ctx, &handle, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn try_pose(ctx: &Ctx, handle: &str, fields: &Fields) -> Result<()> {
    let origin = ctx.origin()?;
    guard(ctx, fields)?;
    let (_, community) = member::community(ctx, handle).await?;
    let starts = match fields.opt("starts") {
        Some(text) => moment(text).ok_or_else(|| Error::field("starts", "form-date-bad"))?,
        None => ctx.now,
    };
    let ends = fields.opt("ends").and_then(moment).ok_or_else(|| Error::field("ends", "form-date-bad"))?;
    let question = fields.get("question").to_owned();
    ctx.app.db.write(move |tx| ideas::pose_challenge(tx, &origin, &community, &question, starts, ends).map(drop)).await?;
    ctx.ring();
    Ok(())
}

/// What `datetime-local` and `date` send, read as UTC.
pub(crate) fn moment(text: &str) -> Option<Time> {
    let text = text.trim();
    Time::parse(text)
        .or_else(|| Time::parse(&format!("{text}Z")))
        .or_else(|| Time::parse(&format!("{text}:00Z")))
        .or_else(|| Time::parse(&format!("{text}T00:00:00Z")))
}

pub(super) async fn end_page(ctx: Ctx, path: web::Path<(String, i64)>) -> Result<HttpResponse> {
    let (handle, id) = path.into_inner();
    ask_end(&ctx, &handle, id, Form::default(), StatusCode::OK).await
}

async fn ask_end(ctx: &Ctx, handle: &str, id: i64, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let (origin, reader, asked) = (ctx.origin()?, Arc::clone(&ctx.reader), handle.to_owned());
    ctx.app.db.read(move |conn| tend::community(conn, &reader, &origin, &asked).map(drop)).await?;
    let back = format!("{}/challenges", community_path(ctx, handle));
    let body = ConfirmActPage {
        title: "end-challenge-title".to_owned(),
        text: "end-challenge-text".to_owned(),
        button: "end-challenge".to_owned(),
        action: format!("{back}/{id}/end"),
        back,
        ask_reason: true,
        form,
        ..ConfirmActPage::default()
    };
    ctx.show_as(status, "", "confirm_act.html", body).await
}

pub(super) async fn end(ctx: Ctx, path: web::Path<(String, i64)>, fields: Fields) -> Result<HttpResponse> {
    let (handle, id) = path.into_inner();
    let origin = ctx.origin()?;
    guard(&ctx, &fields)?;
    let (_, community) = member::community(&ctx, &handle).await?;
    let reason = fields.get("reason").to_owned();
    match ctx.app.db.write(move |tx| ideas::end_challenge(tx, &origin, &community, id, &reason)).await {
        Ok(()) => Ok(ctx.flash(&format!("{}/challenges", community_path(&ctx, &handle)), "flash-done")),
        Err(error) => {
            let mut form = fields.form(&["reason"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            ask_end(&ctx, &handle, id, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// Files an idea under a challenge, or under none.
pub(super) async fn file(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    let origin = ctx.origin()?;
    guard(&ctx, &fields)?;
    let id = id.into_inner();
    let challenge = fields.opt("challenge").map(|text| text.parse().map_err(|_bad| Error::NotFound("challenge"))).transpose()?;
    ctx.app.db.write(move |tx| ideas::file(tx, &origin, id, challenge)).await?;
    ctx.ring();
    Ok(ctx.flash(back(&fields, &format!("/post/{id}")), "flash-done"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_browsers_send_them() {
        for text in ["2026-03-02T09:00", "2026-03-02T09:00:00", "2026-03-02T09:00:00Z"] {
            assert_eq!(moment(text), Time::parse("2026-03-02T09:00:00Z"));
        }
        assert_eq!(moment("2026-03-02"), Time::parse("2026-03-02T00:00:00Z"));
        assert_eq!(moment("soon"), None);
    }
}
