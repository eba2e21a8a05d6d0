//! Where people stand in a community, by what they did there, and how open it is about that.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::store::ext::OrIgnore;
use crate::store::hosts::HostPolicy;
use crate::store::schema::{actors, hosts, ranks, reputation_hidden, reputation_rules, spam_votes};
use crate::text_enum;

text_enum! {
    /// From the least to the most trusted.
    #[derive(PartialOrd, Ord)]
    pub enum Rank { Newcomer = "newcomer", Member = "member", Trusted = "trusted", SuperUser = "super_user" }
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = ranks)]
pub struct Standing {
    pub community_id: i64,
    pub actor_id: i64,
    /// In thousandths, as it was at `changed_at`.
    pub score: i64,
    /// The rank that counts: the earned one, as far as stewards left it alone.
    pub standing: Rank,
    pub changed_at: Time,
    /// Time takes the score no lower than this.
    pub floor: i64,
    pub granted: Option<Rank>,
    pub withheld: Option<Rank>,
}

impl Standing {
    /// Of somebody who did nothing yet.
    pub fn of(community_id: i64, actor_id: i64) -> Self {
        Self { community_id, actor_id, score: 0, standing: Rank::Newcomer, changed_at: Time(0), floor: 0, granted: None, withheld: None }
    }
}

/// How open a community is about reputation. Nothing is shown until its stewards say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Openness {
    /// Everybody sees who did most.
    pub board: bool,
    /// Everybody may open somebody's number into what made it.
    pub reasons: bool,
}

/// Somebody's rank in a community; whoever did nothing there yet is a newcomer.
pub fn rank_of(conn: &mut Conn, community_id: i64, actor_id: i64) -> Result<Rank> {
    let found = ranks::table.find((community_id, actor_id)).select(ranks::standing).first(conn).optional()?;
    Ok(found.unwrap_or(Rank::Newcomer))
}

pub fn get(conn: &mut Conn, community_id: i64, actor_id: i64) -> Result<Option<Standing>> {
    Ok(ranks::table.find((community_id, actor_id)).select(Standing::as_select()).first(conn).optional()?)
}

/// The row, made where there was none, and kept from others until the transaction ends.
pub fn hold(tx: &mut Tx<'_>, community_id: i64, actor_id: i64) -> Result<Standing> {
    if let Some(found) = locked(tx.conn, community_id, actor_id)? {
        return Ok(found);
    }
    let fresh = Standing::of(community_id, actor_id);
    OrIgnore(diesel::insert_into(ranks::table).values(fresh.clone())).execute(tx.conn)?;
    Ok(locked(tx.conn, community_id, actor_id)?.unwrap_or(fresh))
}

fn locked(conn: &mut Conn, community_id: i64, actor_id: i64) -> Result<Option<Standing>> {
    let query = ranks::table.find((community_id, actor_id)).select(ranks::all_columns);
    Ok(match conn {
        Conn::Sqlite(c) => query.first(c).optional()?,
        Conn::Postgres(c) => query.for_update().first(c).optional()?,
    })
}

