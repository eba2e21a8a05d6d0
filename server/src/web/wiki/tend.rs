//! Care: still true, moved, protected, taken back, and what becomes of suggestions.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::guard;
use super::saving::{self, Outcome};
use super::write::{address, show as editor};
use crate::domain::access;
use crate::domain::wiki::{Draft, tending};
use crate::pages::view::{ConfirmActPage, Form};
use crate::pages::wiki::{edit as pages, waiting};
use crate::store::actors;
use crate::store::wiki::{self as store, Protection, Sort, suggestions};
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::{Error, Result};

/// "Still true."
pub(super) async fn confirm(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    let origin = ctx.origin()?;
    guard(&ctx, &fields)?;
    let (id, viewer) = (id.into_inner(), ctx.viewer.clone());
    ctx.app
        .db
        .write(move |tx| {
            access::post(tx.conn, &viewer, id)?;
            tending::confirm(tx, &origin, id)
        })
        .await?;
    let to = address(&ctx, id).await?;
    Ok(ctx.flash(&to, "flash-wiki-confirmed"))
}

/// Back to an earlier text, as a new revision.
pub(super) async fn revert(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    let origin = ctx.origin()?;
    guard(&ctx, &fields)?;
    let id = id.into_inner();
    let number: i32 = fields.get("number").parse().map_err(|_bad| Error::NotFound("revision"))?;
    let viewer = ctx.viewer.clone();
    let old = ctx
        .app
        .db
        .read(move |conn| {
            access::post(conn, &viewer, id)?;
            store::by_number(conn, id, number)?.ok_or(Error::NotFound("revision"))
        })
        .await?;
    let summary = ctx.lang.text_with("wiki-reverted-to", &[("number", i64::from(number).into())]);
    let draft = Draft { title: old.title, source: old.source, summary, base: None };
    saving::edit(&ctx.app, &ctx.viewer, &origin, id, &draft, Sort::Reverted).await?;
    ctx.ring();
    let to = address(&ctx, id).await?;
    Ok(ctx.flash(&to, "flash-wiki-reverted"))
}

pub(super) async fn page(ctx: Ctx, at: web::Path<(i64, String)>) -> Result<HttpResponse> {
    let (id, deed) = at.into_inner();
    ctx.require_person()?;
    show(&ctx, id, deed, None, StatusCode::OK).await
}

async fn show(ctx: &Ctx, id: i64, deed: String, form: Option<Form>, status: StatusCode) -> Result<HttpResponse> {
    let reader = Arc::clone(&ctx.reader);
    let body = ctx.app.db.read(move |conn| pages::tend(conn, &reader, id, &deed, form)).await?;
    ctx.show_as(status, "", "wiki_tend.html", body).await
}

