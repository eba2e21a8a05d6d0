//! Events as rows: when and where they take place, on which dates, and who plans them.
//!
//! The word for these rows is occasion, since `events` are what rules tell the rest of the house.

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::store::ext::OrIgnore;
use crate::store::posts::Post;
use crate::store::schema::{occasion_dates, occasion_organizers, occasions, posts};
use crate::text_enum;

text_enum! { pub enum OccasionState { On = "on", Postponed = "postponed", Cancelled = "cancelled" } }

text_enum! {
    /// What becomes of those who come when all places are taken.
    pub enum WhenFull { Wait = "wait", Refuse = "refuse" }
}

text_enum! {
    /// How one says that one comes.
    pub enum Joining {
        /// By a click, here or elsewhere.
        Open = "open",
        /// Its organizers decide; only of events elsewhere.
        Asked = "asked",
        /// Not by this server: invitations, or another page.
        Elsewhere = "elsewhere",
        /// Whoever comes, comes.
        Nobody = "nobody",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = occasions, treat_none_as_null = true)]
pub struct Occasion {
    pub post_id: i64,
    pub community_id: Option<i64>,
    pub starts_at: Time,
    pub ends_at: Option<Time>,
    pub zone: String,
    /// An RRULE, or empty.
    pub rule: String,
    /// How far its dates are worked out.
    pub dated_until: Time,
    pub place: String,
    pub address: String,
    pub map_url: String,
    pub online_url: String,
    pub capacity: Option<i32>,
    pub when_full: WhenFull,
    pub joining: Joining,
    pub state: OccasionState,
    /// Why it does not take place as planned.
    pub reason: String,
    /// Raised by each change of what calendars show.
    pub sequence: i32,
    /// Who comes, as another server counts.
    pub counted: i32,
    /// The reply that tells what came of it.
    pub outcome_id: Option<i64>,
    pub changed_at: Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = occasion_dates)]
pub struct Date {
    pub post_id: i64,
    pub starts_at: Time,
    pub ends_at: Time,
    pub community_id: Option<i64>,
}

pub fn find(conn: &mut Conn, post_id: i64) -> Result<Option<Occasion>> {
    Ok(occasions::table.find(post_id).select(Occasion::as_select()).first(conn).optional()?)
}

pub fn by_ids(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Occasion>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(500) {
        found.extend(occasions::table.filter(occasions::post_id.eq_any(chunk.to_vec())).select(Occasion::as_select()).load::<Occasion>(conn)?);
    }
    Ok(found)
}

/// The zone of the event that a community wrote down last.
pub fn latest_zone(conn: &mut Conn, community: i64) -> Result<Option<String>> {
    Ok(occasions::table
        .filter(occasions::community_id.eq(community))
        .order(occasions::post_id.desc())
        .select(occasions::zone)
        .first(conn)
        .optional()?)
}

pub fn insert(tx: &mut Tx<'_>, row: &Occasion) -> Result<()> {
    OrIgnore(diesel::insert_into(occasions::table).values(row.clone())).execute(tx.conn)?;
    Ok(())
}

pub fn update(tx: &mut Tx<'_>, row: &Occasion) -> Result<()> {
    diesel::update(occasions::table.find(row.post_id)).set(row.clone()).execute(tx.conn)?;
    Ok(())
}

pub fn set_counted(tx: &mut Tx<'_>, post_id: i64, counted: i32) -> Result<()> {
    diesel::update(occasions::table.find(post_id)).set(occasions::counted.eq(counted)).execute(tx.conn)?;
    Ok(())
}

pub fn set_outcome(tx: &mut Tx<'_>, post_id: i64, reply: Option<i64>) -> Result<()> {
    diesel::update(occasions::table.find(post_id)).set(occasions::outcome_id.eq(reply)).execute(tx.conn)?;
    Ok(())
}

/// Forgets an event that is deleted for good. Its guests are forgotten first.
pub fn remove(tx: &mut Tx<'_>, post_id: i64) -> Result<()> {
    diesel::delete(occasion_dates::table.filter(occasion_dates::post_id.eq(post_id))).execute(tx.conn)?;
    diesel::delete(occasion_organizers::table.filter(occasion_organizers::post_id.eq(post_id))).execute(tx.conn)?;
    diesel::delete(occasions::table.find(post_id)).execute(tx.conn)?;
    Ok(())
}

// Dates

/// Replaces the dates that begin at `from` or later.
pub fn set_dates(tx: &mut Tx<'_>, post_id: i64, from: Time, dates: &[Date]) -> Result<()> {
    diesel::delete(occasion_dates::table.filter(occasion_dates::post_id.eq(post_id)).filter(occasion_dates::starts_at.ge(from)))
        .execute(tx.conn)?;
    for chunk in dates.chunks(100) {
        for date in chunk {
            OrIgnore(diesel::insert_into(occasion_dates::table).values(*date)).execute(tx.conn)?;
        }
    }
    Ok(())
}

/// The date that is on or comes next; of what is over, nothing.
pub fn next(conn: &mut Conn, post_id: i64, now: Time) -> Result<Option<Date>> {
    Ok(occasion_dates::table
        .filter(occasion_dates::post_id.eq(post_id))
        .filter(occasion_dates::ends_at.gt(now))
        .order(occasion_dates::starts_at)
        .select(Date::as_select())
        .first(conn)
        .optional()?)
}

/// The last date that is known.
pub fn last(conn: &mut Conn, post_id: i64) -> Result<Option<Date>> {
    Ok(occasion_dates::table
        .filter(occasion_dates::post_id.eq(post_id))
        .order(occasion_dates::starts_at.desc())
        .select(Date::as_select())
        .first(conn)
        .optional()?)
}

