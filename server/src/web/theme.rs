//! Themes: templates, words, colours and files, built in at compile time or read from a folder while one works on them.
//!
//! A theme names its parent in `theme.toml` and holds only what differs. Each theme and language has its own engine, so
//! that a template's `t(...)` needs no look-up of the language; engines are built once and shared.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use serde::{Deserialize, Serialize};
use tera::{Context, Kwargs, State, Tera, Value};

use super::assets::{Asset, AssetStore};
pub use super::brand::{DEFAULT_ACCENT, brand_css, is_accent};
use crate::i18n::{Arg, Catalog, I18nError, Lang};
use crate::pages::view::{MailView, Page};

/// The theme that every other one stands on.
pub const BASE: &str = "default";

/// The themes that ship inside the binary.
#[derive(rust_embed::RustEmbed)]
#[folder = "../themes/"]
struct Shipped;

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

/// Where theme files come from.
#[derive(Debug, Clone)]
enum Source {
    Shipped,
    /// A folder that holds one folder a theme; read again when anything in it changes.
    Disk(PathBuf),
}

/// All themes, loaded when first asked for.
#[derive(Debug)]
pub struct Themes {
    source: Source,
    loaded: RwLock<BTreeMap<String, (Arc<Theme>, Stamp)>>,
}

/// The state of a folder: newest change and number of files.
type Stamp = Option<(std::time::SystemTime, usize)>;

impl Themes {
    /// The themes inside the binary.
    pub fn shipped() -> Self {
        Self {
            source: Source::Shipped,
            loaded: RwLock::default(),
        }
    }

    /// Themes in a folder, for working on them.
    pub fn from_dir(dir: impl Into<PathBuf>) -> Self {
        Self {
            source: Source::Disk(dir.into()),
            loaded: RwLock::default(),
        }
    }

    /// The theme of this name.
    pub fn get(&self, name: &str) -> Result<Arc<Theme>, ThemeError> {
        let stamp = self.stamp(name)?;
        let cached = self
            .loaded
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .get(name)
            .cloned();
        if let Some((theme, seen)) = cached
            && seen == stamp
        {
            return Ok(theme);
        }
        let theme = Arc::new(self.load(name)?);
        let mut loaded = self
            .loaded
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        loaded.insert(name.to_owned(), (theme.clone(), stamp));
        Ok(theme)
    }

    /// Names of all themes.
    pub fn names(&self) -> Result<Vec<String>, ThemeError> {
        let mut names: Vec<String> = match &self.source {
            Source::Shipped => Shipped::iter()
                .filter_map(|p| p.split_once('/').map(|(t, _)| t.to_owned()))
                .collect(),
            Source::Disk(dir) => std::fs::read_dir(dir)?
                .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
                .filter(|name| dir.join(name).join("theme.toml").is_file())
                .collect(),
        };
        names.sort();
        names.dedup();
        Ok(names)
    }

    fn stamp(&self, name: &str) -> Result<Stamp, ThemeError> {
        let Source::Disk(dir) = &self.source else {
            return Ok(None);
        };
        let mut newest = std::time::SystemTime::UNIX_EPOCH;
        let mut files = Vec::new();
        walk(&dir.join(BASE), &mut files)?;
        if name != BASE {
            walk(&dir.join(name), &mut files)?;
        }
        for file in &files {
            newest = newest.max(std::fs::metadata(file)?.modified()?);
        }
        Ok(Some((newest, files.len())))
    }

    /// All files of one theme: path inside the theme and content.
    fn files(&self, name: &str) -> Result<BTreeMap<String, Cow<'static, [u8]>>, ThemeError> {
        let mut files = BTreeMap::new();
        match &self.source {
            Source::Shipped => {
                let prefix = format!("{name}/");
                for path in Shipped::iter() {
                    if let Some(inner) = path.strip_prefix(&prefix)
                        && let Some(file) = Shipped::get(&path)
                    {
                        files.insert(inner.to_owned(), file.data);
                    }
                }
            }
            Source::Disk(dir) => {
                let root = dir.join(name);
                let mut paths = Vec::new();
                walk(&root, &mut paths)?;
                for path in paths {
                    if let Some(inner) = path.strip_prefix(&root).ok().and_then(Path::to_str) {
                        files.insert(inner.replace('\\', "/"), Cow::Owned(std::fs::read(&path)?));
                    }
                }
            }
        }
        if files.contains_key("theme.toml") {
            Ok(files)
        } else {
            Err(ThemeError::Unknown(name.to_owned()))
        }
    }

    fn load(&self, name: &str) -> Result<Theme, ThemeError> {
        let mut layers = Vec::new();
        let mut next = name.to_owned();
        while !next.is_empty() {
            if layers.iter().any(|layer: &Layer| layer.name == next) {
                return Err(ThemeError::Circle {
                    theme: name.to_owned(),
                });
            }
            let layer = Layer::read(&next, self.files(&next)?)?;
            next.clone_from(&layer.manifest.parent);
            layers.push(layer);
        }
        Theme::build(layers)
    }
}

