//! One template engine: the layers of a theme speaking one language, and the functions that templates call.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{Kwargs, State, Tera, Value};

use super::source::Layer;
use super::{ThemeError, chain};
use crate::i18n::{Arg, Lang};
use crate::web::assets::AssetStore;

/// One engine: the templates of all layers, child first, speaking one language.
pub(super) fn build(
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
    ("trusted", "rank-trusted"),
    ("super_user", "rank-super_user"),
    ("retitle", "retitle"),
    ("spam", "call-spam"),
    ("no_spam", "call-no-spam"),
    ("op", "thread-starter"),
    ("accepted", "accepted"),
    ("official_answer", "official-answer"),
    ("accept", "accept-answer"),
    ("make_official", "make-official"),
    ("take_official", "take-official"),
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
    ("take_in", "take-in"),
    ("picture", "picture"),
    ("in_", "in"),
    ("also_in", "also-in"),
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
            // A key, or a sentence of a rule that other languages know by its own words.
            let known = lang.find(text, &[]).or_else(|| lang.find(&refusal_key(text), &[]));
            Ok(known.unwrap_or_else(|| text.to_owned()))
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

/// Rules refuse in plain English, which the log and the API tell as it is. On pages the sentence is looked up by its
/// words: "Nobody blocks themselves." is `refused-nobody-blocks-themselves` in the locale files.
pub(super) fn refusal_key(sentence: &str) -> String {
    let mut key = "refused".to_owned();
    let words = sentence.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    for word in words.take(12) {
        key.push('-');
        key.push_str(&word.to_ascii_lowercase());
    }
    key
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{refusal_key, short_count};
    use crate::web::theme::Themes;

    fn sentences(dir: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(dir).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                sentences(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                for start in ["Forbidden(", "Conflict(", "unauthorized("] {
                    for rest in text.split(start).skip(1) {
                        let rest = rest.trim_start();
                        if let Some(sentence) = rest.strip_prefix('"').and_then(|r| r.split('"').next())
                            && sentence.starts_with(|c: char| c.is_ascii_uppercase())
                        {
                            found.push(sentence.to_owned());
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn every_refusal_can_be_said_in_other_languages() {
        let mut found = Vec::new();
        sentences(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        found.retain(|sentence| !sentence.contains('`'));
        assert!(found.len() > 30, "the sentences are where this test looks for them");
        let themes = Themes::shipped();
        let theme = themes.get("default").unwrap();
        let words = theme.catalog().fallback();
        let missing: Vec<String> =
            found.iter().filter(|s| words.find(&refusal_key(s), &[]).as_ref() != Some(*s)).map(|s| format!("{} = {s}", refusal_key(s))).collect();
        assert!(missing.is_empty(), "add to en.ftl:\n{}", missing.join("\n"));
    }

    #[test]
    fn counts_stay_short() {
        let shown = [0, 999, 1_000, 1_250, 15_200, 1_000_000, -1_500].map(short_count);
        assert_eq!(shown, ["0", "999", "1k", "1.2k", "15k", "1M", "-1.5k"]);
    }
}
