//! A title for what came without one: the first line of its text.

use crate::protocol::{caps, cut};

/// The first line of a text in HTML after the mention of the group, at most 200 characters.
///
/// `group` is the group's name without host. `None` where nothing but mentions and pictures is there.
pub fn title_from_html(html: &str, group: &str) -> Option<String> {
    text_from_html(html)
        .lines()
        .map(|line| without_mention(line, group))
        .find(|line| !line.is_empty())
        .map(|line| shortened(&line))
}

/// The words of HTML as plain text, one line a block. Not a sanitizer: the result is text, and
/// whoever puts it on a page escapes it.
pub fn text_from_html(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(c) = rest.chars().next() {
        if c == '<' {
            rest = after_tag(rest, &mut text);
        } else if c == '&' {
            rest = after_entity(rest, &mut text);
        } else {
            // A line end in the source of HTML is a space like any other.
            text.push(if c.is_whitespace() { ' ' } else { c });
            rest = &rest[c.len_utf8()..];
        }
    }
    text
}

/// Skips one tag; blocks end a line, and what is inside script and style is no text.
fn after_tag<'a>(rest: &'a str, text: &mut String) -> &'a str {
    // Looked at first: searching an end for each lone sign would cost the square of the length.
    if rest[1..].starts_with(|c: char| !c.is_ascii_alphabetic() && c != '/' && c != '!') {
        text.push('<');
        return &rest[1..];
    }
    let Some(end) = rest.find('>') else { return "" };
    let inside = rest[1..end].trim_start_matches('/');
    let name: String = inside
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .take(16)
        .collect::<String>()
        .to_ascii_lowercase();
    let onward = &rest[end + 1..];
    match name.as_str() {
        "script" | "style" if !rest[1..].starts_with('/') => {
            let closing = format!("</{name}");
            // Names are compared in place: lower-casing the rest for each tag would cost the square of its length.
            match onward
                .as_bytes()
                .windows(closing.len())
                .position(|part| part.eq_ignore_ascii_case(closing.as_bytes()))
            {
                Some(at) => &onward[at..],
                None => "",
            }
        }
        "p" | "br" | "div" | "li" | "ul" | "ol" | "blockquote" | "pre" | "h1" | "h2" | "h3"
        | "h4" | "h5" | "h6" | "hr" | "tr" | "table" => {
            text.push('\n');
            onward
        }
        _ => onward,
    }
}

fn after_entity<'a>(rest: &'a str, text: &mut String) -> &'a str {
    let entity = rest
        .bytes()
        .take(12)
        .position(|byte| byte == b';')
        .map(|end| &rest[1..end]);
    let decoded = entity.and_then(|name| match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        "hellip" => Some('…'),
        "ndash" => Some('–'),
        "mdash" => Some('—'),
        number => {
            let number = number.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control())
        }
    });
    match (entity, decoded) {
        (Some(name), Some(c)) => {
            text.push(c);
            &rest[name.len() + 2..]
        }
        _ => {
            text.push('&');
            &rest[1..]
        }
    }
}

/// A line without the words that mention the group, and without its spare spaces.
fn without_mention(line: &str, group: &str) -> String {
    let mentions_group = |word: &str| {
        let name = word.trim_end_matches([',', ':', ';', '.', '!', '?']);
        name.strip_prefix(['@', '!']).is_some_and(|handle| {
            handle
                .split('@')
                .next()
                .unwrap_or(handle)
                .eq_ignore_ascii_case(group)
        })
    };
    let words: Vec<&str> = line
        .split_whitespace()
        .filter(|word| !mentions_group(word))
        .collect();
    words.join(" ")
}

/// At most [`caps::TITLE`] characters, ended between words where possible.
fn shortened(line: &str) -> String {
    let kept = cut(line, caps::TITLE);
    if kept.len() == line.len() {
        return line.to_owned();
    }
    let kept = cut(line, caps::TITLE - 1);
    let end = kept
        .rfind(' ')
        .filter(|end| *end > kept.len() / 2)
        .unwrap_or(kept.len());
    format!("{}…", &kept[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mastodon_note_gets_its_first_line() {
        let html = r#"<p><span class="h-card"><a href="https://x.example/c/rust" class="u-url mention">@<span>rust</span></a></span> Is &quot;a &lt; b&quot; fine?</p><p>More.</p>"#;
        assert_eq!(
            title_from_html(html, "rust").as_deref(),
            Some(r#"Is "a < b" fine?"#)
        );
    }

    #[test]
    fn a_mention_on_its_own_line_is_passed_over() {
        assert_eq!(
            title_from_html("<p>@Rust@x.example</p><p>Hello<br>there</p>", "rust").as_deref(),
            Some("Hello")
        );
        assert_eq!(
            title_from_html("Hello @rust@x.example, all", "rust").as_deref(),
            Some("Hello all")
        );
    }

    #[test]
    fn other_people_stay() {
        assert_eq!(
            title_from_html("<p>@rusty and @rust</p>", "rust").as_deref(),
            Some("@rusty and")
        );
    }

    #[test]
    fn nothing_gives_nothing() {
        for html in [
            "",
            "<p></p>",
            "<p>@rust</p>",
            "<img src=x>",
            "<script>alert(1)</script>",
            "<p",
            "<style>x",
        ] {
            assert_eq!(title_from_html(html, "rust"), None, "{html}");
        }
    }

    #[test]
    fn long_lines_end_between_words() {
        let title = title_from_html(&"wörd ".repeat(100), "rust").expect("there are words");
        assert!(
            title.chars().count() <= 200 && title.ends_with("wörd…"),
            "{title}"
        );
        assert_eq!(
            title_from_html(&"ü".repeat(300), "rust").map(|title| title.chars().count()),
            Some(200)
        );
    }

    #[test]
    fn odd_markup_is_text() {
        assert_eq!(
            title_from_html("1 < 2 & 3 > 2 &bogus; &#65; &#0;", "rust").as_deref(),
            Some("1 < 2 & 3 > 2 &bogus; A &#0;")
        );
    }
}
