//! Questions: asking, having them too, choosing answers, merging.

mod deeds;
mod merging;

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::web::{self, get, post, resource};
use actix_web::{HttpResponse, web::Query};

use crate::Result;
use crate::domain::{access, questions};
use crate::limits::Action;
use crate::pages;
use crate::pages::view::Form;
use crate::web::ctx::Ctx;
use crate::web::forms::Fields;
use crate::web::member::back;

pub(super) fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(resource("/c/{handle}/similar").route(get().to(similar)))
        .service(resource("/c/{handle}/duplicates").route(get().to(merging::duplicates)).route(post().to(merging::decide)))
        .service(resource("/post/{id}/too").route(post().to(too)))
        .service(resource("/post/{id}/merge").route(get().to(merging::page)).route(post().to(merging::merge)))
        .service(resource("/post/{id}/{deed:accept|reopen|official|unmerge}").route(get().to(deeds::page)).route(post().to(deeds::send)));
}

/// What resembles a question that is being written: a piece of a page, for the form's script.
async fn similar(ctx: Ctx, handle: web::Path<String>, query: Query<HashMap<String, String>>) -> Result<HttpResponse> {
    let text = |name: &str| query.get(name).cloned().unwrap_or_default();
    let (reader, handle, title, body) = (Arc::clone(&ctx.reader), handle.into_inner(), text("title"), text("body"));
    let found = ctx.app.db.read(move |conn| pages::questions::similar(conn, &reader, &handle, &title, &body)).await?;
    ctx.fragment("fragments/similar.html", &found)
}

/// Before a question is posted, its asker looks at what resembles it, once. Gives the form back with that, or nothing
/// where there is nothing to look at or it was looked at already.
pub(super) async fn look_first(ctx: &Ctx, handle: &str, fields: &Fields) -> Result<Option<HttpResponse>> {
    if fields.get("kind") != questions::KIND || fields.has("looked") || fields.get("title").trim().is_empty() {
        return Ok(None);
    }
    ctx.check_csrf(fields.csrf())?;
    let mut form: Form = fields.form(&["title", "body", "link", "image_alt"]);
    form.set("looked", "1");
    let (app, reader, handle) = (Arc::clone(&ctx.app), Arc::clone(&ctx.reader), handle.to_owned());
    let (title, body) = (fields.get("title").to_owned(), fields.get("body").to_owned());
    let params = pages::community::Params { form_open: true, kind: Some(questions::KIND), ..Default::default() };
    let loaded = ctx
        .app
        .db
        .read(move |conn| {
            let similar = pages::questions::similar(conn, &reader, &handle, &title, &body)?;
            if similar.rows.is_empty() {
                return Ok(None);
            }
            let mut loaded = pages::community::load(conn, &reader, &app.renderer, &app.pages.memo, &handle, params, Some(form))?;
            loaded.page.body.similar = similar.rows;
            Ok(Some(loaded))
        })
        .await?;
    loaded.map(|loaded| ctx.render(&loaded.page)).transpose()
}

/// "I have this too", or no longer.
async fn too(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    let origin = ctx.origin()?;
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Post)?;
    let (id, on, viewer) = (id.into_inner(), fields.get("on") != "0", ctx.viewer.clone());
    ctx.app
        .db
        .write(move |tx| {
            access::post(tx.conn, &viewer, id)?;
            questions::join(tx, &origin, id, on)
        })
        .await?;
    ctx.ring();
    Ok(ctx.flash(back(&fields, &format!("/post/{id}")), if on { "flash-too" } else { "flash-not-too" }))
}
