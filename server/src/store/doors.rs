//! Parts of communities that are closed, and the people who are let in by name.

use diesel::prelude::*;

use crate::Result;
use crate::formats::Format;
use crate::store::actors::Actor;
use crate::store::communities::{Access, FollowState};
use crate::store::conn::{Conn, Tx};
use crate::store::ext::OrIgnore;
use crate::store::posts::Visibility;
use crate::store::ranks::Rank;
use crate::store::schema::{actors, communities, doors, follows, guests, hosts, posts, ranks, stewards};

/// The word for every part at once.
pub const ALL_PARTS: &str = "all";

/// A closed part, and who may enter it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = doors)]
pub struct Door {
    pub community_id: i64,
    pub format: Format,
    /// Members or staff.
    pub access: Access,
    /// Of the members only those with at least this rank.
    pub least_rank: Option<Rank>,
}

pub fn door(conn: &mut Conn, community_id: i64, format: Format) -> Result<Option<Door>> {
    Ok(doors::table.find((community_id, format)).select(Door::as_select()).first(conn).optional()?)
}

pub fn of(conn: &mut Conn, community_id: i64) -> Result<Vec<Door>> {
    Ok(doors::table.filter(doors::community_id.eq(community_id)).select(Door::as_select()).load(conn)?)
}

/// Whether anything here is closed at all, which spares most houses every other question.
pub fn any(conn: &mut Conn) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(doors::table.select(doors::community_id))).get_result(conn)?)
}

/// Whoever wants to join a community elsewhere asks there first: what it passes on to members alone stays among them here.
pub fn set_elsewhere(tx: &mut Tx<'_>, community_id: i64, asks: bool) -> Result<()> {
    if asks == !of(tx.conn, community_id)?.is_empty() {
        return Ok(());
    }
    let door = |format: &Format| Door { community_id, format: *format, access: Access::Members, least_rank: None };
    let wanted: Vec<Door> = if asks { Format::ALL.iter().map(door).collect() } else { Vec::new() };
    set(tx, community_id, &wanted)
}

/// Replaces the doors of a community.
pub fn set(tx: &mut Tx<'_>, community_id: i64, wanted: &[Door]) -> Result<()> {
    diesel::delete(doors::table.filter(doors::community_id.eq(community_id))).execute(tx.conn)?;
    for door in wanted {
        diesel::insert_into(doors::table).values(*door).execute(tx.conn)?;
    }
    Ok(())
}

