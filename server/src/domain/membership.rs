//! Following: how people join a community, and how they leave it.

use crate::domain::access;
use crate::domain::events::{self, Event};
use crate::domain::notifications::notify;
use crate::domain::origin::Origin;
use crate::store::actors::{Actor, ActorKind};
use crate::store::accounts::Role;
use crate::store::communities::{self, Access, Follow, FollowState};
use crate::store::conn::Tx;
use crate::store::notifications::{self, NotificationKind};
use crate::{Error, Result};

/// Follows a community (that is: joins it) or a person.
///
/// Every Follow from elsewhere is answered, also a repeated one: the first answer may be lost.
pub fn follow(tx: &mut Tx<'_>, origin: &Origin, target: &Actor) -> Result<FollowState> {
    access::may_act(origin)?;
    if target.kind == ActorKind::Service {
        if !origin.is_local() && target.is_local() {
            // Who asked from elsewhere hears the answer, instead of waiting for it.
            let event =
                Event::FollowRejected { follower: origin.actor().id, followed: target.id, ap_id: origin.activity_id().map(ToOwned::to_owned) };
            events::emit(tx, origin, event)?;
            return Ok(FollowState::Pending);
        }
        return Err(Error::Forbidden("This account cannot be followed."));
    }
    if !target.is_active() {
        return Err(Error::Gone);
    }
    let follower = origin.actor();
    if follower.id == target.id {
        return Err(Error::Forbidden("Nobody follows themselves."));
    }
    if target.is_local() && target.kind == ActorKind::Community && communities::by_id(tx.conn, target.id)?.access == Access::Staff {
        let staff = matches!(origin, Origin::Local(person) if person.account.role > Role::Member);
        if !staff {
            return Err(Error::NotFound("community"));
        }
    }
    let now = tx.now;
    let banned = target.kind == ActorKind::Community && communities::ban(tx.conn, target.id, follower.id, now)?.is_some();
    let shunned = target.is_local() && notifications::is_blocked(tx.conn, target.id, follower.id, follower.host_id)?;
    if target.is_local() && (banned || shunned) {
        if !origin.is_local() {
            let event = Event::FollowRejected { follower: follower.id, followed: target.id, ap_id: origin.activity_id().map(ToOwned::to_owned) };
            events::emit(tx, origin, event)?;
        }
        return if origin.is_local() { Err(Error::Forbidden("You are banned from this community.")) } else { Ok(FollowState::Pending) };
    }
    let asks = target.approves_followers && !(target.is_local() && communities::is_steward(tx.conn, target.id, follower.id)?);
    let state = if target.is_local() && !asks { FollowState::Accepted } else { FollowState::Pending };
    let known = communities::follow(tx.conn, follower.id, target.id)?;
    let id = match &known {
        Some(follow) => {
            let state = if follow.state == FollowState::Accepted { FollowState::Accepted } else { state };
            if target.is_local() || follow.state == FollowState::Pending {
                let ap_id = origin.activity_id().or(follow.ap_id.as_deref()).map(ToOwned::to_owned);
                communities::set_follow(tx, follow.id, state, ap_id.as_deref())?;
            }
            follow.id
        }
        None => insert(tx, origin, target, state)?,
    };
    let was_member = known.as_ref().is_some_and(|f| f.state == FollowState::Accepted);
    if state == FollowState::Accepted && !was_member {
        welcome(tx, origin, target)?;
    }
    if state == FollowState::Pending && known.is_none() && target.is_local() && target.kind == ActorKind::Community {
        for steward in communities::stewards_of(tx.conn, target.id)? {
            notify(tx, origin, steward.id, NotificationKind::AsksToJoin, None, Some(target.id))?;
        }
    }
    answer(tx, origin, target, id, state, was_member)?;
    Ok(if was_member { FollowState::Accepted } else { state })
}

fn insert(tx: &mut Tx<'_>, origin: &Origin, target: &Actor, state: FollowState) -> Result<i64> {
    let id = tx.id();
    // The id of a Follow that we send is the address it is served at.
    let ap_id = if origin.is_local() && !target.is_local() {
        Some(tx.urls().activity(id).to_string())
    } else {
        origin.activity_id().map(ToOwned::to_owned)
    };
    let row = Follow {
        id,
        follower_id: origin.actor().id,
        followed_id: target.id,
        state,
        ap_id,
        created_at: tx.now,
        accepted_at: (state == FollowState::Accepted).then_some(tx.now),
    };
    communities::insert_follow(tx, &row)?;
    Ok(id)
}

