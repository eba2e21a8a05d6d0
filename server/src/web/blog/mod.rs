//! A community's blog, its feeds, and the drafts that it is written in.

mod desk;
mod drafts;
mod feeds;
mod front;

use actix_web::web::{self, get, post, resource};

use crate::Result;
use crate::limits::Action;
use crate::web::ctx::Ctx;
use crate::web::forms::Fields;

pub fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(resource("/c/{handle}/blog").route(get().to(front::blog)))
        .service(resource("/c/{handle}/blog/feed.atom").route(get().to(feeds::blog_atom)))
        .service(resource("/c/{handle}/blog/feed.json").route(get().to(feeds::blog_json)))
        .service(resource("/c/{handle}/blog/new").route(get().to(drafts::new_page)))
        .service(resource("/c/{handle}/blog/desk").route(get().to(desk::page)).route(post().to(desk::writers)))
        .service(resource("/c/{handle}/blog/series/{slug}").route(get().to(front::series)))
        .service(resource("/c/{handle}/blog/series/{slug}/feed.atom").route(get().to(feeds::series_atom)))
        .service(resource("/c/{handle}/blog/series/{slug}/feed.json").route(get().to(feeds::series_json)))
        .service(resource("/c/{handle}/drafts").route(get().to(drafts::new_page)).route(post().to(drafts::begin)))
        .service(resource("/post/{id}/authorship").route(post().to(front::authorship)))
        .service(resource("/drafts").route(get().to(drafts::list)))
        .service(resource("/drafts/{id}").route(get().to(drafts::edit_page)).route(post().to(drafts::change)))
        .service(resource("/drafts/{id}/preview").route(get().to(drafts::preview)))
        .service(resource("/drafts/{id}/decide").route(post().to(desk::decide)))
        .service(resource("/drafts/{id}/delete").route(get().to(drafts::delete_page)).route(post().to(drafts::delete)));
}

/// Checks that a page of ours sent this, and counts it like a post.
fn guard(ctx: &Ctx, fields: &Fields) -> Result<()> {
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Post)
}
