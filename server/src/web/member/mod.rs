//! What members do on pages: write, vote, join, found, save, block, report, and look after their account.

mod account;
mod acts;
mod blocks;
pub(in crate::web) mod communities;
mod export;
mod lists;
mod membership;
mod posts;
mod security;
mod settings;
mod threads;
mod write;

use actix_web::web::{self, get, post, resource};

use crate::domain::access;
use crate::store::actors::{self, Actor, ActorKind};
use crate::store::communities::Community;
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::{Error, Result};

pub(crate) use threads::{new_pictures, rendered};

pub fn configure(cfg: &mut web::ServiceConfig) {
    account_routes(cfg);
    cfg.service(resource("/communities/new").route(get().to(communities::page)).route(post().to(communities::found)))
        .service(resource("/c/{handle}/join").route(post().to(membership::join)))
        .service(resource("/c/{handle}/leave").route(post().to(membership::leave)))
        .service(resource("/c/{handle}/unwanted").route(post().to(membership::unwanted)))
        .service(resource("/c/{handle}/post").route(get().to(write::open)))
        .service(resource("/c/{handle}/threads").route(post().to(write::thread)))
        .service(resource("/u/{handle}/follow").route(post().to(membership::follow)))
        .service(resource("/u/{handle}/block").route(post().to(blocks::person)))
        .service(resource("/post/{id}/reply").route(post().to(write::reply)))
        .service(resource("/post/{id}/edit").route(get().to(posts::edit_page)).route(post().to(posts::edit)))
        .service(resource("/post/{id}/cross-post").route(get().to(posts::cross_post_page)))
        .service(resource("/post/{id}/delete").route(get().to(posts::delete_page)).route(post().to(posts::delete)))
        .service(resource("/post/{id}/report").route(get().to(posts::report_page)).route(post().to(posts::report)))
        .service(resource("/post/{id}/vote").route(post().to(acts::vote)))
        .service(resource("/post/{id}/save").route(post().to(acts::save)))
        .service(resource("/preview").route(post().to(acts::preview)))
        .service(resource("/notifications").route(get().to(lists::notifications)))
        .service(resource("/notifications/read").route(post().to(lists::mark_read)))
        .service(resource("/saved").route(get().to(lists::saved)));
}

fn account_routes(cfg: &mut web::ServiceConfig) {
    cfg.service(resource("/settings").route(get().to(settings::page)))
        .service(resource("/settings/profile").route(post().to(settings::profile)))
        .service(resource("/settings/mail").route(post().to(settings::mail)))
        .service(resource("/settings/password").route(post().to(security::password)))
        .service(resource("/settings/sessions").route(post().to(security::end_session)))
        .service(resource("/settings/sessions/end-all").route(post().to(security::end_others)))
        .service(resource("/settings/tokens").route(post().to(security::tokens)))
        .service(resource("/settings/blocks").route(post().to(blocks::settings)))
        .service(resource("/settings/export").route(post().to(export::export)))
        .service(resource("/settings/delete").route(post().to(account::delete)));
}

/// A community whose front the viewer may see, which is enough to join it.
pub(crate) async fn front_door(ctx: &Ctx, handle: &str) -> Result<(Community, Actor)> {
    let (viewer, handle) = (ctx.viewer.clone(), handle.to_owned());
    ctx.app.db.read(move |conn| access::front_door(conn, &viewer, &handle)).await
}

/// The community of a path.
pub(crate) async fn community(ctx: &Ctx, handle: &str) -> Result<(Community, Actor)> {
    let (viewer, handle) = (ctx.viewer.clone(), handle.to_owned());
    ctx.app.db.read(move |conn| access::community(conn, &viewer, &handle)).await
}

/// The person of a path or a form, as far as we know them.
pub(crate) async fn person(ctx: &Ctx, handle: &str) -> Result<(Actor, String)> {
    let handle = handle.trim().to_owned();
    ctx.app
        .db
        .read(move |conn| {
            let actor = actors::by_handle(conn, &handle)?.filter(|a| a.kind == ActorKind::Person);
            let actor = actor.ok_or(Error::NotFound("person"))?;
            let host = actors::host_name(conn, &actor)?;
            Ok((actor, host))
        })
        .await
}

/// The path of a community's page.
pub(crate) fn community_path(ctx: &Ctx, handle: &str) -> String {
    let own = format!("@{}", ctx.urls.host());
    format!("/c/{}", handle.strip_suffix(&own).unwrap_or(handle))
}

/// Where a form came from, or somewhere sensible.
pub(crate) fn back<'a>(fields: &'a Fields, otherwise: &'a str) -> &'a str {
    forms::local_path(fields.get("back")).unwrap_or(otherwise)
}
