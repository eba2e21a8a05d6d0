//! Founding a community.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::app::new_keys;
use crate::domain::communities::{self as founding, Draft};
use crate::domain::lifecycle::Life;
use crate::formats;
use crate::limits::Action;
use crate::pages::view::{CommunityNewPage, Form};
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::web::lifecycle::span;
use crate::store::communities::{Access, Purpose};
use crate::{Error, Result};

pub(super) async fn page(ctx: Ctx) -> Result<HttpResponse> {
    ctx.require_person()?;
    let form = Form::filled([("purpose", "open".to_owned()), ("lifespan", "standing".to_owned()), ("access", "public".to_owned()), ("format_forum", "1".to_owned())]);
    show(&ctx, form, StatusCode::OK).await
}

async fn show(ctx: &Ctx, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let body = CommunityNewPage { form, host: ctx.urls.host().to_owned(), formats: offered_formats() };
    ctx.show_as(status, "communities", "community_new.html", body).await
}

pub(super) async fn found(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    match try_found(&ctx, &fields).await {
        Ok(name) => Ok(ctx.flash(&format!("/c/{name}"), "flash-founded")),
        Err(error) => {
            let mut form = fields.form(&["title", "name", "summary", "purpose", "lifespan", "goal", "ends_at", "access"]);
            keep_formats(&mut form, &fields);
            forms::refuse(&mut form, &ctx.lang, error, &[("job", "summary")])?;
            ctx.require_person()?;
            show(&ctx, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// The purpose that a form chose; none where it does not ask.
pub(in crate::web) fn purpose(fields: &Fields) -> Result<Option<Purpose>> {
    match fields.get("purpose").trim() {
        "" => Ok(None),
        word => Purpose::parse(word).map(Some).ok_or_else(|| Error::field("purpose", "form-kind-unknown")),
    }
}

/// Who may read a new community, by the form.
fn access(fields: &Fields) -> Result<Option<Access>> {
    match fields.get("access").trim() {
        "" => Ok(None),
        word => Access::parse(word).map(Some).ok_or_else(|| Error::field("access", "form-kind-unknown")),
    }
}

/// The formats that a form chose; none where it does not ask.
pub(in crate::web) fn chosen_formats(fields: &Fields) -> Option<String> {
    let chosen = formats::OFFERED.iter().copied().filter(|format| fields.is_on(&format!("format_{format}"))).collect::<Vec<_>>();
    fields.has("formats").then(|| formats::write(chosen.into_iter()))
}

/// Shows a form's own choice of formats again.
pub(in crate::web) fn keep_formats(form: &mut Form, fields: &Fields) {
    for format in formats::OFFERED {
        let name = format!("format_{format}");
        form.set(&name, fields.get(&name));
    }
}

/// What the forms offer.
pub(in crate::web) fn offered_formats() -> Vec<String> {
    formats::OFFERED.iter().map(ToString::to_string).collect()
}

/// How long a community is to last, by the form.
fn life(fields: &Fields) -> Result<Life> {
    match fields.get("lifespan").trim() {
        "" | "standing" => Ok(Life::Standing),
        "task" => Ok(span::task(fields)),
        _ => Err(Error::field("lifespan", "form-lifespan-bad")),
    }
}

async fn try_found(ctx: &Ctx, fields: &Fields) -> Result<String> {
    let origin = ctx.origin()?;
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Post)?;
    let name = fields.get("name").trim().trim_start_matches(['@', '!']).to_lowercase();
    let draft = Draft { title: fields.get("title").to_owned(), job: fields.get("summary").trim().to_owned(), purpose: purpose(fields)?, formats: chosen_formats(fields), access: access(fields)?, life: life(fields)?, ..Draft::default() };
    let keys = new_keys().await?;
    let founded = name.clone();
    ctx.app.db.write(move |tx| founding::found(tx, &origin, &name, &draft, &keys)).await?;
    ctx.ring();
    Ok(founded)
}
