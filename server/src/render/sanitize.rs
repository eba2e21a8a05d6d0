//! Reduces HTML from anywhere to an allow-list.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use ammonia::{Builder, UrlRelative};

use super::plain;
use super::scan;

/// More HTML than this is shown as text.
const MAX_HTML: usize = 256 * 1024;
const MAX_DEPTH: usize = 64;
const MAX_CROSSED: usize = 64;
const MAX_TAG: usize = 8 * 1024;

pub(super) const TAGS: [&str; 41] = [
    "a",
    "abbr",
    "b",
    "bdi",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "u",
    "ul",
];
pub(super) const TABLE_TAGS: [&str; 6] = ["table", "thead", "tbody", "tr", "th", "td"];
/// Dropped with all that is in them.
const DROPPED: [&str; 6] = [
    "script", "style", "noscript", "iframe", "object", "template",
];
/// What other software marks up, and our styles know.
pub(super) const LINK_CLASSES: [&str; 3] = ["mention", "hashtag", "u-url"];
pub(super) const SPAN_CLASSES: [&str; 3] = ["h-card", "invisible", "ellipsis"];
pub(super) const REL: &str = "nofollow ugc noopener";

pub(super) struct Sanitizer {
    builder: Builder<'static>,
}

impl Sanitizer {
    pub(super) fn new() -> Self {
        let mut builder = Builder::empty();
        builder
            .tags(TAGS.into_iter().chain(TABLE_TAGS).collect())
            .clean_content_tags(DROPPED.into_iter().collect())
            .generic_attributes(HashSet::from(["lang", "dir"]))
            .tag_attributes(HashMap::from([
                ("a", HashSet::from(["href", "hreflang", "title"])),
                ("abbr", HashSet::from(["title"])),
                (
                    "img",
                    HashSet::from(["src", "alt", "title", "width", "height"]),
                ),
                ("ol", HashSet::from(["start", "reversed"])),
                (
                    "th",
                    HashSet::from(["colspan", "rowspan", "scope", "align"]),
                ),
                ("td", HashSet::from(["colspan", "rowspan", "align"])),
                ("details", HashSet::from(["open"])),
            ]))
            .set_tag_attribute_value("img", "loading", "lazy")
            .set_tag_attribute_value("img", "referrerpolicy", "no-referrer")
            .allowed_classes(HashMap::from([
                ("a", LINK_CLASSES.into_iter().collect()),
                ("span", SPAN_CLASSES.into_iter().collect()),
            ]))
            .url_schemes(HashSet::from(["http", "https"]))
            .url_relative(UrlRelative::Deny)
            .link_rel(Some(REL))
            .attribute_filter(narrow);
        Self { builder }
    }

    pub(super) fn fragment(&self, html: &str) -> String {
        if is_too_much(html) {
            // Through the builder too, so that everything leaves in one form: it writes quotes as they are.
            let text = plain::paragraphs(&plain::strip(shorten(html)));
            return self.builder.clean(&text).to_string();
        }
        self.builder.clean(html).to_string()
    }
}

/// Building the tree of some HTML takes time or memory out of all proportion to its length.
fn is_too_much(html: &str) -> bool {
    if html.len() > MAX_HTML {
        return true;
    }
    let cost = scan::cost(html);
    cost.depth > MAX_DEPTH
        || cost.crossed > MAX_CROSSED
        || cost.longest_tag > MAX_TAG
        || cost.work > html.len() * 2 + 8 * 1024
        || cost.strange
}

fn shorten(html: &str) -> &str {
    let mut end = html.len().min(MAX_HTML);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    &html[..end]
}

/// The last word on values: ammonia has checked names and schemes by now.
fn narrow<'v>(tag: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let number = |most: u32| value.parse::<u32>().is_ok_and(|n| n <= most);
    let fits = match (tag, attribute) {
        // Pictures over http would be blocked on our pages anyway, and tell on the reader.
        ("img", "src") => value.starts_with("https://") || value.starts_with("http://"),
        ("img", "width" | "height") => number(10_000),
        ("td" | "th", "colspan" | "rowspan") => number(100),
        ("td" | "th", "align") => matches!(value, "left" | "right" | "center"),
        ("ol", "start") => value.parse::<i32>().is_ok(),
        (_, "dir") => matches!(value, "ltr" | "rtl" | "auto"),
        (_, "lang" | "hreflang") => {
            value.len() <= 35
                && value
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        }
        _ => true,
    };
    fits.then_some(Cow::Borrowed(value))
}
