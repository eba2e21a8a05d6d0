//! How long communities last, and the numbers that their digests are made of.

use std::collections::HashMap;

use diesel::dsl::{count_star, sum};
use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::actors::Actor;
use crate::store::communities::{Access, Community, CommunityState, Lifespan, Purpose};
use crate::store::conn::{Conn, Tx};
use crate::store::hosts;
use crate::store::posts::Post;
use crate::store::schema::{actors, communities, lifespans, posts};
use crate::text_enum;

text_enum! {
    /// What becomes of a community that dispersed.
    pub enum Afterwards { Keep = "keep", Export = "export", Delete = "delete" }
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = lifespans, primary_key(community_id), treat_none_as_null = true)]
pub struct Span {
    pub community_id: i64,
    pub founded_as: Lifespan,
    pub request: Option<String>,
    pub goal: String,
    pub ends_at: Option<Time>,
    pub progress: i32,
    pub progress_note: String,
    pub week_told_at: Option<Time>,
    pub day_told_at: Option<Time>,
    pub quiet_hours: i32,
    pub afterwards: Afterwards,
    pub ended_at: Option<Time>,
    pub settled_at: Option<Time>,
    pub notice_id: Option<i64>,
    pub outcome_id: Option<i64>,
    pub successor_id: Option<i64>,
    pub changed_at: Option<Time>,
    pub undo: Option<String>,
}

impl Span {
    /// Of a community that simply stands.
    pub fn of(community_id: i64) -> Self {
        Self {
            community_id,
            founded_as: Lifespan::Standing,
            request: None,
            goal: String::new(),
            ends_at: None,
            progress: 0,
            progress_note: String::new(),
            week_told_at: None,
            day_told_at: None,
            quiet_hours: 48,
            afterwards: Afterwards::Keep,
            ended_at: None,
            settled_at: None,
            notice_id: None,
            outcome_id: None,
            successor_id: None,
            changed_at: None,
            undo: None,
        }
    }
}

pub fn find(conn: &mut Conn, community: i64) -> Result<Option<Span>> {
    Ok(lifespans::table.find(community).select(Span::as_select()).first(conn).optional()?)
}

/// Of several communities; those that simply stand have none.
pub fn of(conn: &mut Conn, communities: &[i64]) -> Result<HashMap<i64, Span>> {
    let mut found = HashMap::new();
    for chunk in communities.chunks(500) {
        let rows: Vec<Span> = lifespans::table.filter(lifespans::community_id.eq_any(chunk.to_vec())).select(Span::as_select()).load(conn)?;
        found.extend(rows.into_iter().map(|span| (span.community_id, span)));
    }
    Ok(found)
}

/// Writes it down, new or changed.
pub fn put(tx: &mut Tx<'_>, span: &Span) -> Result<()> {
    let changed = diesel::update(lifespans::table.find(span.community_id)).set(span.clone()).execute(tx.conn)?;
    if changed == 0 {
        diesel::insert_into(lifespans::table).values(span.clone()).execute(tx.conn)?;
    }
    Ok(())
}

pub fn by_request(conn: &mut Conn, request: &str) -> Result<Option<Span>> {
    Ok(lifespans::table.filter(lifespans::request.eq(request)).select(Span::as_select()).first(conn).optional()?)
}

/// Moves a community to another lifespan and state; its pages look different from now on.
pub fn set_life(tx: &mut Tx<'_>, community: i64, lifespan: Lifespan, state: CommunityState) -> Result<()> {
    diesel::update(communities::table.find(community))
        .set((communities::lifespan.eq(lifespan), communities::state.eq(state), communities::version.eq(communities::version + 1)))
        .execute(tx.conn)?;
    Ok(())
}

pub fn set_purpose(tx: &mut Tx<'_>, community: i64, purpose: Purpose) -> Result<()> {
    diesel::update(communities::table.find(community)).set(communities::purpose.eq(purpose)).execute(tx.conn)?;
    Ok(())
}

// What the job looks for

/// Open communities of one lifespan with their span, those that were quiet longest first.
pub fn open(conn: &mut Conn, lifespan: Lifespan, limit: i64) -> Result<Vec<(Community, Span)>> {
    Ok(communities::table
        .inner_join(lifespans::table)
        .filter(communities::lifespan.eq(lifespan))
        .filter(communities::state.eq(CommunityState::Open))
        .order((communities::active_at, communities::actor_id))
        .limit(limit)
        .select((Community::as_select(), Span::as_select()))
        .load(conn)?)
}

/// Tasks that end before `until`, the first to end first.
pub fn ending(conn: &mut Conn, until: Time, limit: i64) -> Result<Vec<Span>> {
    Ok(lifespans::table
        .inner_join(communities::table)
        .filter(communities::lifespan.eq(Lifespan::Task))
        .filter(communities::state.eq(CommunityState::Open))
        .filter(lifespans::ends_at.le(until))
        .order((lifespans::ends_at, lifespans::community_id))
        .limit(limit)
        .select(Span::as_select())
        .load(conn)?)
}

