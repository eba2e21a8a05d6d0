//! Where themes come from: the binary or a folder, one layer a theme, the child over its parents.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use super::{BASE, Manifest, Theme, ThemeError, engine};
use crate::i18n::Catalog;
use crate::web::assets::AssetStore;

/// The themes that ship inside the binary.
#[derive(rust_embed::RustEmbed)]
#[folder = "../themes/"]
struct Shipped;

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
    pub(super) fn files(&self, name: &str) -> Result<BTreeMap<String, Cow<'static, [u8]>>, ThemeError> {
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
pub(super) struct Layer {
    pub(super) name: String,
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
    pub(super) fn texts(&self, folder: &str) -> Result<Vec<(&str, &str)>, ThemeError> {
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
                // `en.ftl`, and `en/wiki.ftl` for the words of one area.
                let tag = file.split_once('/').map_or(file, |(tag, _)| tag);
                words.push((tag.trim_end_matches(".ftl"), text));
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
                engine::build(&name, &layers, lang, &assets)?,
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
