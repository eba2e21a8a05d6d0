//! Our own HTML as plain text that reads well in a mail: paragraphs, lists, and where each link leads.

use super::plain::decode_into;
use super::scan::tag_length;

/// Text with line breaks, made of HTML that the sanitizer wrote.
#[must_use]
pub fn letter_text(html: &str) -> String {
    let mut out = Letter::default();
    let mut rest = html;
    while !rest.is_empty() {
        if rest.starts_with('<') {
            let mut end = tag_length(rest.as_bytes()).clamp(1, rest.len());
            while !rest.is_char_boundary(end) {
                end += 1;
            }
            let (tag, after) = rest.split_at(end);
            out.tag(tag);
            rest = after;
        } else {
            let end = rest.find('<').unwrap_or(rest.len());
            let (text, after) = rest.split_at(end);
            out.text(text);
            rest = after;
        }
    }
    let lines: Vec<&str> = out.text.trim().lines().map(str::trim_end).collect();
    lines.join("\n")
}

#[derive(Default)]
struct Letter {
    text: String,
    /// Where the open link leads, and where its words begin.
    link: Option<(String, usize)>,
    /// Numbers of the open lists; `None` for those without.
    lists: Vec<Option<usize>>,
    pre: bool,
}

impl Letter {
    /// At least so many line breaks before what comes.
    fn apart(&mut self, breaks: usize) {
        while self.text.ends_with(' ') {
            self.text.pop();
        }
        let there = self.text.len() - self.text.trim_end_matches('\n').len();
        if !self.text.is_empty() {
            for _ in there..breaks {
                self.text.push('\n');
            }
        }
    }

    fn text(&mut self, part: &str) {
        let mut words = String::new();
        decode_into(&mut words, part);
        if self.pre {
            self.text.push_str(&words);
            return;
        }
        for c in words.chars() {
            if !c.is_whitespace() || c == '\u{a0}' {
                self.text.push(c);
            } else if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
                self.text.push(' ');
            }
        }
    }

    fn tag(&mut self, tag: &str) {
        let inner = tag.trim_start_matches('<').trim_end_matches('>');
        let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |rest| (true, rest));
        let name = inner.split(|c: char| c.is_ascii_whitespace() || c == '/').next().unwrap_or_default().to_ascii_lowercase();
        match (name.as_str(), closes) {
            ("a", false) => self.link = attribute(inner, "href").map(|to| (to, self.text.len())),
            ("a", true) => self.end_link(),
            ("br", _) => self.apart(1),
            ("hr", _) => {
                self.apart(2);
                self.text.push_str("* * *");
                self.apart(2);
            }
            ("img", _) => {
                if let Some(alt) = attribute(inner, "alt").filter(|alt| !alt.is_empty()) {
                    self.text.push_str(&format!("[{alt}]"));
                }
            }
            ("li", false) => self.item(),
            ("ul" | "ol", closes) => self.list(name == "ol", closes),
            ("pre", closes) => {
                self.apart(2);
                self.pre = !closes;
            }
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", false) => {
                self.apart(3);
                self.text.push_str("# ");
            }
            ("p" | "div" | "blockquote" | "figure" | "table" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6", _) if self.lists.is_empty() => self.apart(2),
            ("p" | "tr" | "dt" | "dd", true) => self.apart(1),
            ("td" | "th", true) => self.text.push(' '),
            _ => {}
        }
    }

    fn list(&mut self, numbered: bool, closes: bool) {
        if closes {
            self.lists.pop();
        } else {
            self.lists.push(numbered.then_some(0));
        }
        self.apart(if self.lists.len() > usize::from(!closes) { 1 } else { 2 });
    }

    fn item(&mut self) {
        self.apart(1);
        for _ in 1..self.lists.len() {
            self.text.push_str("  ");
        }
        match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                self.text.push_str(&format!("{number}. "));
            }
            _ => self.text.push_str("- "),
        }
    }

    fn end_link(&mut self) {
        let Some((to, from)) = self.link.take() else { return };
        let words = self.text.get(from..).unwrap_or_default().trim();
        if !to.is_empty() && words != to {
            self.text.push_str(&format!(" ({to})"));
        }
    }
}

/// The value of an attribute as the sanitizer writes it: in double quotes.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    let mut value = String::new();
    decode_into(&mut value, rest.split('"').next().unwrap_or_default());
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_reads_well_without_markup() {
        let html = "<h2>Answered</h2>\n<p><strong><a href=\"https://a.example/post/1?x=1&amp;y=2\" rel=\"nofollow\">Is the 4\ndiverted?</a></strong> · 3 replies</p>\n\
            <p>Yes &amp; no.<br />Ask.</p><ul><li>one</li><li><p>two</p><ol><li>a</li></ol></li></ul><p><a href=\"https://b.example\">https://b.example</a></p>\
            <pre><code>a  b\n  c</code></pre><img src=\"x\" alt=\"A tram\">";
        let text = letter_text(html);
        assert_eq!(
            text,
            "# Answered\n\nIs the 4 diverted? (https://a.example/post/1?x=1&y=2) · 3 replies\n\nYes & no.\nAsk.\n\n- one\n- two\n  1. a\n\n\
             https://b.example\n\na  b\n  c\n\n[A tram]"
        );
    }

    #[test]
    fn whatever_comes_has_an_end() {
        for html in ["<", "<a href=\"", "</a>", "&", "<li><li></ol></ul></ul>", "<é", "a<b>c"] {
            let _ = letter_text(html);
        }
        assert_eq!(letter_text(""), "");
    }
}
