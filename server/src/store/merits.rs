//! What people did that counts for their reputation: one row each, marked and never taken out when it no longer holds.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::store::ext::OrIgnore;
use crate::store::actors::ActorKind;
use crate::store::hosts::HostPolicy;
use crate::store::schema::{accounts, actors, hosts, merits, posts, sessions, votes};
use crate::text_enum;

text_enum! {
    /// What counts, in the order in which it is explained.
    pub enum MeritKind {
        AnswerAccepted = "answer_accepted", AnswerLiked = "answer_liked",
        IdeaShipped = "idea_shipped", IdeaLiked = "idea_liked",
        PostLiked = "post_liked",
        EditKept = "edit_kept", DuplicateMerged = "duplicate_merged", ReportUpheld = "report_upheld",
        PostRemoved = "post_removed",
    }
}

text_enum! {
    /// Why a vote does not count beside another one.
    pub enum Ring { Pair = "pair", Burst = "burst", Network = "network" }
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = merits)]
pub struct Merit {
    pub id: i64,
    pub actor_id: i64,
    pub community_id: i64,
    pub kind: MeritKind,
    /// The post, or the report, that it comes from.
    pub source_id: i64,
    /// Whose vote it was; 0 where it was none.
    pub by_id: i64,
    /// Where the voter lives; 0 where it was no vote.
    pub home_id: i64,
    /// The post to look at.
    pub post_id: Option<i64>,
    pub ring: Option<Ring>,
    pub at: Time,
    pub undone_at: Option<Time>,
}

/// `true` if it was not there before.
pub fn insert(tx: &mut Tx<'_>, merit: &Merit) -> Result<bool> {
    Ok(OrIgnore(diesel::insert_into(merits::table).values(merit.clone())).execute(tx.conn)? > 0)
}

pub fn find(conn: &mut Conn, source: i64, kind: MeritKind, actor: i64, by: i64) -> Result<Option<Merit>> {
    Ok(merits::table
        .filter(merits::source_id.eq(source))
        .filter(merits::kind.eq(kind))
        .filter(merits::actor_id.eq(actor))
        .filter(merits::by_id.eq(by))
        .select(Merit::as_select())
        .first(conn)
        .optional()?)
}

/// All of a kind that come from one source.
pub fn from_source(conn: &mut Conn, source: i64, kind: MeritKind) -> Result<Vec<Merit>> {
    Ok(merits::table
        .filter(merits::source_id.eq(source))
        .filter(merits::kind.eq(kind))
        .order(merits::id)
        .select(Merit::as_select())
        .load(conn)?)
}

/// Marks one as no longer holding.
pub fn undo(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::update(merits::table.find(id)).set(merits::undone_at.eq(tx.now)).execute(tx.conn)?;
    Ok(())
}

/// Lets one hold again, from a moment on.
pub fn redo(tx: &mut Tx<'_>, id: i64, at: Time, ring: Option<Ring>) -> Result<()> {
    diesel::update(merits::table.find(id))
        .set((merits::undone_at.eq(None::<Time>), merits::at.eq(at), merits::ring.eq(ring)))
        .execute(tx.conn)?;
    Ok(())
}

/// What counts for one person in one community, oldest first: kind and time.
pub fn counted(conn: &mut Conn, community: i64, actor: i64) -> Result<Vec<(MeritKind, Time)>> {
    Ok(merits::table
        .filter(merits::actor_id.eq(actor))
        .filter(merits::community_id.eq(community))
        .filter(merits::ring.is_null())
        .filter(merits::undone_at.is_null())
        .order((merits::at, merits::id))
        .select((merits::kind, merits::at))
        .load(conn)?)
}

