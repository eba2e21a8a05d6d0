//! Events: planned, changed, called off, and what came of them. Who comes is in [`rsvp`], whom that concerns in [`tell`].

pub mod door;
pub mod rsvp;
pub mod tell;

use crate::calendar::rule::HORIZON;
use crate::clock::Time;
use crate::domain::access;
use crate::domain::content::Content;
use crate::domain::moderation::{self, Target};
use crate::domain::origin::Origin;
use crate::domain::posts::{self as posting, NewPost, touch_pages};
use crate::domain::standing;
use crate::kinds::Details;
use crate::kinds::event::{self, plan};
use crate::store::actors::{self, Actor};
use crate::store::conn::{Conn, Tx};
use crate::store::guests::{self, GuestState};
use crate::store::moderation::Act;
use crate::store::occasions::{self, Occasion, OccasionState};
use crate::store::posts::{self, Post};
use crate::{Error, Result};

use tell::News;

/// The longest reason, in characters.
pub const REASON_MAX: usize = 500;

/// An event that stands, with everything that its rules ask for. Its row is held until the transaction ends, so that
/// two who want its last place come one after the other.
pub(super) struct Held {
    pub(super) post: Post,
    pub(super) occasion: Occasion,
    pub(super) author: Actor,
    pub(super) community: Option<Actor>,
}

impl Held {
    pub(super) fn of(tx: &mut Tx<'_>, id: i64) -> Result<Self> {
        let post = posts::hold(tx, id)?.filter(|post| post.kind == event::NAME).ok_or(Error::NotFound("event"))?;
        if !post.stands() {
            return Err(Error::Gone);
        }
        let occasion = occasions::find(tx.conn, id)?.ok_or(Error::NotFound("event"))?;
        let author = actors::by_id(tx.conn, post.author_id)?;
        let community = post.community_id.map(|id| actors::by_id(tx.conn, id)).transpose()?;
        Ok(Self { post, occasion, author, community })
    }

    /// The same where it is ours to answer for.
    pub(super) fn here(tx: &mut Tx<'_>, id: i64) -> Result<Self> {
        let held = Self::of(tx, id)?;
        if held.author.is_local() { Ok(held) } else { Err(Error::Forbidden("This event is planned on another server.")) }
    }

    /// Whether every date of it has passed.
    pub(super) fn is_over(&self, tx: &mut Tx<'_>) -> Result<bool> {
        let now = tx.now;
        Ok(occasions::next(tx.conn, self.post.id, now)?.is_none())
    }
}

/// Whether somebody here plans an event.
pub fn plans(conn: &mut Conn, origin: &Origin, post: &Post) -> Result<bool> {
    Ok(access::may_act(origin).is_ok() && origin.is_local() && event::plans(conn, post, origin.actor().id)?)
}

/// Fails unless somebody here plans an event.
pub fn must_plan(conn: &mut Conn, origin: &Origin, post: &Post) -> Result<()> {
    access::may_act(origin)?;
    if plans(conn, origin, post)? { Ok(()) } else { Err(Error::Forbidden("Only those who plan this event may do that.")) }
}

/// Those who plan an event change when, where and for how many. Everyone who comes hears of it.
pub fn change(tx: &mut Tx<'_>, origin: &Origin, id: i64, details: &Details) -> Result<()> {
    let held = Held::here(tx, id)?;
    must_plan(tx.conn, origin, &held.post)?;
    let zone = event::usual_zone(tx.conn, held.post.community_id)?;
    let plan = plan::Plan::read(details, zone, tx.now)?;
    let people = event::organizers(tx.conn, &plan.organizers, held.post.author_id)?;
    let before = &held.occasion;
    let going = guests::count(tx.conn, id, GuestState::Going)?;
    if plan.capacity.is_some_and(|capacity| i64::from(capacity) < going) {
        return Err(Error::field("event_capacity", "form-event-capacity-taken"));
    }
    let mut row = plan.occasion(id, held.post.community_id, tx.now);
    row.state = before.state;
    row.reason.clone_from(&before.reason);
    row.outcome_id = before.outcome_id;
    row.sequence = before.sequence + 1;
    // A new time is news; another capacity is not.
    let moved = (row.starts_at, row.ends_at, &row.rule, &row.place, &row.address, &row.online_url)
        != (before.starts_at, before.ends_at, &before.rule, &before.place, &before.address, &before.online_url);
    write(tx, &row)?;
    occasions::set_organizers(tx, id, &people)?;
    rsvp::move_up(tx, &held.post, &row)?;
    if moved {
        tell::everyone(tx, id, News::Changed)?;
    }
    standing::refresh(tx, &held.post)
}