/// One theme's files before they are laid over its parents'.
struct Layer {
    name: String,
    manifest: Manifest,
    files: BTreeMap<String, Cow<'static, [u8]>>,
}

impl Layer {
    fn read(name: &str, files: BTreeMap<String, Cow<'static, [u8]>>) -> Result<Self, ThemeError> {
        let text = text_of(
            name,
            "theme.toml",
            files.get("theme.toml").map_or(&[][..], |f| f),
        )?;
        let manifest = toml::from_str(text).map_err(|cause| ThemeError::Manifest {
            theme: name.to_owned(),
            cause: cause.to_string(),
        })?;
        Ok(Self {
            name: name.to_owned(),
            manifest,
            files,
        })
    }

    /// Files below a folder, as text.
    fn texts(&self, folder: &str) -> Result<Vec<(&str, &str)>, ThemeError> {
        let inside = self
            .files
            .iter()
            .filter_map(|(path, data)| Some((path.strip_prefix(folder)?, data)));
        inside
            .map(|(path, data)| Ok((path, text_of(&self.name, path, data)?)))
            .collect()
    }
}

fn text_of<'a>(theme: &str, file: &str, data: &'a [u8]) -> Result<&'a str, ThemeError> {
    std::str::from_utf8(data).map_err(|cause| {
        tracing::debug!(%cause, theme, file, "theme file");
        ThemeError::Text {
            theme: theme.to_owned(),
            file: file.to_owned(),
        }
    })
}

impl Theme {
    /// Lays the layers (child first) over one another.
    fn build(layers: Vec<Layer>) -> Result<Self, ThemeError> {
        let name = layers.first().map(|l| l.name.clone()).unwrap_or_default();
        let mut words = Vec::new();
        let mut statics = BTreeMap::new();
        let mut manifest = Manifest::default();
        for layer in layers.iter().rev() {
            for (file, text) in layer.texts("locales/")? {
                words.push((file.trim_end_matches(".ftl"), text));
            }
            for (path, data) in &layer.files {
                if let Some(path) = path.strip_prefix("static/") {
                    statics.insert(path.to_owned(), data.clone());
                }
            }
            manifest.light.extend(layer.manifest.light.clone());
            manifest.dark.extend(layer.manifest.dark.clone());
            manifest.title.clone_from(&layer.manifest.title);
            manifest.parent.clone_from(&layer.manifest.parent);
            if !layer.manifest.accent.is_empty() {
                manifest.accent.clone_from(&layer.manifest.accent);
            }
        }
        let catalog = Catalog::new(words).map_err(|cause| ThemeError::Words {
            theme: name.clone(),
            cause,
        })?;
        let assets = Arc::new(AssetStore::new(&name, statics));
        let mut engines = BTreeMap::new();
        for lang in catalog.langs() {
            engines.insert(
                lang.tag().to_owned(),
                engine(&name, &layers, lang, &assets)?,
            );
        }
        Ok(Self {
            name,
            manifest,
            catalog,
            engines,
            assets,
        })
    }
}

/// One engine: the templates of all layers, child first, speaking one language.
fn engine(
    theme: &str,
    layers: &[Layer],
    lang: &Lang,
    assets: &Arc<AssetStore>,
) -> Result<Tera, ThemeError> {
    let failed = |cause: tera::Error| ThemeError::Templates {
        theme: theme.to_owned(),
        cause: chain(&cause),
    };
    let mut tera = Tera::new();
    tera.set_fallback_prefixes(layers.iter().map(|layer| format!("{}/", layer.name)))
        .map_err(failed)?;
    tera.autoescape_on([".html"]);
    register(&mut tera, lang.clone(), assets.clone());
    let mut templates = Vec::new();
    for layer in layers {
        for (path, text) in layer.texts("templates/")? {
            templates.push((format!("{}/{path}", layer.name), text.to_owned()));
        }
    }
    tera.add_raw_templates(templates).map_err(failed)?;
    Ok(tera)
}

