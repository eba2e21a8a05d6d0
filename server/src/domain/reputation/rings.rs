//! Votes that look like an arrangement count once.
//!
//! Three rules, all about votes that were counted already, so that the first of a ring counts and the rest does not:
//!
//! - **pair**: two people who vote for each other count once in each direction in thirty days;
//! - **burst**: one voter counts once a minute for one author, and five times a day;
//! - **network**: for one post, one server counts once a minute, and people here who log in from one address once a day.
//!
//! What they cannot see: people who keep apart in time and vote in one direction only. Whoever forges them on a server of
//! their own is silenced with it, and then none of its votes count.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use crate::clock::Time;
use crate::store::hosts;
use crate::store::merits::Ring;

pub(super) const PAIR: Duration = Duration::from_secs(30 * 24 * 60 * 60);
pub(super) const BURST: Duration = Duration::from_secs(60);
pub(super) const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Votes of one person for one other that count in a day.
pub(super) const A_DAY: usize = 5;

/// A vote in favour.
#[derive(Debug, Clone, Copy)]
pub(super) struct Like {
    pub post: i64,
    pub voter: i64,
    pub author: i64,
    /// Where the voter lives.
    pub home: i64,
    pub at: Time,
    /// Somebody from the same address had a vote counted for the same post within a day.
    pub same_address: bool,
}

/// Votes that were counted, as far as the rules look back.
#[derive(Debug, Default)]
pub(super) struct Counted {
    pairs: HashMap<(i64, i64), Vec<Time>>,
    homes: HashMap<(i64, i64), Vec<Time>>,
}

impl Counted {
    pub(super) fn pair(&mut self, voter: i64, author: i64, at: Time) {
        self.pairs.entry((voter, author)).or_default().push(at);
    }

    pub(super) fn home(&mut self, post: i64, home: i64, at: Time) {
        if home != hosts::LOCAL {
            self.homes.entry((post, home)).or_default().push(at);
        }
    }

    /// The rule that keeps a vote from counting, if one does. One that counts is remembered.
    pub(super) fn judge(&mut self, like: &Like) -> Option<Ring> {
        let ring = self.ring(like);
        if ring.is_none() {
            self.pair(like.voter, like.author, like.at);
            self.home(like.post, like.home, like.at);
        }
        ring
    }

    fn ring(&self, like: &Like) -> Option<Ring> {
        let within = |times: Option<&Vec<Time>>, span: Duration| times.map_or(0, |all| all.iter().filter(|at| apart(**at, like.at) < span).count());
        let (there, back) = (self.pairs.get(&(like.voter, like.author)), self.pairs.get(&(like.author, like.voter)));
        if within(there, PAIR) > 0 && within(back, PAIR) > 0 {
            return Some(Ring::Pair);
        }
        if within(there, BURST) > 0 || within(there, DAY) >= A_DAY {
            return Some(Ring::Burst);
        }
        let together = within(self.homes.get(&(like.post, like.home)), BURST) > 0;
        (together || like.same_address).then_some(Ring::Network)
    }
}

/// Whether an address tells where somebody is.
pub(super) fn tells(address: &str) -> bool {
    match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(v4)) => !(v4.is_loopback() || v4.is_private() || v4.is_link_local() || v4.is_unspecified()),
        Ok(IpAddr::V6(v6)) => !(v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local() || v6.is_unspecified()),
        Err(_) => false,
    }
}

