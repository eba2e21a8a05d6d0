//! Who comes to events (the table `attendees`): places, the line behind them, presence, and the secret addresses of calendars.

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::store::ext::OrIgnore;
use crate::store::schema::{attendees, calendar_keys, guest_links, presences};
use crate::text_enum;

text_enum! {
    pub enum GuestState {
        /// A guest by mail who has not opened the link yet, or a person whose home asked an event elsewhere.
        Asked = "asked",
        Going = "going",
        Waiting = "waiting",
        Left = "left",
        Refused = "refused",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = attendees, treat_none_as_null = true)]
pub struct Guest {
    pub id: i64,
    pub post_id: i64,
    /// Nobody for guests who are known by mail only.
    pub actor_id: Option<i64>,
    pub email: Option<String>,
    /// The address as it is compared.
    pub email_key: Option<String>,
    /// What a guest by mail is called.
    pub name: String,
    pub locale: String,
    pub state: GuestState,
    /// Their name may be read by everyone.
    pub shown: bool,
    pub remind_day: bool,
    pub remind_hour: bool,
    /// The beginnings that they were reminded of last.
    pub day_told: Option<Time>,
    pub hour_told: Option<Time>,
    /// The id of the activity by which somebody elsewhere asked.
    pub join_id: Option<String>,
    /// Their place in the line.
    pub asked_at: Time,
    pub answered_at: Option<Time>,
}

pub fn by_id(conn: &mut Conn, id: i64) -> Result<Option<Guest>> {
    Ok(attendees::table.find(id).select(Guest::as_select()).first(conn).optional()?)
}

pub fn of_actor(conn: &mut Conn, post_id: i64, actor_id: i64) -> Result<Option<Guest>> {
    Ok(attendees::table
        .filter(attendees::post_id.eq(post_id))
        .filter(attendees::actor_id.eq(actor_id))
        .select(Guest::as_select())
        .first(conn)
        .optional()?)
}

pub fn of_email(conn: &mut Conn, post_id: i64, key: &str) -> Result<Option<Guest>> {
    Ok(attendees::table
        .filter(attendees::post_id.eq(post_id))
        .filter(attendees::email_key.eq(key))
        .select(Guest::as_select())
        .first(conn)
        .optional()?)
}

pub fn insert(tx: &mut Tx<'_>, guest: &Guest) -> Result<()> {
    diesel::insert_into(attendees::table).values(guest.clone()).execute(tx.conn)?;
    Ok(())
}

pub fn update(tx: &mut Tx<'_>, guest: &Guest) -> Result<()> {
    diesel::update(attendees::table.find(guest.id)).set(guest.clone()).execute(tx.conn)?;
    Ok(())
}

pub fn remove(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::delete(guest_links::table.filter(guest_links::guest_id.eq(id))).execute(tx.conn)?;
    diesel::delete(presences::table.filter(presences::guest_id.eq(id))).execute(tx.conn)?;
    diesel::delete(attendees::table.find(id)).execute(tx.conn)?;
    Ok(())
}

/// Forgets everyone who came to an event.
pub fn remove_all(tx: &mut Tx<'_>, post_id: i64) -> Result<()> {
    let of_event = attendees::table.filter(attendees::post_id.eq(post_id)).select(attendees::id);
    diesel::delete(guest_links::table.filter(guest_links::guest_id.eq_any(of_event))).execute(tx.conn)?;
    let of_event = attendees::table.filter(attendees::post_id.eq(post_id)).select(attendees::id);
    diesel::delete(presences::table.filter(presences::guest_id.eq_any(of_event))).execute(tx.conn)?;
    diesel::delete(attendees::table.filter(attendees::post_id.eq(post_id))).execute(tx.conn)?;
    Ok(())
}

pub fn count(conn: &mut Conn, post_id: i64, state: GuestState) -> Result<i64> {
    Ok(attendees::table.filter(attendees::post_id.eq(post_id)).filter(attendees::state.eq(state)).count().get_result(conn)?)
}

