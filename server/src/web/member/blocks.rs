//! Blocking people and servers for oneself.

use actix_web::{HttpResponse, web};

use crate::domain::blocks;
use crate::limits::Action;
use crate::store::hosts;
use crate::web::ctx::Ctx;
use crate::web::forms::Fields;
use crate::web::member::{self, back, settings};
use crate::{Error, Result};

const HERE: &str = "/settings?section=blocks";

/// The button on a person's page.
pub(super) async fn person(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    let origin = ctx.origin()?;
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Post)?;
    let (target, _) = member::person(&ctx, &handle).await?;
    let block = fields.get("blocked") != "0";
    ctx.app
        .db
        .write(move |tx| {
            if block { blocks::block_person(tx, &origin, &target) } else { blocks::unblock_person(tx, &origin, &target) }
        })
        .await?;
    ctx.ring();
    let here = format!("/u/{handle}");
    Ok(ctx.flash(back(&fields, &here), if block { "flash-blocked" } else { "flash-unblocked" }))
}

/// The lists in the settings: people and whole servers.
pub(super) async fn settings(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    let block = fields.get("act") != "remove";
    match change(&ctx, &fields, block).await {
        Ok(()) => Ok(ctx.flash(HERE, if block { "flash-blocked" } else { "flash-unblocked" })),
        Err(error) => settings::refuse(&ctx, "blocks", &fields, &["target"], error, &[("host", "target")]).await,
    }
}

async fn change(ctx: &Ctx, fields: &Fields, block: bool) -> Result<()> {
    let origin = ctx.origin()?;
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Post)?;
    let target = fields.get("target").trim().to_owned();
    if target.contains('@') {
        let (target, _) = member::person(ctx, &target).await.map_err(|error| match error {
            Error::NotFound(_) => Error::field("target", "error-person-unknown"),
            other => other,
        })?;
        ctx.app
            .db
            .write(move |tx| {
                if block { blocks::block_person(tx, &origin, &target) } else { blocks::unblock_person(tx, &origin, &target) }
            })
            .await?;
    } else {
        let name = target.to_ascii_lowercase();
        let fits = !name.is_empty() && name.len() <= 253 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:".contains(&b));
        if !fits {
            return Err(Error::field("target", "form-host-bad"));
        }
        ctx.app
            .db
            .write(move |tx| {
                if block {
                    let id = hosts::meet(tx, &name)?;
                    return blocks::block_server(tx, &origin, id);
                }
                let host = hosts::by_name(tx.conn, &name)?.ok_or(Error::NotFound("server"))?;
                blocks::unblock_server(tx, &origin, host.id)
            })
            .await?;
    }
    ctx.ring();
    Ok(())
}
