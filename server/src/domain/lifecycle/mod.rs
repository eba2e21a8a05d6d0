//! How long a community lasts: standing, a task with an end, or on the spot until it grows quiet.
//!
//! What ends by itself ends in the name of the house's convener, a service that every server knows as an author.
//! A notice or digest is published while the community is still open and only then is it closed: a server that hears of
//! both in this order has the post before it begins to refuse those of anyone but stewards.

mod impromptu;
pub(in crate::domain) mod report;
mod task;

pub use impromptu::{Rules, Wish, disperse, found, is_quiet, settle};
pub use report::{Facts, digest_source, digest_title, facts, outcome_source};
pub use task::{end, outcome, progress, remind};

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::Time;
use crate::domain::access;
use crate::domain::actors::INSTANCE_NAME;
use crate::domain::content::Content;
use crate::domain::events::{self, Event};
use crate::domain::moderation::{self, Target};
use crate::domain::notifications::notify;
use crate::domain::origin::Origin;
use crate::domain::posts::{self as posting, NewPost};
use crate::error::FieldErrors;
use crate::render::escape;
use crate::store::actors::{self, Actor};
use crate::store::communities::{self, Community, CommunityState, Lifespan, Purpose};
use crate::store::conn::{Conn, Tx};
use crate::store::lifespans::{self, Afterwards, Span};
use crate::store::moderation::Act;
use crate::store::notifications::NotificationKind;
use crate::store::posts;
use crate::{Error, Result};

pub const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Quiet hours that a founder may choose.
pub const QUIET_HOURS: std::ops::RangeInclusive<i32> = 1..=336;
/// A task taken up again after its end lasts at least this much longer.
const MORE_TIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// The longest task: beyond this it is no task.
const LONGEST: Duration = Duration::from_secs(3 * 366 * 24 * 60 * 60);
const GOAL_MAX: usize = 300;

/// How long a community is meant to last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Life {
    #[default]
    Standing,
    Task { goal: String, ends_at: Option<Time> },
    Impromptu { quiet_hours: i32, afterwards: Afterwards, request: Option<String> },
}

impl Life {
    pub fn lifespan(&self) -> Lifespan {
        match self {
            Self::Standing => Lifespan::Standing,
            Self::Task { .. } => Lifespan::Task,
            Self::Impromptu { .. } => Lifespan::Impromptu,
        }
    }

    pub(super) fn check(&self, now: Time, errors: &mut FieldErrors) {
        match self {
            Self::Standing => {}
            Self::Task { goal, ends_at } => {
                if goal.trim().is_empty() {
                    errors.add("goal", "form-goal-empty");
                } else if goal.chars().count() > GOAL_MAX {
                    errors.add_with("goal", "form-too-long", [("max", GOAL_MAX.to_string())]);
                }
                match ends_at {
                    None => errors.add("ends_at", "form-end-missing"),
                    Some(at) if *at <= now => errors.add("ends_at", "form-date-past"),
                    Some(at) if *at > now.plus(LONGEST) => errors.add("ends_at", "form-end-far"),
                    Some(_) => errors,
                };
            }
            Self::Impromptu { quiet_hours, .. } => {
                if !QUIET_HOURS.contains(quiet_hours) {
                    errors.add_with("quiet_hours", "form-hours-range", [
                        ("min", QUIET_HOURS.start().to_string()),
                        ("max", QUIET_HOURS.end().to_string()),
                    ]);
                }
            }
        }
    }

    fn write(&self, span: &mut Span) {
        match self {
            Self::Standing => {}
            Self::Task { goal, ends_at } => {
                goal.trim().clone_into(&mut span.goal);
                span.ends_at = *ends_at;
                (span.week_told_at, span.day_told_at) = (None, None);
            }
            Self::Impromptu { quiet_hours, afterwards, request } => {
                (span.quiet_hours, span.afterwards) = (*quiet_hours, *afterwards);
                span.request.clone_from(request);
            }
        }
    }
}

/// Writes down how long a new community lasts.
pub(super) fn begin(tx: &mut Tx<'_>, community: i64, life: &Life) -> Result<()> {
    if *life == Life::Standing {
        return Ok(());
    }
    let mut span = Span { founded_as: life.lifespan(), ..Span::of(community) };
    life.write(&mut span);
    lifespans::put(tx, &span)
}

/// The span of a community, also of one that never had a row.
pub fn span(conn: &mut Conn, community: i64) -> Result<Span> {
    Ok(lifespans::find(conn, community)?.unwrap_or_else(|| Span::of(community)))
}

/// The one in whose name things end by themselves.
pub fn convener(conn: &mut Conn) -> Result<Origin> {
    let actor = lifespans::convener(conn, INSTANCE_NAME)?.ok_or(Error::NotFound("convener"))?;
    Ok(Origin::Convener(Box::new(actor)))
}

