//! One message for the next page, carried by a cookie that holds only its tone and its key.

use crate::i18n::Lang;
use crate::pages::view::Flash;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Good,
    Bad,
    Info,
}

impl Tone {
    fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Info => "info",
        }
    }
}

/// What the cookie holds.
pub fn write(tone: Tone, key: &str) -> String {
    format!("{}.{key}", tone.as_str())
}

/// The message of a cookie. Only keys that the catalogue knows are shown: a planted cookie says nothing of its own.
pub fn read(cookie: &str, lang: &Lang) -> Option<Flash> {
    let (tone, key) = cookie.split_once('.')?;
    let tone = [Tone::Good, Tone::Bad, Tone::Info].into_iter().find(|t| t.as_str() == tone)?;
    let is_ours = key.starts_with("flash-") && lang.knows(key);
    is_ours.then(|| Flash { tone: tone.as_str().to_owned(), text: key.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Catalog;

    #[test]
    fn only_known_messages_are_shown() {
        let catalog = Catalog::new([("en", "flash-kept = Kept\nother = Other\n")]).unwrap();
        let lang = catalog.fallback();
        let flash = read(&write(Tone::Good, "flash-kept"), lang).unwrap();
        assert_eq!((flash.tone.as_str(), flash.text.as_str()), ("good", "flash-kept"));
        for bad in ["good.other", "good.flash-nope", "odd.flash-kept", "flash-kept", "", "good.<b>"] {
            assert!(read(bad, lang).is_none(), "{bad}");
        }
    }
}
