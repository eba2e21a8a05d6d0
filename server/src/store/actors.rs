//! Actors: persons, communities and services, local and remote in one table.

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::store::hosts;
use crate::store::schema::{actors, hosts as hosts_table};
use crate::text_enum;

text_enum! {
    pub enum ActorKind { Person = "person", Community = "community", Service = "service" }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable, Identifiable)]
#[diesel(table_name = actors)]
pub struct Actor {
    pub id: i64,
    pub ap_id: String,
    pub kind: ActorKind,
    pub host_id: i64,
    pub name: String,
    pub display_name: String,
    pub summary_source: Option<String>,
    pub summary_html: String,
    pub icon_url: Option<String>,
    pub image_url: Option<String>,
    pub url: String,
    pub inbox_url: String,
    pub shared_inbox_url: Option<String>,
    pub outbox_url: Option<String>,
    pub followers_url: Option<String>,
    pub featured_url: Option<String>,
    pub moderators_url: Option<String>,
    pub key_id: String,
    pub public_key_pem: String,
    pub private_key_pem: Option<String>,
    /// A JSON array of ids.
    pub also_known_as: String,
    pub moved_to: Option<String>,
    pub discoverable: Option<bool>,
    pub indexable: Option<bool>,
    pub approves_followers: bool,
    pub created_at: Time,
    pub updated_at: Time,
    pub fetched_at: Time,
    pub deleted_at: Option<Time>,
    pub suspended_at: Option<Time>,
    pub silenced_at: Option<Time>,
}

impl Actor {
    pub fn is_local(&self) -> bool {
        self.host_id == hosts::LOCAL
    }

    /// May it act at all?
    pub fn is_active(&self) -> bool {
        self.deleted_at.is_none() && self.suspended_at.is_none()
    }

    /// What people call it.
    pub fn label(&self) -> &str {
        if self.display_name.is_empty() { &self.name } else { &self.display_name }
    }

    /// Where its server takes mail for it, shared if it can be.
    pub fn delivery_inbox(&self) -> &str {
        self.shared_inbox_url.as_deref().unwrap_or(&self.inbox_url)
    }
}

pub fn by_id(conn: &mut Conn, id: i64) -> Result<Actor> {
    Ok(actors::table.find(id).select(Actor::as_select()).first(conn)?)
}

