//! The words of a text as the search sees them: small, without accents, each with its place in the text.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

/// More of a word tells nothing.
const LONGEST: usize = 64;

/// A word and where it stands in the text, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    pub place: Range<usize>,
    pub word: String,
}

fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Written without spaces between words: each sign counts by itself.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

/// One word: lower case, without accents, ligatures taken apart.
fn fold(word: &str) -> String {
    let letters = word.nfkd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    let mut folded = String::with_capacity(word.len());
    for c in letters.take(LONGEST) {
        if c == 'ß' { folded.push_str("ss") } else { folded.push(c) }
    }
    folded
}

/// Every word of a text, in order.
pub fn spots(text: &str) -> impl Iterator<Item = Spot> + '_ {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (start, first) = rest.find(|(_, c)| c.is_alphanumeric())?;
            let mut end = start + first.len_utf8();
            while let Some((at, c)) = rest.peek().copied() {
                let goes_on = is_accent(c) || (c.is_alphanumeric() && !stands_alone(first) && !stands_alone(c));
                if !goes_on {
                    break;
                }
                end = at + c.len_utf8();
                rest.next();
            }
            let word = fold(&text[start..end]);
            if !word.is_empty() {
                return Some(Spot { place: start..end, word });
            }
        }
    })
}

/// The words of a text, each once, in the order in which they first occur.
pub fn distinct(text: &str, max: usize) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    spots(text).map(|spot| spot.word).filter(|word| seen.insert(word.clone())).take(max).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_small_and_without_accents() {
        assert_eq!(distinct("Crème BRÛLÉE, créme! Straße", 9), ["creme", "brulee", "strasse"]);
        assert_eq!(distinct("cafe\u{301} ﬁn 4b 2026-03", 9), ["cafe", "fin", "4b", "2026", "03"]);
        assert_eq!(distinct("?! -- ", 9), Vec::<String>::new());
        assert_eq!(distinct("one two three", 2), ["one", "two"]);
        assert_eq!(distinct(&"x".repeat(500), 2)[0].len(), 64);
    }

    #[test]
    fn scripts_without_spaces_are_cut_into_signs() {
        assert_eq!(distinct("停电了 ok", 9), ["停", "电", "了", "ok"]);
        assert_eq!(distinct("שלום עולם", 9), ["שלום", "עולם"]);
    }

    #[test]
    fn places_are_those_of_the_text() {
        let text = "Über die „Brücke“";
        let found: Vec<&str> = spots(text).map(|spot| &text[spot.place]).collect();
        assert_eq!(found, ["Über", "die", "Brücke"]);
    }
}