fn answer(tx: &mut Tx<'_>, origin: &Origin, target: &Actor, follow: i64, state: FollowState, was_member: bool) -> Result<()> {
    if !target.is_local() {
        return if was_member { Ok(()) } else { events::emit(tx, origin, Event::FollowAsked { follow }) };
    }
    if state == FollowState::Accepted && !origin.is_local() {
        let event = Event::FollowAccepted {
            follower: origin.actor().id,
            followed: target.id,
            ap_id: origin.activity_id().map(ToOwned::to_owned),
        };
        events::emit(tx, origin, event)?;
    }
    Ok(())
}

fn welcome(tx: &mut Tx<'_>, origin: &Origin, target: &Actor) -> Result<()> {
    if target.kind == ActorKind::Community {
        communities::add_members(tx, target.id, 1)
    } else {
        notify(tx, origin, target.id, NotificationKind::Follow, None, None)
    }
}

/// Stops following. Says whether there was anything to stop.
pub fn unfollow(tx: &mut Tx<'_>, origin: &Origin, target: &Actor) -> Result<bool> {
    let Some(follow) = communities::follow(tx.conn, origin.actor().id, target.id)? else {
        return Ok(false);
    };
    end(tx, &follow, target)?;
    let event = Event::Unfollowed { follower: follow.follower_id, followed: follow.followed_id, ap_id: follow.ap_id.clone() };
    events::emit(tx, origin, event)?;
    Ok(true)
}

/// Ends a follow on our side without telling anybody.
pub(super) fn end(tx: &mut Tx<'_>, follow: &Follow, target: &Actor) -> Result<()> {
    if communities::delete_follow(tx, follow.id)? && follow.state == FollowState::Accepted && target.kind == ActorKind::Community {
        communities::add_members(tx, target.id, -1)?;
    }
    Ok(())
}

/// Grants a follow of one of our communities that waited for a steward's yes.
pub(super) fn grant(tx: &mut Tx<'_>, origin: &Origin, follow: i64) -> Result<()> {
    let follow = communities::follow_by_id(tx.conn, follow)?.ok_or(Error::NotFound("request"))?;
    if !communities::accept_follow(tx, follow.id)? {
        return Ok(());
    }
    communities::add_members(tx, follow.followed_id, 1)?;
    let event = Event::FollowAccepted { follower: follow.follower_id, followed: follow.followed_id, ap_id: follow.ap_id };
    events::emit(tx, origin, event)
}

/// The one that we asked says yes. `origin` is the followed actor.
pub fn accepted(tx: &mut Tx<'_>, origin: &Origin, follow: &Follow) -> Result<()> {
    if follow.followed_id != origin.actor().id {
        return Err(Error::Forbidden("Only the one who is followed may accept."));
    }
    if !communities::accept_follow(tx, follow.id)? {
        return Ok(());
    }
    if origin.actor().kind == ActorKind::Community {
        communities::add_members(tx, follow.followed_id, 1)?;
    }
    Ok(())
}

/// The one that we asked says no, or no longer.
pub fn rejected(tx: &mut Tx<'_>, origin: &Origin, follow: &Follow) -> Result<()> {
    if follow.followed_id != origin.actor().id {
        return Err(Error::Forbidden("Only the one who is followed may refuse."));
    }
    end(tx, follow, origin.actor())
}

/// Takes a member out of a local community, telling their home.
pub(super) fn expel(tx: &mut Tx<'_>, origin: &Origin, community: &Actor, person: &Actor) -> Result<()> {
    let Some(follow) = communities::follow(tx.conn, person.id, community.id)? else {
        return Ok(());
    };
    end(tx, &follow, community)?;
    if community.is_local() && !person.is_local() {
        let event = Event::FollowRejected { follower: person.id, followed: community.id, ap_id: follow.ap_id.clone() };
        events::emit(tx, origin, event)?;
    }
    Ok(())
}
