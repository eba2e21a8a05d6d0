//! Wikis: pages by path, their revisions, the links between them, and what is suggested for them.

pub mod suggestions;
pub mod words;

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::store::ext::{OrIgnore, starts_with};
use crate::store::posts::Post;
use crate::store::schema::{posts, wiki_links, wiki_moves, wiki_pages, wiki_revisions, wiki_suggestions};
use crate::text_enum;

text_enum! {
    /// Whose edits count at once; those of all others are suggestions. Stewards' always do.
    pub enum Protection { Open = "open", Members = "member", Trusted = "trusted", SuperUsers = "super_user", Stewards = "stewards" }
}

text_enum! {
    /// How a revision came about.
    pub enum Sort {
        Begun = "begun", Edited = "edited",
        /// Two people edited at once, and both texts are kept.
        Merged = "merged",
        Reverted = "reverted", Moved = "moved", Suggested = "suggested",
        /// An answer that became a page.
        Promoted = "promoted",
    }
}

/// What a thread that is a wiki page keeps beside its text.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = wiki_pages)]
pub struct WikiPage {
    pub post_id: i64,
    pub community_id: i64,
    /// Words of small letters between slashes: its place in the tree and in its address.
    pub path: String,
    /// The revision that it shows, and its number.
    pub revision_id: i64,
    pub number: i32,
    pub protection: Protection,
    /// When somebody last said, by an edit or a click, that it is true.
    pub confirmed_at: Time,
    pub confirmed_by: Option<i64>,
    /// The answer that it was made from.
    pub origin_id: Option<i64>,
    pub created_at: Time,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = wiki_revisions)]
pub struct Revision {
    pub id: i64,
    pub post_id: i64,
    pub number: i32,
    pub author_id: i64,
    /// Who took it over, where its author suggested it or answered with it.
    pub accepted_by: Option<i64>,
    pub sort: Sort,
    pub title: String,
    pub source: String,
    pub summary: String,
    /// The revision that its author started from.
    pub base_id: Option<i64>,
    pub created_at: Time,
}

/// A page as lists show it.
#[derive(Debug, Clone)]
pub struct Listed {
    pub page: WikiPage,
    pub title: String,
    pub edited_at: Time,
}

pub fn find(conn: &mut Conn, post_id: i64) -> Result<Option<WikiPage>> {
    Ok(wiki_pages::table.find(post_id).select(WikiPage::as_select()).first(conn).optional()?)
}

pub fn by_path(conn: &mut Conn, community: i64, path: &str) -> Result<Option<WikiPage>> {
    Ok(wiki_pages::table
        .filter(wiki_pages::community_id.eq(community))
        .filter(wiki_pages::path.eq(path))
        .select(WikiPage::as_select())
        .first(conn)
        .optional()?)
}

/// The page that was at a path before it moved.
pub fn moved_from(conn: &mut Conn, community: i64, path: &str) -> Result<Option<i64>> {
    Ok(wiki_moves::table.find((community, path)).select(wiki_moves::post_id).first(conn).optional()?)
}

pub fn insert(tx: &mut Tx<'_>, page: &WikiPage) -> Result<()> {
    diesel::insert_into(wiki_pages::table).values(page.clone()).execute(tx.conn)?;
    forget_move(tx, page.community_id, &page.path)
}

/// Takes away all that is kept of a page. Its history goes as well.
pub fn remove(tx: &mut Tx<'_>, post_id: i64) -> Result<()> {
    words::remove(tx, post_id)?;
    diesel::delete(wiki_links::table.filter(wiki_links::post_id.eq(post_id))).execute(tx.conn)?;
    diesel::delete(wiki_moves::table.filter(wiki_moves::post_id.eq(post_id))).execute(tx.conn)?;
    diesel::delete(wiki_suggestions::table.filter(wiki_suggestions::post_id.eq(post_id))).execute(tx.conn)?;
    diesel::delete(wiki_revisions::table.filter(wiki_revisions::post_id.eq(post_id))).execute(tx.conn)?;
    diesel::delete(wiki_pages::table.find(post_id)).execute(tx.conn)?;
    Ok(())
}

