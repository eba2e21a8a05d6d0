//! The list at the door.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::{HttpResponse, web};

use super::guard;
use crate::clock::Time;
use crate::domain::occasions::door;
use crate::pages::door as pages;
use crate::web::ctx::Ctx;
use crate::web::forms::Fields;
use crate::web::member::back;
use crate::{Error, Result};

pub(super) async fn page(ctx: Ctx, id: web::Path<i64>, query: web::Query<HashMap<String, String>>) -> Result<HttpResponse> {
    let (reader, origin, id) = (Arc::clone(&ctx.reader), ctx.origin()?, id.into_inner());
    let number = |name: &str| query.get(name).and_then(|text| text.parse::<i64>().ok());
    let (at, after) = (number("at").map(Time), number("after"));
    let body = ctx.app.db.read(move |conn| pages::load(conn, &reader, &origin, id, at, after)).await?;
    ctx.show("", "event_door.html", body).await
}

pub(super) async fn mark(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    let origin = ctx.origin()?;
    guard(&ctx, &fields)?;
    let id = id.into_inner();
    let at = fields.get("at").parse().map(Time).map_err(|_bad| Error::NotFound("date"))?;
    // The button says who, and whether they came or went.
    let (guest, here) = match (fields.opt("here"), fields.opt("away")) {
        (Some(_), _) => (fields.id("here")?, true),
        _ => (fields.id("away")?, false),
    };
    ctx.app.db.write(move |tx| door::mark(tx, &origin, id, guest, at, here)).await?;
    let there = format!("/events/{id}/door?at={}", at.0);
    Ok(ctx.redirect(&format!("{}#g{guest}", back(&fields, &there))))
}
