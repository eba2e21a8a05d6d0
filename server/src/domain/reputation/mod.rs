//! Reputation: what somebody did for a community of this house, as a number that opens into its reasons, and the ranks
//! that follow from it. People from elsewhere count like people from here.
//!
//! Votes, answers and removals are heard from the outbox ([`hear`]), so that a vote costs no more than before where it is
//! cast; the rare things are recorded where they happen ([`record`]). A row of `merits` is kept for each. A rank is what
//! these rows come to under the rules of the house, as far as stewards do not decide otherwise.

mod again;
mod change;
mod hearing;
mod rings;
mod score;
mod spam;

pub use again::hear_again;
pub use change::{Decision, JOB, Wish, change_rules, decide, open_up, recount_some, set_hidden};
pub use hearing::hear;
pub use score::{PARTS, RANKS, Rules, Score, threshold_field, weight_field};
pub use spam::{CALLERS, call_spam};

use std::collections::BTreeMap;

use crate::clock::Time;
use crate::domain::notifications::notify;
use crate::domain::origin::Origin;
use crate::store::actors::{self, ActorKind};
use crate::store::communities;
use crate::store::conn::{Conn, Tx};
use crate::store::merits::{self, Merit, MeritKind};
use crate::store::notifications::NotificationKind;
use crate::store::ranks::{self, Rank, Standing};
use crate::text_enum;
use crate::Result;

text_enum! {
    /// What a rank lets people do, step by step.
    pub enum Power {
        /// Write on pages of the wiki, where a page asks for no other rank.
        EditWiki = "edit_wiki",
        /// Merge questions, and ideas, that are the same.
        MergeDuplicates = "merge_duplicates",
        /// Say that a post is spam; three who say so fold it away.
        HideSpam = "hide_spam",
        /// Give a thread of somebody else a better title.
        EditTitles = "edit_titles",
    }
}

impl Power {
    /// The least rank that has it.
    pub fn least(self) -> Rank {
        match self {
            Self::EditWiki => Rank::Member,
            Self::MergeDuplicates | Self::HideSpam => Rank::Trusted,
            Self::EditTitles => Rank::SuperUser,
        }
    }
}

/// Something that counts for or against somebody.
#[derive(Debug, Clone, Copy)]
pub struct New {
    pub kind: MeritKind,
    pub actor: i64,
    pub community: i64,
    /// The post or report that it comes from: the same thing counts once.
    pub source: i64,
    /// The post to look at.
    pub post: Option<i64>,
}

/// What is new for somebody; nothing where all of it is to be counted anew.
type Fresh = Option<Vec<(MeritKind, Time)>>;

/// Whose scores are to be counted.
#[derive(Debug, Default)]
struct Touched(BTreeMap<(i64, i64), Fresh>);

impl Touched {
    fn add(&mut self, community: i64, actor: i64, kind: MeritKind, at: Time) {
        if let Some(new) = self.0.entry((community, actor)).or_insert_with(|| Some(Vec::new())) {
            new.push((kind, at));
        }
    }

    fn anew(&mut self, community: i64, actor: i64) {
        self.0.insert((community, actor), None);
    }
}

/// Writes down something that counts, once. Only people have a reputation, and only in communities of this house.
pub fn record(tx: &mut Tx<'_>, new: New) -> Result<()> {
    let mut touched = Touched::default();
    set(tx, &mut touched, new, true, tx.now)?;
    settle(tx, touched)
}

/// What came from a source does not hold any more.
pub fn take_back(tx: &mut Tx<'_>, source: i64, kind: MeritKind) -> Result<()> {
    keep_only(tx, source, kind, &[])
}

/// The same, but for these people.
pub(super) fn keep_only(tx: &mut Tx<'_>, source: i64, kind: MeritKind, people: &[i64]) -> Result<()> {
    let mut touched = Touched::default();
    for merit in merits::from_source(tx.conn, source, kind)? {
        if merit.undone_at.is_none() && !people.contains(&merit.actor_id) {
            merits::undo(tx, merit.id)?;
            touched.anew(merit.community_id, merit.actor_id);
        }
    }
    settle(tx, touched)
}