/// The same row by row, newest first, with what does not count: for the page that explains a number.
pub fn list(conn: &mut Conn, community: i64, actor: i64, before: Option<i64>, limit: i64) -> Result<Vec<Merit>> {
    Ok(merits::table
        .filter(merits::actor_id.eq(actor))
        .filter(merits::community_id.eq(community))
        .filter(merits::id.lt(before.unwrap_or(i64::MAX)))
        .filter(merits::undone_at.is_null())
        .order(merits::id.desc())
        .limit(limit)
        .select(Merit::as_select())
        .load(conn)?)
}

/// How often each kind counts for one person in one community.
pub fn sums(conn: &mut Conn, community: i64, actor: i64) -> Result<Vec<(MeritKind, i64)>> {
    Ok(merits::table
        .filter(merits::actor_id.eq(actor))
        .filter(merits::community_id.eq(community))
        .filter(merits::ring.is_null())
        .filter(merits::undone_at.is_null())
        .group_by(merits::kind)
        .select((merits::kind, diesel::dsl::count_star()))
        .load(conn)?)
}

/// Communities and people that have anything written down, in pages: for counting anew.
pub fn people_after(conn: &mut Conn, last: (i64, i64), limit: i64) -> Result<Vec<(i64, i64)>> {
    Ok(merits::table
        .filter(merits::community_id.gt(last.0).or(merits::community_id.eq(last.0).and(merits::actor_id.gt(last.1))))
        .select((merits::community_id, merits::actor_id))
        .distinct()
        .order((merits::community_id, merits::actor_id))
        .limit(limit)
        .load(conn)?)
}

// Votes

/// What there is to know of a post that was voted for.
#[derive(Debug, Clone, Queryable)]
pub struct Liked {
    pub id: i64,
    pub author_id: i64,
    pub community_id: Option<i64>,
    pub thread_id: Option<i64>,
    pub kind: String,
}

