//! Full text behind one interface: FTS5 on SQLite, `tsvector` on PostgreSQL.
//!
//! Both get words that are cut and folded here, so that they find the same. Words are matched whole or as beginnings,
//! all of them must occur. What has them in its title comes first, then what is newer: an order that needs no numbers
//! of the engine, is the same on both, and can be read on from any place. Where a text stands and who wrote it are words
//! of the index as well, so that a filter costs less than no filter.

pub mod facts;
pub mod spelling;
pub mod words;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::text_enum;

diesel::table! {
    search_docs (doc_id) {
        doc_id -> BigInt,
        kind -> Text,
        title -> Text,
        body -> Text,
        facets -> Text,
    }
}

text_enum! {
    pub enum DocKind { Community = "community", Person = "person", Thread = "thread", Reply = "reply" }
}

text_enum! {
    /// Where a thread stands, across the kinds that stand anywhere.
    pub enum Stand {
        Open = "open", Answered = "answered", Review = "review", Planned = "planned", Progress = "progress",
        Shipped = "shipped", Done = "done", Declined = "declined",
    }
}

/// Words of one text that are kept.
const KEPT: usize = 4_000;
/// Words of a query that count.
const ASKED: usize = 12;
/// Shorter words of a query are matched whole only: too much begins with them.
const BEGINNING: usize = 3;

/// What goes into the index.
#[derive(Debug, Clone, Copy)]
pub struct Doc<'a> {
    pub id: i64,
    pub kind: DocKind,
    pub title: &'a str,
    pub body: &'a str,
    pub community: Option<i64>,
    pub author: Option<i64>,
    /// The server where its author lives, or the community or person itself.
    pub host: i64,
}

fn facets(doc: &Doc<'_>) -> Vec<String> {
    let mut facets = vec![format!("k{}", doc.kind), format!("h{}", doc.host)];
    facets.extend(doc.community.map(|id| format!("c{id}")));
    facets.extend(doc.author.map(|id| format!("a{id}")));
    facets
}

/// Puts a document into the index, or replaces it. A fresh one is known to be new: no look for an old one.
pub fn put(tx: &mut Tx<'_>, doc: &Doc<'_>, fresh: bool) -> Result<()> {
    let title = words::distinct(doc.title, KEPT);
    let body = words::distinct(doc.body, KEPT);
    if matches!(doc.kind, DocKind::Thread | DocKind::Community) {
        spelling::learn(tx, &title)?;
    }
    let is_sqlite = matches!(tx.conn, Conn::Sqlite(_));
    let text = |words: &[String], weight: &str| {
        if is_sqlite { words.join(" ") } else { words.iter().map(|word| format!("'{word}':1{weight}")).collect::<Vec<_>>().join(" ") }
    };
    let row = (
        search_docs::kind.eq(doc.kind),
        search_docs::title.eq(text(&title, "A")),
        search_docs::body.eq(text(&body, "B")),
        search_docs::facets.eq(text(&facets(doc), "")),
    );
    let is_there = !fresh && diesel::update(search_docs::table.find(doc.id)).set(row.clone()).execute(tx.conn)? > 0;
    if !is_there {
        diesel::insert_into(search_docs::table).values((search_docs::doc_id.eq(doc.id), row)).execute(tx.conn)?;
    }
    Ok(())
}

pub fn remove(tx: &mut Tx<'_>, doc_id: i64) -> Result<()> {
    diesel::delete(search_docs::table.find(doc_id)).execute(tx.conn)?;
    Ok(())
}

/// Forgets the words of all titles; they are learned anew as everything is put again.
pub fn forget_words(tx: &mut Tx<'_>) -> Result<()> {
    spelling::forget_all(tx)
}

/// The words of a query.
pub fn asked(query: &str) -> Vec<String> {
    words::distinct(query, ASKED)
}

/// What is looked for. Without words everything that the filters let through, newest first.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub words: Vec<String>,
    pub kinds: Vec<DocKind>,
    pub community: Option<i64>,
    pub author: Option<i64>,
    pub host: Option<i64>,
    /// The kind of the thread, a name from the registry.
    pub thread_kind: Option<&'static str>,
    pub stand: Option<Stand>,
    pub since: Option<Time>,
    pub until: Option<Time>,
}

impl Wanted {
    /// Whether there is anything to look for.
    pub fn says_something(&self) -> bool {
        !self.words.is_empty() || self.community.is_some() || self.author.is_some() || self.host.is_some()
    }

    fn is_about_posts(&self) -> bool {
        self.thread_kind.is_some() || self.stand.is_some() || self.since.is_some() || self.until.is_some()
    }
}

