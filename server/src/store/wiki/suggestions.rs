//! Texts that somebody would like a wiki page to have, until a steward decides.

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::store::schema::{posts, wiki_suggestions};
use crate::text_enum;

text_enum! { pub enum State { Open = "open", Accepted = "accepted", Refused = "refused" } }

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = wiki_suggestions)]
pub struct Suggestion {
    pub id: i64,
    pub post_id: i64,
    pub community_id: i64,
    pub author_id: i64,
    /// The reply that brought it, where one did.
    pub reply_id: Option<i64>,
    /// Its own address, where it is none of ours.
    pub ap_id: Option<String>,
    /// The revision that it was written against.
    pub base_id: i64,
    pub title: String,
    pub source: String,
    pub summary: String,
    pub state: State,
    pub decided_by: Option<i64>,
    pub decided_at: Option<Time>,
    pub reason: String,
    /// What became of it.
    pub revision_id: Option<i64>,
    pub created_at: Time,
}

pub fn insert(tx: &mut Tx<'_>, suggestion: &Suggestion) -> Result<()> {
    diesel::insert_into(wiki_suggestions::table).values(suggestion.clone()).execute(tx.conn)?;
    Ok(())
}

pub fn find(conn: &mut Conn, id: i64) -> Result<Option<Suggestion>> {
    Ok(wiki_suggestions::table.find(id).select(Suggestion::as_select()).first(conn).optional()?)
}

pub fn by_ap_id(conn: &mut Conn, ap_id: &str) -> Result<Option<Suggestion>> {
    Ok(wiki_suggestions::table.filter(wiki_suggestions::ap_id.eq(ap_id)).select(Suggestion::as_select()).first(conn).optional()?)
}

/// Open ones whose page and reply still stand, oldest first; of one page, or of the whole community.
pub fn open(conn: &mut Conn, community: i64, page: Option<i64>, after: i64, limit: i64) -> Result<Vec<Suggestion>> {
    let (pages, replies) = diesel::alias!(posts as pages, posts as replies);
    let mut query = wiki_suggestions::table
        .inner_join(pages.on(pages.field(posts::id).eq(wiki_suggestions::post_id)))
        .left_join(replies.on(replies.field(posts::id).nullable().eq(wiki_suggestions::reply_id)))
        .filter(wiki_suggestions::community_id.eq(community))
        .filter(wiki_suggestions::state.eq(State::Open))
        .filter(wiki_suggestions::id.gt(after))
        .filter(pages.field(posts::deleted_at).is_null().and(pages.field(posts::removed_at).is_null()))
        .filter(replies.field(posts::deleted_at).nullable().is_null().and(replies.field(posts::removed_at).nullable().is_null()))
        .order(wiki_suggestions::id)
        .limit(limit)
        .select(Suggestion::as_select())
        .into_boxed();
    if let Some(page) = page {
        query = query.filter(wiki_suggestions::post_id.eq(page));
    }
    Ok(query.load(conn)?)
}

pub fn count_open_by(conn: &mut Conn, post_id: i64, author: i64) -> Result<i64> {
    Ok(wiki_suggestions::table
        .filter(wiki_suggestions::post_id.eq(post_id))
        .filter(wiki_suggestions::state.eq(State::Open))
        .filter(wiki_suggestions::author_id.eq(author))
        .count()
        .get_result(conn)?)
}

pub fn decide(tx: &mut Tx<'_>, id: i64, state: State, by: i64, reason: &str, revision: Option<i64>) -> Result<()> {
    diesel::update(wiki_suggestions::table.find(id))
        .set((
            wiki_suggestions::state.eq(state),
            wiki_suggestions::decided_by.eq(by),
            wiki_suggestions::decided_at.eq(tx.now),
            wiki_suggestions::reason.eq(reason.to_owned()),
            wiki_suggestions::revision_id.eq(revision),
        ))
        .execute(tx.conn)?;
    Ok(())
}
