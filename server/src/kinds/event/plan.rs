//! What is planned: when, in which rhythm, where, and for how many. Read from a form, the API, or another server.

use serde_json::Value;

use crate::calendar::rule::{self, BadRule, DATES_MAX, HORIZON, Rhythm};
use crate::calendar::{USUAL_LENGTH, Zone};
use crate::clock::Time;
use crate::error::FieldErrors;
use crate::kinds::Details;
use crate::render::one_line;
use crate::store::occasions::{Date, Joining, Occasion, OccasionState, WhenFull};
use url::Url;

use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// The longest that one event lasts.
const LENGTH_MAX: Duration = Duration::from_secs(100 * 24 * 60 * 60);
/// How far ahead, and how far back, people write events down.
const AHEAD: Duration = Duration::from_secs(10 * 366 * 24 * 60 * 60);
const BACK: Duration = Duration::from_secs(2 * 366 * 24 * 60 * 60);
pub const CAPACITY_MAX: i64 = 100_000;
pub const TEXT_MAX: u32 = 200;
pub const LINK_MAX: u32 = 2_000;

/// A plan, checked as far as it says something of itself.
#[derive(Debug, Clone)]
pub struct Plan {
    pub start: Time,
    pub end: Option<Time>,
    pub zone: Zone,
    pub rhythm: Option<Rhythm>,
    pub place: String,
    pub address: String,
    pub map: String,
    pub online: String,
    pub capacity: Option<i32>,
    pub when_full: WhenFull,
    pub joining: Joining,
    /// Handles of people who plan it too.
    pub organizers: Vec<String>,
    pub state: OccasionState,
    /// Who comes, as another server counts.
    pub counted: i32,
}

/// Strings as they are; numbers as programs like to send them.
fn word(details: &Details, name: &str) -> String {
    match details.0.get(name) {
        Some(Value::Number(number)) => number.to_string(),
        _ => details.text(name).to_owned(),
    }
}

/// Reads the details, collecting what is wrong with them.
struct Reader<'a> {
    details: &'a Details,
    errors: FieldErrors,
}

impl Reader<'_> {
    fn word(&self, name: &str) -> String {
        word(self.details, name)
    }

    fn line(&mut self, name: &'static str) -> String {
        let text = self.word(name);
        if text.chars().count() > TEXT_MAX as usize {
            self.errors.add_with(name, "form-too-long", [("max", TEXT_MAX.to_string())]);
        }
        one_line(&text, TEXT_MAX as usize)
    }

    fn link(&mut self, name: &'static str) -> String {
        let text = self.word(name);
        let is_web = |text: &str| Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host_str().is_some());
        if text.is_empty() || (text.len() <= LINK_MAX as usize && is_web(&text)) {
            return text;
        }
        self.errors.add(name, "form-link-bad");
        String::new()
    }

    fn zone(&mut self, otherwise: Zone) -> Zone {
        let name = self.word("event_zone");
        if name.is_empty() {
            return otherwise;
        }
        Zone::parse(&name).unwrap_or_else(|| {
            self.errors.add("event_zone", "form-event-zone");
            otherwise
        })
    }

    /// A wall clock at the place, or a moment with its offset.
    fn moment(&mut self, name: &'static str, zone: Zone) -> Option<Time> {
        let text = self.word(name);
        if text.is_empty() {
            return None;
        }
        let found = Time::parse(&text).or_else(|| zone.moment(&text));
        if found.is_none() {
            self.errors.add(name, "form-date-bad");
        }
        found
    }

    fn capacity(&mut self) -> Option<i32> {
        let text = self.word("event_capacity");
        if text.is_empty() {
            return None;
        }
        let number = text.parse::<i64>().ok().filter(|n| (1..=CAPACITY_MAX).contains(n)).and_then(|n| i32::try_from(n).ok());
        if number.is_none() {
            self.errors.add_with("event_capacity", "form-event-capacity", [("max", CAPACITY_MAX.to_string())]);
        }
        number
    }

    fn rhythm(&mut self, start: Time, zone: Zone) -> Option<Rhythm> {
        let (choice, own) = (self.word("event_repeats"), self.word("event_rule"));
        let until = self.moment("event_until", zone).map(|at| end_of_day(at, zone));
        let text = match choice.as_str() {
            "" | "no" => own,
            "rule" if own.is_empty() => {
                self.errors.add("event_rule", BadRule::Unreadable.message());
                return None;
            }
            "rule" => own,
            choice => match rule::simple(choice, start, zone, until) {
                Some(text) => text,
                None => {
                    self.errors.add("event_repeats", "form-event-repeats");
                    return None;
                }
            },
        };
        if text.is_empty() {
            return None;
        }
        match Rhythm::parse(&text, start, zone) {
            Ok(rhythm) => Some(rhythm),
            Err(bad) => {
                let field = if bad == BadRule::Never && until.is_some() { "event_until" } else { "event_rule" };
                self.errors.add(field, bad.message());
                None
            }
        }
    }
}

