//! How often one account or one address may do what costs us or others something.
//!
//! State lives in this process: several processes on one database each count for themselves, so
//! the true limit is then the rate times their number. These are brakes, not accounts.

use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use governor::clock::Clock as GovernorClock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DashMapStateStore;
use governor::state::{InMemoryState, NotKeyed};
use governor::{NotUntil, Quota, RateLimiter};

use crate::clock::Clock;
use crate::config;
use crate::error::{Error, Result};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Login,
    Register,
    /// Threads, replies, edits, votes, reports.
    Post,
    Search,
    /// Looking up something on another server.
    Resolve,
}

/// Whose account is counted beside the address.
#[derive(Debug, Clone, Copy)]
pub enum Who<'a> {
    Nobody,
    Account(i64),
    /// The name in a log-in form, whether or not there is such an account: an answer that differed
    /// would tell.
    Name(&'a str),
}

/// Several people behind one address are together allowed this many times as much as one.
const SHARED: u32 = 8;
/// Keys kept for each action; beyond it everybody new shares one count.
const MOST_KEYS: usize = 50_000;
/// How many strangers' worth that one shared count allows.
const CROWD: u32 = 200;
/// Checks between looks at how many keys there are.
const SWEEP_EVERY: u32 = 1_024;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Account(i64),
    Name(u64),
    Address(IpAddr),
}

type Keyed = RateLimiter<Key, DashMapStateStore<Key>, LimitClock, NoOpMiddleware<Nanos>>;
type Single = RateLimiter<NotKeyed, InMemoryState, LimitClock, NoOpMiddleware<Nanos>>;

/// The rate limits of one instance.
pub struct Limits {
    login: Limiter,
    register: Limiter,
    post: Limiter,
    search: Limiter,
    resolve: Limiter,
    names: RandomState,
}

impl Limits {
    #[must_use]
    pub fn new(config: &config::Limits, clock: &Clock) -> Self {
        let clock = LimitClock::new(clock);
        let limiter = |rate| Limiter::new(rate, &clock, MOST_KEYS);
        Self {
            login: limiter(config.login),
            register: limiter(config.register),
            post: limiter(config.post),
            search: limiter(config.search),
            resolve: limiter(config.resolve),
            names: RandomState::new(),
        }
    }

    /// Counts one, or says when there is room again.
    pub fn check(&self, action: Action, who: Who<'_>, address: IpAddr) -> Result<()> {
        let limiter = match action {
            Action::Login => &self.login,
            Action::Register => &self.register,
            Action::Post => &self.post,
            Action::Search => &self.search,
            Action::Resolve => &self.resolve,
        };
        let address = Key::Address(neighbourhood(address));
        match who {
            Who::Nobody => limiter.check(address),
            Who::Account(id) => limiter.check_both(Key::Account(id), address),
            Who::Name(name) => {
                let name = self.names.hash_one(name.trim().to_lowercase());
                limiter.check_both(Key::Name(name), address)
            }
        }
    }
}

struct Limiter {
    /// Accounts, names, and addresses without an account.
    strict: Keyed,
    /// Addresses of people with accounts: a school or a café is one address.
    shared: Keyed,
    /// Everybody together, once there are too many keys to count each.
    crowd: Single,
    checks: AtomicU32,
    most_keys: usize,
    clock: LimitClock,
}

impl Limiter {
    fn new(rate: config::Rate, clock: &LimitClock, most_keys: usize) -> Self {
        let quota = |times| quota(rate, times);
        Self {
            strict: RateLimiter::new(quota(1), DashMapStateStore::default(), clock.clone()),
            shared: RateLimiter::new(quota(SHARED), DashMapStateStore::default(), clock.clone()),
            crowd: RateLimiter::new(quota(CROWD), InMemoryState::default(), clock.clone()),
            checks: AtomicU32::new(0),
            most_keys,
            clock: clock.clone(),
        }
    }

    fn check(&self, key: Key) -> Result<()> {
        if self.is_full() {
            return self.refuse(self.crowd.check());
        }
        self.refuse(self.strict.check_key(&key))
    }

    fn check_both(&self, account: Key, address: Key) -> Result<()> {
        if self.is_full() {
            return self.refuse(self.crowd.check());
        }
        self.refuse(self.shared.check_key(&address))?;
        self.refuse(self.strict.check_key(&account))
    }

    fn refuse(&self, outcome: std::result::Result<(), NotUntil<Nanos>>) -> Result<()> {
        outcome.map_err(|until| Error::TooMany {
            retry_after: until.wait_time_from(self.clock.now()),
        })
    }

    /// Looks now and then, and forgets keys that have all their room back.
    fn is_full(&self) -> bool {
        let keys = || self.strict.len() + self.shared.len();
        let due = self
            .checks
            .fetch_add(1, Ordering::Relaxed)
            .is_multiple_of(SWEEP_EVERY);
        if !due && keys() < self.most_keys {
            return false;
        }
        if due {
            self.strict.retain_recent();
            self.shared.retain_recent();
            self.strict.shrink_to_fit();
            self.shared.shrink_to_fit();
        }
        keys() >= self.most_keys
    }
}

fn quota(rate: config::Rate, times: u32) -> Quota {
    let count = rate.count().saturating_mul(times).max(1);
    let burst = NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
    Quota::with_period(rate.period() / count)
        .unwrap_or_else(|| Quota::per_second(burst))
        .allow_burst(burst)
}

