//! `/saved`: what the reader put aside.

use crate::clock::Time;
use crate::pages::bodies::{self, Dresser, Powers};
use crate::pages::faces::{Blocked, Faces};
use crate::pages::reader::Reader;
use crate::pages::rows::{self, Dress};
use crate::pages::view::{Pager, SavedPage};
use crate::render::Renderer;
use crate::store::conn::Conn;
use crate::store::posts;
use crate::{Error, Result};

const ON_A_PAGE: usize = 40;

pub fn load(conn: &mut Conn, reader: &Reader, renderer: &Renderer, before: Option<Time>) -> Result<SavedPage> {
    let me = reader.viewer.id().ok_or_else(|| Error::unauthorized("Log in to do that."))?;
    let limit = i64::try_from(ON_A_PAGE + 1).unwrap_or(i64::MAX);
    let mut saved = posts::saved(conn, me, before.unwrap_or(Time(i64::MAX)), limit)?;
    let more = saved.len() > ON_A_PAGE;
    saved.truncate(ON_A_PAGE);
    let next = saved.last().filter(|_| more).map(|(at, _)| format!("/saved?before={}", at.0));
    let pager = Pager {
        next: next.unwrap_or_default(),
        first: if before.is_some() { "/saved".to_owned() } else { String::new() },
    };
    let (threads, replies): (Vec<_>, Vec<_>) = saved.into_iter().map(|(_, post)| post).partition(posts::Post::is_thread);
    let threads: Vec<i64> = threads.iter().map(|post| post.id).collect();
    let found = in_order(rows::by_ids(conn, &threads)?, &threads, |t| t.id);
    let rows = rows::dress(conn, reader, &found, Dress { mixed: true, of_one: true, can_vote: true, ..Dress::default() })?;
    let replies: Vec<(i64, i64)> = replies.iter().map(|post| (post.id, post.root())).collect();
    Ok(SavedPage { rows, posts: dressed(conn, reader, renderer, &replies)?, pager })
}

/// Replies as (id, thread), with the thread that each stands in.
fn dressed(conn: &mut Conn, reader: &Reader, renderer: &Renderer, replies: &[(i64, i64)]) -> Result<Vec<crate::pages::view::PostView>> {
    let ids: Vec<i64> = replies.iter().map(|(id, _)| *id).collect();
    let roots: Vec<i64> = replies.iter().map(|(_, root)| *root).collect();
    let found = in_order(bodies::by_ids(conn, &ids)?, &ids, |b| b.id);
    let threads = rows::by_ids(conn, &roots)?;
    let faces = Faces::load(conn, reader, found.iter().flat_map(|b| [Some(b.author_id), b.community_id]).flatten())?;
    let blocked = Blocked::load(conn, reader)?;
    let mut dresser = Dresser::load(conn, reader, renderer, &faces, &found)?;
    dresser.powers = Powers { part: true, ..Powers::default() };
    let shown = found.iter().filter(|body| !faces.get(body.author_id).is_none_or(|author| blocked.has(author)));
    Ok(shown
        .map(|body| {
            let mut post = dresser.post(body);
            if let Some(thread) = threads.iter().find(|t| Some(t.id) == body.thread_id) {
                post.context_title = thread.label();
                post.context_url = thread.url();
            }
            post
        })
        .collect())
}

/// The database gives rows in its own order; the list has the one in which they were saved.
fn in_order<T>(mut found: Vec<T>, ids: &[i64], id: impl Fn(&T) -> i64) -> Vec<T> {
    found.sort_by_key(|row| ids.iter().position(|wanted| *wanted == id(row)));
    found
}
