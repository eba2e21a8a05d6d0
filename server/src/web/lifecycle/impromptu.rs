//! One field, one click: a community for what is happening right now.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::app::new_keys;
use crate::domain::lifecycle::{self, Wish};
use crate::fediverse::convening;
use crate::limits::Action;
use crate::pages::view::{Form, ImpromptuPage};
use crate::store::lifespans::Afterwards;
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::{Error, Result};

pub(super) async fn page(ctx: Ctx) -> Result<HttpResponse> {
    ctx.require_person()?;
    show(&ctx, Form::filled([("afterwards", "keep".to_owned())]), StatusCode::OK).await
}

async fn show(ctx: &Ctx, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let convener = format!("@{}@{}", ctx.app.config.convener.name, ctx.urls.host());
    ctx.show_as(status, "communities", "impromptu.html", ImpromptuPage { form, convener }).await
}

pub(super) async fn found(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    match try_found(&ctx, &fields).await {
        Ok(name) => Ok(ctx.flash(&format!("/c/{name}"), "flash-gathered")),
        Err(error) => {
            let mut form = fields.form(&["title", "quiet_hours", "afterwards"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            ctx.require_person()?;
            show(&ctx, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn try_found(ctx: &Ctx, fields: &Fields) -> Result<String> {
    let origin = ctx.origin()?;
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Post)?;
    let quiet_hours = fields.opt("quiet_hours").map(|text| text.parse::<i32>().unwrap_or(0));
    let afterwards = match fields.opt("afterwards") {
        None => Afterwards::Keep,
        Some(word) => Afterwards::parse(word).ok_or_else(|| Error::field("afterwards", "form-afterwards-bad"))?,
    };
    let wish = Wish { title: fields.get("title").to_owned(), quiet_hours, afterwards, request: None };
    let (keys, rules) = (new_keys().await?, convening::rules(&ctx.app));
    let (_, actor) = ctx.app.db.write(move |tx| lifecycle::found(tx, &origin, &wish, rules, &keys)).await?;
    ctx.ring();
    Ok(actor.name)
}
