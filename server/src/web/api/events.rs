//! Events: a community's calendar, coming and not coming, the door, and one's own calendar.

use actix_web::HttpResponse;
use actix_web::web::{Json, Path, Query};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::input;
use super::problem::Answer;
use super::shapes::{self, Person};
use crate::calendar::Zone;
use crate::clock::Time;
use crate::domain::access::{self, Viewer};
use crate::domain::occasions::rsvp::{self, Wish};
use crate::domain::occasions::{self as rules, door, must_plan};
use crate::domain::{Origin, tokens};
use crate::formats::Format;
use crate::kinds::{Details, event};
use crate::limits::Action;
use crate::pages::events::Params;
use crate::pages::thread::title_of;
use crate::store::conn::Conn;
use crate::store::guests::{self, Guest, GuestState};
use crate::store::occasions::{self, Date, Occasion, OccasionState, Span};
use crate::store::posts::Post;
use crate::{Error, Result};

/// Names in one answer.
const SHOWN: i64 = 100;

/// How the caller stands to an event.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Mine {
    /// going, waiting, asked (an event elsewhere has not answered), refused or left.
    state: String,
    /// Everyone may read that they come.
    shown: bool,
    remind_day: bool,
    remind_hour: bool,
}

/// An event with its next date, or its last one.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Event {
    /// That of its thread.
    id: String,
    ap_id: String,
    title: String,
    /// RFC 3339 in UTC.
    starts_at: String,
    /// Null where nobody says when it ends.
    ends_at: Option<String>,
    #[schema(example = "Europe/Berlin")]
    zone: String,
    /// An RRULE, for what takes place again and again.
    rule: Option<String>,
    place: String,
    address: String,
    map_url: Option<String>,
    online_url: Option<String>,
    /// on, postponed or cancelled.
    state: String,
    /// Why it does not take place as planned.
    reason: String,
    /// Every date has passed.
    over: bool,
    /// open, nobody, asked or elsewhere.
    joining: String,
    capacity: Option<i32>,
    /// wait or refuse.
    when_full: String,
    going: i64,
    waiting: i64,
    /// Those who come and let everyone read their names.
    people: Vec<Person>,
    organizers: Vec<Person>,
    /// The reply that tells what came of it.
    outcome_id: Option<String>,
    mine: Option<Mine>,
}

fn mine(guest: &Guest) -> Mine {
    Mine { state: guest.state.to_string(), shown: guest.shown, remind_day: guest.remind_day, remind_hour: guest.remind_hour }
}

fn drawn(conn: &mut Conn, viewer: &Viewer, post: &Post, row: Occasion, date: Option<Date>, over: bool) -> Result<Event> {
    let here = event::lives_here(conn, post)?;
    let going = if here { guests::count(conn, post.id, GuestState::Going)? } else { i64::from(row.counted) };
    let named: Vec<i64> = guests::shown(conn, post.id, SHOWN)?.iter().filter_map(|guest| guest.actor_id).collect();
    let planned_by = occasions::organizers(conn, post.id)?;
    let known = shapes::directory(conn, &[named.clone(), planned_by.clone()].concat())?;
    let people = |ids: &[i64]| ids.iter().filter_map(|id| known.get(id)).map(|(actor, host)| Person::new(actor, host)).collect();
    let own = match viewer.id() {
        Some(me) => guests::of_actor(conn, post.id, me)?,
        None => None,
    };
    let (start, end) = date.map_or((row.starts_at, row.ends_at), |date| (date.starts_at, row.ends_at.map(|_| date.ends_at)));
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Ok(Event {
        id: post.id.to_string(),
        ap_id: post.ap_id.clone(),
        title: title_of(post),
        starts_at: start.rfc3339(),
        ends_at: end.map(Time::rfc3339),
        rule: some(&row.rule),
        map_url: some(&row.map_url),
        online_url: some(&row.online_url),
        state: row.state.to_string(),
        over,
        joining: row.joining.to_string(),
        capacity: row.capacity,
        when_full: row.when_full.to_string(),
        going,
        waiting: if here { guests::count(conn, post.id, GuestState::Waiting)? } else { 0 },
        people: people(&named),
        organizers: people(&planned_by),
        outcome_id: row.outcome_id.map(|id| id.to_string()),
        mine: own.as_ref().map(mine),
        zone: row.zone,
        place: row.place,
        address: row.address,
        reason: row.reason,
    })
}

