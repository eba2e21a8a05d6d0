//! Who follows what together: the counts behind suggested communities, and what somebody wants no suggestion of.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::Result;
use crate::store::communities::{Access, CommunityState, FollowState};
use crate::store::conn::{Conn, Tx};
use crate::store::ext::OrIgnore;
use crate::store::schema::{communities, follows, unwanted_suggestions as unwanted};

/// Of one's own communities those joined last count, and of each the members who joined last.
const MINE: i64 = 50;
const PEERS_EACH: i64 = 200;
const PEERS: usize = 2_000;
const CHUNK: usize = 500;
/// Communities that one piece of the peers has most in common.
const KEPT: i64 = 200;

/// Communities that members of one's own are in as well: id, how many of them, all its members.
pub fn shared(conn: &mut Conn, person: i64) -> Result<Vec<(i64, i64, i64)>> {
    let mine: Vec<i64> = follows::table
        .inner_join(communities::table.on(communities::actor_id.eq(follows::followed_id)))
        .filter(follows::follower_id.eq(person))
        .filter(follows::state.eq(FollowState::Accepted))
        .order(follows::id.desc())
        .limit(MINE)
        .select(follows::followed_id)
        .load(conn)?;
    let mut peers: Vec<i64> = Vec::new();
    for community in &mine {
        peers.extend(
            follows::table
                .filter(follows::followed_id.eq(community))
                .filter(follows::state.eq(FollowState::Accepted))
                .filter(follows::follower_id.ne(person))
                .order(follows::id.desc())
                .limit(PEERS_EACH)
                .select(follows::follower_id)
                .load::<i64>(conn)?,
        );
    }
    peers.sort_unstable();
    peers.dedup();
    peers.truncate(PEERS);
    let mut counts: HashMap<i64, i64> = HashMap::new();
    for chunk in peers.chunks(CHUNK) {
        let count = diesel::dsl::count_star();
        let rows: Vec<(i64, i64)> = follows::table
            .filter(follows::follower_id.eq_any(chunk.to_vec()))
            .filter(follows::state.eq(FollowState::Accepted))
            .group_by(follows::followed_id)
            .order((count.desc(), follows::followed_id.asc()))
            .limit(KEPT)
            .select((follows::followed_id, count))
            .load(conn)?;
        for (id, people) in rows {
            *counts.entry(id).or_default() += people;
        }
    }
    let ids: Vec<i64> = counts.keys().copied().filter(|id| !mine.contains(id)).collect();
    let mut shared = Vec::new();
    for chunk in ids.chunks(CHUNK) {
        let rows: Vec<(i64, i64)> = communities::table
            .filter(communities::actor_id.eq_any(chunk.to_vec()))
            .filter(communities::access.eq(Access::Public))
            .filter(communities::state.eq(CommunityState::Open))
            .select((communities::actor_id, communities::members))
            .load(conn)?;
        shared.extend(rows.into_iter().map(|(id, members)| (id, counts.get(&id).copied().unwrap_or(0), members)));
    }
    Ok(shared)
}

/// What this person is in, asked to get into, or wants no suggestion of, among these.
pub fn settled(conn: &mut Conn, person: i64, ids: &[i64]) -> Result<Vec<i64>> {
    let mut settled = Vec::new();
    for chunk in ids.chunks(CHUNK) {
        settled.extend(
            follows::table
                .filter(follows::follower_id.eq(person))
                .filter(follows::followed_id.eq_any(chunk.to_vec()))
                .select(follows::followed_id)
                .load::<i64>(conn)?,
        );
        settled.extend(
            unwanted::table
                .filter(unwanted::actor_id.eq(person))
                .filter(unwanted::community_id.eq_any(chunk.to_vec()))
                .select(unwanted::community_id)
                .load::<i64>(conn)?,
        );
    }
    Ok(settled)
}

pub fn refuse(tx: &mut Tx<'_>, person: i64, community: i64) -> Result<()> {
    OrIgnore(diesel::insert_into(unwanted::table).values((
        unwanted::actor_id.eq(person),
        unwanted::community_id.eq(community),
        unwanted::created_at.eq(tx.now),
    )))
    .execute(tx.conn)?;
    Ok(())
}

/// All that somebody refused, with them.
pub fn forget(tx: &mut Tx<'_>, person: i64) -> Result<()> {
    diesel::delete(unwanted::table.filter(unwanted::actor_id.eq(person))).execute(tx.conn)?;
    Ok(())
}
