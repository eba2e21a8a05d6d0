//! Wikis: reading them, writing in them, tending them.

mod read;
pub(crate) mod saving;
mod tend;
mod write;

use actix_web::web::{self, get, post, resource};

use crate::Result;
use crate::limits::Action;
use crate::web::ctx::Ctx;
use crate::web::forms::Fields;

pub(super) fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(resource("/c/{handle}/wiki").route(reads().to(read::front)))
        .service(resource("/c/{handle}/wiki-pages").route(reads().to(read::index)))
        .service(resource("/c/{handle}/wiki-new").route(get().to(write::new_page)).route(post().to(write::begin)))
        .service(resource("/c/{handle}/wiki-suggestions").route(get().to(tend::queue)))
        .service(resource("/c/{handle}/wiki/{path:.*}").route(reads().to(read::page)))
        .service(resource("/wiki/{id}/edit").route(get().to(write::edit_page)).route(post().to(write::edit)))
        .service(resource("/wiki/{id}/history").route(get().to(read::history)))
        .service(resource("/wiki/{id}/compare").route(get().to(read::compare)))
        .service(resource("/wiki/{id}/revision/{number}").route(get().to(read::revision)))
        .service(resource("/wiki/{id}/revert").route(post().to(tend::revert)))
        .service(resource("/wiki/{id}/confirm").route(post().to(tend::confirm)))
        .service(resource("/wiki/{id}/{deed:move|protect}").route(get().to(tend::page)).route(post().to(tend::send)))
        .service(resource("/wiki-suggestions/{id}/accept").route(post().to(tend::accept)))
        .service(resource("/wiki-suggestions/{id}/edit").route(get().to(tend::change)))
        .service(resource("/wiki-suggestions/{id}/refuse").route(get().to(tend::refuse_page)).route(post().to(tend::refuse)))
        .service(resource("/post/{id}/to-wiki").route(get().to(write::promote_page)).route(post().to(write::promote)));
}

fn reads() -> actix_web::Route {
    use actix_web::guard::{Any, Get, Head};
    web::route().guard(Any(Get()).or(Head()))
}

/// Checks that a page of ours sent this, and counts it like a post.
fn guard(ctx: &Ctx, fields: &Fields) -> Result<()> {
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Post)
}
