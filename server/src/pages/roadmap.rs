//! `/c/{name}/roadmap` and `/c/{name}/challenges`: where a community's ideas stand, and what it asks for.

use std::collections::HashMap;

use crate::domain::access;
use crate::domain::Origin;
use crate::pages::reader::Reader;
use crate::pages::rows::{self, Dress};
use crate::pages::view::{ChallengeView, ChallengesPage, Form, Page, RoadmapColumn, RoadmapPage, ThreadRow, WhenView};
use crate::pages::{Depends, Loaded, frame, introduce, named, seen};
use crate::store::accounts::Role;
use crate::store::actors::{self, Actor};
use crate::store::conn::Conn;
use crate::store::communities::{Community, Purpose};
use crate::store::ideas::{self, Challenge, IdeaStatus};
use crate::{Error, Result};

/// Ideas in one column.
const IN_A_COLUMN: i64 = 40;
const CHALLENGES: i64 = 100;

/// A community for ideas that the reader may see.
fn place(conn: &mut Conn, reader: &Reader, handle: &str) -> Result<(Community, Actor, String)> {
    let (community, actor) = access::community(conn, &reader.viewer, handle)?;
    if community.purpose != Purpose::Ideation {
        return Err(Error::NotFound("page"));
    }
    let host = actors::host_name(conn, &actor)?;
    Ok((community, actor, host))
}

/// Whether the reader says where ideas and feedback of a community stand.
pub fn decides(conn: &mut Conn, reader: &Reader, community: &Actor) -> Result<bool> {
    let Some(person) = reader.viewer.person().filter(|p| p.is_active() && community.is_local()) else { return Ok(false) };
    Ok(person.has(Role::Responder) || access::has_power_over(conn, &Origin::Local(person.clone()), community)?)
}

pub fn board(conn: &mut Conn, reader: &Reader, handle: &str, challenge: Option<i64>) -> Result<Loaded<RoadmapPage>> {
    let (community, actor, host) = place(conn, reader, handle)?;
    let seen = seen::by(conn, reader, Depends::Community(actor.id))?;
    let card = named::card(&community, &actor, &host);
    let challenge = match challenge {
        Some(id) => {
            let row = ideas::challenge(conn, id)?.filter(|c| c.community_id == actor.id).ok_or(Error::NotFound("challenge"))?;
            Some(challenge_view(conn, reader, &card.url, &row)?)
        }
        None => None,
    };
    let filter = challenge.as_ref().and_then(|c| c.id.parse().ok());
    let mut columns = Vec::new();
    for status in IdeaStatus::ALL.iter().filter(|s| **s != IdeaStatus::Duplicate) {
        columns.push(column(conn, reader, actor.id, *status, filter)?);
    }
    let mut body = RoadmapPage {
        can_change: decides(conn, reader, &actor)?,
        challenges_url: format!("{}/challenges", card.url),
        community: card,
        challenge,
        columns,
    };
    body.community.joined = false;
    let mut frame = frame(conn, reader, "")?;
    let title = reader.lang.text_with("roadmap-of", &[("community", body.community.title.as_str().into())]);
    introduce(&mut frame, reader, &format!("{}/roadmap", body.community.url), &title, &reader.lang.text("roadmap-text"), "website");
    frame.noindex = !actor.is_local();
    Ok(Loaded { page: Page { frame, body, template: "roadmap.html" }, seen })
}

fn column(conn: &mut Conn, reader: &Reader, community: i64, status: IdeaStatus, challenge: Option<i64>) -> Result<RoadmapColumn> {
    let found = ideas::column(conn, community, status, challenge, IN_A_COLUMN)?;
    let order: Vec<i64> = found.iter().map(|(idea, _)| idea.post_id).collect();
    let items = dressed(conn, reader, &order)?;
    let count = u64::try_from(ideas::count(conn, community, status, challenge)?).unwrap_or(0);
    let more = count.saturating_sub(u64::try_from(order.len()).unwrap_or(0));
    Ok(RoadmapColumn { word: status.to_string(), count, items, more })
}

/// Threads as rows in a given order, without those that are not for this reader.
pub(super) fn dressed(conn: &mut Conn, reader: &Reader, order: &[i64]) -> Result<Vec<ThreadRow>> {
    let threads = rows::by_ids(conn, order)?;
    let rows = rows::dress(conn, reader, &threads, Dress::default())?;
    let mut rows: HashMap<String, ThreadRow> = rows.into_iter().map(|row| (row.id.clone(), row)).collect();
    Ok(order.iter().filter_map(|id| rows.remove(&id.to_string())).collect())
}

pub fn challenges(conn: &mut Conn, reader: &Reader, handle: &str, form: Option<Form>) -> Result<Page<ChallengesPage>> {
    let (community, actor, host) = place(conn, reader, handle)?;
    let card = named::card(&community, &actor, &host);
    let mut items = Vec::new();
    for row in ideas::challenges_of(conn, actor.id, CHALLENGES)? {
        items.push(challenge_view(conn, reader, &card.url, &row)?);
    }
    let can_pose = match reader.viewer.person().filter(|p| p.is_active()) {
        Some(person) => actor.is_local() && access::has_power_over(conn, &Origin::Local(person.clone()), &actor)?,
        None => false,
    };
    let mut frame = frame(conn, reader, "")?;
    let title = reader.lang.text("challenges");
    introduce(&mut frame, reader, &format!("{}/challenges", card.url), &title, &reader.lang.text("challenges-text"), "website");
    let body = ChallengesPage { community: card, items, can_pose, form: form.unwrap_or_default() };
    Ok(Page { frame, body, template: "challenges.html" })
}

fn challenge_view(conn: &mut Conn, reader: &Reader, url: &str, row: &Challenge) -> Result<ChallengeView> {
    let state = if row.is_open(reader.now) { "open" } else if row.ends_at <= reader.now { "over" } else { "coming" };
    let day = |at: crate::clock::Time| {
        let iso = at.rfc3339();
        WhenView { human: iso.chars().take(10).collect(), iso }
    };
    Ok(ChallengeView {
        id: row.id.to_string(),
        question: row.question.clone(),
        state: state.to_owned(),
        starts: day(row.starts_at),
        ends: day(row.ends_at),
        ideas: u64::try_from(ideas::count_filed(conn, row.id)?).unwrap_or(0),
        board_url: format!("{url}/roadmap?challenge={}", row.id),
        propose_url: if state == "open" { format!("{url}?new=idea&challenge={}#new", row.id) } else { String::new() },
    })
}
