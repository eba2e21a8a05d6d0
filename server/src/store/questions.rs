//! Questions: their answers, who has them too, which are merged into which, and pairs that look alike.

use std::collections::HashSet;

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::store::ext::OrIgnore;
use crate::store::hosts;
use crate::store::posts::Cursor;
use crate::store::schema::{actors, posts, question_merges, question_moves, question_pairs, question_people, questions};
use crate::text_enum;

/// Merges of merges are followed this far.
const DEEP: usize = 16;

text_enum! { pub enum PairState { Open = "open", Accepted = "accepted", Refused = "refused" } }

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = questions)]
pub struct Question {
    pub post_id: i64,
    pub community_id: Option<i64>,
    pub answer_id: Option<i64>,
    pub official_id: Option<i64>,
    pub bucket_id: Option<i64>,
    pub merged_at: Option<Time>,
    pub reopened_at: Option<Time>,
    pub reopened_reason: Option<String>,
    pub joined: i32,
    pub asked_at: Time,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = question_merges)]
pub struct Merge {
    pub id: i64,
    pub question_id: i64,
    pub bucket_id: i64,
    pub was_locked: bool,
    pub note_id: Option<i64>,
    pub created_at: Time,
    pub undone_at: Option<Time>,
}

/// A reply that was moved, and what it answered before.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = question_moves)]
pub struct Move {
    pub merge_id: i64,
    pub post_id: i64,
    pub parent_id: i64,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = question_pairs)]
pub struct Pair {
    pub id: i64,
    pub community_id: i64,
    /// The newer one.
    pub question_id: i64,
    pub other_id: i64,
    pub likeness: i32,
    pub state: PairState,
    pub created_at: Time,
    pub decided_at: Option<Time>,
}

pub fn get(conn: &mut Conn, post_id: i64) -> Result<Option<Question>> {
    Ok(questions::table.find(post_id).select(Question::as_select()).first(conn).optional()?)
}

pub fn by_ids(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Question>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        found.extend(questions::table.filter(questions::post_id.eq_any(chunk.to_vec())).select(Question::as_select()).load(conn)?);
    }
    Ok(found)
}

pub fn insert(tx: &mut Tx<'_>, post_id: i64, community_id: Option<i64>, asked_at: Time) -> Result<()> {
    let row = Question {
        post_id,
        community_id,
        answer_id: None,
        official_id: None,
        bucket_id: None,
        merged_at: None,
        reopened_at: None,
        reopened_reason: None,
        joined: 0,
        asked_at,
    };
    OrIgnore(diesel::insert_into(questions::table).values(row)).execute(tx.conn)?;
    Ok(())
}

/// Forgets who has a question too, and the question itself unless a merge still needs it.
pub fn bury(tx: &mut Tx<'_>, post_id: i64) -> Result<()> {
    diesel::delete(question_people::table.filter(question_people::post_id.eq(post_id))).execute(tx.conn)?;
    diesel::delete(question_pairs::table.filter(question_pairs::question_id.eq(post_id).or(question_pairs::other_id.eq(post_id))))
        .execute(tx.conn)?;
    let merges: i64 = question_merges::table
        .filter(question_merges::question_id.eq(post_id).or(question_merges::bucket_id.eq(post_id)))
        .count()
        .get_result(tx.conn)?;
    if merges == 0 {
        diesel::delete(questions::table.find(post_id)).execute(tx.conn)?;
    } else {
        diesel::update(questions::table.find(post_id)).set(questions::joined.eq(0)).execute(tx.conn)?;
    }
    Ok(())
}

/// Turns a thread into a question.
pub fn set_kind(tx: &mut Tx<'_>, post_id: i64, kind: &str) -> Result<()> {
    diesel::update(posts::table.find(post_id)).set((posts::kind.eq(kind), posts::version.eq(posts::version + 1))).execute(tx.conn)?;
    Ok(())
}

