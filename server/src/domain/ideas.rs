//! Ideas: where they stand, what is merged into what, who is thanked, and the challenges that ask for them.

use crate::clock::Time;
use crate::domain::access;
use crate::domain::moderation::{self, Target};
use crate::domain::origin::Origin;
use crate::domain::posts::{hot, touch_pages};
use crate::domain::reputation::{self, New, Power};
use crate::domain::standing::{self, Decision};
use crate::error::FieldErrors;
use crate::store::actors::Actor;
use crate::store::conn::{Conn, Tx};
use crate::store::ideas::{self, Challenge, Idea, IdeaStatus};
use crate::store::merits::MeritKind;
use crate::store::moderation::Act;
use crate::store::posts::{self, Post};
use crate::store::votes::{self, Vote};
use crate::store::communities;
use crate::{Error, Result};

/// People who are thanked for one idea.
pub const CREDITS_MAX: usize = 50;
/// The longest question of a challenge, in characters.
const QUESTION_MAX: usize = 200;

fn held(tx: &mut Tx<'_>, post_id: i64) -> Result<(Post, Idea, Actor)> {
    let (post, community) = standing::decidable(tx, post_id, "idea")?;
    let idea = ideas::find(tx.conn, post_id)?.ok_or(Error::NotFound("idea"))?;
    Ok((post, idea, community))
}

/// Stewards, and staff who speak for the host, say where an idea stands. `credits` names the
/// people behind one that shipped.
pub fn change(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, status: IdeaStatus, decision: &Decision, credits: Option<&[i64]>) -> Result<()> {
    let (post, idea, community) = held(tx, post_id)?;
    if idea.status == IdeaStatus::Duplicate {
        return Err(Error::field("status", "form-status-merged"));
    }
    if status == IdeaStatus::Duplicate {
        return Err(Error::field("status", "form-status-duplicate"));
    }
    if idea.status == status {
        return Err(Error::field("status", "form-status-same"));
    }
    standing::by_voice(tx, origin, &community, Act::ChangeStanding, Some(&post), &decision.reason)?;
    ideas::set_status(tx, post_id, status, None)?;
    if let Some(people) = credits.filter(|_| status == IdeaStatus::Shipped) {
        set_credits(tx, &post, people)?;
    }
    reward(tx, &post, status == IdeaStatus::Shipped)?;
    standing::announce(tx, origin, &post, idea.status.as_str(), status.as_str(), decision)
}

/// Names the people behind an idea that shipped.
pub fn thank(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, people: &[i64]) -> Result<()> {
    let (post, idea, community) = held(tx, post_id)?;
    if idea.status != IdeaStatus::Shipped {
        return Err(Error::field("credits", "form-credits-early"));
    }
    standing::by_voice(tx, origin, &community, Act::ThankPeople, Some(&post), "The people behind it are named")?;
    set_credits(tx, &post, people)?;
    reward(tx, &post, true)?;
    touch(tx, &post)
}

/// The people behind an idea that shipped earn reputation: those who are named, or else whoever proposed it.
pub(super) fn reward(tx: &mut Tx<'_>, post: &Post, shipped: bool) -> Result<()> {
    let Some(community) = post.community_id else { return Ok(()) };
    let mut people = if shipped { ideas::credits(tx.conn, post.id)? } else { Vec::new() };
    if shipped && people.is_empty() {
        people.push(post.author_id);
    }
    reputation::keep_only(tx, post.id, MeritKind::IdeaShipped, &people)?;
    for actor in people {
        reputation::record(tx, New { kind: MeritKind::IdeaShipped, actor, community, source: post.id, post: Some(post.id) })?;
    }
    Ok(())
}

fn set_credits(tx: &mut Tx<'_>, post: &Post, people: &[i64]) -> Result<()> {
    let known = candidates(tx.conn, post)?;
    let people: Vec<i64> = people.iter().copied().filter(|id| known.contains(id)).take(CREDITS_MAX).collect();
    ideas::set_credits(tx, post.id, &people)
}

/// Who may be thanked: whoever proposed it, here or in what was merged into it, and whose replies were liked most.
pub fn candidates(conn: &mut Conn, post: &Post) -> Result<Vec<i64>> {
    let merged = ideas::merged_into(conn, post.id)?;
    let repliers = ideas::best_repliers(conn, post.id, 10)?;
    let mut seen = std::collections::HashSet::new();
    Ok(std::iter::once(post.author_id).chain(merged.iter().map(|p| p.author_id)).chain(repliers).filter(|id| seen.insert(*id)).collect())
}

