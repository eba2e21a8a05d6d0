//! Drafts: what people are still writing, of any kind, for one community each.

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::store::schema::drafts;
use crate::text_enum;

text_enum! {
    pub enum DraftState {
        /// Only its author sees it.
        Own = "own",
        /// Handed in: the community's stewards see it and decide.
        Proposed = "proposed",
    }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = drafts, treat_none_as_null = true)]
pub struct Draft {
    pub id: i64,
    pub community_id: i64,
    pub author_id: i64,
    pub kind: String,
    pub title: String,
    /// Markdown.
    pub source: String,
    /// JSON, by the names of the kind's fields.
    pub details: String,
    pub state: DraftState,
    /// Publishes itself then.
    pub publish_at: Option<Time>,
    /// Why it was sent back, or why it could not be published.
    pub note: String,
    pub created_at: Time,
    pub updated_at: Time,
}

pub fn find(conn: &mut Conn, id: i64) -> Result<Option<Draft>> {
    Ok(drafts::table.find(id).select(Draft::as_select()).first(conn).optional()?)
}

/// A draft that is about to change or to be published: on PostgreSQL its row is held until the transaction ends, so that
/// it is published once.
pub fn hold(tx: &mut Tx<'_>, id: i64) -> Result<Option<Draft>> {
    match tx.conn {
        Conn::Sqlite(_) => find(tx.conn, id),
        Conn::Postgres(c) => Ok(drafts::table.find(id).select(Draft::as_select()).for_update().first(c).optional()?),
    }
}

pub fn insert(tx: &mut Tx<'_>, draft: &Draft) -> Result<()> {
    diesel::insert_into(drafts::table).values(draft.clone()).execute(tx.conn)?;
    Ok(())
}

pub fn update(tx: &mut Tx<'_>, draft: &Draft) -> Result<()> {
    diesel::update(drafts::table.find(draft.id)).set(draft.clone()).execute(tx.conn)?;
    Ok(())
}

pub fn delete(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::delete(drafts::table.find(id)).execute(tx.conn)?;
    Ok(())
}

/// Somebody's own drafts, the last changed first.
pub fn of_author(conn: &mut Conn, author_id: i64, limit: i64) -> Result<Vec<Draft>> {
    Ok(drafts::table
        .filter(drafts::author_id.eq(author_id))
        .order((drafts::updated_at.desc(), drafts::id.desc()))
        .limit(limit)
        .select(Draft::as_select())
        .load(conn)?)
}

pub fn count_of_author(conn: &mut Conn, author_id: i64) -> Result<i64> {
    Ok(drafts::table.filter(drafts::author_id.eq(author_id)).count().get_result(conn)?)
}

/// What waits for a community's stewards, the longest waiting first.
pub fn proposed(conn: &mut Conn, community_id: i64, limit: i64) -> Result<Vec<Draft>> {
    Ok(drafts::table
        .filter(drafts::community_id.eq(community_id))
        .filter(drafts::state.eq(DraftState::Proposed))
        .order((drafts::updated_at, drafts::id))
        .limit(limit)
        .select(Draft::as_select())
        .load(conn)?)
}

pub fn count_proposed(conn: &mut Conn, community_id: i64) -> Result<i64> {
    Ok(drafts::table
        .filter(drafts::community_id.eq(community_id))
        .filter(drafts::state.eq(DraftState::Proposed))
        .count()
        .get_result(conn)?)
}