/// The page shows this revision from now on, and whoever wrote it says that it is true.
pub fn show(tx: &mut Tx<'_>, revision: &Revision) -> Result<()> {
    diesel::update(wiki_pages::table.find(revision.post_id))
        .set((
            wiki_pages::revision_id.eq(revision.id),
            wiki_pages::number.eq(revision.number),
            wiki_pages::confirmed_at.eq(tx.now),
            wiki_pages::confirmed_by.eq(revision.accepted_by.unwrap_or(revision.author_id)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

pub fn confirm(tx: &mut Tx<'_>, post_id: i64, by: i64) -> Result<()> {
    diesel::update(wiki_pages::table.find(post_id))
        .set((wiki_pages::confirmed_at.eq(tx.now), wiki_pages::confirmed_by.eq(by)))
        .execute(tx.conn)?;
    Ok(())
}

pub fn set_protection(tx: &mut Tx<'_>, post_id: i64, protection: Protection) -> Result<()> {
    diesel::update(wiki_pages::table.find(post_id)).set(wiki_pages::protection.eq(protection)).execute(tx.conn)?;
    Ok(())
}

/// Moves a page. What was at the new path led elsewhere until now.
pub fn set_path(tx: &mut Tx<'_>, page: &WikiPage, path: &str) -> Result<()> {
    forget_move(tx, page.community_id, path)?;
    diesel::insert_into(wiki_moves::table)
        .values((wiki_moves::community_id.eq(page.community_id), wiki_moves::path.eq(&page.path), wiki_moves::post_id.eq(page.post_id)))
        .execute(tx.conn)?;
    diesel::update(wiki_pages::table.find(page.post_id)).set(wiki_pages::path.eq(path)).execute(tx.conn)?;
    Ok(())
}

fn forget_move(tx: &mut Tx<'_>, community: i64, path: &str) -> Result<()> {
    diesel::delete(wiki_moves::table.find((community, path))).execute(tx.conn)?;
    Ok(())
}

/// Pages of a community that stand, in the order of the tree, after a path.
pub fn list(conn: &mut Conn, community: i64, after: &str, limit: i64) -> Result<Vec<Listed>> {
    let rows: Vec<(WikiPage, Option<String>, Time, Option<Time>)> = wiki_pages::table
        .inner_join(posts::table)
        .filter(wiki_pages::community_id.eq(community))
        .filter(wiki_pages::path.gt(after))
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .order(wiki_pages::path)
        .limit(limit)
        .select((WikiPage::as_select(), posts::title, posts::published_at, posts::edited_at))
        .load(conn)?;
    Ok(rows.into_iter().map(listed).collect())
}

fn listed((page, title, published, edited): (WikiPage, Option<String>, Time, Option<Time>)) -> Listed {
    Listed { page, title: title.unwrap_or_default(), edited_at: edited.unwrap_or(published) }
}

/// All pages below one, whatever became of them.
pub fn below(conn: &mut Conn, community: i64, path: &str, limit: i64) -> Result<Vec<WikiPage>> {
    Ok(wiki_pages::table
        .filter(wiki_pages::community_id.eq(community))
        .filter(wiki_pages::path.like(starts_with(&format!("{path}/"))).escape('\\'))
        .order(wiki_pages::path)
        .limit(limit)
        .select(WikiPage::as_select())
        .load(conn)?)
}

/// The page at a path, if it stands.
pub fn listed_at(conn: &mut Conn, community: i64, path: &str) -> Result<Option<Listed>> {
    let row: Option<(WikiPage, Option<String>, Time, Option<Time>)> = wiki_pages::table
        .inner_join(posts::table)
        .filter(wiki_pages::community_id.eq(community))
        .filter(wiki_pages::path.eq(path))
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .select((WikiPage::as_select(), posts::title, posts::published_at, posts::edited_at))
        .first(conn)
        .optional()?;
    Ok(row.map(listed))
}

/// Pages below one that stand, as lists show them.
pub fn list_below(conn: &mut Conn, community: i64, path: &str, limit: i64) -> Result<Vec<Listed>> {
    let rows: Vec<(WikiPage, Option<String>, Time, Option<Time>)> = wiki_pages::table
        .inner_join(posts::table)
        .filter(wiki_pages::community_id.eq(community))
        .filter(wiki_pages::path.like(starts_with(&format!("{path}/"))).escape('\\'))
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .order(wiki_pages::path)
        .limit(limit)
        .select((WikiPage::as_select(), posts::title, posts::published_at, posts::edited_at))
        .load(conn)?;
    Ok(rows.into_iter().map(listed).collect())
}

/// Those pages among these paths that stand, with their titles.
pub fn titles(conn: &mut Conn, community: i64, paths: &[String]) -> Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for chunk in paths.chunks(500) {
        let rows: Vec<(String, Option<String>)> = wiki_pages::table
            .inner_join(posts::table)
            .filter(wiki_pages::community_id.eq(community))
            .filter(wiki_pages::path.eq_any(chunk.to_vec()))
            .filter(posts::deleted_at.is_null())
            .filter(posts::removed_at.is_null())
            .select((wiki_pages::path, posts::title))
            .load(conn)?;
        found.extend(rows.into_iter().map(|(path, title)| (path, title.unwrap_or_default())));
    }
    // A link to where a page was leads there by way of its move.
    for chunk in paths.chunks(500) {
        let rows: Vec<(String, Option<String>)> = wiki_moves::table
            .inner_join(posts::table.on(posts::id.eq(wiki_moves::post_id)))
            .filter(wiki_moves::community_id.eq(community))
            .filter(wiki_moves::path.eq_any(chunk.to_vec()))
            .filter(posts::deleted_at.is_null())
            .filter(posts::removed_at.is_null())
            .select((wiki_moves::path, posts::title))
            .load(conn)?;
        found.extend(rows.into_iter().map(|(path, title)| (path, title.unwrap_or_default())));
    }
    Ok(found)
}

/// Pages by their threads, for panels and lists.
pub fn by_posts(conn: &mut Conn, ids: &[i64]) -> Result<Vec<WikiPage>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(500) {
        found.extend(wiki_pages::table.filter(wiki_pages::post_id.eq_any(chunk.to_vec())).select(WikiPage::as_select()).load(conn)?);
    }
    Ok(found)
}

/// The pages that were made from some of these replies.
pub fn by_origins(conn: &mut Conn, replies: &[i64]) -> Result<Vec<(i64, WikiPage, Post)>> {
    let mut found = Vec::new();
    for chunk in replies.chunks(500) {
        let wanted: Vec<Option<i64>> = chunk.iter().copied().map(Some).collect();
        let rows: Vec<(WikiPage, Post)> = wiki_pages::table
            .inner_join(posts::table)
            .filter(wiki_pages::origin_id.eq_any(wanted))
            .filter(posts::deleted_at.is_null())
            .filter(posts::removed_at.is_null())
            .select((WikiPage::as_select(), Post::as_select()))
            .load(conn)?;
        found.extend(rows.into_iter().filter_map(|(page, post)| Some((page.origin_id?, page, post))));
    }
    Ok(found)
}

// Revisions

pub fn insert_revision(tx: &mut Tx<'_>, revision: &Revision) -> Result<()> {
    diesel::insert_into(wiki_revisions::table).values(revision.clone()).execute(tx.conn)?;
    Ok(())
}

pub fn revision(conn: &mut Conn, id: i64) -> Result<Option<Revision>> {
    Ok(wiki_revisions::table.find(id).select(Revision::as_select()).first(conn).optional()?)
}

pub fn by_number(conn: &mut Conn, post_id: i64, number: i32) -> Result<Option<Revision>> {
    Ok(wiki_revisions::table
        .filter(wiki_revisions::post_id.eq(post_id))
        .filter(wiki_revisions::number.eq(number))
        .select(Revision::as_select())
        .first(conn)
        .optional()?)
}

/// What a page said at a moment: what an answer from then was written against.
pub fn at(conn: &mut Conn, post_id: i64, moment: Time) -> Result<Option<Revision>> {
    Ok(wiki_revisions::table
        .filter(wiki_revisions::post_id.eq(post_id))
        .filter(wiki_revisions::created_at.le(moment))
        .order(wiki_revisions::number.desc())
        .select(Revision::as_select())
        .first(conn)
        .optional()?)
}

/// The history of a page, newest first, before a number.
pub fn history(conn: &mut Conn, post_id: i64, before: Option<i32>, limit: i64) -> Result<Vec<Revision>> {
    Ok(wiki_revisions::table
        .filter(wiki_revisions::post_id.eq(post_id))
        .filter(wiki_revisions::number.lt(before.unwrap_or(i32::MAX)))
        .order(wiki_revisions::number.desc())
        .limit(limit)
        .select(Revision::as_select())
        .load(conn)?)
}

/// Who wrote what these pages show now.
pub fn last_editors(conn: &mut Conn, ids: &[i64]) -> Result<Vec<(i64, i64)>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(500) {
        let rows = wiki_pages::table
            .inner_join(wiki_revisions::table.on(wiki_revisions::id.eq(wiki_pages::revision_id)))
            .filter(wiki_pages::post_id.eq_any(chunk.to_vec()))
            .select((wiki_pages::post_id, wiki_revisions::author_id));
        found.extend(rows.load::<(i64, i64)>(conn)?);
    }
    Ok(found)
}

// Links

pub fn set_links(tx: &mut Tx<'_>, page: &WikiPage, paths: &[String]) -> Result<()> {
    diesel::delete(wiki_links::table.filter(wiki_links::post_id.eq(page.post_id))).execute(tx.conn)?;
    for path in paths {
        OrIgnore(diesel::insert_into(wiki_links::table).values((
            wiki_links::post_id.eq(page.post_id),
            wiki_links::path.eq(path.clone()),
            wiki_links::community_id.eq(page.community_id),
        )))
        .execute(tx.conn)?;
    }
    Ok(())
}

pub fn links_of(conn: &mut Conn, post_id: i64) -> Result<Vec<String>> {
    Ok(wiki_links::table.filter(wiki_links::post_id.eq(post_id)).order(wiki_links::path).select(wiki_links::path).load(conn)?)
}

/// Pages that link to one, by any of the paths that lead to it.
pub fn backlinks(conn: &mut Conn, page: &WikiPage, limit: i64) -> Result<Vec<Listed>> {
    let mut paths: Vec<String> = wiki_moves::table.filter(wiki_moves::post_id.eq(page.post_id)).select(wiki_moves::path).load(conn)?;
    paths.push(page.path.clone());
    linking(conn, page.community_id, paths, page.post_id, limit)
}

/// Pages that link to a path where nothing is yet.
pub fn links_to(conn: &mut Conn, community: i64, path: &str, limit: i64) -> Result<Vec<Listed>> {
    linking(conn, community, vec![path.to_owned()], 0, limit)
}

fn linking(conn: &mut Conn, community: i64, paths: Vec<String>, except: i64, limit: i64) -> Result<Vec<Listed>> {
    let from: Vec<i64> = wiki_links::table
        .filter(wiki_links::community_id.eq(community))
        .filter(wiki_links::path.eq_any(paths))
        .filter(wiki_links::post_id.ne(except))
        .select(wiki_links::post_id)
        .distinct()
        .limit(limit)
        .load(conn)?;
    let rows: Vec<(WikiPage, Option<String>, Time, Option<Time>)> = wiki_pages::table
        .inner_join(posts::table)
        .filter(wiki_pages::post_id.eq_any(from))
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .order(wiki_pages::path)
        .select((WikiPage::as_select(), posts::title, posts::published_at, posts::edited_at))
        .load(conn)?;
    Ok(rows.into_iter().map(listed).collect())
}
