//! A task: how far it is, its last days, its end, and what came of it.

use std::time::Duration;

use super::{DAY, about, held, notice, pin_up, tell_members, turn, unpin_notice};
use crate::domain::content::Content;
use crate::domain::moderation;
use crate::domain::notifications::notify;
use crate::domain::origin::Origin;
use crate::error::FieldErrors;
use crate::store::actors::ActorKind;
use crate::store::communities::{self, CommunityState, Lifespan};
use crate::store::conn::Tx;
use crate::store::lifespans::{self, Span};
use crate::store::moderation::Act;
use crate::store::notifications::NotificationKind;
use crate::store::actors;
use crate::{Error, Result};

/// How long before the end members hear of it, first and last.
pub(super) const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);
const NOTE_MAX: usize = 300;
/// How many of those who took part are named by an outcome or digest, and told by it.
pub(super) const NAMED: i64 = 200;

/// Stewards say how far the task is: 0 to 100, and a line in words.
pub fn progress(tx: &mut Tx<'_>, origin: &Origin, id: i64, percent: i32, note: &str) -> Result<()> {
    let (community, actor, mut span) = held(tx, origin, id)?;
    if community.lifespan != Lifespan::Task || community.state != CommunityState::Open {
        return Err(Error::Conflict("Only a task that is under way has progress."));
    }
    let mut errors = FieldErrors::new();
    if !(0..=100).contains(&percent) {
        errors.add("progress", "form-percent-range");
    }
    if note.chars().count() > NOTE_MAX {
        errors.add_with("progress_note", "form-too-long", [("max", NOTE_MAX.to_string())]);
    }
    errors.check()?;
    moderation::by_steward(tx, origin, &actor, Act::ChangeCommunity, &about(id), "Progress of the task changed")?;
    span.progress = percent;
    note.trim().clone_into(&mut span.progress_note);
    lifespans::put(tx, &span)?;
    communities::bump(tx, id)
}

/// Tells members a week and a day before the end; each once, and a short task only of its last day.
pub fn remind(tx: &mut Tx<'_>, origin: &Origin, span: &Span) -> Result<()> {
    let mut span = span.clone();
    let Some(ends_at) = span.ends_at else { return Ok(()) };
    let now = tx.now;
    let left = ends_at.since(now);
    if left <= DAY && span.day_told_at.is_none() {
        (span.day_told_at, span.week_told_at) = (Some(now), span.week_told_at.or(Some(now)));
    } else if left <= WEEK && span.week_told_at.is_none() {
        span.week_told_at = Some(now);
        let began = communities::by_id(tx.conn, span.community_id)?.created_at;
        if ends_at.since(began) <= WEEK {
            // Founded within that week: everybody who is in it has just read when it ends.
            return lifespans::put(tx, &span);
        }
    } else {
        return Ok(());
    }
    lifespans::put(tx, &span)?;
    tell_members(tx, origin, span.community_id, NotificationKind::TaskEnding, span.community_id)
}

/// The time of a task is over: no more posts, and its stewards are asked what came of it.
pub fn end(tx: &mut Tx<'_>, origin: &Origin, id: i64) -> Result<()> {
    let (community, actor, mut span) = held(tx, origin, id)?;
    let due = span.ends_at.is_some_and(|at| at <= tx.now);
    if community.lifespan != Lifespan::Task || community.state != CommunityState::Open || !due {
        return Ok(());
    }
    moderation::by_steward(tx, origin, &actor, Act::EndTask, &about(id), "Its end has come, as it was agreed")?;
    let text = "The end that was agreed has come. What came of it will stand here once its stewards have written it.";
    span.notice_id = Some(pin_up(tx, origin, id, notice("This task has ended", text), "So that everybody knows")?);
    turn(tx, origin, &community, &mut span, (Lifespan::Task, CommunityState::Archived))?;
    for steward in communities::stewards_of(tx.conn, id)? {
        notify(tx, origin, steward.id, NotificationKind::TaskEnded, None, Some(id))?;
    }
    Ok(())
}

/// Stewards write what came of a task. It is pinned, and whoever took part is told, here and elsewhere.
pub fn outcome(tx: &mut Tx<'_>, origin: &Origin, id: i64, content: &Content) -> Result<i64> {
    let (community, actor, mut span) = held(tx, origin, id)?;
    if community.lifespan != Lifespan::Task || community.state != CommunityState::Archived {
        return Err(Error::Conflict("Only a task that has ended has an outcome."));
    }
    if span.outcome_id.is_some() {
        return Err(Error::Conflict("The outcome is written already. Its author can edit it."));
    }
    content.check(true)?;
    moderation::by_steward(tx, origin, &actor, Act::Outcome, &about(id), "What came of the task")?;
    let mut content = content.clone();
    content.mentions = everyone(tx, id, &content.mentions)?;
    let post = pin_up(tx, origin, id, content, "What came of the task")?;
    unpin_notice(tx, origin, &mut span, "The outcome takes its place")?;
    span.outcome_id = Some(post);
    lifespans::put(tx, &span)?;
    communities::bump(tx, id)?;
    Ok(post)
}

/// Those named in a text, and all people who took part: a mention is what every server delivers and shows.
pub(super) fn everyone(tx: &mut Tx<'_>, id: i64, named: &[i64]) -> Result<Vec<i64>> {
    let took_part: Vec<i64> = lifespans::participants(tx.conn, id, NAMED)?.into_iter().map(|(actor, _)| actor).collect();
    let mut all: Vec<i64> = actors::by_ids(tx.conn, &took_part)?
        .into_iter()
        .filter(|a| a.kind == ActorKind::Person && a.is_active())
        .map(|a| a.id)
        .collect();
    all.extend_from_slice(named);
    all.sort_unstable();
    all.dedup();
    Ok(all)
}
