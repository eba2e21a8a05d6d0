//! The web: routes, handlers, themes and static files.

pub mod admin;
pub mod api;
pub mod assets;
pub mod auth;
pub mod blog;
mod brand;
pub mod cache;
pub mod cookies;
pub mod csrf;
pub mod ctx;
mod feeds;
pub mod flash;
pub mod forms;
pub mod ideas;
pub mod lifecycle;
pub mod member;
mod polls;
mod public;
mod questions;
mod reputation;
pub mod respond;
mod routes;
mod security;
mod static_files;
pub mod steward;
pub mod theme;
pub mod uploads;
pub mod wiki;

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{HttpServer, web as actix};
use anyhow::Context;

use crate::Result;
use crate::app::App;

/// Bodies that are not uploads. Uploads are read piece by piece under the limit of `media`.
const BODY_MAX: usize = 1024 * 1024;
/// For the head of a request, however slowly it comes.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// A connection without a request is closed after this.
const IDLE_TIME: Duration = Duration::from_secs(60);
/// Requests under way when the server stops get this long to end.
const STOP_SECONDS: u64 = 10;
/// Connections of one worker. What comes above it waits in the kernel.
const CONNECTIONS: usize = 10_000;

/// Serves an instance on a socket. Signals are for `main` to handle: several instances may live in one process.
pub fn serve(app: Arc<App>, listener: TcpListener) -> Result<Server> {
    let workers = match app.config.server.workers {
        0 => std::thread::available_parallelism().map_or(2, std::num::NonZero::get),
        count => count,
    };
    let federation = actix::Data::new(app.federation.clone());
    let app = actix::Data::from(app);
    let server = HttpServer::new(move || {
        actix_web::App::new()
            .app_data(app.clone())
            .app_data(federation.clone())
            .app_data(actix::PayloadConfig::new(BODY_MAX))
            .app_data(actix::FormConfig::default().limit(BODY_MAX))
            .app_data(actix::JsonConfig::default().limit(BODY_MAX))
            .wrap(from_fn(security::edge))
            .wrap(Compress::default())
            .configure(routes::configure)
            .default_service(actix::to(respond::nothing_here))
    })
    .workers(workers)
    .disable_signals()
    .max_connections(CONNECTIONS)
    .client_request_timeout(HEAD_TIME)
    .keep_alive(IDLE_TIME)
    .shutdown_timeout(STOP_SECONDS)
    .listen(listener)
    .context("cannot serve on the listening socket")?;
    Ok(server.run())
}