/// Dispersed before `until`, and what was to be done then is not done yet.
pub fn unsettled(conn: &mut Conn, until: Time, limit: i64) -> Result<Vec<Span>> {
    Ok(lifespans::table
        .inner_join(communities::table)
        .filter(communities::state.eq(CommunityState::Dispersed))
        .filter(lifespans::ended_at.le(until))
        .filter(lifespans::settled_at.is_null())
        .order((lifespans::ended_at, lifespans::community_id))
        .limit(limit)
        .select(Span::as_select())
        .load(conn)?)
}

/// How many somebody founded on the spot since a moment.
pub fn founded_by(conn: &mut Conn, founder: i64, since: Time) -> Result<i64> {
    Ok(lifespans::table
        .inner_join(communities::table)
        .filter(lifespans::founded_as.eq(Lifespan::Impromptu))
        .filter(communities::created_at.gt(since))
        .filter(communities::founder_id.eq(founder))
        .count()
        .get_result(conn)?)
}

/// The same of everyone from one server.
pub fn founded_from(conn: &mut Conn, host: i64, since: Time) -> Result<i64> {
    Ok(lifespans::table
        .inner_join(communities::table.inner_join(actors::table.on(communities::founder_id.eq(actors::id.nullable()))))
        .filter(lifespans::founded_as.eq(Lifespan::Impromptu))
        .filter(communities::created_at.gt(since))
        .filter(actors::host_id.eq(host))
        .count()
        .get_result(conn)?)
}

/// What came together on the spot here and has not dispersed, the liveliest first.
pub fn happening(conn: &mut Conn, limit: i64) -> Result<Vec<Community>> {
    Ok(communities::table
        .inner_join(actors::table)
        .filter(communities::lifespan.eq(Lifespan::Impromptu))
        .filter(communities::state.eq(CommunityState::Open))
        .filter(communities::access.eq(Access::Public))
        .filter(actors::host_id.eq(hosts::LOCAL))
        .filter(actors::deleted_at.is_null())
        .filter(actors::suspended_at.is_null())
        .order((communities::active_at.desc(), communities::actor_id.desc()))
        .limit(limit)
        .select(Community::as_select())
        .load(conn)?)
}

// What a digest is made of

/// Who took part, most first, with how much they wrote.
pub fn participants(conn: &mut Conn, community: i64, limit: i64) -> Result<Vec<(i64, i64)>> {
    Ok(posts::table
        .filter(posts::community_id.eq(community))
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .group_by(posts::author_id)
        .select((posts::author_id, count_star()))
        .order((count_star().desc(), posts::author_id.asc()))
        .limit(limit)
        .load(conn)?)
}

/// Whose replies others found most helpful: by the votes on them, then by how many they wrote.
pub fn helpers(conn: &mut Conn, community: i64, limit: i64) -> Result<Vec<(i64, i64)>> {
    let found: Vec<(i64, Option<i64>)> = posts::table
        .filter(posts::community_id.eq(community))
        .filter(posts::parent_id.is_not_null())
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .group_by(posts::author_id)
        .select((posts::author_id, sum(posts::score)))
        .order((sum(posts::score).desc(), count_star().desc(), posts::author_id.asc()))
        .limit(limit)
        .load(conn)?;
    Ok(found.into_iter().map(|(id, score)| (id, score.unwrap_or(0))).collect())
}

/// Its threads or its replies that stand, best voted first.
pub fn best(conn: &mut Conn, community: i64, threads: bool, limit: i64) -> Result<Vec<Post>> {
    let mut query = posts::table
        .filter(posts::community_id.eq(community))
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .select(Post::as_select())
        .into_boxed();
    query = if threads { query.filter(posts::parent_id.is_null()) } else { query.filter(posts::parent_id.is_not_null()) };
    Ok(query.order((posts::score.desc(), posts::replies.desc(), posts::id.asc())).limit(limit).load(conn)?)
}

/// Everything of a community in the order of its ids, piece by piece.
pub fn posts_after(conn: &mut Conn, community: i64, after: i64, limit: i64) -> Result<Vec<Post>> {
    Ok(posts::table
        .filter(posts::community_id.eq(community))
        .filter(posts::id.gt(after))
        .order(posts::id)
        .limit(limit)
        .select(Post::as_select())
        .load(conn)?)
}

/// Those that its author did not take back yet, for taking all of it down.
pub fn posts_left(conn: &mut Conn, community: i64, limit: i64) -> Result<Vec<Post>> {
    Ok(posts::table
        .filter(posts::community_id.eq(community))
        .filter(posts::deleted_at.is_null())
        .order(posts::id)
        .limit(limit)
        .select(Post::as_select())
        .load(conn)?)
}

/// The convener of this house: its one service beside the instance itself, the latest where its name was changed.
pub fn convener(conn: &mut Conn, instance: &str) -> Result<Option<Actor>> {
    Ok(actors::table
        .filter(actors::host_id.eq(hosts::LOCAL))
        .filter(actors::kind.eq(crate::store::actors::ActorKind::Service))
        .filter(actors::name.ne(instance))
        .order(actors::id.desc())
        .select(Actor::as_select())
        .first(conn)
        .optional()?)
}

