//! Full text behind one interface: FTS5 on SQLite, `tsvector` on PostgreSQL.
//!
//! Words are matched whole or as beginnings, all of them must occur, titles weigh more than text.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use crate::Result;
use crate::store::conn::{Conn, Tx};
use crate::text_enum;

diesel::table! {
    search_docs (doc_id) {
        doc_id -> BigInt,
        kind -> Text,
        community_id -> Nullable<BigInt>,
        title -> Text,
        body -> Text,
    }
}

text_enum! {
    pub enum DocKind { Community = "community", Person = "person", Thread = "thread", Reply = "reply" }
}

/// One hit: what it is and where its row lives.
#[derive(Debug, Clone, QueryableByName)]
pub struct Hit {
    #[diesel(sql_type = BigInt)]
    pub doc_id: i64,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub community_id: Option<i64>,
}

/// Puts a document into the index, or replaces it.
pub fn put(tx: &mut Tx<'_>, doc_id: i64, kind: DocKind, community_id: Option<i64>, title: &str, body: &str) -> Result<()> {
    let changed = diesel::update(search_docs::table.find(doc_id))
        .set((search_docs::title.eq(title), search_docs::body.eq(body), search_docs::community_id.eq(community_id)))
        .execute(tx.conn)?;
    if changed == 0 {
        diesel::insert_into(search_docs::table)
            .values((
                search_docs::doc_id.eq(doc_id),
                search_docs::kind.eq(kind),
                search_docs::community_id.eq(community_id),
                search_docs::title.eq(title),
                search_docs::body.eq(body),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// Puts a document that is known to be new: no look for an old one.
pub fn put_new(tx: &mut Tx<'_>, doc_id: i64, kind: DocKind, community_id: Option<i64>, title: &str, body: &str) -> Result<()> {
    diesel::insert_into(search_docs::table)
        .values((
            search_docs::doc_id.eq(doc_id),
            search_docs::kind.eq(kind),
            search_docs::community_id.eq(community_id),
            search_docs::title.eq(title),
            search_docs::body.eq(body),
        ))
        .execute(tx.conn)?;
    Ok(())
}

pub fn remove(tx: &mut Tx<'_>, doc_id: i64) -> Result<()> {
    diesel::delete(search_docs::table.find(doc_id)).execute(tx.conn)?;
    Ok(())
}

/// The words of a query: letters and digits only, so that neither engine's syntax gets through.
fn words(query: &str) -> Vec<String> {
    query
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .take(12)
        .map(|w| w.chars().take(64).collect::<String>().to_lowercase())
        .collect()
}

/// The best hits of some kinds. Whether the viewer may see them is the caller's to check.
pub fn find(conn: &mut Conn, query: &str, kinds: &[DocKind], offset: i64, limit: i64) -> Result<Vec<Hit>> {
    let words = words(query);
    if words.is_empty() || kinds.is_empty() {
        return Ok(Vec::new());
    }
    // Kinds are our own words, never a visitor's.
    let kinds = kinds.iter().map(|k| format!("'{k}'")).collect::<Vec<_>>().join(",");
    match conn {
        Conn::Sqlite(c) => {
            let expression = words.iter().map(|w| format!("\"{w}\"*")).collect::<Vec<_>>().join(" ");
            Ok(diesel::sql_query(format!(
                "SELECT d.doc_id, d.kind, d.community_id FROM search_index i \
                 JOIN search_docs d ON d.doc_id = i.rowid \
                 WHERE search_index MATCH ? AND d.kind IN ({kinds}) \
                 ORDER BY bm25(search_index, 8.0, 1.0), d.doc_id DESC LIMIT ? OFFSET ?"
            ))
            .bind::<Text, _>(expression)
            .bind::<BigInt, _>(limit)
            .bind::<BigInt, _>(offset)
            .load(c)?)
        }
        Conn::Postgres(c) => {
            let expression = words.iter().map(|w| format!("'{w}':*")).collect::<Vec<_>>().join(" & ");
            Ok(diesel::sql_query(format!(
                "SELECT doc_id, kind, community_id FROM search_docs, to_tsquery('simple', $1) q \
                 WHERE tokens @@ q AND kind IN ({kinds}) \
                 ORDER BY ts_rank(tokens, q) DESC, doc_id DESC LIMIT $2 OFFSET $3"
            ))
            .bind::<Text, _>(expression)
            .bind::<BigInt, _>(limit)
            .bind::<BigInt, _>(offset)
            .load(c)?)
        }
    }
}