/// Dates around now: the latest that began, and those that come.
pub fn around(conn: &mut Conn, post_id: i64, now: Time, limit: i64) -> Result<Vec<Date>> {
    let mut found: Vec<Date> = occasion_dates::table
        .filter(occasion_dates::post_id.eq(post_id))
        .filter(occasion_dates::starts_at.le(now))
        .order(occasion_dates::starts_at.desc())
        .limit(limit)
        .select(Date::as_select())
        .load(conn)?;
    found.reverse();
    found.extend(
        occasion_dates::table
            .filter(occasion_dates::post_id.eq(post_id))
            .filter(occasion_dates::starts_at.gt(now))
            .order(occasion_dates::starts_at)
            .limit(limit)
            .select(Date::as_select())
            .load::<Date>(conn)?,
    );
    Ok(found)
}

/// Which dates of a calendar are wanted.
#[derive(Debug, Clone, Copy)]
pub enum Span {
    /// On now or to come, the next first, after a date where one is given.
    Coming { now: Time, after: Option<(Time, i64)> },
    /// Over, the latest first.
    Past { now: Time, before: Option<(Time, i64)> },
    /// Beginning in between, in order.
    Between { from: Time, to: Time },
}

/// Dates of a community (or of events by their ids) whose events stand.
pub fn dates(conn: &mut Conn, community: Option<i64>, of: Option<&[i64]>, span: Span, limit: i64) -> Result<Vec<Date>> {
    let mut query = occasion_dates::table
        .inner_join(posts::table)
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .limit(limit)
        .select(Date::as_select())
        .into_boxed();
    if let Some(id) = community {
        query = query.filter(occasion_dates::community_id.eq(id));
    }
    if let Some(ids) = of {
        query = query.filter(occasion_dates::post_id.eq_any(ids.to_vec()));
    }
    let (start, post) = (occasion_dates::starts_at, occasion_dates::post_id);
    query = match span {
        Span::Coming { now, after } => {
            let query = query.filter(occasion_dates::ends_at.gt(now)).order((start.asc(), post.asc()));
            match after {
                Some((at, id)) => query.filter(start.gt(at).or(start.eq(at).and(post.gt(id)))),
                None => query,
            }
        }
        Span::Past { now, before } => {
            let query = query.filter(occasion_dates::ends_at.le(now)).order((start.desc(), post.desc()));
            match before {
                Some((at, id)) => query.filter(start.lt(at).or(start.eq(at).and(post.lt(id)))),
                None => query,
            }
        }
        Span::Between { from, to } => query.filter(start.ge(from)).filter(start.lt(to)).order((start.asc(), post.asc())),
    };
    Ok(query.load(conn)?)
}

/// Dates of events that take place and begin in between, for reminders.
pub fn soon(conn: &mut Conn, from: Time, to: Time, limit: i64) -> Result<Vec<Date>> {
    Ok(occasion_dates::table
        .inner_join(posts::table)
        .inner_join(occasions::table.on(occasions::post_id.eq(occasion_dates::post_id)))
        .filter(occasions::state.eq(OccasionState::On))
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .filter(occasion_dates::starts_at.gt(from))
        .filter(occasion_dates::starts_at.le(to))
        .order(occasion_dates::starts_at)
        .limit(limit)
        .select(Date::as_select())
        .load(conn)?)
}

/// Series whose dates are worked out no further than that.
pub fn undated(conn: &mut Conn, until: Time, limit: i64) -> Result<Vec<Occasion>> {
    Ok(occasions::table
        .filter(occasions::rule.ne(""))
        .filter(occasions::dated_until.lt(until))
        .order(occasions::dated_until)
        .limit(limit)
        .select(Occasion::as_select())
        .load(conn)?)
}

/// The events of a community that stand, with the latest changes first, for its calendar.
pub fn of_community(conn: &mut Conn, community: i64, since: Time, limit: i64) -> Result<Vec<(Occasion, Post)>> {
    let ids: Vec<i64> = occasion_dates::table
        .filter(occasion_dates::community_id.eq(community))
        .filter(occasion_dates::ends_at.gt(since))
        .select(occasion_dates::post_id)
        .distinct()
        .order(occasion_dates::post_id.desc())
        .limit(limit)
        .load(conn)?;
    with_posts(conn, &ids)
}

/// Events that stand, with their posts.
pub fn with_posts(conn: &mut Conn, ids: &[i64]) -> Result<Vec<(Occasion, Post)>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(500) {
        let rows = occasions::table
            .inner_join(posts::table.on(posts::id.eq(occasions::post_id)))
            .filter(occasions::post_id.eq_any(chunk.to_vec()))
            .filter(posts::deleted_at.is_null())
            .filter(posts::removed_at.is_null())
            .order(occasions::starts_at)
            .select((Occasion::as_select(), Post::as_select()));
        found.extend(rows.load::<(Occasion, Post)>(conn)?);
    }
    Ok(found)
}

// Organizers

pub fn organizers(conn: &mut Conn, post_id: i64) -> Result<Vec<i64>> {
    Ok(occasion_organizers::table
        .filter(occasion_organizers::post_id.eq(post_id))
        .order(occasion_organizers::actor_id)
        .select(occasion_organizers::actor_id)
        .load(conn)?)
}

pub fn set_organizers(tx: &mut Tx<'_>, post_id: i64, people: &[i64]) -> Result<()> {
    diesel::delete(occasion_organizers::table.filter(occasion_organizers::post_id.eq(post_id))).execute(tx.conn)?;
    for id in people {
        OrIgnore(
            diesel::insert_into(occasion_organizers::table)
                .values((occasion_organizers::post_id.eq(post_id), occasion_organizers::actor_id.eq(*id))),
        )
        .execute(tx.conn)?;
    }
    Ok(())
}
