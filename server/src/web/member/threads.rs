//! What people write, made ready before the transaction that stores it.

use std::sync::Arc;

use crate::domain::content::{self, ATTACHMENTS_MAX, Attached, Content, SOURCE_MAX};
use crate::error::FieldErrors;
use crate::pages::view::Form;
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
    content.warn(fields.opt("warning"));
    content.labels = Some(labels(fields));
    // Checked before the pictures are kept: a refused form must not leave files behind.
    content.check(true)?;
    content.attachments.extend(new_pictures(ctx, fields).await?);
    Ok(content)
}

/// The tags that are ticked in a form.
pub(super) fn labels(fields: &Fields) -> Vec<i64> {
    fields.texts().filter(|(_, value)| *value == "1").filter_map(|(name, _)| name.strip_prefix("tag_")?.parse().ok()).collect()
}

/// What comes back with a refused form beside title, text and link: the warning and the tags.
pub(super) fn keep_signs(form: &mut Form, fields: &Fields) {
    form.set("warning", fields.get("warning"));
    for id in labels(fields) {
        form.set(&format!("tag_{id}"), "1");
    }
}

/// The pictures that a form brings, each with what stands beside it.
pub(crate) async fn new_pictures(ctx: &Ctx, fields: &Fields) -> Result<Vec<Attached>> {
    let mut pictures = Vec::new();
    for at in 0..ATTACHMENTS_MAX {
        let name = picture_field(at);
        let alt = fields.get(&format!("{name}_alt")).trim().to_owned();
        for upload in fields.files(&name) {
            let kept = uploads::keep(ctx, upload, "image").await?;
            pictures.push(Attached {
                url: ctx.urls.media(&kept.key).to_string(),
                media_type: kept.content_type.to_owned(),
                alt: alt.clone(),
                width: i32::try_from(kept.width).ok(),
                height: i32::try_from(kept.height).ok(),
            });
        }
    }
    Ok(pictures)
}

/// The name of the nth picture's field: `image`, `image1`, and so on. Each has its own `_alt`.
pub(super) fn picture_field(at: usize) -> String {
    if at == 0 { "image".to_owned() } else { format!("image{at}") }
}

/// The fields of all pictures that come back with a form: what they show, since a browser never gives files back.
pub(super) fn picture_alts(form: &mut Form, fields: &Fields) {
    for at in 0..ATTACHMENTS_MAX {
        let name = format!("{}_alt", picture_field(at));
        form.set(&name, fields.get(&name));
    }
}
