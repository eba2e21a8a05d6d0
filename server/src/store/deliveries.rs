//! Activities that we sent, and the mailboxes that still wait for them.

use std::time::Duration;

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::store::ext::OrIgnore;
use crate::store::hosts::{HostPolicy, LOCAL};
use crate::store::schema::{activities, actors, deliveries, hosts};
use crate::store::turn::{self, Turn};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = activities)]
pub struct Activity {
    pub id: i64,
    /// Who sends and signs it.
    pub actor_id: i64,
    pub kind: String,
    pub post_id: Option<i64>,
    /// Whether anyone may read it at its address.
    pub public: bool,
    pub body: String,
    pub created_at: Time,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = deliveries)]
pub struct DeliveryRow {
    pub id: i64,
    pub activity_id: i64,
    pub host_id: i64,
    pub inbox_url: String,
    pub attempts: i32,
    pub run_at: Time,
    pub claimed_until: Option<Time>,
    pub error: Option<String>,
    pub created_at: Time,
}

/// A claimed delivery with all that sending it takes.
#[derive(Debug, Clone)]
pub struct Claimed {
    pub row: DeliveryRow,
    pub host: String,
    pub body: String,
    pub key_id: String,
    pub private_key_pem: String,
}

pub fn insert_activity(tx: &mut Tx<'_>, activity: &Activity) -> Result<()> {
    diesel::insert_into(activities::table).values(activity.clone()).execute(tx.conn)?;
    Ok(())
}

pub fn activity(conn: &mut Conn, id: i64) -> Result<Option<Activity>> {
    Ok(activities::table.find(id).select(Activity::as_select()).first(conn).optional()?)
}

/// The newest activity of a kind about a post: an Announce to take back, for one.
pub fn last_about(conn: &mut Conn, post_id: i64, kind: &str) -> Result<Option<Activity>> {
    Ok(activities::table
        .filter(activities::post_id.eq(post_id))
        .filter(activities::kind.eq(kind))
        .order(activities::id.desc())
        .select(Activity::as_select())
        .first(conn)
        .optional()?)
}

/// What an outbox tells: posts of a person, threads of a community. Votes and acts of power would
/// bury them for those who read it to catch up.
const OUTBOX: [&str; 2] = ["Create", "Announce"];

/// Public activities of an actor, newest first, for its outbox.
pub fn outbox(conn: &mut Conn, actor_id: i64, before: Option<i64>, limit: i64) -> Result<Vec<Activity>> {
    Ok(activities::table
        .filter(activities::actor_id.eq(actor_id))
        .filter(activities::public.eq(true))
        .filter(activities::kind.eq_any(OUTBOX))
        .filter(activities::id.lt(before.unwrap_or(i64::MAX)))
        .order(activities::id.desc())
        .limit(limit)
        .select(Activity::as_select())
        .load(conn)?)
}

pub fn count_outbox(conn: &mut Conn, actor_id: i64) -> Result<i64> {
    Ok(activities::table
        .filter(activities::actor_id.eq(actor_id))
        .filter(activities::public.eq(true))
        .filter(activities::kind.eq_any(OUTBOX))
        .count()
        .get_result(conn)?)
}

/// Queues one activity for one mailbox, once.
pub fn insert(tx: &mut Tx<'_>, activity_id: i64, host_id: i64, inbox_url: &str) -> Result<()> {
    let row = DeliveryRow {
        id: tx.id(),
        activity_id,
        host_id,
        inbox_url: inbox_url.to_owned(),
        attempts: 0,
        run_at: tx.now,
        claimed_until: None,
        error: None,
        created_at: tx.now,
    };
    OrIgnore(diesel::insert_into(deliveries::table).values(row)).execute(tx.conn)?;
    Ok(())
}

/// How many deliveries to one server are taken at once; they are sent in their order.
const PER_HOST: usize = 64;

