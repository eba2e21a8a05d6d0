//! Who may read a community and each of its parts, for those who decide about it.

use crate::Result;
use crate::domain::Origin;
use crate::domain::doors::Part;
use crate::pages::reader::Reader;
use crate::pages::tend;
use crate::pages::named;
use crate::pages::view::{AccessPage, Form, GuestRow};
use crate::store::Conn;
use crate::store::accounts::Role;
use crate::store::doors;

/// People who are listed at once.
const MOST: i64 = 200;

pub fn load(conn: &mut Conn, reader: &Reader, origin: &Origin, handle: &str) -> Result<AccessPage> {
    let (community, actor, host) = tend::community(conn, reader, origin, handle)?;
    let closed = doors::of(conn, actor.id)?;
    let mut form = Form::filled([("access", community.access.to_string())]);
    for format in community.formats() {
        let door = closed.iter().find(|door| door.format == format);
        form.set(&format!("part_{format}"), Part::of(door, community.access).word());
    }
    let asking: Vec<i64> = doors::asking(conn, actor.id, MOST)?.iter().map(|(_, person)| person.id).collect();
    let guests: Vec<(i64, String)> = doors::guests_of(conn, actor.id, MOST)?.into_iter().map(|(person, part)| (person.id, part)).collect();
    let ids: Vec<i64> = asking.iter().copied().chain(guests.iter().map(|(id, _)| *id)).collect();
    let people = named::people(conn, &ids)?;
    Ok(AccessPage {
        community: named::card(&community, &actor, &host),
        parts: community.formats().map(|format| format.to_string()).collect(),
        is_staff: reader.viewer.person().is_some_and(|p| p.account.role > Role::Member),
        asking: asking.iter().filter_map(|id| people.get(id).cloned()).collect(),
        guests: guests.into_iter().filter_map(|(id, part)| Some(GuestRow { person: people.get(&id)?.clone(), part })).collect(),
        form,
        guest_form: Form::filled([("part", doors::ALL_PARTS.to_owned())]),
    })
}