/// How many come to each of several events.
pub fn counts(conn: &mut Conn, ids: &[i64], state: GuestState) -> Result<HashMap<i64, i64>> {
    let mut found = HashMap::new();
    for chunk in ids.chunks(500) {
        let rows = attendees::table
            .filter(attendees::post_id.eq_any(chunk.to_vec()))
            .filter(attendees::state.eq(state))
            .group_by(attendees::post_id)
            .select((attendees::post_id, count_star()));
        found.extend(rows.load::<(i64, i64)>(conn)?);
    }
    Ok(found)
}

/// Whoever waits longest.
pub fn next_in_line(conn: &mut Conn, post_id: i64) -> Result<Option<Guest>> {
    Ok(attendees::table
        .filter(attendees::post_id.eq(post_id))
        .filter(attendees::state.eq(GuestState::Waiting))
        .order((attendees::asked_at, attendees::id))
        .select(Guest::as_select())
        .first(conn)
        .optional()?)
}

/// How many stand before somebody in the line.
pub fn ahead_of(conn: &mut Conn, guest: &Guest) -> Result<i64> {
    Ok(attendees::table
        .filter(attendees::post_id.eq(guest.post_id))
        .filter(attendees::state.eq(GuestState::Waiting))
        .filter(attendees::asked_at.lt(guest.asked_at).or(attendees::asked_at.eq(guest.asked_at).and(attendees::id.lt(guest.id))))
        .count()
        .get_result(conn)?)
}

/// Those who come or wait, in the order in which they asked.
pub fn expected(conn: &mut Conn, post_id: i64, after: i64, limit: i64) -> Result<Vec<Guest>> {
    Ok(attendees::table
        .filter(attendees::post_id.eq(post_id))
        .filter(attendees::state.eq_any([GuestState::Going, GuestState::Waiting]))
        .filter(attendees::id.gt(after))
        .order(attendees::id)
        .limit(limit)
        .select(Guest::as_select())
        .load(conn)?)
}

/// Those who come, for the list at the door.
pub fn going(conn: &mut Conn, post_id: i64, after: i64, limit: i64) -> Result<Vec<Guest>> {
    Ok(attendees::table
        .filter(attendees::post_id.eq(post_id))
        .filter(attendees::state.eq(GuestState::Going))
        .filter(attendees::id.gt(after))
        .order(attendees::id)
        .limit(limit)
        .select(Guest::as_select())
        .load(conn)?)
}

/// Those who come and let everyone read their names.
pub fn shown(conn: &mut Conn, post_id: i64, limit: i64) -> Result<Vec<Guest>> {
    Ok(attendees::table
        .filter(attendees::post_id.eq(post_id))
        .filter(attendees::state.eq(GuestState::Going))
        .filter(attendees::shown.eq(true))
        .order(attendees::id)
        .limit(limit)
        .select(Guest::as_select())
        .load(conn)?)
}

/// Events that a person goes to or waits for, the latest answers first.
pub fn of_person(conn: &mut Conn, actor_id: i64, limit: i64) -> Result<Vec<Guest>> {
    Ok(attendees::table
        .filter(attendees::actor_id.eq(actor_id))
        .filter(attendees::state.eq_any([GuestState::Going, GuestState::Waiting, GuestState::Asked]))
        .order(attendees::id.desc())
        .limit(limit)
        .select(Guest::as_select())
        .load(conn)?)
}

