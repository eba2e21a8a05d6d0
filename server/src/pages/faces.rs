//! Who is named on a page: the few columns that a name, a picture and a home need, for many actors at once.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::domain::access;
use crate::pages::reader::Reader;
use crate::pages::view::{CommunityCard, LinkView, PersonView};
use crate::store::accounts::{AccountState, Role};
use crate::store::actors::ActorKind;
use crate::store::hosts::{self, HostPolicy};
use crate::store::ranks::Rank;
use crate::store::schema::{accounts, actors, hosts as hosts_table};
use crate::store::{Conn, communities, notifications};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = actors)]
pub struct Face {
    pub id: i64,
    pub kind: ActorKind,
    pub host_id: i64,
    pub name: String,
    pub display_name: String,
    pub icon_url: Option<String>,
    pub deleted_at: Option<Time>,
    pub suspended_at: Option<Time>,
    pub silenced_at: Option<Time>,
}

impl Face {
    pub fn label(&self) -> &str {
        if self.display_name.is_empty() { &self.name } else { &self.display_name }
    }

    pub fn is_local(&self) -> bool {
        self.host_id == hosts::LOCAL
    }
}

/// The actors of one page, by id.
#[derive(Debug, Default)]
pub struct Faces {
    known: HashMap<i64, (Face, String, HostPolicy)>,
    /// Those who speak for the host.
    staff: HashSet<i64>,
    stewards: HashSet<i64>,
    ranks: HashMap<i64, Rank>,
    local_host: String,
}

/// SQLite binds each value of a list: stay under its limit.
const CHUNK: usize = 500;

impl Faces {
    /// Reads every actor once, however often it is named.
    pub fn load(conn: &mut Conn, reader: &Reader, ids: impl Iterator<Item = i64>) -> Result<Self> {
        let mut faces = Self { local_host: reader.urls.host().to_owned(), ..Self::default() };
        faces.add(conn, ids)?;
        Ok(faces)
    }

    pub fn add(&mut self, conn: &mut Conn, ids: impl Iterator<Item = i64>) -> Result<()> {
        let mut missing: Vec<i64> = ids.filter(|id| !self.known.contains_key(id)).collect();
        missing.sort_unstable();
        missing.dedup();
        for chunk in missing.chunks(CHUNK) {
            let rows: Vec<(Face, String, HostPolicy)> = actors::table
                .inner_join(hosts_table::table)
                .filter(actors::id.eq_any(chunk.to_vec()))
                .select((Face::as_select(), hosts_table::name, hosts_table::policy))
                .load(conn)?;
            let local: Vec<i64> = rows.iter().filter(|row| row.0.is_local()).map(|row| row.0.id).collect();
            self.known.extend(rows.into_iter().map(|row| (row.0.id, row)));
            if !local.is_empty() {
                let staff: Vec<i64> = accounts::table
                    .filter(accounts::actor_id.eq_any(local))
                    .filter(accounts::role.eq_any([Role::Responder, Role::Moderator, Role::Admin]))
                    .filter(accounts::state.eq(AccountState::Active))
                    .select(accounts::actor_id)
                    .load(conn)?;
                self.staff.extend(staff);
            }
        }
        Ok(())
    }

    /// From now on these carry the mark of their rank.
    pub fn mark_ranks(&mut self, ranks: HashMap<i64, Rank>) {
        self.ranks.extend(ranks);
    }

    /// From now on these carry the steward's badge.
    pub fn mark_stewards(&mut self, ids: impl Iterator<Item = i64>) {
        self.stewards.extend(ids);
    }

    pub fn get(&self, id: i64) -> Option<&Face> {
        self.known.get(&id).map(|(face, _, _)| face)
    }

    /// The name of the server where an actor lives.
    pub fn host(&self, id: i64) -> &str {
        self.known.get(&id).map_or("", |(face, host, _)| if face.is_local() { &self.local_host } else { host })
    }

    pub fn handle(&self, id: i64) -> String {
        self.get(id).map(|face| format!("@{}@{}", face.name, self.host(id))).unwrap_or_default()
    }

    /// Lives on a server of which nothing shows here.
    pub fn is_shut_out(&self, id: i64) -> bool {
        self.known.get(&id).is_some_and(|(_, _, policy)| access::is_shut_out(*policy))
    }

    /// Those of these actors that are not put before this reader unasked.
    pub fn held_back(&self, conn: &mut Conn, reader: &Reader, ids: impl Iterator<Item = i64>) -> Result<HashSet<i64>> {
        let restrained = |id: &i64, followed| {
            self.known.get(id).is_some_and(|(face, _, policy)| access::is_held_back(*policy, face.silenced_at.is_some(), followed))
        };
        let mut held: HashSet<i64> = ids.filter(|id| restrained(id, false)).collect();
        if let (Some(me), false) = (reader.viewer.id(), held.is_empty()) {
            let asked: Vec<i64> = held.iter().copied().collect();
            let followed = communities::follow_states(conn, me, &asked)?;
            held.retain(|id| restrained(id, followed.contains_key(id)));
        }
        Ok(held)
    }

    pub fn is_suspended(&self, id: i64) -> bool {
        self.get(id).is_some_and(|face| face.suspended_at.is_some())
    }

    /// A person as pages show them. One who is not known any more is nobody.
    pub fn person(&self, id: i64) -> PersonView {
        let Some(face) = self.get(id) else { return PersonView::default() };
        PersonView {
            avatar: face.icon_url.clone().unwrap_or_default(),
            official: self.staff.contains(&id),
            steward: self.stewards.contains(&id),
            rank: self.ranks.get(&id).map(|rank| rank.as_str()).unwrap_or_default(),
            bot: face.kind == ActorKind::Service,
            ..PersonView::new(id.to_string(), &face.name, &face.display_name, self.host(id), face.is_local())
        }
    }

    pub fn card(&self, id: i64) -> CommunityCard {
        let Some(face) = self.get(id) else { return CommunityCard::default() };
        CommunityCard {
            icon: face.icon_url.clone().unwrap_or_default(),
            ..CommunityCard::new(id.to_string(), &face.name, &face.display_name, self.host(id), face.is_local())
        }
    }

    pub fn community_url(&self, id: i64) -> Option<String> {
        let face = self.get(id)?;
        Some(if face.is_local() { format!("/c/{}", face.name) } else { format!("/c/{}@{}", face.name, self.host(id)) })
    }

    pub fn community_link(&self, id: i64) -> Option<LinkView> {
        let face = self.get(id)?;
        Some(LinkView { text: face.label().to_owned(), url: self.community_url(id)? })
    }
}

/// Whom the viewer wants to see nothing of.
#[derive(Debug, Default)]
pub struct Blocked {
    people: HashSet<i64>,
    hosts: HashSet<i64>,
}

impl Blocked {
    pub fn load(conn: &mut Conn, reader: &Reader) -> Result<Self> {
        let Some(id) = reader.viewer.id() else { return Ok(Self::default()) };
        let (people, hosts) = notifications::blocked_ids(conn, id)?;
        Ok(Self { people: people.into_iter().collect(), hosts: hosts.into_iter().collect() })
    }

    pub fn has(&self, face: &Face) -> bool {
        self.people.contains(&face.id) || self.hosts.contains(&face.host_id)
    }
}
