//! Threads that stand in several communities: once in a list, with the others beside them.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use crate::Result;
use crate::domain::access;
use crate::pages::composer;
use crate::pages::named;
use crate::pages::reader::Reader;
use crate::pages::rows::{self, Dress, Thread};
use crate::pages::view::{CrossPostPage, Form, LinkView, ThreadRow};
use crate::render::plain_text;
use crate::store::actors;
use crate::store::communities;
use crate::store::conn::Conn;
use crate::store::cross_posts::{self, Seed};
use crate::store::posts::Post;
use crate::{Error, kinds};

/// Whoever writes of the same page a week later starts a talk of their own.
const NEAR: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Communities to choose from.
const PLACES: i64 = 200;

fn seed(thread: &Thread) -> Seed {
    Seed {
        id: thread.id,
        author_id: thread.author_id,
        community_id: thread.community_id,
        title: thread.title.clone(),
        link_url: thread.link_url.clone(),
        published_at: thread.published_at,
    }
}

/// Whether two threads are the same in two communities: about one page, or by one author under one title.
fn same(a: &Seed, b: &Seed, taken: &HashSet<(i64, i64)>) -> bool {
    if a.community_id == b.community_id {
        return false;
    }
    let near = a.published_at.since(b.published_at).max(b.published_at.since(a.published_at)) <= NEAR;
    let linked = a.link_url.is_some() && a.link_url == b.link_url;
    let titled = a.author_id == b.author_id && a.title.is_some() && a.title == b.title && a.link_url == b.link_url;
    taken.contains(&(a.id, b.id)) || taken.contains(&(b.id, a.id)) || (near && (linked || titled))
}

/// For each thread the others that are the same and that the reader sees in a list, newest first.
fn others(conn: &mut Conn, reader: &Reader, seeds: &[Seed], followed_by: Option<i64>) -> Result<HashMap<i64, Vec<(Seed, ThreadRow)>>> {
    let (Some(first), Some(last)) = (seeds.iter().map(|s| s.published_at).min(), seeds.iter().map(|s| s.published_at).max()) else {
        return Ok(HashMap::new());
    };
    let ids: Vec<i64> = seeds.iter().map(|s| s.id).collect();
    let taken: HashSet<(i64, i64)> = cross_posts::around(conn, &ids)?.into_iter().collect();
    let mut found: Vec<i64> = cross_posts::alike(conn, seeds, first.minus(NEAR), last.plus(NEAR), followed_by)?.iter().map(|s| s.id).collect();
    found.extend(taken.iter().flat_map(|(a, b)| [*a, *b]));
    found.sort_unstable();
    found.dedup();
    // Nearly always there is nothing but what was asked about.
    if found.iter().all(|id| ids.contains(id)) && seeds.len() < 2 {
        return Ok(HashMap::new());
    }
    let threads = rows::by_ids(conn, &found)?;
    let threads: Vec<Thread> = threads.into_iter().filter(|t| t.thread_id.is_none() && t.deleted_at.is_none() && t.removed_at.is_none()).collect();
    let mine: Option<Vec<i64>> = match followed_by {
        Some(person) => Some(communities::following(conn, person, PLACES)?.into_iter().map(|(_, actor)| actor.id).collect()),
        None => None,
    };
    let listed = |thread: &Thread| mine.as_ref().is_none_or(|mine| thread.community_id.is_some_and(|id| mine.contains(&id)));
    let threads: Vec<Thread> = threads.into_iter().filter(listed).collect();
    let seen: HashMap<String, ThreadRow> =
        rows::dress(conn, reader, &threads, Dress { mixed: true, ..Dress::default() })?.into_iter().map(|row| (row.id.clone(), row)).collect();
    let mut all = HashMap::new();
    for one in seeds {
        let mut beside: Vec<(Seed, ThreadRow)> = threads
            .iter()
            .map(seed)
            .filter(|other| other.id != one.id && same(one, other, &taken))
            .filter_map(|other| Some((other.clone(), seen.get(&other.id.to_string())?.clone())))
            .collect();
        beside.sort_by_key(|(other, _)| std::cmp::Reverse((other.published_at, other.id)));
        if !beside.is_empty() {
            all.insert(one.id, beside);
        }
    }
    Ok(all)
}

fn link(row: &ThreadRow) -> LinkView {
    let place = row.community.as_ref().map(|c| c.text.clone()).unwrap_or_default();
    let text = if row.community_host.is_empty() { place } else { format!("{place} ({})", row.community_host) };
    LinkView { text, url: row.url.clone() }
}

fn links(beside: &[(Seed, ThreadRow)]) -> Vec<LinkView> {
    let mut places = HashSet::new();
    beside.iter().filter(|(other, _)| places.insert(other.community_id)).map(|(_, row)| link(row)).collect()
}

