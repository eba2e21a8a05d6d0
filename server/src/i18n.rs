//! Words in the reader's language: Fluent catalogues, with English under every other one.

use std::collections::BTreeMap;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

/// The language that every other one falls back to. It is complete by test.
pub const FALLBACK: &str = "en";

/// Why a catalogue could not be read.
#[derive(Debug, thiserror::Error)]
pub enum I18nError {
    #[error("{tag} is not a language tag")]
    Tag { tag: String },
    #[error("the {tag} catalogue does not parse: {detail}")]
    Syntax { tag: String, detail: String },
    #[error("there is no {FALLBACK} catalogue")]
    NoFallback,
}

/// One value for a placeable of a message.
#[derive(Debug, Clone)]
pub enum Arg {
    Text(String),
    Number(i64),
}

impl From<&str> for Arg {
    fn from(value: &str) -> Self {
        Arg::Text(value.to_owned())
    }
}

impl From<String> for Arg {
    fn from(value: String) -> Self {
        Arg::Text(value)
    }
}

impl From<i64> for Arg {
    fn from(value: i64) -> Self {
        Arg::Number(value)
    }
}

impl From<u64> for Arg {
    fn from(value: u64) -> Self {
        Arg::Number(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

struct Inner {
    tag: String,
    bundle: FluentBundle<FluentResource>,
    fallback: Option<Lang>,
}

/// One language, cheap to clone and safe to share between workers.
#[derive(Clone)]
pub struct Lang(Arc<Inner>);

impl std::fmt::Debug for Lang {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Lang").field(&self.0.tag).finish()
    }
}

impl Lang {
    /// The language tag, for `lang=`.
    pub fn tag(&self) -> &str {
        &self.0.tag
    }

    /// The direction of its script, for `dir=`.
    pub fn dir(&self) -> &'static str {
        let primary = self.0.tag.split('-').next().unwrap_or_default();
        match primary {
            "ar" | "arc" | "ckb" | "dv" | "fa" | "he" | "ks" | "ps" | "sd" | "ug" | "ur" | "yi" => {
                "rtl"
            }
            _ => "ltr",
        }
    }

    /// The text of a message, or its key when no catalogue has it (logged: a page with one odd word beats no page).
    pub fn text(&self, key: &str) -> String {
        self.text_with(key, &[])
    }

    /// Like [`Lang::text`], with values for its placeables.
    pub fn text_with(&self, key: &str, args: &[(&str, Arg)]) -> String {
        self.find(key, args).unwrap_or_else(|| {
            tracing::warn!(
                key,
                lang = self.tag(),
                "a message is missing from the catalogue"
            );
            key.to_owned()
        })
    }

    /// The text of a message, if this language or the fallback has it.
    pub fn find(&self, key: &str, args: &[(&str, Arg)]) -> Option<String> {
        let Some(pattern) = self.0.bundle.get_message(key).and_then(|m| m.value()) else {
            return self
                .0
                .fallback
                .as_ref()
                .and_then(|lang| lang.find(key, args));
        };
        let values: Option<FluentArgs<'_>> = (!args.is_empty()).then(|| {
            args.iter()
                .map(|(name, arg)| {
                    let value = match arg {
                        Arg::Text(text) => FluentValue::from(text.as_str()),
                        Arg::Number(number) => FluentValue::from(*number),
                    };
                    (*name, value)
                })
                .collect()
        });
        let mut errors = Vec::new();
        let text = self
            .0
            .bundle
            .format_pattern(pattern, values.as_ref(), &mut errors);
        if !errors.is_empty() {
            tracing::warn!(
                key,
                lang = self.tag(),
                ?errors,
                "a message could not be filled in"
            );
        }
        Some(text.into_owned())
    }

    /// Whether `key` exists here or in the fallback.
    pub fn knows(&self, key: &str) -> bool {
        self.0.bundle.has_message(key)
            || self.0.fallback.as_ref().is_some_and(|lang| lang.knows(key))
    }
}

/// All languages of one theme.
#[derive(Debug, Clone)]
pub struct Catalog {
    langs: BTreeMap<String, Lang>,
    fallback: Lang,
}