fn apart(a: Time, b: Time) -> Duration {
    if a > b { a.since(b) } else { b.since(a) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn like(post: i64, voter: i64, author: i64, home: i64, seconds: i64) -> Like {
        Like { post, voter, author, home, at: Time::from_unix_seconds(1_700_000_000 + seconds), same_address: false }
    }

    /// How many of these count.
    fn count(likes: &[Like]) -> usize {
        let mut counted = Counted::default();
        likes.iter().filter(|like| counted.judge(like).is_none()).count()
    }

    #[test]
    fn one_voter_after_another_counts() {
        let likes: Vec<Like> = (0..20).map(|n| like(1, 100 + n, 7, 50 + n, n)).collect();
        assert_eq!(count(&likes), 20);
    }

    #[test]
    fn each_ring_counts_once() {
        let mut counted = Counted::default();
        assert_eq!(counted.judge(&like(1, 100, 7, 50, 0)), None);
        assert_eq!(counted.judge(&like(2, 100, 7, 50, 30)), Some(Ring::Burst), "the next post within the minute");
        assert_eq!(counted.judge(&like(1, 101, 7, 50, 59)), Some(Ring::Network), "a neighbour within the minute");
        assert_eq!(counted.judge(&like(1, 102, 7, 51, 59)), None, "somebody from elsewhere");
        assert_eq!(counted.judge(&like(9, 7, 100, 60, 4_000)), None, "a first vote back");
        assert_eq!(counted.judge(&like(3, 100, 7, 50, 8_000)), Some(Ring::Pair));
        let address = Like { same_address: true, ..like(1, 103, 7, hosts::LOCAL, 9_000) };
        assert_eq!(counted.judge(&address), Some(Ring::Network));
        assert_eq!(counted.judge(&like(1, 104, 7, hosts::LOCAL, 9_001)), None, "people here are no ring by living here");
    }

    #[test]
    fn only_public_addresses_tell_who_sits_together() {
        assert!(tells("198.51.100.7") && tells("2001:db8::1"));
        for address in ["127.0.0.1", "10.1.2.3", "192.168.0.9", "::1", "fd00::1", "", "unknown"] {
            assert!(!tells(address), "{address}");
        }
    }

    proptest! {
        /// Two people who praise each other for a month bring each other two votes at most before the first goes back, and
        /// after that none.
        #[test]
        fn two_friends_gain_little(steps in proptest::collection::vec((any::<bool>(), 60..20_000_i64), 1..80)) {
            let (mut at, mut likes) = (0, Vec::new());
            for (n, (forth, gap)) in steps.iter().enumerate() {
                at += gap;
                let (voter, author) = if *forth { (1, 2) } else { (2, 1) };
                likes.push(like(n as i64, voter, author, voter, at));
            }
            let first_back = likes.iter().position(|l| l.voter != likes[0].voter).unwrap_or(likes.len());
            let after = count(&likes) - count(&likes[..first_back]);
            prop_assert!(after <= 1, "once both have voted, only the first vote back counts: {after}");
        }

        /// However somebody hurries, an author gets five votes a day of one voter.
        #[test]
        fn hurry_gains_nothing(gaps in proptest::collection::vec(0..3_000_i64, 1..200)) {
            let (mut at, mut likes) = (0, Vec::new());
            for (n, gap) in gaps.iter().enumerate() {
                at += gap;
                likes.push(like(n as i64, 1, 2, 1, at));
            }
            let days = usize::try_from(at / 86_400).unwrap_or(0) + 1;
            prop_assert!(count(&likes) <= A_DAY * (days + 1));
        }

        /// However many people a server makes up, one post gets one vote a minute of it.
        #[test]
        fn a_crowd_of_one_server_counts_by_the_minute(seconds in proptest::collection::vec(0..600_i64, 1..300)) {
            let mut seconds = seconds;
            seconds.sort_unstable();
            let likes: Vec<Like> = seconds.iter().enumerate().map(|(n, at)| like(1, 100 + n as i64, 7, 50, *at)).collect();
            prop_assert!(count(&likes) <= 11);
        }

        /// A vote that is added never makes more than itself count.
        #[test]
        fn more_votes_never_take_others_away_in_numbers(votes in proptest::collection::vec((0..4_i64, 0..4_i64, 0..4_i64, 0..3_i64, 0..500_i64), 1..60)) {
            let mut at = 0;
            let likes: Vec<Like> = votes.iter().map(|(post, voter, author, home, gap)| { at += gap; like(*post, *voter, 10 + author, 2 + home, at) }).collect();
            prop_assert!(count(&likes) <= likes.len());
            prop_assert!(count(&likes[..likes.len() - 1]) <= count(&likes), "what was counted stays counted");
        }
    }
}
