//! From what somebody did to a number, and from the number to a rank. Always the same: whoever counts anew gets what
//! was counted step by step.

use std::collections::BTreeMap;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::Conn;
use crate::store::merits::MeritKind;
use crate::store::ranks::Rank;
use crate::store::settings;

/// Nobody falls lower, so that there is always a way back.
pub(super) const LEAST: i64 = -100;
/// Scores are kept in thousandths of a point.
pub const PARTS: i64 = 1_000;
/// The largest weight and threshold that a house can set.
pub(super) const MOST: i64 = 100_000;
/// The keys of these settings begin like this.
const PREFIX: &str = "reputation.";
const HALF_LIFE: &str = "reputation.half_life";
const DAY: i64 = 24 * 60 * 60;

/// What counts how much in this house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    weights: BTreeMap<&'static str, i64>,
    /// Points for member, trusted, super-user.
    pub thresholds: [i64; 3],
    /// Days in which half of what is above the earned rank goes; 0 for never.
    pub half_life: i64,
}

impl Default for Rules {
    fn default() -> Self {
        Self { weights: MeritKind::ALL.iter().map(|kind| (kind.as_str(), usual(*kind))).collect(), thresholds: [10, 100, 500], half_life: 365 }
    }
}

/// What counts how much unless the house says otherwise.
fn usual(kind: MeritKind) -> i64 {
    match kind {
        MeritKind::AnswerAccepted => 15,
        MeritKind::IdeaShipped => 25,
        MeritKind::AnswerLiked | MeritKind::IdeaLiked => 2,
        MeritKind::PostLiked => 1,
        MeritKind::EditKept => 3,
        MeritKind::DuplicateMerged | MeritKind::ReportUpheld => 5,
        MeritKind::PostRemoved => -10,
    }
}

impl Rules {
    /// Those of the house over the usual ones.
    pub fn load(conn: &mut Conn) -> Result<Self> {
        let mut rules = Self::default();
        for (key, value) in settings::beginning_with(conn, PREFIX)? {
            if let Ok(number) = value.parse::<i64>() {
                rules.set(&key, number);
            }
        }
        Ok(rules)
    }

    fn set(&mut self, key: &str, number: i64) {
        if key == HALF_LIFE {
            self.half_life = number;
        }
        for kind in MeritKind::ALL {
            if key == weight_key(*kind) {
                self.weights.insert(kind.as_str(), number);
            }
        }
        for (at, rank) in RANKS.iter().enumerate() {
            if key == threshold_key(*rank) {
                self.thresholds[at] = number;
            }
        }
    }

    /// The same rules as settings.
    pub fn settings(&self) -> Vec<(String, i64)> {
        let weights = MeritKind::ALL.iter().map(|kind| (weight_key(*kind), self.weight(*kind)));
        let thresholds = RANKS.iter().zip(self.thresholds).map(|(rank, points)| (threshold_key(*rank), points));
        weights.chain(thresholds).chain([(HALF_LIFE.to_owned(), self.half_life)]).collect()
    }

    pub fn weight(&self, kind: MeritKind) -> i64 {
        self.weights.get(kind.as_str()).copied().unwrap_or(0)
    }

    pub fn set_weight(&mut self, kind: MeritKind, points: i64) {
        self.weights.insert(kind.as_str(), points);
    }

    /// The points from which a rank is earned.
    pub fn threshold(&self, rank: Rank) -> i64 {
        RANKS.iter().position(|one| *one == rank).map_or(0, |at| self.thresholds[at])
    }

    /// The rank that so many parts earn.
    pub fn rank(&self, parts: i64) -> Rank {
        RANKS.into_iter().rev().find(|rank| parts >= self.threshold(*rank) * PARTS).unwrap_or(Rank::Newcomer)
    }
}

/// The ranks that are earned.
pub const RANKS: [Rank; 3] = [Rank::Member, Rank::Trusted, Rank::SuperUser];

/// The name of a weight's field in the form, and of its setting behind [`PREFIX`].
pub fn weight_field(kind: MeritKind) -> &'static str {
    kind.as_str()
}

pub fn threshold_field(rank: Rank) -> &'static str {
    match rank {
        Rank::Newcomer => "rank_newcomer",
        Rank::Member => "rank_member",
        Rank::Trusted => "rank_trusted",
        Rank::SuperUser => "rank_super_user",
    }
}

fn weight_key(kind: MeritKind) -> String {
    format!("{PREFIX}{}", weight_field(kind))
}

fn threshold_key(rank: Rank) -> String {
    format!("{PREFIX}{}", threshold_field(rank))
}