/// A household or a rented machine has a whole /64, so that is what one IPv6 address counts as.
fn neighbourhood(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => IpAddr::V4(v4),
            None => {
                let network = u128::from(v6) & !u128::from(u64::MAX);
                IpAddr::V6(Ipv6Addr::from(network))
            }
        },
    }
}

/// The address of who asks: the peer's, or what a proxy that we trust says.
///
/// The header is read from its end, because everything left of the first stranger was written by
/// the stranger.
#[must_use]
pub fn client_address(peer: IpAddr, forwarded_for: Option<&str>, trusted: &[IpAddr]) -> IpAddr {
    let plain = |address: IpAddr| address.to_canonical();
    let is_trusted = |address: IpAddr| trusted.iter().any(|one| plain(*one) == plain(address));
    let mut address = peer;
    let mut hops = forwarded_for.unwrap_or_default().rsplit(',');
    while is_trusted(address) {
        match hops.next().map(|hop| hop.trim().parse()) {
            Some(Ok(next)) => address = next,
            _ => break,
        }
    }
    plain(address)
}

/// Time for the limits: it never goes back, even when the machine's clock does.
#[derive(Debug, Clone)]
enum LimitClock {
    Since(Instant),
    Manual(Clock),
}

impl LimitClock {
    fn new(clock: &Clock) -> Self {
        match clock {
            Clock::System => Self::Since(Instant::now()),
            Clock::Manual(_) => Self::Manual(clock.clone()),
        }
    }
}

impl GovernorClock for LimitClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        match self {
            Self::Since(start) => Nanos::from(start.elapsed()),
            Self::Manual(clock) => Nanos::from(clock.now().since(crate::clock::Time::EPOCH)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::clock::Time;
    use crate::config::Rate;

    const NOW: Time = Time(1_800_000_000_000_000);

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    fn limits(clock: &Clock) -> Limits {
        let config = config::Limits {
            login: Rate::per_minute(3),
            ..config::Limits::default()
        };
        Limits::new(&config, clock)
    }

    #[test]
    fn counts_addresses_and_gives_room_back() {
        let clock = Clock::manual(NOW);
        let limits = limits(&clock);
        let ask = |from: &str| limits.check(Action::Login, Who::Nobody, address(from));
        for _ in 0..3 {
            ask("192.0.2.1").expect("room");
        }
        let Err(Error::TooMany { retry_after }) = ask("192.0.2.1") else {
            panic!("the fourth is too many");
        };
        assert_eq!(retry_after, Duration::from_secs(20));
        ask("192.0.2.2").expect("another address");
        clock.advance(retry_after);
        ask("192.0.2.1").expect("room again");
        assert!(ask("192.0.2.1").is_err());
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let limits = limits(&Clock::manual(NOW));
        let ask = |from: &str| limits.check(Action::Login, Who::Nobody, address(from));
        for host in 1..=3 {
            ask(&format!("2001:db8::{host}")).expect("room");
        }
        assert!(ask("2001:db8::ffff").is_err());
        ask("2001:db8:0:1::1").expect("the next network");
        for _ in 0..3 {
            ask("192.0.2.1").expect("room");
        }
        assert!(
            ask("::ffff:192.0.2.1").is_err(),
            "one address, two spellings"
        );
    }

    #[test]
    fn an_account_is_counted_wherever_it_comes_from() {
        let limits = limits(&Clock::manual(NOW));
        for from in 1..=3 {
            limits
                .check(
                    Action::Login,
                    Who::Name("Ann"),
                    address(&format!("192.0.2.{from}")),
                )
                .expect("room");
        }
        let last = address("192.0.2.9");
        assert!(
            limits
                .check(Action::Login, Who::Name(" ann"), last)
                .is_err()
        );
        limits
            .check(Action::Login, Who::Account(1), last)
            .expect("another account");
    }

    #[test]
    fn memory_has_an_end() {
        let clock = LimitClock::new(&Clock::manual(NOW));
        let limiter = Limiter::new(Rate::per_hour(1), &clock, 100);
        for n in 0..2_000_u32 {
            let stranger = Key::Address(IpAddr::from(n.to_be_bytes()));
            let _ = limiter.check(stranger);
        }
        assert!(limiter.strict.len() <= 100);
        assert!(limiter.check(Key::Address(address("203.0.113.1"))).is_err());
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let trusted = [address("127.0.0.1"), address("10.0.0.1")];
        let client =
            |peer: &str, header: &str| client_address(address(peer), Some(header), &trusted);
        assert_eq!(client("127.0.0.1", "192.0.2.7"), address("192.0.2.7"));
        assert_eq!(client("192.0.2.1", "192.0.2.7"), address("192.0.2.1"));
        assert_eq!(
            client("127.0.0.1", "6.6.6.6, 192.0.2.7, 10.0.0.1"),
            address("192.0.2.7")
        );
        assert_eq!(client("127.0.0.1", "rubbish"), address("127.0.0.1"));
        assert_eq!(
            client("::ffff:127.0.0.1", "192.0.2.7"),
            address("192.0.2.7")
        );
        assert_eq!(
            client_address(address("127.0.0.1"), None, &trusted),
            address("127.0.0.1")
        );
    }
}