/// What stands behind each door, and in front of it, says so itself.
pub fn mark_posts(tx: &mut Tx<'_>, community_id: i64, kinds: &[&'static str], visibility: Visibility) -> Result<()> {
    let threads = posts::table
        .filter(posts::community_id.eq(community_id))
        .filter(posts::parent_id.is_null())
        .filter(posts::kind.eq_any(kinds.to_vec()))
        .filter(posts::visibility.ne(visibility));
    let ids: Vec<i64> = threads.select(posts::id).load(tx.conn)?;
    for chunk in ids.chunks(500) {
        diesel::update(posts::table.filter(posts::id.eq_any(chunk.to_vec()).or(posts::thread_id.eq_any(chunk.to_vec()))))
            .set(posts::visibility.eq(visibility))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// The doors that somebody comes to as a member: with the rank they have there.
pub fn as_member(conn: &mut Conn, actor_id: i64) -> Result<Vec<(Door, Option<Rank>)>> {
    let rank = ranks::community_id.eq(doors::community_id).and(ranks::actor_id.eq(actor_id));
    Ok(doors::table
        .inner_join(follows::table.on(follows::followed_id.eq(doors::community_id)))
        .left_join(ranks::table.on(rank))
        .filter(follows::follower_id.eq(actor_id))
        .filter(follows::state.eq(FollowState::Accepted))
        .select((Door::as_select(), ranks::standing.nullable()))
        .load(conn)?)
}

/// The doors of the communities that somebody tends.
pub fn as_steward(conn: &mut Conn, actor_id: i64) -> Result<Vec<Door>> {
    Ok(doors::table
        .inner_join(stewards::table.on(stewards::community_id.eq(doors::community_id)))
        .filter(stewards::actor_id.eq(actor_id))
        .select(Door::as_select())
        .load(conn)?)
}

/// The doors through which somebody is let in by name.
pub fn as_guest(conn: &mut Conn, actor_id: i64) -> Result<Vec<Door>> {
    let let_in = guests::part.eq(ALL_PARTS).or(guests::part.eq(doors::format));
    Ok(doors::table
        .inner_join(guests::table.on(guests::community_id.eq(doors::community_id)))
        .filter(guests::actor_id.eq(actor_id))
        .filter(let_in)
        .select(Door::as_select())
        .load(conn)?)
}

/// The doors that only staff pass.
pub fn for_staff(conn: &mut Conn) -> Result<Vec<Door>> {
    Ok(doors::table.filter(doors::access.eq(Access::Staff)).select(Door::as_select()).load(conn)?)
}

/// The people of one server who are members of something closed, with their ranks: a server may read what one of its people may.
pub fn of_host(conn: &mut Conn, host: &str) -> Result<Vec<(Door, i64, Option<Rank>)>> {
    let rank = ranks::community_id.eq(doors::community_id).and(ranks::actor_id.eq(follows::follower_id));
    Ok(doors::table
        .inner_join(follows::table.on(follows::followed_id.eq(doors::community_id)))
        .inner_join(actors::table.on(actors::id.eq(follows::follower_id)))
        .inner_join(hosts::table.on(hosts::id.eq(actors::host_id)))
        .left_join(ranks::table.on(rank))
        .filter(hosts::name.eq(host))
        .filter(follows::state.eq(FollowState::Accepted))
        .filter(actors::deleted_at.is_null())
        .select((Door::as_select(), follows::follower_id, ranks::standing.nullable()))
        .load(conn)?)
}

/// The same for those of one server who are let in by name.
pub fn of_host_as_guests(conn: &mut Conn, host: &str) -> Result<Vec<Door>> {
    let let_in = guests::part.eq(ALL_PARTS).or(guests::part.eq(doors::format));
    Ok(doors::table
        .inner_join(guests::table.on(guests::community_id.eq(doors::community_id)))
        .inner_join(actors::table.on(actors::id.eq(guests::actor_id)))
        .inner_join(hosts::table.on(hosts::id.eq(actors::host_id)))
        .filter(hosts::name.eq(host))
        .filter(let_in)
        .filter(actors::deleted_at.is_null())
        .select(Door::as_select())
        .load(conn)?)
}

/// The servers whose people follow a community or are let in there: (mailbox, host id, host name, software).
pub fn servers(conn: &mut Conn, community_id: i64) -> Result<Vec<(String, i64, String, Option<String>)>> {
    use diesel::dsl::sql;
    use diesel::sql_types::Text;
    let members = follows::table
        .filter(follows::followed_id.eq(community_id))
        .filter(follows::state.eq(FollowState::Accepted))
        .select(follows::follower_id);
    let by_name = guests::table.filter(guests::community_id.eq(community_id)).select(guests::actor_id);
    Ok(actors::table
        .inner_join(hosts::table.on(hosts::id.eq(actors::host_id)))
        .filter(actors::id.eq_any(members).or(actors::id.eq_any(by_name)))
        .filter(actors::host_id.ne(super::hosts::LOCAL))
        .filter(actors::deleted_at.is_null())
        .filter(actors::suspended_at.is_null())
        .filter(hosts::policy.ne(super::hosts::HostPolicy::Blocked))
        .select((sql::<Text>("COALESCE(actors.shared_inbox_url, actors.inbox_url)"), hosts::id, hosts::name, hosts::software))
        .distinct()
        .load(conn)?)
}

// Guests

pub fn let_in(tx: &mut Tx<'_>, community_id: i64, actor_id: i64, part: &str) -> Result<bool> {
    let values = (
        guests::community_id.eq(community_id),
        guests::actor_id.eq(actor_id),
        guests::part.eq(part),
        guests::created_at.eq(tx.now),
    );
    Ok(OrIgnore(diesel::insert_into(guests::table).values(values)).execute(tx.conn)? > 0)
}

pub fn put_out(tx: &mut Tx<'_>, community_id: i64, actor_id: i64, part: &str) -> Result<bool> {
    Ok(diesel::delete(guests::table.find((community_id, actor_id, part))).execute(tx.conn)? > 0)
}

/// Those let in by name, latest first, with the part that they may enter.
pub fn guests_of(conn: &mut Conn, community_id: i64, limit: i64) -> Result<Vec<(Actor, String)>> {
    Ok(guests::table
        .inner_join(actors::table.on(actors::id.eq(guests::actor_id)))
        .filter(guests::community_id.eq(community_id))
        .filter(actors::deleted_at.is_null())
        .order((guests::created_at.desc(), guests::actor_id))
        .limit(limit)
        .select((Actor::as_select(), guests::part))
        .load(conn)?)
}

pub fn is_guest(conn: &mut Conn, community_id: i64, actor_id: i64, format: Format) -> Result<bool> {
    let here = guests::community_id.eq(community_id).and(guests::actor_id.eq(actor_id));
    let part = guests::part.eq(ALL_PARTS).or(guests::part.eq(format.as_str()));
    Ok(diesel::select(diesel::dsl::exists(guests::table.filter(here).filter(part))).get_result(conn)?)
}

/// How open a community is, with what its actor says of it to others.
pub fn set_access(tx: &mut Tx<'_>, community_id: i64, access: Access) -> Result<()> {
    diesel::update(communities::table.find(community_id)).set(communities::access.eq(access)).execute(tx.conn)?;
    let (discoverable, asks) = (access != Access::Unlisted && access != Access::Staff, access == Access::Members);
    diesel::update(actors::table.find(community_id).filter(actors::host_id.eq(super::hosts::LOCAL)))
        .set((actors::discoverable.eq(discoverable), actors::approves_followers.eq(asks)))
        .execute(tx.conn)?;
    super::communities::bump(tx, community_id)
}

/// Those who ask to become members, longest waiting first.
pub fn asking(conn: &mut Conn, community_id: i64, limit: i64) -> Result<Vec<(i64, Actor)>> {
    Ok(follows::table
        .inner_join(actors::table.on(actors::id.eq(follows::follower_id)))
        .filter(follows::followed_id.eq(community_id))
        .filter(follows::state.eq(FollowState::Pending))
        .filter(actors::deleted_at.is_null())
        .order(follows::id)
        .limit(limit)
        .select((follows::id, Actor::as_select()))
        .load(conn)?)
}
