//! What ranks let people do to one post: a better title, and calling it spam.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::guard;
use crate::domain::reputation::{self, Power};
use crate::domain::{access, titles};
use crate::pages::view::{Form, RetitlePage};
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::web::member::back;
use crate::{Error, Result};

pub(super) async fn title_page(ctx: Ctx, id: web::Path<i64>) -> Result<HttpResponse> {
    show(&ctx, id.into_inner(), None, StatusCode::OK).await
}

/// The form, for those who are trusted with titles.
async fn show(ctx: &Ctx, id: i64, form: Option<Form>, status: StatusCode) -> Result<HttpResponse> {
    let (origin, viewer, now) = (ctx.origin()?, ctx.viewer.clone(), ctx.now);
    let body = ctx
        .app
        .db
        .read(move |conn| {
            let (post, author, community) = access::post(conn, &viewer, id)?;
            let community = community.filter(|c| c.is_local() && post.is_thread()).ok_or(Error::NotFound("thread"))?;
            access::power_by_rank(conn, &origin, &community, Power::EditTitles, now)?;
            let title = post.title.clone().unwrap_or_default();
            let form = form.unwrap_or_else(|| Form::filled([("title", title.clone())]));
            Ok(RetitlePage { url: format!("/post/{id}"), title, local: author.is_local(), form })
        })
        .await?;
    ctx.show_as(status, "", "retitle.html", body).await
}

pub(super) async fn retitle(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    let id = id.into_inner();
    ctx.require_person()?;
    match try_retitle(&ctx, id, &fields).await {
        Ok(()) => Ok(ctx.flash(&format!("/post/{id}"), "flash-kept")),
        Err(error) => {
            let mut form = fields.form(&["title", "reason"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show(&ctx, id, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn try_retitle(ctx: &Ctx, id: i64, fields: &Fields) -> Result<()> {
    guard(ctx, fields)?;
    let (origin, title, reason) = (ctx.origin()?, fields.get("title").to_owned(), fields.get("reason").to_owned());
    ctx.app.db.write(move |tx| titles::retitle(tx, &origin, id, &title, &reason)).await?;
    ctx.ring();
    Ok(())
}

pub(super) async fn spam(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    let origin = ctx.origin()?;
    guard(&ctx, &fields)?;
    let (id, on, viewer) = (id.into_inner(), fields.get("on") != "0", ctx.viewer.clone());
    let folded = ctx
        .app
        .db
        .write(move |tx| {
            access::post(tx.conn, &viewer, id)?;
            reputation::call_spam(tx, &origin, id, on)
        })
        .await?;
    ctx.ring();
    let said = if folded { "flash-folded" } else if on { "flash-spam" } else { "flash-no-spam" };
    Ok(ctx.flash(back(&fields, &format!("/post/{id}")), said))
}
