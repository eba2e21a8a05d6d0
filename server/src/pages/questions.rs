//! What resembles what: while somebody asks, for stewards who merge, and in the queue of likely pairs. And the answers
//! that stand above a thread.

use std::collections::HashMap;

use super::bodies::{Body, Dresser};
use crate::domain::reputation::Power;
use crate::domain::{Origin, access, questions};
use crate::kinds::{Highlight, Looker};
use crate::pages::reader::Reader;
use crate::pages::rows::{self, Dress};
use crate::pages::view::{DuplicatesPage, Form, PairView, PostView, QuestionMergePage, SimilarFragment, ThreadRow};
use crate::pages::{named, thread, wiki};
use crate::store::{Conn, actors};
use crate::store::communities;
use crate::store::posts::Post;
use crate::store::questions as store;
use crate::store::similar::{self, Wanted};
use crate::store::wiki::words;
use crate::Result;

/// As many are shown while somebody writes, and to a steward who looks for more.
const SHOWN: usize = 5;
const TO_MERGE: usize = 12;
/// Pages of the wiki among them.
const FROM_WIKI: usize = 2;
/// Pairs of one page.
const PAIRS: i64 = 20;
/// Text that is looked at while somebody writes, in characters.
const TEXT: usize = 1_000;
/// Communities of a person that are looked through for those that live elsewhere.
const FOLLOWED: i64 = 200;

/// Questions of a community, and of those elsewhere that the viewer follows, that resemble what is being written.
pub fn similar(conn: &mut Conn, reader: &Reader, handle: &str, title: &str, text: &str) -> Result<SimilarFragment> {
    let (_, actor) = access::community(conn, &reader.viewer, handle)?;
    Ok(SimilarFragment { rows: resembling(conn, reader, actor.id, title, text)? })
}

/// The ids, for pages and the API alike.
pub fn similar_ids(conn: &mut Conn, viewer: &access::Viewer, community: i64, title: &str, text: &str) -> Result<Vec<i64>> {
    let elsewhere = match viewer.id() {
        Some(me) => communities::following(conn, me, FOLLOWED)?
            .into_iter()
            .filter(|(_, followed)| !followed.is_local() && followed.id != community)
            .map(|(_, followed)| followed.id)
            .take(similar::ELSEWHERE)
            .collect(),
        None => Vec::new(),
    };
    let text = text.chars().take(TEXT).collect();
    let wanted = Wanted { title: title.to_owned(), text, community, elsewhere, except: None, limit: SHOWN * 2 };
    // A page that members keep up to date tells more than a question that somebody answered once.
    let mut ids = Vec::new();
    for found in words::answering(conn, title, Some(community), FROM_WIKI)? {
        if access::reads(conn, viewer, found.post_id)? {
            ids.push(found.post_id);
        }
    }
    for found in similar::find(conn, &wanted)? {
        // What was merged answers with its bucket.
        let id = store::root(conn, found.post_id)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids.truncate(SHOWN);
    Ok(ids)
}

pub(super) fn resembling(conn: &mut Conn, reader: &Reader, community: i64, title: &str, text: &str) -> Result<Vec<ThreadRow>> {
    let ids = similar_ids(conn, &reader.viewer, community, title, text)?;
    let mut rows = in_order(conn, reader, &ids)?;
    wiki::lead(conn, &mut rows)?;
    Ok(rows)
}

/// Rows in the order of their ids, without those that the viewer may not see.
fn in_order(conn: &mut Conn, reader: &Reader, ids: &[i64]) -> Result<Vec<ThreadRow>> {
    let mut threads = rows::by_ids(conn, ids)?;
    threads.retain(|t| t.deleted_at.is_none() && t.removed_at.is_none());
    threads.sort_by_key(|t| ids.iter().position(|id| *id == t.id));
    rows::dress(conn, reader, &threads, Dress::default())
}

/// The form that merges a question into another.
pub fn merge(conn: &mut Conn, reader: &Reader, post: &Post, form: Form) -> Result<QuestionMergePage> {
    let group = store::group(conn, post.id)?;
    let mut ids = Vec::new();
    for found in questions::buckets::resembling(conn, post, TO_MERGE)? {
        let id = store::root(conn, found.post_id)?;
        if !ids.contains(&id) && !group.contains(&id) {
            ids.push(id);
        }
    }
    Ok(QuestionMergePage { title: thread::title_of(post), url: format!("/post/{}", post.id), similar: in_order(conn, reader, &ids)?, form })
}

/// Pairs that wait for the word of somebody who may merge.
pub fn duplicates(conn: &mut Conn, reader: &Reader, origin: &Origin, handle: &str, form: Form) -> Result<DuplicatesPage> {
    let (community, actor) = access::community(conn, &reader.viewer, handle)?;
    access::power_by_rank(conn, origin, &actor, Power::MergeDuplicates, reader.now)?;
    let host = actors::host_name(conn, &actor)?;
    let pairs = store::open_pairs(conn, actor.id, PAIRS)?;
    let ids: Vec<i64> = pairs.iter().flat_map(|p| [p.question_id, p.other_id]).collect();
    let rows: HashMap<String, ThreadRow> = in_order(conn, reader, &ids)?.into_iter().map(|row| (row.id.clone(), row)).collect();
    let view = |pair: &store::Pair| {
        Some(PairView {
            id: pair.id.to_string(),
            question: rows.get(&pair.question_id.to_string())?.clone(),
            other: rows.get(&pair.other_id.to_string())?.clone(),
            percent: u8::try_from(pair.likeness).unwrap_or(100),
        })
    };
    let pairs = pairs.iter().filter_map(view).collect();
    Ok(DuplicatesPage { community: named::card(&community, &actor, &host), pairs, form })
}

/// The answers that stand above the replies, and their signs among them.
pub(super) fn answers(dresser: &Dresser<'_>, all: &[Body], highlights: &[Highlight], views: &mut [PostView]) -> Vec<PostView> {
    let mut above: Vec<PostView> = Vec::new();
    for highlight in highlights {
        let id = highlight.reply.to_string();
        for view in views.iter_mut().filter(|v| v.id == id && v.state == "live") {
            sign(view, highlight);
        }
        if let Some(known) = above.iter_mut().find(|v| v.id == id) {
            sign(known, highlight);
        } else if let Some(body) = all.iter().find(|b| b.id == highlight.reply) {
            let mut view = dresser.post(body);
            sign(&mut view, highlight);
            if view.state == "live" {
                above.push(view);
            }
        }
    }
    above
}

fn sign(view: &mut PostView, highlight: &Highlight) {
    match highlight.sign {
        "official" => view.official_answer = true,
        _ => view.accepted = true,
    }
}

/// Who may say which reply is the answer. The panel of the question tells whether it was merged.
pub(super) fn allow(views: &mut [PostView], root: &Post, looker: &Looker, merged: bool, local: bool) {
    if root.kind != questions::KIND || merged {
        return;
    }
    let chooses = looker.takes_part && (looker.person == Some(root.author_id) || looker.tends);
    for view in views.iter_mut().filter(|v| v.state == "live") {
        view.can_accept = chooses && !view.accepted;
        view.can_official = looker.official && local;
    }
}