/// A score under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Score {
    pub parts: i64,
    /// Time takes it no lower.
    pub floor: i64,
    pub at: Time,
}

impl Score {
    /// What it is worth at a later moment: what is above the floor halves in each half-life, and what is below nothing is
    /// forgotten in the same way.
    pub fn worth(&self, rules: &Rules, now: Time) -> i64 {
        let days = day(now) - day(self.at);
        if days <= 0 || rules.half_life <= 0 {
            return self.parts;
        }
        let left = 0.5_f64.powf(days as f64 / rules.half_life as f64);
        let aged = (self.parts as f64 * left).round() as i64;
        if self.parts > 0 { aged.max(self.floor.min(self.parts)) } else { aged }
    }

    /// One more thing counts, at the time of the last one or later.
    pub fn add(&mut self, rules: &Rules, kind: MeritKind, at: Time) {
        let worth = self.worth(rules, at);
        self.parts = (worth + rules.weight(kind) * PARTS).max(LEAST * PARTS);
        self.floor = rules.threshold(rules.rank(self.parts)).max(0) * PARTS;
        self.at = at;
    }

    /// All of it from the beginning.
    pub fn count(rules: &Rules, merits: &[(MeritKind, Time)]) -> Self {
        let mut score = Self::default();
        for (kind, at) in merits {
            score.add(rules, *kind, *at);
        }
        score
    }
}

fn day(at: Time) -> i64 {
    at.unix_seconds().div_euclid(DAY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn days(n: i64) -> Time {
        Time::from_unix_seconds(1_700_000_000 + n * DAY)
    }

    #[test]
    fn time_takes_points_and_never_a_rank() {
        let rules = Rules::default();
        let mut score = Score::count(&rules, &[(MeritKind::AnswerAccepted, days(0)); 8]);
        assert_eq!((score.parts, rules.rank(score.parts)), (120 * PARTS, Rank::Trusted));
        assert_eq!(score.worth(&rules, days(50)) / PARTS, 109);
        assert_eq!(score.worth(&rules, days(5_000)), 100 * PARTS, "what was earned stays earned");
        score.add(&rules, MeritKind::PostRemoved, days(5_000));
        assert_eq!((score.parts, rules.rank(score.parts)), (90 * PARTS, Rank::Member), "a removed post does take one");
        assert_eq!(Rules { half_life: 0, ..rules }.rank(Score::default().parts), Rank::Newcomer);
    }

    #[test]
    fn nobody_falls_without_end_and_bad_times_are_forgotten() {
        let rules = Rules::default();
        let score = Score::count(&rules, &[(MeritKind::PostRemoved, days(0)); 50]);
        assert_eq!(score.parts, LEAST * PARTS);
        assert_eq!(score.worth(&rules, days(365)), LEAST * PARTS / 2);
    }

    #[test]
    fn rules_are_kept_as_they_were_set() {
        let mut rules = Rules::default();
        rules.set_weight(MeritKind::EditKept, 7);
        rules.thresholds = [1, 2, 3];
        rules.half_life = 30;
        let mut again = Rules::default();
        for (key, number) in rules.settings() {
            again.set(&key, number);
        }
        assert_eq!(again, rules);
    }

    proptest! {
        #[test]
        fn counting_in_two_parts_is_counting_at_once(kinds in proptest::collection::vec((0..MeritKind::ALL.len(), 0..40_i64), 0..60), cut in 0..60_usize) {
            let rules = Rules::default();
            let mut at = 0;
            let merits: Vec<(MeritKind, Time)> = kinds.iter().map(|(kind, gap)| { at += gap; (MeritKind::ALL[*kind], days(at)) }).collect();
            let mut score = Score::count(&rules, &merits[..cut.min(merits.len())]);
            for (kind, at) in merits.iter().skip(cut) {
                score.add(&rules, *kind, *at);
            }
            prop_assert_eq!(score, Score::count(&rules, &merits));
        }

        #[test]
        fn a_rank_lasts_while_nothing_speaks_against_it(kinds in proptest::collection::vec((0..MeritKind::ALL.len() - 1, 0..400_i64), 1..60), later in 0..10_000_i64) {
            let rules = Rules::default();
            let (mut score, mut at, mut best) = (Score::default(), 0, Rank::Newcomer);
            for (kind, gap) in kinds {
                at += gap;
                score.add(&rules, MeritKind::ALL[kind], days(at));
                prop_assert!(rules.rank(score.parts) >= best);
                best = rules.rank(score.parts);
            }
            prop_assert_eq!(rules.rank(score.worth(&rules, days(at + later))), best);
        }
    }
}
