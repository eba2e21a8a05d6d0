//! What feeds and site maps hold: the same posts that a visitor's pages show.

use diesel::prelude::*;

use super::bodies::Body;
use crate::clock::Time;
use crate::kinds;
use crate::domain::{access, finding};
use crate::pages::faces::Faces;
use crate::pages::reader::Reader;
use crate::pages::{blog, modlog, person, rows, tag, thread};
use crate::render::{self, Renderer};
use crate::store::articles;
use crate::store::communities::Access;
use crate::store::{moderation, newsletters};
use crate::store::posts::{Sort, Threads};
use crate::store::schema::{actors, communities, posts};
use crate::store::{Conn, hosts};
use crate::Result;

const ENTRIES: i64 = 30;
/// Addresses in one site map. The format allows 50,000; smaller ones are made faster.
pub const MAP_PART: i64 = 5_000;
/// Parts that are offered, newest first.
pub const MAP_PARTS: i64 = 200;

/// One feed.
#[derive(Debug, Clone, Default)]
pub struct Feed {
    pub title: String,
    /// Path of the page that it follows.
    pub page: String,
    pub entries: Vec<Entry>,
}

#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// The id that never changes.
    pub id: String,
    pub url: String,
    pub title: String,
    pub html: String,
    pub author: String,
    pub author_url: String,
    pub published: Time,
    pub updated: Time,
    /// A few words, the picture at its head and who wrote it with its author (name and page): of articles.
    pub summary: String,
    pub image: String,
    pub with: Vec<(String, String)>,
}

pub fn instance(conn: &mut Conn, reader: &Reader, renderer: &Renderer) -> Result<Feed> {
    let wanted = Threads { sort: Sort::New, limit: ENTRIES, without: kinds::not_news(), ..Threads::default() };
    let entries = threads(conn, reader, renderer, &wanted, true)?;
    Ok(Feed { title: reader.house.name.clone(), page: "/".to_owned(), entries })
}

pub fn community(conn: &mut Conn, reader: &Reader, renderer: &Renderer, handle: &str) -> Result<Feed> {
    let (_, actor) = access::community(conn, &reader.viewer, handle)?;
    let faces = Faces::load(conn, reader, std::iter::once(actor.id))?;
    let wanted = Threads { community: Some(actor.id), sort: Sort::New, limit: ENTRIES, without: kinds::not_news(), ..Threads::default() };
    let entries = threads(conn, reader, renderer, &wanted, false)?;
    Ok(Feed { title: actor.label().to_owned(), page: faces.community_url(actor.id).unwrap_or_default(), entries })
}

pub fn of_person(conn: &mut Conn, reader: &Reader, renderer: &Renderer, handle: &str) -> Result<Feed> {
    let actor = person::find(conn, handle)?;
    let faces = Faces::load(conn, reader, std::iter::once(actor.id))?;
    let wanted = Threads { author: Some(actor.id), sort: Sort::New, limit: ENTRIES, without: kinds::not_news(), ..Threads::default() };
    let entries = if actor.is_active() { threads(conn, reader, renderer, &wanted, true)? } else { Vec::new() };
    Ok(Feed { title: actor.label().to_owned(), page: faces.person(actor.id).url, entries })
}

/// The newest articles of a blog, or all parts of one of its series.
pub fn blog(conn: &mut Conn, reader: &Reader, renderer: &Renderer, handle: &str, series: Option<&str>) -> Result<Feed> {
    let (_, actor) = blog::place(conn, reader, handle)?;
    let (name, page, order) = match series {
        Some(slug) => {
            let (series, mut order) = blog::parts_of(conn, actor.id, slug)?;
            // What a feed reader wants is what came last.
            order.sort_unstable_by_key(|id| std::cmp::Reverse(*id));
            order.truncate(usize::try_from(ENTRIES).unwrap_or(usize::MAX));
            (series.name, format!("/c/{}/blog/series/{}", actor.name, series.slug), order)
        }
        None => {
            let found = articles::front(conn, actor.id, access::seen_in(&reader.viewer, actor.id), None, ENTRIES)?;
            (actor.label().to_owned(), format!("/c/{}/blog", actor.name), found.into_iter().map(|(_, id)| id).collect())
        }
    };
    let list: Vec<rows::Thread> = {
        let mut found = rows::by_ids(conn, &order)?;
        found.sort_by_key(|thread| order.iter().position(|id| *id == thread.id));
        found
    };
    let cards = blog::cards(conn, reader, &order, &format!("/c/{}/blog", actor.name))?;
    let mut entries = entries(conn, reader, renderer, &list, rows::Dress::default())?;
    for entry in &mut entries {
        let Some(card) = cards.iter().find(|card| reader.urls.at(&card.row.url).as_str() == entry.url) else { continue };
        entry.summary.clone_from(&card.summary);
        entry.image = card.cover.as_ref().map(|cover| cover.url.clone()).unwrap_or_default();
        entry.with = card.authors.iter().skip(1).map(|p| (p.display.clone(), reader.urls.at(&p.url).to_string())).collect();
    }
    Ok(Feed { title: name, page, entries })
}