fn one(conn: &mut Conn, viewer: &Viewer, id: i64, now: Time) -> Result<Event> {
    let (post, _, _) = access::post(conn, viewer, id)?;
    let (post, row) = event::find(conn, post.id)?.ok_or(Error::NotFound("event"))?;
    let next = occasions::next(conn, id, now)?;
    let date = match next {
        Some(date) => Some(date),
        None => occasions::last(conn, id)?,
    };
    drawn(conn, viewer, &post, row, date, next.is_none())
}

async fn answer(caller: &Caller, id: i64) -> Answer {
    let now = caller.app.clock.now();
    Ok(HttpResponse::Ok().json(caller.read(move |conn, viewer| one(conn, viewer, id, now)).await?))
}

/// One event.
#[utoipa::path(get, path = "/events/{id}", tag = "Events", params(("id" = String, Path)), security((), ("token" = [])),
    responses((status = 200, body = Event)))]
pub(super) async fn show(caller: Caller, id: Path<i64>) -> Answer {
    answer(&caller, id.into_inner()).await
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// coming (the default) or past.
    when: Option<String>,
    /// How many dates, from 1 to 100.
    limit: Option<i64>,
    /// `next_cursor` of the piece before.
    cursor: Option<String>,
}

/// Dates of a community.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Calendar {
    items: Vec<Event>,
    /// Send it as `cursor` to go on; null at the end.
    next_cursor: Option<String>,
}

/// What takes place in a community: one item for each date, the next one first, or the latest of those that passed.
#[utoipa::path(get, path = "/communities/{name}/events", tag = "Events", params(("name" = String, Path), Filter), security((), ("token" = [])),
    responses((status = 200, body = Calendar)))]
pub(super) async fn list(caller: Caller, name: Path<String>, filter: Query<Filter>) -> Answer {
    let (name, now, limit) = (name.into_inner(), caller.app.clock.now(), input::limit(filter.limit));
    let after = match filter.cursor.as_deref().filter(|cursor| !cursor.is_empty()) {
        Some(cursor) => Some(Params::cursor(cursor).ok_or_else(input::bad_cursor)?),
        None => None,
    };
    let span = match filter.when.as_deref() {
        Some("past") => Span::Past { now, before: after },
        _ => Span::Coming { now, after },
    };
    let calendar = caller
        .read(move |conn, viewer| {
            let (_, community) = access::part(conn, viewer, &name, Format::Events)?;
            let mut dates = occasions::dates(conn, Some(community.id), None, span, limit + 1)?;
            let next_cursor = input::cut(&mut dates, limit, |date| format!("{}.{}", date.starts_at.0, date.post_id));
            let mut items = Vec::new();
            for date in dates {
                if access::reads(conn, viewer, date.post_id)?
                    && let Some((post, row)) = event::find(conn, date.post_id)?
                {
                    items.push(drawn(conn, viewer, &post, row, Some(date), date.ends_at <= now)?);
                }
            }
            Ok(Calendar { items, next_cursor })
        })
        .await?;
    Ok(HttpResponse::Ok().json(calendar))
}

/// Changes of an event, by the names of the fields of its kind.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Change {
    /// `event_start`, `event_end`, `event_zone`, `event_place`, ...: what is not named stays.
    #[serde(default)]
    #[schema(value_type = Object)]
    details: Map<String, Value>,
}

/// Changes when, where and for how many. Everyone who comes is told. For those who plan it.
#[utoipa::path(patch, path = "/events/{id}", tag = "Events", params(("id" = String, Path)), request_body = Change,
    security(("token" = [])), responses((status = 200, body = Event)))]
pub(super) async fn change(caller: Caller, id: Path<i64>, body: Json<Change>) -> Answer {
    let (id, body) = (id.into_inner(), body.into_inner());
    caller.person()?;
    caller.brake(Action::Post)?;
    caller
        .write(move |tx, origin| {
            let row = occasions::find(tx.conn, id)?.ok_or(Error::NotFound("event"))?;
            let mut details: Map<String, Value> = event::plan::details(&row).into_iter().map(|(name, text)| (name.to_owned(), text.into())).collect();
            let people = occasions::organizers(tx.conn, id)?;
            let handles = crate::store::actors::with_hosts(tx.conn, &people)?;
            let handles: Vec<String> = handles.iter().map(|(actor, host)| if actor.is_local() { actor.name.clone() } else { format!("{}@{host}", actor.name) }).collect();
            details.insert("event_organizers".to_owned(), handles.join(",").into());
            // Another rhythm replaces the rule that is there.
            if body.details.contains_key("event_repeats") {
                details.remove("event_rule");
            }
            let known = body.details.clone().into_iter().filter(|(name, _)| event::FIELDS.iter().any(|field| field.name == name));
            details.extend(known);
            rules::change(tx, origin, id, &Details(details))
        })
        .await?;
    answer(&caller, id).await
}

