//! Ids that sort by age, fit into a JavaScript number, and are made without asking the database.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::clock::Time;

/// 2024-01-01T00:00:00Z in milliseconds: 41 bits from here last until 2093.
const FIRST_MILLI: i64 = 1_704_067_200_000;
const LANE_BITS: u32 = 4;
const SEQUENCE_BITS: u32 = 8;
pub const LANES: u64 = 1 << LANE_BITS;
const STEP: u64 = LANES;
const MAX_ID: u64 = (1 << 53) - 1;

/// Gives out ids: 41 bits of milliseconds, 8 of sequence, 4 of lane.
///
/// Within one source they only ever grow, also when the clock goes back. Sources on different
/// lanes never meet. On the same lane a random start of each millisecond's sequence makes it rare,
/// and the primary key catches what is left.
#[derive(Debug)]
pub struct IdSource {
    last: AtomicU64,
    lane: u64,
}

impl IdSource {
    /// A source on a lane drawn by lot.
    #[must_use]
    pub fn new() -> Self {
        Self::on_lane(rand::random())
    }

    /// A source on a given lane, for processes that have agreed who uses which.
    #[must_use]
    pub fn on_lane(lane: u8) -> Self {
        Self {
            last: AtomicU64::new(0),
            lane: u64::from(lane) % LANES,
        }
    }

    /// From now on every id is greater than this one: for a restart after the clock went back.
    pub fn start_after(&self, id: i64) {
        let id = u64::try_from(id).unwrap_or(0).min(MAX_ID);
        self.last.fetch_max(id, Ordering::Relaxed);
    }

    pub fn next(&self, now: Time) -> i64 {
        let millis = u64::try_from(now.unix_millis().saturating_sub(FIRST_MILLI)).unwrap_or(0);
        let floor = millis << (SEQUENCE_BITS + LANE_BITS);
        // Half of the range stays free, so that a busy millisecond seldom borrows from the next.
        let start = u64::from(rand::random::<u8>() / 2) << LANE_BITS;
        let following = |last: u64| {
            if last < floor {
                floor | start | self.lane
            } else {
                ((last & !(LANES - 1)) | self.lane) + STEP
            }
        };
        let mut last = self.last.load(Ordering::Relaxed);
        loop {
            let id = following(last);
            match self
                .last
                .compare_exchange_weak(last, id, Ordering::Relaxed, Ordering::Relaxed)
            {
                Ok(_) => return i64::try_from(id & MAX_ID).unwrap_or(0),
                Err(newer) => last = newer,
            }
        }
    }
}

impl Default for IdSource {
    fn default() -> Self {
        Self::new()
    }
}

/// When an id was made, to the millisecond; the clock may have been ahead of the sequence or behind.
#[must_use]
pub fn time_of(id: i64) -> Time {
    Time(((id >> (SEQUENCE_BITS + LANE_BITS)) + FIRST_MILLI).saturating_mul(1_000))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::time::Duration;

    use super::*;

    const NOW: Time = Time(1_800_000_000_000_000);

    #[test]
    fn grows_also_when_the_clock_goes_back() {
        let ids = IdSource::new();
        let mut last = 0;
        for step in 0..5_000_u64 {
            let now = if step % 3 == 0 {
                NOW.minus(Duration::from_secs(step))
            } else {
                NOW
            };
            let id = ids.next(now);
            assert!(id > last);
            last = id;
        }
        assert!(last < 1 << 53);
    }

    #[test]
    fn threads_never_get_the_same_id() {
        let ids = IdSource::new();
        let all: Vec<i64> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| (0..2_000).map(|_| ids.next(NOW)).collect::<Vec<_>>()))
                .collect();
            workers
                .into_iter()
                .flat_map(|worker| worker.join().expect("a worker"))
                .collect()
        });
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), 8_000);
    }

    #[test]
    fn lanes_never_meet() {
        let (one, two) = (IdSource::on_lane(1), IdSource::on_lane(2));
        let first: HashSet<i64> = (0..3_000).map(|_| one.next(NOW)).collect();
        assert!((0..3_000).all(|_| !first.contains(&two.next(NOW))));
    }

    #[test]
    fn starts_after_what_the_database_holds_and_tells_its_time() {
        let ids = IdSource::new();
        let id = ids.next(NOW);
        assert_eq!(time_of(id), NOW);
        let restarted = IdSource::new();
        restarted.start_after(id);
        assert!(restarted.next(NOW.minus(Duration::from_secs(60))) > id);
    }
}