/// The issues of a newsletter.
pub fn newsletter(conn: &mut Conn, reader: &Reader, renderer: &Renderer, handle: &str) -> Result<Feed> {
    let (_, actor) = super::newsletter::place(conn, reader, handle)?;
    let ids = newsletters::published(conn, actor.id, ENTRIES)?;
    let mut list = rows::by_ids(conn, &ids)?;
    list.sort_by_key(|thread| std::cmp::Reverse(thread.id));
    let entries = entries(conn, reader, renderer, &list, rows::Dress::default())?;
    let title = reader.lang.text_with("newsletter-of", &[("community", actor.label().into())]);
    Ok(Feed { title, page: format!("/c/{}/newsletter", actor.name), entries })
}

fn threads(conn: &mut Conn, reader: &Reader, renderer: &Renderer, wanted: &Threads, mixed: bool) -> Result<Vec<Entry>> {
    let mut list = rows::list(conn, wanted)?;
    list.truncate(usize::try_from(wanted.limit).unwrap_or(usize::MAX));
    entries(conn, reader, renderer, &list, rows::Dress { mixed, of_one: wanted.author.is_some(), ..rows::Dress::default() })
}

/// Threads as entries, without those that are not for this reader.
fn entries(conn: &mut Conn, reader: &Reader, renderer: &Renderer, list: &[rows::Thread], how: rows::Dress) -> Result<Vec<Entry>> {
    let shown = rows::dress(conn, reader, list, how)?;
    let ids: Vec<i64> = list.iter().map(|t| t.id).collect();
    let bodies = super::bodies::by_ids(conn, &ids)?;
    let entry = |row: &super::view::ThreadRow| {
        let body = bodies.iter().find(|b| b.id.to_string() == row.id)?;
        let mut entry = entry(reader, renderer, body);
        entry.title.clone_from(&row.title);
        entry.author.clone_from(&row.author.display);
        entry.author_url = reader.urls.at(&row.author.url).to_string();
        Some(entry)
    };
    Ok(shown.iter().filter_map(entry).collect())
}

fn entry(reader: &Reader, renderer: &Renderer, body: &Body) -> Entry {
    let html = match body.warning.as_deref() {
        // A feed reader has no fold: what was warned of is a click away.
        Some(warning) if !warning.is_empty() => format!("<p>{}</p>", render::escape(warning)),
        _ => renderer.checked(body.html.clone()),
    };
    Entry {
        id: body.ap_id.clone(),
        url: reader.urls.post(body.id).to_string(),
        html,
        published: body.published_at,
        updated: body.edited_at.unwrap_or(body.published_at),
        ..Entry::default()
    }
}

/// What has a hashtag, newest first: threads and replies.
pub fn of_tag(conn: &mut Conn, reader: &Reader, renderer: &Renderer, tag: &str) -> Result<Feed> {
    let tag = tag::spelled(tag)?;
    let limit = usize::try_from(ENTRIES).unwrap_or(usize::MAX);
    let (ids, _) = finding::tagged(conn, &reader.viewer, &tag, i64::MAX, limit)?;
    let mut found = super::bodies::by_ids(conn, &ids)?;
    found.sort_by_key(|body| ids.iter().position(|id| *id == body.id));
    let rows = tag::as_rows(conn, reader, &ids)?;
    let entries = found.iter().filter_map(|body| {
        let row = rows.iter().find(|row| row.id == body.id.to_string())?;
        let mut entry = entry(reader, renderer, body);
        entry.title.clone_from(&row.title);
        entry.author.clone_from(&row.author.display);
        entry.author_url = reader.urls.at(&row.author.url).to_string();
        Some(entry)
    });
    Ok(Feed { title: format!("#{tag}"), page: reader.urls.tag(&tag).path().to_owned(), entries: entries.collect() })
}

