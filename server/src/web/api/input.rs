//! What callers may ask for: pages of lists, ids, handles, pictures.

use serde::{Deserialize, Deserializer};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use crate::domain::content::Attached;
use crate::domain::media;
use crate::error::FieldErrors;
use crate::media::Kept;
use crate::store::actors::{self, Actor, ActorKind};
use crate::store::conn::Conn;
use crate::{Error, Result};

const LIMIT: i64 = 20;
const LIMIT_MAX: i64 = 100;

/// Which piece of a list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Paging {
    /// How many, from 1 to 100.
    #[param(example = 20)]
    pub(super) limit: Option<i64>,
    /// `next_cursor` of the piece before.
    pub(super) cursor: Option<String>,
}

pub(super) fn limit(wanted: Option<i64>) -> i64 {
    wanted.unwrap_or(LIMIT).clamp(1, LIMIT_MAX)
}

pub(super) fn bad_cursor() -> Error {
    Error::malformed("This cursor is none of ours. Take `next_cursor` as it comes.")
}

impl Paging {
    pub(super) fn limit(&self) -> i64 {
        limit(self.limit)
    }

    /// A cursor that is the number of the last item.
    pub(super) fn number(&self) -> Result<Option<i64>> {
        self.cursor.as_deref().filter(|c| !c.is_empty()).map(|c| c.parse().map_err(|_not_a_number| bad_cursor())).transpose()
    }
}

/// Cuts the one item off that was asked for to see whether there is more, and says where to go on.
pub(super) fn cut<T>(items: &mut Vec<T>, limit: i64, cursor: impl Fn(&T) -> String) -> Option<String> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    if items.len() <= limit {
        return None;
    }
    items.truncate(limit);
    items.last().map(cursor)
}

/// An id: a string of digits, or the number itself.
pub(super) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Text(String),
        Number(i64),
    }
    match Option::<Either>::deserialize(deserializer)? {
        None => Ok(None),
        Some(Either::Number(id)) => Ok(Some(id)),
        Some(Either::Text(text)) => text.parse().map(Some).map_err(serde::de::Error::custom),
    }
}

/// Ids in a list; what is none of ours is told by the field's name.
pub(super) fn ids(field: &'static str, given: &[String]) -> Result<Vec<i64>> {
    given.iter().map(|id| id.parse().map_err(|_bad| Error::field(field, "form-label-unknown"))).collect()
}

/// A field that may be left out, be null, or be set.
pub(super) fn stated<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}

/// A picture that was uploaded before.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(super) struct ImageInput {
    /// `key` of the upload.
    pub(super) media: String,
    /// What it shows, for those who do not see it.
    #[serde(default)]
    pub(super) alt: String,
}

/// Looks the uploads up. Only what was uploaded here can be attached: no page loads from elsewhere.
pub(super) async fn attach(caller: &Caller, images: &[ImageInput]) -> Result<Vec<Attached>> {
    if images.len() > crate::domain::content::ATTACHMENTS_MAX {
        let mut errors = FieldErrors::new();
        errors.add_with("images", "form-too-many", [("max", crate::domain::content::ATTACHMENTS_MAX.to_string())]);
        return Err(errors.into());
    }
    let mut attached = Vec::with_capacity(images.len());
    for image in images {
        let opened = caller.app.media.open(&image.media).await.map_err(|e| match e {
            Error::NotFound(_) => Error::field("images", "api-media-unknown"),
            other => other,
        })?;
        let size = image::ImageReader::new(std::io::Cursor::new(&opened.bytes)).with_guessed_format()?.into_dimensions().ok();
        let side = |n: u32| i32::try_from(n).ok();
        // Whoever shows a picture that somebody else brought holds it as well: it stays when that one leaves.
        let (width, height) = size.unwrap_or_default();
        let kept = Kept { key: image.media.clone(), content_type: opened.content_type, width, height, bytes: opened.bytes.len() as u64 };
        caller.write(move |tx, origin| media::keep(tx, Some(origin.actor().id), &kept)).await?;
        attached.push(Attached {
            url: caller.app.urls.media(&image.media).to_string(),
            media_type: opened.content_type.to_owned(),
            alt: image.alt.trim().to_owned(),
            width: size.and_then(|s| side(s.0)),
            height: size.and_then(|s| side(s.1)),
        });
    }
    Ok(attached)
}

/// A language tag such as `en` or `pt-BR`, or nothing.
pub(super) fn language(tag: Option<&str>) -> Result<Option<String>> {
    let Some(tag) = tag.map(str::trim).filter(|t| !t.is_empty()) else { return Ok(None) };
    let shaped = tag.len() <= 35 && tag.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    if shaped { Ok(Some(tag.to_owned())) } else { Err(Error::field("language", "api-language-bad")) }
}

/// Somebody who is known here, by `name` or `name@host`.
pub(super) fn person(conn: &mut Conn, handle: &str) -> Result<Actor> {
    let actor = actors::by_handle(conn, handle)?.filter(|a| a.kind == ActorKind::Person).ok_or(Error::NotFound("person"))?;
    if actor.deleted_at.is_some() { Err(Error::Gone) } else { Ok(actor) }
}

/// Empty text is no text.
pub(super) fn some(text: Option<String>) -> Option<String> {
    text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_more_than_asked_for_means_that_there_is_more() {
        let mut items = vec![1, 2, 3];
        assert_eq!(cut(&mut items, 2, ToString::to_string), Some("2".to_owned()));
        assert_eq!(items, [1, 2]);
        assert_eq!(cut(&mut items, 2, ToString::to_string), None);
    }

    #[test]
    fn languages_have_a_shape() {
        assert_eq!(language(Some(" pt-BR ")).unwrap(), Some("pt-BR".to_owned()));
        assert_eq!(language(Some("")).unwrap(), None);
        assert!(language(Some("en\" onload=\"x")).is_err());
    }

    #[test]
    fn ids_are_text_or_numbers() {
        #[derive(Deserialize)]
        struct Body {
            #[serde(default, deserialize_with = "id")]
            parent: Option<i64>,
        }
        let parse = |text: &str| serde_json::from_str::<Body>(text).map(|b| b.parent);
        assert_eq!(parse(r#"{"parent":"12"}"#).unwrap(), Some(12));
        assert_eq!(parse(r#"{"parent":12}"#).unwrap(), Some(12));
        assert_eq!(parse("{}").unwrap(), None);
        assert_eq!(parse(r#"{"parent":null}"#).unwrap(), None);
        assert!(parse(r#"{"parent":"x"}"#).is_err());
    }
}