pub fn set_answer(tx: &mut Tx<'_>, post_id: i64, answer: Option<i64>) -> Result<()> {
    diesel::update(questions::table.find(post_id)).set(questions::answer_id.eq(answer)).execute(tx.conn)?;
    Ok(())
}

pub fn set_official(tx: &mut Tx<'_>, post_id: i64, answer: Option<i64>) -> Result<()> {
    diesel::update(questions::table.find(post_id)).set(questions::official_id.eq(answer)).execute(tx.conn)?;
    Ok(())
}

pub fn set_reopened(tx: &mut Tx<'_>, post_id: i64, reason: Option<&str>) -> Result<()> {
    diesel::update(questions::table.find(post_id))
        .set((questions::reopened_at.eq(reason.map(|_| tx.now)), questions::reopened_reason.eq(reason)))
        .execute(tx.conn)?;
    Ok(())
}

pub fn set_bucket(tx: &mut Tx<'_>, post_id: i64, bucket: Option<i64>) -> Result<()> {
    diesel::update(questions::table.find(post_id))
        .set((questions::bucket_id.eq(bucket), questions::merged_at.eq(tx.now)))
        .execute(tx.conn)?;
    Ok(())
}

// People

/// `true` if they were not there before.
pub fn join(tx: &mut Tx<'_>, post_id: i64, actor_id: i64) -> Result<bool> {
    let new = OrIgnore(diesel::insert_into(question_people::table).values((
        question_people::post_id.eq(post_id),
        question_people::actor_id.eq(actor_id),
        question_people::since.eq(tx.now),
    )))
    .execute(tx.conn)?;
    Ok(new > 0)
}

pub fn leave(tx: &mut Tx<'_>, post_id: i64, actor_id: i64) -> Result<bool> {
    Ok(diesel::delete(question_people::table.find((post_id, actor_id))).execute(tx.conn)? > 0)
}

pub fn add_joined(tx: &mut Tx<'_>, post_id: i64, by: i32) -> Result<()> {
    diesel::update(questions::table.find(post_id)).set(questions::joined.eq(questions::joined + by)).execute(tx.conn)?;
    Ok(())
}

pub fn has_joined(conn: &mut Conn, ids: &[i64], actor_id: i64) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(
        question_people::table
            .filter(question_people::actor_id.eq(actor_id))
            .filter(question_people::post_id.eq_any(ids.to_vec())),
    ))
    .get_result(conn)?)
}

/// Everyone who asked one of these or has it too, each once. With `local`, only those who are told here.
pub fn people(conn: &mut Conn, ids: &[i64], local: bool) -> Result<Vec<i64>> {
    let mut all = HashSet::new();
    for chunk in ids.chunks(500) {
        let mut asked = posts::table
            .inner_join(actors::table.on(actors::id.eq(posts::author_id)))
            .filter(posts::id.eq_any(chunk.to_vec()))
            .select(posts::author_id)
            .into_boxed();
        let mut joined = question_people::table
            .inner_join(actors::table.on(actors::id.eq(question_people::actor_id)))
            .filter(question_people::post_id.eq_any(chunk.to_vec()))
            .select(question_people::actor_id)
            .into_boxed();
        if local {
            asked = asked.filter(actors::host_id.eq(hosts::LOCAL));
            joined = joined.filter(actors::host_id.eq(hosts::LOCAL));
        }
        all.extend(asked.load::<i64>(conn)?);
        all.extend(joined.load::<i64>(conn)?);
    }
    let mut all: Vec<i64> = all.into_iter().collect();
    all.sort_unstable();
    Ok(all)
}

// Buckets

/// The question in which a chain of merges ends; itself where it was not merged.
pub fn root(conn: &mut Conn, post_id: i64) -> Result<i64> {
    let mut at = post_id;
    for _ in 0..DEEP {
        let next: Option<Option<i64>> = questions::table.find(at).select(questions::bucket_id).first(conn).optional()?;
        match next.flatten() {
            Some(bucket) => at = bucket,
            None => break,
        }
    }
    Ok(at)
}

