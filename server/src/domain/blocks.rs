//! What one person wants to see no more of.

use crate::domain::events::{self, Event};
use crate::domain::membership;
use crate::domain::origin::Origin;
use crate::store::actors::Actor;
use crate::store::communities;
use crate::store::conn::Tx;
use crate::store::notifications;
use crate::{Error, Result};

/// Blocks a person for oneself. Neither follows the other from then on.
pub fn block_person(tx: &mut Tx<'_>, origin: &Origin, target: &Actor) -> Result<()> {
    let me = origin.actor();
    if me.id == target.id {
        return Err(Error::Forbidden("Nobody blocks themselves."));
    }
    if !notifications::block_actor(tx, me.id, target.id)? {
        return Ok(());
    }
    for (a, b) in [(me, target), (target, me)] {
        if let Some(follow) = communities::follow(tx.conn, a.id, b.id)? {
            membership::end(tx, &follow, b)?;
        }
    }
    events::emit(tx, origin, Event::PersonBlocked { person: target.id })
}

pub fn unblock_person(tx: &mut Tx<'_>, origin: &Origin, target: &Actor) -> Result<()> {
    if notifications::unblock_actor(tx, origin.actor().id, target.id)? {
        events::emit(tx, origin, Event::PersonUnblocked { person: target.id })?;
    }
    Ok(())
}

/// Blocks a whole server for oneself. Nobody there is told.
pub fn block_server(tx: &mut Tx<'_>, origin: &Origin, host_id: i64) -> Result<()> {
    if host_id == crate::store::hosts::LOCAL {
        return Err(Error::field("host", "form-host-own"));
    }
    notifications::block_host(tx, origin.actor().id, host_id)?;
    Ok(())
}

pub fn unblock_server(tx: &mut Tx<'_>, origin: &Origin, host_id: i64) -> Result<()> {
    notifications::unblock_host(tx, origin.actor().id, host_id)?;
    Ok(())
}
