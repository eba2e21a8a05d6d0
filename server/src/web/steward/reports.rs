//! What was reported in a community, for its stewards. Settling one is the same act as for staff.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::{HttpResponse, web};

use crate::pages::tend;
use crate::web::ctx::Ctx;
use crate::Result;

pub(super) async fn page(ctx: Ctx, handle: web::Path<String>, query: web::Query<HashMap<String, String>>) -> Result<HttpResponse> {
    let origin = ctx.origin()?;
    let settled = query.get("settled").is_some_and(|v| v == "1");
    let from = query.get("from").and_then(|v| v.parse().ok());
    let (reader, handle) = (Arc::clone(&ctx.reader), handle.into_inner());
    let body = ctx.app.db.read(move |conn| tend::reports(conn, &reader, &origin, &handle, settled, from)).await?;
    ctx.show("communities", "admin/reports.html", body).await
}
