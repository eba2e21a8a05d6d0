//! Feedback: what it is, what became of it, and what it can be about.

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::store::ext::OrIgnore;
use crate::store::posts::Post;
use crate::store::schema::{feedback, feedback_areas, posts};
use crate::text_enum;

text_enum! { pub enum FeedbackSort { Problem = "problem", Praise = "praise", Suggestion = "suggestion" } }

text_enum! {
    /// What became of it, in the order of the inbox.
    pub enum FeedbackState { New = "new", Acknowledged = "acknowledged", Working = "working", Done = "done", Refused = "refused" }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = feedback)]
pub struct Feedback {
    pub post_id: i64,
    pub community_id: i64,
    pub sort: FeedbackSort,
    /// What it is about, or empty.
    pub area: String,
    pub state: FeedbackState,
    pub changed_at: Time,
    /// The reply that it was taken in from.
    pub source_id: Option<i64>,
}

pub fn find(conn: &mut Conn, post_id: i64) -> Result<Option<Feedback>> {
    Ok(feedback::table.find(post_id).select(Feedback::as_select()).first(conn).optional()?)
}

pub fn insert(tx: &mut Tx<'_>, row: &Feedback) -> Result<()> {
    OrIgnore(diesel::insert_into(feedback::table).values(row.clone())).execute(tx.conn)?;
    Ok(())
}

pub fn remove(tx: &mut Tx<'_>, post_id: i64) -> Result<()> {
    diesel::delete(feedback::table.find(post_id)).execute(tx.conn)?;
    Ok(())
}

pub fn set_state(tx: &mut Tx<'_>, post_id: i64, state: FeedbackState) -> Result<()> {
    diesel::update(feedback::table.find(post_id)).set((feedback::state.eq(state), feedback::changed_at.eq(tx.now))).execute(tx.conn)?;
    Ok(())
}

pub fn set_source(tx: &mut Tx<'_>, post_id: i64, source: i64) -> Result<()> {
    diesel::update(feedback::table.find(post_id)).set(feedback::source_id.eq(source)).execute(tx.conn)?;
    Ok(())
}

pub fn states(conn: &mut Conn, ids: &[i64]) -> Result<Vec<(i64, FeedbackState)>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(500) {
        let rows = feedback::table.filter(feedback::post_id.eq_any(chunk.to_vec())).select((feedback::post_id, feedback::state));
        found.extend(rows.load::<(i64, FeedbackState)>(conn)?);
    }
    Ok(found)
}

/// What waits in a state, whoever waits longest first.
pub fn inbox(conn: &mut Conn, community: i64, state: FeedbackState, after: i64, limit: i64) -> Result<Vec<(Feedback, Post)>> {
    Ok(feedback::table
        .inner_join(posts::table)
        .filter(feedback::community_id.eq(community))
        .filter(feedback::state.eq(state))
        .filter(feedback::post_id.gt(after))
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .order(feedback::post_id)
        .limit(limit)
        .select((Feedback::as_select(), Post::as_select()))
        .load(conn)?)
}

pub fn count(conn: &mut Conn, community: i64, state: FeedbackState) -> Result<i64> {
    Ok(feedback::table
        .inner_join(posts::table)
        .filter(feedback::community_id.eq(community))
        .filter(feedback::state.eq(state))
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .count()
        .get_result(conn)?)
}

pub fn areas(conn: &mut Conn, community: i64) -> Result<Vec<String>> {
    Ok(feedback_areas::table
        .filter(feedback_areas::community_id.eq(community))
        .order(feedback_areas::position)
        .select(feedback_areas::name)
        .load(conn)?)
}

pub fn set_areas(tx: &mut Tx<'_>, community: i64, names: &[String]) -> Result<()> {
    diesel::delete(feedback_areas::table.filter(feedback_areas::community_id.eq(community))).execute(tx.conn)?;
    for (name, position) in names.iter().zip(0..) {
        OrIgnore(diesel::insert_into(feedback_areas::table).values((
            feedback_areas::community_id.eq(community),
            feedback_areas::name.eq(name.clone()),
            feedback_areas::position.eq(position),
        )))
        .execute(tx.conn)?;
    }
    Ok(())
}
