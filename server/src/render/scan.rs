//! A tokenizer for HTML that is only as exact as counting and stripping tags need.
//!
//! It cuts where a browser cuts, so that nothing hides from the count in quotes or comments. It
//! never decides what is safe: that is the sanitizer's work.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Text(&'a str),
    /// Name as written, and the length of the whole tag.
    Open(&'a str, usize),
    Close(&'a str),
}

/// Elements whose content is no markup.
const RAW: [&str; 7] = [
    "script", "style", "iframe", "noembed", "noframes", "xmp", "textarea",
];

pub(super) struct Scanner<'a> {
    rest: &'a str,
    /// An element whose content is skipped next.
    raw: Option<&'a str>,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(html: &'a str) -> Self {
        Self {
            rest: html,
            raw: None,
        }
    }

    /// Cuts off the first `length` bytes; a length within a character takes the whole character.
    fn take(&mut self, length: usize) -> &'a str {
        let mut end = length.min(self.rest.len());
        while !self.rest.is_char_boundary(end) {
            end += 1;
        }
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn skip_raw(&mut self, name: &str) {
        let bytes = self.rest.as_bytes();
        let end = bytes.windows(name.len() + 2).position(|window| {
            window.starts_with(b"</") && window[2..].eq_ignore_ascii_case(name.as_bytes())
        });
        self.take(end.unwrap_or(bytes.len()));
    }

    fn tag(&mut self) -> Token<'a> {
        let closing = self.rest.as_bytes().get(1) == Some(&b'/');
        let start = if closing { 2 } else { 1 };
        let length = tag_length(self.rest.as_bytes());
        let tag = self.take(length);
        let name = tag[start..]
            .split(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>')
            .next()
            .unwrap_or_default();
        if closing {
            return Token::Close(name);
        }
        if RAW.iter().any(|raw| raw.eq_ignore_ascii_case(name)) {
            self.raw = Some(name);
        }
        Token::Open(name, length)
    }
}

impl<'a> Iterator for Scanner<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if let Some(name) = self.raw.take() {
            self.skip_raw(name);
        }
        loop {
            let bytes = self.rest.as_bytes();
            match (bytes.first()?, bytes.get(1)) {
                (b'<', Some(b'!' | b'?')) => {
                    let length = comment_length(bytes);
                    self.take(length);
                }
                (b'<', Some(b'/')) if !bytes.get(2).is_some_and(u8::is_ascii_alphabetic) => {
                    let length = through(bytes, b'>');
                    self.take(length);
                }
                (b'<', Some(next)) if next.is_ascii_alphabetic() || *next == b'/' => {
                    return Some(self.tag());
                }
                _ => {
                    let next = bytes.iter().skip(1).position(|b| *b == b'<');
                    let length = next.map_or(bytes.len(), |at| at + 1);
                    return Some(Token::Text(self.take(length)));
                }
            }
        }
    }
}

/// Up to and with the first such byte, or all.
fn through(bytes: &[u8], wanted: u8) -> usize {
    bytes
        .iter()
        .position(|b| *b == wanted)
        .map_or(bytes.len(), |at| at + 1)
}

fn comment_length(bytes: &[u8]) -> usize {
    let Some(inside) = bytes.strip_prefix(b"<!--") else {
        return through(bytes, b'>');
    };
    if inside.starts_with(b">") {
        return 5;
    }
    if inside.starts_with(b"->") {
        return 6;
    }
    for at in 0..inside.len() {
        for end in [&b"-->"[..], b"--!>"] {
            if inside[at..].starts_with(end) {
                return 4 + at + end.len();
            }
        }
    }
    bytes.len()
}

/// The length of the tag that stands at the start, quotes as in the HTML standard.
pub(super) fn tag_length(bytes: &[u8]) -> usize {
    let start = if bytes.get(1) == Some(&b'/') { 2 } else { 1 };
    let skip = |mut at: usize, wanted: &dyn Fn(u8) -> bool| {
        while bytes.get(at).copied().is_some_and(wanted) {
            at += 1;
        }
        at
    };
    let mut at = skip(start, &|b| {
        !b.is_ascii_whitespace() && !matches!(b, b'/' | b'>')
    });
    loop {
        at = skip(at, &|b| b.is_ascii_whitespace() || b == b'/');
        match bytes.get(at) {
            None => return bytes.len(),
            Some(b'>') => return at + 1,
            Some(_) => {}
        }
        // A name may start with an equals sign, but not hold one.
        at = skip(at + 1, &|b| {
            !b.is_ascii_whitespace() && !matches!(b, b'/' | b'>' | b'=')
        });
        let equals = skip(at, &|b| b.is_ascii_whitespace());
        if bytes.get(equals) != Some(&b'=') {
            continue;
        }
        at = skip(equals + 1, &|b| b.is_ascii_whitespace());
        at = match bytes.get(at) {
            Some(quote @ (b'"' | b'\'')) => skip(at + 1, &|b| b != *quote) + 1,
            Some(b'>') => at,
            _ => skip(at, &|b| !b.is_ascii_whitespace() && b != b'>'),
        };
    }
}