/// Puts the rows of a list of the newest together: what stands in several communities shows once, where it is newest.
pub fn gather(conn: &mut Conn, reader: &Reader, threads: &[Thread], rows: &mut Vec<ThreadRow>, followed_by: Option<i64>) -> Result<()> {
    let seeds: Vec<Seed> = threads.iter().map(seed).collect();
    let others = others(conn, reader, &seeds, followed_by)?;
    if others.is_empty() {
        return Ok(());
    }
    let by_row: HashMap<String, &Seed> = seeds.iter().map(|s| (s.id.to_string(), s)).collect();
    rows.retain_mut(|row| {
        let Some((seed, beside)) = by_row.get(&row.id).and_then(|seed| Some((*seed, others.get(&seed.id)?))) else { return true };
        let newer = beside.iter().any(|(other, _)| (other.published_at, other.id) > (seed.published_at, seed.id));
        row.also_in = links(beside);
        !newer
    });
    Ok(())
}

/// The same as a thread in other communities, and the thread that it was taken from.
pub fn beside(conn: &mut Conn, reader: &Reader, root: &Post) -> Result<(Vec<LinkView>, Option<LinkView>)> {
    let Some(thread) = rows::by_ids(conn, &[root.id])?.pop() else { return Ok((Vec::new(), None)) };
    let others = others(conn, reader, &[seed(&thread)], None)?;
    let origin = cross_posts::origins(conn, &[root.id])?.remove(&root.id);
    let mut beside = others.into_values().next().unwrap_or_default();
    let from = origin.and_then(|id| beside.iter().position(|(other, _)| other.id == id)).map(|at| beside.remove(at));
    let from = from.map(|(_, row)| LinkView { text: format!("{} · {}", row.title, link(&row).text), url: row.url.clone() });
    Ok((links(&beside), from))
}

/// Where a thread can be taken: the communities that somebody is in and may post to.
pub fn places(conn: &mut Conn, reader: &Reader, id: i64) -> Result<CrossPostPage> {
    let person = reader.viewer.person().filter(|p| p.is_active()).ok_or_else(|| Error::unauthorized("Log in to do that."))?;
    let (post, _, _) = access::post(conn, &reader.viewer, id)?;
    if !can_take(reader, &post) || !post.is_thread() {
        return Err(Error::NotFound("thread"));
    }
    let mut places = Vec::new();
    for (_, actor) in communities::following(conn, person.id(), PLACES)? {
        let Some(community) = communities::find(conn, actor.id)? else { continue };
        let closed = community.state != communities::CommunityState::Open || community.posting_restricted;
        let plain = composer::composer(&reader.lang, &community, actor.is_local(), "", Some("discussion")).kind == "discussion";
        if Some(actor.id) == post.community_id || closed || !plain || !access::sees_community(&actor, &reader.viewer) || !access::enters(&community, &reader.viewer) {
            continue;
        }
        let host = actors::host_name(conn, &actor)?;
        let card = named::card(&community, &actor, &host);
        places.push(LinkView { url: format!("{}?new=discussion&from={id}#new", card.url), text: card.title });
    }
    Ok(CrossPostPage { title: super::thread::title_of(&post), url: format!("/post/{id}"), places })
}

/// The form for a new thread, filled in with what is taken along.
pub fn form(conn: &mut Conn, reader: &Reader, id: i64) -> Result<Option<Form>> {
    let (post, _, _) = match access::post(conn, &reader.viewer, id) {
        Ok(found) if found.0.is_thread() && found.0.visibility.part().is_none() => found,
        Ok(_) | Err(Error::NotFound(_) | Error::Gone) => return Ok(None),
        Err(other) => return Err(other),
    };
    let title = super::thread::title_of(&post);
    let text = post.source.clone().unwrap_or_else(|| plain_text(&post.html, 20_000));
    let quote: String = text.trim().lines().map(|line| format!("> {line}\n")).collect();
    let address = reader.urls.post(post.id);
    let body = if quote.is_empty() { format!("↗ <{address}>\n") } else { format!("↗ <{address}>\n\n{quote}") };
    Ok(Some(Form::filled([
        ("title", title),
        ("body", body),
        ("link", post.link_url.clone().unwrap_or_default()),
        ("warning", post.warning.clone().unwrap_or_default()),
        ("from", post.id.to_string()),
    ])))
}

/// Whether somebody can take a thread along at all.
pub fn can_take(reader: &Reader, root: &Post) -> bool {
    // What is for members alone stays there.
    root.stands() && root.visibility.part().is_none() && root.community_id.is_some() && kinds::by_name(&root.kind).is_some() && reader.viewer.person().is_some_and(|p| p.is_active())
}
