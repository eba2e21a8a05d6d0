//! What is found for a few words, or at an address.

use std::collections::HashMap;

use diesel::prelude::*;

use super::bodies;
use crate::Result;
use crate::domain::Person;
use crate::pages::communities as lists;
use crate::pages::faces::{Blocked, Faces};
use crate::pages::reader::Reader;
use crate::pages::rows::{self, Dress};
use crate::pages::view::{Page, Pager, SearchPage, Tab};
use crate::pages::{frame, person};
use crate::render::Renderer;
use crate::store::Conn;
use crate::store::schema::{actors, posts};
use crate::store::search::{self, DocKind};

/// Of each sort, where all are shown together; and of one sort alone.
const FEW: i64 = 5;
const PER_PAGE: i64 = 20;
const MOST_PAGES: i64 = 50;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    #[default]
    All,
    Communities,
    Threads,
    Replies,
    People,
}

impl Which {
    const ALL: [Self; 5] = [Self::All, Self::Communities, Self::Threads, Self::Replies, Self::People];

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|which| which.as_str() == word)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Communities => "communities",
            Self::Threads => "threads",
            Self::Replies => "replies",
            Self::People => "people",
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct Params {
    pub query: String,
    pub which: Which,
    pub page: i64,
}

/// What became of a query that is an address: see [`SearchPage::resolve`].
#[derive(Debug, Clone, Default)]
pub struct Resolution {
    pub state: &'static str,
    pub url: String,
    pub title: String,
}

pub fn load(conn: &mut Conn, reader: &Reader, renderer: &Renderer, params: &Params, resolution: Resolution) -> Result<Page<SearchPage>> {
    let mut body = SearchPage {
        query: params.query.clone(),
        resolve: resolution.state.to_owned(),
        resolved_url: resolution.url,
        resolved_title: resolution.title,
        ..SearchPage::default()
    };
    let is_address = !body.resolve.is_empty();
    if !params.query.is_empty() && !is_address {
        body.tabs = tabs(params);
        find(conn, reader, renderer, params, &mut body)?;
    }
    let mut frame = frame(conn, reader, "search")?;
    frame.noindex = true;
    Ok(Page { frame, body, template: "search.html" })
}

fn address(params: &Params, which: Which) -> String {
    let base = format!("/search?q={}", super::interact::escaped(&params.query));
    if which == Which::All { base } else { rows::with_query(&base, "show", which.as_str()) }
}

fn tabs(params: &Params) -> Vec<Tab> {
    let tab = |which: Which| Tab::new(&format!("tab-{}", which.as_str()), address(params, which), which == params.which);
    Which::ALL.into_iter().map(tab).collect()
}

fn find(conn: &mut Conn, reader: &Reader, renderer: &Renderer, params: &Params, body: &mut SearchPage) -> Result<()> {
    let all = params.which == Which::All;
    let wants = |which: Which| all || params.which == which;
    let page = if all { 0 } else { params.page.clamp(0, MOST_PAGES) };
    let limit = if all { FEW } else { PER_PAGE };
    let mut more = false;
    let mut hits = |conn: &mut Conn, kind: DocKind| -> Result<Vec<i64>> {
        let mut ids: Vec<i64> =
            search::find(conn, &params.query, &[kind], page * limit, limit + 1)?.iter().map(|hit| hit.doc_id).collect();
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        more |= ids.len() > most;
        ids.truncate(most);
        Ok(ids)
    };
    let can_vote = reader.viewer.person().is_some_and(Person::is_active);
    if wants(Which::Communities) {
        let ids = hits(conn, DocKind::Community)?;
        let found = lists::in_order(conn, &ids)?;
        body.communities = lists::cards(conn, reader, &found)?;
    }
    if wants(Which::People) {
        let ids = hits(conn, DocKind::Person)?;
        body.people = people(conn, reader, &ids)?;
    }
    if wants(Which::Threads) {
        let ids = hits(conn, DocKind::Thread)?;
        let found = rows::by_ids(conn, &ids)?;
        let list = in_order(&ids, found, |thread| thread.id);
        body.rows = rows::dress(conn, reader, &list, Dress { mixed: true, can_vote, ..Dress::default() })?;
    }
    if wants(Which::Replies) {
        let ids = hits(conn, DocKind::Reply)?;
        let found = bodies::by_ids(conn, &ids)?;
        let mut list = in_order(&ids, found, |reply| reply.id);
        let mut faces = Faces::load(conn, reader, list.iter().flat_map(|b| std::iter::once(b.author_id).chain(b.community_id)))?;
        let held = faces.held_back(conn, reader, list.iter().flat_map(|b| std::iter::once(b.author_id).chain(b.community_id)))?;
        list.retain(|body| !held.contains(&body.author_id) && !body.community_id.is_some_and(|id| held.contains(&id)));
        body.replies = person::in_context(conn, reader, renderer, &mut faces, &list)?;
    }
    if !all {
        let base = address(params, params.which);
        body.pager = Pager {
            next: if more { rows::with_query(&base, "page", &(page + 1).to_string()) } else { String::new() },
            first: if page > 0 { base } else { String::new() },
        };
    }
    Ok(())
}

/// People who still are, in the order of the ids, without those that the viewer blocked.
fn people(conn: &mut Conn, reader: &Reader, ids: &[i64]) -> Result<Vec<super::view::PersonView>> {
    let faces = Faces::load(conn, reader, ids.iter().copied())?;
    let blocked = Blocked::load(conn, reader)?;
    let held = faces.held_back(conn, reader, ids.iter().copied())?;
    let standing = |id: &&i64| {
        !held.contains(*id) &&
        faces.get(**id).is_some_and(|face| face.deleted_at.is_none() && face.suspended_at.is_none() && !blocked.has(face))
    };
    Ok(ids.iter().filter(standing).map(|id| faces.person(*id)).collect())
}

fn in_order<T>(ids: &[i64], found: Vec<T>, id: impl Fn(&T) -> i64) -> Vec<T> {
    let mut by_id: HashMap<i64, T> = found.into_iter().map(|one| (id(&one), one)).collect();
    ids.iter().filter_map(|id| by_id.remove(id)).collect()
}

/// What to call a found address.
pub fn title_of_actor(conn: &mut Conn, handle: &str) -> Result<String> {
    Ok(crate::store::actors::by_handle(conn, handle)?.map_or_else(|| handle.to_owned(), |actor| actor.label().to_owned()))
}

pub fn title_of_post(conn: &mut Conn, id: i64) -> Result<String> {
    let title: Option<Option<String>> = posts::table.find(id).select(posts::title).first(conn).optional()?;
    if let Some(Some(title)) = title {
        return Ok(title);
    }
    let author: Option<String> = posts::table
        .inner_join(actors::table.on(actors::id.eq(posts::author_id)))
        .filter(posts::id.eq(id))
        .select(actors::name)
        .first(conn)
        .optional()?;
    Ok(author.map(|name| format!("@{name}")).unwrap_or_default())
}
