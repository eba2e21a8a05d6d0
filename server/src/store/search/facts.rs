//! The few columns that decide whether a viewer may see what was found.

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::communities::Access;
use crate::store::conn::Conn;
use crate::store::hosts::HostPolicy;
use crate::store::posts::Visibility;
use crate::store::schema::{actors, communities, hosts, posts};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = posts)]
pub struct PostFacts {
    pub id: i64,
    pub author_id: i64,
    pub community_id: Option<i64>,
    pub visibility: Visibility,
    pub deleted_at: Option<Time>,
    pub removed_at: Option<Time>,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = actors)]
pub struct ActorFacts {
    pub id: i64,
    pub host_id: i64,
    pub discoverable: Option<bool>,
    pub deleted_at: Option<Time>,
    pub suspended_at: Option<Time>,
    pub silenced_at: Option<Time>,
}

/// An actor, the policy towards its server, and the access of a community.
pub type Standing = (ActorFacts, HostPolicy, Option<Access>);

/// SQLite binds each value of a list: stay under its limit.
const CHUNK: usize = 500;

pub fn posts(conn: &mut Conn, ids: &[i64]) -> Result<Vec<PostFacts>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        found.extend(posts::table.filter(posts::id.eq_any(chunk.to_vec())).select(PostFacts::as_select()).load(conn)?);
    }
    Ok(found)
}

pub fn actors(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Standing>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        found.extend(
            actors::table
                .inner_join(hosts::table)
                .left_join(communities::table)
                .filter(actors::id.eq_any(chunk.to_vec()))
                .select((ActorFacts::as_select(), hosts::policy, communities::access.nullable()))
                .load::<Standing>(conn)?,
        );
    }
    Ok(found)
}
