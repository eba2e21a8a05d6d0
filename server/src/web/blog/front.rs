//! The front of a blog, a series, and the word of those who are named as authors.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, web};

use super::guard;
use crate::Result;
use crate::domain::articles;
use crate::pages::blog as pages;
use crate::store::posts::Cursor;
use crate::web::ctx::Ctx;
use crate::web::forms::Fields;
use crate::web::respond::{app_of, page};

pub(super) async fn blog(request: HttpRequest, handle: web::Path<String>, query: web::Query<HashMap<String, String>>) -> Result<HttpResponse> {
    let app = app_of(&request)?;
    let after = query.get("after").and_then(|text| Cursor::decode(text));
    let handle = handle.into_inner();
    let rest = after.map(|cursor| format!("?after={}", cursor.encode())).unwrap_or_default();
    page(&request, format!("/c/{handle}/blog{rest}"), move |conn, reader| pages::front(conn, reader, &app.renderer, &handle, after)).await
}

pub(super) async fn series(request: HttpRequest, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let app = app_of(&request)?;
    let (handle, slug) = path.into_inner();
    page(&request, format!("/c/{handle}/blog/series/{slug}"), move |conn, reader| pages::series(conn, reader, &app.renderer, &handle, &slug)).await
}

/// Somebody who was named as an author says whether they are one.
pub(super) async fn authorship(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    let origin = ctx.origin()?;
    guard(&ctx, &fields)?;
    let (id, yes) = (id.into_inner(), fields.get("yes") == "1");
    ctx.app.db.write(move |tx| articles::answer(tx, &origin, id, yes)).await?;
    ctx.ring();
    Ok(ctx.flash(&format!("/post/{id}"), "flash-done"))
}
