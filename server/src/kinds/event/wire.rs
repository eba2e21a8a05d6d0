//! Events as other servers write and read them: FEP-8a8e, and what Mobilizon, Gancio and PieFed add to it.

use serde_json::{Map, Value, json};

use crate::Result;
use crate::calendar::{USUAL_LENGTH, Zone};
use crate::kinds::Details;
use crate::render::{escape, plain_text};
use crate::store::actors;
use crate::store::conn::Conn;
use crate::store::guests::{self, GuestState};
use crate::store::occasions::{self, Joining, Occasion, OccasionState};
use crate::store::posts::Post;

/// The longest text that is read from one property.
const TEXT_MAX: usize = 200;

pub(super) fn send(conn: &mut Conn, post: &Post, row: &Occasion, extra: &mut Map<String, Value>) -> Result<()> {
    let zone = Zone::parse(&row.zone).unwrap_or(Zone::UTC);
    let end = row.ends_at.unwrap_or(row.starts_at.plus(USUAL_LENGTH));
    let mut put = |name: &str, value: Value| extra.insert(name.to_owned(), value);
    put("startTime", zone.stamp(row.starts_at).into());
    put("endTime", zone.stamp(end).into());
    if row.ends_at.is_none() {
        put("displayEndTime", false.into());
    }
    put("timezone", row.zone.clone().into());
    put("isOnline", (!row.online_url.is_empty()).into());
    let (ical, schema) = match row.state {
        OccasionState::On => ("CONFIRMED", "EventScheduled"),
        OccasionState::Postponed => ("TENTATIVE", "EventPostponed"),
        OccasionState::Cancelled => ("CANCELLED", "EventCancelled"),
    };
    put("ical:status", ical.into());
    put("eventStatus", schema.into());
    if let Some(location) = location(row) {
        put("location", location);
    }
    if row.joining == Joining::Open {
        put("joinMode", "free".into());
    }
    let going = guests::count(conn, post.id, GuestState::Going)?;
    put("participantCount", going.into());
    if let Some(capacity) = row.capacity {
        put("maximumAttendeeCapacity", capacity.into());
        put("remainingAttendeeCapacity", (i64::from(capacity) - going).max(0).into());
    }
    let mut people = vec![post.author_id];
    people.extend(occasions::organizers(conn, post.id)?);
    let ids: Vec<Value> = actors::by_ids(conn, &people)?.into_iter().map(|actor| actor.ap_id.into()).collect();
    put("organizers", json!({ "type": "Collection", "totalItems": ids.len(), "items": ids }));
    Ok(())
}

/// A place has an address; what happens online has a link. Mobilizon reads one, not a list.
fn location(row: &Occasion) -> Option<Value> {
    if row.place.is_empty() && row.address.is_empty() {
        return (!row.online_url.is_empty()).then(|| json!({ "type": "VirtualLocation", "name": row.online_url, "url": row.online_url }));
    }
    let name = if row.place.is_empty() { &row.address } else { &row.place };
    let mut place = json!({ "type": "Place", "name": name });
    if !row.address.is_empty() {
        place["address"] = json!({ "type": "PostalAddress", "streetAddress": row.address });
    }
    if !row.map_url.is_empty() {
        place["url"] = row.map_url.clone().into();
    }
    Some(place)
}

/// The line above the text: when and where, for software that shows an event as a post.
pub(super) fn foreword(row: &Occasion) -> String {
    let zone = Zone::parse(&row.zone).unwrap_or(Zone::UTC);
    let line = escape(&zone.line(row.starts_at, row.ends_at));
    let when = match row.state {
        OccasionState::On => format!("📅 <strong>{line}</strong>"),
        OccasionState::Postponed => format!("⏳ <del>{line}</del>"),
        OccasionState::Cancelled => format!("🚫 <del>{line}</del>"),
    };
    let mut html = format!("<p>{when}");
    if !row.rule.is_empty() {
        html.push_str(&format!("<br>🔁 {}", escape(&row.rule)));
    }
    let place: Vec<&str> = [row.place.as_str(), row.address.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
    if !place.is_empty() {
        html.push_str(&format!("<br>📍 {}", escape(&place.join(", "))));
    }
    for link in [&row.map_url, &row.online_url].into_iter().filter(|link| !link.is_empty()) {
        let link = escape(link);
        html.push_str(&format!("<br>🔗 <a href=\"{link}\">{link}</a>"));
    }
    html.push_str("</p>");
    if row.state != OccasionState::On && !row.reason.is_empty() {
        html.push_str(&format!("<p>{}</p>", escape(&row.reason)));
    }
    html
}

/// What another server says, under the names that people's forms use here.
pub(super) fn take(extra: &Map<String, Value>) -> Details {
    let mut found = Map::new();
    let mut put = |name: &str, text: Option<String>| {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            found.insert(name.to_owned(), Value::String(text));
        }
    };
    let text = |name: &str| extra.get(name).and_then(Value::as_str).map(short);
    put("event_start", text("startTime"));
    let shows_end = extra.get("displayEndTime") != Some(&Value::Bool(false));
    put("event_end", text("endTime").filter(|_| shows_end));
    put("event_zone", text("timezone"));
    put("event_state", state(extra));
    put("event_capacity", number(extra.get("maximumAttendeeCapacity")));
    put("event_count", number(extra.get("participantCount")));
    let joining = match extra.get("joinMode").and_then(Value::as_str) {
        Some("restricted") => Joining::Asked,
        Some("invite" | "external") => Joining::Elsewhere,
        // Whoever does not say may be asked; who has no answer gives none.
        _ => Joining::Open,
    };
    put("event_joining", Some(joining.to_string()));
    let places = match extra.get("location") {
        Some(Value::Array(places)) => places.iter().take(4).collect(),
        Some(place) => vec![place],
        None => Vec::new(),
    };
    for place in places {
        let is_virtual = place.get("type").and_then(Value::as_str) == Some("VirtualLocation");
        if is_virtual {
            put("event_online", place.get("url").and_then(Value::as_str).map(str::to_owned));
            continue;
        }
        put("event_place", place.as_str().or_else(|| place.get("name").and_then(Value::as_str)).map(short));
        put("event_address", place.get("address").and_then(address));
        put("event_map", place.get("url").and_then(Value::as_str).filter(|url| url.starts_with("http")).map(str::to_owned));
    }
    Details(found)
}

