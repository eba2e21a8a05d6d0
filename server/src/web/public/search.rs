//! Search, and the look-up of addresses.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};

use super::Params;
use crate::fediverse::resolve::{self, Resolved};
use crate::limits::Action;
use crate::kinds;
use crate::pages::search::{self, Resolution, Since, Which, title_of_actor, title_of_post};
use crate::store::search::{Cursor, Stand};
use crate::web::ctx::Ctx;
use crate::{Error, Result};

const QUERY_MAX: usize = 500;
/// Of a community, person or server.
const NAME_MAX: usize = 300;

pub(in crate::web) async fn search(request: HttpRequest, ctx: Ctx) -> Result<HttpResponse> {
    let query = Params::of(&request);
    let text = |name: &str, max: usize| query.get(name).trim().chars().take(max).collect::<String>();
    let params = search::Params {
        query: text("q", QUERY_MAX),
        which: Which::parse(query.get("show")).unwrap_or_default(),
        community: text("in", NAME_MAX),
        person: text("by", NAME_MAX),
        home: text("home", NAME_MAX).to_lowercase(),
        kind: kinds::by_name(query.get("kind")).map(|kind| kind.name()),
        stand: Stand::parse(query.get("state")),
        since: Since::parse(query.get("since")),
        after: Cursor::decode(query.get("after")),
    };
    let mut resolution = Resolution::default();
    if params.says_something() {
        ctx.count(Action::Search)?;
        if resolve::looks_like_address(&params.query) {
            resolution = look_up(&ctx, &params.query).await?;
        }
    }
    let reader = Arc::clone(&ctx.reader);
    let page = ctx.app.db.read(move |conn| search::load(conn, &reader, &params, resolution)).await?;
    ctx.render(&page)
}

/// Visitors find what is known here; only members make this server ask another one.
async fn look_up(ctx: &Ctx, query: &str) -> Result<Resolution> {
    let found = if ctx.viewer.person().is_some() {
        ctx.count(Action::Resolve)?;
        resolve::query(&ctx.app, query).await
    } else {
        let found = resolve::known(&ctx.app, query).await?;
        match found {
            Some(found) => Ok(found),
            None => return Ok(Resolution { state: "signin", ..Resolution::default() }),
        }
    };
    let found = match found {
        Ok(found) => found,
        Err(Error::NotFound(_) | Error::Gone | Error::Malformed(_) | Error::Invalid(_)) => return Ok(only("missing")),
        Err(Error::Unavailable(_)) => return Ok(only("unreachable")),
        Err(Error::Forbidden(_) | Error::Unauthorized(_)) => return Ok(only("refused")),
        Err(other) => return Err(other),
    };
    let page = found.page(&ctx.urls);
    let title = ctx
        .app
        .db
        .read(move |conn| match &found {
            Resolved::Community(handle) | Resolved::Person(handle) => title_of_actor(conn, handle),
            Resolved::Post(id) => title_of_post(conn, *id),
        })
        .await?;
    Ok(Resolution { state: "found", url: page.path().to_owned(), title })
}

fn only(state: &'static str) -> Resolution {
    Resolution { state, ..Resolution::default() }
}
