//! Zones and wall clocks: from what people write to moments, and back to what they read.
//!
//! The names and the history of zones come with the program (the IANA database in `chrono-tz`), so that the answer is
//! the same on every machine.

pub mod ical;
pub mod rule;

use std::fmt::Write as _;
use std::time::Duration;

use chrono::{DateTime, Datelike, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Timelike};
use chrono_tz::{TZ_VARIANTS, Tz};
use serde::Serialize;

use crate::clock::Time;

/// How long an event lasts that does not say when it ends.
pub const USUAL_LENGTH: Duration = Duration::from_secs(2 * 60 * 60);

/// A zone of the IANA database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone(Tz);

impl Zone {
    pub const UTC: Self = Self(Tz::UTC);

    /// By its name, such as `Europe/Berlin`, in any case.
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim();
        TZ_VARIANTS.iter().find(|zone| zone.name().eq_ignore_ascii_case(name)).copied().map(Self)
    }

    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The names to choose from: places, and UTC.
    pub fn names() -> impl Iterator<Item = &'static str> {
        let is_place = |name: &str| name.contains('/') && !["Etc/", "SystemV/", "US/", "Canada/", "Mexico/", "Brazil/", "Chile/"].iter().any(|p| name.starts_with(p));
        std::iter::once("UTC").chain(TZ_VARIANTS.iter().map(|zone| zone.name()).filter(move |name| is_place(name)))
    }

    /// The moment of a wall clock: `2026-03-02T19:00`, with or without seconds. Where the clock is put forward, the hour
    /// that is left out counts as the one after it; where it is put back, the first of the two hours is meant.
    pub fn moment(self, text: &str) -> Option<Time> {
        let text = text.trim().replace(' ', "T");
        let formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%.f"];
        let clock = formats.iter().find_map(|format| NaiveDateTime::parse_from_str(&text, format).ok());
        let clock = clock.or_else(|| NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok().map(|day| day.and_time(NaiveTime::MIN)))?;
        (1970..=9000).contains(&clock.year()).then_some(())?;
        let found = match self.0.from_local_datetime(&clock) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at,
            LocalResult::None => self.0.from_local_datetime(&(clock + chrono::TimeDelta::hours(1))).earliest()?,
        };
        Some(Time::from_unix_seconds(found.timestamp()))
    }

    fn clock(self, at: Time) -> DateTime<Tz> {
        let utc = DateTime::from_timestamp(at.unix_seconds(), 0).unwrap_or_default();
        utc.with_timezone(&self.0)
    }

    /// As `datetime-local` writes it.
    pub fn input(self, at: Time) -> String {
        self.clock(at).format("%Y-%m-%dT%H:%M").to_string()
    }

    /// As RFC 3339 writes it, with the offset of the place.
    pub fn stamp(self, at: Time) -> String {
        self.clock(at).format("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    pub fn parts(self, at: Time) -> Parts {
        let clock = self.clock(at);
        Parts {
            iso: self.stamp(at),
            date: clock.format("%Y-%m-%d").to_string(),
            weekday: clock.weekday().number_from_monday(),
            day: clock.day(),
            month: clock.month(),
            year: clock.year(),
            time: format!("{:02}:{:02}", clock.hour(), clock.minute()),
        }
    }

    /// `+01:00`.
    pub fn offset(self, at: Time) -> String {
        let seconds = self.clock(at).offset().fix().local_minus_utc();
        let (sign, seconds) = if seconds < 0 { ('-', -seconds) } else { ('+', seconds) };
        format!("{sign}{:02}:{:02}", seconds / 3600, seconds % 3600 / 60)
    }

    /// One line that people everywhere can read, without words of any language.
    pub fn line(self, start: Time, end: Option<Time>) -> String {
        let (from, zone) = (self.parts(start), self.name());
        let mut line = format!("{}, {}", from.date, from.time);
        if let Some(end) = end {
            let to = self.parts(end);
            let day = if to.date == from.date { String::new() } else { format!("{}, ", to.date) };
            let _ = write!(line, "–{day}{}", to.time);
        }
        if self == Self::UTC {
            return line + " UTC";
        }
        format!("{line} {zone} (UTC{})", self.offset(start))
    }
}

