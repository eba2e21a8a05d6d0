//! Polls: what they ask, what was chosen, and by whom, so that nobody votes twice.

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::store::ext::OrIgnore;
use crate::store::hosts;
use crate::store::schema::{actors, poll_options, poll_votes, polls, posts};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = polls)]
pub struct Poll {
    pub post_id: i64,
    /// One person may choose several options.
    pub many: bool,
    /// The results wait for the end.
    pub hides: bool,
    pub ends_at: Option<Time>,
    pub closed_at: Option<Time>,
    /// People, however many options each of them chose.
    pub voters: i32,
    /// When other servers heard of the results last.
    pub told_at: Option<Time>,
}

impl Poll {
    pub fn is_open(&self, now: Time) -> bool {
        self.closed_at.is_none() && self.ends_at.is_none_or(|at| now < at)
    }
}

/// Something to choose, and how many chose it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = poll_options)]
pub struct Choice {
    pub post_id: i64,
    pub position: i32,
    pub name: String,
    pub votes: i32,
}

pub fn find(conn: &mut Conn, post_id: i64) -> Result<Option<Poll>> {
    Ok(polls::table.find(post_id).select(Poll::as_select()).first(conn).optional()?)
}

pub fn choices(conn: &mut Conn, post_id: i64) -> Result<Vec<Choice>> {
    Ok(poll_options::table
        .filter(poll_options::post_id.eq(post_id))
        .order(poll_options::position)
        .select(Choice::as_select())
        .load(conn)?)
}

pub fn insert(tx: &mut Tx<'_>, poll: &Poll, choices: &[Choice]) -> Result<()> {
    OrIgnore(diesel::insert_into(polls::table).values(poll.clone())).execute(tx.conn)?;
    set_choices(tx, poll.post_id, choices)
}

/// Replaces the options with their numbers.
pub fn set_choices(tx: &mut Tx<'_>, post_id: i64, choices: &[Choice]) -> Result<()> {
    diesel::delete(poll_options::table.filter(poll_options::post_id.eq(post_id))).execute(tx.conn)?;
    for choice in choices {
        OrIgnore(diesel::insert_into(poll_options::table).values(choice.clone())).execute(tx.conn)?;
    }
    Ok(())
}

/// What its own server says of a poll beside its options.
pub fn set_state(tx: &mut Tx<'_>, post_id: i64, voters: i32, ends_at: Option<Time>) -> Result<()> {
    diesel::update(polls::table.find(post_id)).set((polls::voters.eq(voters), polls::ends_at.eq(ends_at))).execute(tx.conn)?;
    Ok(())
}

pub fn close(tx: &mut Tx<'_>, post_id: i64) -> Result<()> {
    diesel::update(polls::table.find(post_id)).set(polls::closed_at.eq(tx.now)).execute(tx.conn)?;
    Ok(())
}

pub fn set_told(tx: &mut Tx<'_>, post_id: i64) -> Result<()> {
    diesel::update(polls::table.find(post_id)).set(polls::told_at.eq(tx.now)).execute(tx.conn)?;
    Ok(())
}

/// Forgets a poll that is deleted for good, and who voted in it.
pub fn remove(tx: &mut Tx<'_>, post_id: i64) -> Result<()> {
    forget_votes(tx, post_id)?;
    diesel::delete(poll_options::table.filter(poll_options::post_id.eq(post_id))).execute(tx.conn)?;
    diesel::delete(polls::table.find(post_id)).execute(tx.conn)?;
    Ok(())
}

/// Which options somebody chose.
pub fn chosen_by(conn: &mut Conn, post_id: i64, actor_id: i64) -> Result<Vec<i32>> {
    Ok(poll_votes::table
        .filter(poll_votes::post_id.eq(post_id))
        .filter(poll_votes::actor_id.eq(actor_id))
        .order(poll_votes::position)
        .select(poll_votes::position)
        .load(conn)?)
}

