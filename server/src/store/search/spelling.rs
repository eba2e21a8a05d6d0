//! Words of titles, for those that were mistyped: found by the pieces of three letters that they share.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::Result;
use crate::store::conn::{Conn, Tx};
use crate::store::ext::OrIgnore;
use crate::store::schema::{title_pieces, title_words};

/// Shorter words have too many neighbours; longer ones are no words.
const SHORTEST: usize = 4;
const LONGEST: usize = 30;
/// Words of one piece that are looked at.
const READ: i64 = 2_000;

fn has_length(word: &str) -> bool {
    (SHORTEST..=LONGEST).contains(&word.chars().count())
}

/// The pieces of three letters of a word, with its beginning and end marked.
fn pieces(word: &str) -> Vec<String> {
    let letters: Vec<char> = std::iter::once('^').chain(word.chars()).chain(std::iter::once('$')).collect();
    let mut pieces: Vec<String> = letters.windows(3).map(|piece| piece.iter().collect()).collect();
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

/// Learns the words of a title. Most are known already: that costs one look.
pub(super) fn learn(tx: &mut Tx<'_>, words: &[String]) -> Result<()> {
    let mut new: Vec<&String> = words.iter().filter(|word| has_length(word)).collect();
    if new.is_empty() {
        return Ok(());
    }
    let asked: Vec<&String> = new.clone();
    let known: Vec<String> = title_words::table.filter(title_words::word.eq_any(asked)).select(title_words::word).load(tx.conn)?;
    new.retain(|word| !known.contains(word));
    // In the order of the alphabet, so that two who learn the same words do not wait for each other.
    new.sort_unstable();
    for word in new {
        OrIgnore(diesel::insert_into(title_words::table).values(title_words::word.eq(word))).execute(tx.conn)?;
        for piece in pieces(word) {
            OrIgnore(diesel::insert_into(title_pieces::table).values((title_pieces::piece.eq(piece), title_pieces::word.eq(word))))
                .execute(tx.conn)?;
        }
    }
    Ok(())
}

pub(super) fn forget_all(tx: &mut Tx<'_>) -> Result<()> {
    diesel::delete(title_pieces::table).execute(tx.conn)?;
    diesel::delete(title_words::table).execute(tx.conn)?;
    Ok(())
}

/// How many letters may be wrong in a word of this length.
fn tolerance(length: usize) -> usize {
    if length < 6 { 1 } else { 2 }
}

/// Words of titles that `word` may have been meant to be, the nearest first.
pub fn meant(conn: &mut Conn, word: &str, limit: usize) -> Result<Vec<String>> {
    if !has_length(word) {
        return Ok(Vec::new());
    }
    let length = word.chars().count();
    let allowed = tolerance(length);
    let mut shared: HashMap<String, usize> = HashMap::new();
    for piece in pieces(word) {
        let words: Vec<String> =
            title_pieces::table.filter(title_pieces::piece.eq(piece)).order(title_pieces::word).limit(READ).select(title_pieces::word).load(conn)?;
        for found in words.into_iter().filter(|found| found.chars().count().abs_diff(length) <= allowed) {
            *shared.entry(found).or_default() += 1;
        }
    }
    let mut near: Vec<(usize, std::cmp::Reverse<usize>, String)> = shared
        .into_iter()
        .filter(|(found, _)| found != word)
        .map(|(found, count)| (distance(word, &found), std::cmp::Reverse(count), found))
        .filter(|(distance, ..)| *distance <= allowed)
        .collect();
    near.sort_unstable();
    Ok(near.into_iter().take(limit).map(|(.., found)| found).collect())
}

/// How many letters must be changed, added, taken away or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = change.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_counted_in_letters() {
        for (a, b, letters) in
            [("tomato", "tomato", 0), ("tomatoe", "tomato", 1), ("recieve", "receive", 1), ("bycicle", "bicycle", 2), ("ümlaut", "umlaut", 1), ("", "abc", 3)]
        {
            assert_eq!(distance(a, b), letters, "{a} {b}");
            assert_eq!(distance(b, a), letters, "{b} {a}");
        }
    }

    #[test]
    fn pieces_know_where_a_word_begins_and_ends() {
        assert_eq!(pieces("bees"), ["^be", "bee", "ees", "es$"]);
        assert!(!has_length("bee") && has_length("bees") && !has_length(&"b".repeat(31)));
        assert_eq!((tolerance(5), tolerance(6)), (1, 2));
    }
}
