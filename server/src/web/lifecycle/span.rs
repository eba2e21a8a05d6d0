//! What stewards decide about their community's time.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::domain::lifecycle::{self, Life};
use crate::limits::Action;
use crate::pages::lifespan;
use crate::pages::view::LifespanPage;
use crate::store::actors;
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::web::member::communities::purpose;
use crate::web::member::{self, community_path, rendered};
use crate::{Error, Result};

const FIELDS: [&str; 9] = ["reason", "progress", "progress_note", "title", "body", "purpose", "goal", "ends_at", "successor"];

pub(super) async fn page(ctx: Ctx, handle: web::Path<String>) -> Result<HttpResponse> {
    let page = load(&ctx, &handle).await?;
    ctx.show("communities", "lifespan.html", page).await
}

async fn load(ctx: &Ctx, handle: &str) -> Result<LifespanPage> {
    let origin = ctx.origin()?;
    let (app, reader, handle) = (Arc::clone(&ctx.app), Arc::clone(&ctx.reader), handle.to_owned());
    ctx.app.db.read(move |conn| lifespan::load(conn, &reader, &app.renderer, &origin, &handle)).await
}

pub(super) async fn decide(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    match act(&ctx, &handle, &fields).await {
        Ok(()) => Ok(ctx.flash(&community_path(&ctx, &handle), "flash-done")),
        Err(error) => {
            let mut page = load(&ctx, &handle).await?;
            for name in FIELDS.into_iter().filter(|name| fields.has(name)) {
                page.form.set(name, fields.get(name));
            }
            forms::refuse(&mut page.form, &ctx.lang, error, &[])?;
            ctx.show_as(StatusCode::UNPROCESSABLE_ENTITY, "communities", "lifespan.html", page).await
        }
    }
}

async fn act(ctx: &Ctx, handle: &str, fields: &Fields) -> Result<()> {
    let origin = ctx.origin()?;
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Post)?;
    let (_, actor) = member::community(ctx, handle).await?;
    let (id, db) = (actor.id, &ctx.app.db);
    match fields.get("act") {
        "archive" => {
            let reason = fields.get("reason").to_owned();
            db.write(move |tx| lifecycle::archive(tx, &origin, id, &reason)).await
        }
        "undo" => db.write(move |tx| lifecycle::undo(tx, &origin, id)).await,
        "progress" => {
            let percent = fields.get("progress").trim().parse().map_err(|_bad| Error::field("progress", "form-percent-range"))?;
            let note = fields.get("progress_note").to_owned();
            db.write(move |tx| lifecycle::progress(tx, &origin, id, percent, &note)).await
        }
        "outcome" => {
            let mut content = rendered(ctx, fields.get("body")).await?;
            content.title = Some(fields.get("title").trim().to_owned());
            db.write(move |tx| lifecycle::outcome(tx, &origin, id, &content).map(drop)).await
        }
        "keep" => {
            let purpose = purpose(fields)?;
            db.write(move |tx| lifecycle::keep(tx, &origin, id, &Life::Standing, purpose)).await
        }
        "task" => {
            let life = task(fields);
            db.write(move |tx| lifecycle::keep(tx, &origin, id, &life, None)).await
        }
        "successor" => {
            let asked = fields.get("successor").trim().trim_start_matches(['@', '!']).to_owned();
            db.write(move |tx| {
                let next = actors::by_handle(tx.conn, &asked)?.ok_or_else(|| Error::field("successor", "error-community-unknown"))?;
                lifecycle::name_successor(tx, &origin, id, &next)
            })
            .await
        }
        _ => Err(Error::field("", "form-act-unknown")),
    }?;
    ctx.ring();
    Ok(())
}

/// The task of a form; what is missing or wrong the rule says.
pub(in crate::web) fn task(fields: &Fields) -> Life {
    Life::Task { goal: fields.get("goal").to_owned(), ends_at: lifespan::end_of_day(fields.get("ends_at")) }
}