/// Pages that show the idea are out of date.
fn touch(tx: &mut Tx<'_>, post: &Post) -> Result<()> {
    posts::bump(tx, post.id)?;
    touch_pages(tx, post)
}

// Duplicates

/// Makes an idea a signpost to another one. Its votes count there, one for each person.
pub fn merge(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, into_id: i64, decision: &Decision) -> Result<()> {
    if post_id == into_id {
        return Err(Error::field("into", "form-idea-itself"));
    }
    let (post, idea, community) = held(tx, post_id)?;
    let missing = |error| if matches!(error, Error::NotFound(_) | Error::Gone) { Error::field("into", "form-idea-unknown") } else { error };
    let (into, kept, _) = held(tx, into_id).map_err(missing)?;
    if kept.community_id != idea.community_id {
        return Err(Error::field("into", "form-idea-elsewhere"));
    }
    if idea.status == IdeaStatus::Duplicate {
        return Err(Error::field("into", "form-idea-merged"));
    }
    // What is a signpost itself leads on; merging only into what stays means that no way goes in circles.
    if kept.status == IdeaStatus::Duplicate {
        return Err(Error::field("into", "form-idea-signpost"));
    }
    let target = Target { community: Some(community.id), post: Some(post_id), person: Some(post.author_id), ..Target::default() };
    moderation::by_rank(tx, origin, &community, Power::MergeDuplicates, Act::MergeIdea, &target, &decision.reason)?;
    ideas::set_status(tx, post_id, IdeaStatus::Duplicate, Some(into_id))?;
    for vote in ideas::votes_on(tx.conn, post_id)? {
        bring(tx, post_id, into_id, vote.actor_id)?;
    }
    recount(tx, into_id)?;
    standing::announce(tx, origin, &post, idea.status.as_str(), IdeaStatus::Duplicate.as_str(), decision)?;
    if post.locked_at.is_none() {
        moderation::lock_merged(tx, origin, post_id, true, &decision.reason)?;
    }
    reputation::record(tx, New { kind: MeritKind::DuplicateMerged, actor: origin.actor().id, community: community.id, source: post_id, post: Some(post_id) })?;
    touch(tx, &into)
}

/// Takes a merge back: the idea stands on its own again, and takes its votes along.
pub fn unmerge(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, decision: &Decision) -> Result<()> {
    let (post, idea, community) = held(tx, post_id)?;
    let Some(into_id) = idea.duplicate_of else { return Err(Error::field("reason", "form-idea-not")) };
    let target = Target { community: Some(community.id), post: Some(post_id), person: Some(post.author_id), ..Target::default() };
    moderation::by_rank(tx, origin, &community, Power::MergeDuplicates, Act::UnmergeIdea, &target, &decision.reason)?;
    let before = ideas::history(tx.conn, post_id)?
        .into_iter()
        .find(|row| row.became == IdeaStatus::Duplicate.as_str())
        .and_then(|row| IdeaStatus::parse(&row.was))
        .unwrap_or(IdeaStatus::Proposed);
    ideas::set_status(tx, post_id, before, None)?;
    for actor in ideas::carried_from(tx.conn, post_id)? {
        take_along(tx, post_id, into_id, actor)?;
        carry(tx, into_id, actor)?;
    }
    recount(tx, into_id)?;
    moderation::lock_merged(tx, origin, post_id, false, &decision.reason)?;
    reputation::take_back(tx, post_id, MeritKind::DuplicateMerged)?;
    standing::announce(tx, origin, &post, IdeaStatus::Duplicate.as_str(), before.as_str(), decision)?;
    match posts::by_id(tx.conn, into_id)? {
        Some(into) => touch(tx, &into),
        None => Ok(()),
    }
}

/// A vote on a merged idea changed: it counts where the idea went.
pub(super) fn carry(tx: &mut Tx<'_>, from: i64, actor: i64) -> Result<()> {
    let Some(into) = ideas::find(tx.conn, from)?.and_then(|idea| idea.duplicate_of) else { return Ok(()) };
    take_along(tx, from, into, actor)?;
    bring(tx, from, into, actor)?;
    recount(tx, into)?;
    if let Some(post) = posts::by_id(tx.conn, into)? {
        touch(tx, &post)?;
    }
    carry(tx, into, actor)
}

