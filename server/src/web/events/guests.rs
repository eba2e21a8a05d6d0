//! Saying that one comes: with an account, or by a link in a mail.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::{REFUSED, guard};
use crate::domain::access;
use crate::domain::occasions::rsvp::{self, Stranger, Wish};
use crate::limits::{Action, Who};
use crate::pages::events as pages;
use crate::pages::view::{EventRow, Form, GuestPage};
use crate::store::guests::{self as stored, Guest, GuestState};
use crate::store::occasions::{Joining, OccasionState};
use crate::web::auth::login;
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::{Error, Result};

fn wish(fields: &Fields) -> Wish {
    Wish { shown: fields.is_on("shown"), remind_day: fields.is_on("remind_day"), remind_hour: fields.is_on("remind_hour") }
}

/// A member comes, changes what they wish, or does not come after all.
pub(super) async fn rsvp(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    let id = id.into_inner();
    if ctx.viewer.person().is_none() {
        return login::keep(ctx, &format!("/events/{id}/rsvp"), &fields).await;
    }
    let origin = ctx.origin()?;
    guard(&ctx, &fields)?;
    let (going, wish) = (fields.get("going") != "0", wish(&fields));
    let state = ctx
        .app
        .db
        .write(move |tx| {
            if going {
                return rsvp::join(tx, &origin, id, wish, None);
            }
            rsvp::leave(tx, &origin, id).map(|()| GuestState::Left)
        })
        .await?;
    ctx.ring();
    let word = match state {
        GuestState::Going => "flash-event-going",
        GuestState::Waiting => "flash-event-waiting",
        GuestState::Asked => "flash-event-asked",
        GuestState::Left => "flash-event-left",
        GuestState::Refused => "flash-event-full",
    };
    Ok(ctx.flash(&format!("/post/{id}"), word))
}

pub(super) async fn page(ctx: Ctx, id: web::Path<i64>) -> Result<HttpResponse> {
    show_form(ctx, *id, Form::default(), StatusCode::OK).await
}

async fn show_form(ctx: Ctx, id: i64, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let (viewer, now) = (ctx.viewer.clone(), ctx.now);
    let (open, event) = ctx
        .app
        .db
        .read(move |conn| {
            let (post, row, event) = pages::one(conn, &viewer, id, now)?;
            let here = crate::kinds::event::lives_here(conn, &post)? && access::reads(conn, &access::Viewer::Visitor, id)?;
            let coming = crate::store::occasions::next(conn, id, now)?.is_some();
            Ok((here && coming && row.state == OccasionState::On && row.joining == Joining::Open, event))
        })
        .await?;
    let state = match (ctx.mail_works, open) {
        (_, false) => "closed",
        (false, true) => "off",
        (true, true) => "form",
    };
    let body = GuestPage { state: state.to_owned(), event, action: format!("/events/{id}/guest"), form, place: 0 };
    ctx.with_form()?.show_as(status, "", "guest.html", body).await
}

pub(super) async fn ask(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    let id = id.into_inner();
    match try_ask(&ctx, id, &fields).await {
        // The same words whether or not the address was known.
        Ok(()) => {
            let (viewer, now) = (ctx.viewer.clone(), ctx.now);
            let event = ctx.app.db.read(move |conn| pages::one(conn, &viewer, id, now).map(|(_, _, event)| event)).await?;
            let body = GuestPage { state: "sent".to_owned(), event, ..GuestPage::default() };
            ctx.show("", "guest.html", body).await
        }
        Err(error) => {
            let mut form = fields.form(&["name", "email", "shown"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show_form(ctx, id, form, REFUSED).await
        }
    }
}

async fn try_ask(ctx: &Ctx, id: i64, fields: &Fields) -> Result<()> {
    guard(ctx, fields)?;
    // No person sees this field, so no person fills it in. The program learns nothing.
    if !fields.get("website").is_empty() {
        return Ok(());
    }
    if !ctx.mail_works {
        return Err(Error::Forbidden("This house sends no mail."));
    }
    let stranger = Stranger {
        name: fields.get("name").to_owned(),
        email: fields.get("email").trim().to_owned(),
        shown: fields.is_on("shown"),
        locale: ctx.locale().to_owned(),
    };
    // One address gets few mails, whoever asks for them.
    ctx.app.limits.check(Action::Login, Who::Name(&stranger.email), ctx.address)?;
    ctx.app.db.write(move |tx| rsvp::ask_by_mail(tx, id, &stranger)).await?;
    ctx.ring();
    Ok(())
}

/// Where the link in a mail leads. Looking changes nothing: mail programs look at links by themselves.
pub(super) async fn link(ctx: Ctx, token: web::Path<String>) -> Result<HttpResponse> {
    let token = token.into_inner();
    show_link(ctx, token, Form::default(), StatusCode::OK).await
}

async fn show_link(ctx: Ctx, token: String, mut form: Form, status: StatusCode) -> Result<HttpResponse> {
    let (now, asked) = (ctx.now, token.clone());
    // The link itself lets its holder see the event that it is about.
    let (guest, event, open, ahead) = ctx
        .app
        .db
        .read(move |conn| {
            let (guest, post) = rsvp::by_token(conn, &asked)?;
            let (_, row, event) = pages::one(conn, &access::Viewer::Visitor, post.id, now)?;
            let open = row.state == OccasionState::On && crate::store::occasions::next(conn, post.id, now)?.is_some();
            let ahead = stored::ahead_of(conn, &guest)?;
            Ok((guest, event, open, ahead))
        })
        .await?;
    let body = body(&guest, event, open, &token, ahead, &mut form);
    ctx.with_form()?.show_as(status, "", "guest.html", GuestPage { form, ..body }).await
}

fn body(guest: &Guest, event: EventRow, open: bool, token: &str, ahead: i64, form: &mut Form) -> GuestPage {
    let state = match guest.state {
        _ if !open => "closed",
        GuestState::Asked => "ask",
        GuestState::Going => "going",
        GuestState::Waiting => "waiting",
        GuestState::Refused => "refused",
        GuestState::Left => "left",
    };
    for (name, on) in [("shown", guest.shown), ("remind_day", guest.remind_day), ("remind_hour", guest.remind_hour)] {
        if !form.is_refused() && on {
            form.set(name, "1");
        }
    }
    GuestPage {
        state: state.to_owned(),
        event,
        action: format!("/guests/{token}"),
        place: u64::try_from(ahead + 1).unwrap_or(1),
        ..GuestPage::default()
    }
}

pub(super) async fn answer(ctx: Ctx, token: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    guard(&ctx, &fields)?;
    let token = token.into_inner();
    let (going, wish, asked) = (fields.get("going") != "0", wish(&fields), token.clone());
    let done = ctx
        .app
        .db
        .write(move |tx| {
            if going { rsvp::confirm_by_mail(tx, &asked, wish).map(drop) } else { rsvp::leave_by_mail(tx, &asked) }
        })
        .await;
    ctx.ring();
    let mut form = Form::default();
    match done {
        Ok(()) => show_link(ctx, token, form, StatusCode::OK).await,
        Err(error) => {
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show_link(ctx, token, form, REFUSED).await
        }
    }
}
