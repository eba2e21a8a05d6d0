//! Numbers that take a walk over many rows, kept for a minute: who takes part, and where members live.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::pages::view::HomeShare;
use crate::store::communities::{self, FollowState};
use crate::store::schema::{actors, communities as communities_table, follows};
use crate::store::Conn;

const FRESH: Duration = Duration::from_secs(60);
/// Communities whose homes are kept at the same time.
const MOST: usize = 1_000;
/// Homes that a page names; the rest is one line.
const HOMES: usize = 6;

/// Everybody taking part.
#[derive(Debug, Clone, Copy, Default)]
pub struct Numbers {
    pub people: i64,
    pub servers: i64,
    pub threads: i64,
}

/// Derived from the database alone, and only ever a minute old, so that each process may have its own.
#[derive(Debug, Default)]
pub struct Memo {
    numbers: Mutex<Option<(Time, Numbers)>>,
    /// By community: when, for how many members, and what.
    homes: Mutex<HashMap<i64, (Time, i64, Vec<HomeShare>)>>,
}

fn is_fresh(at: Time, now: Time) -> bool {
    at <= now && now.since(at) < FRESH
}

impl Memo {
    pub fn numbers(&self, conn: &mut Conn, now: Time) -> Result<Numbers> {
        let kept = *self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, numbers)) = kept
            && is_fresh(at, now)
        {
            return Ok(numbers);
        }
        let numbers = count(conn)?;
        *self.numbers.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, numbers));
        Ok(numbers)
    }

    /// Where the members of a community live. A change of their number is seen at once.
    pub fn homes(&self, conn: &mut Conn, community: i64, members: i64, local_host: &str, now: Time) -> Result<Vec<HomeShare>> {
        {
            let kept = self.homes.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((at, count, shares)) = kept.get(&community)
                && *count == members
                && is_fresh(*at, now)
            {
                return Ok(shares.clone());
            }
        }
        let limit = i64::try_from(HOMES).unwrap_or(i64::MAX);
        let homes = communities::members_by_home(conn, community, limit)?;
        let shares = shares(&homes, communities::count_followers(conn, community)?, local_host);
        let mut kept = self.homes.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.retain(|_, (at, _, _)| is_fresh(*at, now));
        }
        if kept.len() < MOST {
            kept.insert(community, (now, members, shares.clone()));
        }
        Ok(shares)
    }
}

fn count(conn: &mut Conn) -> Result<Numbers> {
    let (people, mut servers): (i64, i64) = {
        use diesel::dsl::count;
        follows::table
            .inner_join(actors::table.on(actors::id.eq(follows::follower_id)))
            .inner_join(communities_table::table.on(communities_table::actor_id.eq(follows::followed_id)))
            .filter(follows::state.eq(FollowState::Accepted))
            .select((count(follows::follower_id).aggregate_distinct(), count(actors::host_id).aggregate_distinct()))
            .first(conn)?
    };
    // This one is a home server too, also before the first member.
    servers = servers.max(1);
    let threads: Option<i64> = communities_table::table
        .filter(communities_table::access.eq_any([communities::Access::Public, communities::Access::Unlisted]))
        .select(diesel::dsl::sql::<diesel::sql_types::Nullable<diesel::sql_types::BigInt>>("CAST(SUM(threads) AS BIGINT)"))
        .first(conn)?;
    Ok(Numbers { people, servers, threads: threads.unwrap_or(0) })
}

/// Largest first; everyone beyond the named homes in one line without a name.
fn shares(homes: &[(String, i64)], total: i64, local_host: &str) -> Vec<HomeShare> {
    let number = |n: i64| u64::try_from(n).unwrap_or(0);
    let percent = |n: i64| {
        let share = if total > 0 { (n * 100 + total / 2) / total } else { 0 };
        u8::try_from(share.clamp(i64::from(n > 0), 100)).unwrap_or(100)
    };
    let mut shares: Vec<HomeShare> = homes
        .iter()
        .map(|(host, members)| HomeShare {
            host: host.clone(),
            here: host == local_host,
            members: number(*members),
            percent: percent(*members),
        })
        .collect();
    let named: i64 = homes.iter().map(|(_, members)| members).sum();
    if total > named {
        let rest = total - named;
        shares.push(HomeShare { host: String::new(), here: false, members: number(rest), percent: percent(rest) });
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_homes_are_seen_and_the_rest_is_named_as_one() {
        let homes = [("a.example".to_owned(), 950), ("here.example".to_owned(), 3)];
        let shares = shares(&homes, 1000, "here.example");
        assert_eq!(shares.iter().map(|s| s.percent).collect::<Vec<_>>(), [95, 1, 5]);
        assert!(shares[1].here && shares[2].host.is_empty());
        assert_eq!(shares[2].members, 47);
        assert!(super::shares(&[], 0, "x").is_empty());
    }
}
