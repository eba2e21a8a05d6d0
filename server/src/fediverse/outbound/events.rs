//! Who comes to events, on its way: asked elsewhere, answered from here.

use std::collections::BTreeMap;

use folkmoot_federation::compose;
use url::Url;

use super::ways::*;
use crate::Result;
use crate::fediverse::convert::url;
use crate::store::conn::Tx;
use crate::store::{actors, guests, posts};

/// People elsewhere who are told of a change by one update.
const TOLD: i64 = 5_000;

/// One of ours asks to come to an event elsewhere.
pub(super) fn asked(tx: &mut Tx<'_>, guest: i64) -> Result<()> {
    // Taken back before anybody heard of it.
    let Some(guest) = guests::by_id(tx.conn, guest)? else { return Ok(()) };
    let (Some(person), Some(post)) = (guest.actor_id, posts::by_id(tx.conn, guest.post_id)?) else { return Ok(()) };
    let (by, organizer) = (actors::by_id(tx.conn, person)?, actors::by_id(tx.conn, post.author_id)?);
    let (actor, event, to) = (url(&by.ap_id)?, url(&post.ap_id)?, url(&organizer.ap_id)?);
    let (id, _) = record_as(tx, guest.id, &by, "Join", Some(post.id), false, |id| compose::join(id, &actor, &event, &to))?;
    send(tx, id, &own_mailbox(&organizer))
}

pub(super) fn left(tx: &mut Tx<'_>, post: i64, person: i64) -> Result<()> {
    let Some(post) = posts::by_id(tx.conn, post)? else { return Ok(()) };
    let (by, organizer) = (actors::by_id(tx.conn, person)?, actors::by_id(tx.conn, post.author_id)?);
    let (actor, event, to) = (url(&by.ap_id)?, url(&post.ap_id)?, url(&organizer.ap_id)?);
    let (id, _) = record(tx, &by, "Leave", Some(post.id), false, |id| compose::leave(id, &actor, &event, &to))?;
    send(tx, id, &own_mailbox(&organizer))
}

/// Whoever planned an event of ours says to somebody elsewhere whether they may come.
pub(super) fn answered(tx: &mut Tx<'_>, post: i64, person: i64, join_id: Option<&str>, yes: bool) -> Result<()> {
    let Some(post) = posts::by_id(tx.conn, post)? else { return Ok(()) };
    let (by, guest) = (actors::by_id(tx.conn, post.author_id)?, actors::by_id(tx.conn, person)?);
    if guest.is_local() || !by.is_local() {
        return Ok(());
    }
    let actor = url(&by.ap_id)?;
    let join = compose::join_parts(join_id.map(url).transpose()?.as_ref(), &url(&guest.ap_id)?, &url(&post.ap_id)?);
    let make = |id: &Url| if yes { compose::accept(id, &actor, &join) } else { compose::reject(id, &actor, &join) };
    let (id, _) = record(tx, &by, if yes { "Accept" } else { "Reject" }, Some(post.id), false, make)?;
    send(tx, id, &own_mailbox(&guest))
}

/// Those elsewhere who come to an event hear of its changes, whether or not they follow anybody here.
pub(super) fn guests_elsewhere(tx: &mut Tx<'_>, post: i64) -> Result<Mailboxes> {
    let ids: Vec<i64> = guests::expected(tx.conn, post, 0, TOLD)?.into_iter().filter_map(|guest| guest.actor_id).collect();
    let mut found = BTreeMap::new();
    for chunk in ids.chunks(500) {
        for actor in actors::by_ids(tx.conn, chunk)? {
            if let Some((inbox, host)) = mailbox(&actor) {
                found.insert(inbox, host);
            }
        }
    }
    Ok(found.into_iter().collect())
}
