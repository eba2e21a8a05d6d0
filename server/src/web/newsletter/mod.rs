//! Newsletters: subscribing and leaving, with an account and without, and the desk where stewards write.

mod desk;
mod issue;
mod own;
mod people;
mod public;

use actix_web::web::{self, get, post, resource};

use crate::limits::Action;
use crate::web::ctx::Ctx;
use crate::web::forms::Fields;
use crate::Result;

pub(super) fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(resource("/c/{handle}/newsletter").route(get().to(public::page)))
        .service(resource("/c/{handle}/newsletter/subscribe").route(post().to(public::subscribe)))
        .service(resource("/c/{handle}/newsletter/part").route(post().to(public::part)))
        .service(resource("/c/{handle}/newsletter/desk").route(get().to(desk::page)).route(post().to(desk::compile)))
        .service(resource("/c/{handle}/newsletter/desk/about").route(post().to(desk::about)))
        .service(resource("/c/{handle}/newsletter/issues/{id}").route(get().to(issue::page)).route(post().to(issue::act)))
        .service(resource("/c/{handle}/newsletter/issues/{id}/preview").route(get().to(issue::preview)))
        .service(resource("/c/{handle}/newsletter/issues/{id}/mail.html").route(get().to(issue::mail)))
        .service(resource("/c/{handle}/newsletter/subscribers").route(get().to(people::page)).route(post().to(people::import)))
        .service(resource("/c/{handle}/newsletter/subscribers.csv").route(get().to(people::export)))
        .service(resource("/newsletter/confirm/{token}").route(get().to(own::question)).route(post().to(own::confirm)))
        .service(resource("/newsletter/{key}").route(get().to(own::page)))
        .service(resource("/newsletter/{key}/leave").route(get().to(own::ask_leave)).route(post().to(own::leave)))
        .service(resource("/newsletter/{key}/erase").route(post().to(own::erase)))
        .service(resource("/newsletter/{key}/export.json").route(get().to(own::export)));
}

/// What every form of the desk proves first.
fn guard(ctx: &Ctx, fields: &Fields) -> Result<()> {
    ctx.require_person()?;
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Post)
}
