//! Events: a community's calendar, who comes, the door, and the feeds that calendar programs read.

mod calendars;
mod door;
mod guests;
mod plan;

use actix_web::http::StatusCode;
use actix_web::web::{self, get, post, resource};

use crate::Result;
use crate::limits::Action;
use crate::web::ctx::Ctx;
use crate::web::forms::Fields;

pub(super) fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(resource("/c/{handle}/events").route(get().to(calendars::page)))
        .service(resource("/c/{handle}/events.ics").route(get().to(calendars::of_community)))
        .service(resource("/post/{id}/event.ics").route(get().to(calendars::of_event)))
        .service(resource("/calendar/{token}.ics").route(get().to(calendars::of_person)))
        .service(resource("/events/mine").route(get().to(calendars::mine)).route(post().to(calendars::open)))
        .service(resource("/events/{id}/rsvp").route(post().to(guests::rsvp)))
        .service(resource("/events/{id}/guest").route(get().to(guests::page)).route(post().to(guests::ask)))
        .service(resource("/events/{id}/edit").route(get().to(plan::edit_page)).route(post().to(plan::edit)))
        .service(resource("/events/{id}/state").route(get().to(plan::state_page)).route(post().to(plan::state)))
        .service(resource("/events/{id}/outcome").route(get().to(plan::outcome_page)).route(post().to(plan::outcome)))
        .service(resource("/events/{id}/door").route(get().to(door::page)).route(post().to(door::mark)))
        .service(resource("/guests/{token}").route(get().to(guests::link)).route(post().to(guests::answer)));
}

/// Checks that a page of ours sent this, and counts it like a post.
fn guard(ctx: &Ctx, fields: &Fields) -> Result<()> {
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Post)
}

const REFUSED: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
