//! The words that were looked for, marked where they stand in a title or a piece of text. The answer is safe HTML.

use crate::render::escape;
use crate::store::search::words::{self, Spot};

/// Characters before the first word that was found.
const BEFORE: usize = 60;

fn is_meant(spot: &Spot, wanted: &[String]) -> bool {
    wanted.iter().any(|word| spot.word == *word || (word.chars().count() >= 3 && spot.word.starts_with(word.as_str())))
}

/// A whole text with the words marked; nothing where none of them occurs.
pub fn marked(text: &str, wanted: &[String]) -> String {
    let mut html = String::new();
    let mut done = 0;
    for spot in words::spots(text).filter(|spot| is_meant(spot, wanted)) {
        html.push_str(&escape(&text[done..spot.place.start]));
        html.push_str("<mark>");
        html.push_str(&escape(&text[spot.place.clone()]));
        html.push_str("</mark>");
        done = spot.place.end;
    }
    if done == 0 {
        return String::new();
    }
    html.push_str(&escape(&text[done..]));
    html
}

/// The part of a text in which the first of the words stands, at most so many characters, with the words marked.
pub fn around(text: &str, wanted: &[String], max: usize) -> String {
    let found = words::spots(text).find(|spot| is_meant(spot, wanted)).map_or(0, |spot| spot.place.start);
    let start = beginning(text, found);
    let end = text[start..].char_indices().nth(max).map_or(text.len(), |(at, _)| start + at);
    // Not in the middle of a word, unless it is the only one.
    let end = if end == text.len() { end } else { text[start..end].rfind(char::is_whitespace).map_or(end, |at| start + at) };
    let piece = &text[start..end];
    let shown = marked(piece, wanted);
    let shown = if shown.is_empty() { escape(piece) } else { shown };
    format!("{}{shown}{}", if start > 0 { "… " } else { "" }, if end < text.len() { " …" } else { "" })
}

/// The start of a word a little before `found`.
fn beginning(text: &str, found: usize) -> usize {
    let Some((before, _)) = text[..found].char_indices().rev().nth(BEFORE) else { return 0 };
    text[before..found].find(char::is_whitespace).map_or(found, |at| {
        let space = before + at;
        space + text[space..].chars().next().map_or(0, char::len_utf8)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn words_are_marked_and_the_rest_is_escaped() {
        assert_eq!(marked("<b> Crème & cremes", &wanted(&["creme"])), "&lt;b&gt; <mark>Crème</mark> &amp; <mark>cremes</mark>");
        assert_eq!(marked("It is on", &wanted(&["i"])), "");
        assert_eq!(marked("On <mark>", &wanted(&["mark", "on"])), "<mark>On</mark> &lt;<mark>mark</mark>&gt;");
    }

    #[test]
    fn a_piece_holds_the_first_word() {
        let text = format!("{} bees {}", "before ".repeat(40), "after ".repeat(40));
        let piece = around(&text, &wanted(&["bees"]), 100);
        assert!(piece.starts_with("… before") && piece.contains("<mark>bees</mark>") && piece.ends_with(" …"), "{piece}");
        assert_eq!(around("short text", &wanted(&["nothing"]), 100), "short text");
        assert_eq!(around("", &[], 10), "");
        assert!(around(&"ü".repeat(300), &[], 10).contains('ü'));
    }
}
