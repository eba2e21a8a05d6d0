//! Settings: the page, one's profile, and what comes by mail.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde_json::{Map, Value};

use crate::domain::actors::{self as people, ProfileChange};
use crate::domain::{Origin, email, tokens};
use crate::jobs::{self, MailKind};
use crate::limits::Action;
use crate::pages::settings_page::{self, MAILS};
use crate::pages::view::SettingsPage;
use crate::store::accounts;
use crate::web::cookies::{self, Jar};
use crate::web::ctx::Ctx;
use crate::web::flash::{self, Tone};
use crate::web::forms::{self, Fields};
use crate::web::member::threads::rendered;
use crate::web::uploads;
use crate::{Error, Result};

/// The longest text about oneself, in bytes; its letters are counted by the rules.
const BIO_MAX: usize = 8_000;

pub(super) async fn page(ctx: Ctx, query: web::Query<HashMap<String, String>>) -> Result<HttpResponse> {
    ctx.require_person()?;
    let section = query.get("section").map_or("profile", String::as_str);
    show(&ctx, load(&ctx, section).await?, StatusCode::OK).await
}

pub(super) async fn load(ctx: &Ctx, section: &str) -> Result<SettingsPage> {
    let (reader, section) = (Arc::clone(&ctx.reader), section.to_owned());
    let mut page = ctx.app.db.read(move |conn| settings_page::load(conn, &reader, &section)).await?;
    page.locales = ctx.theme.catalog().langs().map(|lang| (lang.tag().to_owned(), lang.text("language-name"))).collect();
    Ok(page)
}

pub(super) async fn show(ctx: &Ctx, page: SettingsPage, status: StatusCode) -> Result<HttpResponse> {
    ctx.show_as(status, "me", "settings.html", page).await
}

/// A section with what was typed and what is wrong with it.
pub(super) async fn refuse(ctx: &Ctx, section: &str, fields: &Fields, names: &[&str], error: Error, map: &[(&str, &str)]) -> Result<HttpResponse> {
    ctx.require_person()?;
    let mut page = load(ctx, section).await?;
    for name in names {
        page.form.set(name, fields.get(name));
    }
    forms::refuse(&mut page.form, &ctx.lang, error, map)?;
    show(ctx, page, StatusCode::UNPROCESSABLE_ENTITY).await
}

pub(super) async fn profile(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    match change_profile(&ctx, &fields).await {
        Ok(()) => {
            let https = ctx.is_https();
            let scheme = match fields.get("scheme") {
                chosen @ ("light" | "dark") => cookies::set(Jar::Scheme, chosen, https),
                _ => cookies::unset(Jar::Scheme, https),
            };
            let kept = cookies::set(Jar::Flash, &flash::write(Tone::Good, "flash-kept"), https);
            Ok(ctx.redirect_with("/settings", &[scheme, kept]))
        }
        Err(error) => {
            let names = ["display", "bio", "locale", "scheme", "discoverable", "indexable"];
            let map = [("display_name", "display"), ("summary", "bio"), ("body", "bio")];
            refuse(&ctx, "profile", &fields, &names, error, &map).await
        }
    }
}

async fn change_profile(ctx: &Ctx, fields: &Fields) -> Result<()> {
    let origin = ctx.origin()?;
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Post)?;
    let bio = fields.get("bio").trim();
    if bio.len() > BIO_MAX {
        return Err(Error::Invalid(too_long("bio", 2000)));
    }
    let text = rendered(ctx, bio).await?;
    let avatar = uploads::keep_one(ctx, fields.file("avatar"), "avatar").await?;
    let change = ProfileChange {
        display_name: fields.get("display").to_owned(),
        summary_source: (!bio.is_empty()).then(|| bio.to_owned()),
        summary_html: text.html,
        summary_plain: text.plain,
        icon_url: avatar.map(|kept| ctx.urls.media(&kept.key).to_string()),
        discoverable: fields.is_on("discoverable"),
        indexable: fields.is_on("indexable"),
    };
    let account = ctx.require_person()?.account.clone();
    let locale = fields.opt("locale").and_then(|tag| ctx.theme.catalog().get(tag)).map(|lang| lang.tag().to_owned());
    ctx.app
        .db
        .write(move |tx| {
            people::change_profile(tx, &origin, &change)?;
            accounts::set_preferences(tx, account.id, locale.as_deref(), &account.mail_preferences)
        })
        .await?;
    ctx.ring();
    Ok(())
}

fn too_long(field: &'static str, max: usize) -> crate::error::FieldErrors {
    let mut errors = crate::error::FieldErrors::new();
    errors.add_with(field, "form-too-long", [("max", max.to_string())]);
    errors
}

pub(super) async fn mail(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    match change_mail(&ctx, &fields).await {
        Ok(key) => Ok(ctx.flash("/settings?section=mail", key)),
        Err(error) => {
            let mut names = vec!["email"];
            names.extend(MAILS.iter().map(|(_, field)| *field));
            refuse(&ctx, "mail", &fields, &names, error, &[]).await
        }
    }
}

async fn change_mail(ctx: &Ctx, fields: &Fields) -> Result<&'static str> {
    let Origin::Local(person) = ctx.origin()? else { return Err(Error::unauthorized("Log in to do that.")) };
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Post)?;
    let chosen: Map<String, Value> =
        MAILS.iter().map(|(kind, field)| (kind.as_str().to_owned(), Value::Bool(fields.is_on(field)))).collect();
    let chosen = Value::Object(chosen).to_string();
    let address = fields.get("email").trim().to_owned();
    let moves = person.account.email.as_deref() != Some(address.as_str());
    let token = tokens::fresh()?;
    let mail_works = ctx.mail_works;
    ctx.app
        .db
        .write(move |tx| {
            let account = &person.account;
            accounts::set_preferences(tx, account.id, account.locale.as_deref(), &chosen)?;
            match (moves, mail_works) {
                (false, _) => Ok(()),
                (true, false) => email::set_unconfirmed(tx, &person, &address),
                (true, true) => {
                    email::ask(tx, &person, &address, &token)?;
                    jobs::enqueue_mail(tx, account.id, MailKind::Confirm, &token)
                }
            }
        })
        .await?;
    ctx.ring();
    Ok(if moves && mail_works { "flash-mail-sent" } else { "flash-kept" })
}
