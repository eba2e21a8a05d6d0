//! What the page of an event shows between its text and its replies.

use serde_json::{Value, json};

use crate::Result;
use crate::calendar::Zone;
use crate::clock::Time;
use crate::kinds::Looker;
use crate::kinds::standing::people;
use crate::render::plain_text;
use crate::store::actors;
use crate::store::conn::Conn;
use crate::store::guests::{self, Guest, GuestState};
use crate::store::occasions::{self, Joining, Occasion, OccasionState};
use crate::store::posts::Post;

/// Names on the page; the rest is a number.
const SHOWN: i64 = 60;
/// Dates of a series on the page.
const DATES: i64 = 6;

pub(super) fn draw(conn: &mut Conn, post: &Post, row: &Occasion, looker: &Looker, now: Time) -> Result<Value> {
    let zone = Zone::parse(&row.zone).unwrap_or(Zone::UTC);
    let here = actors::by_id(conn, post.author_id)?.is_local();
    let next = occasions::next(conn, post.id, now)?;
    let (start, end) = match next {
        Some(date) => (date.starts_at, row.ends_at.map(|_| date.ends_at)),
        None => match occasions::last(conn, post.id)? {
            Some(date) => (date.starts_at, row.ends_at.map(|_| date.ends_at)),
            None => (row.starts_at, row.ends_at),
        },
    };
    let going = if here { guests::count(conn, post.id, GuestState::Going)? } else { i64::from(row.counted) };
    let waiting = if here { guests::count(conn, post.id, GuestState::Waiting)? } else { 0 };
    let left = row.capacity.map(|capacity| (i64::from(capacity) - going).max(0));
    let planned_by = occasions::organizers(conn, post.id)?;
    let plans = here && looker.person.is_some_and(|me| me == post.author_id || planned_by.contains(&me));
    let mine = match looker.person {
        Some(me) => guests::of_actor(conn, post.id, me)?,
        None => None,
    };
    let over = next.is_none();
    let open = row.state == OccasionState::On && !over && matches!(row.joining, Joining::Open | Joining::Asked);
    let mut dates = Vec::new();
    if !row.rule.is_empty() {
        let coming = occasions::around(conn, post.id, now, DATES)?;
        dates.extend(coming.into_iter().filter(|date| date.starts_at > start).take(5).map(|date| zone.parts(date.starts_at)));
    }
    let (named, more) = names(conn, post.id, going)?;
    let (start_parts, end_parts) = (zone.parts(start), end.map(|at| zone.parts(at)));
    Ok(json!({
        "state": row.state, "reason": row.reason,
        "start": start_parts, "end": end_parts,
        "same_day": end_parts.as_ref().is_some_and(|end| end.date == start_parts.date),
        "zone": row.zone, "offset": zone.offset(start),
        "over": over, "on_now": !over && start <= now,
        "series": !row.rule.is_empty(), "dates": dates,
        "place": row.place, "address": row.address, "map": row.map_url, "online": row.online_url,
        "joining": row.joining, "capacity": row.capacity, "going": going, "waiting": waiting, "left": left,
        "full": left == Some(0), "line": row.when_full,
        "here": here, "home": if here { String::new() } else { home(conn, post)? },
        "may_join": open && looker.takes_part && looker.person.is_some(),
        "visitor": open && here && looker.person.is_none(),
        "mine": mine.map(|guest| own(conn, &guest)).transpose()?,
        "people": named, "more": more,
        "organizers": people(conn, &planned_by)?,
        "plans": plans, "may_change": here && (plans || looker.tends),
        "may_tell": plans && start <= now && row.state == OccasionState::On,
        "told": row.outcome_id.is_some(),
        "url": format!("/post/{}", post.id), "base": format!("/events/{}", post.id),
        "data": structured(post, row, zone, start, end),
    }))
}

fn home(conn: &mut Conn, post: &Post) -> Result<String> {
    let author = actors::by_id(conn, post.author_id)?;
    actors::host_name(conn, &author)
}

fn own(conn: &mut Conn, guest: &Guest) -> Result<Value> {
    let ahead = if guest.state == GuestState::Waiting { guests::ahead_of(conn, guest)? } else { 0 };
    Ok(json!({
        "state": guest.state, "shown": guest.shown, "remind_day": guest.remind_day, "remind_hour": guest.remind_hour, "place": ahead + 1,
    }))
}

/// Those who let their names be read, and how many come beside them.
fn names(conn: &mut Conn, post_id: i64, going: i64) -> Result<(Vec<Value>, i64)> {
    let shown = guests::shown(conn, post_id, SHOWN)?;
    let ids: Vec<i64> = shown.iter().filter_map(|guest| guest.actor_id).collect();
    let mut named = people(conn, &ids)?;
    named.extend(shown.iter().filter(|guest| guest.actor_id.is_none()).map(|guest| json!({ "id": "", "name": guest.name, "handle": "", "url": "" })));
    let more = (going - i64::try_from(named.len()).unwrap_or(0)).max(0);
    Ok((named, more))
}

/// The same for search engines, as schema.org has it; `<` would end the script that it stands in.
fn structured(post: &Post, row: &Occasion, zone: Zone, start: Time, end: Option<Time>) -> String {
    let status = match row.state {
        OccasionState::On => "https://schema.org/EventScheduled",
        OccasionState::Postponed => "https://schema.org/EventPostponed",
        OccasionState::Cancelled => "https://schema.org/EventCancelled",
    };
    let offline = !row.place.is_empty() || !row.address.is_empty();
    let mode = match (offline, row.online_url.is_empty()) {
        (true, true) => "https://schema.org/OfflineEventAttendanceMode",
        (true, false) => "https://schema.org/MixedEventAttendanceMode",
        (false, _) => "https://schema.org/OnlineEventAttendanceMode",
    };
    let mut places = Vec::new();
    if offline {
        let name = if row.place.is_empty() { &row.address } else { &row.place };
        places.push(json!({ "@type": "Place", "name": name, "address": if row.address.is_empty() { name } else { &row.address } }));
    }
    if !row.online_url.is_empty() {
        places.push(json!({ "@type": "VirtualLocation", "url": row.online_url }));
    }
    let mut data = json!({
        "@context": "https://schema.org", "@type": "Event", "name": post.title, "description": plain_text(&post.html, 500),
        "startDate": zone.stamp(start), "eventStatus": status, "eventAttendanceMode": mode, "location": places,
    });
    if let Some(end) = end {
        data["endDate"] = zone.stamp(end).into();
    }
    if let Some(capacity) = row.capacity {
        data["maximumAttendeeCapacity"] = capacity.into();
    }
    data.to_string().replace('<', "\\u003c")
}
