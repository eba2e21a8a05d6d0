//! Parts that every page shares: the frame, times, forms, tabs, pagers.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::clock::Time;
use crate::i18n::Lang;

/// A moment, for machines and for people.
#[derive(Debug, Clone, Serialize, Default, PartialEq, Eq)]
pub struct WhenView {
    /// RFC 3339, for `datetime=`.
    pub iso: String,
    /// "3 hours ago", in the reader's language.
    pub human: String,
}

impl WhenView {
    pub fn new(lang: &Lang, now: Time, at: Time) -> Self {
        Self {
            iso: iso(at),
            human: ago(lang, now, at),
        }
    }
}

/// How long ago `at` was, in words. Moments to come (another server's clock may run fast) read "just now".
pub fn ago(lang: &Lang, now: Time, at: Time) -> String {
    let minutes = (now.0.saturating_sub(at.0) / 1_000_000 / 60).max(0);
    let (key, n) = match minutes {
        0 => return lang.text("ago-now"),
        1..60 => ("ago-minutes", minutes),
        60..1_440 => ("ago-hours", minutes / 60),
        1_440..43_200 => ("ago-days", minutes / 1_440),
        43_200..525_600 => ("ago-months", minutes / 43_200),
        _ => ("ago-years", minutes / 525_600),
    };
    lang.text_with(key, &[("n", n.into())])
}

/// RFC 3339 to the second, which is as fine as a page needs.
fn iso(at: Time) -> String {
    time::OffsetDateTime::from_unix_timestamp(at.0.div_euclid(1_000_000))
        .ok()
        .and_then(|t| {
            t.format(&time::format_description::well_known::Rfc3339)
                .ok()
        })
        .unwrap_or_default()
}

/// What was typed into a form and what is wrong with it.
#[derive(Debug, Clone, Serialize, Default)]
pub struct Form {
    /// Field name to what was typed. Passwords never come back.
    pub values: BTreeMap<String, String>,
    /// Field name to an i18n key or a finished sentence.
    pub errors: BTreeMap<String, String>,
    /// What is wrong with the whole, as an i18n key or a sentence; empty when nothing is.
    pub error: String,
}

impl Form {
    /// A form that is filled in and has no errors.
    pub fn filled<'a>(values: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        let values = values
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        Self {
            values,
            ..Self::default()
        }
    }

    pub fn value(&self, field: &str) -> Option<String> {
        self.values.get(field).cloned()
    }

    pub fn set(&mut self, field: &str, value: impl Into<String>) {
        self.values.insert(field.to_owned(), value.into());
    }

    pub fn refuse(&mut self, field: &str, error: impl Into<String>) {
        self.errors.insert(field.to_owned(), error.into());
    }

    pub fn is_refused(&self) -> bool {
        !self.errors.is_empty() || !self.error.is_empty()
    }
}

/// A whole page: the frame around it, its body and the template that draws it.
#[derive(Debug)]
pub struct Page<B> {
    pub frame: Frame,
    pub body: B,
    /// Template name, such as `home.html`.
    pub template: &'static str,
}

/// Everything around the main column.
#[derive(Debug, Clone, Serialize, Default)]
pub struct Frame {
    pub brand: Brand,
    /// The signed-in person, if any.
    pub viewer: Option<Viewer>,
    /// Communities in the rail: those the viewer is in, or the busiest.
    pub rail: Vec<RailItem>,
    /// Which entry of the navigation is the current one: home, communities, notifications, saved, search, me, admin, about.
    pub nav: String,
    /// Token that every form carries as `csrf`.
    pub csrf: String,
    /// Language tag and direction of the page.
    pub locale: String,
    pub dir: String,
    /// Colour scheme that the viewer forced: "light", "dark" or "" to follow the system.
    pub scheme: String,
    pub flash: Vec<Flash>,
    /// The instance runs with development federation: said in red on every page.
    pub development: bool,
    /// Path and query of this page, for coming back after logging in.
    pub path: String,
    /// Address of this page for search engines; empty when there is no better one.
    pub canonical: String,
    /// Keep this page out of search engines.
    pub noindex: bool,
    /// Address of the page's Atom feed, empty when it has none.
    pub feed: String,
    /// The same as a JSON Feed, empty when there is none.
    pub feed_json: String,
    /// The same thing as ActivityPub, for `<link rel=alternate>`; empty when it is none.
    pub activity: String,
    pub og: Og,
    /// Whether people may register here, for the button in the header.
    pub can_register: bool,
}

