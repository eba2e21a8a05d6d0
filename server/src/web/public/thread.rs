//! Threads and permalinks of replies, as pages or as their documents.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_federation::http::{serve_object, wants_activity_json};

use super::{Params, address};
use crate::pages::{history as versions, thread as threads};
use crate::web::ctx::Ctx;
use crate::web::respond::{app_of, page};
use crate::{Error, Result};

/// Only the one way that we write a number: another one would be a second address of the same thing.
fn id_of(text: &str) -> Result<i64> {
    text.parse::<i64>().ok().filter(|id| *id > 0 && id.to_string() == text).ok_or(Error::NotFound("post"))
}

pub(in crate::web) async fn thread(request: HttpRequest, id: web::Path<String>) -> Result<HttpResponse> {
    let app = app_of(&request)?;
    let id = id_of(&id)?;
    if wants_activity_json(&request) {
        return Ok(serve_object(&app.federation, &request, id).await);
    }
    let query = Params::of(&request);
    let params = threads::Params {
        order: threads::Order::parse(query.get("sort")).unwrap_or_default(),
        after: query.number("after"),
        reply_to: query.number("reply"),
    };
    let sort = if params.order == threads::Order::default() { "" } else { params.order.as_str() };
    let after = params.after.map(|id| id.to_string()).unwrap_or_default();
    let path = address(&format!("/post/{id}"), &[("sort", sort), ("after", &after)]);
    page(&request, path, move |conn, reader| threads::load(conn, reader, &app.renderer, id, params, None)).await
}

pub(in crate::web) async fn history(ctx: Ctx, id: web::Path<String>) -> Result<HttpResponse> {
    let id = id_of(&id)?;
    let (app, reader) = (Arc::clone(&ctx.app), Arc::clone(&ctx.reader));
    let page = ctx.app.db.read(move |conn| versions::load(conn, &reader, &app.renderer, id)).await?;
    ctx.render(&page)
}
