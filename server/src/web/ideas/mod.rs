//! Ideas and feedback: the roadmap, challenges, decisions, the inbox.

mod board;
mod decide;
mod feedback;
pub(crate) mod words;

pub(crate) use board::moment;
pub(crate) use decide::named;

use actix_web::web::{self, get, post, resource};

use crate::Result;
use crate::web::ctx::Ctx;
use crate::web::forms::Fields;

pub fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(resource("/c/{handle}/roadmap").route(get().to(board::roadmap)))
        .service(resource("/c/{handle}/challenges").route(get().to(board::challenges)).route(post().to(board::pose)))
        .service(resource("/c/{handle}/challenges/{id}/end").route(get().to(board::end_page)).route(post().to(board::end)))
        .service(resource("/c/{handle}/feedback").route(get().to(feedback::inbox)))
        .service(resource("/c/{handle}/feedback/areas").route(post().to(feedback::areas)))
        .service(resource("/ideas/{id}/challenge").route(post().to(board::file)))
        .service(
            resource("/{kind:ideas|feedback}/{id}/{question:status|merge|unmerge|credits|state}")
                .route(get().to(decide::page))
                .route(post().to(decide::send)),
        )
        .service(resource("/post/{id}/take-in").route(post().to(feedback::take_in)));
}

/// Checks that a page of ours sent this, and counts it like a post.
fn guard(ctx: &Ctx, fields: &Fields) -> Result<()> {
    ctx.check_csrf(fields.csrf())?;
    ctx.count(crate::limits::Action::Post)
}