/// Those who wish to be reminded a day (or an hour) before a beginning, said so in time, and were not yet.
pub fn to_remind(conn: &mut Conn, post_id: i64, start: Time, day: bool, limit: i64) -> Result<Vec<Guest>> {
    let base = attendees::table.filter(attendees::post_id.eq(post_id)).filter(attendees::state.eq(GuestState::Going)).into_boxed();
    let query = if day {
        base.filter(attendees::remind_day.eq(true)).filter(attendees::day_told.is_null().or(attendees::day_told.lt(start)))
    } else {
        base.filter(attendees::remind_hour.eq(true)).filter(attendees::hour_told.is_null().or(attendees::hour_told.lt(start)))
    };
    Ok(query.order(attendees::id).limit(limit).select(Guest::as_select()).load(conn)?)
}

/// Guests by mail who asked before that time, for forgetting.
pub fn with_mail_before(conn: &mut Conn, before: Time, after: i64, limit: i64) -> Result<Vec<Guest>> {
    Ok(attendees::table
        .filter(attendees::email.is_not_null())
        .filter(attendees::asked_at.lt(before))
        .filter(attendees::id.gt(after))
        .order(attendees::id)
        .limit(limit)
        .select(Guest::as_select())
        .load(conn)?)
}

// Links in mails

pub fn insert_link(tx: &mut Tx<'_>, hash: &[u8], guest: i64) -> Result<()> {
    diesel::insert_into(guest_links::table)
        .values((guest_links::token_hash.eq(hash), guest_links::guest_id.eq(guest), guest_links::made_at.eq(tx.now)))
        .execute(tx.conn)?;
    Ok(())
}

pub fn by_link(conn: &mut Conn, hash: &[u8]) -> Result<Option<Guest>> {
    Ok(guest_links::table.inner_join(attendees::table).filter(guest_links::token_hash.eq(hash)).select(Guest::as_select()).first(conn).optional()?)
}

// Presence

pub fn set_present(tx: &mut Tx<'_>, guest: i64, start: Time, here: bool) -> Result<()> {
    if here {
        OrIgnore(diesel::insert_into(presences::table).values((
            presences::guest_id.eq(guest),
            presences::starts_at.eq(start),
            presences::marked_at.eq(tx.now),
        )))
        .execute(tx.conn)?;
    } else {
        diesel::delete(presences::table.find((guest, start))).execute(tx.conn)?;
    }
    Ok(())
}

/// Which of these guests were there at that date.
pub fn present(conn: &mut Conn, ids: &[i64], start: Time) -> Result<Vec<i64>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(500) {
        let rows = presences::table.filter(presences::guest_id.eq_any(chunk.to_vec())).filter(presences::starts_at.eq(start)).select(presences::guest_id);
        found.extend(rows.load::<i64>(conn)?);
    }
    Ok(found)
}

/// How many were there at that date.
pub fn count_present(conn: &mut Conn, post_id: i64, start: Time) -> Result<i64> {
    let of_event = attendees::table.filter(attendees::post_id.eq(post_id)).select(attendees::id);
    Ok(presences::table.filter(presences::guest_id.eq_any(of_event)).filter(presences::starts_at.eq(start)).count().get_result(conn)?)
}

// Secret calendars

pub fn set_calendar(tx: &mut Tx<'_>, actor_id: i64, hash: Option<&[u8]>) -> Result<()> {
    diesel::delete(calendar_keys::table.find(actor_id)).execute(tx.conn)?;
    if let Some(hash) = hash {
        diesel::insert_into(calendar_keys::table)
            .values((calendar_keys::actor_id.eq(actor_id), calendar_keys::token_hash.eq(hash), calendar_keys::created_at.eq(tx.now)))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// When a person made the address of their calendar, if they did.
pub fn calendar_since(conn: &mut Conn, actor_id: i64) -> Result<Option<Time>> {
    Ok(calendar_keys::table.find(actor_id).select(calendar_keys::created_at).first(conn).optional()?)
}

pub fn calendar_owner(conn: &mut Conn, hash: &[u8]) -> Result<Option<i64>> {
    Ok(calendar_keys::table.filter(calendar_keys::token_hash.eq(hash)).select(calendar_keys::actor_id).first(conn).optional()?)
}
