//! What people decide about reputation: admins its rules, stewards ranks and how open their community is, and everybody
//! whether they are listed.

use super::score::{self, LEAST, MOST, Rules};
use super::{count, keep};
use crate::Error;
use crate::Result;
use crate::domain::access;
use crate::domain::moderation::{self, Target};
use crate::domain::origin::Origin;
use crate::error::FieldErrors;
use crate::store::actors::{Actor, ActorKind};
use crate::store::communities;
use crate::store::conn::Tx;
use crate::store::jobs;
use crate::store::merits::MeritKind;
use crate::store::moderation::Act;
use crate::store::ranks::{self, Openness, Rank};
use crate::store::settings;

/// The job that counts everybody anew.
pub const JOB: &str = "reputation";
/// The longest half-life, in days.
const LONGEST: i64 = 36_500;

/// What a steward wants of somebody's rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// At least this one.
    Grant(Rank),
    /// At most this one.
    Withhold(Rank),
    /// What is earned, and nothing else.
    Free,
}

/// A wish with its reason.
#[derive(Debug, Clone)]
pub struct Decision {
    pub wish: Wish,
    pub reason: String,
}

/// Stewards grant a rank, withhold it, or leave it to what is earned.
pub fn decide(tx: &mut Tx<'_>, origin: &Origin, community: &Actor, person: &Actor, decision: &Decision) -> Result<()> {
    access::power_over(tx.conn, origin, community)?;
    if !community.is_local() {
        return Err(Error::Forbidden("Ranks are given on the community's own server."));
    }
    if person.kind != ActorKind::Person || person.deleted_at.is_some() {
        return Err(Error::field("handle", "error-person-unknown"));
    }
    if person.id == origin.actor().id {
        return Err(Error::field("handle", "form-rank-own"));
    }
    let act = match decision.wish {
        Wish::Grant(_) => Act::GrantRank,
        Wish::Withhold(_) => Act::WithholdRank,
        Wish::Free => Act::FreeRank,
    };
    let target = Target { community: Some(community.id), person: Some(person.id), ..Target::default() };
    moderation::by_steward(tx, origin, community, act, &target, &decision.reason)?;
    let rules = Rules::load(tx.conn)?;
    let before = ranks::hold(tx, community.id, person.id)?;
    let (granted, withheld) = match decision.wish {
        Wish::Grant(rank) => (Some(rank), None),
        Wish::Withhold(rank) => (None, Some(rank)),
        Wish::Free => (None, None),
    };
    let row = ranks::Standing { granted, withheld, ..before.clone() };
    keep(tx, &rules, &before, row)
}

/// Stewards say what everybody may see of reputation in their community.
pub fn open_up(tx: &mut Tx<'_>, origin: &Origin, community: &Actor, open: Openness) -> Result<()> {
    access::power_over(tx.conn, origin, community)?;
    if !community.is_local() {
        return Err(Error::Forbidden("This community is changed on its own server."));
    }
    if ranks::openness(tx.conn, community.id)? == open {
        return Ok(());
    }
    let target = Target { community: Some(community.id), ..Target::default() };
    moderation::by_steward(tx, origin, community, Act::ChangeCommunity, &target, "What everybody sees of reputation changed")?;
    ranks::set_openness(tx, community.id, open)?;
    communities::bump(tx, community.id)
}

/// Somebody stays out of every list, or comes back.
pub fn set_hidden(tx: &mut Tx<'_>, origin: &Origin, hidden: bool) -> Result<()> {
    access::may_act(origin)?;
    ranks::set_hidden(tx, origin.actor().id, hidden)
}

/// Admins change what counts how much. Everybody is counted anew.
pub fn change_rules(tx: &mut Tx<'_>, origin: &Origin, rules: &Rules) -> Result<()> {
    check(rules)?;
    if *rules == Rules::load(tx.conn)? {
        return Ok(());
    }
    moderation::by_admin(tx, origin, Act::ChangeReputation, &Target::default(), "What counts for reputation changed")?;
    for (key, number) in rules.settings() {
        settings::set(tx, &key, &number.to_string())?;
    }
    jobs::enqueue(tx, JOB, Some("all"), String::new(), tx.now)
}

fn check(rules: &Rules) -> Result<()> {
    let mut errors = FieldErrors::new();
    let bounds = |min: i64, max: i64| [("min", min.to_string()), ("max", max.to_string())];
    for kind in MeritKind::ALL {
        let (min, max) = if *kind == MeritKind::PostRemoved { (LEAST, 0) } else { (0, 1_000) };
        if !(min..=max).contains(&rules.weight(*kind)) {
            errors.add_with(score::weight_field(*kind), "form-number-range", bounds(min, max));
        }
    }
    let mut least = 1;
    for (rank, points) in score::RANKS.iter().zip(rules.thresholds) {
        if !(least..=MOST).contains(&points) {
            errors.add_with(score::threshold_field(*rank), "form-number-range", bounds(least, MOST));
        }
        // Each asks for more than the one before.
        least = points.max(least) + 1;
    }
    if !(0..=LONGEST).contains(&rules.half_life) {
        errors.add_with("half_life", "form-number-range", bounds(0, LONGEST));
    }
    errors.check()
}

/// Counts some people anew, and says where to go on; nothing at the end.
pub fn recount_some(tx: &mut Tx<'_>, after: (i64, i64), limit: i64) -> Result<Option<(i64, i64)>> {
    let rules = Rules::load(tx.conn)?;
    let rows = ranks::after(tx.conn, after, limit)?;
    for (community, actor) in &rows {
        count(tx, &rules, *community, *actor, None)?;
    }
    Ok(rows.last().copied())
}