/// Names inside `labels()` and their messages. Kinds are named by their token.
const LABELS: &[(&str, &str)] = &[
    ("up", "vote-up"),
    ("down", "vote-down"),
    ("score", "score"),
    ("pinned", "pinned"),
    ("locked", "locked"),
    ("answered", "answered"),
    ("official", "official"),
    ("steward", "steward"),
    ("op", "thread-starter"),
    ("accepted", "accepted"),
    ("new", "new"),
    ("replies", "replies"),
    ("reply", "reply"),
    ("save", "save"),
    ("saved", "saved"),
    ("more", "more"),
    ("edit", "edit"),
    ("delete", "delete"),
    ("remove", "remove"),
    ("restore", "restore"),
    ("report", "report"),
    ("origin", "see-at-home"),
    ("edited", "edited"),
    ("deleted", "deleted-post"),
    ("removed", "removed-post"),
    ("reason", "reason-given"),
    ("no_alt", "no-alt"),
    ("picture", "picture"),
    ("in_", "in"),
    ("discussion", "kind-discussion"),
    ("question", "kind-question"),
    ("idea", "kind-idea"),
    ("feedback", "kind-feedback"),
    ("poll", "kind-poll"),
    ("article", "kind-article"),
    ("wiki", "kind-wiki"),
    ("newsletter", "kind-newsletter"),
    ("event", "kind-event"),
];

fn register(tera: &mut Tera, lang: Lang, assets: Arc<AssetStore>) {
    // Words that lists repeat on every line: one map for all pages, so that a row costs no look-up.
    let labels: BTreeMap<&str, String> = LABELS
        .iter()
        .map(|(name, key)| (*name, lang.text(key)))
        .collect();
    let labels = Value::from_serializable(&labels);
    tera.register_function("labels", move |_: Kwargs, _: &State<'_>| labels.clone());
    let words = lang.clone();
    tera.register_function(
        "t",
        move |kwargs: Kwargs, _: &State<'_>| -> Result<String, tera::Error> {
            let key = kwargs.must_get::<&str>("key")?;
            let mut args = Vec::new();
            for (name, value) in kwargs.iter() {
                if let Some(name) = name.as_str().filter(|name| *name != "key")
                    && let Some(arg) = argument(value)
                {
                    args.push((name, arg));
                }
            }
            match words.find(key, &args) {
                Some(text) => Ok(text),
                // Strict where templates are written and tested; a shipped theme shows the key rather than no page.
                None if cfg!(debug_assertions) => {
                    Err(tera::Error::message(format!("no message {key}")))
                }
                None => Ok(words.text(key)),
            }
        },
    );
    tera.register_function(
        "say",
        move |kwargs: Kwargs, _: &State<'_>| -> Result<String, tera::Error> {
            let text = kwargs.must_get::<&str>("text")?;
            Ok(lang.find(text, &[]).unwrap_or_else(|| text.to_owned()))
        },
    );
    tera.register_function(
        "asset",
        move |kwargs: Kwargs, _: &State<'_>| -> Result<String, tera::Error> {
            Ok(assets.url(kwargs.must_get::<&str>("path")?))
        },
    );
    tera.register_filter("count", |n: i64, _: Kwargs, _: &State<'_>| short_count(n));
}

fn argument(value: &Value) -> Option<Arg> {
    value
        .as_i64()
        .map(Arg::Number)
        .or_else(|| value.as_str().map(Arg::from))
}

/// 1,234 reads `1.2k`: a number beside a label must not push the label away.
fn short_count(n: i64) -> String {
    let (abs, sign) = (n.unsigned_abs(), if n < 0 { "-" } else { "" });
    let short = |unit: u64, name: &str| {
        let (whole, tenth) = (abs / unit, abs % unit / (unit / 10));
        if whole >= 10 || tenth == 0 {
            format!("{sign}{whole}{name}")
        } else {
            format!("{sign}{whole}.{tenth}{name}")
        }
    };
    match abs {
        0..1_000 => n.to_string(),
        1_000..1_000_000 => short(1_000, "k"),
        _ => short(1_000_000, "M"),
    }
}

fn walk(dir: &Path, into: &mut Vec<PathBuf>) -> Result<(), std::io::Error> {
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, into)?;
        } else {
            into.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "theme_tests.rs"]
mod tests;