/// A last day includes its evening.
fn end_of_day(at: Time, zone: Zone) -> Time {
    let parts = zone.parts(at);
    zone.moment(&format!("{}T23:59:59", parts.date)).unwrap_or(at)
}

impl Plan {
    /// What somebody here plans. `zone` is meant where none is named.
    pub fn read(details: &Details, zone: Zone, now: Time) -> Result<Self, FieldErrors> {
        let mut reader = Reader { details, errors: FieldErrors::new() };
        let zone = reader.zone(zone);
        let start = reader.moment("event_start", zone);
        let end = reader.moment("event_end", zone);
        match start {
            None if reader.errors.get("event_start").is_none() => {
                reader.errors.add("event_start", "form-event-start");
            }
            Some(at) if at > now.plus(AHEAD) || at < now.minus(BACK) => {
                reader.errors.add("event_start", "form-event-start-far");
            }
            _ => {}
        }
        let at = start.unwrap_or(now);
        if end.is_some_and(|end| end <= at) && start.is_some() {
            reader.errors.add("event_end", "form-event-end");
        } else if end.is_some_and(|end| end.since(at) > LENGTH_MAX) {
            reader.errors.add("event_end", "form-event-long");
        }
        let rhythm = reader.rhythm(at, zone);
        if let (Some(rhythm), Some(end)) = (&rhythm, end) {
            let next = rhythm.dates(at.plus(Duration::from_secs(1)), at.plus(DAY * 800), 1).first().copied();
            if next.is_some_and(|next| end > next) {
                reader.errors.add("event_end", "form-event-overlap");
            }
        }
        let plan = Self {
            start: at,
            end,
            zone,
            rhythm,
            place: reader.line("event_place"),
            address: reader.line("event_address"),
            map: reader.link("event_map"),
            online: reader.link("event_online"),
            capacity: reader.capacity(),
            when_full: if reader.word("event_full") == "refuse" { WhenFull::Refuse } else { WhenFull::Wait },
            joining: if reader.word("event_joining") == "nobody" { Joining::Nobody } else { Joining::Open },
            organizers: handles(&reader.word("event_organizers")),
            state: OccasionState::On,
            counted: 0,
        };
        if plan.place.is_empty() && plan.address.is_empty() && plan.online.is_empty() && reader.errors.get("event_online").is_none() {
            reader.errors.add("event_place", "form-event-where");
        }
        if reader.errors.is_empty() { Ok(plan) } else { Err(reader.errors) }
    }

    /// What another server says: what does not fit is left out. Nothing where it does not say when.
    pub fn heard(details: &Details) -> Option<Self> {
        let mut reader = Reader { details, errors: FieldErrors::new() };
        let zone = reader.zone(Zone::UTC);
        let start = reader.moment("event_start", zone)?;
        let end = reader.moment("event_end", zone).filter(|end| *end > start && end.since(start) <= LENGTH_MAX * 4);
        Some(Self {
            start,
            end,
            zone,
            rhythm: None,
            place: reader.line("event_place"),
            address: reader.line("event_address"),
            map: reader.link("event_map"),
            online: reader.link("event_online"),
            capacity: reader.capacity(),
            when_full: WhenFull::Refuse,
            joining: Joining::parse(&reader.word("event_joining")).unwrap_or(Joining::Open),
            organizers: Vec::new(),
            state: OccasionState::parse(&reader.word("event_state")).unwrap_or(OccasionState::On),
            counted: reader.word("event_count").parse().unwrap_or(0),
        })
    }

    /// The row of an event that begins its life with this plan.
    pub fn occasion(&self, post_id: i64, community_id: Option<i64>, now: Time) -> Occasion {
        Occasion {
            post_id,
            community_id,
            starts_at: self.start,
            ends_at: self.end,
            zone: self.zone.name().to_owned(),
            rule: self.rhythm.as_ref().map(|r| r.text().to_owned()).unwrap_or_default(),
            dated_until: now.max(self.start).plus(HORIZON),
            place: self.place.clone(),
            address: self.address.clone(),
            map_url: self.map.clone(),
            online_url: self.online.clone(),
            capacity: self.capacity,
            when_full: self.when_full,
            joining: self.joining,
            state: self.state,
            reason: String::new(),
            sequence: 0,
            counted: self.counted.max(0),
            outcome_id: None,
            changed_at: now,
        }
    }
}

fn handles(text: &str) -> Vec<String> {
    text.split([',', ' ', '\n']).map(|part| part.trim().trim_start_matches('@').to_owned()).filter(|part| !part.is_empty()).collect()
}

/// The dates of an event from a moment on, as far as they are worked out.
pub fn dates(row: &Occasion, from: Time) -> Vec<Date> {
    let length = row.ends_at.map_or(USUAL_LENGTH, |end| end.since(row.starts_at));
    let date = |starts_at: Time| Date { post_id: row.post_id, starts_at, ends_at: starts_at.plus(length), community_id: row.community_id };
    let zone = Zone::parse(&row.zone).unwrap_or(Zone::UTC);
    let rhythm = Some(&row.rule).filter(|rule| !rule.is_empty()).and_then(|rule| Rhythm::parse(rule, row.starts_at, zone).ok());
    match rhythm {
        Some(rhythm) => rhythm.dates(from.max(row.starts_at), row.dated_until, DATES_MAX).into_iter().map(date).collect(),
        None => vec![date(row.starts_at)],
    }
}

