//! Pictures in forms: made anew and kept, or a message beside their field.

use bytes::Bytes;

use crate::domain::media;
use crate::media::Kept;
use crate::web::ctx::Ctx;
use crate::{Error, Result};

/// Keeps an uploaded picture, and writes down who brought it. What cannot be read or is too large is told at `field`.
pub async fn keep(ctx: &Ctx, upload: Bytes, field: &'static str) -> Result<Kept> {
    let kept = ctx.app.media.keep(upload).await.map_err(|error| match error {
        Error::TooLarge => Error::field(field, "error-image-large"),
        Error::UnsupportedType | Error::Invalid(_) | Error::Malformed(_) => Error::field(field, "error-image"),
        other => other,
    })?;
    let (owner, row) = (ctx.viewer.id(), kept.clone());
    ctx.app.db.write(move |tx| media::keep(tx, owner, &row)).await?;
    Ok(kept)
}

/// The same for a form's one picture, which may have been left out.
pub async fn keep_one(ctx: &Ctx, upload: Option<Bytes>, field: &'static str) -> Result<Option<Kept>> {
    match upload {
        Some(upload) => keep(ctx, upload, field).await.map(Some),
        None => Ok(None),
    }
}