/// Makes what is written down the same as what is the case.
fn set(tx: &mut Tx<'_>, touched: &mut Touched, new: New, holds: bool, at: Time) -> Result<()> {
    let known = merits::find(tx.conn, new.source, new.kind, new.actor, 0)?;
    match known {
        Some(merit) if holds == merit.undone_at.is_none() => {}
        Some(merit) if holds => {
            merits::redo(tx, merit.id, at, None)?;
            touched.anew(merit.community_id, merit.actor_id);
        }
        Some(merit) => {
            merits::undo(tx, merit.id)?;
            touched.anew(merit.community_id, merit.actor_id);
        }
        None if holds && counts_here(tx.conn, new.actor, new.community)? => {
            let row = Merit {
                id: tx.id(),
                actor_id: new.actor,
                community_id: new.community,
                kind: new.kind,
                source_id: new.source,
                by_id: 0,
                home_id: 0,
                post_id: new.post,
                ring: None,
                at,
                undone_at: None,
            };
            if merits::insert(tx, &row)? {
                touched.add(new.community, new.actor, new.kind, at);
            }
        }
        None => {}
    }
    Ok(())
}

fn counts_here(conn: &mut Conn, actor: i64, community: i64) -> Result<bool> {
    let who = merits::who(conn, &[actor, community])?;
    let person = who.get(&actor).is_some_and(|w| w.kind == ActorKind::Person);
    Ok(person && who.get(&community).is_some_and(|w| w.home == crate::store::hosts::LOCAL && w.kind == ActorKind::Community))
}

/// Counts the scores of those for whom something changed.
fn settle(tx: &mut Tx<'_>, touched: Touched) -> Result<()> {
    if touched.0.is_empty() {
        return Ok(());
    }
    let rules = Rules::load(tx.conn)?;
    for ((community, actor), new) in touched.0 {
        count(tx, &rules, community, actor, new.as_deref())?;
    }
    Ok(())
}

fn count(tx: &mut Tx<'_>, rules: &Rules, community: i64, actor: i64, new: Option<&[(MeritKind, Time)]>) -> Result<()> {
    let mut row = ranks::hold(tx, community, actor)?;
    let before = row.clone();
    let mut score = Score { parts: row.score, floor: row.floor, at: row.changed_at };
    match new.filter(|all| all.iter().all(|(_, at)| *at >= score.at)) {
        Some(all) => all.iter().for_each(|(kind, at)| score.add(rules, *kind, *at)),
        None => score = Score::count(rules, &merits::counted(tx.conn, community, actor)?),
    }
    (row.score, row.floor, row.changed_at) = (score.parts, score.floor, score.at);
    keep(tx, rules, &before, row)
}

/// Keeps a row, and tells whoever must know that a rank is another one.
fn keep(tx: &mut Tx<'_>, rules: &Rules, before: &Standing, mut row: Standing) -> Result<()> {
    row.standing = effective(rules, &row);
    if row == *before {
        return Ok(());
    }
    ranks::put(tx, &row)?;
    if row.standing == before.standing {
        return Ok(());
    }
    communities::bump(tx, row.community_id)?;
    if row.standing > before.standing {
        let community = actors::by_id(tx.conn, row.community_id)?;
        let origin = Origin::Convener(Box::new(community));
        notify(tx, &origin, row.actor_id, NotificationKind::Rank, None, Some(row.community_id))?;
    }
    Ok(())
}

/// The rank that counts: what was earned, no lower than was granted and no higher than was left.
fn effective(rules: &Rules, row: &Standing) -> Rank {
    let earned = rules.rank(row.score);
    let least = row.granted.map_or(earned, |rank| earned.max(rank));
    row.withheld.map_or(least, |rank| least.min(rank))
}

/// Counts somebody's score in a community from the beginning.
pub fn recount(tx: &mut Tx<'_>, community: i64, actor: i64) -> Result<()> {
    let rules = Rules::load(tx.conn)?;
    count(tx, &rules, community, actor, None)
}

/// What somebody's score is worth at a moment, in whole points.
pub fn points(rules: &Rules, row: &Standing, now: Time) -> i64 {
    Score { parts: row.score, floor: row.floor, at: row.changed_at }.worth(rules, now).div_euclid(PARTS)
}
