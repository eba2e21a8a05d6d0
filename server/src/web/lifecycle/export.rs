//! A community as one JSON document, written while it is read: for its stewards, and for everybody once it has dispersed.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use bytes::Bytes;
use futures_util::stream;

use crate::app::App;
use crate::domain::access;
use crate::limits::Action;
use crate::pages::export_community as export;
use crate::store::actors::Actor;
use crate::store::communities::{Community, CommunityState};
use crate::web::ctx::Ctx;
use crate::web::member;
use crate::{Error, Result};

/// Where the writing stands.
enum Stage {
    Head,
    Posts { after: i64, first: bool },
    Done,
}

pub(super) async fn export(ctx: Ctx, handle: web::Path<String>) -> Result<HttpResponse> {
    let (community, actor) = member::community(&ctx, &handle).await?;
    if !actor.is_local() {
        return Err(Error::NotFound("community"));
    }
    if community.state != CommunityState::Dispersed {
        let (origin, place) = (ctx.origin()?, actor.clone());
        ctx.app.db.read(move |conn| access::power_over(conn, &origin, &place)).await?;
    }
    // Reading everything costs as much as many pages.
    ctx.count(Action::Resolve)?;
    let name = format!("attachment; filename=\"{}-{}.json\"", ctx.urls.host().replace(':', "_"), actor.name);
    let (app, here) = (Arc::clone(&ctx.app), Arc::new((community, actor)));
    let body = stream::try_unfold(Stage::Head, move |stage| {
        let (app, here) = (Arc::clone(&app), Arc::clone(&here));
        async move { step(&app, &here, stage).await }
    });
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/json; charset=utf-8"))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .streaming(body))
}

async fn step(app: &Arc<App>, here: &Arc<(Community, Actor)>, stage: Stage) -> Result<Option<(Bytes, Stage)>> {
    let (here, now) = (Arc::clone(here), app.clock.now());
    match stage {
        Stage::Head => {
            let head = app.db.read(move |conn| export::head(conn, &here.0, &here.1, now)).await?;
            let mut text = serde_json::to_string_pretty(&head)?;
            // The object is left open: the posts follow piece by piece.
            text.truncate(text.trim_end().trim_end_matches('}').trim_end().len());
            text.push_str(",\n  \"posts\": [");
            Ok(Some((Bytes::from(text), Stage::Posts { after: 0, first: true })))
        }
        Stage::Posts { after, first } => {
            let (posts, last) = app.db.read(move |conn| export::posts(conn, &here.1, after)).await?;
            let Some(last) = last else { return Ok(Some((Bytes::from_static(b"\n  ]\n}\n"), Stage::Done))) };
            let mut text = String::new();
            for (at, post) in posts.iter().enumerate() {
                text.push_str(if first && at == 0 { "\n" } else { ",\n" });
                text.push_str(&serde_json::to_string(post)?);
            }
            Ok(Some((Bytes::from(text), Stage::Posts { after: last, first: first && posts.is_empty() })))
        }
        Stage::Done => Ok(None),
    }
}
