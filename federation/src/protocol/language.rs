//! The language of a text: Lemmy's object, Mastodon's map, or an array of either.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// `{"identifier":"en","name":"English"}`, as Lemmy reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LanguageWire {
    pub identifier: String,
    #[serde(default)]
    pub name: String,
}

impl LanguageWire {
    pub fn of(code: &str) -> Self {
        Self {
            identifier: code.to_owned(),
            name: name_of(code).to_owned(),
        }
    }
}

/// Takes a plain code, Lemmy's object, or the first of an array. `und` says nothing.
pub fn language_of(value: &Value) -> Option<String> {
    let code = match value {
        Value::String(code) => code,
        Value::Object(map) => map.get("identifier")?.as_str()?,
        Value::Array(items) => {
            return items
                .iter()
                .filter(|item| !item.is_array())
                .find_map(language_of);
        }
        _ => return None,
    };
    plausible(code).then(|| code.to_owned())
}

/// A code of the form of BCP 47, and not the one for "undetermined".
pub fn plausible(code: &str) -> bool {
    (2..=35).contains(&code.len())
        && code != "und"
        && code
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Lemmy wants a name beside the code. Languages that are not listed are named by their code.
fn name_of(code: &str) -> &str {
    match code {
        "ar" => "العربية",
        "bg" => "Български",
        "ca" => "Català",
        "cs" => "Čeština",
        "da" => "Dansk",
        "de" => "Deutsch",
        "el" => "Ελληνικά",
        "en" => "English",
        "eo" => "Esperanto",
        "es" => "Español",
        "et" => "Eesti",
        "eu" => "Euskara",
        "fa" => "فارسی",
        "fi" => "Suomi",
        "fr" => "Français",
        "ga" => "Gaeilge",
        "gl" => "Galego",
        "he" => "עברית",
        "hi" => "हिन्दी",
        "hr" => "Hrvatski",
        "hu" => "Magyar",
        "id" => "Bahasa Indonesia",
        "it" => "Italiano",
        "ja" => "日本語",
        "ko" => "한국어",
        "lt" => "Lietuvių",
        "lv" => "Latviešu",
        "nl" => "Nederlands",
        "no" => "Norsk",
        "pl" => "Polski",
        "pt" => "Português",
        "ro" => "Română",
        "ru" => "Русский",
        "sk" => "Slovenčina",
        "sl" => "Slovenščina",
        "sr" => "Српски",
        "sv" => "Svenska",
        "tr" => "Türkçe",
        "uk" => "Українська",
        "vi" => "Tiếng Việt",
        "zh" => "中文",
        other => other,
    }
}
