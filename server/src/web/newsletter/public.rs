//! The newsletter's own page, and subscribing from it.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::domain::newsletter::subscribing::{self, Wish};
use crate::domain::tokens;
use crate::jobs::newsletter::takes_subscribers;
use crate::limits::{Action, Who};
use crate::pages::newsletter as pages;
use crate::pages::view::{Form, SubscriptionPage};
use crate::store::actors::Actor;
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::web::member;
use crate::web::respond::{self, app_of};
use crate::{Error, Result};

pub(super) async fn page(request: HttpRequest, handle: web::Path<String>) -> Result<HttpResponse> {
    let (app, handle) = (app_of(&request)?, handle.into_inner());
    let mail = takes_subscribers(&app);
    respond::page(&request, format!("/c/{handle}/newsletter"), move |conn, reader| {
        pages::load(conn, reader, &app.renderer, &handle, mail, None)
    })
    .await
}

fn path(actor: &Actor) -> String {
    format!("/c/{}/newsletter", actor.name)
}

/// What anybody sees who asked, whatever came of it.
async fn look_in_mail(ctx: &Ctx, actor: &Actor) -> Result<HttpResponse> {
    let body = SubscriptionPage { state: "sent".to_owned(), place: actor.label().to_owned(), place_url: path(actor), ..SubscriptionPage::default() };
    ctx.show("communities", "newsletter_own.html", body).await
}

pub(super) async fn subscribe(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    let (_, actor) = member::community(&ctx, &handle).await?;
    match try_subscribe(&ctx, &actor, &fields).await {
        Ok(true) => Ok(ctx.flash(&path(&actor), "flash-subscribed")),
        Ok(false) => look_in_mail(&ctx, &actor).await,
        Err(error) => {
            let mut form = fields.form(&["email"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            refused(&ctx, &handle, form).await
        }
    }
}

async fn refused(ctx: &Ctx, handle: &str, form: Form) -> Result<HttpResponse> {
    let (app, reader, handle) = (Arc::clone(&ctx.app), Arc::clone(&ctx.reader), handle.to_owned());
    let mail = takes_subscribers(&app);
    let loaded = ctx.app.db.read(move |conn| pages::load(conn, &reader, &app.renderer, &handle, mail, Some(form))).await?;
    ctx.render_as(StatusCode::UNPROCESSABLE_ENTITY, &loaded.page)
}

/// `true` where it needs no mail any more.
async fn try_subscribe(ctx: &Ctx, actor: &Actor, fields: &Fields) -> Result<bool> {
    let (consent, address) = (pages::consent(&ctx.lang, actor.label()), ctx.address.to_string());
    if let Some(person) = ctx.viewer.person() {
        ctx.check_csrf(fields.csrf())?;
        ctx.count(Action::Post)?;
        let (person, actor, text, address) = (person.clone(), actor.clone(), consent.clone(), address.clone());
        if !fields.has("email") && ctx.app.db.write(move |tx| subscribing::join(tx, &person, &actor, &text, &address)).await? {
            return Ok(true);
        }
    } else {
        ctx.check_from_here()?;
    }
    if !takes_subscribers(&ctx.app) {
        return Err(Error::Forbidden("This house sends no mail."));
    }
    let email = fields.opt("email").ok_or_else(|| Error::field("email", "error-required"))?.to_owned();
    // Counted by address and by mailbox, and the answer is the same for every mailbox.
    ctx.app.limits.check(Action::Login, Who::Name(&email), ctx.address)?;
    let (wish, token, actor) = (Wish { email, locale: ctx.locale().to_owned(), text: consent, address }, tokens::fresh()?, actor.clone());
    ctx.app.db.write(move |tx| subscribing::ask(tx, &actor, &wish, &token)).await?;
    ctx.ring();
    Ok(false)
}

pub(super) async fn part(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    super::guard(&ctx, &fields)?;
    let person = ctx.require_person()?.clone();
    let (_, actor) = member::community(&ctx, &handle).await?;
    let to = path(&actor);
    ctx.app.db.write(move |tx| subscribing::part(tx, &person, &actor)).await?;
    Ok(ctx.flash(&to, "flash-unsubscribed"))
}
