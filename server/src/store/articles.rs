//! Articles: their summaries, series and authors, and who may publish in a community's blog.

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::store::ext::OrIgnore;
use crate::store::posts::{Cursor, Visibility};
use crate::store::schema::{article_authors, articles, blogs, posts, series};
use crate::text_enum;

text_enum! {
    /// Who may publish in a community's blog.
    pub enum Writers {
        /// Stewards and trusted members.
        Trusted = "trusted",
        Everybody = "everybody",
    }
}

text_enum! {
    /// Whether somebody is named as an author, or only asked so far.
    pub enum Authorship { Asked = "asked", Named = "named" }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = articles, primary_key(post_id), treat_none_as_null = true)]
pub struct Article {
    pub post_id: i64,
    pub community_id: Option<i64>,
    /// Plain text.
    pub summary: String,
    pub series_id: Option<i64>,
    /// Its place in the series, from 1; 0 outside of one.
    pub part: i32,
    pub published_at: Time,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = series)]
pub struct Series {
    pub id: i64,
    pub community_id: i64,
    pub slug: String,
    pub name: String,
    pub created_at: Time,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = article_authors)]
pub struct Author {
    pub post_id: i64,
    pub actor_id: i64,
    pub position: i32,
    pub state: Authorship,
}

pub fn find(conn: &mut Conn, post_id: i64) -> Result<Option<Article>> {
    Ok(articles::table.find(post_id).select(Article::as_select()).first(conn).optional()?)
}

pub fn by_ids(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Article>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(500) {
        found.extend(articles::table.filter(articles::post_id.eq_any(chunk.to_vec())).select(Article::as_select()).load(conn)?);
    }
    Ok(found)
}

/// Keeps what an article has, whether or not it was kept before.
pub fn put(tx: &mut Tx<'_>, article: &Article) -> Result<()> {
    let known = diesel::update(articles::table.find(article.post_id)).set(article.clone()).execute(tx.conn)?;
    if known == 0 {
        diesel::insert_into(articles::table).values(article.clone()).execute(tx.conn)?;
    }
    Ok(())
}

/// Forgets an article that is deleted for good.
pub fn remove(tx: &mut Tx<'_>, post_id: i64) -> Result<()> {
    diesel::delete(article_authors::table.filter(article_authors::post_id.eq(post_id))).execute(tx.conn)?;
    diesel::delete(articles::table.find(post_id)).execute(tx.conn)?;
    Ok(())
}

/// Articles of a community that stand, newest first: what its blog's front shows to those who see what is `seen`.
pub fn front(conn: &mut Conn, community: i64, seen: Vec<Visibility>, after: Option<Cursor>, limit: i64) -> Result<Vec<(Time, i64)>> {
    let mut query = articles::table
        .inner_join(posts::table)
        .filter(articles::community_id.eq(community))
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .filter(posts::visibility.eq_any(seen))
        .order((articles::published_at.desc(), articles::post_id.desc()))
        .limit(limit)
        .select((articles::published_at, articles::post_id))
        .into_boxed();
    if let Some(c) = after {
        let at = Time(c.number);
        query = query
            .filter(articles::published_at.le(at))
            .filter(articles::published_at.lt(at).or(articles::post_id.lt(c.id)));
    }
    Ok(query.load(conn)?)
}

// Series

pub fn series(conn: &mut Conn, id: i64) -> Result<Option<Series>> {
    Ok(series::table.find(id).select(Series::as_select()).first(conn).optional()?)
}

pub fn series_by_slug(conn: &mut Conn, community: i64, slug: &str) -> Result<Option<Series>> {
    Ok(series::table
        .filter(series::community_id.eq(community))
        .filter(series::slug.eq(slug))
        .select(Series::as_select())
        .first(conn)
        .optional()?)
}

/// All series of a community, with how many of their parts stand; the latest first.
pub fn all_series(conn: &mut Conn, community: i64, limit: i64) -> Result<Vec<(Series, i64)>> {
    let found: Vec<Series> = series::table
        .filter(series::community_id.eq(community))
        .order(series::id.desc())
        .limit(limit)
        .select(Series::as_select())
        .load(conn)?;
    let counts: Vec<(Option<i64>, i64)> = articles::table
        .inner_join(posts::table)
        .filter(articles::community_id.eq(community))
        .filter(articles::series_id.is_not_null())
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .group_by(articles::series_id)
        .select((articles::series_id, diesel::dsl::count_star()))
        .load(conn)?;
    let count = |id: i64| counts.iter().find(|(series, _)| *series == Some(id)).map_or(0, |(_, n)| *n);
    Ok(found.into_iter().map(|s| (count(s.id), s)).filter(|(n, _)| *n > 0).map(|(n, s)| (s, n)).collect())
}

