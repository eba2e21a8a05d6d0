//! Points in time, and the one clock that an instance reads them from.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::BigInt;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Microseconds since 1970-01-01T00:00:00Z: what the database stores.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, AsExpression, FromSqlRow,
)]
#[diesel(sql_type = BigInt)]
pub struct Time(pub i64);

/// RFC 3339 has no year before 0 and none after 9999.
const FIRST: i64 = -62_167_219_200_000_000;
const LAST: i64 = 253_402_300_799_999_999;

impl Time {
    pub const EPOCH: Self = Self(0);

    #[must_use]
    pub fn from_unix_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
    }

    #[must_use]
    pub fn unix_seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    #[must_use]
    pub fn unix_millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    #[must_use]
    pub fn plus(self, span: Duration) -> Self {
        Self(self.0.saturating_add(micros(span)))
    }

    #[must_use]
    pub fn minus(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(micros(span)))
    }

    /// How long after `earlier` this is; nothing if it is not later at all.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        let span = self.0.saturating_sub(earlier.0);
        Duration::from_micros(u64::try_from(span).unwrap_or(0))
    }

    /// Reads RFC 3339, any offset; finer digits than microseconds are cut off.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        OffsetDateTime::parse(text.trim(), &Rfc3339)
            .ok()
            .map(Self::from)
    }

    /// Six digits and `Z`, always: such texts sort like the times that they name.
    #[must_use]
    pub fn rfc3339(self) -> String {
        self.to_string()
    }

    #[must_use]
    pub fn datetime(self) -> OffsetDateTime {
        self.into()
    }
}

fn micros(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}

impl From<OffsetDateTime> for Time {
    fn from(moment: OffsetDateTime) -> Self {
        let micros = moment.unix_timestamp_nanos().div_euclid(1_000);
        Self(i64::try_from(micros).unwrap_or(if micros < 0 { i64::MIN } else { i64::MAX }))
    }
}

impl From<Time> for OffsetDateTime {
    fn from(time: Time) -> Self {
        let nanos = i128::from(time.0.clamp(FIRST, LAST)) * 1_000;
        Self::from_unix_timestamp_nanos(nanos).unwrap_or(Self::UNIX_EPOCH)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.datetime();
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z",
            at.year(),
            u8::from(at.month()),
            at.day(),
            at.hour(),
            at.minute(),
            at.second(),
            at.microsecond()
        )
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not an RFC 3339 time"))
    }
}

impl<DB> ToSql<BigInt, DB> for Time
where
    DB: Backend,
    i64: ToSql<BigInt, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.to_sql(out)
    }
}

impl<DB> FromSql<BigInt, DB> for Time
where
    DB: Backend,
    i64: FromSql<BigInt, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        i64::from_sql(bytes).map(Self)
    }
}

/// Where an instance gets the time from. Clones of a manual clock move together.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    #[default]
    System,
    /// Stands still until it is told to move; for tests.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    #[must_use]
    pub fn manual(start: Time) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(start.0)))
    }

    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that everybody else asks"
    )]
    pub fn now(&self) -> Time {
        match self {
            Self::System => match SystemTime::now().duration_since(UNIX_EPOCH) {
                Ok(span) => Time(micros(span)),
                Err(before) => Time(-micros(before.duration())),
            },
            Self::Manual(at) => Time(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a manual clock forward; the system's clock is not ours to move.
    pub fn advance(&self, span: Duration) {
        if let Self::Manual(at) = self {
            at.fetch_add(micros(span), Ordering::SeqCst);
        }
    }

    /// Puts a manual clock to any moment, also an earlier one.
    pub fn set(&self, time: Time) {
        if let Self::Manual(at) = self {
            at.store(time.0, Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_six_digits_and_z() {
        assert_eq!(Time(0).rfc3339(), "1970-01-01T00:00:00.000000Z");
        assert_eq!(
            Time(1_700_000_000_123_456).rfc3339(),
            "2023-11-14T22:13:20.123456Z"
        );
    }

    #[test]
    fn reads_what_it_writes_and_other_offsets() {
        let time = Time(1_700_000_000_123_456);
        assert_eq!(Time::parse(&time.rfc3339()), Some(time));
        assert_eq!(
            Time::parse("2023-11-14T23:13:20.123456789+01:00"),
            Some(time)
        );
        assert_eq!(Time::parse("yesterday"), None);
        let json = serde_json::to_string(&time).expect("a string");
        assert_eq!(serde_json::from_str::<Time>(&json).expect("a time"), time);
    }

    #[test]
    fn extremes_neither_panic_nor_wrap() {
        assert_eq!(Time(i64::MAX).rfc3339(), "9999-12-31T23:59:59.999999Z");
        assert_eq!(Time(i64::MIN).rfc3339(), "0000-01-01T00:00:00.000000Z");
        assert_eq!(Time(i64::MAX).plus(Duration::MAX), Time(i64::MAX));
        assert_eq!(Time(5).since(Time(9)), Duration::ZERO);
        assert_eq!(Time(9).since(Time(5)), Duration::from_micros(4));
        assert_eq!(Time::from(Time(-1).datetime()), Time(-1));
    }

    #[test]
    fn clones_of_a_manual_clock_move_together() {
        let clock = Clock::manual(Time(10));
        let other = clock.clone();
        clock.advance(Duration::from_micros(5));
        assert_eq!(other.now(), Time(15));
        other.set(Time(1));
        assert_eq!(clock.now(), Time(1));
    }
}
