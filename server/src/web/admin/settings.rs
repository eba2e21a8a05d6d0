//! The house: its name, purpose, colour, logo, theme, words, and who may make an account.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::domain::settings::{self as houses, House, Registration};
use crate::pages::admin;
use crate::pages::view::AdminSettingsPage;
use crate::store::accounts::Role;
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::web::uploads;
use crate::{Error, Result};

pub(super) async fn page(ctx: Ctx) -> Result<HttpResponse> {
    ctx.require_role(Role::Admin)?;
    let body = load(&ctx)?;
    ctx.show("admin", "admin/settings.html", body).await
}

fn load(ctx: &Ctx) -> Result<AdminSettingsPage> {
    let themes = ctx.app.themes.names().map_err(Error::internal)?;
    Ok(admin::settings(&ctx.reader, &themes))
}

pub(super) async fn change(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    ctx.require_role(Role::Admin)?;
    match try_change(&ctx, &fields).await {
        Ok(()) => Ok(ctx.flash("/admin", "flash-kept")),
        Err(error) => {
            let mut body = load(&ctx)?;
            for name in ["name", "purpose", "accent", "theme", "registration", "about", "terms", "contact"] {
                body.form.set(name, fields.get(name));
            }
            forms::refuse(&mut body.form, &ctx.lang, error, &[])?;
            ctx.show_as(StatusCode::UNPROCESSABLE_ENTITY, "admin", "admin/settings.html", body).await
        }
    }
}

async fn try_change(ctx: &Ctx, fields: &Fields) -> Result<()> {
    let origin = ctx.origin()?;
    super::guard(ctx, fields)?;
    let registration = Registration::parse(fields.get("registration")).ok_or_else(|| Error::field("registration", "error-required"))?;
    let theme = fields.opt("theme").unwrap_or(&ctx.house.theme).to_owned();
    if ctx.app.themes.get(&theme).is_err() {
        return Err(Error::field("theme", "error-theme"));
    }
    let logo = uploads::keep_one(ctx, fields.file("logo"), "logo").await?;
    let house = House {
        name: fields.get("name").to_owned(),
        purpose: fields.get("purpose").to_owned(),
        accent: fields.get("accent").trim().to_lowercase(),
        logo: logo.map(|kept| kept.key).or_else(|| ctx.house.logo.clone()),
        theme,
        registration,
        about: fields.get("about").to_owned(),
        terms: fields.get("terms").to_owned(),
        contact: fields.get("contact").to_owned(),
        set_up: ctx.house.set_up,
    };
    ctx.app.db.write(move |tx| houses::change(tx, &origin, &house)).await?;
    ctx.ring();
    Ok(())
}
