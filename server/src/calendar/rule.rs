//! Rhythms: RRULEs of RFC 5545, checked before they are believed, and the dates that they give.

use std::time::Duration;

use chrono::DateTime;
use rrule::{Frequency, RRule, RRuleSet, Tz, Unvalidated};

use super::Zone;
use crate::clock::Time;

/// How far ahead the dates of a series are worked out; one without end goes on from there.
pub const HORIZON: Duration = Duration::from_secs(400 * 24 * 60 * 60);
/// Dates of one series that are kept.
pub const DATES_MAX: u16 = 420;
/// The longest rule, in bytes. Real ones have less than a hundred.
const TEXT_MAX: usize = 200;
/// Values in one list of a rule.
const LIST_MAX: usize = 32;

/// What is wrong with a rule: messages of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadRule {
    /// No rule at all, or one that fits no calendar.
    Unreadable,
    /// Several times a day, or for thousands of years.
    Absurd,
    /// It never happens, or ends before it begins.
    Never,
}

impl BadRule {
    pub fn message(self) -> &'static str {
        match self {
            Self::Unreadable => "form-event-rule",
            Self::Absurd => "form-event-rule-absurd",
            Self::Never => "form-event-rule-never",
        }
    }
}

/// A rhythm that was checked for a beginning and a zone.
#[derive(Debug, Clone)]
pub struct Rhythm {
    set: RRuleSet,
    text: String,
    endless: bool,
}

fn clock(at: Time, zone: Zone) -> DateTime<Tz> {
    let utc = DateTime::from_timestamp(at.unix_seconds(), 0).unwrap_or_default();
    utc.with_timezone(&Tz::Tz(zone.0))
}

impl Rhythm {
    /// Reads a rule such as `FREQ=WEEKLY;COUNT=10`.
    pub fn parse(text: &str, start: Time, zone: Zone) -> Result<Self, BadRule> {
        let text = text.trim().trim_start_matches("RRULE:").to_ascii_uppercase();
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '=' | ';' | ',' | '-' | '+');
        if text.is_empty() || text.len() > TEXT_MAX || !text.chars().all(plain) {
            return Err(BadRule::Unreadable);
        }
        let text = whole_last_day(&text, zone);
        if text.split(';').any(|part| part.split(',').count() > LIST_MAX) {
            return Err(BadRule::Absurd);
        }
        let rule: RRule<Unvalidated> = text.parse().map_err(|_unreadable| BadRule::Unreadable)?;
        let often = matches!(rule.get_freq(), Frequency::Hourly | Frequency::Minutely | Frequency::Secondly);
        let within_a_day = !rule.get_by_hour().is_empty() || !rule.get_by_minute().is_empty() || !rule.get_by_second().is_empty();
        if often || within_a_day || rule.get_interval() == 0 || rule.get_count().is_some_and(|count| count > 1_000) {
            return Err(BadRule::Absurd);
        }
        let endless = rule.get_count().is_none() && rule.get_until().is_none();
        let until = rule.get_until().map(|until| Time::from_unix_seconds(until.timestamp()));
        let rule = match rule.get_until() {
            Some(until) => {
                let until = until.with_timezone(&Tz::UTC);
                rule.until(until)
            }
            None => rule,
        };
        if until.is_some_and(|until| until < start) {
            return Err(BadRule::Never);
        }
        let set = rule.build(clock(start, zone)).map_err(|_unfit| BadRule::Unreadable)?;
        let rhythm = Self { set, text, endless };
        if rhythm.dates(start, start.plus(Duration::from_secs(3 * 366 * 24 * 60 * 60)), 1).is_empty() {
            return Err(BadRule::Never);
        }
        Ok(rhythm)
    }

    /// The rule as it is kept and sent.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn is_endless(&self) -> bool {
        self.endless
    }

    /// Beginnings from one moment to another, both included.
    pub fn dates(&self, from: Time, to: Time, max: u16) -> Vec<Time> {
        let zone = self.set.get_dt_start().timezone();
        let at = |time: Time| DateTime::from_timestamp(time.unix_seconds(), 0).unwrap_or_default().with_timezone(&zone);
        let found = self.set.clone().after(at(from)).before(at(to)).all(max);
        found.dates.into_iter().map(|date| Time::from_unix_seconds(date.timestamp())).collect()
    }
}

/// What names a last day without a time means all of it, at the place.
fn whole_last_day(text: &str, zone: Zone) -> String {
    let part = |part: &str| {
        let until = part.strip_prefix("UNTIL=").filter(|until| until.len() == 8);
        let day = until.and_then(|until| Some(format!("{}-{}-{}T23:59:59", until.get(..4)?, until.get(4..6)?, until.get(6..)?)));
        day.and_then(|day| zone.moment(&day)).map_or_else(|| part.to_owned(), |at| format!("UNTIL={}", super::ical::utc(at)))
    };
    text.split(';').map(part).collect::<Vec<_>>().join(";")
}

