//! Communities, who follows them, who tends them, who is banned from them.

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::actors::Actor;
use crate::store::conn::{Conn, Tx};
use crate::store::posts as posts_of;
use crate::store::schema::{actors, bans, communities, follows, hosts, posts, stewards};
use crate::text_enum;

text_enum! { pub enum Purpose { Open = "open", Ideation = "ideation", Support = "support", Feedback = "feedback" } }
text_enum! { pub enum Lifespan { Standing = "standing", Task = "task", Impromptu = "impromptu" } }
text_enum! {
    pub enum CommunityState { Open = "open", Archived = "archived", Closed = "closed", Dispersed = "dispersed" }
}
text_enum! {
    /// Who may read a community at all. Whether single parts ask for more is said by its doors.
    pub enum Access { Public = "public", Unlisted = "unlisted", Members = "members", Staff = "staff" }
}
text_enum! { pub enum FollowState { Pending = "pending", Accepted = "accepted" } }

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = communities)]
pub struct Community {
    pub actor_id: i64,
    pub purpose: Purpose,
    /// The formats it offers, separated by spaces.
    pub formats: String,
    pub lifespan: Lifespan,
    pub state: CommunityState,
    pub access: Access,
    /// What people come here to get done, in one line.
    pub job: String,
    pub posting_restricted: bool,
    pub sensitive: bool,
    pub founder_id: Option<i64>,
    pub members: i64,
    pub threads: i64,
    pub replies: i64,
    pub backfill_state: Option<String>,
    pub backfill_done: i64,
    pub backfill_total: i64,
    pub active_at: Time,
    pub version: i64,
    pub created_at: Time,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = follows)]
pub struct Follow {
    pub id: i64,
    pub follower_id: i64,
    pub followed_id: i64,
    pub state: FollowState,
    /// The id of the Follow, where it came from elsewhere or was sent there.
    pub ap_id: Option<String>,
    pub created_at: Time,
    pub accepted_at: Option<Time>,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = bans)]
pub struct Ban {
    pub community_id: i64,
    pub actor_id: i64,
    pub reason: String,
    pub until: Option<Time>,
    pub created_at: Time,
}

pub fn insert(tx: &mut Tx<'_>, community: &Community) -> Result<()> {
    diesel::insert_into(communities::table).values(community.clone()).execute(tx.conn)?;
    Ok(())
}

pub fn by_id(conn: &mut Conn, id: i64) -> Result<Community> {
    Ok(communities::table.find(id).select(Community::as_select()).first(conn)?)
}

pub fn find(conn: &mut Conn, id: i64) -> Result<Option<Community>> {
    Ok(communities::table.find(id).select(Community::as_select()).first(conn).optional()?)
}

/// Whether everybody may go in, whatever its parts ask for.
pub fn is_open(conn: &mut Conn, id: i64) -> Result<bool> {
    let access: Access = communities::table.find(id).select(communities::access).first(conn)?;
    Ok(matches!(access, Access::Public | Access::Unlisted))
}

/// Which communities a list shows, and in which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    #[default]
    Active,
    New,
    Members,
}

/// Communities that anyone may see listed, most active first, by page number of `limit`.
pub fn list(conn: &mut Conn, order: Order, local_only: bool, offset: i64, limit: i64) -> Result<Vec<(Community, Actor)>> {
    let mut query = communities::table
        .inner_join(actors::table)
        .filter(communities::access.eq(Access::Public))
        .filter(actors::deleted_at.is_null())
        .filter(actors::suspended_at.is_null())
        .select((Community::as_select(), Actor::as_select()))
        .into_boxed();
    if local_only {
        query = query.filter(actors::host_id.eq(super::hosts::LOCAL));
    }
    query = match order {
        Order::Active => query.order((communities::active_at.desc(), communities::actor_id.desc())),
        Order::New => query.order((communities::created_at.desc(), communities::actor_id.desc())),
        Order::Members => query.order((communities::members.desc(), communities::actor_id.desc())),
    };
    Ok(query.offset(offset).limit(limit).load(conn)?)
}

/// What stewards may change.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = communities)]
pub struct Shape {
    pub purpose: Purpose,
    pub formats: String,
    pub job: String,
    pub posting_restricted: bool,
    pub sensitive: bool,
}

