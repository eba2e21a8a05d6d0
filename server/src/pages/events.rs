//! `/c/{name}/events` and `/events/mine`: what takes place, in a community and for one person.

use std::collections::HashMap;

use crate::calendar::{self, Zone};
use crate::clock::Time;
use crate::domain::{Origin, access};
use crate::formats::Format;
use crate::kinds::event;
use crate::pages::reader::Reader;
use crate::pages::rows::{self, Dress};
use crate::pages::view::{EventRow, EventsPage, LinkView, MyEventsPage, Page, Pager, Tab, WhenView};
use crate::pages::{Depends, Loaded, community, frame, introduce, seen};
use crate::render::Renderer;
use crate::store::communities::{Access, Community, CommunityState};
use crate::store::conn::Conn;
use crate::store::guests::{self, Guest, GuestState};
use crate::store::occasions::{self, Date, Occasion, Span};
use crate::store::posts::Post;
use crate::{Error, Result};

const ON_A_PAGE: i64 = 30;
/// Dates of one month.
const IN_A_MONTH: i64 = 300;
/// Events of one person.
const MINE: i64 = 200;
const PAST: i64 = 20;

/// Which part of a calendar is looked at.
#[derive(Debug, Clone, Default)]
pub struct Params {
    pub past: bool,
    /// Such as `2026-03`.
    pub month: Option<String>,
    /// The date that the page before ended with.
    pub after: Option<(Time, i64)>,
}

impl Params {
    /// `MICROSECONDS.ID`, as pagers write it.
    pub fn cursor(text: &str) -> Option<(Time, i64)> {
        let (at, id) = text.split_once('.')?;
        Some((Time(at.parse().ok()?), id.parse().ok()?))
    }
}

pub fn load(conn: &mut Conn, reader: &Reader, renderer: &Renderer, handle: &str, params: &Params) -> Result<Loaded<EventsPage>> {
    let (row, actor) = access::part(conn, &reader.viewer, handle, Format::Events)?;
    if !row.holds(Format::Events) || !actor.is_local() {
        return Err(Error::NotFound("page"));
    }
    let seen = seen::by(conn, reader, Depends::Community(actor.id))?;
    let head = community::head(conn, reader, renderer, &row, &actor, Format::Events)?;
    let url = format!("{}/events", head.community.url);
    let month = params.month.as_deref().map(|text| calendar::month(text).ok_or(Error::NotFound("month"))).transpose()?;
    let span = match month {
        Some((from, to)) => Span::Between { from, to },
        None if params.past => Span::Past { now: reader.now, before: params.after },
        None => Span::Coming { now: reader.now, after: params.after },
    };
    let limit = if month.is_some() { IN_A_MONTH } else { ON_A_PAGE + 1 };
    let mut dates = occasions::dates(conn, Some(actor.id), None, span, limit)?;
    let pager = if month.is_none() { pager(&mut dates, &url, params) } else { Pager::default() };
    let this_month: String = Zone::UTC.parts(month.map_or(reader.now, |(from, _)| from)).date.chars().take(7).collect();
    let tab = |key: &str, address: String, current: bool| Tab::new(key, address, current);
    let mut body = EventsPage {
        tabs: vec![
            tab("events-coming", url.clone(), month.is_none() && !params.past),
            tab("events-past", format!("{url}?show=past"), month.is_none() && params.past),
            tab("events-month", format!("{url}?month={this_month}"), month.is_some()),
        ],
        rows: dress(conn, reader, &dates, false)?,
        pager,
        plan_url: if may_plan(conn, reader, &row, &head.membership.state)? { format!("{}?new=event#new", head.community.url) } else { String::new() },
        ics_url: format!("{url}.ics"),
        webcal_url: webcal(&reader.urls.at(&format!("{url}.ics"))),
        signed_in: reader.viewer.person().is_some(),
        head,
        ..EventsPage::default()
    };
    if let Some((from, to)) = month {
        let named = |at: Time| format!("{url}?month={}", Zone::UTC.parts(at).date.chars().take(7).collect::<String>());
        body.month = Some(Zone::UTC.parts(from));
        body.month_before = named(Time(from.0 - 1));
        body.month_after = named(to);
    }
    let mut frame = frame(conn, reader, "")?;
    let title = reader.lang.text_with("events-of", &[("community", body.head.community.title.as_str().into())]);
    introduce(&mut frame, reader, &url, &title, &reader.lang.text("events-text"), "website");
    frame.noindex = row.access != Access::Public || month.is_some() || params.past;
    Ok(Loaded { page: Page { frame, body, template: "events.html" }, seen })
}

/// An address that calendar programs subscribe to.
pub fn webcal(url: &url::Url) -> String {
    let text = url.as_str();
    text.split_once("://").map_or_else(|| text.to_owned(), |(_, rest)| format!("webcal://{rest}"))
}

fn may_plan(conn: &mut Conn, reader: &Reader, row: &Community, membership: &str) -> Result<bool> {
    let Some(person) = reader.viewer.person().filter(|p| p.is_active()) else { return Ok(false) };
    if row.state != CommunityState::Open || membership == "banned" {
        return Ok(false);
    }
    if !row.posting_restricted {
        return Ok(true);
    }
    let actor = crate::store::actors::by_id(conn, row.actor_id)?;
    access::has_power_over(conn, &Origin::Local(person.clone()), &actor)
}

