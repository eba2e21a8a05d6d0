//! Writing: a draft is kept, looked at, scheduled, handed in or published by the buttons of one form. Whatever the button,
//! what was written is kept first, so that no refusal costs a word.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde_json::Value;

use super::guard;
use crate::domain::drafts::{self as rules, COVER, Written};
use crate::domain::articles;
use crate::kinds::{self, Details};
use crate::pages::drafts as pages;
use crate::pages::view::{ConfirmActPage, Form};
use crate::web::auth::login;
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::web::ideas::moment;
use crate::web::member;
use crate::web::uploads;
use crate::{Error, Result};

const TEMPLATE: &str = "draft_edit.html";

pub(super) async fn list(ctx: Ctx) -> Result<HttpResponse> {
    ctx.require_person()?;
    let reader = Arc::clone(&ctx.reader);
    let body = ctx.app.db.read(move |conn| pages::mine(conn, &reader)).await?;
    ctx.show("", "drafts.html", body).await
}

pub(super) async fn new_page(ctx: Ctx, handle: web::Path<String>) -> Result<HttpResponse> {
    ctx.require_person()?;
    show_new(&ctx, &handle, None, StatusCode::OK).await
}

async fn show_new(ctx: &Ctx, handle: &str, form: Option<Form>, status: StatusCode) -> Result<HttpResponse> {
    let (reader, handle) = (Arc::clone(&ctx.reader), handle.to_owned());
    let body = ctx.app.db.read(move |conn| pages::new(conn, &reader, &handle, form)).await?;
    ctx.show_as(status, "", TEMPLATE, body).await
}

pub(super) async fn edit_page(ctx: Ctx, id: web::Path<i64>) -> Result<HttpResponse> {
    ctx.require_person()?;
    show_edit(&ctx, *id, None, StatusCode::OK).await
}

async fn show_edit(ctx: &Ctx, id: i64, form: Option<Form>, status: StatusCode) -> Result<HttpResponse> {
    let reader = Arc::clone(&ctx.reader);
    let body = ctx.app.db.read(move |conn| pages::edit(conn, &reader, id, form)).await?;
    ctx.show_as(status, "", TEMPLATE, body).await
}

pub(super) async fn preview(ctx: Ctx, id: web::Path<i64>) -> Result<HttpResponse> {
    ctx.require_person()?;
    super::desk::show_preview(&ctx, *id, None, StatusCode::OK).await
}

/// The form as it came, for whoever has to mend it.
fn typed(fields: &Fields, kind: &str) -> Form {
    let mut form = fields.form(&["title", "body", "cover_alt", "publish_at"]);
    for field in kinds::by_name(kind).map_or(&[][..], |k| k.fields()) {
        form.set(field.name, fields.get(field.name));
    }
    form
}

fn refuse(ctx: &Ctx, form: &mut Form, error: Error) -> Result<()> {
    forms::refuse(form, &ctx.lang, error, &[("images", "cover"), ("alt", "cover_alt")])
}

