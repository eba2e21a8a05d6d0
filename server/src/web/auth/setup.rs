//! The set-up page: a name, a purpose, a colour, a logo and the first admin, by a link that works once.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::app::new_keys;
use crate::domain::accounts::{NewAccount, check_password};
use crate::domain::settings::House;
use crate::domain::{setup, tokens};
use crate::error::FieldErrors;
use crate::limits::{Action, Who};
use crate::pages::view::{Form, SetupPage};
use crate::store::accounts::{self, LinkPurpose};
use crate::web::auth::{Entered, hash_password, open_session};
use crate::web::cookies::{self, Jar};
use crate::web::ctx::Ctx;
use crate::web::flash::{self, Tone};
use crate::web::forms::{self, Fields};
use crate::web::uploads;
use crate::{Error, Result};

const SHOWN_AGAIN: [&str; 5] = ["org", "purpose", "accent", "name", "email"];

pub(super) async fn page(ctx: Ctx, query: web::Query<HashMap<String, String>>) -> Result<HttpResponse> {
    let token = query.get("token").cloned().unwrap_or_default();
    check_link(&ctx, &token).await?;
    let form = Form::filled([("accent", ctx.house.accent.clone())]);
    show(&ctx.with_form()?, &token, form, StatusCode::OK).await
}

async fn check_link(ctx: &Ctx, token: &str) -> Result<()> {
    ctx.app.limits.check(Action::Login, Who::Nobody, ctx.address)?;
    let (hash, now) = (tokens::hash(token), ctx.now);
    let known = ctx.app.db.read(move |conn| accounts::peek_link(conn, &hash, LinkPurpose::SetUp, now)).await?;
    if known.is_some() && !ctx.house.set_up {
        return Ok(());
    }
    Err(Error::NotFound("link"))
}

async fn show(ctx: &Ctx, token: &str, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let body = SetupPage { token: token.to_owned(), form, host: ctx.urls.host().to_owned() };
    ctx.show_as(status, "setup", "setup.html", body).await
}

pub(super) async fn open(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    check_link(&ctx, fields.get("token")).await?;
    match try_open(&ctx, &fields).await {
        Ok(Entered { cookies: [session, visit], .. }) => {
            let welcome = cookies::set(Jar::Flash, &flash::write(Tone::Good, "flash-house-open"), ctx.is_https());
            Ok(ctx.redirect_with("/", &[session, visit, welcome]))
        }
        Err(error) => {
            let mut form = fields.form(&SHOWN_AGAIN);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show(&ctx.with_form()?, fields.get("token"), form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn try_open(ctx: &Ctx, fields: &Fields) -> Result<Entered> {
    ctx.check_csrf(fields.csrf())?;
    let mut errors = FieldErrors::new();
    check_password(fields.get("password"), &mut errors);
    // The house and its admin both have a name, so this one is told apart here.
    if fields.opt("org").is_none() {
        errors.add("org", "error-required");
    }
    errors.check()?;
    let logo = uploads::keep_one(ctx, fields.file("logo"), "logo").await?;
    let house = House {
        name: fields.get("org").trim().chars().take(80).collect(),
        purpose: fields.get("purpose").trim().to_owned(),
        accent: fields.opt("accent").map_or_else(|| House::default().accent, str::to_lowercase),
        logo: logo.map(|kept| kept.key),
        ..House::default()
    };
    let admin = NewAccount {
        name: fields.get("name").trim().trim_start_matches('@').to_lowercase(),
        email: fields.get("email").trim().to_owned(),
        password_hash: hash_password(fields.get("password")).await?,
        application: None,
        locale: None,
    };
    let (keys, token) = (new_keys().await?, fields.get("token").to_owned());
    let person = ctx.app.db.write(move |tx| setup::open_house(tx, &token, &house, &admin, &keys)).await?;
    open_session(ctx, &person.account).await
}