pub(super) async fn send(ctx: Ctx, at: web::Path<(i64, String)>, fields: Fields) -> Result<HttpResponse> {
    let (id, deed) = at.into_inner();
    ctx.require_person()?;
    match act(&ctx, id, &deed, &fields).await {
        Ok(()) => {
            let to = address(&ctx, id).await?;
            Ok(ctx.flash(&to, "flash-done"))
        }
        Err(error) => {
            let mut form = fields.form(&["path", "protection", "reason"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show(&ctx, id, deed, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn act(ctx: &Ctx, id: i64, deed: &str, fields: &Fields) -> Result<()> {
    let origin = ctx.origin()?;
    guard(ctx, fields)?;
    let viewer = ctx.viewer.clone();
    if deed == "move" {
        let path = fields.get("path").to_owned();
        ctx.app
            .db
            .write(move |tx| {
                access::post(tx.conn, &viewer, id)?;
                tending::move_to(tx, &origin, id, &path)
            })
            .await?;
    } else {
        let wanted = Protection::parse(fields.get("protection")).ok_or_else(|| Error::field("protection", "form-wiki-protection"))?;
        let reason = fields.get("reason").to_owned();
        ctx.app
            .db
            .write(move |tx| {
                access::post(tx.conn, &viewer, id)?;
                tending::protect(tx, &origin, id, wanted, &reason)
            })
            .await?;
    }
    ctx.ring();
    Ok(())
}

// Suggestions

pub(super) async fn queue(ctx: Ctx, handle: web::Path<String>, query: web::Query<HashMap<String, String>>) -> Result<HttpResponse> {
    let (origin, reader, handle) = (ctx.origin()?, Arc::clone(&ctx.reader), handle.into_inner());
    let number = |name: &str| query.get(name).and_then(|n| n.parse::<i64>().ok()).filter(|n| *n > 0);
    let (page, after) = (number("page"), number("after").unwrap_or(0));
    let body = ctx.app.db.read(move |conn| waiting::load(conn, &reader, &origin, &handle, page, after)).await?;
    ctx.show("", "wiki_suggestions.html", body).await
}

/// The queue that a suggestion waits in.
async fn queue_of(ctx: &Ctx, id: i64) -> Result<String> {
    ctx.app
        .db
        .read(move |conn| {
            let found = suggestions::find(conn, id)?.ok_or(Error::NotFound("suggestion"))?;
            let community = actors::by_id(conn, found.community_id)?;
            Ok(format!("/c/{}/wiki-suggestions", community.name))
        })
        .await
}

pub(super) async fn accept(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    let origin = ctx.origin()?;
    guard(&ctx, &fields)?;
    let id = id.into_inner();
    match saving::accept(&ctx.app, &ctx.viewer, &origin, id, None).await? {
        Outcome::Clash(clash) => {
            let form = pages::clashed(&clash, Some(id));
            editor(&ctx, clash.theirs.post_id, Some(form), Some(clash), String::new(), StatusCode::CONFLICT).await
        }
        Outcome::Saved(_) | Outcome::Sent(_) => {
            ctx.ring();
            let back = queue_of(&ctx, id).await?;
            Ok(ctx.flash(&back, "flash-wiki-accepted"))
        }
    }
}

/// A suggestion in the editor, to be changed before it is taken over.
pub(super) async fn change(ctx: Ctx, id: web::Path<i64>) -> Result<HttpResponse> {
    let (origin, reader, id) = (ctx.origin()?, Arc::clone(&ctx.reader), id.into_inner());
    let (page, form) = ctx
        .app
        .db
        .read(move |conn| {
            let found = suggestions::find(conn, id)?.ok_or(Error::NotFound("suggestion"))?;
            let community = actors::by_id(conn, found.community_id)?;
            access::power_over(conn, &origin, &community)?;
            pages::suggestion(conn, &reader, id)
        })
        .await?;
    editor(&ctx, page, Some(form), None, String::new(), StatusCode::OK).await
}

pub(super) async fn refuse_page(ctx: Ctx, id: web::Path<i64>) -> Result<HttpResponse> {
    ask_refuse(&ctx, *id, Form::default(), StatusCode::OK).await
}

async fn ask_refuse(ctx: &Ctx, id: i64, form: Form, status: StatusCode) -> Result<HttpResponse> {
    ctx.require_person()?;
    let body = ConfirmActPage {
        title: "wiki-refuse-title".to_owned(),
        text: "wiki-refuse-text".to_owned(),
        button: "wiki-refuse".to_owned(),
        action: format!("/wiki-suggestions/{id}/refuse"),
        back: queue_of(ctx, id).await?,
        ask_reason: true,
        form,
        ..ConfirmActPage::default()
    };
    ctx.show_as(status, "", "confirm_act.html", body).await
}

pub(super) async fn refuse(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    let (origin, id) = (ctx.origin()?, id.into_inner());
    guard(&ctx, &fields)?;
    match saving::refuse(&ctx.app, &ctx.viewer, &origin, id, fields.get("reason")).await {
        Ok(()) => {
            ctx.ring();
            let back = queue_of(&ctx, id).await?;
            Ok(ctx.flash(&back, "flash-wiki-refused"))
        }
        Err(error) => {
            let mut form = fields.form(&["reason"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            ask_refuse(&ctx, id, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}