/// What becomes of an event.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewState {
    /// on, postponed or cancelled.
    #[serde(default)]
    state: String,
    /// Told to everyone who comes.
    #[serde(default)]
    reason: String,
}

/// Calls an event off, puts it off, or on again. For those who plan it, and stewards.
#[utoipa::path(post, path = "/events/{id}/state", tag = "Events", params(("id" = String, Path)), request_body = NewState,
    security(("token" = [])), responses((status = 200, body = Event)))]
pub(super) async fn state(caller: Caller, id: Path<i64>, body: Json<NewState>) -> Answer {
    let (id, body) = (id.into_inner(), body.into_inner());
    caller.person()?;
    caller.brake(Action::Post)?;
    let state = OccasionState::parse(&body.state).ok_or_else(|| Error::field("state", "form-status-empty"))?;
    caller.write(move |tx, origin| rules::set_state(tx, origin, id, state, &body.reason)).await?;
    answer(&caller, id).await
}

/// What somebody who comes wishes.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(super) struct Wishes {
    /// Everyone may read that they come.
    #[serde(default)]
    shown: bool,
    #[serde(default)]
    remind_day: bool,
    #[serde(default)]
    remind_hour: bool,
}

/// Says that the caller comes, or changes what they wish. `mine` tells what became of it.
#[utoipa::path(post, path = "/events/{id}/rsvp", tag = "Events", params(("id" = String, Path)), request_body = Wishes,
    security(("token" = [])), responses((status = 200, body = Event)))]
pub(super) async fn come(caller: Caller, id: Path<i64>, body: Json<Wishes>) -> Answer {
    let (id, body) = (id.into_inner(), body.into_inner());
    caller.person()?;
    caller.brake(Action::Post)?;
    let wish = Wish { shown: body.shown, remind_day: body.remind_day, remind_hour: body.remind_hour };
    caller.write(move |tx, origin| rsvp::join(tx, origin, id, wish, None)).await?;
    answer(&caller, id).await
}

/// Says that the caller does not come after all.
#[utoipa::path(delete, path = "/events/{id}/rsvp", tag = "Events", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 200, body = Event)))]
pub(super) async fn leave(caller: Caller, id: Path<i64>) -> Answer {
    let id = id.into_inner();
    caller.person()?;
    caller.brake(Action::Post)?;
    caller.write(move |tx, origin| rsvp::leave(tx, origin, id)).await?;
    answer(&caller, id).await
}

/// Somebody on the list at the door.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Expected {
    id: String,
    /// Null for guests by mail.
    person: Option<Person>,
    name: String,
    here: bool,
}

/// The list at the door for one date.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Door {
    /// The date, RFC 3339 in UTC.
    starts_at: String,
    items: Vec<Expected>,
    /// Send it as `cursor` to go on; null at the end.
    next_cursor: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct DoorFilter {
    /// How many, from 1 to 100.
    limit: Option<i64>,
    /// `next_cursor` of the piece before.
    cursor: Option<String>,
}

/// Who comes, by name, and who is here: for the date that is on, the next one, or the last. For those who plan it.
#[utoipa::path(get, path = "/events/{id}/guests", tag = "Events", params(("id" = String, Path), DoorFilter), security(("token" = [])),
    responses((status = 200, body = Door)))]
