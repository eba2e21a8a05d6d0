//! Reputation: its rules, who did most for a community, ranks that stewards decide about, and what ranks let people do.

mod deeds;
mod standing;

pub(crate) use standing::wish;

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::web::{self, get, post, resource};
use actix_web::{HttpRequest, HttpResponse};

use crate::domain::reputation::{self, RANKS, Rules, threshold_field, weight_field};
use crate::pages::reputation as pages;
use crate::store::accounts::Role;
use crate::store::merits::MeritKind;
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::web::member::back;
use crate::web::respond::page;
use crate::{Error, Result};

pub(super) fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(resource("/about/reputation").route(get().to(rules)))
        .service(resource("/admin/reputation").route(get().to(edit_rules)).route(post().to(change_rules)))
        .service(resource("/c/{handle}/standing").route(get().to(standing::page)).route(post().to(standing::open_up)))
        .service(resource("/c/{handle}/standing/rank").route(post().to(standing::decide)))
        .service(resource("/u/{handle}/reputation").route(get().to(person)))
        .service(resource("/reputation/listed").route(post().to(listed)))
        .service(resource("/post/{id}/title").route(get().to(deeds::title_page)).route(post().to(deeds::retitle)))
        .service(resource("/post/{id}/spam").route(post().to(deeds::spam)));
}

/// Checks that a page of ours sent this, and counts it like a post.
fn guard(ctx: &Ctx, fields: &Fields) -> Result<()> {
    ctx.check_csrf(fields.csrf())?;
    ctx.count(crate::limits::Action::Post)
}

async fn rules(request: HttpRequest) -> Result<HttpResponse> {
    page(&request, "/about/reputation".to_owned(), pages::rules).await
}

async fn edit_rules(ctx: Ctx) -> Result<HttpResponse> {
    ctx.require_role(Role::Admin)?;
    let reader = Arc::clone(&ctx.reader);
    let body = ctx.app.db.read(move |conn| pages::admin_rules(conn, &reader)).await?;
    ctx.show("admin", "admin/reputation.html", body).await
}

async fn change_rules(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    ctx.require_role(Role::Admin)?;
    match try_change(&ctx, &fields).await {
        Ok(()) => Ok(ctx.flash("/admin/reputation", "flash-kept")),
        Err(error) => {
            let reader = Arc::clone(&ctx.reader);
            let mut body = ctx.app.db.read(move |conn| pages::admin_rules(conn, &reader)).await?;
            for (name, value) in fields.texts().filter(|(name, _)| body_has(name)) {
                body.form.set(name, value);
            }
            forms::refuse(&mut body.form, &ctx.lang, error, &[])?;
            ctx.show_as(StatusCode::UNPROCESSABLE_ENTITY, "admin", "admin/reputation.html", body).await
        }
    }
}

fn body_has(name: &str) -> bool {
    name == "half_life" || MeritKind::ALL.iter().any(|kind| weight_field(*kind) == name) || RANKS.iter().any(|rank| threshold_field(*rank) == name)
}

async fn try_change(ctx: &Ctx, fields: &Fields) -> Result<()> {
    let origin = ctx.origin()?;
    guard(ctx, fields)?;
    let rules = read(|name| number(fields, name))?;
    ctx.app.db.write(move |tx| reputation::change_rules(tx, &origin, &rules)).await?;
    ctx.ring();
    Ok(())
}

/// Rules out of numbers by the names of their fields.
fn read(number: impl Fn(&'static str) -> Result<i64>) -> Result<Rules> {
    let mut rules = Rules::default();
    for kind in MeritKind::ALL {
        rules.set_weight(*kind, number(weight_field(*kind))?);
    }
    for (rank, points) in RANKS.iter().zip(&mut rules.thresholds) {
        *points = number(threshold_field(*rank))?;
    }
    rules.half_life = number("half_life")?;
    Ok(rules)
}

fn number(fields: &Fields, name: &'static str) -> Result<i64> {
    fields.get(name).trim().parse().map_err(|_bad| Error::field(name, "form-number-bad"))
}

async fn person(ctx: Ctx, handle: web::Path<String>, query: web::Query<HashMap<String, String>>) -> Result<HttpResponse> {
    let id = |name: &str| query.get(name).and_then(|text| text.parse::<i64>().ok());
    let (wanted, before, reader, handle) = (id("in"), id("before"), Arc::clone(&ctx.reader), handle.into_inner());
    let body = ctx.app.db.read(move |conn| pages::person(conn, &reader, &handle, wanted, before)).await?;
    let nav = if body.me { "me" } else { "" };
    ctx.show(nav, "reputation.html", body).await
}

/// Whether the viewer shows in lists of who did most.
async fn listed(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    let origin = ctx.origin()?;
    guard(&ctx, &fields)?;
    let hidden = fields.get("listed") == "0";
    let home = format!("/u/{}/reputation", origin.actor().name);
    ctx.app.db.write(move |tx| reputation::set_hidden(tx, &origin, hidden)).await?;
    Ok(ctx.flash(back(&fields, &home), "flash-kept"))
}
