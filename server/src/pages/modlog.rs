//! The public log of every act of power: of one community, or of the whole house.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::access;
use crate::pages::faces::Faces;
use crate::pages::reader::Reader;
use crate::pages::rows;
use crate::pages::view::{ModlogPage, ModlogRow, Page, Pager, WhenView};
use crate::pages::{frame, introduce};
use crate::store::Conn;
use crate::store::moderation::{self, Act, ActingAs, LogEntry};
use crate::store::schema::hosts;
use crate::Result;

const PER_PAGE: i64 = 50;

#[derive(Debug, Clone, Default)]
pub struct Params {
    /// Handle of a community, or the whole house.
    pub community: Option<String>,
    pub before: Option<i64>,
}

pub fn load(conn: &mut Conn, reader: &Reader, params: &Params) -> Result<Page<ModlogPage>> {
    let community = match &params.community {
        Some(handle) => Some(access::community(conn, &reader.viewer, handle)?.1),
        None => None,
    };
    let mut entries = moderation::log(conn, community.as_ref().map(|c| c.id), params.before, PER_PAGE + 1)?;
    let limit = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let more = entries.len() > limit;
    entries.truncate(limit);
    let last = entries.last().map(|entry| entry.id);
    let entries = access::told_in_log(conn, &reader.viewer, entries)?;
    let faces = Faces::load(conn, reader, named(&entries).chain(community.as_ref().map(|c| c.id)))?;
    let url = community.as_ref().and_then(|c| faces.community_url(c.id)).unwrap_or_default();
    let base = format!("{url}/modlog");
    let next = last.filter(|_| more).map(|last| rows::with_query(&base, "before", &last.to_string()));
    let body = ModlogPage {
        community_title: community.as_ref().map(|c| c.label().to_owned()).unwrap_or_default(),
        community_url: url,
        items: items(conn, reader, &faces, &entries, community.is_some())?,
        pager: Pager { next: next.unwrap_or_default(), first: if params.before.is_some() { base.clone() } else { String::new() } },
    };
    let mut frame = frame(conn, reader, "")?;
    let title = reader.lang.text("modlog");
    introduce(&mut frame, reader, &base, &title, &reader.lang.text("modlog-text"), "website");
    frame.noindex = true;
    if community.is_none() {
        "/modlog.atom".clone_into(&mut frame.feed);
    }
    Ok(Page { frame, body, template: "modlog.html" })
}

fn named(entries: &[LogEntry]) -> impl Iterator<Item = i64> {
    entries.iter().flat_map(|e| [Some(e.actor_id), e.community_id, e.target_actor_id].into_iter().flatten())
}

/// Entries as rows; the feed shows the same ones.
pub fn rows_of(conn: &mut Conn, reader: &Reader, entries: &[LogEntry]) -> Result<Vec<ModlogRow>> {
    let faces = Faces::load(conn, reader, named(entries))?;
    items(conn, reader, &faces, entries, false)
}

fn items(conn: &mut Conn, reader: &Reader, faces: &Faces, entries: &[LogEntry], one_community: bool) -> Result<Vec<ModlogRow>> {
    let posts: Vec<i64> = entries.iter().filter_map(|e| e.post_id).collect();
    let posts: HashMap<i64, rows::Thread> = rows::by_ids(conn, &posts)?.into_iter().map(|p| (p.id, p)).collect();
    let servers = servers(conn, entries)?;
    let row = |entry: &LogEntry| {
        let (target, target_url) = target(reader, faces, &posts, &servers, entry);
        let community = entry.community_id.filter(|_| !one_community).and_then(|id| faces.community_link(id)).unwrap_or_default();
        ModlogRow {
            when: WhenView::new(&reader.lang, reader.now, entry.created_at),
            act: entry.act.as_str().to_owned(),
            actor: Some(faces.person(entry.actor_id)),
            power: match entry.role {
                ActingAs::Steward => "steward".to_owned(),
                ActingAs::Staff => "staff".to_owned(),
                ActingAs::House => "house".to_owned(),
                ActingAs::Rank => "rank".to_owned(),
                ActingAs::Home => faces.host(entry.actor_id).to_owned(),
            },
            target,
            target_url,
            community: community.text,
            community_url: community.url,
            reason: entry.reason.clone(),
        }
    };
    Ok(entries.iter().map(row).collect())
}

fn servers(conn: &mut Conn, entries: &[LogEntry]) -> Result<HashMap<i64, String>> {
    let ids: Vec<i64> = entries.iter().filter_map(|e| e.target_host_id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<(i64, String)> = hosts::table.filter(hosts::id.eq_any(ids)).select((hosts::id, hosts::name)).load(conn)?;
    Ok(found.into_iter().collect())
}

/// What an act was done to, and where that is. What was taken away is not quoted.
fn target(reader: &Reader, faces: &Faces, posts: &HashMap<i64, rows::Thread>, servers: &HashMap<i64, String>, entry: &LogEntry) -> (String, String) {
    if let Some(post) = entry.post_id.and_then(|id| posts.get(&id)) {
        let gone = post.deleted_at.is_some() || post.removed_at.is_some() || entry.act == Act::RemovePost;
        let by = faces.handle(post.author_id);
        let by = if by.is_empty() { entry.target_actor_id.map(|id| faces.handle(id)).unwrap_or_default() } else { by };
        let what = match (post.thread_id, gone) {
            (None, false) => post.label(),
            (None, true) => reader.lang.text_with("log-a-thread", &[("name", by.into())]),
            (Some(_), _) => reader.lang.text_with("log-a-reply", &[("name", by.into())]),
        };
        return (what, post.url());
    }
    if let Some(id) = entry.target_actor_id {
        let person = faces.person(id);
        return (person.handle, person.url);
    }
    if let Some(host) = entry.target_host_id.and_then(|id| servers.get(&id)) {
        return (host.clone(), String::new());
    }
    match entry.community_id.and_then(|id| faces.community_link(id)) {
        Some(link) => (link.text, link.url),
        None => (reader.house.name.clone(), String::new()),
    }
}
