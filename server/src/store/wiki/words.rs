//! Which wiki pages tell what a question asks: an index of the beginnings of words, ranked like that of questions.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::Result;
use crate::store::conn::{Conn, Tx};
use crate::store::schema::{posts, wiki_words};
use crate::store::similar::{self, Match};

/// Words of one page that are kept; pages are longer than questions.
const KEPT: usize = 160;
/// Words of a question that are looked up, and rows of one word that are read.
const ASKED: usize = 16;
const ROWS: i64 = 300;
/// A page that tells has this share of the question's words, in per cent.
const TELLS: u32 = 40;

pub fn put(tx: &mut Tx<'_>, post_id: i64, community_id: i64, title: &str, text: &str) -> Result<()> {
    remove(tx, post_id)?;
    let rows: Vec<_> = similar::words(title, text, KEPT)
        .into_iter()
        .map(|(word, weight)| {
            (
                wiki_words::word.eq(word),
                wiki_words::post_id.eq(post_id),
                wiki_words::community_id.eq(community_id),
                wiki_words::weight.eq(weight),
            )
        })
        .collect();
    for row in rows {
        diesel::insert_into(wiki_words::table).values(row).execute(tx.conn)?;
    }
    Ok(())
}

pub fn remove(tx: &mut Tx<'_>, post_id: i64) -> Result<()> {
    diesel::delete(wiki_words::table.filter(wiki_words::post_id.eq(post_id))).execute(tx.conn)?;
    Ok(())
}

/// The pages that resemble a question, best first: of one community, or of all. Whether the viewer may see them is the
/// caller's to check.
pub fn answering(conn: &mut Conn, question: &str, community: Option<i64>, limit: usize) -> Result<Vec<Match>> {
    let asked: Vec<String> = similar::words(question, "", ASKED).into_iter().map(|(word, _)| word).collect();
    let mut scores: HashMap<i64, f64> = HashMap::new();
    let mut perfect = 0.0;
    for word in asked {
        let mut query = wiki_words::table
            .inner_join(posts::table)
            .filter(wiki_words::word.eq(word))
            .filter(posts::deleted_at.is_null())
            .filter(posts::removed_at.is_null())
            .order(wiki_words::post_id.desc())
            .limit(ROWS)
            .select((wiki_words::post_id, wiki_words::weight))
            .into_boxed();
        if let Some(id) = community {
            query = query.filter(wiki_words::community_id.eq(id));
        }
        let rows: Vec<(i64, i32)> = query.load(conn)?;
        let worth = similar::tells(rows.len());
        perfect += worth;
        for (id, weight) in rows {
            // A word in the title tells more than one somewhere in a long text.
            *scores.entry(id).or_default() += if weight > 1 { worth } else { worth * 0.6 };
        }
    }
    let mut found = similar::best(scores, perfect, limit);
    found.retain(|m| m.likeness >= TELLS);
    Ok(found)
}