/// Where in a document the words were found, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Title,
    Text,
}

/// One hit: what it is, and where a list goes on behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    pub id: i64,
    pub kind: DocKind,
    pub place: Place,
}

/// Behind which hit a list goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub place: Place,
    pub id: i64,
}

impl Cursor {
    pub fn encode(&self) -> String {
        let place = if self.place == Place::Title { 't' } else { 'b' };
        format!("{place}{:x}", self.id)
    }

    pub fn decode(text: &str) -> Option<Self> {
        let place = match text.chars().next()? {
            't' => Place::Title,
            'b' => Place::Text,
            _ => return None,
        };
        Some(Self { place, id: i64::from_str_radix(text.get(1..)?, 16).ok()? })
    }
}

impl Hit {
    pub fn cursor(&self) -> Cursor {
        Cursor { place: self.place, id: self.id }
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    doc_id: i64,
    #[diesel(sql_type = Text)]
    kind: DocKind,
}

/// The hits behind `after`, in order. Whether the viewer may see them is the caller's to check.
pub fn find(conn: &mut Conn, wanted: &Wanted, after: Option<Cursor>, limit: i64) -> Result<Vec<Hit>> {
    if !wanted.says_something() || wanted.kinds.is_empty() {
        return Ok(Vec::new());
    }
    let mut hits = Vec::new();
    for place in [Place::Title, Place::Text] {
        let before = match after {
            Some(cursor) if cursor.place == place => cursor.id,
            // Behind a hit in the text there are no more titles.
            Some(Cursor { place: Place::Text, .. }) => continue,
            _ => i64::MAX,
        };
        let left = limit - i64::try_from(hits.len()).unwrap_or(limit);
        if left <= 0 || (wanted.words.is_empty() && place == Place::Title) {
            continue;
        }
        let rows = at(conn, wanted, place, before, left)?;
        hits.extend(rows.into_iter().map(|row| Hit { id: row.doc_id, kind: row.kind, place }));
    }
    Ok(hits)
}

fn at(conn: &mut Conn, wanted: &Wanted, place: Place, before: i64, limit: i64) -> Result<Vec<Row>> {
    let (join, filters) = about_posts(wanted);
    Ok(match conn {
        // CROSS: first the index in its order, then each row of it, so that nothing is sorted.
        Conn::Sqlite(c) => diesel::sql_query(format!(
            "SELECT d.doc_id, d.kind FROM search_index i CROSS JOIN search_docs d ON d.doc_id = i.rowid{} \
             WHERE search_index MATCH $1 AND i.rowid < {before}{filters} ORDER BY i.rowid DESC LIMIT {limit}",
            join.replace(" JOIN", " CROSS JOIN")
        ))
        .bind::<Text, _>(for_sqlite(wanted, place))
        .load(c)?,
        Conn::Postgres(c) => diesel::sql_query(format!(
            "SELECT d.doc_id, d.kind FROM search_docs d{join} \
             WHERE d.tokens @@ CAST($1 AS tsquery) AND d.doc_id < {before}{filters} ORDER BY d.doc_id DESC LIMIT {limit}"
        ))
        .bind::<Text, _>(for_postgres(wanted, place))
        .load(c)?,
    })
}

/// What only the tables of posts know. Nothing in it comes from a visitor but numbers and our own words.
fn about_posts(wanted: &Wanted) -> (String, String) {
    if !wanted.is_about_posts() {
        return (String::new(), String::new());
    }
    let mut filters = String::new();
    if let Some(kind) = wanted.thread_kind {
        filters.push_str(&format!(" AND t.kind = '{kind}'"));
    }
    if let Some(since) = wanted.since {
        filters.push_str(&format!(" AND p.published_at >= {}", since.0));
    }
    if let Some(until) = wanted.until {
        filters.push_str(&format!(" AND p.published_at < {}", until.0));
    }
    if let Some(stand) = wanted.stand {
        filters.push_str(&format!(" AND ({})", stands(stand)));
    }
    let join = " JOIN posts p ON p.id = d.doc_id JOIN posts t ON t.id = COALESCE(p.thread_id, p.id)";
    (join.to_owned(), filters)
}

fn stands(stand: Stand) -> String {
    let question = |how: &str| format!("EXISTS (SELECT 1 FROM questions q WHERE q.post_id = t.id AND q.bucket_id IS NULL AND q.answer_id {how})");
    let idea = |words: &str| format!("EXISTS (SELECT 1 FROM ideas x WHERE x.post_id = t.id AND x.status IN ({words}))");
    let feedback = |words: &str| format!("EXISTS (SELECT 1 FROM feedback f WHERE f.post_id = t.id AND f.state IN ({words}))");
    match stand {
        Stand::Open => [
            question("IS NULL"),
            idea("'proposed', 'review', 'planned', 'progress'"),
            feedback("'new', 'acknowledged', 'working'"),
        ]
        .join(" OR "),
        Stand::Answered => question("IS NOT NULL"),
        Stand::Review => idea("'review'"),
        Stand::Planned => idea("'planned'"),
        Stand::Progress => format!("{} OR {}", idea("'progress'"), feedback("'working'")),
        Stand::Shipped => idea("'shipped'"),
        Stand::Done => feedback("'done'"),
        Stand::Declined => format!("{} OR {}", idea("'declined'"), feedback("'refused'")),
    }
}

/// The facets of a query: some of the kinds, and all of the rest.
fn facet_words(wanted: &Wanted) -> (Vec<String>, Vec<String>) {
    let kinds = wanted.kinds.iter().map(|kind| format!("k{kind}")).collect();
    let rest = [('c', wanted.community), ('a', wanted.author), ('h', wanted.host)];
    (kinds, rest.into_iter().filter_map(|(sign, id)| Some(format!("{sign}{}", id?))).collect())
}

fn is_beginning(word: &str) -> bool {
    word.chars().count() >= BEGINNING
}

// Words are letters and digits only, so that neither engine's syntax gets through.

fn for_sqlite(wanted: &Wanted, place: Place) -> String {
    let (kinds, rest) = facet_words(wanted);
    let quoted = |word: &String| format!("\"{word}\"{}", if is_beginning(word) { "*" } else { "" });
    let words = wanted.words.iter().map(quoted).collect::<Vec<_>>().join(" AND ");
    let kinds = kinds.iter().map(|kind| format!("\"{kind}\"")).collect::<Vec<_>>().join(" OR ");
    let mut facets = format!("{{facets}} : ({kinds})");
    for facet in rest {
        facets.push_str(&format!(" AND {{facets}} : \"{facet}\""));
    }
    match place {
        _ if words.is_empty() => facets,
        Place::Title => format!("{{title}} : ({words}) AND {facets}"),
        Place::Text => format!("({{title body}} : ({words}) AND {facets}) NOT {{title}} : ({words})"),
    }
}

fn for_postgres(wanted: &Wanted, place: Place) -> String {
    let (kinds, rest) = facet_words(wanted);
    let all = |weights: &str| {
        let one = |word: &String| format!("'{word}':{}{weights}", if is_beginning(word) { "*" } else { "" });
        wanted.words.iter().map(one).collect::<Vec<_>>().join(" & ")
    };
    let kinds = kinds.iter().map(|kind| format!("'{kind}':D")).collect::<Vec<_>>().join(" | ");
    let mut facets = format!("({kinds})");
    for facet in rest {
        facets.push_str(&format!(" & '{facet}':D"));
    }
    match place {
        _ if wanted.words.is_empty() => facets,
        Place::Title => format!("{} & {facets}", all("A")),
        Place::Text => format!("{} & {facets} & !({})", all("AB"), all("A")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(query: &str) -> Wanted {
        Wanted { words: asked(query), kinds: vec![DocKind::Thread, DocKind::Reply], community: Some(7), ..Wanted::default() }
    }

    #[test]
    fn no_syntax_of_an_engine_gets_through() {
        let evil = wanted("a\" OR x:* NEAR(b) 'c' & !d | {title}");
        assert_eq!(evil.words, ["a", "or", "x", "near", "b", "c", "d", "title"]);
        for text in [for_sqlite(&evil, Place::Text), for_postgres(&evil, Place::Text)] {
            assert!(!text.contains("NEAR") && !text.contains(" OR x"), "{text}");
        }
    }

    #[test]
    fn both_engines_are_asked_the_same() {
        let query = wanted("On bees");
        assert_eq!(
            for_sqlite(&query, Place::Title),
            "{title} : (\"on\" AND \"bees\"*) AND {facets} : (\"kthread\" OR \"kreply\") AND {facets} : \"c7\""
        );
        assert_eq!(for_postgres(&query, Place::Title), "'on':A & 'bees':*A & ('kthread':D | 'kreply':D) & 'c7':D");
    }

    #[test]
    fn places_in_a_list_can_be_written_down() {
        for cursor in [Cursor { place: Place::Title, id: 255 }, Cursor { place: Place::Text, id: i64::MAX }] {
            assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        }
        for bad in ["", "t", "x12", "tzz", "12"] {
            assert_eq!(Cursor::decode(bad), None, "{bad}");
        }
    }
}
