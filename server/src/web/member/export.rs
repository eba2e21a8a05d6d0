//! Everything that a person has here, as one JSON document that is written while it is read.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header;
use bytes::Bytes;
use futures_util::stream;

use crate::app::App;
use crate::limits::{Action, Who};
use crate::pages::export;
use crate::web::ctx::Ctx;
use crate::web::forms::Fields;
use crate::{Error, Result};

/// Where the writing stands.
enum Stage {
    Head,
    Posts { before: Option<i64>, first: bool },
    Done,
}

pub(super) async fn export(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    let person = ctx.require_person()?.clone();
    ctx.check_csrf(fields.csrf())?;
    // Reading everything costs as much as many pages.
    ctx.app.limits.check(Action::Resolve, Who::Account(person.id()), ctx.address)?;
    let name = format!("attachment; filename=\"{}-{}.json\"", ctx.urls.host().replace(':', "_"), person.actor.name);
    let app = Arc::clone(&ctx.app);
    let body = stream::try_unfold(Stage::Head, move |stage| {
        let (app, person) = (Arc::clone(&app), person.clone());
        async move { step(&app, &person, stage).await }
    });
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/json; charset=utf-8"))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .streaming(body))
}

async fn step(app: &Arc<App>, person: &crate::domain::Person, stage: Stage) -> Result<Option<(Bytes, Stage)>> {
    let (person, now) = (person.clone(), app.clock.now());
    match stage {
        Stage::Head => {
            let head = app.db.read(move |conn| export::head(conn, &person, now)).await?;
            let mut text = serde_json::to_string_pretty(&head)?;
            // The object is left open: the posts follow piece by piece.
            text.truncate(text.trim_end().trim_end_matches('}').trim_end().len());
            text.push_str(",\n  \"posts\": [");
            Ok(Some((Bytes::from(text), Stage::Posts { before: None, first: true })))
        }
        Stage::Posts { before, first } => {
            let (posts, last) = app.db.read(move |conn| export::posts(conn, person.id(), before)).await?;
            let Some(last) = last else { return Ok(Some((Bytes::from_static(b"\n  ]\n}\n"), Stage::Done))) };
            let mut text = String::new();
            for (at, post) in posts.iter().enumerate() {
                text.push_str(if first && at == 0 { "\n" } else { ",\n" });
                text.push_str(&serde_json::to_string(post).map_err(Error::from)?);
            }
            Ok(Some((Bytes::from(text), Stage::Posts { before: Some(last), first: false })))
        }
        Stage::Done => Ok(None),
    }
}