/// A moment at a place, in pieces for the page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Parts {
    pub iso: String,
    /// `2026-03-02`.
    pub date: String,
    /// 1 is Monday.
    pub weekday: u32,
    pub day: u32,
    pub month: u32,
    pub year: i32,
    /// `19:00`.
    pub time: String,
}

/// A month as addresses name it, such as `2026-03`, with its first moment and that of the next one, in UTC.
pub fn month(text: &str) -> Option<(Time, Time)> {
    let first = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").ok().filter(|day| (1970..=9000).contains(&day.year()))?;
    let next = first.checked_add_months(chrono::Months::new(1))?;
    let at = |day: NaiveDate| Time::from_unix_seconds(day.and_time(NaiveTime::MIN).and_utc().timestamp());
    Some((at(first), at(next)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin() -> Zone {
        Zone::parse("europe/berlin").unwrap()
    }

    #[test]
    fn zones_are_known_by_name_only() {
        assert_eq!(berlin().name(), "Europe/Berlin");
        assert_eq!(Zone::parse(" UTC "), Some(Zone::UTC));
        for bad in ["", "Europe/Atlantis", "+01:00", "../etc/passwd", "Berlin"] {
            assert_eq!(Zone::parse(bad), None, "{bad}");
        }
        assert!(Zone::names().any(|name| name == "Europe/Berlin") && Zone::names().all(|name| Zone::parse(name).is_some()));
    }

    #[test]
    fn wall_clocks_are_read_with_the_summer_in_mind() {
        let at = |text: &str| berlin().moment(text).map(|at| berlin().stamp(at));
        assert_eq!(at("2026-03-02T19:00").as_deref(), Some("2026-03-02T19:00:00+01:00"));
        assert_eq!(at("2026-07-02 19:00:30").as_deref(), Some("2026-07-02T19:00:30+02:00"));
        // Two o'clock does not exist in this night, and three in the morning comes twice in the other.
        assert_eq!(at("2026-03-29T02:30").as_deref(), Some("2026-03-29T03:30:00+02:00"));
        assert_eq!(at("2026-10-25T02:30").as_deref(), Some("2026-10-25T02:30:00+02:00"));
        assert_eq!(at("2026-03-02").as_deref(), Some("2026-03-02T00:00:00+01:00"));
        for bad in ["soon", "2026-13-01T10:00", "2026-02-30T10:00", "12026-01-01T10:00", "0001-01-01T00:00"] {
            assert_eq!(at(bad), None, "{bad}");
        }
    }

    #[test]
    fn lines_say_when_and_where_the_clock_hangs() {
        let (start, end) = (berlin().moment("2026-03-07T19:00").unwrap(), berlin().moment("2026-03-07T21:30").unwrap());
        assert_eq!(berlin().line(start, Some(end)), "2026-03-07, 19:00–21:30 Europe/Berlin (UTC+01:00)");
        assert_eq!(Zone::UTC.line(start, None), "2026-03-07, 18:00 UTC");
        let night = berlin().moment("2026-03-08T02:00").unwrap();
        assert_eq!(berlin().line(start, Some(night)), "2026-03-07, 19:00–2026-03-08, 02:00 Europe/Berlin (UTC+01:00)");
        let parts = berlin().parts(start);
        assert_eq!((parts.weekday, parts.day, parts.month, parts.time.as_str()), (6, 7, 3, "19:00"));
        assert_eq!(berlin().input(start), "2026-03-07T19:00");
    }

    #[test]
    fn months_have_a_beginning_and_an_end() {
        let (from, to) = month("2026-12").unwrap();
        assert_eq!((from.rfc3339(), to.rfc3339()), ("2026-12-01T00:00:00.000000Z".into(), "2027-01-01T00:00:00.000000Z".into()));
        assert!(month("2026-13").is_none() && month("x").is_none() && month("99999-01").is_none());
    }
}