/// The rule behind a plain choice: how often, and the last day.
pub fn simple(word: &str, start: Time, zone: Zone, until: Option<Time>) -> Option<String> {
    let parts = zone.parts(start);
    let day = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].get(usize::try_from(parts.weekday).ok()?.checked_sub(1)?)?;
    let rule = match word {
        "daily" => "FREQ=DAILY".to_owned(),
        "weekly" => "FREQ=WEEKLY".to_owned(),
        "fortnightly" => "FREQ=WEEKLY;INTERVAL=2".to_owned(),
        // The third Tuesday of each month; the fifth of a day is its last one.
        "monthly" => match parts.day.div_ceil(7) {
            5 => format!("FREQ=MONTHLY;BYDAY=-1{day}"),
            week => format!("FREQ=MONTHLY;BYDAY={week}{day}"),
        },
        "yearly" => "FREQ=YEARLY".to_owned(),
        _ => return None,
    };
    Some(match until {
        Some(until) => format!("{rule};UNTIL={}", super::ical::utc(until)),
        None => rule,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start() -> (Time, Zone) {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        (zone.moment("2026-03-17T19:00").unwrap(), zone)
    }

    fn dates(rule: &str) -> Vec<String> {
        let (at, zone) = start();
        let rhythm = Rhythm::parse(rule, at, zone).unwrap();
        rhythm.dates(at, at.plus(HORIZON), 4).into_iter().map(|at| zone.stamp(at)).collect()
    }

    #[test]
    fn series_keep_the_hour_when_the_clocks_change() {
        assert_eq!(dates("FREQ=WEEKLY"), ["2026-03-17T19:00:00+01:00", "2026-03-24T19:00:00+01:00", "2026-03-31T19:00:00+02:00", "2026-04-07T19:00:00+02:00"]);
        assert_eq!(dates("RRULE:freq=weekly;count=2").len(), 2);
        assert_eq!(dates("FREQ=WEEKLY;UNTIL=20260331").len(), 3, "the last day counts to its end");
        let (at, zone) = start();
        let kept = Rhythm::parse("freq=weekly;until=20260331", at, zone).unwrap();
        assert_eq!(kept.text(), "FREQ=WEEKLY;UNTIL=20260331T215959Z");
        assert!(Rhythm::parse(kept.text(), at, zone).is_ok());
    }

    #[test]
    fn plain_choices_become_rules() {
        let (at, zone) = start();
        assert_eq!(simple("monthly", at, zone, None).as_deref(), Some("FREQ=MONTHLY;BYDAY=3TU"));
        assert_eq!(dates(&simple("monthly", at, zone, None).unwrap())[1], "2026-04-21T19:00:00+02:00");
        let until = zone.moment("2026-04-02T23:59").unwrap();
        let rule = simple("fortnightly", at, zone, Some(until)).unwrap();
        assert_eq!(rule, "FREQ=WEEKLY;INTERVAL=2;UNTIL=20260402T215900Z");
        assert_eq!(dates(&rule).len(), 2);
        let last = zone.moment("2026-03-31T19:00").unwrap();
        assert_eq!(simple("monthly", last, zone, None).as_deref(), Some("FREQ=MONTHLY;BYDAY=-1TU"));
        assert_eq!(simple("never", at, zone, None), None);
    }

    #[test]
    fn rules_that_make_no_sense_are_refused() {
        let (at, zone) = start();
        let bad = |rule: &str| Rhythm::parse(rule, at, zone).err();
        for rule in ["", "weekly", "FREQ=SOMETIMES", "FREQ=WEEKLY;COUNT=x", "FREQ=WEEKLY\nDTSTART:19990101", "FREQ=WEEKLY;UNTIL=20261301"] {
            assert_eq!(bad(rule), Some(BadRule::Unreadable), "{rule:?}");
        }
        let hours = (0..24).map(|h| h.to_string()).collect::<Vec<_>>().join(",");
        let days = (1..=40).map(|d| d.to_string()).collect::<Vec<_>>().join(",");
        for rule in ["FREQ=SECONDLY", "FREQ=HOURLY;COUNT=3", &format!("FREQ=DAILY;BYHOUR={hours}"), "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=100000", &format!("FREQ=YEARLY;BYYEARDAY={days}")] {
            assert_eq!(bad(rule), Some(BadRule::Absurd), "{rule:?}");
        }
        for rule in ["FREQ=WEEKLY;UNTIL=20200101T000000Z", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"] {
            assert_eq!(bad(rule), Some(BadRule::Never), "{rule:?}");
        }
        assert!(Rhythm::parse("FREQ=DAILY", at, zone).unwrap().is_endless());
    }
}
