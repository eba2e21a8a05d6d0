//! Voting in a poll.

use std::sync::Arc;

use actix_web::web::{self, post, resource};
use actix_web::HttpResponse;

use crate::domain::access;
use crate::domain::polls::{self as rules, Ballot};
use crate::limits::Action;
use crate::pages;
use crate::pages::view::Form;
use crate::web::auth::login;
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::{Error, Result};

pub(super) fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(resource("/post/{id}/poll").route(post().to(vote)));
}

async fn vote(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    let id = id.into_inner();
    if ctx.viewer.person().is_none() {
        return login::keep(ctx, &format!("/post/{id}/poll"), &fields).await;
    }
    match try_vote(&ctx, id, &fields).await {
        Ok(()) => Ok(ctx.redirect(&format!("/post/{id}#poll"))),
        Err(error) => {
            let mut form = Form::default();
            forms::refuse(&mut form, &ctx.lang, error, &[("choice", "")])?;
            let (app, reader) = (Arc::clone(&ctx.app), Arc::clone(&ctx.reader));
            let mut loaded = ctx
                .app
                .db
                .read(move |conn| pages::thread::load(conn, &reader, &app.renderer, id, pages::thread::Params::default(), None))
                .await?;
            if let Some(panel) = loaded.page.body.panel.as_mut().and_then(serde_json::Value::as_object_mut) {
                panel.insert("error".to_owned(), form.error.into());
            }
            ctx.refuse(&loaded.page)
        }
    }
}

async fn try_vote(ctx: &Ctx, id: i64, fields: &Fields) -> Result<()> {
    let origin = ctx.origin()?;
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Post)?;
    let unknown = |_bad| Error::field("choice", "form-poll-unknown");
    let mut chosen = fields.all("choice").iter().map(|word| word.parse().map_err(unknown)).collect::<Result<Vec<i32>>>()?;
    if fields.is_on("take_back") {
        chosen.clear();
    } else if chosen.is_empty() {
        return Err(Error::field("choice", "form-poll-none"));
    }
    let viewer = ctx.viewer.clone();
    ctx.app
        .db
        .write(move |tx| {
            access::post(tx.conn, &viewer, id)?;
            rules::cast(tx, &origin, id, Ballot::Whole(&chosen))
        })
        .await?;
    ctx.ring();
    Ok(())
}