/// Writes one choice of one person down, and counts it.
pub fn choose(tx: &mut Tx<'_>, post_id: i64, actor_id: i64, position: i32) -> Result<()> {
    diesel::insert_into(poll_votes::table)
        .values((
            poll_votes::post_id.eq(post_id),
            poll_votes::actor_id.eq(actor_id),
            poll_votes::position.eq(position),
            poll_votes::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    count(tx, post_id, position, 1)
}

/// Takes one choice of one person back.
pub fn unchoose(tx: &mut Tx<'_>, post_id: i64, actor_id: i64, position: i32) -> Result<()> {
    diesel::delete(poll_votes::table.find((post_id, actor_id, position))).execute(tx.conn)?;
    count(tx, post_id, position, -1)
}

fn count(tx: &mut Tx<'_>, post_id: i64, position: i32, by: i32) -> Result<()> {
    diesel::update(poll_options::table.find((post_id, position)))
        .set(poll_options::votes.eq(poll_options::votes + by))
        .execute(tx.conn)?;
    Ok(())
}

pub fn add_voters(tx: &mut Tx<'_>, post_id: i64, by: i32) -> Result<()> {
    diesel::update(polls::table.find(post_id)).set(polls::voters.eq(polls::voters + by)).execute(tx.conn)?;
    Ok(())
}

/// The options are others now: what was chosen of the old ones says nothing.
pub fn forget_votes(tx: &mut Tx<'_>, post_id: i64) -> Result<()> {
    diesel::delete(poll_votes::table.filter(poll_votes::post_id.eq(post_id))).execute(tx.conn)?;
    Ok(())
}

/// The people of this house who voted.
pub fn voters_here(conn: &mut Conn, post_id: i64) -> Result<Vec<i64>> {
    Ok(poll_votes::table
        .inner_join(actors::table.on(actors::id.eq(poll_votes::actor_id)))
        .filter(poll_votes::post_id.eq(post_id))
        .filter(actors::host_id.eq(hosts::LOCAL))
        .select(poll_votes::actor_id)
        .distinct()
        .load(conn)?)
}

/// Where those who voted from elsewhere are reached: each mailbox once.
pub fn voters_mailboxes(conn: &mut Conn, post_id: i64) -> Result<Vec<(String, i64)>> {
    let rows: Vec<(Option<String>, String, i64)> = poll_votes::table
        .inner_join(actors::table.on(actors::id.eq(poll_votes::actor_id)))
        .filter(poll_votes::post_id.eq(post_id))
        .filter(actors::host_id.ne(hosts::LOCAL))
        .filter(actors::deleted_at.is_null())
        .select((actors::shared_inbox_url, actors::inbox_url, actors::host_id))
        .distinct()
        .load(conn)?;
    let mut found: Vec<(String, i64)> = rows.into_iter().map(|(shared, own, host)| (shared.unwrap_or(own), host)).collect();
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Those of these polls that are over.
pub fn over(conn: &mut Conn, ids: &[i64]) -> Result<Vec<i64>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(500) {
        let rows = polls::table.filter(polls::post_id.eq_any(chunk.to_vec())).filter(polls::closed_at.is_not_null());
        found.extend(rows.select(polls::post_id).load::<i64>(conn)?);
    }
    Ok(found)
}

/// Counts the votes anew in those of these posts that are polls by our people. Others are counted elsewhere.
pub fn recount(tx: &mut Tx<'_>, ids: &[i64]) -> Result<()> {
    let ours: Vec<i64> = polls::table
        .inner_join(posts::table.on(posts::id.eq(polls::post_id)))
        .inner_join(actors::table.on(actors::id.eq(posts::author_id)))
        .filter(polls::post_id.eq_any(ids.to_vec()))
        .filter(actors::host_id.eq(hosts::LOCAL))
        .select(polls::post_id)
        .load(tx.conn)?;
    ours.into_iter().try_for_each(|id| recount_one(tx, id))
}

fn recount_one(tx: &mut Tx<'_>, post_id: i64) -> Result<()> {
    let votes: Vec<(i64, i32)> =
        poll_votes::table.filter(poll_votes::post_id.eq(post_id)).select((poll_votes::actor_id, poll_votes::position)).load(tx.conn)?;
    for choice in choices(tx.conn, post_id)? {
        let number = votes.iter().filter(|(_, position)| *position == choice.position).count();
        let number = i32::try_from(number).unwrap_or(i32::MAX);
        diesel::update(poll_options::table.find((post_id, choice.position))).set(poll_options::votes.eq(number)).execute(tx.conn)?;
    }
    let people: std::collections::HashSet<i64> = votes.iter().map(|(actor, _)| *actor).collect();
    let people = i32::try_from(people.len()).unwrap_or(i32::MAX);
    diesel::update(polls::table.find(post_id)).set(polls::voters.eq(people)).execute(tx.conn)?;
    Ok(())
}

/// What somebody chose anywhere, for their own export.
pub fn of_person(conn: &mut Conn, actor_id: i64) -> Result<Vec<(i64, String, Time)>> {
    Ok(poll_votes::table
        .inner_join(
            poll_options::table
                .on(poll_options::post_id.eq(poll_votes::post_id).and(poll_options::position.eq(poll_votes::position))),
        )
        .filter(poll_votes::actor_id.eq(actor_id))
        .select((poll_votes::post_id, poll_options::name, poll_votes::created_at))
        .load(conn)?)
}