/// The instance's brand.
#[derive(Debug, Clone, Serialize, Default)]
pub struct Brand {
    pub name: String,
    /// One line: what this house is for.
    pub purpose: String,
    /// Address of the logo, empty when there is none (the initial is shown).
    pub logo: String,
    pub initial: String,
    /// Host name, such as `talk.example.org`.
    pub host: String,
    /// Address of the brand's style sheet, with a version: `/brand.css?v=...`.
    pub css: String,
    /// Accent as `#rrggbb`, for `<meta name=theme-color>`.
    pub accent: String,
}

/// The signed-in person, as the frame needs them.
#[derive(Debug, Clone, Serialize, Default)]
pub struct Viewer {
    pub name: String,
    pub display: String,
    pub url: String,
    /// Picture address or empty.
    pub avatar: String,
    pub initial: String,
    /// 0 to 7: the colour behind the initial.
    pub tint: u8,
    /// Unread notifications.
    pub unread: u64,
    pub admin: bool,
    pub moderator: bool,
    /// Open reports and approvals, for staff.
    pub waiting: u64,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct RailItem {
    pub title: String,
    pub url: String,
    pub icon: String,
    pub initial: String,
    pub tint: u8,
    /// Host of a community that lives elsewhere, else empty.
    pub host: String,
    pub current: bool,
}

/// One message at the top of the page.
#[derive(Debug, Clone, Serialize, Default)]
pub struct Flash {
    /// "good", "bad" or "info".
    pub tone: String,
    /// i18n key or sentence.
    pub text: String,
}

/// OpenGraph. With an empty title nothing is written.
#[derive(Debug, Clone, Serialize, Default)]
pub struct Og {
    pub title: String,
    pub description: String,
    pub url: String,
    pub image: String,
    /// "website", "article" or "profile".
    pub kind: String,
}

/// One tab above a list.
#[derive(Debug, Clone, Serialize, Default)]
pub struct Tab {
    /// i18n key of the label.
    pub label: String,
    pub url: String,
    pub current: bool,
}

impl Tab {
    pub fn new(label: &str, url: impl Into<String>, current: bool) -> Self {
        Self {
            label: label.to_owned(),
            url: url.into(),
            current,
        }
    }
}

/// Keyset paging: where to go on, and back.
#[derive(Debug, Clone, Serialize, Default)]
pub struct Pager {
    /// Address of the next page, empty at the end.
    pub next: String,
    /// Address of the first page, empty when this is it.
    pub first: String,
}

/// A filter that is on: what it says, and the page without it.
#[derive(Debug, Clone, Serialize, Default)]
pub struct Chip {
    pub text: String,
    pub url: String,
}

/// A piece of text with a link.
#[derive(Debug, Clone, Serialize, Default, PartialEq, Eq)]
pub struct LinkView {
    pub text: String,
    pub url: String,
}

/// Whether a field says nothing.
pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// The first letter or digit of a name, upper case, for the picture of those who have none.
pub fn initial(name: &str) -> String {
    name.chars()
        .find(|c| c.is_alphanumeric())
        .map_or_else(|| "?".to_owned(), |c| c.to_uppercase().collect())
}

/// A colour from 0 to 7 that stays the same for the same address.
pub fn tint(key: &str) -> u8 {
    let sum = key.bytes().fold(0_u32, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(u32::from(byte))
    });
    u8::try_from(sum % 8).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Catalog;

    #[test]
    fn ages_read_as_people_say_them() {
        let text = include_str!("../../../../themes/default/locales/en.ftl");
        let catalog = Catalog::new([("en", text)]).unwrap();
        let lang = catalog.fallback();
        let at = |minutes: i64| ago(lang, Time(minutes * 60 * 1_000_000), Time(0));
        assert_eq!(at(-5), "just now");
        assert_eq!(at(1), "1 minute ago");
        assert_eq!(at(59), "59 minutes ago");
        assert_eq!(at(120), "2 hours ago");
        assert_eq!(at(1_440), "yesterday");
        assert_eq!(at(43_200 * 2), "2 months ago");
        assert_eq!(at(525_600 * 3), "3 years ago");
        assert_eq!(
            WhenView::new(lang, Time(0), Time(1_500_000)).iso,
            "1970-01-01T00:00:01Z"
        );
    }

    #[test]
    fn names_without_letters_have_an_initial_too() {
        assert_eq!(initial("ann"), "A");
        assert_eq!(initial("¡ßeta"), "SS");
        assert_eq!(initial("🦊"), "?");
        assert!(tint("@ann@home.example") < 8);
    }
}