pub fn put(tx: &mut Tx<'_>, row: &Standing) -> Result<()> {
    diesel::update(ranks::table.find((row.community_id, row.actor_id)))
        .set((
            ranks::score.eq(row.score),
            ranks::standing.eq(row.standing),
            ranks::changed_at.eq(row.changed_at),
            ranks::floor.eq(row.floor),
            ranks::granted.eq(row.granted),
            ranks::withheld.eq(row.withheld),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The ranks that show beside names: those of the trusted and above, of these people.
pub fn marks(conn: &mut Conn, community_id: i64, people: &[i64]) -> Result<HashMap<i64, Rank>> {
    let mut found = HashMap::new();
    for chunk in people.chunks(500) {
        let rows: Vec<(i64, Rank)> = ranks::table
            .filter(ranks::community_id.eq(community_id))
            .filter(ranks::actor_id.eq_any(chunk.to_vec()))
            .filter(ranks::standing.eq_any([Rank::Trusted, Rank::SuperUser]))
            .select((ranks::actor_id, ranks::standing))
            .load(conn)?;
        found.extend(rows);
    }
    Ok(found)
}

/// Those who did most, the first first. Without `all`, those who want to be in no list are left out.
pub fn board(conn: &mut Conn, community_id: i64, all: bool, limit: i64) -> Result<Vec<Standing>> {
    let mut query = ranks::table
        .inner_join(actors::table.on(actors::id.eq(ranks::actor_id)))
        .inner_join(hosts::table.on(hosts::id.eq(actors::host_id)))
        .left_join(reputation_hidden::table.on(reputation_hidden::actor_id.eq(ranks::actor_id)))
        .filter(ranks::community_id.eq(community_id))
        .filter(actors::deleted_at.is_null())
        .filter(actors::suspended_at.is_null())
        .filter(hosts::policy.ne(HostPolicy::Blocked))
        .order((ranks::score.desc(), ranks::actor_id))
        .limit(limit)
        .select(Standing::as_select())
        .into_boxed();
    if !all {
        query = query
            .filter(ranks::score.gt(0))
            .filter(reputation_hidden::actor_id.is_null())
            .filter(actors::silenced_at.is_null())
            .filter(hosts::policy.eq(HostPolicy::Open));
    }
    Ok(query.load(conn)?)
}

/// Where one person stands, in all communities.
pub fn of_person(conn: &mut Conn, actor_id: i64) -> Result<Vec<Standing>> {
    Ok(ranks::table
        .filter(ranks::actor_id.eq(actor_id))
        .order((ranks::score.desc(), ranks::community_id))
        .limit(500)
        .select(Standing::as_select())
        .load(conn)?)
}

/// Everybody who has a row, in pages: for counting anew.
pub fn after(conn: &mut Conn, last: (i64, i64), limit: i64) -> Result<Vec<(i64, i64)>> {
    Ok(ranks::table
        .filter(ranks::community_id.gt(last.0).or(ranks::community_id.eq(last.0).and(ranks::actor_id.gt(last.1))))
        .order((ranks::community_id, ranks::actor_id))
        .limit(limit)
        .select((ranks::community_id, ranks::actor_id))
        .load(conn)?)
}

// What is shown

pub fn openness(conn: &mut Conn, community_id: i64) -> Result<Openness> {
    let found: Option<(bool, bool)> = reputation_rules::table
        .find(community_id)
        .select((reputation_rules::board, reputation_rules::open_reasons))
        .first(conn)
        .optional()?;
    Ok(found.map(|(board, reasons)| Openness { board, reasons }).unwrap_or_default())
}

pub fn set_openness(tx: &mut Tx<'_>, community_id: i64, open: Openness) -> Result<()> {
    let values = (reputation_rules::board.eq(open.board), reputation_rules::open_reasons.eq(open.reasons));
    let changed = diesel::update(reputation_rules::table.find(community_id)).set(values).execute(tx.conn)?;
    if changed == 0 {
        diesel::insert_into(reputation_rules::table).values((reputation_rules::community_id.eq(community_id), values.0, values.1)).execute(tx.conn)?;
    }
    Ok(())
}

pub fn is_hidden(conn: &mut Conn, actor_id: i64) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(reputation_hidden::table.find(actor_id))).get_result(conn)?)
}

pub fn set_hidden(tx: &mut Tx<'_>, actor_id: i64, hidden: bool) -> Result<()> {
    if hidden {
        let row = (reputation_hidden::actor_id.eq(actor_id), reputation_hidden::since.eq(tx.now));
        OrIgnore(diesel::insert_into(reputation_hidden::table).values(row)).execute(tx.conn)?;
    } else {
        diesel::delete(reputation_hidden::table.find(actor_id)).execute(tx.conn)?;
    }
    Ok(())
}

// Spam

/// `true` if they had not said so before.
pub fn call_spam(tx: &mut Tx<'_>, post_id: i64, actor_id: i64) -> Result<bool> {
    let row = (spam_votes::post_id.eq(post_id), spam_votes::actor_id.eq(actor_id), spam_votes::created_at.eq(tx.now));
    Ok(OrIgnore(diesel::insert_into(spam_votes::table).values(row)).execute(tx.conn)? > 0)
}

/// Takes it back.
pub fn uncall_spam(tx: &mut Tx<'_>, post_id: i64, actor_id: i64) -> Result<bool> {
    Ok(diesel::delete(spam_votes::table.find((post_id, actor_id))).execute(tx.conn)? > 0)
}

/// Who called a post spam, the first first.
pub fn spam_callers(conn: &mut Conn, post_id: i64) -> Result<Vec<i64>> {
    Ok(spam_votes::table
        .filter(spam_votes::post_id.eq(post_id))
        .order((spam_votes::created_at, spam_votes::actor_id))
        .select(spam_votes::actor_id)
        .load(conn)?)
}

/// The posts among these that one person called spam.
pub fn called_by(conn: &mut Conn, actor_id: i64, posts: &[i64]) -> Result<Vec<i64>> {
    let mut found = Vec::new();
    for chunk in posts.chunks(500) {
        found.extend(
            spam_votes::table
                .filter(spam_votes::actor_id.eq(actor_id))
                .filter(spam_votes::post_id.eq_any(chunk.to_vec()))
                .select(spam_votes::post_id)
                .load::<i64>(conn)?,
        );
    }
    Ok(found)
}

/// Whoever brings a post back starts the count anew.
pub fn forget_spam(tx: &mut Tx<'_>, post_id: i64) -> Result<()> {
    diesel::delete(spam_votes::table.filter(spam_votes::post_id.eq(post_id))).execute(tx.conn)?;
    Ok(())
}
