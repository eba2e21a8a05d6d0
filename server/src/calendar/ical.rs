//! Writes calendars as RFC 5545 has them.
//!
//! Written here since the crates for it put a stamp and an id into the parts of a time zone, where neither may stand.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{Offset, TimeZone};

use super::Zone;
use crate::clock::Time;

/// The longest line, in bytes without its end.
const LINE: usize = 75;

/// One event of a calendar.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// The same for ever, and nobody else's.
    pub uid: String,
    pub sequence: i32,
    pub title: String,
    pub text: String,
    pub place: String,
    pub url: String,
    pub start: Time,
    pub end: Option<Time>,
    pub zone: Option<Zone>,
    /// An RRULE, or empty.
    pub rule: String,
    /// `CONFIRMED`, `TENTATIVE` or `CANCELLED`.
    pub status: &'static str,
    pub created: Time,
    pub changed: Time,
    /// The last beginning that is known, for the zone of a series.
    pub last: Time,
}

/// `20260302T180000Z`.
pub fn utc(at: Time) -> String {
    let text = at.rfc3339();
    let digits: String = text.chars().take(19).filter(|c| !matches!(c, '-' | ':')).collect();
    digits + "Z"
}

/// A calendar with its name and entries.
pub fn calendar(name: &str, entries: &[Entry]) -> String {
    let mut out = Writer::default();
    out.raw("BEGIN:VCALENDAR");
    out.raw("VERSION:2.0");
    out.raw(concat!("PRODID:-//Folkmoot//", env!("CARGO_PKG_VERSION"), "//EN"));
    out.raw("CALSCALE:GREGORIAN");
    out.raw("METHOD:PUBLISH");
    out.text("NAME", name);
    out.text("X-WR-CALNAME", name);
    out.raw("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
    let mut zones: BTreeMap<&str, (Zone, Time, Time)> = BTreeMap::new();
    for entry in entries {
        if let Some(zone) = series(entry) {
            let span = zones.entry(zone.name()).or_insert((zone, entry.start, entry.last));
            span.1 = span.1.min(entry.start);
            span.2 = span.2.max(entry.last);
        }
    }
    for (zone, from, to) in zones.values() {
        out.zone(*zone, *from, *to);
    }
    for entry in entries {
        out.entry(entry);
    }
    out.raw("END:VCALENDAR");
    out.0
}

/// The zone of a series, which keeps its hour when the clocks change; what happens once is told in UTC.
fn series(entry: &Entry) -> Option<Zone> {
    entry.zone.filter(|zone| !entry.rule.is_empty() && *zone != Zone::UTC)
}

#[derive(Default)]
struct Writer(String);

impl Writer {
    /// A line as it is, folded so that none is longer than may be.
    fn raw(&mut self, line: &str) {
        let mut room = LINE;
        for c in line.chars() {
            if c.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = LINE - 1;
            }
            self.0.push(c);
            room -= c.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// A property that holds text; nothing where there is none.
    fn text(&mut self, name: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        let mut line = format!("{name}:");
        for c in value.chars() {
            match c {
                '\\' | ';' | ',' => line.extend(['\\', c]),
                '\n' => line.push_str("\\n"),
                c if c.is_control() => {}
                c => line.push(c),
            }
        }
        self.raw(&line);
    }

    fn entry(&mut self, entry: &Entry) {
        self.raw("BEGIN:VEVENT");
        self.raw(&format!("UID:{}", entry.uid));
        self.raw(&format!("DTSTAMP:{}", utc(entry.changed)));
        self.raw(&format!("CREATED:{}", utc(entry.created)));
        self.raw(&format!("LAST-MODIFIED:{}", utc(entry.changed)));
        self.raw(&format!("SEQUENCE:{}", entry.sequence));
        let when = |name: &str, at: Time| match series(entry) {
            Some(zone) => format!("{name};TZID={}:{}", zone.name(), local(zone, at)),
            None => format!("{name}:{}", utc(at)),
        };
        self.raw(&when("DTSTART", entry.start));
        if let Some(end) = entry.end {
            self.raw(&when("DTEND", end));
        }
        if !entry.rule.is_empty() {
            self.raw(&format!("RRULE:{}", entry.rule));
        }
        self.text("SUMMARY", &entry.title);
        self.text("DESCRIPTION", &entry.text);
        self.text("LOCATION", &entry.place);
        self.raw(&format!("STATUS:{}", entry.status));
        self.raw("TRANSP:OPAQUE");
        if !entry.url.is_empty() {
            self.raw(&format!("URL:{}", entry.url));
        }
        self.raw("END:VEVENT");
    }

    /// The zone as it is in those years: one part for each time that its clocks change.
    fn zone(&mut self, zone: Zone, from: Time, to: Time) {
        self.raw("BEGIN:VTIMEZONE");
        self.raw(&format!("TZID:{}", zone.name()));
        let day = 24 * 60 * 60;
        let (first, last) = (from.unix_seconds() - 366 * day, to.unix_seconds() + 366 * day);
        let mut before = offset(zone, first);
        self.observance("STANDARD", zone, first, before, before);
        let mut at = first;
        while at < last {
            let next = (at + day).min(last);
            let after = offset(zone, next);
            if after != before {
                let change = change_between(zone, at, next);
                let kind = if after > before { "DAYLIGHT" } else { "STANDARD" };
                self.observance(kind, zone, change, before, after);
                before = after;
            }
            at = next;
        }
        self.raw("END:VTIMEZONE");
    }

    fn observance(&mut self, kind: &str, _: Zone, at: i64, before: i32, after: i32) {
        // The beginning stands in the time that was before it.
        let clock = Time::from_unix_seconds(at + i64::from(before));
        self.raw(&format!("BEGIN:{kind}"));
        self.raw(&format!("DTSTART:{}", utc(clock).trim_end_matches('Z')));
        self.raw(&format!("TZOFFSETFROM:{}", hours(before)));
        self.raw(&format!("TZOFFSETTO:{}", hours(after)));
        self.raw(&format!("END:{kind}"));
    }
}

fn local(zone: Zone, at: Time) -> String {
    zone.clock(at).format("%Y%m%dT%H%M%S").to_string()
}

fn offset(zone: Zone, at: i64) -> i32 {
    let utc = chrono::DateTime::from_timestamp(at, 0).unwrap_or_default();
    zone.0.offset_from_utc_datetime(&utc.naive_utc()).fix().local_minus_utc()
}

/// The second at which the clocks change, somewhere between two moments.
fn change_between(zone: Zone, mut before: i64, mut after: i64) -> i64 {
    let was = offset(zone, before);
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        if offset(zone, middle) == was { before = middle } else { after = middle }
    }
    after
}

fn hours(seconds: i32) -> String {
    let (sign, seconds) = if seconds < 0 { ('-', -seconds) } else { ('+', seconds) };
    let mut text = format!("{sign}{:02}{:02}", seconds / 3600, seconds % 3600 / 60);
    if seconds % 60 != 0 {
        let _ = write!(text, "{:02}", seconds % 60);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        let start = zone.moment("2026-03-17T19:00").unwrap();
        Entry {
            uid: "7@moot.example".into(),
            title: "Repair; cafe, \\ tea".into(),
            text: "Bring what is broken.\nWe look at it.".into(),
            place: "Old Mill".into(),
            start,
            end: Some(zone.moment("2026-03-17T21:00").unwrap()),
            zone: Some(zone),
            status: "CONFIRMED",
            last: start,
            ..Entry::default()
        }
    }

    #[test]
    fn text_is_escaped_and_lines_are_folded() {
        let long = Entry { text: "Größe ".repeat(60), ..entry() };
        let text = calendar("Mill", &[entry(), long]);
        assert!(text.contains("SUMMARY:Repair\\; cafe\\, \\\\ tea\r\n"), "{text}");
        assert!(text.contains("DESCRIPTION:Bring what is broken.\\nWe look at it.\r\n"));
        assert!(text.lines().all(|line| line.trim_end_matches('\r').len() <= LINE), "{text}");
        assert!(text.ends_with("END:VCALENDAR\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']));
        assert!(text.contains("DTSTART:20260317T180000Z\r\n") && !text.contains("VTIMEZONE"));
    }

    #[test]
    fn a_title_cannot_smuggle_a_line_in() {
        let evil = Entry { title: "x\r\nATTENDEE:mailto:eve@evil.example\u{0}".into(), ..entry() };
        assert!(calendar("n\nBEGIN:VEVENT", &[evil]).lines().all(|line| !line.starts_with("ATTENDEE")));
    }

    #[test]
    fn a_series_brings_its_zone() {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        let series = Entry { rule: "FREQ=WEEKLY".into(), last: zone.moment("2026-06-01T19:00").unwrap(), ..entry() };
        let text = calendar("Mill", &[series]);
        assert!(text.contains("DTSTART;TZID=Europe/Berlin:20260317T190000\r\n"), "{text}");
        assert!(text.contains("BEGIN:DAYLIGHT\r\nDTSTART:20260329T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"), "{text}");
        assert!(text.contains("BEGIN:STANDARD\r\nDTSTART:20261025T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"), "{text}");
        assert_eq!(text.matches("BEGIN:VTIMEZONE").count(), 1);
    }
}
