//! What the outbox tells of: votes, accepted answers, removed posts. Many at once, so that a crowd costs little, and
//! always from how things are now: whatever is told twice or late leads to the same rows.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::rings::{self, Counted, Like};
use super::{New, Touched, set, settle};
use crate::Result;
use crate::clock::Time;
use crate::domain::events::{Event, Told};
use crate::store::actors::ActorKind;
use crate::store::conn::Tx;
use crate::store::hosts;
use crate::store::merits::{self, Liked, Merit, MeritKind, Who};
use crate::store::{posts, questions};

/// Takes in what counts of a batch of events.
pub fn hear(tx: &mut Tx<'_>, told: &[Told]) -> Result<()> {
    let mut touched = Touched::default();
    let mut votes = BTreeMap::new();
    for one in told {
        match &one.event {
            Event::VoteCast { post, .. } => {
                votes.insert((*post, one.by), one.at);
            }
            Event::AnswerChosen { reply } | Event::AnswerUnchosen { reply } => answer(tx, &mut touched, one, *reply)?,
            Event::PostRemoved { post, .. } | Event::PostRestored { post } => removed(tx, &mut touched, one, *post)?,
            _ => {}
        }
    }
    if !votes.is_empty() {
        liked(tx, &mut touched, &votes)?;
    }
    settle(tx, touched)
}

/// Nobody gains by taking their own reply, whoever they are.
fn answer(tx: &mut Tx<'_>, touched: &mut Touched, told: &Told, reply: i64) -> Result<()> {
    let Some(post) = posts::by_id(tx.conn, reply)? else { return Ok(()) };
    let (Some(community), Some(root)) = (post.community_id, posts::by_id(tx.conn, post.root())?) else { return Ok(()) };
    let chosen = questions::get(tx.conn, root.id)?.is_some_and(|row| row.answer_id == Some(reply));
    let own = root.author_id == post.author_id || told.by == post.author_id;
    let new = New { kind: MeritKind::AnswerAccepted, actor: post.author_id, community, source: reply, post: Some(reply) };
    set(tx, touched, new, chosen && !own, told.at)
}

fn removed(tx: &mut Tx<'_>, touched: &mut Touched, told: &Told, id: i64) -> Result<()> {
    let Some(post) = posts::by_id(tx.conn, id)? else { return Ok(()) };
    let Some(community) = post.community_id else { return Ok(()) };
    // Stewards who clear away their own words did nothing wrong.
    let counts = post.removed_at.is_some() && told.by != post.author_id;
    let new = New { kind: MeritKind::PostRemoved, actor: post.author_id, community, source: id, post: Some(id) };
    set(tx, touched, new, counts, told.at)
}

/// A vote, and all that decides whether it counts.
struct Vote<'a> {
    post: &'a Liked,
    community: i64,
    voter: i64,
    who: Who,
    kind: MeritKind,
    at: Time,
}

/// Votes by post and voter, each with when it was cast.
fn liked(tx: &mut Tx<'_>, touched: &mut Touched, votes: &BTreeMap<(i64, i64), Time>) -> Result<()> {
    let ids: HashSet<i64> = votes.keys().map(|(post, _)| *post).collect();
    let posts = merits::liked(tx.conn, &ids.into_iter().collect::<Vec<_>>())?;
    let roots: HashSet<i64> = posts.values().filter_map(|p| p.thread_id).collect();
    let roots = merits::liked(tx.conn, &roots.into_iter().collect::<Vec<_>>())?;
    let mut people: HashSet<i64> = votes.keys().map(|(_, voter)| *voter).collect();
    people.extend(posts.values().flat_map(|p| std::iter::once(p.author_id).chain(p.community_id)));
    let who = merits::who(tx.conn, &people.into_iter().collect::<Vec<_>>())?;
    let mut found: Vec<Vote<'_>> = votes.iter().filter_map(|((post, voter), at)| vote(&posts, &roots, &who, (*post, *voter), *at)).collect();
    found.sort_by_key(|v| (v.at, v.post.id, v.voter));
    written(tx, touched, &found)
}

/// What a vote counts as, where it can count at all.
fn vote<'a>(posts: &'a HashMap<i64, Liked>, roots: &HashMap<i64, Liked>, who: &HashMap<i64, Who>, key: (i64, i64), at: Time) -> Option<Vote<'a>> {
    let post = posts.get(&key.0)?;
    let community = post.community_id?;
    let here = who.get(&community).is_some_and(|w| w.home == hosts::LOCAL);
    let person = who.get(&post.author_id).is_some_and(|w| w.kind == ActorKind::Person);
    if !here || !person || post.author_id == key.1 {
        return None;
    }
    let root = post.thread_id.and_then(|id| roots.get(&id));
    let kind = match root {
        Some(root) if root.kind == crate::domain::questions::KIND => MeritKind::AnswerLiked,
        None if post.kind == "idea" => MeritKind::IdeaLiked,
        _ => MeritKind::PostLiked,
    };
    Some(Vote { post, community, voter: key.1, who: *who.get(&key.1)?, kind, at })
}