pub(super) async fn begin(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    if ctx.viewer.person().is_none() {
        return login::keep(ctx, &format!("/c/{}/drafts", *handle), &fields).await;
    }
    let kind = articles::ARTICLE;
    match try_begin(&ctx, &handle, kind, &fields).await {
        Ok(id) => finish(&ctx, id, kind, &fields).await,
        Err(error) => {
            let mut form = typed(&fields, kind);
            refuse(&ctx, &mut form, error)?;
            show_new(&ctx, &handle, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn try_begin(ctx: &Ctx, handle: &str, kind: &'static str, fields: &Fields) -> Result<i64> {
    let origin = ctx.origin()?;
    guard(ctx, fields)?;
    let (_, community) = member::community(ctx, handle).await?;
    let written = written(ctx, kind, fields, None).await?;
    Ok(ctx.app.db.write(move |tx| rules::begin(tx, &origin, community.id, kind, &written)).await?.id)
}

pub(super) async fn change(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    let id = id.into_inner();
    if ctx.viewer.person().is_none() {
        return login::keep(ctx, &format!("/drafts/{id}"), &fields).await;
    }
    let viewer = ctx.viewer.clone();
    let (draft, _) = ctx.app.db.read(move |conn| rules::open(conn, &viewer, id)).await?;
    match try_change(&ctx, id, &draft.kind, &rules::details(&draft), &fields).await {
        Ok(()) => finish(&ctx, id, &draft.kind, &fields).await,
        Err(error) => {
            let mut form = typed(&fields, &draft.kind);
            refuse(&ctx, &mut form, error)?;
            show_edit(&ctx, id, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn try_change(ctx: &Ctx, id: i64, kind: &str, before: &Details, fields: &Fields) -> Result<()> {
    let origin = ctx.origin()?;
    guard(ctx, fields)?;
    let written = written(ctx, kind, fields, Some(before)).await?;
    ctx.app.db.write(move |tx| rules::save(tx, &origin, id, &written).map(drop)).await
}

/// What the form says, with its cover: a new one, the one it had, or none.
async fn written(ctx: &Ctx, kind: &str, fields: &Fields, before: Option<&Details>) -> Result<Written> {
    let asked = kinds::by_name(kind).map_or(&[][..], |k| k.fields());
    let details = Details(asked.iter().map(|f| (f.name.to_owned(), Value::String(fields.get(f.name).to_owned()))).collect());
    let kept = before.filter(|_| !fields.is_on("drop_cover"));
    let mut details = rules::with_cover(details, kept);
    if let Some(new) = uploads::keep_one(ctx, fields.file("cover"), "cover").await? {
        let [key, content_type, width, height, _] = COVER;
        let facts = [(key, new.key.clone()), (content_type, new.content_type.to_owned()), (width, new.width.to_string()), (height, new.height.to_string())];
        details.0.extend(facts.into_iter().map(|(name, text)| (name.to_owned(), Value::String(text))));
    }
    if details.0.contains_key("cover") {
        let alt: String = fields.get("cover_alt").trim().chars().take(1500).collect();
        details.0.insert("cover_alt".to_owned(), Value::String(alt));
    }
    Ok(Written { title: fields.get("title").to_owned(), source: fields.get("body").to_owned(), details })
}

/// Does what the pressed button says, with what is kept by now.
async fn finish(ctx: &Ctx, id: i64, kind: &str, fields: &Fields) -> Result<HttpResponse> {
    match act(ctx, id, fields).await {
        Ok(answer) => Ok(answer),
        Err(error) => {
            let mut form = typed(fields, kind);
            refuse(ctx, &mut form, error)?;
            show_edit(ctx, id, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn act(ctx: &Ctx, id: i64, fields: &Fields) -> Result<HttpResponse> {
    let origin = ctx.origin()?;
    let here = format!("/drafts/{id}");
    match fields.get("act") {
        "preview" => return Ok(ctx.redirect(&format!("{here}/preview"))),
        "publish" => {
            let post = publish(ctx, id).await?;
            return Ok(ctx.flash(&format!("/post/{post}"), "flash-posted"));
        }
        "schedule" => {
            let at = fields.opt("publish_at").and_then(moment).ok_or_else(|| Error::field("publish_at", "form-date-bad"))?;
            ctx.app.db.write(move |tx| rules::schedule(tx, &origin, id, Some(at))).await?;
        }
        "unschedule" => ctx.app.db.write(move |tx| rules::schedule(tx, &origin, id, None)).await?,
        "propose" => ctx.app.db.write(move |tx| rules::propose(tx, &origin, id, true)).await?,
        "take-back" => ctx.app.db.write(move |tx| rules::propose(tx, &origin, id, false)).await?,
        _ => return Ok(ctx.flash(&here, "flash-draft-kept")),
    }
    ctx.ring();
    let said = match fields.get("act") {
        "schedule" => "flash-draft-scheduled",
        "propose" => "flash-draft-proposed",
        _ => "flash-draft-kept",
    };
    Ok(ctx.flash(&here, said))
}

async fn publish(ctx: &Ctx, id: i64) -> Result<i64> {
    let origin = ctx.origin()?;
    let (app, viewer) = (Arc::clone(&ctx.app), ctx.viewer.clone());
    let made = ctx
        .app
        .db
        .read(move |conn| {
            let (draft, _) = rules::open(conn, &viewer, id)?;
            rules::make(conn, &app.urls, &app.renderer, &draft)
        })
        .await?;
    let post = ctx.app.db.write(move |tx| rules::publish(tx, &origin, id, &made)).await?;
    ctx.ring();
    Ok(post.id)
}

pub(super) async fn delete_page(ctx: Ctx, id: web::Path<i64>) -> Result<HttpResponse> {
    let id = id.into_inner();
    let reader = Arc::clone(&ctx.reader);
    ctx.require_person()?;
    ctx.app.db.read(move |conn| pages::edit(conn, &reader, id, None).map(drop)).await?;
    let body = ConfirmActPage {
        title: "draft-delete-title".to_owned(),
        text: "draft-delete-text".to_owned(),
        button: "draft-delete".to_owned(),
        action: format!("/drafts/{id}/delete"),
        back: format!("/drafts/{id}"),
        danger: true,
        ..ConfirmActPage::default()
    };
    ctx.show("", "confirm_act.html", body).await
}

pub(super) async fn delete(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    let origin = ctx.origin()?;
    guard(&ctx, &fields)?;
    let id = id.into_inner();
    ctx.app.db.write(move |tx| rules::delete(tx, &origin, id)).await?;
    ctx.ring();
    Ok(ctx.flash("/drafts", "flash-deleted"))
}
