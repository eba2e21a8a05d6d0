//! Banning somebody from a community, and letting them in again.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::clock::Time;
use crate::domain::moderation;
use crate::pages::tend;
use crate::pages::view::Form;
use crate::store::actors::Actor;
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::web::member::{self, community_path};
use crate::{Error, Result};

const DAY: u64 = 24 * 60 * 60;
/// Ten years; longer is for good.
const DAYS_MAX: u64 = 3_650;

async fn named(ctx: &Ctx, handle: &str) -> Result<Option<Actor>> {
    if handle.trim().is_empty() {
        return Ok(None);
    }
    member::person(ctx, handle).await.map(|(actor, _)| Some(actor))
}

pub(super) async fn page(ctx: Ctx, handle: web::Path<String>, query: web::Query<HashMap<String, String>>) -> Result<HttpResponse> {
    ctx.require_person()?;
    let who = named(&ctx, query.get("who").map_or("", String::as_str)).await?;
    show(&ctx, &handle, who, Form::default(), StatusCode::OK).await
}

async fn show(ctx: &Ctx, handle: &str, who: Option<Actor>, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let origin = ctx.origin()?;
    let (reader, handle) = (Arc::clone(&ctx.reader), handle.to_owned());
    let mut page = ctx.app.db.read(move |conn| tend::ban(conn, &reader, &origin, &handle, who.as_ref())).await?;
    page.form = form;
    ctx.show_as(status, "communities", "ban.html", page).await
}

pub(super) async fn send(ctx: Ctx, handle: web::Path<String>, query: web::Query<HashMap<String, String>>, fields: Fields) -> Result<HttpResponse> {
    ctx.require_person()?;
    let given = query.get("who").map_or_else(|| fields.get("handle"), String::as_str);
    let who = match named(&ctx, given).await {
        Err(Error::NotFound(_)) => None,
        other => other?,
    };
    match act(&ctx, &handle, who.clone(), &fields).await {
        Ok(()) => Ok(ctx.flash(&format!("{}/edit", community_path(&ctx, &handle)), "flash-done")),
        Err(error) => {
            let mut form = fields.form(&["reason", "until", "remove", "handle"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show(&ctx, &handle, who, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn act(ctx: &Ctx, handle: &str, who: Option<Actor>, fields: &Fields) -> Result<()> {
    let origin = ctx.origin()?;
    super::guard(ctx, fields)?;
    let person = who.ok_or_else(|| Error::field("handle", "error-person-unknown"))?;
    let (_, community) = member::community(ctx, handle).await?;
    let reason = fields.get("reason").to_owned();
    let (unban, remove) = (fields.get("act") == "unban", fields.is_on("remove"));
    let until = until(fields.get("until"), ctx.now)?;
    ctx.app
        .db
        .write(move |tx| {
            if unban {
                return moderation::unban(tx, &origin, &community, &person, &reason);
            }
            moderation::ban(tx, &origin, &community, &person, &reason, until, remove)
        })
        .await?;
    ctx.ring();
    Ok(())
}

/// The end of a ban from its length in days; nothing means for good.
fn until(days: &str, now: Time) -> Result<Option<Time>> {
    let days = days.trim();
    if days.is_empty() {
        return Ok(None);
    }
    match days.parse::<u64>() {
        Ok(days) if (1..=DAYS_MAX).contains(&days) => Ok(Some(now.plus(Duration::from_secs(days * DAY)))),
        _ => Err(Error::field("until", "error-days")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bans_end_when_they_should() {
        let now = Time(1_000_000);
        assert_eq!(until("", now).unwrap(), None);
        assert_eq!(until(" 2 ", now).unwrap(), Some(now.plus(Duration::from_secs(2 * DAY))));
        for bad in ["0", "-1", "x", "1.5", "99999999999999999999", "3651"] {
            assert!(until(bad, now).is_err(), "{bad}");
        }
    }
}
