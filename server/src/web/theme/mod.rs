//! Themes: templates, words, colours and files, built in at compile time or read from a folder while one works on them.
//!
//! A theme names its parent in `theme.toml` and holds only what differs. Each theme and language has its own engine, so
//! that a template's `t(...)` needs no look-up of the language; engines are built once and shared.

mod engine;
mod source;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tera::{Context, Tera, Value};

pub use self::source::Themes;
use crate::i18n::{Catalog, I18nError, Lang};
use crate::pages::view::{MailView, Page};
use crate::web::assets::{Asset, AssetStore};
pub use crate::web::brand::{DEFAULT_ACCENT, brand_css, is_accent};

/// The theme that every other one stands on.
pub const BASE: &str = "default";

/// Why a theme could not be read or a page not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum ThemeError {
    #[error("there is no theme called {0}")]
    Unknown(String),
    #[error("theme {theme}: theme.toml: {cause}")]
    Manifest { theme: String, cause: String },
    #[error("theme {theme}: {file} is not UTF-8")]
    Text { theme: String, file: String },
    #[error("theme {theme}: its parents form a circle")]
    Circle { theme: String },
    #[error("theme {theme}: {cause}")]
    Words { theme: String, cause: I18nError },
    #[error("theme {theme}: {cause}")]
    Templates { theme: String, cause: String },
    #[error("template {template}: {cause}")]
    Render { template: String, cause: String },
    #[error("the theme folder could not be read: {0}")]
    Disk(#[from] std::io::Error),
}

/// What `theme.toml` says.
#[derive(Debug, Clone, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Name for people.
    pub title: String,
    /// Theme to inherit from; empty for the base.
    #[serde(default)]
    pub parent: String,
    /// Accent until the brand has its own.
    #[serde(default)]
    pub accent: String,
    /// Tokens without their leading dashes, in light and in dark.
    #[serde(default)]
    pub light: BTreeMap<String, String>,
    #[serde(default)]
    pub dark: BTreeMap<String, String>,
}

/// One theme, ready to draw.
#[derive(Debug)]
pub struct Theme {
    name: String,
    manifest: Manifest,
    catalog: Catalog,
    engines: BTreeMap<String, Tera>,
    assets: Arc<AssetStore>,
}

impl Theme {
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Address of a static file, with the content's hash in it.
    pub fn asset_url(&self, path: &str) -> String {
        self.assets.url(path)
    }

    /// A static file by its path inside the theme.
    pub fn asset(&self, path: &str) -> Option<Asset> {
        self.assets.get(path)
    }

    /// `/brand.css`: the theme's own tokens and everything that follows from the accent.
    pub fn brand_css(&self, accent: &str) -> String {
        let accent = if is_accent(accent) {
            accent
        } else {
            &self.manifest.accent
        };
        let block = |tokens: &BTreeMap<String, String>| -> String {
            tokens
                .iter()
                .map(|(name, value)| format!("--{name}:{value};"))
                .collect()
        };
        let (light, dark) = (block(&self.manifest.light), block(&self.manifest.dark));
        format!(
            ":root{{{light}}}\n@media (prefers-color-scheme:dark){{:root:not([data-scheme=light]){{{dark}}}}}\n\
             :root[data-scheme=dark]{{{dark}}}\n{}",
            brand_css(accent)
        )
    }

    /// Draws a whole page in the frame's language.
    pub fn render<B: Serialize>(&self, page: &Page<B>) -> Result<String, ThemeError> {
        let mut context = Context::new();
        let frame = Value::try_from_serializable(&page.frame)
            .map_err(|e| render_error(page.template, &e))?;
        let body = Value::try_from_serializable(&page.body)
            .map_err(|e| render_error(page.template, &e))?;
        context.insert_value("frame", frame);
        context.insert_value("page", body);
        self.draw(page.template, &page.frame.locale, &context)
    }

    /// Draws a piece of a page that a script asked for.
    pub fn fragment<B: Serialize>(
        &self,
        template: &str,
        locale: &str,
        body: &B,
    ) -> Result<String, ThemeError> {
        let mut context = Context::new();
        context.insert_value(
            "page",
            Value::try_from_serializable(body).map_err(|e| render_error(template, &e))?,
        );
        self.draw(template, locale, &context)
    }

    /// Draws a mail: subject, plain text, HTML. `name` is confirm, reset, notification or approved.
    pub fn mail(&self, name: &str, locale: &str, mail: &MailView) -> Result<DrawnMail, ThemeError> {
        let subject = self.lang(locale).text_with(
            &format!("mail-{name}-subject"),
            &[
                ("brand", mail.brand_name.as_str().into()),
                ("headline", mail.headline.as_str().into()),
                ("place", mail.place.as_str().into()),
            ],
        );
        Ok(DrawnMail {
            subject: subject.replace(['\r', '\n'], " "),
            text: self.fragment(&format!("mail/{name}.txt"), locale, mail)?,
            html: self.fragment(&format!("mail/{name}.html"), locale, mail)?,
        })
    }

    /// The language for a tag, or the fallback.
    pub fn lang(&self, locale: &str) -> &Lang {
        self.catalog
            .get(locale)
            .unwrap_or_else(|| self.catalog.fallback())
    }

    /// Names of the page templates of this theme and its parents, for tests and the style guide.
    pub fn templates(&self) -> Vec<String> {
        let engine = self.engines.values().next();
        let mut names: Vec<String> = engine
            .map(|tera| {
                let names = tera
                    .get_template_names()
                    .filter_map(|name| name.split_once('/'));
                names.map(|(_, rest)| rest.to_owned()).collect()
            })
            .unwrap_or_default();
        names.sort();
        names.dedup();
        names
    }

    fn draw(&self, template: &str, locale: &str, context: &Context) -> Result<String, ThemeError> {
        let lang = self.lang(locale);
        let engine = self
            .engines
            .get(lang.tag())
            .ok_or_else(|| ThemeError::Unknown(lang.tag().to_owned()))?;
        engine
            .render(template, context)
            .map_err(|e| render_error(template, &e))
    }
}

/// A mail, drawn.
#[derive(Debug, Clone)]
pub struct DrawnMail {
    pub subject: String,
    pub text: String,
    pub html: String,
}

fn render_error(template: &str, error: &tera::Error) -> ThemeError {
    ThemeError::Render {
        template: template.to_owned(),
        cause: chain(error),
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests;
