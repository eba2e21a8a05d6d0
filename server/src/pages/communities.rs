//! The list of communities: all, those that live here, those from elsewhere, one's own.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::Person;
use crate::domain::access;
use crate::pages::community::card;
use crate::pages::faces::Faces;
use crate::pages::reader::Reader;
use crate::pages::view::{CommunitiesPage, CommunityCard, Membership, Page, Pager, Tab};
use crate::pages::{Depends, Loaded, frame, introduce, lifespan, rows, seen};
use crate::store::communities::{Access, Community};
use crate::store::schema::{actors, communities, follows, stewards};
use crate::store::search::{self, DocKind};
use crate::store::{Conn, hosts};
use crate::Result;

const PER_PAGE: i64 = 30;
/// Later pages are for machines, which have the API.
const MOST_PAGES: i64 = 200;

/// Which communities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    #[default]
    All,
    Here,
    Elsewhere,
    Mine,
}

impl Which {
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "all" => Self::All,
            "here" => Self::Here,
            "elsewhere" => Self::Elsewhere,
            "mine" => Self::Mine,
            _ => return None,
        })
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Here => "here",
            Self::Elsewhere => "elsewhere",
            Self::Mine => "mine",
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct Params {
    pub which: Which,
    pub query: String,
    pub page: i64,
}

pub fn load(conn: &mut Conn, reader: &Reader, params: &Params) -> Result<Loaded<CommunitiesPage>> {
    let seen = seen::by(conn, reader, Depends::Everything)?;
    let page_number = params.page.clamp(0, MOST_PAGES);
    let mut found = if params.query.trim().is_empty() {
        list(conn, reader, params.which, page_number * PER_PAGE, PER_PAGE + 1)?
    } else {
        by_words(conn, &params.query, page_number * PER_PAGE, PER_PAGE + 1)?
    };
    let limit = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let more = found.len() > limit;
    found.truncate(limit);
    let base = address(params);
    let next = if more { rows::with_query(&base, "page", &(page_number + 1).to_string()) } else { String::new() };
    let first = page_number == 0 && params.query.trim().is_empty() && params.which == Which::All;
    let body = CommunitiesPage {
        query: params.query.clone(),
        tabs: tabs(reader, params.which),
        items: cards(conn, reader, &found)?,
        pager: Pager { next, first: if page_number > 0 { base } else { String::new() } },
        can_found: reader.viewer.person().is_some_and(Person::is_active),
        happening: if first { lifespan::happening(conn, reader)? } else { Vec::new() },
    };
    let mut frame = frame(conn, reader, "communities")?;
    let title = reader.lang.text("communities");
    introduce(&mut frame, reader, "/communities", &title, &reader.house.purpose, "website");
    frame.noindex = !params.query.is_empty() || page_number > 0;
    Ok(Loaded { page: Page { frame, body, template: "communities.html" }, seen })
}

fn address(params: &Params) -> String {
    if !params.query.is_empty() {
        return format!("/communities?q={}", super::interact::escaped(&params.query));
    }
    match params.which {
        Which::All => "/communities".to_owned(),
        which => format!("/communities?show={}", which.as_str()),
    }
}

fn tabs(reader: &Reader, current: Which) -> Vec<Tab> {
    let mut all = vec![Which::All, Which::Here, Which::Elsewhere];
    if reader.viewer.person().is_some() {
        all.push(Which::Mine);
    }
    let tab = |which: Which| {
        let url = address(&Params { which, ..Params::default() });
        Tab::new(&format!("tab-{}", which.as_str()), url, which == current)
    };
    all.into_iter().map(tab).collect()
}

fn list(conn: &mut Conn, reader: &Reader, which: Which, offset: i64, limit: i64) -> Result<Vec<Community>> {
    let mut query = communities::table
        .inner_join(actors::table)
        .filter(actors::deleted_at.is_null())
        .filter(actors::suspended_at.is_null())
        .select(Community::as_select())
        .into_boxed();
    query = match which {
        // One's own list holds also what is in no public list.
        Which::Mine => {
            let me = reader.viewer.id().unwrap_or(0);
            query.filter(communities::actor_id.eq_any(follows::table.filter(follows::follower_id.eq(me)).select(follows::followed_id)))
        }
        _ => query.filter(communities::access.eq(Access::Public)),
    };
    query = match which {
        Which::Here => query.filter(actors::host_id.eq(hosts::LOCAL)),
        Which::Elsewhere => query.filter(actors::host_id.ne(hosts::LOCAL)),
        Which::All | Which::Mine => query,
    };
    Ok(query.order((communities::active_at.desc(), communities::actor_id.desc())).offset(offset).limit(limit).load(conn)?)
}

fn by_words(conn: &mut Conn, words: &str, offset: i64, limit: i64) -> Result<Vec<Community>> {
    let hits = search::find(conn, words, &[DocKind::Community], offset, limit)?;
    let ids: Vec<i64> = hits.iter().map(|hit| hit.doc_id).collect();
    in_order(conn, &ids)
}

/// Public communities by id, in the order of the ids.
pub fn in_order(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Community>> {
    let found: Vec<Community> = communities::table
        .inner_join(actors::table)
        .filter(communities::actor_id.eq_any(ids.to_vec()))
        .filter(communities::access.eq(Access::Public))
        .filter(actors::deleted_at.is_null())
        .filter(actors::suspended_at.is_null())
        .select(Community::as_select())
        .load(conn)?;
    let mut by_id: HashMap<i64, Community> = found.into_iter().map(|c| (c.actor_id, c)).collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

/// Cards with the viewer's membership.
pub fn cards(conn: &mut Conn, reader: &Reader, found: &[Community]) -> Result<Vec<CommunityCard>> {
    let ids: Vec<i64> = found.iter().map(|c| c.actor_id).collect();
    let faces = Faces::load(conn, reader, ids.iter().copied())?;
    let mine: Vec<i64> = match reader.viewer.id() {
        Some(me) => {
            let tended = stewards::table
                .filter(stewards::actor_id.eq(me))
                .filter(stewards::community_id.eq_any(ids.clone()))
                .select(stewards::community_id)
                .load::<i64>(conn)?;
            let mut joined: Vec<i64> = follows::table
                .filter(follows::follower_id.eq(me))
                .filter(follows::followed_id.eq_any(ids))
                .filter(follows::state.eq(crate::store::communities::FollowState::Accepted))
                .select(follows::followed_id)
                .load(conn)?;
            joined.extend(tended);
            joined
        }
        None => Vec::new(),
    };
    let held = faces.held_back(conn, reader, found.iter().map(|c| c.actor_id))?;
    let seen = found.iter().filter(|c| !held.contains(&c.actor_id)).filter(|c| {
        faces.get(c.actor_id).is_some_and(|face| {
            access::sees_community_that_is(face.deleted_at.is_some(), face.suspended_at.is_some(), &reader.viewer)
        })
    });
    Ok(seen
        .map(|community| {
            let mut card = card(&faces, community, reader, &Membership::default());
            card.joined = mine.contains(&community.actor_id);
            card
        })
        .collect())
}
