//! Something that takes place, here or elsewhere: when, where, for how many, and who comes.

mod panel;
pub mod plan;
mod wire;

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::{Details, Field, Foreword, Highlight, Input, Kind, Looker, Mark, Offer, Panel};
use crate::calendar::Zone;
use crate::clock::Time;
use crate::formats::Format;
use crate::store::actors::{self, ActorKind};
use crate::store::conn::{Conn, Tx};
use crate::store::occasions::{self, OccasionState};
use crate::store::posts::{self, Post};
use crate::store::guests;
use crate::urls::Urls;
use crate::{Error, Result};
use plan::{CAPACITY_MAX, LINK_MAX, Plan, TEXT_MAX};

/// Its name in the registry of kinds.
pub const NAME: &str = "event";
/// People who plan one event beside its author.
const ORGANIZERS_MAX: usize = 10;

#[derive(Debug)]
pub(super) struct Event;

const REPEATS: &[&str] = &["no", "daily", "weekly", "fortnightly", "monthly", "yearly", "rule"];

/// What the form asks, in its order. The page that changes an event asks the same.
pub const FIELDS: &[Field] = &[
    Field { name: "event_start", input: Input::Moment, required: true },
    Field { name: "event_end", input: Input::Moment, required: false },
    Field { name: "event_zone", input: Input::Zone, required: false },
    Field { name: "event_place", input: Input::Line { max: TEXT_MAX }, required: false },
    Field { name: "event_address", input: Input::Line { max: TEXT_MAX }, required: false },
    Field { name: "event_map", input: Input::Line { max: LINK_MAX }, required: false },
    Field { name: "event_online", input: Input::Line { max: LINK_MAX }, required: false },
    Field { name: "event_repeats", input: Input::Choice(REPEATS), required: false },
    Field { name: "event_until", input: Input::Day, required: false },
    Field { name: "event_rule", input: Input::Line { max: TEXT_MAX }, required: false },
    Field { name: "event_joining", input: Input::Choice(&["open", "nobody"]), required: false },
    Field { name: "event_capacity", input: Input::Number { min: 1, max: CAPACITY_MAX }, required: false },
    Field { name: "event_full", input: Input::Choice(&["wait", "refuse"]), required: false },
    Field { name: "event_organizers", input: Input::Line { max: TEXT_MAX }, required: false },
];

impl Kind for Event {
    fn name(&self) -> &'static str {
        NAME
    }

    fn format(&self) -> Format {
        Format::Events
    }

    fn sent_as(&self) -> &'static str {
        "Event"
    }

    fn taken_from(&self) -> &'static [&'static str] {
        &["Event"]
    }

    fn offered(&self, offer: &Offer<'_>) -> bool {
        offer.has(Format::Events)
    }

    fn fields(&self) -> &'static [Field] {
        FIELDS
    }

    fn begin(&self, tx: &mut Tx<'_>, post: &Post, details: &Details, local: bool) -> Result<()> {
        let plan = if local {
            let usual = usual_zone(tx.conn, post.community_id)?;
            Plan::read(details, usual, tx.now)?
        } else {
            match Plan::heard(details) {
                Some(plan) => plan,
                None => return Ok(()),
            }
        };
        let people = organizers(tx.conn, &plan.organizers, post.author_id)?;
        let row = plan.occasion(post.id, post.community_id, tx.now);
        occasions::insert(tx, &row)?;
        occasions::set_dates(tx, post.id, Time(i64::MIN), &plan::dates(&row, row.starts_at))?;
        occasions::set_organizers(tx, post.id, &people)
    }

    fn bury(&self, tx: &mut Tx<'_>, post: &Post) -> Result<()> {
        guests::remove_all(tx, post.id)?;
        occasions::remove(tx, post.id)
    }

    fn panel(&self, conn: &mut Conn, post: &Post, looker: &Looker, now: Time) -> Result<Option<Panel>> {
        let Some(row) = occasions::find(conn, post.id)? else { return Ok(None) };
        panel::draw(conn, post, &row, looker, now).map(Some)
    }

    /// What came of it stands above the replies.
    fn highlights(&self, conn: &mut Conn, post: &Post) -> Result<Vec<Highlight>> {
        let told = occasions::find(conn, post.id)?.and_then(|row| row.outcome_id);
        Ok(told.map(|reply| Highlight { reply, sign: "outcome" }).into_iter().collect())
    }

    fn marks(&self, conn: &mut Conn, posts: &[i64]) -> Result<HashMap<i64, Mark>> {
        let mark = |row: &occasions::Occasion| {
            let zone = Zone::parse(&row.zone).unwrap_or(Zone::UTC);
            let parts = zone.parts(row.starts_at);
            match row.state {
                OccasionState::On => Mark { text: format!("{}, {}", parts.date, parts.time), tone: "info", settled: false },
                state => Mark { text: format!("event-{state}"), tone: "bad", settled: false },
            }
        };
        Ok(occasions::by_ids(conn, posts)?.iter().map(|row| (row.post_id, mark(row))).collect())
    }

    fn send(&self, conn: &mut Conn, post: &Post, extra: &mut Map<String, Value>) -> Result<()> {
        match occasions::find(conn, post.id)? {
            Some(row) => wire::send(conn, post, &row, extra),
            None => Ok(()),
        }
    }

    fn foreword(&self, conn: &mut Conn, _: &Urls, post: &Post) -> Result<Option<Foreword>> {
        let row = occasions::find(conn, post.id)?;
        Ok(row.map(|row| Foreword { html: wire::foreword(&row), changed: row.changed_at }))
    }

    fn take(&self, extra: &Map<String, Value>) -> Details {
        wire::take(extra)
    }
}

/// The zone that is meant where none is named: that of the community's last event.
pub fn usual_zone(conn: &mut Conn, community: Option<i64>) -> Result<Zone> {
    let known = community.map(|id| occasions::latest_zone(conn, id)).transpose()?.flatten();
    Ok(known.and_then(|name| Zone::parse(&name)).unwrap_or(Zone::UTC))
}

/// The people behind handles, for the list of who plans an event.
pub fn organizers(conn: &mut Conn, handles: &[String], author: i64) -> Result<Vec<i64>> {
    if handles.len() > ORGANIZERS_MAX {
        return Err(Error::field("event_organizers", "form-event-organizers-many"));
    }
    let mut people = Vec::new();
    for handle in handles {
        let actor = actors::by_handle(conn, handle)?.filter(|a| a.kind == ActorKind::Person && a.is_active());
        let actor = actor.ok_or_else(|| Error::field("event_organizers", "form-event-organizers"))?;
        if actor.id != author && !people.contains(&actor.id) {
            people.push(actor.id);
        }
    }
    Ok(people)
}

/// Whether somebody plans an event: as its author, or by its list.
pub fn plans(conn: &mut Conn, post: &Post, person: i64) -> Result<bool> {
    Ok(post.author_id == person || occasions::organizers(conn, post.id)?.contains(&person))
}

/// Whether an event is ours to answer for: its author lives here.
pub fn lives_here(conn: &mut Conn, post: &Post) -> Result<bool> {
    Ok(actors::by_id(conn, post.author_id)?.is_local())
}

/// An event that stands, with what is planned.
pub fn find(conn: &mut Conn, id: i64) -> Result<Option<(Post, occasions::Occasion)>> {
    let Some(post) = posts::by_id(conn, id)?.filter(|post| post.kind == NAME && post.stands()) else { return Ok(None) };
    Ok(occasions::find(conn, id)?.map(|row| (post, row)))
}