/// What a change is taken back to.
#[derive(Debug, Serialize, Deserialize)]
struct Before {
    lifespan: Lifespan,
    state: CommunityState,
    purpose: Purpose,
    ends_at: Option<Time>,
    ended_at: Option<Time>,
}

/// A community of ours with its span, for somebody who has power over it.
fn held(tx: &mut Tx<'_>, origin: &Origin, id: i64) -> Result<(Community, Actor, Span)> {
    let actor = actors::by_id(tx.conn, id)?;
    if !actor.is_local() {
        return Err(Error::Forbidden("This community is changed on its own server."));
    }
    access::power_over(tx.conn, origin, &actor)?;
    let community = communities::by_id(tx.conn, id)?;
    if !actor.is_active() || community.state == CommunityState::Closed {
        return Err(Error::Forbidden("This community is closed."));
    }
    let span = span(tx.conn, id)?;
    Ok((community, actor, span))
}

/// Moves to another lifespan and state, remembers what was before, and tells everyone.
fn turn(tx: &mut Tx<'_>, origin: &Origin, community: &Community, span: &mut Span, to: (Lifespan, CommunityState)) -> Result<()> {
    let before = Before {
        lifespan: community.lifespan,
        state: community.state,
        purpose: community.purpose,
        ends_at: span.ends_at,
        ended_at: span.ended_at,
    };
    span.undo = Some(serde_json::to_string(&before)?);
    span.changed_at = Some(tx.now);
    span.ended_at = (to.1 != CommunityState::Open).then_some(tx.now);
    lifespans::put(tx, span)?;
    lifespans::set_life(tx, community.actor_id, to.0, to.1)?;
    events::emit(tx, origin, Event::CommunityChanged { community: community.actor_id })
}

fn about(community: i64) -> Target {
    Target { community: Some(community), ..Target::default() }
}

/// Words of one paragraph as the text of a notice.
fn notice(title: &str, text: &str) -> Content {
    Content {
        title: Some(title.to_owned()),
        source: Some(text.to_owned()),
        html: format!("<p>{}</p>", escape(text)),
        plain: text.to_owned(),
        language: Some("en".to_owned()),
        ..Content::default()
    }
}

/// Publishes a thread and pins it, so that it is the first thing that anyone sees who comes later. Servers that take
/// pins from stewards only find it in the community's collection of pins.
fn pin_up(tx: &mut Tx<'_>, origin: &Origin, community: i64, content: Content, reason: &str) -> Result<i64> {
    let post = posting::publish_last(tx, origin, NewPost::thread("discussion", community, content))?;
    moderation::set_pinned(tx, origin, post.id, true, reason)?;
    Ok(post.id)
}

/// Takes the notice of an end down from the top. It stays readable where it was.
fn unpin_notice(tx: &mut Tx<'_>, origin: &Origin, span: &mut Span, reason: &str) -> Result<()> {
    let Some(id) = span.notice_id.take() else { return Ok(()) };
    if posts::by_id(tx.conn, id)?.is_some_and(|p| p.pinned_at.is_some() && p.stands()) {
        moderation::set_pinned(tx, origin, id, false, reason)?;
    }
    Ok(())
}

/// Stewards archive a community: it can be read, searched and followed, and nobody posts any more.
pub fn archive(tx: &mut Tx<'_>, origin: &Origin, id: i64, reason: &str) -> Result<()> {
    let (community, actor, mut span) = held(tx, origin, id)?;
    if community.state != CommunityState::Open {
        return Err(Error::Conflict("This community takes no new posts already."));
    }
    moderation::by_steward(tx, origin, &actor, Act::Archive, &about(id), reason)?;
    let text = format!("{} It can still be read and found. It takes no new posts.", sentence(reason));
    span.notice_id = Some(pin_up(tx, origin, id, notice("This community is archived", &text), reason)?);
    turn(tx, origin, &community, &mut span, (community.lifespan, CommunityState::Archived))
}

fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?', '…']) { text.to_owned() } else { format!("{text}.") }
}

/// Whether the last change can still be taken back.
pub fn can_undo(span: &Span, now: Time) -> bool {
    span.undo.is_some() && span.changed_at.is_some_and(|at| now.since(at) < DAY)
}