/// A thread's latest replies.
pub fn of_thread(conn: &mut Conn, reader: &Reader, renderer: &Renderer, id: i64) -> Result<Feed> {
    let (post, _, _) = access::post(conn, &reader.viewer, id)?;
    let found = thread::latest(conn, post.root(), ENTRIES)?;
    let mut faces = Faces::load(conn, reader, std::iter::empty())?;
    let shown = person::in_context(conn, reader, renderer, &mut faces, &found)?;
    let title = thread::title_of(&post);
    let entries = shown.iter().filter_map(|view| {
        let body = found.iter().find(|b| b.id.to_string() == view.id)?;
        let mut entry = entry(reader, renderer, body);
        entry.title = reader.lang.text_with("feed-reply-title", &[("name", view.author.display.as_str().into()), ("title", title.as_str().into())]);
        entry.author.clone_from(&view.author.display);
        entry.author_url = reader.urls.at(&view.author.url).to_string();
        Some(entry)
    });
    Ok(Feed { entries: entries.collect(), page: format!("/post/{}", post.root()), title: title.clone() })
}

pub fn of_modlog(conn: &mut Conn, reader: &Reader) -> Result<Feed> {
    let found = moderation::log(conn, None, None, ENTRIES)?;
    let found = access::told_in_log(conn, &reader.viewer, found)?;
    let shown = modlog::rows_of(conn, reader, &found)?;
    let entries = shown.iter().zip(&found).map(|(row, log)| {
        let act = reader.lang.text(&format!("act-{}", row.act));
        let actor = row.actor.clone().unwrap_or_default();
        Entry {
            id: format!("{}#{}", reader.urls.at("/modlog"), log.id),
            url: reader.urls.at(if row.target_url.is_empty() { "/modlog" } else { &row.target_url }).to_string(),
            title: format!("{act}: {}", row.target),
            html: format!("<p>{}</p>", render::escape(&row.reason)),
            author_url: reader.urls.at(&actor.url).to_string(),
            author: actor.display,
            published: log.created_at,
            updated: log.created_at,
            ..Entry::default()
        }
    });
    let title = format!("{} · {}", reader.lang.text("modlog"), reader.house.name);
    Ok(Feed { entries: entries.collect(), page: "/modlog".to_owned(), title })
}

/// How many parts the site map has.
pub fn map_parts(conn: &mut Conn) -> Result<i64> {
    let threads: Option<i64> = communities::table
        .inner_join(actors::table)
        .filter(actors::host_id.eq(hosts::LOCAL))
        .filter(communities::access.eq(Access::Public))
        .select(diesel::dsl::sql::<diesel::sql_types::Nullable<diesel::sql_types::BigInt>>("CAST(SUM(communities.threads) AS BIGINT)"))
        .first(conn)?;
    Ok((threads.unwrap_or(0) / MAP_PART + 1).min(MAP_PARTS))
}

/// Paths and last changes. Part 0 holds the communities as well. Only what lives here and may be found.
pub fn map_part(conn: &mut Conn, part: i64) -> Result<Vec<(String, Time)>> {
    let mut paths = Vec::new();
    if part == 0 {
        let rooms: Vec<(String, Time)> = communities::table
            .inner_join(actors::table)
            .filter(actors::host_id.eq(hosts::LOCAL))
            .filter(actors::deleted_at.is_null())
            .filter(actors::suspended_at.is_null())
            .filter(communities::access.eq(Access::Public))
            .order(communities::actor_id.desc())
            .limit(MAP_PART)
            .select((actors::name, communities::active_at))
            .load(conn)?;
        paths.extend(rooms.into_iter().map(|(name, at)| (format!("/c/{name}"), at)));
    }
    // The author decides whether strangers' search engines may list a thread.
    let threads: Vec<(i64, Time)> = posts::table
        .inner_join(actors::table)
        .filter(posts::parent_id.is_null())
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .filter(posts::visibility.eq(crate::store::posts::Visibility::Public))
        .filter(posts::community_id.is_not_null())
        .filter(actors::host_id.eq(hosts::LOCAL))
        .filter(actors::suspended_at.is_null())
        .filter(actors::indexable.is_null().or(actors::indexable.eq(true)))
        .order((posts::published_at.desc(), posts::id.desc()))
        .offset(part * MAP_PART)
        .limit(MAP_PART)
        .select((posts::id, posts::active_at))
        .load(conn)?;
    paths.extend(threads.into_iter().map(|(id, at)| (format!("/post/{id}"), at)));
    Ok(paths)
}