fn short(text: &str) -> String {
    plain_text(text, TEXT_MAX)
}

fn number(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_i64).filter(|n| (1..1_000_000).contains(n)).map(|n| n.to_string())
}

fn state(extra: &Map<String, Value>) -> Option<String> {
    let said = ["ical:status", "eventStatus"].iter().filter_map(|name| extra.get(*name)?.as_str()).map(str::to_ascii_lowercase);
    let state = said.filter_map(|word| {
        let word = word.rsplit(['/', '#']).next().unwrap_or_default().to_owned();
        match word.as_str() {
            "cancelled" | "canceled" | "eventcancelled" => Some(OccasionState::Cancelled),
            "tentative" | "postponed" | "eventpostponed" => Some(OccasionState::Postponed),
            _ => None,
        }
    });
    state.max_by_key(|state| *state == OccasionState::Cancelled).map(|state| state.to_string())
}

/// A postal address in one line, or text as it is.
fn address(value: &Value) -> Option<String> {
    if let Some(text) = value.as_str() {
        return Some(short(text));
    }
    let parts = ["streetAddress", "postalCode", "addressLocality", "addressRegion", "addressCountry"];
    let parts: Vec<&str> = parts.iter().filter_map(|name| value.get(*name)?.as_str()).filter(|part| !part.trim().is_empty()).collect();
    Some(short(&parts.join(", "))).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::event::plan::Plan;

    fn heard(extra: Value) -> Plan {
        let Value::Object(map) = extra else { panic!("an object") };
        Plan::heard(&take(&map)).unwrap()
    }

    #[test]
    fn mobilizon_is_understood() {
        let plan = heard(json!({
            "startTime": "2026-03-17T19:00:00+01:00", "endTime": "2026-03-17T23:00:00+01:00", "timezone": "Europe/Paris", "joinMode": "restricted",
            "maximumAttendeeCapacity": 30, "participantCount": 4, "ical:status": "CANCELLED",
            "location": { "type": "Place", "name": "Mairie", "address": { "type": "PostalAddress", "streetAddress": "Rue 1", "addressLocality": "Lyon" } },
        }));
        assert_eq!((plan.joining, plan.state, plan.capacity, plan.counted), (Joining::Asked, OccasionState::Cancelled, Some(30), 4));
        assert_eq!((plan.place.as_str(), plan.address.as_str(), plan.zone.name()), ("Mairie", "Rue 1, Lyon", "Europe/Paris"));
        assert!(plan.end.is_some());
    }

    #[test]
    fn what_is_strange_is_left_out() {
        let plan = heard(json!({
            "startTime": "2026-03-17T19:00:00Z", "endTime": "2020-01-01T00:00:00Z", "timezone": "Mars/Olympus", "maximumAttendeeCapacity": 0,
            "participantCount": -4, "location": "<b>Park</b>", "joinMode": "external", "eventStatus": "https://schema.org/EventPostponed",
        }));
        assert_eq!((plan.end, plan.zone, plan.capacity, plan.counted), (None, Zone::UTC, None, 0));
        assert_eq!((plan.place.as_str(), plan.joining, plan.state), ("Park", Joining::Elsewhere, OccasionState::Postponed));
        let online = heard(json!({ "startTime": "2026-03-17T19:00:00Z", "location": [{ "type": "VirtualLocation", "url": "https://meet.example/x" }] }));
        assert_eq!((online.online.as_str(), online.joining), ("https://meet.example/x", Joining::Open));
        assert!(Plan::heard(&take(&Map::new())).is_none());
    }
}
