//! Joining and leaving communities, following people: here and elsewhere alike.

use actix_web::{HttpResponse, web};

use crate::domain::{membership, suggestions};
use crate::limits::Action;
use crate::store::communities::FollowState;
use crate::web::ctx::Ctx;
use crate::web::forms::Fields;
use crate::web::member::{self, back, community_path};
use crate::Result;

pub(super) async fn join(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    let origin = ctx.origin()?;
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Post)?;
    let (_, actor) = member::front_door(&ctx, &handle).await?;
    let state = ctx.app.db.write(move |tx| membership::follow(tx, &origin, &actor)).await?;
    ctx.ring();
    let key = if state == FollowState::Accepted { "flash-joined" } else { "flash-join-asked" };
    Ok(ctx.flash(back(&fields, &community_path(&ctx, &handle)), key))
}

pub(super) async fn leave(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    let origin = ctx.origin()?;
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Post)?;
    let (_, actor) = member::front_door(&ctx, &handle).await?;
    ctx.app.db.write(move |tx| membership::unfollow(tx, &origin, &actor)).await?;
    ctx.ring();
    Ok(ctx.flash(back(&fields, &community_path(&ctx, &handle)), "flash-left"))
}

/// "Not interested": no more of this suggestion.
pub(super) async fn unwanted(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    ctx.require_person()?;
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Post)?;
    let (viewer, handle) = (ctx.viewer.clone(), handle.into_inner());
    ctx.app.db.write(move |tx| suggestions::refuse(tx, &viewer, &handle)).await?;
    Ok(ctx.flash(back(&fields, "/communities"), "flash-unwanted"))
}

/// Follows a person (`follow=1`), or no longer (`follow=0`).
pub(super) async fn follow(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    let origin = ctx.origin()?;
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Post)?;
    let (actor, _) = member::person(&ctx, &handle).await?;
    let wanted = fields.get("follow") != "0";
    let state = ctx
        .app
        .db
        .write(move |tx| {
            if wanted {
                return membership::follow(tx, &origin, &actor).map(Some);
            }
            membership::unfollow(tx, &origin, &actor).map(|_| None)
        })
        .await?;
    ctx.ring();
    let key = match state {
        Some(FollowState::Accepted) => "flash-followed",
        Some(FollowState::Pending) => "flash-follow-asked",
        None => "flash-unfollowed",
    };
    Ok(ctx.flash(back(&fields, &format!("/u/{handle}")), key))
}
