//! Votes in polls: one function for a click here and a vote from anywhere. A poll is counted where its author lives.

use std::time::Duration;

use crate::domain::access;
use crate::domain::events::{self, Event};
use crate::domain::lifecycle;
use crate::domain::notifications::notify;
use crate::domain::origin::Origin;
use crate::domain::posts::touch_pages;
use crate::kinds::Details;
use crate::kinds::poll::{self as kind, END};
use crate::store::actors;
use crate::store::communities;
use crate::store::conn::Tx;
use crate::store::jobs;
use crate::store::notifications::NotificationKind;
use crate::store::polls::{self, Choice, Poll};
use crate::store::posts::{self, Post};
use crate::{Error, Result};

/// The job that tells other servers how a poll stands.
pub const TALLY: &str = "poll-tally";
/// They hear of it no more often than this.
const PAUSE: Duration = Duration::from_secs(60);

/// What somebody says in a poll.
#[derive(Debug, Clone, Copy)]
pub enum Ballot<'a> {
    /// All that they choose, by position; nothing takes a vote back.
    Whole(&'a [i32]),
    /// One option by its words, as other servers send it. Where several may be chosen it comes on top of the others.
    Named(&'a str),
}

/// Votes, changes a vote or takes it back. The latest word of a person counts.
pub fn cast(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, ballot: Ballot<'_>) -> Result<()> {
    access::may_act(origin)?;
    // Held first: whoever votes twice at the same moment has one vote.
    let post = posts::hold(tx, post_id)?.ok_or(Error::NotFound("post"))?;
    if !post.stands() {
        return Err(Error::Gone);
    }
    let poll = polls::find(tx.conn, post_id)?.ok_or(Error::NotFound("poll"))?;
    if let Some(id) = post.community_id
        && let Some(community) = communities::find(tx.conn, id)?
    {
        access::may_take_part_at(tx, origin, &community, &post)?;
    }
    if !poll.is_open(tx.now) {
        return Err(Error::field("choice", "form-poll-over"));
    }
    let here = actors::by_id(tx.conn, post.author_id)?.is_local();
    if !here && !origin.is_local() {
        return Err(Error::Forbidden("This poll is counted on its author's server."));
    }
    let me = origin.actor().id;
    let choices = polls::choices(tx.conn, post_id)?;
    let before = polls::chosen_by(tx.conn, post_id, me)?;
    let wanted = wanted(&poll, &choices, &before, ballot)?;
    if wanted == before {
        return Ok(());
    }
    if !here && !before.is_empty() {
        return Err(Error::Forbidden("Other servers count a vote once. Yours stands."));
    }
    for position in before.iter().filter(|p| !wanted.contains(p)) {
        polls::unchoose(tx, post_id, me, *position)?;
    }
    for position in wanted.iter().filter(|p| !before.contains(p)) {
        polls::choose(tx, post_id, me, *position)?;
    }
    let people = i32::from(!wanted.is_empty()) - i32::from(!before.is_empty());
    if people != 0 {
        polls::add_voters(tx, post_id, people)?;
    }
    touch(tx, &post)?;
    if here {
        return tell_soon(tx, &poll);
    }
    let options = choices.into_iter().filter(|c| wanted.contains(&c.position)).map(|c| c.name).collect();
    events::emit(tx, origin, Event::PollVoted { post: post_id, options })
}

/// The positions that a ballot comes to, in their order.
fn wanted(poll: &Poll, choices: &[Choice], before: &[i32], ballot: Ballot<'_>) -> Result<Vec<i32>> {
    let mut wanted = match ballot {
        Ballot::Whole(positions) => positions.to_vec(),
        Ballot::Named(name) => {
            let known = choices.iter().find(|c| c.name == name.trim()).ok_or_else(|| Error::field("choice", "form-poll-unknown"))?;
            let others = if poll.many { before } else { &[] };
            others.iter().copied().chain([known.position]).collect()
        }
    };
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.iter().any(|position| choices.iter().all(|c| c.position != *position)) {
        return Err(Error::field("choice", "form-poll-unknown"));
    }
    if wanted.len() > 1 && !poll.many {
        return Err(Error::field("choice", "form-poll-one"));
    }
    Ok(wanted)
}

fn touch(tx: &mut Tx<'_>, post: &Post) -> Result<()> {
    posts::bump(tx, post.id)?;
    touch_pages(tx, post)
}

fn tell_soon(tx: &mut Tx<'_>, poll: &Poll) -> Result<()> {
    let at = poll.told_at.map_or(tx.now, |told| told.plus(PAUSE).max(tx.now));
    jobs::enqueue(tx, TALLY, Some(&poll.post_id.to_string()), poll.post_id.to_string(), at)
}

/// A poll of ours that stands, and may still be told of.
fn standing(tx: &mut Tx<'_>, post_id: i64) -> Result<Option<(Post, Poll)>> {
    let Some(post) = posts::hold(tx, post_id)?.filter(Post::stands) else { return Ok(None) };
    Ok(polls::find(tx.conn, post_id)?.map(|poll| (post, poll)))
}

/// Tells other servers how a poll of ours stands.
pub fn tell(tx: &mut Tx<'_>, post_id: i64) -> Result<()> {
    let Some((post, poll)) = standing(tx, post_id)? else { return Ok(()) };
    if poll.closed_at.is_some() {
        // The end was told, with everything.
        return Ok(());
    }
    if poll.told_at.is_some_and(|told| told.plus(PAUSE) > tx.now) {
        return tell_soon(tx, &poll);
    }
    polls::set_told(tx, post_id)?;
    events::emit_for(tx, post.author_id, Event::PollCounted { post: post_id, over: false })
}

/// Ends a poll whose time is over: everyone here who voted hears of it, and other servers get the result.
pub fn end(tx: &mut Tx<'_>, post_id: i64) -> Result<()> {
    let Some((post, poll)) = standing(tx, post_id)? else { return Ok(()) };
    if poll.closed_at.is_some() {
        return Ok(());
    }
    if let Some(at) = poll.ends_at.filter(|at| *at > tx.now) {
        // Its author's server gave it more time.
        return jobs::enqueue(tx, END, Some(&post_id.to_string()), post_id.to_string(), at);
    }
    close(tx, &post)
}

fn close(tx: &mut Tx<'_>, post: &Post) -> Result<()> {
    polls::close(tx, post.id)?;
    touch(tx, post)?;
    let convener = lifecycle::convener(tx.conn)?;
    let author = actors::by_id(tx.conn, post.author_id)?;
    let mut people = polls::voters_here(tx.conn, post.id)?;
    if author.is_local() && !people.contains(&author.id) {
        people.push(author.id);
    }
    for person in people {
        notify(tx, &convener, person, NotificationKind::PollEnded, Some(post), post.community_id)?;
    }
    if author.is_local() && author.is_active() {
        events::emit_for(tx, author.id, Event::PollCounted { post: post.id, over: true })?;
    }
    Ok(())
}

/// The author's server says how a poll stands. Says whether that was news.
pub fn counted(tx: &mut Tx<'_>, post_id: i64, details: &Details) -> Result<bool> {
    let Some((post, before)) = standing(tx, post_id)? else { return Ok(false) };
    if actors::by_id(tx.conn, post.author_id)?.is_local() {
        return Ok(false);
    }
    let (now, choices) = kind::told(post_id, details);
    let known = polls::choices(tx.conn, post_id)?;
    let same_end = before.ends_at == now.ends_at && (now.closed_at.is_none() || before.closed_at.is_some());
    if choices.len() < 2 || (choices == known && now.voters == before.voters && same_end) {
        return Ok(false);
    }
    if !choices.iter().map(|c| &c.name).eq(known.iter().map(|c| &c.name)) {
        polls::forget_votes(tx, post_id)?;
    }
    polls::set_choices(tx, post_id, &choices)?;
    polls::set_state(tx, post_id, now.voters, now.ends_at)?;
    touch(tx, &post)?;
    if before.closed_at.is_none() {
        if now.closed_at.is_some() {
            close(tx, &post)?;
        } else if let Some(at) = now.ends_at {
            jobs::enqueue(tx, END, Some(&post_id.to_string()), post_id.to_string(), at.max(tx.now))?;
        }
    }
    Ok(true)
}
