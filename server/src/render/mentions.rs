//! Finds people, communities and hashtags in text: `@ann@host`, `!garden@host`, `#tea`.

/// Somebody or something that a text names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Mention {
    /// Without a host: one of ours.
    Person {
        name: String,
        host: Option<String>,
    },
    Community {
        name: String,
        host: Option<String>,
    },
    /// Without its sign, as written.
    Hashtag(String),
}

/// Names longer than this are no names.
const MAX_NAME: usize = 64;
const MAX_HOST: usize = 253;
const MAX_TAG: usize = 100;

/// A mention with where it stands, in bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) mention: Mention,
}

/// All mentions in a piece of text, from left to right.
pub(super) fn find(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let free = at >= from && before.is_none_or(may_stand_before);
        before = Some(c);
        if !free || !matches!(c, '@' | '!' | '#') {
            continue;
        }
        let rest = &text[at + 1..];
        let hit = if c == '#' {
            hashtag(rest)
        } else {
            handle(c, rest)
        };
        if let Some((length, mention)) = hit {
            from = at + 1 + length;
            found.push(Found {
                start: at,
                end: from,
                mention,
            });
        }
    }
    found
}

/// "mail@host" and "a#b" name nobody.
fn may_stand_before(c: char) -> bool {
    c.is_whitespace() || "([{\"'“‘«>,;:—–*|、。".contains(c)
}

fn is_name_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_'
}

/// Letters, digits, underscores; dots and hyphens within, as other software has them.
fn name_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let run = bytes
        .iter()
        .take(MAX_NAME + 1)
        .take_while(|b| is_name_byte(**b) || matches!(**b, b'.' | b'-'))
        .count();
    let inner = bytes[..run]
        .iter()
        .rposition(|b| is_name_byte(*b))
        .map_or(0, |last| last + 1);
    if inner > MAX_NAME || !bytes.first().copied().is_some_and(is_name_byte) {
        0
    } else {
        inner
    }
}

fn handle(sign: char, text: &str) -> Option<(usize, Mention)> {
    let mut length = name_length(text);
    let host = text[length..].strip_prefix('@').and_then(host_of);
    if length > 0 && host.is_none() {
        // Without a host it is one of ours, whose names have neither dot nor hyphen.
        length = text
            .bytes()
            .take(length)
            .take_while(|b| is_name_byte(*b))
            .count();
    }
    if length == 0 || (host.is_none() && text[length..].starts_with('@')) {
        return None;
    }
    let name = text[..length].to_lowercase();
    let whole = length + host.as_ref().map_or(0, |host| host.len() + 1);
    let mention = match sign {
        '@' => Mention::Person { name, host },
        _ => Mention::Community { name, host },
    };
    Some((whole, mention))
}

/// A host name with a dot in it, or one under localhost; with a port where it has one.
fn host_of(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let run = bytes
        .iter()
        .take(MAX_HOST + 1)
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(**b, b'.' | b'-'))
        .count();
    let end = bytes[..run].iter().rposition(u8::is_ascii_alphanumeric)? + 1;
    let host = &text[..end];
    let labels_fit = host.split('.').all(|label| {
        !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-')
    });
    let named = host.contains('.') || host == "localhost";
    if !named || !labels_fit || end > MAX_HOST {
        return None;
    }
    let port = text[end..].strip_prefix(':').map_or(0, |rest| {
        rest.bytes().take(6).take_while(u8::is_ascii_digit).count()
    });
    let end = if (1..=5).contains(&port) {
        end + 1 + port
    } else {
        end
    };
    Some(text[..end].to_lowercase())
}

/// Letters of any language, digits and underscores, not digits alone.
fn hashtag(text: &str) -> Option<(usize, Mention)> {
    let tag: String = text
        .chars()
        .take(MAX_TAG + 1)
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    let fits = tag.chars().count() <= MAX_TAG && tag.chars().any(char::is_alphabetic);
    fits.then_some((tag.len(), Mention::Hashtag(tag)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, host: Option<&str>) -> Mention {
        Mention::Person {
            name: name.to_owned(),
            host: host.map(str::to_owned),
        }
    }

    fn mentions(text: &str) -> Vec<Mention> {
        find(text).into_iter().map(|found| found.mention).collect()
    }

    #[test]
    fn finds_people_communities_and_hashtags() {
        assert_eq!(
            mentions("Hi @Ann@Home.example, see !garden@moot.example and #Tee_Zeit."),
            [
                person("ann", Some("home.example")),
                Mention::Community {
                    name: "garden".to_owned(),
                    host: Some("moot.example".to_owned())
                },
                Mention::Hashtag("Tee_Zeit".to_owned()),
            ]
        );
        assert_eq!(mentions("@bob."), [person("bob", None)]);
        assert_eq!(
            mentions("(@b.o-b@a.example)"),
            [person("b.o-b", Some("a.example"))]
        );
        assert_eq!(
            mentions("@ann@a.localhost:8081: hi"),
            [person("ann", Some("a.localhost:8081"))]
        );
        assert_eq!(
            mentions("#größe #日本"),
            [
                Mention::Hashtag("größe".to_owned()),
                Mention::Hashtag("日本".to_owned())
            ]
        );
    }

    #[test]
    fn leaves_the_rest_alone() {
        for text in [
            "ann@home.example",
            "a#b",
            "#1",
            "@",
            "!",
            "wow! yes",
            "@@ann",
            "@ann@nohost",
            "@ann@-x.example",
            "x/@ann",
            "@ann@home..example",
        ] {
            assert_eq!(mentions(text), [], "{text}");
        }
    }

    #[test]
    fn says_where_they_stand() {
        let found = find("ü @ann@home.example.");
        assert_eq!((found[0].start, found[0].end), (3, 20));
        assert_eq!(&"ü @ann@home.example."[3..20], "@ann@home.example");
    }
}