/// Takes due deliveries in order, a few for each server, passing over servers whose circuit is
/// open. What is taken is out of reach for others until the lease ends.
pub fn claim(tx: &mut Tx<'_>, limit: i64, lease: Duration) -> Result<Vec<Claimed>> {
    turn::wait(tx, Turn::Deliveries)?;
    let now = tx.now;
    // A server that somebody delivers to right now is left to them, so that its order holds.
    let busy: Vec<i64> = deliveries::table
        .filter(deliveries::claimed_until.is_not_null())
        .filter(deliveries::claimed_until.ge(now))
        .select(deliveries::host_id)
        .distinct()
        .load(tx.conn)?;
    let query = deliveries::table
        .inner_join(hosts::table)
        .filter(deliveries::host_id.ne_all(busy))
        .filter(deliveries::run_at.le(now))
        .filter(deliveries::claimed_until.is_null().or(deliveries::claimed_until.lt(now)))
        .filter(hosts::retry_at.is_null().or(hosts::retry_at.le(now)))
        .filter(hosts::dormant_at.is_null())
        .filter(hosts::policy.ne(HostPolicy::Blocked))
        .order(deliveries::id)
        .limit(limit)
        .select((deliveries::all_columns, hosts::name));
    let due: Vec<(DeliveryRow, String)> = match tx.conn {
        Conn::Sqlite(c) => query.load(c)?,
        Conn::Postgres(c) => {
            // Locking needs a plain query; the join above is repeated by the ids it found.
            let ids: Vec<i64> = query.load::<(DeliveryRow, String)>(c)?.iter().map(|(d, _)| d.id).collect();
            let locked: Vec<i64> = deliveries::table
                .filter(deliveries::id.eq_any(ids))
                .filter(deliveries::claimed_until.is_null().or(deliveries::claimed_until.lt(now)))
                .select(deliveries::id)
                .for_update()
                .skip_locked()
                .load(c)?;
            deliveries::table
                .inner_join(hosts::table)
                .filter(deliveries::id.eq_any(locked))
                .order(deliveries::id)
                .select((deliveries::all_columns, hosts::name))
                .load(c)?
        }
    };
    let mut per_host = std::collections::HashMap::<i64, usize>::new();
    let mut taken = Vec::with_capacity(due.len());
    let mut bodies = std::collections::HashMap::<i64, (String, String, String)>::new();
    for (row, host) in due {
        let seen = per_host.entry(row.host_id).or_default();
        if *seen == PER_HOST {
            continue;
        }
        *seen += 1;
        if !bodies.contains_key(&row.activity_id) {
            let (body, key_id, key) = activities::table
                .inner_join(actors::table)
                .filter(activities::id.eq(row.activity_id))
                .select((activities::body, actors::key_id, actors::private_key_pem))
                .first::<(String, String, Option<String>)>(tx.conn)?;
            bodies.insert(row.activity_id, (body, key_id, key.unwrap_or_default()));
        }
        let (body, key_id, private_key_pem) = bodies.get(&row.activity_id).cloned().unwrap_or_default();
        diesel::update(deliveries::table.find(row.id))
            .set(deliveries::claimed_until.eq(now.plus(lease)))
            .execute(tx.conn)?;
        taken.push(Claimed { row, host, body, key_id, private_key_pem });
    }
    Ok(taken)
}

pub fn any_due(conn: &mut Conn, now: Time) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(
        deliveries::table
            .inner_join(hosts::table)
            .filter(deliveries::run_at.le(now))
            .filter(deliveries::claimed_until.is_null().or(deliveries::claimed_until.lt(now)))
            .filter(hosts::retry_at.is_null().or(hosts::retry_at.le(now)))
            .filter(hosts::dormant_at.is_null())
            .filter(hosts::policy.ne(HostPolicy::Blocked)),
    ))
    .get_result(conn)?)
}

pub fn delete(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::delete(deliveries::table.find(id)).execute(tx.conn)?;
    Ok(())
}

pub fn by_id(conn: &mut Conn, id: i64) -> Result<Option<DeliveryRow>> {
    Ok(deliveries::table.find(id).select(DeliveryRow::as_select()).first(conn).optional()?)
}

