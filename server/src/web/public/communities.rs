//! The list of communities.

use actix_web::{HttpRequest, HttpResponse};

use super::{Params, address};
use crate::Result;
use crate::limits::Action;
use crate::pages::communities::{self, Which};
use crate::web::ctx::Ctx;
use crate::web::respond::page;

/// Longer words are cut, not refused.
const WORDS_MAX: usize = 500;

pub(in crate::web) async fn communities(request: HttpRequest) -> Result<HttpResponse> {
    let query = Params::of(&request);
    let params = communities::Params {
        which: Which::parse(query.get("show")).unwrap_or_default(),
        query: query.get("q").trim().chars().take(WORDS_MAX).collect(),
        page: query.number("page").unwrap_or(0),
    };
    if !params.query.is_empty() {
        let ctx = Ctx::of(&request).await?;
        ctx.count(Action::Search)?;
        let reader = std::sync::Arc::clone(&ctx.reader);
        let loaded = ctx.app.db.read(move |conn| communities::load(conn, &reader, &params)).await?;
        return ctx.render(&loaded.page);
    }
    let show = if params.which == Which::All { "" } else { params.which.as_str() };
    let number = if params.page > 0 { params.page.to_string() } else { String::new() };
    page(&request, address("/communities", &[("show", show), ("page", &number)]), move |conn, reader| {
        communities::load(conn, reader, &params)
    })
    .await
}