/// One person, one vote: who has a say on the idea that stays keeps that one.
fn bring(tx: &mut Tx<'_>, from: i64, into: i64, actor: i64) -> Result<()> {
    let Some(vote) = votes::get(tx.conn, from, actor)? else { return Ok(()) };
    if votes::get(tx.conn, into, actor)?.is_some() {
        return Ok(());
    }
    ideas::drop_carried(tx, into, actor)?;
    ideas::set_carried(tx, into, actor, from)?;
    votes::insert(tx, &Vote { post_id: into, actor_id: actor, value: vote.value, ap_id: None, created_at: tx.now })
}

/// A vote that a merge carried to an idea is its owner's own from now on.
pub(super) fn own(tx: &mut Tx<'_>, post_id: i64, actor: i64) -> Result<()> {
    ideas::drop_carried(tx, post_id, actor)
}

/// Takes a carried vote away. One that its owner has cast there since is no longer carried.
fn take_along(tx: &mut Tx<'_>, from: i64, into: i64, actor: i64) -> Result<()> {
    if ideas::carried(tx.conn, into, actor)?.is_some_and(|source| source == from) {
        ideas::drop_carried(tx, into, actor)?;
        votes::delete(tx, into, actor)?;
    }
    Ok(())
}

fn recount(tx: &mut Tx<'_>, post_id: i64) -> Result<()> {
    votes::recount(tx, post_id)?;
    match posts::by_id(tx.conn, post_id)? {
        Some(post) => posts::add_votes(tx, post_id, 0, 0, hot(post.score, post.published_at)),
        None => Ok(()),
    }
}

// Challenges

/// Stewards ask for ideas on one question, for a time.
pub fn pose_challenge(tx: &mut Tx<'_>, origin: &Origin, community: &Actor, question: &str, starts_at: Time, ends_at: Time) -> Result<Challenge> {
    if !community.is_local() {
        return Err(Error::Forbidden("This community is changed on its own server."));
    }
    let question = question.trim();
    let mut errors = FieldErrors::new();
    if question.is_empty() {
        errors.add("question", "form-question-empty");
    } else if question.chars().count() > QUESTION_MAX {
        errors.add_with("question", "form-too-long", [("max", QUESTION_MAX.to_string())]);
    }
    if ends_at <= tx.now {
        errors.add("ends", "form-date-past");
    } else if ends_at <= starts_at {
        errors.add("ends", "form-ends-before");
    }
    errors.check()?;
    let target = Target { community: Some(community.id), ..Target::default() };
    moderation::by_steward(tx, origin, community, Act::PoseChallenge, &target, question)?;
    let row = Challenge {
        id: tx.id(),
        community_id: community.id,
        author_id: origin.actor().id,
        question: question.to_owned(),
        starts_at,
        ends_at,
        created_at: tx.now,
    };
    ideas::insert_challenge(tx, &row)?;
    communities::bump(tx, community.id)?;
    Ok(row)
}

/// Ends a challenge before its time.
pub fn end_challenge(tx: &mut Tx<'_>, origin: &Origin, community: &Actor, id: i64, reason: &str) -> Result<()> {
    let found = ideas::challenge(tx.conn, id)?.filter(|c| c.community_id == community.id).ok_or(Error::NotFound("challenge"))?;
    let target = Target { community: Some(community.id), ..Target::default() };
    moderation::by_steward(tx, origin, community, Act::EndChallenge, &target, reason)?;
    if found.ends_at > tx.now {
        ideas::end_challenge(tx, id)?;
        communities::bump(tx, community.id)?;
    }
    Ok(())
}

/// Files an idea under an open challenge, or under none: its author, and stewards.
pub fn file(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, challenge: Option<i64>) -> Result<()> {
    let (post, idea, community) = held(tx, post_id)?;
    if post.author_id == origin.actor().id {
        access::may_act(origin)?;
    } else {
        access::power_over(tx.conn, origin, &community)?;
    }
    if let Some(id) = challenge {
        let found = ideas::challenge(tx.conn, id)?.filter(|c| c.community_id == idea.community_id).ok_or(Error::NotFound("challenge"))?;
        if !found.is_open(tx.now) {
            return Err(Error::field("challenge", "form-challenge-over"));
        }
    }
    ideas::set_challenge(tx, post_id, challenge)?;
    touch(tx, &post)
}