pub(super) async fn expected(caller: Caller, id: Path<i64>, filter: Query<DoorFilter>) -> Answer {
    let (id, now, limit) = (id.into_inner(), caller.app.clock.now(), input::limit(filter.limit));
    let after = filter.cursor.as_deref().map(|c| c.parse().map_err(|_not_a_number| input::bad_cursor())).transpose()?.unwrap_or(0);
    let origin = Origin::Local(caller.person()?.clone());
    let door = caller
        .read(move |conn, viewer| {
            let (post, _, _) = access::post(conn, viewer, id)?;
            let (post, _) = event::find(conn, post.id)?.ok_or(Error::NotFound("event"))?;
            must_plan(conn, &origin, &post)?;
            let date = match occasions::next(conn, id, now)? {
                Some(date) => date,
                None => occasions::last(conn, id)?.ok_or(Error::NotFound("date"))?,
            };
            let mut found = guests::going(conn, id, after, limit + 1)?;
            let next_cursor = input::cut(&mut found, limit, |guest| guest.id.to_string());
            let here = guests::present(conn, &found.iter().map(|g| g.id).collect::<Vec<_>>(), date.starts_at)?;
            let known = shapes::directory(conn, &found.iter().filter_map(|g| g.actor_id).collect::<Vec<_>>())?;
            let item = |guest: &Guest| {
                let person = guest.actor_id.and_then(|id| known.get(&id)).map(|(actor, host)| Person::new(actor, host));
                Expected {
                    id: guest.id.to_string(),
                    name: person.as_ref().map_or_else(|| guest.name.clone(), |p| p.display_name.clone()),
                    person,
                    here: here.contains(&guest.id),
                }
            };
            Ok(Door { starts_at: date.starts_at.rfc3339(), items: found.iter().map(item).collect(), next_cursor })
        })
        .await?;
    Ok(HttpResponse::Ok().json(door))
}

/// Whether somebody is here.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Presence {
    here: bool,
    /// The date, RFC 3339.
    #[schema(value_type = String)]
    starts_at: Time,
}

/// Marks who is here. For those who plan the event.
#[utoipa::path(post, path = "/events/{id}/guests/{guest}", tag = "Events", params(("id" = String, Path), ("guest" = String, Path)),
    request_body = Presence, security(("token" = [])), responses((status = 204)))]
pub(super) async fn mark(caller: Caller, path: Path<(i64, i64)>, body: Json<Presence>) -> Answer {
    let ((id, guest), body) = (path.into_inner(), body.into_inner());
    caller.person()?;
    caller.brake(Action::Post)?;
    caller.write(move |tx, origin| door::mark(tx, origin, id, guest, body.starts_at, body.here)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What the caller goes to or waits for, the next one first.
#[utoipa::path(get, path = "/me/events", tag = "Events", security(("token" = [])), responses((status = 200, body = Calendar)))]
pub(super) async fn own(caller: Caller) -> Answer {
    let (me, now) = (caller.person()?.id(), caller.app.clock.now());
    let items = caller
        .read(move |conn, viewer| {
            let ids: Vec<i64> = guests::of_person(conn, me, SHOWN)?.iter().map(|guest| guest.post_id).collect();
            let mut items = Vec::new();
            for date in occasions::dates(conn, None, Some(&ids), Span::Coming { now, after: None }, SHOWN)? {
                if access::reads(conn, viewer, date.post_id)?
                    && let Some((post, row)) = event::find(conn, date.post_id)?
                {
                    items.push(drawn(conn, viewer, &post, row, Some(date), false)?);
                }
            }
            Ok(items)
        })
        .await?;
    Ok(HttpResponse::Ok().json(Calendar { items, next_cursor: None }))
}

/// A secret address that calendar programs can follow.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Secret {
    /// Told only this once.
    url: String,
}

/// Makes the address of the caller's own calendar anew; an earlier one leads nowhere from now on.
#[utoipa::path(post, path = "/me/calendar", tag = "Events", security(("token" = [])), responses((status = 201, body = Secret)))]
pub(super) async fn open(caller: Caller) -> Answer {
    let person = caller.person()?.clone();
    caller.brake(Action::Post)?;
    let token = tokens::fresh()?;
    let given = token.clone();
    caller.write(move |tx, _| door::open_calendar(tx, &person, &given)).await?;
    let url = caller.app.urls.at(&format!("/calendar/{token}.ics")).to_string();
    Ok(HttpResponse::Created().json(Secret { url }))
}

/// Takes that address away.
#[utoipa::path(delete, path = "/me/calendar", tag = "Events", security(("token" = [])), responses((status = 204)))]
pub(super) async fn close(caller: Caller) -> Answer {
    let person = caller.person()?.clone();
    caller.write(move |tx, _| door::close_calendar(tx, &person)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The time zones that events can name.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Zones {
    items: Vec<&'static str>,
}

/// The names of the time zones that events can name.
#[utoipa::path(get, path = "/zones", tag = "Events", responses((status = 200, body = Zones)))]
pub(super) async fn zones(_caller: Caller) -> Answer {
    std::future::ready(Ok(HttpResponse::Ok().json(Zones { items: Zone::names().collect() }))).await
}