pub fn set_shape(tx: &mut Tx<'_>, id: i64, shape: &Shape) -> Result<()> {
    diesel::update(communities::table.find(id)).set(shape.clone()).execute(tx.conn)?;
    bump(tx, id)
}

/// Something that its pages show has changed.
pub fn bump(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::update(communities::table.find(id))
        .set(communities::version.eq(communities::version + 1))
        .execute(tx.conn)?;
    Ok(())
}

/// Adds to the counters and marks the moment of the last activity.
pub fn count(tx: &mut Tx<'_>, id: i64, threads: i64, replies: i64) -> Result<()> {
    diesel::update(communities::table.find(id))
        .set((
            communities::threads.eq(communities::threads + threads),
            communities::replies.eq(communities::replies + replies),
            communities::active_at.eq(tx.now),
            communities::version.eq(communities::version + 1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

pub fn set_backfill(tx: &mut Tx<'_>, id: i64, state: Option<&str>, done: i64, total: i64) -> Result<()> {
    diesel::update(communities::table.find(id))
        .set((
            communities::backfill_state.eq(state),
            communities::backfill_done.eq(done),
            communities::backfill_total.eq(total),
            communities::version.eq(communities::version + 1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

// Follows

pub fn follow(conn: &mut Conn, follower_id: i64, followed_id: i64) -> Result<Option<Follow>> {
    Ok(follows::table
        .filter(follows::follower_id.eq(follower_id))
        .filter(follows::followed_id.eq(followed_id))
        .select(Follow::as_select())
        .first(conn)
        .optional()?)
}

pub fn follow_by_id(conn: &mut Conn, id: i64) -> Result<Option<Follow>> {
    Ok(follows::table.find(id).select(Follow::as_select()).first(conn).optional()?)
}

pub fn follow_by_ap_id(conn: &mut Conn, ap_id: &str, followed_id: i64) -> Result<Option<Follow>> {
    Ok(follows::table
        .filter(follows::followed_id.eq(followed_id))
        .filter(follows::ap_id.eq(ap_id))
        .select(Follow::as_select())
        .first(conn)
        .optional()?)
}

pub fn insert_follow(tx: &mut Tx<'_>, follow: &Follow) -> Result<()> {
    diesel::insert_into(follows::table).values(follow.clone()).execute(tx.conn)?;
    Ok(())
}

pub fn set_follow(tx: &mut Tx<'_>, id: i64, state: FollowState, ap_id: Option<&str>) -> Result<()> {
    let accepted_at = (state == FollowState::Accepted).then_some(tx.now);
    diesel::update(follows::table.find(id))
        .set((follows::state.eq(state), follows::ap_id.eq(ap_id), follows::accepted_at.eq(accepted_at)))
        .execute(tx.conn)?;
    Ok(())
}

/// Says whether it was still there: of two who end it at once, one counts the member out.
pub fn delete_follow(tx: &mut Tx<'_>, id: i64) -> Result<bool> {
    Ok(diesel::delete(follows::table.find(id)).execute(tx.conn)? > 0)
}

/// Marks a follow as accepted. Says whether it was not before.
pub fn accept_follow(tx: &mut Tx<'_>, id: i64) -> Result<bool> {
    let changed = diesel::update(follows::table.find(id).filter(follows::state.ne(FollowState::Accepted)))
        .set((follows::state.eq(FollowState::Accepted), follows::accepted_at.eq(tx.now)))
        .execute(tx.conn)?;
    Ok(changed > 0)
}

pub fn add_members(tx: &mut Tx<'_>, id: i64, count: i64) -> Result<()> {
    diesel::update(communities::table.find(id))
        .set((
            communities::members.eq(communities::members + count),
            communities::version.eq(communities::version + 1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

pub fn is_member(conn: &mut Conn, community_id: i64, actor_id: i64) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(
        follows::table
            .filter(follows::follower_id.eq(actor_id))
            .filter(follows::followed_id.eq(community_id))
            .filter(follows::state.eq(FollowState::Accepted)),
    ))
    .get_result(conn)?)
}

/// Whether anyone here follows it: only then is what it sends of interest.
pub fn has_local_follower(conn: &mut Conn, followed_id: i64) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(
        follows::table
            .inner_join(actors::table.on(actors::id.eq(follows::follower_id)))
            .filter(follows::followed_id.eq(followed_id))
            .filter(actors::host_id.eq(super::hosts::LOCAL)),
    ))
    .get_result(conn)?)
}

/// Members by home server, most first.
pub fn members_by_home(conn: &mut Conn, community_id: i64, limit: i64) -> Result<Vec<(String, i64)>> {
    let count = diesel::dsl::count_star();
    Ok(follows::table
        .inner_join(actors::table.on(actors::id.eq(follows::follower_id)))
        .inner_join(hosts::table.on(hosts::id.eq(actors::host_id)))
        .filter(follows::followed_id.eq(community_id))
        .filter(follows::state.eq(FollowState::Accepted))
        .group_by(hosts::name)
        .select((hosts::name, count))
        .order((count.desc(), hosts::name.asc()))
        .limit(limit)
        .load(conn)?)
}

/// Accepted followers, in order of joining, for collections.
pub fn followers(conn: &mut Conn, followed_id: i64, after: i64, limit: i64) -> Result<Vec<(i64, Actor)>> {
    Ok(follows::table
        .inner_join(actors::table.on(actors::id.eq(follows::follower_id)))
        .filter(follows::followed_id.eq(followed_id))
        .filter(follows::state.eq(FollowState::Accepted))
        .filter(follows::id.gt(after))
        .order(follows::id)
        .limit(limit)
        .select((follows::id, Actor::as_select()))
        .load(conn)?)
}

pub fn count_followers(conn: &mut Conn, followed_id: i64) -> Result<i64> {
    Ok(follows::table
        .filter(follows::followed_id.eq(followed_id))
        .filter(follows::state.eq(FollowState::Accepted))
        .count()
        .get_result(conn)?)
}

/// What a person follows, newest first.
pub fn following(conn: &mut Conn, follower_id: i64, limit: i64) -> Result<Vec<(Follow, Actor)>> {
    Ok(follows::table
        .inner_join(actors::table.on(actors::id.eq(follows::followed_id)))
        .filter(follows::follower_id.eq(follower_id))
        .filter(actors::deleted_at.is_null())
        .order(follows::id.desc())
        .limit(limit)
        .select((Follow::as_select(), Actor::as_select()))
        .load(conn)?)
}

/// One mailbox for each server that has followers: (inbox, host id, software).
pub fn follower_inboxes(conn: &mut Conn, followed_id: i64) -> Result<Vec<(String, i64, Option<String>)>> {
    use diesel::dsl::sql;
    use diesel::sql_types::Text;
    Ok(follows::table
        .inner_join(actors::table.on(actors::id.eq(follows::follower_id)))
        .inner_join(hosts::table.on(hosts::id.eq(actors::host_id)))
        .filter(follows::followed_id.eq(followed_id))
        .filter(follows::state.eq(FollowState::Accepted))
        .filter(actors::host_id.ne(super::hosts::LOCAL))
        .filter(actors::deleted_at.is_null())
        .filter(actors::suspended_at.is_null())
        .filter(hosts::policy.ne(super::hosts::HostPolicy::Blocked))
        .select((sql::<Text>("COALESCE(actors.shared_inbox_url, actors.inbox_url)"), hosts::id, hosts::software))
        .distinct()
        .load(conn)?)
}

// Stewards

/// In order of precedence.
pub fn stewards_of(conn: &mut Conn, community_id: i64) -> Result<Vec<Actor>> {
    Ok(stewards::table
        .inner_join(actors::table.on(actors::id.eq(stewards::actor_id)))
        .filter(stewards::community_id.eq(community_id))
        .filter(actors::deleted_at.is_null())
        .order((stewards::position, stewards::since))
        .select(Actor::as_select())
        .load(conn)?)
}

pub fn is_steward(conn: &mut Conn, community_id: i64, actor_id: i64) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(stewards::table.find((community_id, actor_id)))).get_result(conn)?)
}

pub fn add_steward(tx: &mut Tx<'_>, community_id: i64, actor_id: i64) -> Result<bool> {
    if is_steward(tx.conn, community_id, actor_id)? {
        return Ok(false);
    }
    let last: Option<i32> = stewards::table
        .filter(stewards::community_id.eq(community_id))
        .select(diesel::dsl::max(stewards::position))
        .first(tx.conn)?;
    diesel::insert_into(stewards::table)
        .values((
            stewards::community_id.eq(community_id),
            stewards::actor_id.eq(actor_id),
            stewards::position.eq(last.unwrap_or(0) + 1),
            stewards::since.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(true)
}

pub fn remove_steward(tx: &mut Tx<'_>, community_id: i64, actor_id: i64) -> Result<bool> {
    Ok(diesel::delete(stewards::table.find((community_id, actor_id))).execute(tx.conn)? > 0)
}

// Bans

pub fn ban(conn: &mut Conn, community_id: i64, actor_id: i64, now: Time) -> Result<Option<Ban>> {
    Ok(bans::table
        .find((community_id, actor_id))
        .filter(bans::until.is_null().or(bans::until.gt(now)))
        .select(Ban::as_select())
        .first(conn)
        .optional()?)
}

/// Whether somebody is banned for good or for a time, over or not: no community to suggest to them.
pub fn is_banned(conn: &mut Conn, community_id: i64, actor_id: i64) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(bans::table.find((community_id, actor_id)))).get_result(conn)?)
}

pub fn set_ban(tx: &mut Tx<'_>, ban: &Ban) -> Result<()> {
    lift_ban(tx, ban.community_id, ban.actor_id)?;
    diesel::insert_into(bans::table).values(ban.clone()).execute(tx.conn)?;
    Ok(())
}

pub fn lift_ban(tx: &mut Tx<'_>, community_id: i64, actor_id: i64) -> Result<bool> {
    Ok(diesel::delete(bans::table.find((community_id, actor_id))).execute(tx.conn)? > 0)
}

/// Counts everything anew from what is stored.
pub fn recount(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    // In an open community what stands behind a door is not counted.
    let counted = if is_open(tx.conn, id)? { vec![posts_of::Visibility::Public] } else { posts_of::Visibility::ALL.to_vec() };
    let standing = posts::deleted_at.is_null().and(posts::removed_at.is_null()).and(posts::visibility.eq_any(counted));
    let threads: i64 = posts::table
        .filter(posts::community_id.eq(id))
        .filter(posts::parent_id.is_null())
        .filter(standing.clone())
        .count()
        .get_result(tx.conn)?;
    let replies: i64 = posts::table
        .filter(posts::community_id.eq(id))
        .filter(posts::parent_id.is_not_null())
        .filter(standing)
        .count()
        .get_result(tx.conn)?;
    let members = count_followers(tx.conn, id)?;
    diesel::update(communities::table.find(id))
        .set((
            communities::threads.eq(threads),
            communities::replies.eq(replies),
            communities::members.eq(members),
            communities::version.eq(communities::version + 1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

pub fn all_ids(conn: &mut Conn) -> Result<Vec<i64>> {
    Ok(communities::table.select(communities::actor_id).order(communities::actor_id).load(conn)?)
}

/// Where one person stands with each of these.
pub fn follow_states(conn: &mut Conn, follower_id: i64, ids: &[i64]) -> Result<std::collections::HashMap<i64, FollowState>> {
    let mut found = std::collections::HashMap::new();
    for chunk in ids.chunks(500) {
        let rows: Vec<(i64, FollowState)> = follows::table
            .filter(follows::follower_id.eq(follower_id))
            .filter(follows::followed_id.eq_any(chunk.to_vec()))
            .select((follows::followed_id, follows::state))
            .load(conn)?;
        found.extend(rows);
    }
    Ok(found)
}

/// Who is banned from a community right now, latest first.
pub fn bans_of(conn: &mut Conn, community_id: i64, now: Time, limit: i64) -> Result<Vec<Ban>> {
    Ok(bans::table
        .filter(bans::community_id.eq(community_id))
        .filter(bans::until.is_null().or(bans::until.gt(now)))
        .order(bans::created_at.desc())
        .limit(limit)
        .select(Ban::as_select())
        .load(conn)?)
}

/// Communities that live here.
pub fn count_local(conn: &mut Conn) -> Result<i64> {
    Ok(communities::table
        .inner_join(actors::table)
        .filter(actors::host_id.eq(super::hosts::LOCAL))
        .filter(actors::deleted_at.is_null())
        .count()
        .get_result(conn)?)
}
