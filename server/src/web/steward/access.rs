//! Who may read a community: its levels, those who ask to join, those let in by name.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::domain::doors::{self, Part};
use crate::formats::Format;
use crate::pages::access;
use crate::pages::view::AccessPage;
use crate::store::communities::Access;
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::web::member::{self, community_path};
use crate::{Error, Result};

pub(super) async fn page(ctx: Ctx, handle: web::Path<String>) -> Result<HttpResponse> {
    let page = load(&ctx, &handle).await?;
    ctx.show("communities", "access.html", page).await
}

async fn load(ctx: &Ctx, handle: &str) -> Result<AccessPage> {
    let origin = ctx.origin()?;
    let (reader, handle) = (Arc::clone(&ctx.reader), handle.to_owned());
    ctx.app.db.read(move |conn| access::load(conn, &reader, &origin, &handle)).await
}

pub(super) async fn change(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    match try_change(&ctx, &handle, &fields).await {
        Ok(()) => Ok(ctx.flash(&format!("{}/access", community_path(&ctx, &handle)), "flash-kept")),
        Err(error) => {
            let mut page = load(&ctx, &handle).await?;
            page.form.set("access", fields.get("access"));
            for part in page.parts.clone() {
                let name = format!("part_{part}");
                page.form.set(&name, fields.get(&name));
            }
            forms::refuse(&mut page.form, &ctx.lang, error, &[])?;
            ctx.show_as(StatusCode::UNPROCESSABLE_ENTITY, "communities", "access.html", page).await
        }
    }
}

async fn try_change(ctx: &Ctx, handle: &str, fields: &Fields) -> Result<()> {
    let origin = ctx.origin()?;
    super::guard(ctx, fields)?;
    let (_, actor) = member::community(ctx, handle).await?;
    let whole = Access::parse(fields.get("access")).ok_or_else(|| Error::field("access", "form-kind-unknown"))?;
    let mut parts = Vec::new();
    for format in Format::ALL {
        let name = format!("part_{format}");
        let part = Part::parse(fields.get(&name)).ok_or_else(|| Error::field("access", "form-kind-unknown"))?;
        parts.push((*format, part));
    }
    ctx.app.db.write(move |tx| doors::set(tx, &origin, actor.id, whole, &parts)).await?;
    ctx.ring();
    Ok(())
}

/// Takes somebody in who asked to join, or turns them down.
pub(super) async fn asking(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    let origin = ctx.origin()?;
    super::guard(&ctx, &fields)?;
    let (_, community) = member::community(&ctx, &handle).await?;
    let (person, _) = member::person(&ctx, fields.get("handle")).await?;
    let admit = fields.get("act") == "admit";
    ctx.app
        .db
        .write(move |tx| match admit {
            true => doors::admit(tx, &origin, community.id, person.id),
            false => doors::turn_down(tx, &origin, community.id, person.id),
        })
        .await?;
    ctx.ring();
    Ok(ctx.flash(&format!("{}/access#asking", community_path(&ctx, &handle)), "flash-done"))
}

/// Lets somebody in by name, or takes that back.
pub(super) async fn guests(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    match try_guests(&ctx, &handle, &fields).await {
        Ok(()) => Ok(ctx.flash(&format!("{}/access#guests", community_path(&ctx, &handle)), "flash-done")),
        Err(error) => {
            let mut page = load(&ctx, &handle).await?;
            page.guest_form = fields.form(&["handle", "part"]);
            forms::refuse(&mut page.guest_form, &ctx.lang, error, &[])?;
            ctx.show_as(StatusCode::UNPROCESSABLE_ENTITY, "communities", "access.html", page).await
        }
    }
}

async fn try_guests(ctx: &Ctx, handle: &str, fields: &Fields) -> Result<()> {
    let origin = ctx.origin()?;
    super::guard(ctx, fields)?;
    let (_, community) = member::community(ctx, handle).await?;
    let (person, _) = member::person(ctx, fields.get("handle")).await.map_err(|error| match error {
        Error::NotFound(_) => Error::field("handle", "error-person-unknown"),
        other => other,
    })?;
    let (remove, part) = (fields.get("act") == "remove", fields.get("part").to_owned());
    ctx.app
        .db
        .write(move |tx| match remove {
            true => doors::put_out(tx, &origin, &community, person.id, &part),
            false => doors::let_in(tx, &origin, &community, &person, &part),
        })
        .await?;
    ctx.ring();
    Ok(())
}
