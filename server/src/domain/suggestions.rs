//! Communities that a member may like: those that members of their own communities are in as well.
//!
//! Nobody is named: a suggestion says how many, and only where they are at least three.

use crate::domain::access::{self, Viewer};
use crate::domain::finding;
use crate::store::communities;
use crate::store::conn::{Conn, Tx};
use crate::store::suggestions as store;
use crate::{Error, Result};

/// Fewer could be guessed by their names.
pub const LEAST: i64 = 3;

/// A community and how many people of one's own communities are in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suggestion {
    pub community: i64,
    pub people: i64,
}

/// How much a community has to do with these people, and not only with everybody.
fn weight(people: i64, members: i64) -> f64 {
    people as f64 / (members.max(people) as f64 + 10.0).sqrt()
}

/// The best for a member, none of which they are in, blocked or refused.
pub fn for_member(conn: &mut Conn, viewer: &Viewer, limit: usize) -> Result<Vec<Suggestion>> {
    let Some(person) = viewer.person().filter(|p| p.is_active()) else { return Ok(Vec::new()) };
    let mut found = store::shared(conn, person.id())?;
    found.retain(|(_, people, _)| *people >= LEAST);
    found.sort_by(|a, b| weight(b.1, b.2).total_cmp(&weight(a.1, a.2)).then(b.0.cmp(&a.0)));
    let ids: Vec<i64> = found.iter().map(|row| row.0).collect();
    let settled = store::settled(conn, person.id(), &ids)?;
    let open: Vec<i64> = ids.into_iter().filter(|id| !settled.contains(id)).take(limit * 3).collect();
    let mut shown = finding::visible_communities(conn, viewer, &open)?;
    let mut banned = Vec::new();
    for id in &shown {
        if communities::is_banned(conn, *id, person.id())? {
            banned.push(*id);
        }
    }
    shown.retain(|id| !banned.contains(id));
    shown.truncate(limit);
    let people = |id: i64| found.iter().find(|row| row.0 == id).map_or(0, |row| row.1);
    Ok(shown.into_iter().map(|community| Suggestion { community, people: people(community) }).collect())
}

/// A member wants no more of one suggestion.
pub fn refuse(tx: &mut Tx<'_>, viewer: &Viewer, handle: &str) -> Result<()> {
    let person = viewer.id().ok_or_else(|| Error::unauthorized("Log in to do that."))?;
    let (_, community) = access::community(tx.conn, viewer, handle)?;
    store::refuse(tx, person, community.id)
}

#[cfg(test)]
mod tests {
    use super::weight;

    #[test]
    fn what_everybody_is_in_says_little() {
        assert!(weight(5, 20) > weight(5, 5_000));
        assert!(weight(40, 60) > weight(5, 20));
        assert!(weight(3, 0) > 0.0);
    }
}
