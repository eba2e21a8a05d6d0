//! What stewards do for their community, and staff where they must: each act with its reason.

mod access;
mod acts;
mod bans;
mod edit;
mod labels;
mod reports;

use actix_web::web::{self, get, post, resource};

use crate::web::ctx::Ctx;
use crate::web::forms::Fields;
use crate::Result;

pub fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(resource("/c/{handle}/edit").route(get().to(edit::page)).route(post().to(edit::change)))
        .service(resource("/c/{handle}/access").route(get().to(access::page)).route(post().to(access::change)))
        .service(resource("/c/{handle}/asking").route(post().to(access::asking)))
        .service(resource("/c/{handle}/guests").route(post().to(access::guests)))
        .service(resource("/c/{handle}/stewards").route(post().to(edit::stewards)))
        .service(resource("/c/{handle}/tags").route(get().to(labels::page)).route(post().to(labels::define)))
        .service(resource("/c/{handle}/tags/{id}").route(get().to(labels::edit_page)).route(post().to(labels::change)))
        .service(resource("/c/{handle}/tag/{id}").route(get().to(labels::one)))
        .service(resource("/c/{handle}/ban").route(get().to(bans::page)).route(post().to(bans::send)))
        .service(resource("/c/{handle}/reports").route(get().to(reports::page)))
        .service(
            resource("/post/{id}/{act:remove|restore|lock|pin}").route(get().to(acts::page)).route(post().to(acts::send)),
        );
}

/// Checks that a page of ours sent this, and counts it like a post.
fn guard(ctx: &Ctx, fields: &Fields) -> Result<()> {
    ctx.check_csrf(fields.csrf())?;
    ctx.count(crate::limits::Action::Post)
}
