//! Who gets a newsletter by mail: addresses, and the consent behind each.

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::store::schema::{newsletter_copies, subscribers};
use crate::text_enum;

text_enum! {
    pub enum SubscriberState {
        /// Asked, and the link in the mail was not opened yet.
        Pending = "pending",
        Active = "active",
        /// Left by their own will.
        Left = "left",
        /// Mail came back too often.
        Bounced = "bounced",
        /// Told their provider that it is spam.
        Complained = "complained",
    }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = subscribers)]
pub struct Subscriber {
    pub id: i64,
    pub community_id: i64,
    pub email: String,
    pub email_key: String,
    pub actor_id: Option<i64>,
    pub locale: String,
    pub state: SubscriberState,
    pub token_hash: Option<Vec<u8>>,
    pub token_until: Option<Time>,
    pub consent_text: String,
    /// How it came here: `page`, `account`, or what a list says that was brought along.
    pub consent_source: String,
    /// The network address that agreed.
    pub consent_address: String,
    pub consent_at: Time,
    pub confirmed_at: Option<Time>,
    pub bounces: i32,
    pub error: Option<String>,
    /// When a mail of its own was last sent there: a link, or what they should know.
    pub mailed_at: Option<Time>,
    pub created_at: Time,
    pub changed_at: Time,
}

/// What somebody agreed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    pub text: String,
    pub source: String,
    pub address: String,
    pub at: Time,
}

/// An address as it is compared.
pub fn key_of(email: &str) -> String {
    email.trim().to_lowercase()
}

pub fn insert(tx: &mut Tx<'_>, row: &Subscriber) -> Result<()> {
    diesel::insert_into(subscribers::table).values(row.clone()).execute(tx.conn)?;
    Ok(())
}

pub fn find(conn: &mut Conn, id: i64) -> Result<Option<Subscriber>> {
    Ok(subscribers::table.find(id).select(Subscriber::as_select()).first(conn).optional()?)
}

/// Takes a row for itself until the transaction ends, so that two who change it come one after the other.
pub fn hold(tx: &mut Tx<'_>, id: i64) -> Result<Option<Subscriber>> {
    let query = subscribers::table.find(id).select(subscribers::all_columns);
    Ok(match tx.conn {
        Conn::Sqlite(c) => query.first(c).optional()?,
        Conn::Postgres(c) => query.for_update().first(c).optional()?,
    })
}

pub fn by_email(conn: &mut Conn, community: i64, email: &str) -> Result<Option<Subscriber>> {
    Ok(subscribers::table
        .filter(subscribers::community_id.eq(community))
        .filter(subscribers::email_key.eq(key_of(email)))
        .select(Subscriber::as_select())
        .first(conn)
        .optional()?)
}

pub fn by_token(conn: &mut Conn, hash: &[u8], now: Time) -> Result<Option<Subscriber>> {
    Ok(subscribers::table
        .filter(subscribers::token_hash.eq(hash))
        .filter(subscribers::token_until.gt(now))
        .select(Subscriber::as_select())
        .first(conn)
        .optional()?)
}

/// What somebody with an account gets from a community.
pub fn of_person(conn: &mut Conn, community: i64, actor: i64) -> Result<Option<Subscriber>> {
    Ok(subscribers::table
        .filter(subscribers::actor_id.eq(actor))
        .filter(subscribers::community_id.eq(community))
        .select(Subscriber::as_select())
        .first(conn)
        .optional()?)
}

/// Everything that somebody with an account gets.
pub fn all_of_person(conn: &mut Conn, actor: i64) -> Result<Vec<Subscriber>> {
    Ok(subscribers::table.filter(subscribers::actor_id.eq(actor)).order(subscribers::id).select(Subscriber::as_select()).load(conn)?)
}

/// A mail with a link goes out; it works until then.
pub fn set_token(tx: &mut Tx<'_>, id: i64, hash: &[u8], until: Time) -> Result<()> {
    diesel::update(subscribers::table.find(id))
        .set((subscribers::token_hash.eq(Some(hash.to_vec())), subscribers::token_until.eq(Some(until)), subscribers::mailed_at.eq(Some(tx.now))))
        .execute(tx.conn)?;
    Ok(())
}