/// A question and all that were merged into it, directly or by way of another.
pub fn group(conn: &mut Conn, post_id: i64) -> Result<Vec<i64>> {
    let mut all = vec![post_id];
    let mut level = vec![post_id];
    for _ in 0..DEEP {
        let mut next = Vec::new();
        for chunk in level.chunks(500) {
            next.extend(
                questions::table
                    .filter(questions::bucket_id.eq_any(chunk.iter().copied().map(Some).collect::<Vec<_>>()))
                    .select(questions::post_id)
                    .load::<i64>(conn)?,
            );
        }
        next.retain(|id| !all.contains(id));
        if next.is_empty() {
            break;
        }
        all.extend(&next);
        level = next;
    }
    Ok(all)
}

pub fn insert_merge(tx: &mut Tx<'_>, merge: &Merge) -> Result<()> {
    diesel::insert_into(question_merges::table).values(merge.clone()).execute(tx.conn)?;
    Ok(())
}

/// The merge under which a question stands.
pub fn merge_of(conn: &mut Conn, question_id: i64) -> Result<Option<Merge>> {
    Ok(question_merges::table
        .filter(question_merges::question_id.eq(question_id))
        .filter(question_merges::undone_at.is_null())
        .order(question_merges::id.desc())
        .select(Merge::as_select())
        .first(conn)
        .optional()?)
}

pub fn end_merge(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::update(question_merges::table.find(id)).set(question_merges::undone_at.eq(tx.now)).execute(tx.conn)?;
    diesel::delete(question_moves::table.filter(question_moves::merge_id.eq(id))).execute(tx.conn)?;
    Ok(())
}

/// All replies of a thread as they hang together: id, parent, whether the reply stands.
pub fn tree(conn: &mut Conn, thread_id: i64) -> Result<Vec<(i64, i64, bool)>> {
    let rows: Vec<(i64, Option<i64>, Option<Time>, Option<Time>)> = posts::table
        .filter(posts::thread_id.eq(thread_id))
        .order(posts::id)
        .select((posts::id, posts::parent_id, posts::deleted_at, posts::removed_at))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, parent, deleted, removed)| (id, parent.unwrap_or(thread_id), deleted.is_none() && removed.is_none()))
        .collect())
}

pub fn insert_moves(tx: &mut Tx<'_>, moves: &[Move]) -> Result<()> {
    for one in moves {
        OrIgnore(diesel::insert_into(question_moves::table).values(one.clone())).execute(tx.conn)?;
    }
    Ok(())
}

pub fn moves(conn: &mut Conn, merge_id: i64) -> Result<Vec<Move>> {
    Ok(question_moves::table
        .filter(question_moves::merge_id.eq(merge_id))
        .order(question_moves::post_id)
        .select(Move::as_select())
        .load(conn)?)
}

/// These replies are no longer part of any other merge.
pub fn forget_moves(tx: &mut Tx<'_>, post_ids: &[i64]) -> Result<()> {
    for chunk in post_ids.chunks(500) {
        diesel::delete(question_moves::table.filter(question_moves::post_id.eq_any(chunk.to_vec()))).execute(tx.conn)?;
    }
    Ok(())
}

