//! The tags that a community offers: defined, changed, taken out of use.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::domain::labels::{self as rules, Draft};
use crate::pages::labels as pages;
use crate::pages::view::Form;
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::web::member::{self, community_path};
use crate::Result;

/// The address of a tag, as other servers know it: leads to the threads that carry it.
pub(super) async fn one(ctx: Ctx, path: web::Path<(String, i64)>) -> Result<HttpResponse> {
    let (handle, id) = path.into_inner();
    Ok(ctx.redirect(&format!("{}?tag={id}", community_path(&ctx, &handle))))
}

pub(super) async fn page(ctx: Ctx, handle: web::Path<String>) -> Result<HttpResponse> {
    show(&ctx, &handle, None, None, StatusCode::OK).await
}

pub(super) async fn edit_page(ctx: Ctx, path: web::Path<(String, i64)>) -> Result<HttpResponse> {
    let (handle, id) = path.into_inner();
    show(&ctx, &handle, Some(id), None, StatusCode::OK).await
}

async fn show(ctx: &Ctx, handle: &str, editing: Option<i64>, form: Option<Form>, status: StatusCode) -> Result<HttpResponse> {
    let (origin, reader, handle) = (ctx.origin()?, Arc::clone(&ctx.reader), handle.to_owned());
    let body = ctx.app.db.read(move |conn| pages::load(conn, &reader, &origin, &handle, editing, form)).await?;
    ctx.show_as(status, "communities", "labels.html", body).await
}

pub(super) async fn define(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    save(&ctx, &handle, None, &fields).await
}

pub(super) async fn change(ctx: Ctx, path: web::Path<(String, i64)>, fields: Fields) -> Result<HttpResponse> {
    let (handle, id) = path.into_inner();
    save(&ctx, &handle, Some(id), &fields).await
}

async fn save(ctx: &Ctx, handle: &str, id: Option<i64>, fields: &Fields) -> Result<HttpResponse> {
    match try_save(ctx, handle, id, fields).await {
        Ok(()) => Ok(ctx.flash(&format!("{}/tags", community_path(ctx, handle)), "flash-kept")),
        Err(error) => {
            let mut form = fields.form(&["name", "description", "color"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show(ctx, handle, id, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn try_save(ctx: &Ctx, handle: &str, id: Option<i64>, fields: &Fields) -> Result<()> {
    let origin = ctx.origin()?;
    super::guard(ctx, fields)?;
    let (_, community) = member::community(ctx, handle).await?;
    if let Some(id) = id.filter(|_| fields.is_on("retire")) {
        ctx.app.db.write(move |tx| rules::retire(tx, &origin, &community, id)).await?;
    } else {
        let get = |name: &str| fields.get(name).to_owned();
        let draft = Draft { name: get("name"), description: get("description"), color: get("color") };
        ctx.app.db.write(move |tx| rules::define(tx, &origin, &community, id, &draft).map(drop)).await?;
    }
    ctx.ring();
    Ok(())
}
