//! `/events/{id}/door`: who is expected, and who is there. For those who plan the event.

use crate::calendar::Zone;
use crate::clock::Time;
use crate::domain::occasions::must_plan;
use crate::domain::{Origin, access};
use crate::kinds::event;
use crate::pages::events::date_link;
use crate::pages::reader::Reader;
use crate::pages::view::{DoorRow, EventDoorPage, Pager};
use crate::pages::{named, thread};
use crate::store::conn::Conn;
use crate::store::guests::{self, Guest, GuestState};
use crate::store::occasions;
use crate::{Error, Result};

const ON_A_PAGE: i64 = 200;
/// Other dates of a series that are offered.
const DATES: i64 = 5;

pub fn load(conn: &mut Conn, reader: &Reader, origin: &Origin, id: i64, at: Option<Time>, after: Option<i64>) -> Result<EventDoorPage> {
    let (post, _, _) = access::post(conn, &reader.viewer, id)?;
    let (post, row) = event::find(conn, post.id)?.ok_or(Error::NotFound("event"))?;
    must_plan(conn, origin, &post)?;
    let zone = Zone::parse(&row.zone).unwrap_or(Zone::UTC);
    let base = format!("/events/{id}/door");
    let dates = occasions::around(conn, id, reader.now, DATES)?;
    let date = match at {
        Some(at) => dates.iter().find(|date| date.starts_at == at).copied(),
        // The date that is on, or the next one, or the last one that was.
        None => dates.iter().find(|date| date.ends_at > reader.now).or(dates.last()).copied(),
    };
    let date = date.ok_or(Error::NotFound("date"))?;
    let mut found = guests::going(conn, id, after.unwrap_or(0), ON_A_PAGE + 1)?;
    let limit = usize::try_from(ON_A_PAGE).unwrap_or(usize::MAX);
    let more = found.len() > limit;
    found.truncate(limit);
    let here = guests::present(conn, &found.iter().map(|guest| guest.id).collect::<Vec<_>>(), date.starts_at)?;
    let next = found.last().filter(|_| more).map(|last| format!("{base}?at={}&after={}", date.starts_at.0, last.id));
    let number = |n: i64| u64::try_from(n).unwrap_or(0);
    Ok(EventDoorPage {
        title: thread::title_of(&post),
        url: format!("/post/{id}"),
        date: zone.parts(date.starts_at),
        moment: date.starts_at.0.to_string(),
        dates: dates.iter().filter(|other| other.starts_at != date.starts_at).map(|other| date_link(zone, &base, other.starts_at)).collect(),
        rows: rows(conn, &found, &here)?,
        pager: Pager {
            next: next.unwrap_or_default(),
            first: if after.is_some() { format!("{base}?at={}", date.starts_at.0) } else { String::new() },
        },
        going: number(guests::count(conn, id, GuestState::Going)?),
        waiting: number(guests::count(conn, id, GuestState::Waiting)?),
        here: number(guests::count_present(conn, id, date.starts_at)?),
        base,
    })
}

fn rows(conn: &mut Conn, found: &[Guest], here: &[i64]) -> Result<Vec<DoorRow>> {
    let ids: Vec<i64> = found.iter().filter_map(|guest| guest.actor_id).collect();
    let known = named::people(conn, &ids)?;
    let row = |guest: &Guest| {
        let person = guest.actor_id.and_then(|id| known.get(&id));
        DoorRow {
            id: guest.id.to_string(),
            name: person.map_or_else(|| guest.name.clone(), |p| p.display.clone()),
            handle: person.map(|p| p.handle.clone()).unwrap_or_default(),
            here: here.contains(&guest.id),
        }
    };
    let mut rows: Vec<DoorRow> = found.iter().map(row).collect();
    rows.sort_by_key(|row| row.name.to_lowercase());
    Ok(rows)
}