pub fn liked(conn: &mut Conn, ids: &[i64]) -> Result<HashMap<i64, Liked>> {
    let mut found = HashMap::new();
    for chunk in ids.chunks(500) {
        let rows: Vec<Liked> = posts::table
            .filter(posts::id.eq_any(chunk.to_vec()))
            .select((posts::id, posts::author_id, posts::community_id, posts::thread_id, posts::kind))
            .load(conn)?;
        found.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(found)
}

/// Id, home, kind, silenced, suspended, and how the host stands to the home.
type Person = (i64, i64, ActorKind, Option<Time>, Option<Time>, HostPolicy);

/// Who somebody is, as far as votes are concerned.
#[derive(Debug, Clone, Copy)]
pub struct Who {
    pub home: i64,
    pub kind: ActorKind,
    /// Their votes count: neither they nor their server is held back here.
    pub heard: bool,
}

pub fn who(conn: &mut Conn, ids: &[i64]) -> Result<HashMap<i64, Who>> {
    let mut found = HashMap::new();
    for chunk in ids.chunks(500) {
        let rows: Vec<Person> = actors::table
            .inner_join(hosts::table)
            .filter(actors::id.eq_any(chunk.to_vec()))
            .select((actors::id, actors::host_id, actors::kind, actors::silenced_at, actors::suspended_at, hosts::policy))
            .load(conn)?;
        found.extend(rows.into_iter().map(|(id, home, kind, silenced, suspended, policy)| {
            (id, Who { home, kind, heard: silenced.is_none() && suspended.is_none() && policy == HostPolicy::Open })
        }));
    }
    Ok(found)
}

/// A pair of a post and a person.
type Pair = (i64, i64);
/// Conditions in one statement: deep ones are refused.
const AT_ONCE: usize = 60;

/// How each of these people voted on each of these posts.
pub fn votes_now(conn: &mut Conn, pairs: &[Pair]) -> Result<HashMap<Pair, i32>> {
    let mut found = HashMap::new();
    for chunk in pairs.chunks(AT_ONCE) {
        let mut query = votes::table.select((votes::post_id, votes::actor_id, votes::value)).into_boxed();
        for (post, actor) in chunk {
            query = query.or_filter(votes::post_id.eq(*post).and(votes::actor_id.eq(*actor)));
        }
        let rows: Vec<(i64, i64, i32)> = query.load(conn)?;
        found.extend(rows.into_iter().map(|(post, actor, value)| ((post, actor), value)));
    }
    Ok(found)
}

/// What is written down for each of these votes: post, author, voter.
pub fn of_votes(conn: &mut Conn, keys: &[(i64, i64, i64)]) -> Result<HashMap<Pair, Merit>> {
    let mut found = HashMap::new();
    for chunk in keys.chunks(AT_ONCE) {
        let mut query = merits::table.select(Merit::as_select()).into_boxed();
        for (post, author, by) in chunk {
            query = query.or_filter(merits::source_id.eq(*post).and(merits::actor_id.eq(*author)).and(merits::by_id.eq(*by)));
        }
        let rows: Vec<Merit> = query.load(conn)?;
        found.extend(rows.into_iter().map(|row| ((row.source_id, row.by_id), row)));
    }
    Ok(found)
}

/// When each of these voters last had votes counted for each of these authors, since a moment.
pub fn between(conn: &mut Conn, pairs: &[Pair], since: Time) -> Result<Vec<(i64, i64, Time)>> {
    let mut found = Vec::new();
    for chunk in pairs.chunks(AT_ONCE) {
        let mut query = merits::table
            .filter(merits::ring.is_null())
            .filter(merits::undone_at.is_null())
            .select((merits::by_id, merits::actor_id, merits::at))
            .into_boxed();
        let mut any: Option<Box<dyn BoxableExpression<merits::table, crate::store::conn::Backend, SqlType = diesel::sql_types::Bool>>> = None;
        for (voter, author) in chunk {
            let pair = merits::by_id.eq(*voter).and(merits::by_id.ne(0)).and(merits::actor_id.eq(*author)).and(merits::at.ge(since));
            any = Some(match any {
                Some(before) => Box::new(before.or(pair)),
                None => Box::new(pair),
            });
        }
        if let Some(any) = any {
            query = query.filter(any);
        }
        found.extend(query.load::<(i64, i64, Time)>(conn)?);
    }
    Ok(found)
}

/// When each server last had a vote counted for each post, since a moment: post, server, time.
pub fn by_home(conn: &mut Conn, posts: &[i64], since: Time) -> Result<Vec<(i64, i64, Time)>> {
    let mut found = Vec::new();
    for chunk in posts.chunks(500) {
        found.extend(
            merits::table
                .filter(merits::source_id.eq_any(chunk.to_vec()))
                .filter(merits::by_id.ne(0))
                .filter(merits::at.ge(since))
                .filter(merits::ring.is_null())
                .filter(merits::undone_at.is_null())
                .select((merits::source_id, merits::home_id, merits::at))
                .load::<(i64, i64, Time)>(conn)?,
        );
    }
    Ok(found)
}

/// The addresses from which somebody is logged in.
pub fn addresses(conn: &mut Conn, actor: i64) -> Result<Vec<String>> {
    Ok(sessions::table
        .inner_join(accounts::table)
        .filter(accounts::actor_id.eq(actor))
        .filter(sessions::address.ne(""))
        .select(sessions::address)
        .distinct()
        .limit(50)
        .load(conn)?)
}

/// Whether somebody else who is logged in from one of these addresses has a vote counted for this post since a moment.
pub fn same_address(conn: &mut Conn, post: i64, voter: i64, addresses: &[String], since: Time) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(
        merits::table
            .inner_join(accounts::table.on(accounts::actor_id.eq(merits::by_id)))
            .inner_join(sessions::table.on(sessions::account_id.eq(accounts::id)))
            .filter(merits::source_id.eq(post))
            .filter(merits::by_id.ne(voter))
            .filter(merits::by_id.ne(0))
            .filter(merits::at.ge(since))
            .filter(merits::ring.is_null())
            .filter(merits::undone_at.is_null())
            .filter(sessions::address.eq_any(addresses.to_vec())),
    ))
    .get_result(conn)?)
}
