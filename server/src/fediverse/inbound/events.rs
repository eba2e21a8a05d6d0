//! Who comes to events: people elsewhere to ours, and the answers to our own.

use folkmoot_federation::host::Change;
use url::Url;

use super::{Applied, Outcome};
use crate::domain::occasions::rsvp::{self, Wish};
use crate::domain::Origin;
use crate::store::actors::{self, Actor};
use crate::store::conn::Tx;
use crate::store::guests::{self, Guest};
use crate::store::posts;
use crate::urls::LocalRef;
use crate::{Error, Result};

pub(super) fn apply(tx: &mut Tx<'_>, change: &Change, origin: &Origin) -> Outcome {
    match change {
        Change::Joined { event } => joined(tx, origin, event),
        Change::Left { event } => left(tx, origin, event),
        Change::JoinAccepted { join, event, person } => answered(tx, origin, join.as_ref(), event.as_ref(), person.as_ref(), true),
        Change::JoinRejected { join, event, person } => answered(tx, origin, join.as_ref(), event.as_ref(), person.as_ref(), false),
        _ => Ok(Applied::Ignored("nothing about an event")),
    }
}

/// Somebody elsewhere comes. Their name is read by those who plan the event alone, since nobody asked them.
fn joined(tx: &mut Tx<'_>, origin: &Origin, event: &Url) -> Outcome {
    let post = known_post!(tx, event);
    if !actors::by_id(tx.conn, post.author_id)?.is_local() {
        return Ok(Applied::Ignored("an event that is planned elsewhere"));
    }
    let join_id = origin.activity_id().map(ToOwned::to_owned);
    match rsvp::join(tx, origin, post.id, Wish::default(), join_id.as_deref()) {
        Ok(_) => Ok(Applied::Done),
        Err(Error::Forbidden(why)) if post.stands() => {
            rsvp::refuse(tx, origin, &post, join_id.as_deref())?;
            tracing::debug!(%why, "somebody elsewhere cannot come");
            Ok(Applied::Done)
        }
        Err(other) => Err(other),
    }
}

fn left(tx: &mut Tx<'_>, origin: &Origin, event: &Url) -> Outcome {
    let post = known_post!(tx, event);
    rsvp::leave(tx, origin, post.id)?;
    Ok(Applied::Done)
}

/// The answer to one of ours, found by what was asked, or by who comes to what.
fn answered(tx: &mut Tx<'_>, origin: &Origin, join: Option<&Url>, event: Option<&Url>, person: Option<&Url>, yes: bool) -> Outcome {
    let mut found = match join {
        Some(join) => by_activity(tx, join)?,
        None => None,
    };
    if found.is_none()
        && let (Some(event), Some(person)) = (event, person)
        && let Some(post) = posts::by_ap_id(tx.conn, event.as_str())?
        && let Some(actor) = actors::by_ap_id(tx.conn, person.as_str())?.filter(Actor::is_local)
    {
        found = guests::of_actor(tx.conn, post.id, actor.id)?;
    }
    match found {
        Some(guest) => {
            rsvp::answered(tx, origin, &guest, yes)?;
            Ok(Applied::Done)
        }
        None => Ok(Applied::Ignored("nobody here asked for that")),
    }
}

/// What we ask with has the number of the guest.
pub(super) fn by_activity(tx: &mut Tx<'_>, id: &Url) -> Result<Option<Guest>> {
    match tx.urls().parse_local(id) {
        Some(LocalRef::Activity(number)) => guests::by_id(tx.conn, number),
        _ => Ok(None),
    }
}

/// An answer that repeats only the id of what it answers says not whether that was a follow.
pub(super) fn by_id_alone(tx: &mut Tx<'_>, origin: &Origin, id: Option<&Url>, yes: bool) -> Result<Option<Applied>> {
    let Some(guest) = id.map(|id| by_activity(tx, id)).transpose()?.flatten() else { return Ok(None) };
    rsvp::answered(tx, origin, &guest, yes)?;
    Ok(Some(Applied::Done))
}
