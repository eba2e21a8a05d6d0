//! For those who plan an event: another time, calling it off, and what came of it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde_json::Value;

use super::{REFUSED, guard};
use crate::domain::occasions::{self as rules, must_plan};
use crate::domain::access;
use crate::kinds::{self, Details, event};
use crate::pages::composer;
use crate::pages::events as pages;
use crate::pages::view::{EventEditPage, EventOutcomePage, EventStatePage, Form};
use crate::store::actors;
use crate::store::guests::{self, GuestState};
use crate::store::occasions::{self, OccasionState};
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::web::member;
use crate::{Error, Result};

pub(super) async fn edit_page(ctx: Ctx, id: web::Path<i64>) -> Result<HttpResponse> {
    let (origin, viewer, now, id) = (ctx.origin()?, ctx.viewer.clone(), ctx.now, id.into_inner());
    let form = ctx
        .app
        .db
        .read(move |conn| {
            let (post, row, _) = pages::one(conn, &viewer, id, now)?;
            must_plan(conn, &origin, &post)?;
            let mut form = Form::filled(event::plan::details(&row));
            let mut handles = Vec::new();
            let people = occasions::organizers(conn, id)?;
            for (actor, host) in actors::with_hosts(conn, &people)? {
                handles.push(if actor.is_local() { format!("@{}", actor.name) } else { format!("@{}@{host}", actor.name) });
            }
            form.set("event_organizers", handles.join(", "));
            Ok(form)
        })
        .await?;
    show_edit(&ctx, id, form, StatusCode::OK).await
}

async fn show_edit(ctx: &Ctx, id: i64, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let (viewer, now) = (ctx.viewer.clone(), ctx.now);
    let (_, _, event) = ctx.app.db.read(move |conn| pages::one(conn, &viewer, id, now)).await?;
    let body = EventEditPage {
        title: event.title,
        url: event.url,
        action: format!("/events/{id}/edit"),
        fields: kinds::by_name(event::NAME).map(|kind| composer::fields(&ctx.lang, kind)).unwrap_or_default(),
        form,
    };
    ctx.show_as(status, "", "event_edit.html", body).await
}

pub(super) async fn edit(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    let origin = ctx.origin()?;
    guard(&ctx, &fields)?;
    let id = id.into_inner();
    let given = event::FIELDS.iter().map(|field| (field.name.to_owned(), Value::String(fields.get(field.name).to_owned())));
    let details = Details(given.collect());
    match ctx.app.db.write(move |tx| rules::change(tx, &origin, id, &details)).await {
        Ok(()) => {
            ctx.ring();
            Ok(ctx.flash(&format!("/post/{id}"), "flash-kept"))
        }
        Err(error) => {
            let names: Vec<&str> = event::FIELDS.iter().map(|field| field.name).collect();
            let mut form = fields.form(&names);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show_edit(&ctx, id, form, REFUSED).await
        }
    }
}

pub(super) async fn state_page(ctx: Ctx, id: web::Path<i64>) -> Result<HttpResponse> {
    show_state(&ctx, *id, Form::default(), StatusCode::OK).await
}

async fn show_state(ctx: &Ctx, id: i64, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let (origin, viewer, now) = (ctx.origin()?, ctx.viewer.clone(), ctx.now);
    let body = ctx
        .app
        .db
        .read(move |conn| {
            let (post, row, event) = pages::one(conn, &viewer, id, now)?;
            if !rules::plans(conn, &origin, &post)? {
                let community = post.community_id.ok_or(Error::Forbidden("Only those who plan this event may do that."))?;
                let actor = actors::by_id(conn, community)?;
                access::power_over(conn, &origin, &actor)?;
            }
            Ok(EventStatePage {
                title: event.title,
                url: event.url,
                action: format!("/events/{id}/state"),
                choices: OccasionState::ALL.iter().filter(|state| **state != row.state).map(ToString::to_string).collect(),
                series: !row.rule.is_empty(),
                going: u64::try_from(guests::count(conn, id, GuestState::Going)?).unwrap_or(0),
                form,
            })
        })
        .await?;
    ctx.show_as(status, "", "event_state.html", body).await
}

pub(super) async fn state(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    let origin = ctx.origin()?;
    guard(&ctx, &fields)?;
    let id = id.into_inner();
    let wanted = OccasionState::parse(fields.get("state")).ok_or_else(|| Error::field("state", "form-status-empty"));
    let reason = fields.get("reason").to_owned();
    let done = match wanted {
        Ok(state) => ctx.app.db.write(move |tx| rules::set_state(tx, &origin, id, state, &reason)).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => {
            ctx.ring();
            Ok(ctx.flash(&format!("/post/{id}"), "flash-event-told"))
        }
        Err(error) => {
            let mut form = fields.form(&["state", "reason"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show_state(&ctx, id, form, REFUSED).await
        }
    }
}

pub(super) async fn outcome_page(ctx: Ctx, id: web::Path<i64>) -> Result<HttpResponse> {
    show_outcome(&ctx, *id, Form::default(), StatusCode::OK).await
}

async fn show_outcome(ctx: &Ctx, id: i64, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let (origin, viewer, now) = (ctx.origin()?, ctx.viewer.clone(), ctx.now);
    let event = ctx
        .app
        .db
        .read(move |conn| {
            let (post, _, event) = pages::one(conn, &viewer, id, now)?;
            must_plan(conn, &origin, &post)?;
            Ok(event)
        })
        .await?;
    let body = EventOutcomePage { title: event.title, url: event.url, action: format!("/events/{id}/outcome"), form };
    ctx.show_as(status, "", "event_outcome.html", body).await
}

pub(super) async fn outcome(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    let id = id.into_inner();
    match try_outcome(&ctx, id, &fields).await {
        Ok(reply) => Ok(ctx.flash(&format!("/post/{id}#p{reply}"), "flash-posted")),
        Err(error) => {
            let mut form = fields.form(&["body"]);
            forms::refuse(&mut form, &ctx.lang, error, &[("images", "image"), ("alt", "image_alt")])?;
            show_outcome(&ctx, id, form, REFUSED).await
        }
    }
}

async fn try_outcome(ctx: &Ctx, id: i64, fields: &Fields) -> Result<i64> {
    let origin = ctx.origin()?;
    guard(ctx, fields)?;
    let (post, planner) = (id, origin.clone());
    ctx.app
        .db
        .read(move |conn| {
            let post = crate::store::posts::by_id(conn, post)?.ok_or(Error::NotFound("event"))?;
            must_plan(conn, &planner, &post)
        })
        .await?;
    let mut content = member::rendered(ctx, fields.get("body")).await?;
    content.attachments = member::new_pictures(ctx, fields).await?;
    content.check(false)?;
    let reply = ctx.app.db.write(move |tx| rules::tell_outcome(tx, &origin, id, &content)).await?;
    ctx.ring();
    Ok(reply)
}
