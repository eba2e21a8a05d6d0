//! Every route of the house, in one table. Pages first; members' forms, staff's pages, the API and the protocol mount
//! their own.

use actix_web::web::{self, ServiceConfig, get, post};

use super::{admin, api, auth, blog, feeds, ideas, lifecycle, member, polls, public, questions, reputation, static_files, steward, wiki};

/// Earlier lines win: what is fixed stands before what is a pattern.
pub(super) fn configure(cfg: &mut ServiceConfig) {
    // Other servers: inboxes, collections, WebFinger, NodeInfo.
    folkmoot_federation::http::configure(cfg);
    api::configure(cfg);
    auth::configure(cfg);
    lifecycle::configure(cfg);
    member::configure(cfg);
    questions::configure(cfg);
    polls::configure(cfg);
    reputation::configure(cfg);
    steward::configure(cfg);
    ideas::configure(cfg);
    blog::configure(cfg);
    wiki::configure(cfg);
    admin::configure(cfg);
    pages(cfg);
    files(cfg);
}

/// What a visitor can read.
fn pages(cfg: &mut ServiceConfig) {
    cfg.route("/", read().to(public::home::home))
        .route("/communities", read().to(public::communities::communities))
        .route("/c/{handle}/modlog", read().to(public::site::community_modlog))
        .route("/c/{handle}", read().to(public::community::community))
        .route("/u/{handle}", read().to(public::person::person))
        .route("/post/{id}/history", read().to(public::thread::history))
        .route("/post/{id}", read().to(public::thread::thread))
        .route("/tags/{tag}", read().to(public::tag::tag))
        .route("/search", read().to(public::search::search))
        .route("/interact", get().to(public::interact::ask))
        .route("/interact", post().to(public::interact::send))
        .route("/authorize_interaction", get().to(public::interact::ask))
        .route("/about", read().to(public::site::about))
        .route("/powers", read().to(public::site::powers))
        .route("/terms", read().to(public::site::terms))
        .route("/modlog", read().to(public::site::modlog))
        .route("/styleguide", read().to(public::site::styleguide));
}

/// Feeds, and everything that is no page.
fn files(cfg: &mut ServiceConfig) {
    cfg.route("/feed.atom", read().to(feeds::instance))
        .route("/c/{handle}/feed.atom", read().to(feeds::community))
        .route("/u/{handle}/feed.atom", read().to(feeds::person))
        .route("/tags/{tag}/feed.atom", read().to(feeds::tag))
        .route("/post/{id}/feed.atom", read().to(feeds::thread))
        .route("/modlog.atom", read().to(feeds::modlog))
        .route("/sitemap.xml", read().to(feeds::sitemap))
        .route("/sitemap/{part}.xml", read().to(feeds::sitemap_part))
        .route("/robots.txt", read().to(static_files::robots))
        .route("/favicon.ico", read().to(static_files::favicon))
        .route("/brand.css", read().to(static_files::brand_css))
        .route("/media/{key}", read().to(static_files::media))
        .route("/assets/{version}/{path:.*}", read().to(static_files::asset));
}

fn read() -> actix_web::Route {
    use actix_web::guard::{Any, Get, Head};
    web::route().guard(Any(Get()).or(Head()))
}
