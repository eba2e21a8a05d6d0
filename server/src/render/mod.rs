//! Text that people wrote, made safe and readable: Markdown, remote HTML, plain text.
//!
//! Nothing here fails. What would cost too much or cannot be understood is shown as plain text.

mod clean;
mod markdown;
mod mentions;
mod plain;
mod sanitize;
mod scan;

pub use markdown::{MAX_MARKDOWN, Pages, Rendered};
pub use mentions::Mention;
pub use plain::{escape, one_line, plain_text, text_lines};

use url::Url;

/// Holds what is costly to build; one for each instance, shared by all threads.
pub struct Renderer {
    sanitizer: sanitize::Sanitizer,
}

impl Renderer {
    #[must_use]
    pub fn new() -> Self {
        Self {
            sanitizer: sanitize::Sanitizer::new(),
        }
    }

    /// Markdown as our people write it. The resolver says where a mention or hashtag leads; what
    /// it does not know stays text.
    #[must_use]
    pub fn markdown(&self, text: &str, resolve: &dyn Fn(&Mention) -> Option<Url>) -> Rendered {
        let mut rendered = markdown::render(text, resolve, None);
        rendered.html = self.sanitizer.fragment(&rendered.html);
        rendered
    }

    /// The same for the text of a wiki's page, where `[[path]]` and `[[path|words]]` are links. `pages` says where they lead.
    #[must_use]
    pub fn wiki(&self, text: &str, resolve: &dyn Fn(&Mention) -> Option<Url>, pages: Pages<'_>) -> Rendered {
        let mut rendered = markdown::render(text, resolve, Some(pages));
        rendered.html = self.sanitizer.fragment(&rendered.html);
        rendered
    }

    /// HTML from anywhere, reduced to what we show. Doing it again changes nothing.
    #[must_use]
    pub fn sanitize_fragment(&self, html: &str) -> String {
        self.sanitizer.fragment(html)
    }

    /// What was sanitized when it came in, on its way to a page: checked, and sanitized again where it is not clean.
    #[must_use]
    pub fn checked(&self, html: String) -> String {
        if clean::is_clean(&html) { html } else { self.sanitizer.fragment(&html) }
    }
}

impl Default for Renderer {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests;
