//! Making an account: open, by an admin's yes, or not at all.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::app::new_keys;
use crate::domain::accounts::{self as accounting, NewAccount, check_password};
use crate::domain::settings::Registration;
use crate::domain::tokens;
use crate::error::FieldErrors;
use crate::jobs::{self, MailKind};
use crate::limits::{Action, Who};
use crate::pages::view::{Form, RegisterPage};
use crate::store::accounts::AccountState;
use crate::web::auth::hash_password;
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::Result;

const SHOWN_AGAIN: [&str; 3] = ["name", "email", "about"];

pub(super) async fn page(ctx: Ctx) -> Result<HttpResponse> {
    if ctx.viewer.person().is_some() {
        return Ok(ctx.redirect("/"));
    }
    show(&ctx.with_form()?, Form::default(), "", StatusCode::OK).await
}

async fn show(ctx: &Ctx, form: Form, done: &str, status: StatusCode) -> Result<HttpResponse> {
    let body = RegisterPage {
        mode: ctx.house.registration.as_str().to_owned(),
        form,
        host: ctx.urls.host().to_owned(),
        done: done.to_owned(),
        has_terms: !ctx.house.terms.trim().is_empty(),
    };
    ctx.show_as(status, "register", "register.html", body).await
}

pub(super) async fn send(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    match try_send(&ctx, &fields).await {
        Ok(AccountState::Unconfirmed) => show(&ctx, Form::default(), "mail", StatusCode::OK).await,
        Ok(AccountState::Active) => Ok(ctx.flash("/login", "flash-account-open")),
        Ok(_) => show(&ctx, Form::default(), "waiting", StatusCode::OK).await,
        Err(error) => {
            let mut form = fields.form(&SHOWN_AGAIN);
            forms::refuse(&mut form, &ctx.lang, error, &[("application", "about")])?;
            show(&ctx.with_form()?, form, "", StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn try_send(ctx: &Ctx, fields: &Fields) -> Result<AccountState> {
    ctx.check_csrf(fields.csrf())?;
    ctx.app.limits.check(Action::Register, Who::Nobody, ctx.address)?;
    // No person sees this field, so no person fills it in. The program learns nothing.
    if !fields.get("website").is_empty() {
        return Ok(AccountState::Unconfirmed);
    }
    check(ctx, fields)?;
    let password_hash = hash_password(fields.get("password")).await?;
    let keys = new_keys().await?;
    let new = NewAccount {
        name: fields.get("name").trim().trim_start_matches('@').to_lowercase(),
        email: fields.get("email").trim().to_owned(),
        password_hash,
        application: fields.opt("about").map(ToOwned::to_owned),
        locale: None,
    };
    let token = tokens::fresh()?;
    let mail_works = ctx.mail_works;
    let state = ctx
        .app
        .db
        .write(move |tx| {
            let person = accounting::register(tx, &new, &keys, &token)?;
            if mail_works {
                jobs::enqueue_mail(tx, person.account.id, MailKind::Confirm, &token)?;
                return Ok(AccountState::Unconfirmed);
            }
            // A house without a mail server would wait for ever; its admin's yes has to do.
            accounting::confirm(tx, &token)
        })
        .await?;
    ctx.ring();
    Ok(state)
}

fn check(ctx: &Ctx, fields: &Fields) -> Result<()> {
    let mut errors = FieldErrors::new();
    check_password(fields.get("password"), &mut errors);
    if !ctx.house.terms.trim().is_empty() && !fields.is_on("agree") {
        errors.add("agree", "error-agree");
    }
    if ctx.house.registration == Registration::Approval && fields.opt("about").is_none() {
        errors.add("about", "error-required");
    }
    errors.check()
}
