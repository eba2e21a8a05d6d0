//! What staff of the house do: settings, approvals, people, servers, reports.

mod approvals;
mod hails;
mod people;
mod reports;
mod servers;
mod settings;

use actix_web::web::{self, get, post, resource};

use crate::web::ctx::Ctx;
use crate::web::forms::Fields;
use crate::Result;

pub fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(resource("/admin").route(get().to(settings::page)).route(post().to(settings::change)))
        .service(resource("/admin/approvals").route(get().to(approvals::page)).route(post().to(approvals::decide)))
        .service(resource("/admin/people").route(get().to(people::page)).route(post().to(people::change_role)))
        .service(resource("/u/{handle}/ban").route(get().to(people::ban_page)).route(post().to(people::ban)))
        .service(resource("/admin/reports").route(get().to(reports::page)).route(post().to(reports::settle)))
        .service(resource("/admin/mentions").route(get().to(hails::page)).route(post().to(hails::settle)))
        .service(resource("/admin/servers").route(get().to(servers::page)))
        .service(
            resource("/admin/servers/{act:block|silence|unblock}").route(get().to(servers::ask)).route(post().to(servers::set)),
        );
}

/// Checks that a page of ours sent this, and counts it.
fn guard(ctx: &Ctx, fields: &Fields) -> Result<()> {
    ctx.check_csrf(fields.csrf())?;
    ctx.count(crate::limits::Action::Post)
}
