//! Lists of dates: as pages, and as calendars to subscribe to.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};

use super::guard;
use crate::domain::occasions::door;
use crate::domain::tokens;
use crate::pages::events::{self as pages, Params};
use crate::pages::calendar;
use crate::web::ctx::Ctx;
use crate::web::forms::Fields;
use crate::web::respond::{app_of, document, page as answer};
use crate::{Error, Result};

const CALENDAR: &str = "text/calendar; charset=utf-8";

pub(super) async fn page(request: HttpRequest, handle: web::Path<String>, query: web::Query<HashMap<String, String>>) -> Result<HttpResponse> {
    let app = app_of(&request)?;
    let handle = handle.into_inner();
    let text = |name: &str| query.get(name).map(String::as_str).unwrap_or_default();
    let params = Params { past: text("show") == "past", month: query.get("month").cloned(), after: Params::cursor(text("after")) };
    let after = params.after.map(|(at, id)| format!("{}.{id}", at.0)).unwrap_or_default();
    let month = params.month.clone().unwrap_or_default();
    let path = format!("/c/{handle}/events?show={}&month={month}&after={after}", if params.past { "past" } else { "" });
    answer(&request, path, move |conn, reader| pages::load(conn, reader, &app.renderer, &handle, &params)).await
}

pub(super) async fn of_community(request: HttpRequest, handle: web::Path<String>) -> Result<HttpResponse> {
    let handle = handle.into_inner();
    document(&request, format!("/c/{handle}/events.ics"), CALENDAR, move |conn, reader| calendar::of_community(conn, reader, &handle)).await
}

pub(super) async fn of_event(request: HttpRequest, id: web::Path<i64>) -> Result<HttpResponse> {
    let id = id.into_inner();
    document(&request, format!("/post/{id}/event.ics"), CALENDAR, move |conn, reader| calendar::of_event(conn, reader, id)).await
}

/// The address is the key, so nothing between here and the program that asked may keep the answer.
pub(super) async fn of_person(request: HttpRequest, token: web::Path<String>) -> Result<HttpResponse> {
    let app = app_of(&request)?;
    let (urls, now, token) = (app.urls.clone(), app.clock.now(), token.into_inner());
    let text = app.db.read(move |conn| calendar::of_person(conn, &urls, &token, now)).await?;
    Ok(HttpResponse::Ok().content_type(CALENDAR).insert_header((header::CACHE_CONTROL, "private, no-store")).body(text))
}

pub(super) async fn mine(ctx: Ctx) -> Result<HttpResponse> {
    ctx.require_person()?;
    show(&ctx, None).await
}

async fn show(ctx: &Ctx, fresh: Option<String>) -> Result<HttpResponse> {
    let reader = Arc::clone(&ctx.reader);
    let body = ctx.app.db.read(move |conn| pages::mine(conn, &reader, fresh.as_deref())).await?;
    ctx.show("", "my_events.html", body).await
}

/// Makes the secret address of one's own calendar, which is shown once, or takes it away.
pub(super) async fn open(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    let person = ctx.require_person()?.clone();
    guard(&ctx, &fields)?;
    match fields.get("calendar") {
        "make" => {
            let token = tokens::fresh()?;
            let given = token.clone();
            ctx.app.db.write(move |tx| door::open_calendar(tx, &person, &given)).await?;
            show(&ctx, Some(token)).await
        }
        "end" => {
            ctx.app.db.write(move |tx| door::close_calendar(tx, &person)).await?;
            Ok(ctx.flash("/events/mine", "flash-done"))
        }
        _ => Err(Error::NotFound("choice")),
    }
}
