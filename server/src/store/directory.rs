//! The directory: communities by what they are for, in an order that can be read on from any place.

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::formats::Format;
use crate::store::communities::{Access, Community, CommunityState, Lifespan, Order, Purpose};
use crate::store::conn::Conn;
use crate::store::hosts;
use crate::store::schema::{actors, communities, follows};

/// Which communities a list holds.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    /// Only those that live here (true) or elsewhere (false).
    pub here: Option<bool>,
    /// Only what this person follows; these need not be public.
    pub of: Option<i64>,
    pub purpose: Option<Purpose>,
    pub format: Option<Format>,
    pub lifespan: Option<Lifespan>,
    /// Something happened there since.
    pub active_since: Option<Time>,
    /// Only these.
    pub among: Option<Vec<i64>>,
    pub order: Order,
    /// Sort value and id of the last one seen.
    pub after: Option<(i64, i64)>,
}

/// The value by which a community is sorted.
pub fn sort_value(community: &Community, order: Order) -> i64 {
    match order {
        Order::Active => community.active_at.0,
        Order::New => community.created_at.0,
        Order::Members => community.members,
    }
}

pub fn list(conn: &mut Conn, shelf: &Shelf, limit: i64) -> Result<Vec<Community>> {
    let mut query = communities::table
        .inner_join(actors::table)
        .filter(actors::deleted_at.is_null())
        .filter(actors::suspended_at.is_null())
        .select(Community::as_select())
        .into_boxed();
    query = match shelf.of {
        Some(person) => query.filter(communities::actor_id.eq_any(follows::table.filter(follows::follower_id.eq(person)).select(follows::followed_id))),
        None => query.filter(communities::access.eq(Access::Public)),
    };
    query = match shelf.here {
        Some(true) => query.filter(actors::host_id.eq(hosts::LOCAL)),
        Some(false) => query.filter(actors::host_id.ne(hosts::LOCAL)),
        None => query,
    };
    if let Some(purpose) = shelf.purpose {
        query = query.filter(communities::purpose.eq(purpose));
    }
    if let Some(format) = shelf.format {
        // Words with spaces between, none of which is a part of another.
        query = query.filter(communities::formats.like(format!("%{format}%")));
    }
    if let Some(lifespan) = shelf.lifespan {
        query = query.filter(communities::lifespan.eq(lifespan));
        if lifespan != Lifespan::Standing {
            // What is over is found by words, not by going through what is going on.
            query = query.filter(communities::state.eq(CommunityState::Open));
        }
    }
    if let Some(since) = shelf.active_since {
        query = query.filter(communities::active_at.ge(since));
    }
    if let Some(ids) = &shelf.among {
        query = query.filter(communities::actor_id.eq_any(ids.clone()));
    }
    macro_rules! behind {
        ($column:ident, $value:expr) => {{
            if let Some((value, id)) = shelf.after {
                let value = $value(value);
                query = query.filter(communities::$column.lt(value).or(communities::$column.eq(value).and(communities::actor_id.lt(id))));
            }
            query.order((communities::$column.desc(), communities::actor_id.desc()))
        }};
    }
    query = match shelf.order {
        Order::Active => behind!(active_at, Time),
        Order::New => behind!(created_at, Time),
        Order::Members => behind!(members, std::convert::identity),
    };
    Ok(query.limit(limit).load(conn)?)
}
