//! What people write, made ready before the transaction that stores it.

use std::sync::Arc;

use crate::domain::content::{self, Attached, Content, SOURCE_MAX};
use crate::error::FieldErrors;
use crate::web::ctx::Ctx;
use crate::web::forms::Fields;
use crate::web::uploads;
use crate::Result;

/// Renders Markdown, with the people that it names. What is too long is refused before any work is put into it.
pub(crate) async fn rendered(ctx: &Ctx, source: &str) -> Result<Content> {
    if source.len() > SOURCE_MAX {
        let mut errors = FieldErrors::new();
        errors.add_with("body", "form-too-long", [("max", SOURCE_MAX.to_string())]);
        errors.check()?;
    }
    let (app, source) = (Arc::clone(&ctx.app), source.to_owned());
    ctx.app.db.read(move |conn| content::from_markdown(conn, &app.urls, &app.renderer, &source)).await
}

/// Everything that the form of a new thread says.
pub(super) async fn thread_content(ctx: &Ctx, fields: &Fields) -> Result<Content> {
    let mut content = rendered(ctx, fields.get("body")).await?;
    content.title = Some(fields.get("title").to_owned());
    content.link = fields.opt("link").map(ToOwned::to_owned);
    // Checked before the pictures are kept: a refused form must not leave files behind.
    content.check(true)?;
    let alts = fields.all("image_alt");
    for (at, upload) in fields.files("image").enumerate() {
        let kept = uploads::keep(ctx, upload, "image").await?;
        content.attachments.push(Attached {
            url: ctx.urls.media(&kept.key).to_string(),
            media_type: kept.content_type.to_owned(),
            alt: alts.get(at).map(|alt| alt.trim().to_owned()).unwrap_or_default(),
            width: i32::try_from(kept.width).ok(),
            height: i32::try_from(kept.height).ok(),
        });
    }
    Ok(content)
}
