//! How long communities last: founding on the spot, what stewards decide, and taking everything along.

mod export;
mod impromptu;
pub(in crate::web) mod span;

use actix_web::web::{self, get, post, resource};

pub fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(resource("/impromptu").route(get().to(impromptu::page)).route(post().to(impromptu::found)))
        .service(resource("/c/{handle}/lifespan").route(get().to(span::page)).route(post().to(span::decide)))
        .service(resource("/c/{handle}/export.json").route(get().to(export::export)));
}
