//! Which questions resemble a text: an index of the beginnings of words, and a rank over what it gives.
//!
//! It is the same on both databases and bounded by construction. A common word tells little, and of it no more than
//! the newest few hundred rows are read; a rare word tells much and has few rows.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::Result;
use crate::store::conn::{Conn, Tx};
use crate::store::schema::question_words;

/// Of each word so many letters count, so that "answer" and "answers" are one.
const STEM: usize = 6;
/// Words of one question that are kept.
const KEPT: usize = 48;
/// Words of a text that are looked up.
const ASKED: usize = 16;
/// Rows of one word that are read, in the community itself and in all others together.
const ROWS: i64 = 300;
const ROWS_ELSEWHERE: i64 = 150;
/// Communities elsewhere that are looked into.
pub const ELSEWHERE: usize = 30;
const IN_TITLE: i32 = 2;
const IN_TEXT: i32 = 1;
/// In per cent of a perfect match: worth a look, and probably the same question.
pub const RESEMBLES: u32 = 25;
pub const ALIKE: u32 = 60;

/// What to look for, and where.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub title: String,
    pub text: String,
    pub community: i64,
    /// Communities on other servers to look into as well.
    pub elsewhere: Vec<i64>,
    /// A question that is not to be found: the one that asks.
    pub except: Option<i64>,
    pub limit: usize,
}

/// A question that resembles the text, by how many per cent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    pub post_id: i64,
    pub likeness: u32,
}

/// The beginnings of the words of a title and a text, each once, with where it stands.
pub(super) fn words(title: &str, text: &str, max: usize) -> Vec<(String, i32)> {
    let mut found: Vec<(String, i32)> = Vec::new();
    for (part, weight) in [(title, IN_TITLE), (text, IN_TEXT)] {
        for word in part.split(|c: char| !c.is_alphanumeric()) {
            if found.len() >= max {
                return found;
            }
            // Numbers name things ("error 42", "line 4"); other short words are the glue of a sentence.
            let is_telling = word.chars().count() > 2 || word.chars().any(|c| c.is_ascii_digit()) || !word.is_ascii();
            if word.is_empty() || !is_telling {
                continue;
            }
            let stem: String = word.chars().flat_map(char::to_lowercase).take(STEM).collect();
            if !found.iter().any(|(known, _)| *known == stem) {
                found.push((stem, weight));
            }
        }
    }
    found
}

/// Puts a question into the index, or replaces it there.
pub fn put(tx: &mut Tx<'_>, post_id: i64, community_id: i64, title: &str, text: &str) -> Result<()> {
    remove(tx, post_id)?;
    for (word, weight) in words(title, text, KEPT) {
        diesel::insert_into(question_words::table)
            .values((
                question_words::community_id.eq(community_id),
                question_words::word.eq(word),
                question_words::post_id.eq(post_id),
                question_words::weight.eq(weight),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

pub fn remove(tx: &mut Tx<'_>, post_id: i64) -> Result<()> {
    diesel::delete(question_words::table.filter(question_words::post_id.eq(post_id))).execute(tx.conn)?;
    Ok(())
}

/// How much a word tells that so many questions have.
pub(super) fn tells(rows: usize) -> f64 {
    let most = f64::from(u32::try_from(ROWS).unwrap_or(u32::MAX));
    let rows = f64::from(u32::try_from(rows).unwrap_or(u32::MAX)).max(1.0);
    (1.0 + most / rows).ln()
}

/// The questions that resemble a text, best first. Whether the viewer may see them is the caller's to check.
pub fn find(conn: &mut Conn, wanted: &Wanted) -> Result<Vec<Match>> {
    let asked = words(&wanted.title, &wanted.text, ASKED);
    let elsewhere: Vec<i64> = wanted.elsewhere.iter().copied().take(ELSEWHERE).collect();
    let mut scores: HashMap<i64, f64> = HashMap::new();
    let mut perfect = 0.0;
    for (word, weight) in &asked {
        let mut rows: Vec<(i64, i32)> = question_words::table
            .filter(question_words::community_id.eq(wanted.community))
            .filter(question_words::word.eq(word))
            .order(question_words::post_id.desc())
            .limit(ROWS)
            .select((question_words::post_id, question_words::weight))
            .load(conn)?;
        if !elsewhere.is_empty() {
            rows.extend(
                question_words::table
                    .filter(question_words::community_id.eq_any(elsewhere.clone()))
                    .filter(question_words::word.eq(word))
                    .limit(ROWS_ELSEWHERE)
                    .select((question_words::post_id, question_words::weight))
                    .load::<(i64, i32)>(conn)?,
            );
        }
        rows.retain(|(id, _)| Some(*id) != wanted.except);
        let worth = tells(rows.len()) * f64::from(*weight);
        perfect += worth * f64::from(*weight);
        for (id, found) in rows {
            *scores.entry(id).or_default() += worth * f64::from(found.min(*weight));
        }
    }
    Ok(best(scores, perfect, wanted.limit))
}

pub(super) fn best(scores: HashMap<i64, f64>, perfect: f64, limit: usize) -> Vec<Match> {
    let mut found: Vec<Match> = scores
        .into_iter()
        .map(|(post_id, score)| Match { post_id, likeness: per_cent(score, perfect) })
        .filter(|m| m.likeness >= RESEMBLES)
        .collect();
    found.sort_unstable_by_key(|m| (std::cmp::Reverse(m.likeness), std::cmp::Reverse(m.post_id)));
    found.truncate(limit);
    found
}

fn per_cent(score: f64, perfect: f64) -> u32 {
    let share = if perfect > 0.0 { (score / perfect * 100.0).clamp(0.0, 100.0) } else { 0.0 };
    // Between 0 and 100, so that nothing is cut off.
    (0..=100_u32).rev().find(|n| f64::from(*n) <= share).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_to_their_beginnings() {
        let found = words("The printers won't print", "Printer 4b is on. It printed before.", 48);
        let all: Vec<&str> = found.iter().map(|(word, _)| word.as_str()).collect();
        assert_eq!(all, ["the", "printe", "won", "print", "4b", "before"]);
        assert_eq!(found[1].1, IN_TITLE);
        assert_eq!(found[4].1, IN_TEXT);
        assert!(words("?! --", "", 48).is_empty());
        assert_eq!(words(&"word1 ".repeat(100), &"a1 b2 c3 d4".repeat(3), 3).len(), 3);
    }

    #[test]
    fn what_has_the_rare_words_in_its_title_comes_first() {
        let scores = HashMap::from([(1, 9.0), (2, 3.0), (3, 0.5)]);
        let found = best(scores, 10.0, 5);
        assert_eq!(found, [Match { post_id: 1, likeness: 90 }, Match { post_id: 2, likeness: 30 }]);
        assert!(tells(1) > tells(50) && tells(50) > tells(300));
        assert_eq!(per_cent(1.0, 0.0), 0);
    }
}
