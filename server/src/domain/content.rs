//! Text on its way into a post: rendered or sanitized before the transaction that stores it.

use url::Url;

use crate::clock::Time;
use crate::error::FieldErrors;
use crate::render::{Mention, Pages, Renderer, plain_text};
use crate::store::actors;
use crate::store::conn::Conn;
use crate::store::posts::{Attachment, Text};
use crate::urls::Urls;
use crate::{Error, Result};

/// The longest title, in characters; Lemmy's limit.
pub const TITLE_MAX: usize = 200;
/// The longest content warning, in characters.
pub const WARNING_MAX: usize = 200;
/// The longest text that people may write here, in bytes of Markdown.
pub const SOURCE_MAX: usize = 50_000;
/// How many pictures or files one post carries.
pub const ATTACHMENTS_MAX: usize = 16;

/// A picture or file that comes with a post.
#[derive(Debug, Clone, PartialEq)]
pub struct Attached {
    pub url: String,
    pub media_type: String,
    pub alt: String,
    pub width: Option<i32>,
    pub height: Option<i32>,
}

/// Everything that an author decides about a post.
#[derive(Debug, Clone, Default)]
pub struct Content {
    pub title: Option<String>,
    /// Markdown as written; absent where a remote author sent only HTML.
    pub source: Option<String>,
    /// Sanitized, ready to be shown.
    pub html: String,
    /// The words alone, for search and summaries.
    pub plain: String,
    pub warning: Option<String>,
    pub link: Option<String>,
    pub language: Option<String>,
    pub sensitive: bool,
    pub attachments: Vec<Attached>,
    /// Actors mentioned, by id.
    pub mentions: Vec<i64>,
    /// Hashtags without `#`, lower case.
    pub tags: Vec<String>,
    /// Of a thread: which tags of its community it carries. `None` leaves them as they are.
    pub labels: Option<Vec<i64>>,
}

impl Content {
    /// Checks what a local person wrote. Remote content was cut to size on its way in.
    pub fn check(&self, is_thread: bool) -> Result<()> {
        let mut errors = FieldErrors::new();
        if is_thread {
            let length = self.title.as_deref().map_or(0, |t| t.trim().chars().count());
            if length == 0 {
                errors.add("title", "form-title-empty");
            } else if length > TITLE_MAX {
                errors.add_with("title", "form-too-long", [("max", TITLE_MAX.to_string())]);
            }
        }
        let empty = self.html.trim().is_empty() && self.attachments.is_empty();
        if empty && !is_thread {
            errors.add("body", "form-body-empty");
        }
        if self.source.as_deref().map_or(0, str::len) > SOURCE_MAX {
            errors.add_with("body", "form-too-long", [("max", SOURCE_MAX.to_string())]);
        }
        if let Some(link) = &self.link {
            let good = Url::parse(link).is_ok_and(|u| matches!(u.scheme(), "http" | "https") && u.host_str().is_some());
            if !good {
                errors.add("link", "form-link-bad");
            }
        }
        if self.warning.as_deref().map_or(0, |w| w.chars().count()) > WARNING_MAX {
            errors.add_with("warning", "form-too-long", [("max", WARNING_MAX.to_string())]);
        }
        if self.attachments.len() > ATTACHMENTS_MAX {
            errors.add_with("images", "form-too-many", [("max", ATTACHMENTS_MAX.to_string())]);
        }
        if self.attachments.iter().any(|a| a.alt.chars().count() > 1500) {
            errors.add_with("alt", "form-too-long", [("max", "1500".to_owned())]);
        }
        errors.check().map_err(Error::from)
    }

    /// What to warn of before it is shown. Who warns says that it is sensitive.
    pub fn warn(&mut self, warning: Option<&str>) {
        let warned = self.warning.is_some();
        self.warning = warning.map(str::trim).filter(|text| !text.is_empty()).map(ToOwned::to_owned);
        self.sensitive = self.warning.is_some() || (self.sensitive && !warned);
    }

    pub(super) fn text(&self, edited_at: Option<Time>) -> Text {
        Text {
            title: self.title.clone(),
            warning: self.warning.clone(),
            source: self.source.clone(),
            html: self.html.clone(),
            link_url: self.link.clone(),
            language: self.language.clone(),
            sensitive: self.sensitive,
            edited_at,
        }
    }

    pub(super) fn rows(&self, post_id: i64, mut id: impl FnMut() -> i64) -> Vec<Attachment> {
        self.attachments
            .iter()
            .take(ATTACHMENTS_MAX)
            .zip(0..)
            .map(|(a, position)| Attachment {
                id: id(),
                post_id,
                position,
                url: a.url.clone(),
                media_type: a.media_type.clone(),
                alt: a.alt.clone(),
                width: a.width,
                height: a.height,
            })
            .collect()
    }
}

/// Renders what a local person wrote, with the people and communities that it names.
pub fn from_markdown(conn: &mut Conn, urls: &Urls, renderer: &Renderer, source: &str) -> Result<Content> {
    rendered(conn, urls, source, &|resolve| renderer.markdown(source, resolve).html)
}

/// The same for a page of a wiki, whose links to other pages `pages` knows.
pub fn from_wiki(conn: &mut Conn, urls: &Urls, renderer: &Renderer, source: &str, pages: Pages<'_>) -> Result<Content> {
    rendered(conn, urls, source, &|resolve| renderer.wiki(source, resolve, pages).html)
}

type Resolve<'a> = &'a dyn Fn(&Mention) -> Option<Url>;

fn rendered(conn: &mut Conn, urls: &Urls, source: &str, render: &dyn Fn(Resolve<'_>) -> String) -> Result<Content> {
    // The renderer asks through a plain function; whoever was found is remembered beside it.
    let found = std::cell::RefCell::new((conn, Vec::new(), Vec::new(), None::<Error>));
    let resolve = |mention: &Mention| -> Option<Url> {
        let mut found = found.borrow_mut();
        let handle = match mention {
            Mention::Person { name, host } | Mention::Community { name, host } => match host {
                Some(host) if host != urls.host() => format!("{name}@{host}"),
                _ => name.clone(),
            },
            Mention::Hashtag(tag) => {
                let tag = tag.to_lowercase();
                let url = urls.tag(&tag);
                found.2.push(tag);
                return Some(url);
            }
        };
        match actors::by_handle(found.0, &handle) {
            Ok(actor) => {
                let actor = actor.filter(actors::Actor::is_active)?;
                found.1.push(actor.id);
                Url::parse(&actor.url).ok()
            }
            Err(e) => {
                found.3 = Some(e);
                None
            }
        }
    };
    let html = render(&resolve);
    let (_, mut mentions, mut tags, error) = found.into_inner();
    if let Some(error) = error {
        return Err(error);
    }
    mentions.sort_unstable();
    mentions.dedup();
    tags.sort();
    tags.dedup();
    let plain = plain_text(&html, SOURCE_MAX);
    Ok(Content { source: Some(source.to_owned()), html, plain, mentions, tags, ..Content::default() })
}