/// Stewards take the last change back, within a day.
pub fn undo(tx: &mut Tx<'_>, origin: &Origin, id: i64) -> Result<()> {
    let (community, actor, mut span) = held(tx, origin, id)?;
    let now = tx.now;
    let Some(before) = span.undo.clone().filter(|_| can_undo(&span, now)) else {
        return Err(Error::Conflict("There is no change of the last day to take back."));
    };
    let before: Before = serde_json::from_str(&before)?;
    let reason = "The change was taken back";
    moderation::by_steward(tx, origin, &actor, Act::UndoLifespan, &about(id), reason)?;
    unpin_notice(tx, origin, &mut span, reason)?;
    if community.state == CommunityState::Dispersed
        && let Some(digest) = span.outcome_id.take()
        && posts::by_id(tx.conn, digest)?.is_some_and(|p| p.pinned_at.is_some() && p.stands())
    {
        moderation::set_pinned(tx, origin, digest, false, reason)?;
    }
    (span.undo, span.changed_at, span.settled_at) = (None, None, None);
    (span.ends_at, span.ended_at) = (before.ends_at, before.ended_at);
    if before.state == CommunityState::Open && before.lifespan == Lifespan::Task {
        // What ended would end again at once.
        span.ends_at = span.ends_at.map(|at| if at <= now { now.plus(MORE_TIME) } else { at });
    }
    lifespans::put(tx, &span)?;
    lifespans::set_purpose(tx, id, before.purpose)?;
    lifespans::set_life(tx, id, before.lifespan, before.state)?;
    // Its quiet hours begin anew.
    communities::count(tx, id, 0, 0)?;
    events::emit(tx, origin, Event::CommunityChanged { community: id })
}

/// Keeps what would end or has ended: as a standing community (for another purpose, perhaps), or as a task.
pub fn keep(tx: &mut Tx<'_>, origin: &Origin, id: i64, life: &Life, purpose: Option<Purpose>) -> Result<()> {
    let (community, actor, mut span) = held(tx, origin, id)?;
    let ended_task = community.lifespan == Lifespan::Task && community.state == CommunityState::Archived;
    let under_way = community.lifespan != Lifespan::Standing && community.state == CommunityState::Open;
    if !ended_task && !under_way {
        return Err(Error::Conflict("This community does not end by itself, or has dispersed."));
    }
    if matches!(life, Life::Impromptu { .. }) {
        return Err(Error::Conflict("A community comes together on the spot only once."));
    }
    let mut errors = FieldErrors::new();
    life.check(tx.now, &mut errors);
    errors.check()?;
    let reason = if *life == Life::Standing { "Goes on as a standing community" } else { "Goes on as a task" };
    moderation::by_steward(tx, origin, &actor, Act::Keep, &about(id), reason)?;
    unpin_notice(tx, origin, &mut span, reason)?;
    turn(tx, origin, &community, &mut span, (life.lifespan(), CommunityState::Open))?;
    life.write(&mut span);
    lifespans::put(tx, &span)?;
    if let Some(purpose) = purpose {
        lifespans::set_purpose(tx, id, purpose)?;
    }
    Ok(())
}

/// Stewards of what has ended name where it goes on. Members are invited, never moved.
pub fn name_successor(tx: &mut Tx<'_>, origin: &Origin, id: i64, successor: &Actor) -> Result<()> {
    let (community, actor, mut span) = held(tx, origin, id)?;
    if community.state == CommunityState::Open {
        return Err(Error::Conflict("This community has not ended."));
    }
    let next = communities::find(tx.conn, successor.id)?.ok_or(Error::field("successor", "error-community-unknown"))?;
    if successor.id == id || !successor.is_active() {
        return Err(Error::field("successor", "form-successor-bad"));
    }
    if span.successor_id == Some(next.actor_id) {
        return Ok(());
    }
    let host = actors::host_name(tx.conn, successor)?;
    let handle = format!("@{}@{host}", successor.name);
    moderation::by_steward(tx, origin, &actor, Act::NameSuccessor, &about(id), &format!("Goes on in {handle}"))?;
    let link = format!("<a href=\"{}\">{}</a>", escape(&successor.url), escape(&handle));
    let text = format!("What began here goes on in {handle}. Come along if you like: nobody is moved there.");
    let html = format!("<p>What began here goes on in {link}. Come along if you like: nobody is moved there.</p>");
    let content = Content { html, ..notice(&format!("It goes on in {}", successor.label()), &text) };
    unpin_notice(tx, origin, &mut span, "Its successor is named")?;
    span.notice_id = Some(pin_up(tx, origin, id, content, "Where it goes on")?);
    span.successor_id = Some(successor.id);
    lifespans::put(tx, &span)?;
    communities::bump(tx, id)?;
    tell_members(tx, origin, id, NotificationKind::Successor, successor.id)
}

/// Tells every member who lives here; those elsewhere hear of it by what is pinned.
fn tell_members(tx: &mut Tx<'_>, origin: &Origin, id: i64, kind: NotificationKind, about: i64) -> Result<()> {
    let mut after = 0;
    loop {
        let batch = communities::followers(tx.conn, id, after, 500)?;
        let Some((last, _)) = batch.last() else { return Ok(()) };
        after = *last;
        for (_, member) in batch.iter().filter(|(_, member)| member.is_local()) {
            notify(tx, origin, member.id, kind, None, Some(about))?;
        }
    }
}
