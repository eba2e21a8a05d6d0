//! Logging in and out.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::domain::settings::Registration;
use crate::limits::{Action, Who};
use crate::pages::view::{Form, LoginPage};
use crate::store::accounts;
use crate::web::auth::{open_session, password_fits};
use crate::web::cookies::{self, Jar};
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::web::flash::{self, Tone};
use crate::{Error, Result};

pub(super) async fn page(ctx: Ctx, query: web::Query<HashMap<String, String>>) -> Result<HttpResponse> {
    let next = forms::next(query.get("next").map_or("/", String::as_str)).to_owned();
    if ctx.viewer.person().is_some() {
        return Ok(ctx.redirect(&next));
    }
    show(&ctx.with_form()?, Form::default(), &next, StatusCode::OK).await
}

async fn show(ctx: &Ctx, form: Form, next: &str, status: StatusCode) -> Result<HttpResponse> {
    let body = LoginPage {
        form,
        next: next.to_owned(),
        can_register: ctx.house.registration != Registration::Closed,
        can_reset: ctx.mail_works,
    };
    ctx.show_as(status, "login", "login.html", body).await
}

pub(super) async fn enter(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    let next = forms::next(fields.get("next")).to_owned();
    match try_enter(&ctx, &fields).await {
        Ok(cookies) => Ok(ctx.redirect_with(&next, &cookies)),
        Err(error) => {
            let mut form = fields.form(&["name"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show(&ctx.with_form()?, form, &next, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn try_enter(ctx: &Ctx, fields: &Fields) -> Result<[actix_web::cookie::Cookie<'static>; 2]> {
    ctx.check_csrf(fields.csrf())?;
    let (name, password) = (fields.get("name").trim().to_owned(), fields.get("password"));
    ctx.app.limits.check(Action::Login, Who::Name(&name), ctx.address)?;
    let wrong = || Error::field("", "error-login");
    // Nobody's password is that long, and hashing it would cost us.
    if password.len() > 1000 || name.len() > 254 {
        return Err(wrong());
    }
    let account = ctx.app.db.read(move |conn| accounts::by_login(conn, name.trim_start_matches('@'))).await?;
    let hash = account.as_ref().and_then(|a| a.password_hash.clone());
    let fits = password_fits(password, hash).await?;
    match account {
        Some(account) if fits => open_session(ctx, &account).await,
        _ => Err(wrong()),
    }
}

pub(super) async fn leave(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    let Some(session) = ctx.session.clone() else {
        return Ok(ctx.redirect("/"));
    };
    ctx.check_csrf(fields.csrf())?;
    ctx.app.db.write(move |tx| accounts::end_session(tx, session.account_id, session.id)).await?;
    let https = ctx.is_https();
    let bye = cookies::set(Jar::Flash, &flash::write(Tone::Good, "flash-logged-out"), https);
    Ok(ctx.redirect_with("/", &[cookies::unset(Jar::Session, https), bye]))
}