pub fn set_mailed(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::update(subscribers::table.find(id)).set(subscribers::mailed_at.eq(Some(tx.now))).execute(tx.conn)?;
    Ok(())
}

/// From now on they get it, by this consent.
pub fn set_active(tx: &mut Tx<'_>, id: i64, consent: &Consent, actor: Option<i64>) -> Result<()> {
    diesel::update(subscribers::table.find(id))
        .set((
            subscribers::state.eq(SubscriberState::Active),
            subscribers::consent_text.eq(&consent.text),
            subscribers::consent_source.eq(&consent.source),
            subscribers::consent_address.eq(&consent.address),
            subscribers::consent_at.eq(consent.at),
            subscribers::confirmed_at.eq(Some(tx.now)),
            subscribers::token_hash.eq(None::<Vec<u8>>),
            subscribers::token_until.eq(None::<Time>),
            subscribers::bounces.eq(0),
            subscribers::error.eq(None::<String>),
            subscribers::changed_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    if actor.is_some() {
        diesel::update(subscribers::table.find(id)).set(subscribers::actor_id.eq(actor)).execute(tx.conn)?;
    }
    Ok(())
}

/// From now on they do not.
pub fn set_state(tx: &mut Tx<'_>, id: i64, state: SubscriberState, error: Option<&str>) -> Result<()> {
    diesel::update(subscribers::table.find(id))
        .set((subscribers::state.eq(state), subscribers::error.eq(error), subscribers::changed_at.eq(tx.now)))
        .execute(tx.conn)?;
    Ok(())
}

pub fn add_bounce(tx: &mut Tx<'_>, id: i64, error: &str) -> Result<()> {
    diesel::update(subscribers::table.find(id))
        .set((subscribers::bounces.eq(subscribers::bounces + 1), subscribers::error.eq(Some(error))))
        .execute(tx.conn)?;
    Ok(())
}

pub fn delete(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::delete(newsletter_copies::table.filter(newsletter_copies::subscriber_id.eq(id))).execute(tx.conn)?;
    diesel::delete(subscribers::table.find(id)).execute(tx.conn)?;
    Ok(())
}

/// Those who get the next issue, in the order of their ids.
pub fn active_after(conn: &mut Conn, community: i64, after: i64, limit: i64) -> Result<Vec<(i64, String)>> {
    Ok(subscribers::table
        .filter(subscribers::community_id.eq(community))
        .filter(subscribers::state.eq(SubscriberState::Active))
        .filter(subscribers::id.gt(after))
        .order(subscribers::id)
        .limit(limit)
        .select((subscribers::id, subscribers::email_key))
        .load(conn)?)
}

/// How many there are in each state.
pub fn counts(conn: &mut Conn, community: i64) -> Result<Vec<(SubscriberState, i64)>> {
    Ok(subscribers::table
        .filter(subscribers::community_id.eq(community))
        .group_by(subscribers::state)
        .select((subscribers::state, diesel::dsl::count_star()))
        .load(conn)?)
}

/// The stewards' list, newest first.
pub fn list(conn: &mut Conn, community: i64, state: SubscriberState, before: Option<i64>, limit: i64) -> Result<Vec<Subscriber>> {
    Ok(subscribers::table
        .filter(subscribers::community_id.eq(community))
        .filter(subscribers::state.eq(state))
        .filter(subscribers::id.lt(before.unwrap_or(i64::MAX)))
        .order(subscribers::id.desc())
        .limit(limit)
        .select(Subscriber::as_select())
        .load(conn)?)
}

/// Forgets addresses that never confirmed.
pub fn sweep(tx: &mut Tx<'_>) -> Result<usize> {
    let now = tx.now;
    Ok(diesel::delete(
        subscribers::table.filter(subscribers::state.eq(SubscriberState::Pending)).filter(subscribers::token_until.lt(now)),
    )
    .execute(tx.conn)?)
}