pub fn by_ids(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Actor>> {
    let mut found = Vec::with_capacity(ids.len());
    // SQLite binds each value of a list: stay under its limit.
    for chunk in ids.chunks(500) {
        found.extend(actors::table.filter(actors::id.eq_any(chunk.to_vec())).select(Actor::as_select()).load(conn)?);
    }
    Ok(found)
}

/// Ids of all actors in their order, in pieces.
pub fn ids_after(conn: &mut Conn, after: i64, limit: i64) -> Result<Vec<i64>> {
    Ok(actors::table.filter(actors::id.gt(after)).order(actors::id).limit(limit).select(actors::id).load(conn)?)
}

pub fn by_ap_id(conn: &mut Conn, ap_id: &str) -> Result<Option<Actor>> {
    Ok(actors::table.filter(actors::ap_id.eq(ap_id)).select(Actor::as_select()).first(conn).optional()?)
}

pub fn by_key_id(conn: &mut Conn, key_id: &str) -> Result<Option<Actor>> {
    Ok(actors::table.filter(actors::key_id.eq(key_id)).select(Actor::as_select()).first(conn).optional()?)
}

pub fn by_name(conn: &mut Conn, host_id: i64, name: &str) -> Result<Option<Actor>> {
    Ok(actors::table
        .filter(actors::host_id.eq(host_id))
        .filter(actors::name.eq(name))
        .select(Actor::as_select())
        .first(conn)
        .optional()?)
}

/// `name` here, or `name@host` anywhere.
pub fn by_handle(conn: &mut Conn, handle: &str) -> Result<Option<Actor>> {
    let handle = handle.trim_start_matches(['@', '!']);
    let Some((name, host)) = handle.split_once('@') else {
        return by_name(conn, hosts::LOCAL, &handle.to_ascii_lowercase());
    };
    Ok(actors::table
        .inner_join(hosts_table::table)
        .filter(hosts_table::name.eq(host.to_ascii_lowercase()))
        .filter(actors::name.eq(name))
        .select(Actor::as_select())
        .first(conn)
        .optional()?)
}

pub fn insert(tx: &mut Tx<'_>, actor: &Actor) -> Result<()> {
    diesel::insert_into(actors::table).values(actor.clone()).execute(tx.conn)?;
    Ok(())
}

/// What a fresh document of a remote actor, or a local person's own settings, may change.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = actors, treat_none_as_null = true)]
pub struct Profile {
    pub display_name: String,
    pub summary_source: Option<String>,
    pub summary_html: String,
    pub icon_url: Option<String>,
    pub image_url: Option<String>,
    pub discoverable: Option<bool>,
    pub indexable: Option<bool>,
    pub updated_at: Time,
}

pub fn set_profile(tx: &mut Tx<'_>, id: i64, profile: &Profile) -> Result<()> {
    diesel::update(actors::table.find(id)).set(profile.clone()).execute(tx.conn)?;
    Ok(())
}

/// The part of a remote actor's document that only its server decides.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = actors, treat_none_as_null = true)]
pub struct Wiring {
    pub url: String,
    pub inbox_url: String,
    pub shared_inbox_url: Option<String>,
    pub outbox_url: Option<String>,
    pub followers_url: Option<String>,
    pub featured_url: Option<String>,
    pub moderators_url: Option<String>,
    pub key_id: String,
    pub public_key_pem: String,
    pub also_known_as: String,
    pub moved_to: Option<String>,
    pub approves_followers: bool,
    pub fetched_at: Time,
    pub deleted_at: Option<Time>,
}

pub fn set_wiring(tx: &mut Tx<'_>, id: i64, wiring: &Wiring) -> Result<()> {
    diesel::update(actors::table.find(id)).set(wiring.clone()).execute(tx.conn)?;
    Ok(())
}

/// Leaves the row, since posts and logs point to it, and empties it.
pub fn bury(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::update(actors::table.find(id))
        .set((
            actors::deleted_at.eq(tx.now),
            actors::display_name.eq(""),
            actors::summary_source.eq(None::<String>),
            actors::summary_html.eq(""),
            actors::icon_url.eq(None::<String>),
            actors::image_url.eq(None::<String>),
            actors::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

pub fn host_name(conn: &mut Conn, actor: &Actor) -> Result<String> {
    Ok(hosts_table::table.find(actor.host_id).select(hosts_table::name).first(conn)?)
}

/// Actors with the name of their server, for pages and handles.
pub fn with_hosts(conn: &mut Conn, ids: &[i64]) -> Result<Vec<(Actor, String)>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        found.extend(
            actors::table
                .inner_join(hosts_table::table)
                .filter(actors::id.eq_any(chunk.to_vec()))
                .select((Actor::as_select(), hosts_table::name))
                .load::<(Actor, String)>(conn)?,
        );
    }
    Ok(found)
}

pub fn rename(tx: &mut Tx<'_>, id: i64, name: &str) -> Result<()> {
    diesel::update(actors::table.find(id)).set(actors::name.eq(name)).execute(tx.conn)?;
    Ok(())
}

pub fn set_moved(tx: &mut Tx<'_>, id: i64, to: &str) -> Result<()> {
    diesel::update(actors::table.find(id)).set(actors::moved_to.eq(to)).execute(tx.conn)?;
    Ok(())
}

pub fn set_suspended(tx: &mut Tx<'_>, id: i64, at: Option<Time>) -> Result<()> {
    diesel::update(actors::table.find(id)).set(actors::suspended_at.eq(at)).execute(tx.conn)?;
    Ok(())
}

/// Everyone of a server that still has something to say here.
pub fn of_host(conn: &mut Conn, host_id: i64, after: i64, limit: i64) -> Result<Vec<Actor>> {
    Ok(actors::table
        .filter(actors::host_id.eq(host_id))
        .filter(actors::id.gt(after))
        .order(actors::id)
        .limit(limit)
        .select(Actor::as_select())
        .load(conn)?)
}

/// One mailbox for every server that is known and not blocked: who goes for good tells everybody.
pub fn all_inboxes(conn: &mut Conn) -> Result<Vec<(String, i64)>> {
    use diesel::dsl::sql;
    use diesel::sql_types::Text;
    Ok(actors::table
        .inner_join(hosts_table::table)
        .filter(actors::host_id.ne(hosts::LOCAL))
        .filter(actors::deleted_at.is_null())
        .filter(hosts_table::dormant_at.is_null())
        .filter(hosts_table::policy.ne(hosts::HostPolicy::Blocked))
        .select((sql::<Text>("COALESCE(actors.shared_inbox_url, actors.inbox_url)"), actors::host_id))
        .distinct()
        .load(conn)?)
}

pub fn by_moderators_url(conn: &mut Conn, url: &str) -> Result<Option<Actor>> {
    Ok(actors::table.filter(actors::moderators_url.eq(url)).select(Actor::as_select()).first(conn).optional()?)
}