/// Keeps a row, and its dates from where they differ.
fn write(tx: &mut Tx<'_>, row: &Occasion) -> Result<()> {
    occasions::update(tx, row)?;
    occasions::set_dates(tx, row.post_id, Time(i64::MIN), &plan::dates(row, row.starts_at))
}

/// Calls an event off, puts it off, or on again. Those who plan it may, and stewards with a reason in their log.
pub fn set_state(tx: &mut Tx<'_>, origin: &Origin, id: i64, state: OccasionState, reason: &str) -> Result<()> {
    let held = Held::here(tx, id)?;
    let reason = reason.trim();
    if reason.chars().count() > REASON_MAX {
        return Err(standing::too_much("reason", "form-too-long", REASON_MAX));
    }
    if reason.is_empty() && state != OccasionState::On {
        return Err(Error::field("reason", "form-reason-empty"));
    }
    if held.occasion.state == state {
        return Err(Error::field("state", "form-status-same"));
    }
    if !plans(tx.conn, origin, &held.post)? {
        let community = held.community.as_ref().ok_or(Error::Forbidden("Only those who plan this event may do that."))?;
        let target = Target { community: Some(community.id), post: Some(id), person: Some(held.author.id), ..Target::default() };
        moderation::by_steward(tx, origin, community, Act::ChangeEvent, &target, reason)?;
    }
    let mut row = held.occasion.clone();
    row.state = state;
    row.reason = reason.to_owned();
    row.sequence += 1;
    row.changed_at = tx.now;
    occasions::update(tx, &row)?;
    tell::everyone(tx, id, News::of(state))?;
    standing::refresh(tx, &held.post)
}

/// What came of it: a reply by those who planned it, which stands above the others. Says which reply.
pub fn tell_outcome(tx: &mut Tx<'_>, origin: &Origin, id: i64, content: &Content) -> Result<i64> {
    let held = Held::here(tx, id)?;
    must_plan(tx.conn, origin, &held.post)?;
    if held.occasion.starts_at > tx.now {
        return Err(Error::Forbidden("This event has not begun yet."));
    }
    let reply = posting::publish(tx, origin, NewPost::reply(id, content.clone()))?;
    occasions::set_outcome(tx, id, Some(reply.id))?;
    touch_pages(tx, &held.post)?;
    Ok(reply.id)
}

/// What the server of an event elsewhere says of it now.
pub fn heard(tx: &mut Tx<'_>, post: &Post, details: &Details) -> Result<()> {
    let Some(plan) = plan::Plan::heard(details).filter(|_| post.kind == event::NAME) else { return Ok(()) };
    let fresh = plan.occasion(post.id, post.community_id, tx.now);
    let Some(before) = occasions::find(tx.conn, post.id)? else {
        occasions::insert(tx, &fresh)?;
        return occasions::set_dates(tx, post.id, Time(i64::MIN), &plan::dates(&fresh, fresh.starts_at));
    };
    let row = Occasion { sequence: before.sequence + 1, outcome_id: before.outcome_id, ..fresh };
    let same_plan = Occasion { sequence: before.sequence, changed_at: before.changed_at, dated_until: before.dated_until, counted: before.counted, ..row.clone() };
    if same_plan == before {
        occasions::set_counted(tx, post.id, row.counted)?;
        return touch_pages(tx, post);
    }
    write(tx, &row)?;
    let news = if row.state == before.state { News::Changed } else { News::of(row.state) };
    tell::everyone(tx, post.id, news)?;
    touch_pages(tx, post)
}

/// An event to which people come is called off before it is deleted: whoever planned to come must hear of it.
pub(super) fn may_vanish(tx: &mut Tx<'_>, origin: &Origin, post: &Post) -> Result<()> {
    if post.kind != event::NAME || !origin.is_local() {
        return Ok(());
    }
    let Some(row) = occasions::find(tx.conn, post.id)?.filter(|row| row.state != OccasionState::Cancelled) else { return Ok(()) };
    let now = tx.now;
    let coming = occasions::next(tx.conn, row.post_id, now)?.is_some();
    if coming && guests::count(tx.conn, post.id, GuestState::Going)? > 0 {
        return Err(Error::Forbidden("People said that they come. Call the event off first, so that they hear of it."));
    }
    Ok(())
}

/// Works out the dates of a series further ahead.
pub fn extend(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    let Some(mut row) = occasions::find(tx.conn, id)? else { return Ok(()) };
    let from = tx.now;
    row.dated_until = from.max(row.starts_at).plus(HORIZON);
    let dates = plan::dates(&row, from);
    occasions::update(tx, &row)?;
    occasions::set_dates(tx, id, from, &dates)
}
