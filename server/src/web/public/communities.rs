//! The directory of communities.

use actix_web::{HttpRequest, HttpResponse};

use super::Params;
use crate::Result;
use crate::formats::Format;
use crate::limits::Action;
use crate::pages::communities::{self, Which};
use crate::pages::search::Since;
use crate::store::communities::{Lifespan, Purpose};
use crate::web::ctx::Ctx;
use crate::web::respond::page;

/// Longer words are cut, not refused.
const WORDS_MAX: usize = 500;
const PLACE_MAX: usize = 60;

pub(in crate::web) async fn communities(request: HttpRequest) -> Result<HttpResponse> {
    let query = Params::of(&request);
    let params = communities::Params {
        which: Which::parse(query.get("show")).unwrap_or_default(),
        query: query.get("q").trim().chars().take(WORDS_MAX).collect(),
        purpose: Purpose::parse(query.get("purpose")),
        format: Format::parse(query.get("format")),
        lifespan: Lifespan::parse(query.get("lifespan")),
        active: Since::parse(query.get("active")),
        order: communities::order(query.get("sort")).unwrap_or_default(),
        after: query.get("after").chars().take(PLACE_MAX).collect(),
    };
    if !params.query.is_empty() {
        let ctx = Ctx::of(&request).await?;
        ctx.count(Action::Search)?;
        let reader = std::sync::Arc::clone(&ctx.reader);
        let loaded = ctx.app.db.read(move |conn| communities::load(conn, &reader, &params)).await?;
        return ctx.render(&loaded.page);
    }
    page(&request, params.address(), move |conn, reader| communities::load(conn, reader, &params)).await
}