/// What building a tree from this HTML would take.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Cost {
    /// Elements open at the same time.
    pub(super) depth: usize,
    /// The open elements that each tag finds, added up: what a parser may have to look through or
    /// make again.
    pub(super) work: usize,
    /// Closing tags that do not close what was opened last.
    pub(super) crossed: usize,
    /// The longest tag, in bytes: its attributes are compared with each other.
    pub(super) longest_tag: usize,
    /// Elements that change how the rest is read.
    pub(super) strange: bool,
}

/// Never stay open.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];
/// Close their own kind by themselves, and people leave them open.
const SELF_ENDING: [&str; 9] = ["p", "li", "dt", "dd", "tr", "td", "th", "option", "rt"];
const STRANGE: [&str; 10] = [
    "svg",
    "math",
    "template",
    "select",
    "frameset",
    "plaintext",
    "noscript",
    "title",
    "textarea",
    "xmp",
];

pub(super) fn cost(html: &str) -> Cost {
    let is_one = |names: &[&str], name: &str| names.iter().any(|n| n.eq_ignore_ascii_case(name));
    let mut cost = Cost::default();
    let mut open: Vec<&str> = Vec::new();
    for token in Scanner::new(html) {
        cost.work += open.len();
        match token {
            Token::Text(_) => {}
            Token::Open(name, length) => {
                cost.longest_tag = cost.longest_tag.max(length);
                cost.strange |= is_one(&STRANGE, name);
                if !is_one(&VOID, name) && !is_one(&SELF_ENDING, name) {
                    open.push(name);
                    cost.depth = cost.depth.max(open.len());
                }
            }
            Token::Close(name) => {
                if is_one(&VOID, name) || is_one(&SELF_ENDING, name) {
                    continue;
                }
                if open
                    .last()
                    .is_some_and(|last| last.eq_ignore_ascii_case(name))
                {
                    open.pop();
                } else {
                    cost.crossed += 1;
                }
            }
        }
    }
    cost
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(html: &str) -> Vec<Token<'_>> {
        Scanner::new(html).collect()
    }

    #[test]
    fn cuts_where_a_browser_cuts() {
        use Token::{Close, Open, Text};
        assert_eq!(
            tokens("a<b x='>'>c</b>"),
            [Text("a"), Open("b", 9), Text("c"), Close("b")]
        );
        assert_eq!(tokens("<a \"x>y"), [Open("a", 6), Text("y")]);
        assert_eq!(tokens("<a x=>y"), [Open("a", 6), Text("y")]);
        assert_eq!(tokens("<a x=\"y"), [Open("a", 7)]);
        assert_eq!(tokens("1 < 2 <3"), [Text("1 "), Text("< 2 "), Text("<3")]);
        assert_eq!(
            tokens("<!--><b>x<!-- > -->y<!-x>z"),
            [Open("b", 3), Text("x"), Text("y"), Text("z")]
        );
        assert_eq!(
            tokens("<script>if (a<b) x</SCRIPT>y"),
            [Open("script", 8), Close("SCRIPT"), Text("y")]
        );
        assert_eq!(tokens("</ x>y<br/>"), [Text("y"), Open("br", 5)]);
        assert_eq!(tokens("ü<"), [Text("ü"), Text("<")]);
        assert_eq!(tokens("<"), [Text("<")]);
        assert_eq!(tokens("</"), []);
    }

    #[test]
    fn ordinary_posts_cost_little() {
        let html = "<p>Hi <span class=\"h-card\"><a href=\"https://a.example/u/ann\" class=\"u-url mention\">@<span>ann</span></a></span></p><ul><li>a<li>b</ul>";
        let found = cost(html);
        assert_eq!(found.depth, 3);
        assert_eq!(found.crossed, 0);
        assert!(!found.strange && found.work < html.len());
    }

    #[test]
    fn hiding_from_the_count_does_not_work() {
        let hidden = "<i x=\"</i>\">".repeat(50);
        assert_eq!(cost(&hidden).depth, 50);
        let crossed = "<font x=1><table></font></table>".repeat(50);
        assert!(cost(&crossed).crossed >= 50);
        assert!(cost("<p><svg>").strange);
    }
}