pub fn postpone(tx: &mut Tx<'_>, id: i64, run_at: Time, error: &str) -> Result<()> {
    diesel::update(deliveries::table.find(id))
        .set((
            deliveries::attempts.eq(deliveries::attempts + 1),
            deliveries::run_at.eq(run_at),
            deliveries::claimed_until.eq(None::<Time>),
            deliveries::error.eq(error),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Everything that waits for a server, when it or its mailbox is gone for good.
pub fn drop_for_inbox(tx: &mut Tx<'_>, inbox_url: &str) -> Result<usize> {
    Ok(diesel::delete(deliveries::table.filter(deliveries::inbox_url.eq(inbox_url))).execute(tx.conn)?)
}

pub fn drop_for_host(tx: &mut Tx<'_>, host_id: i64) -> Result<usize> {
    Ok(diesel::delete(deliveries::table.filter(deliveries::host_id.eq(host_id))).execute(tx.conn)?)
}

/// A server took something: it is well.
pub fn host_is_well(tx: &mut Tx<'_>, host_id: i64, count: i64) -> Result<()> {
    diesel::update(hosts::table.find(host_id))
        .set((
            hosts::last_out_at.eq(tx.now),
            hosts::delivered.eq(hosts::delivered + count),
            hosts::failures.eq(0),
            hosts::failing_since.eq(None::<Time>),
            hosts::retry_at.eq(None::<Time>),
            hosts::dormant_at.eq(None::<Time>),
            hosts::last_error.eq(None::<String>),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// A server failed: its circuit opens until `retry_at`, or for good with `dormant`.
pub fn host_failed(tx: &mut Tx<'_>, host_id: i64, retry_at: Time, dormant: bool, error: &str) -> Result<()> {
    diesel::update(hosts::table.find(host_id))
        .set((
            hosts::failures.eq(hosts::failures + 1),
            hosts::retry_at.eq(retry_at),
            hosts::dormant_at.eq(dormant.then_some(tx.now)),
            hosts::last_error.eq(error),
        ))
        .execute(tx.conn)?;
    diesel::update(hosts::table.find(host_id).filter(hosts::failing_since.is_null()))
        .set(hosts::failing_since.eq(tx.now))
        .execute(tx.conn)?;
    Ok(())
}

/// How much waits for each server: (host id, count, oldest).
pub fn queue_by_host(conn: &mut Conn) -> Result<Vec<(i64, i64, Option<Time>)>> {
    use diesel::dsl::{count_star, min};
    Ok(deliveries::table
        .group_by(deliveries::host_id)
        .filter(deliveries::host_id.ne(LOCAL))
        .select((deliveries::host_id, count_star(), min(deliveries::created_at)))
        .load(conn)?)
}

pub fn count_waiting(conn: &mut Conn) -> Result<i64> {
    Ok(deliveries::table.count().get_result(conn)?)
}

/// The newest activity of a kind that somebody sent about a post: a Like to take back, for one.
pub fn last_by(conn: &mut Conn, actor_id: i64, post_id: i64, kind: &str) -> Result<Option<Activity>> {
    Ok(activities::table
        .filter(activities::post_id.eq(post_id))
        .filter(activities::kind.eq(kind))
        .filter(activities::actor_id.eq(actor_id))
        .order(activities::id.desc())
        .select(Activity::as_select())
        .first(conn)
        .optional()?)
}

/// The newest activity of a kind by an actor that is about no post: a Block, for one.
pub fn last_of(conn: &mut Conn, actor_id: i64, kind: &str, containing: &str) -> Result<Option<Activity>> {
    Ok(activities::table
        .filter(activities::actor_id.eq(actor_id))
        .filter(activities::kind.eq(kind))
        .filter(activities::body.like(format!("%{}%", containing.replace(['%', '_'], ""))))
        .order(activities::id.desc())
        .select(Activity::as_select())
        .first(conn)
        .optional()?)
}

/// Ends what a mailbox that is gone for good still followed.
pub fn actors_at(conn: &mut Conn, inbox_url: &str) -> Result<Vec<i64>> {
    Ok(actors::table.filter(actors::inbox_url.eq(inbox_url)).select(actors::id).load(conn)?)
}

/// What waits for servers that are dormant or blocked, and is old news by now.
pub fn drop_stale(tx: &mut Tx<'_>, before: Time, limit: i64) -> Result<usize> {
    let old: Vec<i64> = deliveries::table
        .inner_join(hosts::table)
        .filter(hosts::dormant_at.is_not_null().or(hosts::policy.eq(HostPolicy::Blocked)))
        .filter(deliveries::created_at.lt(before))
        .limit(limit)
        .select(deliveries::id)
        .load(tx.conn)?;
    let mut gone = 0;
    for chunk in old.chunks(500) {
        gone += diesel::delete(deliveries::table.filter(deliveries::id.eq_any(chunk.to_vec()))).execute(tx.conn)?;
    }
    Ok(gone)
}
