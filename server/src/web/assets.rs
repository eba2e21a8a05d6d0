//! Static files of a theme: one style sheet out of its parts, a hash in every address, cached for a year.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use actix_web::HttpResponse;
use actix_web::http::header;
use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::theme::{ThemeError, Themes};

/// The style sheet that is put together from `css/*.css` in the order of their names.
const SHEET: &str = "style.css";

/// One static file.
#[derive(Debug, Clone)]
pub struct Asset {
    pub bytes: Bytes,
    pub content_type: &'static str,
}

/// All static files of one theme, its parents' below.
#[derive(Debug)]
pub struct AssetStore {
    /// `/assets/{theme}.{hash}`: one hash over everything, so that addresses inside style sheets stay relative.
    prefix: String,
    files: BTreeMap<String, Asset>,
}

impl AssetStore {
    pub(super) fn new(theme: &str, statics: BTreeMap<String, Cow<'static, [u8]>>) -> Self {
        let mut sheet = Vec::new();
        let mut hash = Sha256::new();
        for (path, data) in &statics {
            hash.update(path.as_bytes());
            hash.update([0]);
            hash.update(data);
            if path.starts_with("css/") {
                sheet.extend_from_slice(data);
                sheet.push(b'\n');
            }
        }
        let mut digest = String::new();
        for byte in hash.finalize().iter().take(6) {
            // Writing to a String cannot fail.
            let _ = write!(digest, "{byte:02x}");
        }
        let mut files: BTreeMap<String, Asset> = statics
            .into_iter()
            .map(|(path, data)| {
                let bytes = match data {
                    Cow::Borrowed(data) => Bytes::from_static(data),
                    Cow::Owned(data) => Bytes::from(data),
                };
                let asset = Asset {
                    bytes,
                    content_type: content_type(&path),
                };
                (path, asset)
            })
            .collect();
        files.insert(
            SHEET.to_owned(),
            Asset {
                bytes: sheet.into(),
                content_type: content_type(SHEET),
            },
        );
        Self {
            prefix: format!("/assets/{theme}.{digest}"),
            files,
        }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.prefix)
    }

    pub(super) fn get(&self, path: &str) -> Option<Asset> {
        self.files.get(path).cloned()
    }
}

/// Answers `GET /assets/{theme}.{hash}/{path}`. An old hash gets the present file, but is not cached: a page that was
/// open during an upgrade keeps working.
pub fn respond(
    themes: &Themes,
    versioned: &str,
    path: &str,
) -> Result<Option<HttpResponse>, ThemeError> {
    let name = versioned.split('.').next().unwrap_or_default();
    let theme = match themes.get(name) {
        Ok(theme) => theme,
        Err(ThemeError::Unknown(_) | ThemeError::Disk(_)) => return Ok(None),
        Err(other) => return Err(other),
    };
    let Some(asset) = theme.asset(path) else {
        return Ok(None);
    };
    let current = theme.asset_url(path) == format!("/assets/{versioned}/{path}");
    let caching = if current {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let response = HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, asset.content_type))
        .insert_header((header::CACHE_CONTROL, caching))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(asset.bytes);
    Ok(Some(response))
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "woff2" => "font/woff2",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "txt" => "text/plain; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_change_with_content_and_only_then() {
        let store = |text: &'static [u8]| {
            AssetStore::new(
                "x",
                BTreeMap::from([("css/a.css".to_owned(), Cow::Borrowed(text))]),
            )
            .url(SHEET)
        };
        assert_eq!(store(b"a"), store(b"a"));
        assert_ne!(store(b"a"), store(b"b"));
    }

    #[test]
    fn unknown_files_and_themes_are_not_found() {
        let themes = Themes::shipped();
        assert!(
            respond(&themes, "nosuch.123", "style.css")
                .unwrap()
                .is_none()
        );
        assert!(
            respond(&themes, "default.123", "../theme.toml")
                .unwrap()
                .is_none()
        );
        assert!(respond(&themes, "default.123", SHEET).unwrap().is_some());
    }
}