/// The parts of a series that stand, in their order.
pub fn parts(conn: &mut Conn, series_id: i64, limit: i64) -> Result<Vec<(i32, i64)>> {
    Ok(articles::table
        .inner_join(posts::table)
        .filter(articles::series_id.eq(series_id))
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .order((articles::part, articles::post_id))
        .limit(limit)
        .select((articles::part, articles::post_id))
        .load(conn)?)
}

/// The series of that name in a community, made where there is none yet. Names that read the same are the same.
pub fn series_named(tx: &mut Tx<'_>, community: i64, name: &str) -> Result<Series> {
    let slug = slug(name);
    if let Some(known) = series_by_slug(tx.conn, community, &slug)? {
        return Ok(known);
    }
    let row = Series { id: tx.id(), community_id: community, slug, name: name.to_owned(), created_at: tx.now };
    diesel::insert_into(series::table).values(row.clone()).execute(tx.conn)?;
    Ok(row)
}

/// The place after the last part of a series.
pub fn next_part(conn: &mut Conn, series_id: i64) -> Result<i32> {
    let last: Option<i32> = articles::table.filter(articles::series_id.eq(series_id)).select(diesel::dsl::max(articles::part)).first(conn)?;
    Ok(last.unwrap_or(0).saturating_add(1))
}

/// A name as it stands in an address. Letters that an address cannot hold become their numbers, so that names in any
/// script have one of their own.
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.trim().to_lowercase().chars().take(60) {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            _ if c.is_alphanumeric() => slug.push_str(&format!("{:x}", u32::from(c))),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "series".to_owned() } else { slug.to_owned() }
}

// Authors

/// Those who wrote an article with its author, in their order.
pub fn authors(conn: &mut Conn, post_id: i64) -> Result<Vec<Author>> {
    authors_of(conn, &[post_id])
}

pub fn authors_of(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Author>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(500) {
        found.extend(
            article_authors::table
                .filter(article_authors::post_id.eq_any(chunk.to_vec()))
                .order((article_authors::post_id, article_authors::position))
                .select(Author::as_select())
                .load(conn)?,
        );
    }
    Ok(found)
}

pub fn set_authors(tx: &mut Tx<'_>, post_id: i64, people: &[Author]) -> Result<()> {
    diesel::delete(article_authors::table.filter(article_authors::post_id.eq(post_id))).execute(tx.conn)?;
    for author in people {
        OrIgnore(diesel::insert_into(article_authors::table).values(author.clone())).execute(tx.conn)?;
    }
    Ok(())
}

/// Says of one whether they are named.
pub fn set_named(tx: &mut Tx<'_>, post_id: i64, actor_id: i64) -> Result<()> {
    diesel::update(article_authors::table.find((post_id, actor_id)))
        .set(article_authors::state.eq(Authorship::Named))
        .execute(tx.conn)?;
    Ok(())
}

pub fn drop_author(tx: &mut Tx<'_>, post_id: i64, actor_id: i64) -> Result<bool> {
    Ok(diesel::delete(article_authors::table.find((post_id, actor_id))).execute(tx.conn)? > 0)
}

/// Somebody left for good: they are named nowhere any more.
pub fn forget_author(tx: &mut Tx<'_>, actor_id: i64) -> Result<()> {
    diesel::delete(article_authors::table.filter(article_authors::actor_id.eq(actor_id))).execute(tx.conn)?;
    Ok(())
}

// Blogs

pub fn writers(conn: &mut Conn, community: i64) -> Result<Writers> {
    let found: Option<Writers> = blogs::table.find(community).select(blogs::writers).first(conn).optional()?;
    Ok(found.unwrap_or(Writers::Trusted))
}

pub fn set_writers(tx: &mut Tx<'_>, community: i64, writers: Writers) -> Result<()> {
    let known = diesel::update(blogs::table.find(community)).set(blogs::writers.eq(writers)).execute(tx.conn)?;
    if known == 0 {
        diesel::insert_into(blogs::table).values((blogs::community_id.eq(community), blogs::writers.eq(writers))).execute(tx.conn)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_parts_of_addresses() {
        assert_eq!(slug("  How the 4 runs, part by part! "), "how-the-4-runs-part-by-part");
        assert_eq!(slug("C++"), "c");
        assert_eq!(slug("Straße"), "stradfe");
        assert_ne!(slug("Весна"), slug("Осень"));
        assert_eq!(slug("…"), "series");
    }
}
