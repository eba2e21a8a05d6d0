//! Votes: one value for each person and post.

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::store::schema::{posts, votes};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = votes)]
pub struct Vote {
    pub post_id: i64,
    pub actor_id: i64,
    /// +1 or -1.
    pub value: i32,
    pub ap_id: Option<String>,
    pub created_at: Time,
}

pub fn get(conn: &mut Conn, post_id: i64, actor_id: i64) -> Result<Option<Vote>> {
    Ok(votes::table.find((post_id, actor_id)).select(Vote::as_select()).first(conn).optional()?)
}

pub fn insert(tx: &mut Tx<'_>, vote: &Vote) -> Result<()> {
    diesel::insert_into(votes::table).values(vote.clone()).execute(tx.conn)?;
    Ok(())
}

pub fn set(tx: &mut Tx<'_>, vote: &Vote) -> Result<()> {
    diesel::update(votes::table.find((vote.post_id, vote.actor_id)))
        .set((votes::value.eq(vote.value), votes::ap_id.eq(vote.ap_id.clone()), votes::created_at.eq(vote.created_at)))
        .execute(tx.conn)?;
    Ok(())
}

pub fn delete(tx: &mut Tx<'_>, post_id: i64, actor_id: i64) -> Result<()> {
    diesel::delete(votes::table.find((post_id, actor_id))).execute(tx.conn)?;
    Ok(())
}

/// How one person voted on each of these posts.
pub fn by_person(conn: &mut Conn, actor_id: i64, post_ids: &[i64]) -> Result<Vec<(i64, i32)>> {
    let mut found = Vec::new();
    for chunk in post_ids.chunks(500) {
        found.extend(
            votes::table
                .filter(votes::actor_id.eq(actor_id))
                .filter(votes::post_id.eq_any(chunk.to_vec()))
                .select((votes::post_id, votes::value))
                .load::<(i64, i32)>(conn)?,
        );
    }
    Ok(found)
}

/// Everything a person voted on, for their export.
pub fn of_person(conn: &mut Conn, actor_id: i64) -> Result<Vec<Vote>> {
    Ok(votes::table.filter(votes::actor_id.eq(actor_id)).select(Vote::as_select()).load(conn)?)
}

/// Counts ups and downs of a post anew.
pub fn recount(tx: &mut Tx<'_>, post_id: i64) -> Result<()> {
    let ups: i64 = votes::table.filter(votes::post_id.eq(post_id)).filter(votes::value.gt(0)).count().get_result(tx.conn)?;
    let downs: i64 = votes::table.filter(votes::post_id.eq(post_id)).filter(votes::value.lt(0)).count().get_result(tx.conn)?;
    let (ups, downs) = (i32::try_from(ups).unwrap_or(i32::MAX), i32::try_from(downs).unwrap_or(i32::MAX));
    diesel::update(posts::table.find(post_id))
        .set((posts::ups.eq(ups), posts::downs.eq(downs), posts::score.eq(ups - downs)))
        .execute(tx.conn)?;
    Ok(())
}