fn written(tx: &mut Tx<'_>, touched: &mut Touched, votes: &[Vote<'_>]) -> Result<()> {
    let keys: Vec<(i64, i64, i64)> = votes.iter().map(|v| (v.post.id, v.post.author_id, v.voter)).collect();
    let known = merits::of_votes(tx.conn, &keys)?;
    let pairs: Vec<(i64, i64)> = votes.iter().map(|v| (v.post.id, v.voter)).collect();
    let now = merits::votes_now(tx.conn, &pairs)?;
    let mut fresh = Vec::new();
    for one in votes {
        let merit = known.get(&(one.post.id, one.voter));
        let holds = now.get(&(one.post.id, one.voter)).is_some_and(|value| *value > 0);
        match merit {
            Some(merit) if merit.undone_at.is_none() && !holds => {
                merits::undo(tx, merit.id)?;
                touched.anew(merit.community_id, merit.actor_id);
            }
            Some(merit) if merit.undone_at.is_some() && holds && one.who.heard => fresh.push((one, Some(merit))),
            None if holds && one.who.heard => fresh.push((one, None)),
            _ => {}
        }
    }
    judged(tx, touched, &fresh)
}

fn judged(tx: &mut Tx<'_>, touched: &mut Touched, fresh: &[(&Vote<'_>, Option<&Merit>)]) -> Result<()> {
    let mut counted = look_back(tx, fresh)?;
    for (one, known) in fresh {
        let local = one.who.home == hosts::LOCAL;
        let same_address = local && shares_address(tx, one)?;
        let like = Like { post: one.post.id, voter: one.voter, author: one.post.author_id, home: one.who.home, at: one.at, same_address };
        let ring = counted.judge(&like);
        if let Some(merit) = known {
            merits::redo(tx, merit.id, one.at, ring)?;
            touched.anew(merit.community_id, merit.actor_id);
            continue;
        }
        let row = Merit {
            id: tx.id(),
            actor_id: one.post.author_id,
            community_id: one.community,
            kind: one.kind,
            source_id: one.post.id,
            by_id: one.voter,
            home_id: one.who.home,
            post_id: Some(one.post.id),
            ring,
            at: one.at,
            undone_at: None,
        };
        if merits::insert(tx, &row)? && ring.is_none() {
            touched.add(one.community, one.post.author_id, one.kind, one.at);
        }
    }
    Ok(())
}

/// Whether a neighbour was first. Addresses that say nothing about who sits together (a proxy in front, this machine) are
/// not looked at.
fn shares_address(tx: &mut Tx<'_>, vote: &Vote<'_>) -> Result<bool> {
    let mut addresses = merits::addresses(tx.conn, vote.voter)?;
    addresses.retain(|text| rings::tells(text));
    if addresses.is_empty() {
        return Ok(false);
    }
    merits::same_address(tx.conn, vote.post.id, vote.voter, &addresses, vote.at.minus(rings::DAY))
}

/// What was counted before, as far as it matters for these votes.
fn look_back(tx: &mut Tx<'_>, fresh: &[(&Vote<'_>, Option<&Merit>)]) -> Result<Counted> {
    let mut counted = Counted::default();
    let Some(first) = fresh.iter().map(|(v, _)| v.at).min() else { return Ok(counted) };
    let both = |v: &Vote<'_>| [(v.voter, v.post.author_id), (v.post.author_id, v.voter)];
    let pairs: HashSet<(i64, i64)> = fresh.iter().flat_map(|(v, _)| both(v)).collect();
    for (voter, author, at) in merits::between(tx.conn, &pairs.into_iter().collect::<Vec<_>>(), first.minus(rings::PAIR))? {
        counted.pair(voter, author, at);
    }
    let posts: HashSet<i64> = fresh.iter().filter(|(v, _)| v.who.home != hosts::LOCAL).map(|(v, _)| v.post.id).collect();
    for (post, home, at) in merits::by_home(tx.conn, &posts.into_iter().collect::<Vec<_>>(), first.minus(rings::BURST))? {
        counted.home(post, home, at);
    }
    Ok(counted)
}