/// The details that a form shows for a row, to be changed.
pub fn details(row: &Occasion) -> Vec<(&'static str, String)> {
    let zone = Zone::parse(&row.zone).unwrap_or(Zone::UTC);
    vec![
        ("event_start", zone.input(row.starts_at)),
        ("event_end", row.ends_at.map(|at| zone.input(at)).unwrap_or_default()),
        ("event_zone", row.zone.clone()),
        ("event_repeats", if row.rule.is_empty() { "no" } else { "rule" }.to_owned()),
        ("event_rule", row.rule.clone()),
        ("event_place", row.place.clone()),
        ("event_address", row.address.clone()),
        ("event_map", row.map_url.clone()),
        ("event_online", row.online_url.clone()),
        ("event_capacity", row.capacity.map(|n| n.to_string()).unwrap_or_default()),
        ("event_full", row.when_full.to_string()),
        ("event_joining", row.joining.to_string()),
    ]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(extra: Value) -> Result<Plan, FieldErrors> {
        let mut details = json!({ "event_start": "2026-03-17T19:00", "event_zone": "Europe/Berlin", "event_place": "Old Mill" });
        for (name, value) in extra.as_object().into_iter().flatten() {
            details[name] = value.clone();
        }
        let Value::Object(map) = details else { return Err(FieldErrors::new()) };
        Plan::read(&Details(map), Zone::UTC, Time::parse("2026-03-02T09:00:00Z").unwrap())
    }

    fn wrong(extra: Value) -> Vec<(String, String)> {
        let errors = read(extra).unwrap_err();
        errors.iter().map(|e| (e.field.to_string(), e.key.to_string())).collect()
    }

    #[test]
    fn a_plan_is_read_at_its_place() {
        let plan = read(json!({ "event_end": "2026-03-17T21:00", "event_capacity": 12, "event_organizers": "@ann, bob@beta.example" })).unwrap();
        assert_eq!(plan.start.rfc3339(), "2026-03-17T18:00:00.000000Z");
        assert_eq!((plan.capacity, plan.when_full, plan.organizers.len()), (Some(12), WhenFull::Wait, 2));
        assert_eq!(dates(&plan.occasion(1, None, plan.start), plan.start).len(), 1);
        let weekly = read(json!({ "event_repeats": "weekly", "event_until": "2026-03-31" })).unwrap();
        assert_eq!(dates(&weekly.occasion(1, None, weekly.start), weekly.start).len(), 3);
        let endless = read(json!({ "event_repeats": "rule", "event_rule": "FREQ=DAILY" })).unwrap();
        let found = dates(&endless.occasion(1, None, endless.start), endless.start);
        assert!(found.len() > 300 && found.len() <= usize::from(DATES_MAX));
    }

    #[test]
    fn what_cannot_be_is_named() {
        let field = |extra: Value| wrong(extra).into_iter().map(|(field, _)| field).collect::<Vec<_>>();
        assert_eq!(wrong(json!({ "event_end": "2026-03-17T18:59" })), [("event_end".to_owned(), "form-event-end".to_owned())]);
        assert_eq!(wrong(json!({ "event_zone": "Middle-earth/Shire" })), [("event_zone".to_owned(), "form-event-zone".to_owned())]);
        for capacity in [json!(0), json!(-1), json!("many"), json!(10_000_000)] {
            assert_eq!(field(json!({ "event_capacity": capacity })), ["event_capacity"]);
        }
        assert_eq!(field(json!({ "event_start": "" })), ["event_start"]);
        assert_eq!(field(json!({ "event_start": "3026-01-01T10:00" })), ["event_start"]);
        assert_eq!(field(json!({ "event_start": "soon" })), ["event_start"]);
        assert_eq!(field(json!({ "event_place": "" })), ["event_place"]);
        assert_eq!(field(json!({ "event_online": "javascript:alert(1)" })), ["event_online"]);
        assert_eq!(field(json!({ "event_map": "not a link" })), ["event_map"]);
        assert_eq!(field(json!({ "event_repeats": "hourly" })), ["event_repeats"]);
        assert_eq!(field(json!({ "event_repeats": "rule", "event_rule": "FREQ=SECONDLY" })), ["event_rule"]);
        assert_eq!(field(json!({ "event_repeats": "weekly", "event_until": "2026-03-01" })), ["event_until"]);
        assert_eq!(field(json!({ "event_repeats": "daily", "event_end": "2026-03-19T10:00" })), ["event_end"]);
        assert_eq!(field(json!({ "event_place": "x".repeat(300) })), ["event_place"]);
    }
}
