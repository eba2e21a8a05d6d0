//! Leaving for good.

use actix_web::HttpResponse;

use crate::domain::accounts as accounting;
use crate::web::cookies::{self, Jar};
use crate::web::ctx::Ctx;
use crate::web::flash::{self, Tone};
use crate::web::forms::Fields;
use crate::web::member::{security, settings};
use crate::{Error, Result};

pub(super) async fn delete(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    match try_delete(&ctx, &fields).await {
        Ok(()) => {
            let https = ctx.is_https();
            let bye = cookies::set(Jar::Flash, &flash::write(Tone::Good, "flash-account-deleted"), https);
            Ok(ctx.redirect_with("/", &[cookies::unset(Jar::Session, https), bye]))
        }
        Err(error) => settings::refuse(&ctx, "data", &fields, &["confirm"], error, &[]).await,
    }
}

async fn try_delete(ctx: &Ctx, fields: &Fields) -> Result<()> {
    let person = ctx.require_person()?.clone();
    ctx.check_csrf(fields.csrf())?;
    if fields.get("confirm").trim().trim_start_matches('@') != person.actor.name {
        return Err(Error::field("confirm", "error-confirm"));
    }
    security::prove(ctx, fields.get("password"), "password").await?;
    ctx.app.db.write(move |tx| accounting::delete(tx, &person)).await?;
    ctx.ring();
    Ok(())
}
