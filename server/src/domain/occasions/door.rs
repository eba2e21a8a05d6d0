//! The list at the door: who was there. And the secret address of a person's own calendar.

use crate::clock::Time;
use crate::domain::access::{self, Person};
use crate::domain::occasions::{Held, must_plan};
use crate::domain::origin::Origin;
use crate::domain::tokens;
use crate::store::conn::Tx;
use crate::store::guests::{self, GuestState};
use crate::{Error, Result};

/// Those who plan an event mark who is there, or was not after all.
pub fn mark(tx: &mut Tx<'_>, origin: &Origin, id: i64, guest: i64, start: Time, here: bool) -> Result<()> {
    let held = Held::here(tx, id)?;
    must_plan(tx.conn, origin, &held.post)?;
    let guest = guests::by_id(tx.conn, guest)?.filter(|g| g.post_id == id && g.state == GuestState::Going).ok_or(Error::NotFound("guest"))?;
    let dates = crate::store::occasions::around(tx.conn, id, start, 1)?;
    if !dates.iter().any(|date| date.starts_at == start) {
        return Err(Error::NotFound("date"));
    }
    guests::set_present(tx, guest.id, start, here)
}

/// Makes the address of a person's calendar anew; an earlier one leads nowhere from now on.
pub fn open_calendar(tx: &mut Tx<'_>, person: &Person, token: &str) -> Result<()> {
    access::may_act(&Origin::Local(person.clone()))?;
    guests::set_calendar(tx, person.id(), Some(&tokens::hash(token)))
}

pub fn close_calendar(tx: &mut Tx<'_>, person: &Person) -> Result<()> {
    guests::set_calendar(tx, person.id(), None)
}
