//! Three people whom a community trusts fold spam away. Its stewards look at it, and bring it back if it was none.

use super::Power;
use crate::domain::access;
use crate::domain::moderation::{self, Target};
use crate::domain::origin::Origin;
use crate::store::accounts::{self, Role};
use crate::store::actors::{self, Actor};
use crate::store::communities;
use crate::store::conn::Tx;
use crate::store::moderation::Act;
use crate::store::posts::{self, Post};
use crate::store::ranks;
use crate::{Error, Result};

/// As many trusted people fold a post.
pub const CALLERS: usize = 3;

/// Somebody trusted says that a post is spam, or takes that back. Says whether that folded it.
pub fn call_spam(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, on: bool) -> Result<bool> {
    let post = posts::hold(tx, post_id)?.ok_or(Error::NotFound("post"))?;
    if !post.stands() {
        return Err(Error::Gone);
    }
    let community = post.community_id.ok_or(Error::Forbidden("This post belongs to no community."))?;
    let community = actors::by_id(tx.conn, community)?;
    access::power_by_rank(tx.conn, origin, &community, Power::HideSpam, tx.now)?;
    let me = origin.actor().id;
    if post.author_id == me {
        return Err(Error::Forbidden("Your own post is yours to delete."));
    }
    if speaks_for_it(tx, &community, &post)? {
        return Err(Error::Forbidden("What stewards and staff write is reported, not folded."));
    }
    if !on {
        ranks::uncall_spam(tx, post_id, me)?;
        return Ok(false);
    }
    ranks::call_spam(tx, post_id, me)?;
    let callers = trusted_callers(tx, &community, post_id)?;
    if callers < CALLERS {
        return Ok(false);
    }
    fold(tx, origin, &community, &post)?;
    Ok(true)
}

fn speaks_for_it(tx: &mut Tx<'_>, community: &Actor, post: &Post) -> Result<bool> {
    if communities::is_steward(tx.conn, community.id, post.author_id)? {
        return Ok(true);
    }
    Ok(accounts::by_actor(tx.conn, post.author_id)?.is_some_and(|account| account.role >= Role::Responder))
}

/// Who called it spam and is trusted still.
fn trusted_callers(tx: &mut Tx<'_>, community: &Actor, post_id: i64) -> Result<usize> {
    let mut trusted = 0;
    for caller in ranks::spam_callers(tx.conn, post_id)? {
        let ranked = ranks::rank_of(tx.conn, community.id, caller)? >= Power::HideSpam.least();
        let banned = communities::ban(tx.conn, community.id, caller, tx.now)?.is_some();
        if (ranked && !banned) || communities::is_steward(tx.conn, community.id, caller)? {
            trusted += 1;
        }
    }
    Ok(trusted)
}

fn fold(tx: &mut Tx<'_>, origin: &Origin, community: &Actor, post: &Post) -> Result<()> {
    let reason = "Three trusted people called it spam";
    let target = Target { community: Some(community.id), post: Some(post.id), person: Some(post.author_id), ..Target::default() };
    moderation::by_rank(tx, origin, community, Power::HideSpam, Act::HideSpam, &target, reason)?;
    moderation::take_down(tx, origin, post, reason)?;
    moderation::report(tx, origin, Some(post.id), post.author_id, reason, false)
}
