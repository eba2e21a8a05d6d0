//! Text without markup: for titles, previews, mail, feeds and search.

use super::scan::{Scanner, Token};

/// Elements that stand apart from what comes before them.
const BLOCKS: [&str; 22] = [
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "tr",
    "td",
    "th",
    "hr",
    "table",
    "dt",
    "dd",
    "figure",
];

/// HTML as one line of text, cut at a word after at most so many characters.
///
/// The answer is text: whoever puts it on a page escapes it.
#[must_use]
pub fn plain_text(html: &str, max: usize) -> String {
    one_line(&strip(html), max)
}

/// HTML as lines of text, as far as its blocks and breaks make lines.
#[must_use]
pub fn text_lines(html: &str) -> String {
    let mut lines = String::new();
    for line in strip(html).lines() {
        let line: String = line.trim_end().chars().filter(|c| !c.is_control() && !turns_direction(*c)).collect();
        if line.is_empty() && (lines.is_empty() || lines.ends_with("\n\n")) {
            continue;
        }
        lines.push_str(&line);
        lines.push('\n');
    }
    lines.trim_end().to_owned()
}

/// One line without control characters and without characters that turn the reading direction of
/// what stands around them; cut at a word after at most so many characters.
#[must_use]
pub fn one_line(text: &str, max: usize) -> String {
    let mut line = String::new();
    let mut count = 0;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        let word: String = word.chars().filter(|c| !turns_direction(*c)).collect();
        if word.is_empty() {
            continue;
        }
        let length = word.chars().count() + usize::from(count > 0);
        if count + length > max {
            return cut(line, count, &word, max);
        }
        if count > 0 {
            line.push(' ');
        }
        line.push_str(&word);
        count += length;
    }
    line
}

/// Ends with an ellipsis; a word too long for a line of its own is cut within.
fn cut(mut line: String, count: usize, word: &str, max: usize) -> String {
    if count == 0 {
        line.extend(word.chars().take(max.saturating_sub(1)));
    } else if count == max {
        line.pop();
    }
    if max > 0 {
        line.push('…');
    }
    line
}

fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{FEFF}')
}

/// The text between the tags, with a line break where a block begins or ends.
pub(super) fn strip(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for token in Scanner::new(html) {
        match token {
            Token::Text(part) => decode_into(&mut text, part),
            Token::Open(name, _) | Token::Close(name) => {
                if BLOCKS.iter().any(|block| block.eq_ignore_ascii_case(name)) {
                    text.push('\n');
                }
            }
        }
    }
    text
}

/// Text as HTML shows it unchanged, also within quotes.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
    html
}

/// Plain text as paragraphs: what is shown where markup was too much.
pub(super) fn paragraphs(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        html.push_str("<p>");
        html.push_str(&escape(line));
        html.push_str("</p>");
    }
    html
}

/// The longest name of an entity that is looked for.
const LONGEST_ENTITY: usize = 10;

fn decode_into(text: &mut String, part: &str) {
    let mut rest = part;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest
            .bytes()
            .take(LONGEST_ENTITY)
            .position(|b| b == b';')
            .unwrap_or(0);
        match (end > 0).then(|| entity(&rest[1..end])).flatten() {
            Some(c) => {
                text.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                text.push('&');
                rest = &rest[1..];
            }
        }
    }
    text.push_str(rest);
}

/// The entities that serializers write, and all numbers.
fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| *c != '\0');
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        "hellip" => '…',
        "mdash" => '—',
        "ndash" => '–',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_see() {
        assert_eq!(
            plain_text(
                "<p>Tea &amp; <b>cake</b></p><p>at 4&#x2019;</p><script>no()</script>",
                99
            ),
            "Tea & cake at 4’"
        );
        assert_eq!(
            plain_text("a<br>b &unknown; &; & <3", 99),
            "a b &unknown; &; & <3"
        );
        assert_eq!(plain_text("&lt;b&gt;", 99), "<b>");
    }

    #[test]
    fn cuts_at_words() {
        assert_eq!(one_line("one two three", 13), "one two three");
        assert_eq!(one_line("one two three", 12), "one two…");
        assert_eq!(one_line("one two three", 7), "one tw…");
        assert_eq!(one_line("donaudampfschiff", 6), "donau…");
        assert_eq!(one_line("x", 0), "");
        for max in 0..20 {
            assert!(one_line("ünï cödé wörds", max).chars().count() <= max);
        }
    }

    #[test]
    fn a_title_stays_in_its_line_and_direction() {
        assert_eq!(one_line("a\u{202E}b\n\0c\td", 99), "ab c d");
    }

    #[test]
    fn escaped_text_is_only_text() {
        assert_eq!(escape("<a b='\"&'>"), "&lt;a b=&#39;&quot;&amp;&#39;&gt;");
        assert_eq!(plain_text(&escape("<a b='\"&'>"), 99), "<a b='\"&'>");
    }
}