/// Moves replies to another thread, with what hangs on them.
pub fn rehome(tx: &mut Tx<'_>, post_ids: &[i64], thread_id: i64) -> Result<()> {
    for chunk in post_ids.chunks(500) {
        diesel::update(posts::table.filter(posts::id.eq_any(chunk.to_vec())))
            .set((posts::thread_id.eq(thread_id), posts::version.eq(posts::version + 1)))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// What of these answered one thing answers another now.
pub fn reparent(tx: &mut Tx<'_>, post_ids: &[i64], parent_id: i64) -> Result<()> {
    for chunk in post_ids.chunks(500) {
        diesel::update(posts::table.filter(posts::id.eq_any(chunk.to_vec()))).set(posts::parent_id.eq(parent_id)).execute(tx.conn)?;
    }
    Ok(())
}

// The queue

/// Questions of a community that wait for an answer, newest first.
pub fn open(conn: &mut Conn, community_id: i64, after: Option<Cursor>, limit: i64) -> Result<Vec<i64>> {
    let mut query = questions::table
        .inner_join(posts::table.on(posts::id.eq(questions::post_id)))
        .filter(questions::community_id.eq(community_id))
        .filter(questions::answer_id.is_null())
        .filter(questions::bucket_id.is_null())
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .order((questions::asked_at.desc(), questions::post_id.desc()))
        .limit(limit)
        .select(questions::post_id)
        .into_boxed();
    if let Some(c) = after {
        let at = Time(c.number);
        query = query
            .filter(questions::asked_at.le(at))
            .filter(questions::asked_at.lt(at).or(questions::post_id.lt(c.id)));
    }
    Ok(query.load(conn)?)
}

/// Questions of a community that have an answer, those that most people had first: question, answer.
pub fn answered(conn: &mut Conn, community_id: i64, limit: i64) -> Result<Vec<(i64, i64)>> {
    let rows: Vec<(i64, Option<i64>)> = questions::table
        .filter(questions::community_id.eq(community_id))
        .filter(questions::answer_id.is_not_null())
        .filter(questions::bucket_id.is_null())
        .order((questions::joined.desc(), questions::post_id.desc()))
        .limit(limit)
        .select((questions::post_id, questions::answer_id))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(question, answer)| Some((question, answer?))).collect())
}

// Pairs

/// Questions asked since, that stand alone: (post, community).
pub fn asked_since(conn: &mut Conn, since: Time, after: i64, limit: i64) -> Result<Vec<(i64, i64)>> {
    let rows: Vec<(i64, Option<i64>)> = questions::table
        .inner_join(actors::table.on(questions::community_id.eq(actors::id.nullable())))
        .filter(questions::asked_at.ge(since))
        .filter(questions::bucket_id.is_null())
        .filter(questions::post_id.gt(after))
        .filter(actors::host_id.eq(hosts::LOCAL))
        .order(questions::post_id)
        .limit(limit)
        .select((questions::post_id, questions::community_id))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(post, community)| Some((post, community?))).collect())
}

/// Proposes a pair, once and for all: one that was refused does not come back.
pub fn propose(tx: &mut Tx<'_>, pair: &Pair) -> Result<()> {
    OrIgnore(diesel::insert_into(question_pairs::table).values(pair.clone())).execute(tx.conn)?;
    Ok(())
}

pub fn pair(conn: &mut Conn, id: i64) -> Result<Option<Pair>> {
    Ok(question_pairs::table.find(id).select(Pair::as_select()).first(conn).optional()?)
}

/// Pairs that nobody has decided about, the most alike first.
pub fn open_pairs(conn: &mut Conn, community_id: i64, limit: i64) -> Result<Vec<Pair>> {
    Ok(question_pairs::table
        .filter(question_pairs::community_id.eq(community_id))
        .filter(question_pairs::state.eq(PairState::Open))
        .order((question_pairs::likeness.desc(), question_pairs::id.desc()))
        .limit(limit)
        .select(Pair::as_select())
        .load(conn)?)
}

pub fn decide_pair(tx: &mut Tx<'_>, id: i64, state: PairState) -> Result<()> {
    diesel::update(question_pairs::table.find(id))
        .set((question_pairs::state.eq(state), question_pairs::decided_at.eq(tx.now)))
        .execute(tx.conn)?;
    Ok(())
}

/// A question was merged: what was proposed for it is settled.
pub fn settle_pairs(tx: &mut Tx<'_>, question_id: i64) -> Result<()> {
    diesel::update(
        question_pairs::table
            .filter(question_pairs::question_id.eq(question_id))
            .filter(question_pairs::state.eq(PairState::Open)),
    )
    .set((question_pairs::state.eq(PairState::Accepted), question_pairs::decided_at.eq(tx.now)))
    .execute(tx.conn)?;
    Ok(())
}
