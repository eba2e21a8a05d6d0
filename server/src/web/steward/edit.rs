//! A community's own page of settings: name, charter, picture, who may start threads, who tends it.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::domain::communities::{self as founding, Draft};
use crate::pages::tend;
use crate::pages::view::CommunityEditPage;
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::web::member::communities::{chosen_formats, keep_formats, purpose};
use crate::web::member::{self, community_path, rendered};
use crate::web::uploads;
use crate::{Error, Result};

pub(super) async fn page(ctx: Ctx, handle: web::Path<String>) -> Result<HttpResponse> {
    let page = load(&ctx, &handle).await?;
    ctx.show("communities", "community_edit.html", page).await
}

async fn load(ctx: &Ctx, handle: &str) -> Result<CommunityEditPage> {
    let origin = ctx.origin()?;
    let (reader, handle) = (Arc::clone(&ctx.reader), handle.to_owned());
    ctx.app.db.read(move |conn| tend::edit(conn, &reader, &origin, &handle)).await
}

pub(super) async fn change(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    match try_change(&ctx, &handle, &fields).await {
        Ok(()) => Ok(ctx.flash(&community_path(&ctx, &handle), "flash-kept")),
        Err(error) => {
            let mut page = load(&ctx, &handle).await?;
            for name in ["title", "about", "charter", "posting", "purpose"] {
                page.form.set(name, fields.get(name));
            }
            keep_formats(&mut page.form, &fields);
            forms::refuse(&mut page.form, &ctx.lang, error, &[("job", "about"), ("body", "charter")])?;
            ctx.show_as(StatusCode::UNPROCESSABLE_ENTITY, "communities", "community_edit.html", page).await
        }
    }
}

async fn try_change(ctx: &Ctx, handle: &str, fields: &Fields) -> Result<()> {
    let origin = ctx.origin()?;
    super::guard(ctx, fields)?;
    let (community, actor) = member::community(ctx, handle).await?;
    let charter = fields.get("charter").trim();
    let text = rendered(ctx, charter).await?;
    let icon = uploads::keep_one(ctx, fields.file("icon"), "icon").await?;
    let draft = Draft {
        title: fields.get("title").to_owned(),
        job: fields.get("about").trim().to_owned(),
        charter_source: charter.to_owned(),
        charter_html: text.html,
        charter_plain: text.plain,
        posting_restricted: fields.get("posting") == "stewards",
        sensitive: community.sensitive,
        icon_url: icon.map(|kept| ctx.urls.media(&kept.key).to_string()),
        purpose: purpose(fields)?,
        formats: chosen_formats(fields),
        ..Draft::default()
    };
    ctx.app.db.write(move |tx| founding::change(tx, &origin, actor.id, &draft)).await?;
    ctx.ring();
    Ok(())
}

/// Names a steward, or takes their powers back; also how one steps down.
pub(super) async fn stewards(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    let here = community_path(&ctx, &handle);
    match try_stewards(&ctx, &handle, &fields).await {
        Ok(true) => Ok(ctx.flash(&format!("{here}/edit"), "flash-done")),
        // Who stepped down cannot see the page for stewards any more.
        Ok(false) => Ok(ctx.flash(&here, "flash-done")),
        Err(error) => {
            let mut page = load(&ctx, &handle).await?;
            page.steward_form = fields.form(&["handle"]);
            forms::refuse(&mut page.steward_form, &ctx.lang, error, &[])?;
            if !page.steward_form.error.is_empty() {
                let said = std::mem::take(&mut page.steward_form.error);
                page.steward_form.refuse("handle", said);
            }
            ctx.show_as(StatusCode::UNPROCESSABLE_ENTITY, "communities", "community_edit.html", page).await
        }
    }
}

/// Says whether the one who acted still tends the community.
async fn try_stewards(ctx: &Ctx, handle: &str, fields: &Fields) -> Result<bool> {
    let origin = ctx.origin()?;
    super::guard(ctx, fields)?;
    let (_, community) = member::community(ctx, handle).await?;
    let (person, _) = member::person(ctx, fields.get("handle")).await.map_err(|error| match error {
        Error::NotFound(_) => Error::field("handle", "error-person-unknown"),
        other => other,
    })?;
    let remove = fields.get("act") == "remove";
    let still = ctx
        .app
        .db
        .write(move |tx| {
            if remove {
                founding::remove_steward(tx, &origin, &community, &person)?;
            } else {
                founding::add_steward(tx, &origin, &community, &person)?;
            }
            crate::domain::access::has_power_over(tx.conn, &origin, &community)
        })
        .await?;
    ctx.ring();
    Ok(still)
}