fn pager(dates: &mut Vec<Date>, url: &str, params: &Params) -> Pager {
    let limit = usize::try_from(ON_A_PAGE).unwrap_or(usize::MAX);
    let more = dates.len() > limit;
    dates.truncate(limit);
    let base = if params.past { format!("{url}?show=past&") } else { format!("{url}?") };
    let next = dates.last().filter(|_| more).map(|last| format!("{base}after={}.{}", last.starts_at.0, last.post_id));
    let first = if params.after.is_some() { base.trim_end_matches(['?', '&']).to_owned() } else { String::new() };
    Pager { next: next.unwrap_or_default(), first }
}

/// Dates as rows, in their order, without those whose events are not for this reader.
pub fn dress(conn: &mut Conn, reader: &Reader, dates: &[Date], mixed: bool) -> Result<Vec<EventRow>> {
    let mut ids: Vec<i64> = dates.iter().map(|date| date.post_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let threads = rows::by_ids(conn, &ids)?;
    let shown = rows::dress(conn, reader, &threads, Dress { mixed, ..Dress::default() })?;
    let shown: HashMap<String, _> = shown.into_iter().filter(|row| row.state == "live").map(|row| (row.id.clone(), row)).collect();
    let known: HashMap<i64, Occasion> = occasions::by_ids(conn, &ids)?.into_iter().map(|row| (row.post_id, row)).collect();
    let going = guests::counts(conn, &ids, GuestState::Going)?;
    let mine: HashMap<i64, Guest> = match reader.viewer.id() {
        Some(me) => guests::of_person(conn, me, MINE)?.into_iter().map(|guest| (guest.post_id, guest)).collect(),
        None => HashMap::new(),
    };
    let one = |date: &Date| {
        let (thread, row) = (shown.get(&date.post_id.to_string())?, known.get(&date.post_id)?);
        let count = going.get(&date.post_id).copied().unwrap_or(0).max(i64::from(row.counted));
        let mut view = bare(row, date, &thread.title);
        view.going = u64::try_from(count).unwrap_or(0);
        view.full = row.capacity.is_some_and(|capacity| count >= i64::from(capacity));
        view.mine = mine.get(&date.post_id).map(|guest| guest.state.to_string()).unwrap_or_default();
        view.community = thread.community.clone();
        Some(view)
    };
    Ok(dates.iter().filter_map(one).collect())
}

fn bare(row: &Occasion, date: &Date, title: &str) -> EventRow {
    let zone = Zone::parse(&row.zone).unwrap_or(Zone::UTC);
    EventRow {
        id: date.post_id.to_string(),
        url: format!("/post/{}", date.post_id),
        title: title.to_owned(),
        start: zone.parts(date.starts_at),
        end: row.ends_at.map(|_| zone.parts(date.ends_at)),
        zone: row.zone.clone(),
        place: if row.place.is_empty() { row.address.clone() } else { row.place.clone() },
        online: !row.online_url.is_empty(),
        state: row.state.to_string(),
        series: !row.rule.is_empty(),
        ..EventRow::default()
    }
}

/// One event that the viewer may read, as a row: its next date, or the last one.
pub fn one(conn: &mut Conn, viewer: &access::Viewer, id: i64, now: Time) -> Result<(Post, Occasion, EventRow)> {
    let (post, _, _) = access::post(conn, viewer, id)?;
    let (post, row) = event::find(conn, post.id)?.ok_or(Error::NotFound("event"))?;
    let date = match occasions::next(conn, id, now)? {
        Some(date) => date,
        None => occasions::last(conn, id)?.ok_or(Error::NotFound("date"))?,
    };
    let view = bare(&row, &date, &super::thread::title_of(&post));
    Ok((post, row, view))
}

/// What a person goes to, and when they were somewhere.
pub fn mine(conn: &mut Conn, reader: &Reader, fresh: Option<&str>) -> Result<MyEventsPage> {
    let me = reader.viewer.id().ok_or_else(|| Error::unauthorized("Log in to do that."))?;
    let ids: Vec<i64> = guests::of_person(conn, me, MINE)?.iter().map(|guest| guest.post_id).collect();
    let coming = occasions::dates(conn, None, Some(&ids), Span::Coming { now: reader.now, after: None }, ON_A_PAGE * 2)?;
    let past = occasions::dates(conn, None, Some(&ids), Span::Past { now: reader.now, before: None }, PAST)?;
    let address = fresh.map(|token| reader.urls.at(&format!("/calendar/{token}.ics")));
    Ok(MyEventsPage {
        coming: dress(conn, reader, &coming, true)?,
        past: dress(conn, reader, &past, true)?,
        since: guests::calendar_since(conn, me)?.map(|at| WhenView::new(&reader.lang, reader.now, at)),
        webcal_url: address.as_ref().map(webcal).unwrap_or_default(),
        calendar_url: address.map(|url| url.to_string()).unwrap_or_default(),
    })
}

/// A link to one date of the list at the door.
pub(super) fn date_link(zone: Zone, base: &str, at: Time) -> LinkView {
    let parts = zone.parts(at);
    LinkView { text: format!("{} {}", parts.date, parts.time), url: format!("{base}?at={}", at.0) }
}