impl Catalog {
    /// Builds the languages from `(tag, Fluent source)` pairs. A later source of the same tag overrides single messages,
    /// which is how a theme changes words without copying a catalogue.
    pub fn new<'a>(
        sources: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, I18nError> {
        let mut bundles: BTreeMap<String, FluentBundle<FluentResource>> = BTreeMap::new();
        for (tag, source) in sources {
            let resource = FluentResource::try_new(source.to_owned()).map_err(|(_, errors)| {
                let detail = errors
                    .iter()
                    .map(|e| format!("{e} at {:?}", e.pos))
                    .collect::<Vec<_>>();
                I18nError::Syntax {
                    tag: tag.to_owned(),
                    detail: detail.join("; "),
                }
            })?;
            let bundle = match bundles.entry(tag.to_owned()) {
                std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
                std::collections::btree_map::Entry::Vacant(entry) => {
                    entry.insert(empty_bundle(tag)?)
                }
            };
            bundle.add_resource_overriding(resource);
        }
        let base = bundles.remove(FALLBACK).ok_or(I18nError::NoFallback)?;
        let fallback = Lang(Arc::new(Inner {
            tag: FALLBACK.to_owned(),
            bundle: base,
            fallback: None,
        }));
        let mut langs: BTreeMap<String, Lang> = bundles
            .into_iter()
            .map(|(tag, bundle)| {
                let lang = Inner {
                    tag: tag.clone(),
                    bundle,
                    fallback: Some(fallback.clone()),
                };
                (tag, Lang(Arc::new(lang)))
            })
            .collect();
        langs.insert(FALLBACK.to_owned(), fallback.clone());
        Ok(Self { langs, fallback })
    }

    /// The language under all others.
    pub fn fallback(&self) -> &Lang {
        &self.fallback
    }

    /// Every language, by tag.
    pub fn langs(&self) -> impl Iterator<Item = &Lang> {
        self.langs.values()
    }

    /// The language with this tag, or the nearest (`pt-BR` finds `pt`).
    pub fn get(&self, tag: &str) -> Option<&Lang> {
        let tag = tag.trim();
        self.langs
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(tag))
            .map(|(_, lang)| lang)
            .or_else(|| {
                let primary = tag.split('-').next().unwrap_or_default();
                self.langs
                    .iter()
                    .find(|(name, _)| name.eq_ignore_ascii_case(primary))
                    .map(|(_, lang)| lang)
            })
    }

    /// The best language for an `Accept-Language` header.
    pub fn negotiate(&self, accept_language: &str) -> &Lang {
        let mut wanted: Vec<(f32, &str)> = accept_language
            .split(',')
            .take(16)
            .filter_map(|item| {
                let (tag, q) = item.split_once(";q=").unwrap_or((item, "1"));
                let weight = q.trim().parse::<f32>().ok().filter(|w| *w > 0.0)?;
                Some((weight, tag.trim()))
            })
            .collect();
        wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
        wanted
            .iter()
            .find_map(|(_, tag)| self.get(tag))
            .unwrap_or(&self.fallback)
    }
}

fn empty_bundle(tag: &str) -> Result<FluentBundle<FluentResource>, I18nError> {
    let id = tag.parse().map_err(|cause| {
        tracing::debug!(?cause, tag, "bad language tag");
        I18nError::Tag {
            tag: tag.to_owned(),
        }
    })?;
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Isolation marks would end up inside attributes and mail subjects; templates put <bdi> around names instead.
    bundle.set_use_isolating(false);
    Ok(bundle)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog() -> Catalog {
        Catalog::new([
            ("en", "hello = Hello { $name }\nbye = Bye\nn = { $n ->\n  [one] one reply\n *[other] { $n } replies\n }\n"),
            ("de", "hello = Hallo { $name }\n"),
            ("de", "hello = Moin { $name }\n"),
        ])
        .unwrap()
    }

    #[test]
    fn falls_back_and_overrides() {
        let catalog = catalog();
        let de = catalog.get("de-AT").unwrap();
        assert_eq!(de.text_with("hello", &[("name", "Ann".into())]), "Moin Ann");
        assert_eq!(de.text("bye"), "Bye");
        assert_eq!(de.text("nope"), "nope");
        assert!(de.find("nope", &[]).is_none());
    }

    #[test]
    fn plural_forms_follow_the_number() {
        let catalog = catalog();
        assert_eq!(
            catalog.fallback().text_with("n", &[("n", 1_i64.into())]),
            "one reply"
        );
        assert_eq!(
            catalog.fallback().text_with("n", &[("n", 2_i64.into())]),
            "2 replies"
        );
    }

    #[test]
    fn the_header_chooses() {
        let catalog = catalog();
        assert_eq!(catalog.negotiate("fr, de;q=0.8, en;q=0.9").tag(), "en");
        assert_eq!(catalog.negotiate("de-CH").tag(), "de");
        assert_eq!(catalog.negotiate(";;q=x,,").tag(), "en");
    }

    #[test]
    fn direction_follows_the_script() {
        let catalog = Catalog::new([("en", ""), ("ar", "")]).unwrap();
        assert_eq!(catalog.get("ar").unwrap().dir(), "rtl");
        assert_eq!(catalog.fallback().dir(), "ltr");
    }
}
