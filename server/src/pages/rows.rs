//! Lists of threads: lean rows from the database, dressed with names, pictures and the viewer's votes.

use std::collections::{HashMap, HashSet};

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use url::Url;

use crate::Result;
use crate::clock::Time;
use crate::domain::access::{self, Facts, Sight};
use crate::kinds::{self, Mark};
use crate::pages::faces::{Blocked, Faces};
use crate::pages::reader::Reader;
use crate::pages::labels as labels_page;
use crate::pages::view::{Pager, ThreadRow, WhenView};
use crate::render;
use crate::store::Conn;
use crate::store::communities::{Access, FollowState, follow_states};
use crate::store::labels;
use crate::store::posts::{Cursor, Sort, Threads, Visibility};
use crate::store::questions;
use crate::store::schema::{attachments, communities, follows, post_labels, posts};
use crate::store::votes;

/// Enough of a text to make two lines of it; a whole article would be read for nothing.
const START: &str = "substr(posts.html, 1, 1200)";
const EXCERPT: usize = 220;
pub const PER_PAGE: i64 = 20;
/// Communities of one person whose threads are gathered on the front page: those joined last.
const FOLLOWED: i64 = 200;

/// What a list needs of a thread.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = posts)]
pub struct Thread {
    pub id: i64,
    pub kind: String,
    pub author_id: i64,
    pub community_id: Option<i64>,
    pub visibility: Visibility,
    pub thread_id: Option<i64>,
    pub title: Option<String>,
    pub warning: Option<String>,
    #[diesel(select_expression = sql::<Text>(START))]
    #[diesel(select_expression_type = SqlLiteral<Text>)]
    pub start: String,
    pub link_url: Option<String>,
    pub data: String,
    pub score: i32,
    pub replies: i32,
    pub hot: f64,
    pub published_at: Time,
    pub edited_at: Option<Time>,
    pub deleted_at: Option<Time>,
    pub removed_at: Option<Time>,
    pub locked_at: Option<Time>,
    pub pinned_at: Option<Time>,
}

impl Thread {
    pub fn cursor(&self, sort: Sort) -> Cursor {
        let number = if sort == Sort::Top { i64::from(self.score) } else { self.published_at.0 };
        Cursor { hot: self.hot, number, id: self.id }
    }

    pub fn url(&self) -> String {
        format!("/post/{}", self.id)
    }

    /// Its title; a thread from software without titles lends its first words.
    pub fn label(&self) -> String {
        match self.title.as_deref().map(str::trim) {
            Some(title) if !title.is_empty() => title.to_owned(),
            _ => render::plain_text(&self.start, 80),
        }
    }
}

/// Threads that stand, in a list's order, one more than asked for where there are more. Those of one community come
/// without its pinned ones, which stand above.
pub fn list(conn: &mut Conn, wanted: &Threads) -> Result<Vec<Thread>> {
    if let Some(person) = wanted.followed_by {
        return followed(conn, person, wanted);
    }
    if let Some(community) = wanted.community.filter(|_| wanted.queue) {
        let ids = questions::open(conn, community, wanted.after, wanted.limit + 1)?;
        let mut threads = by_ids(conn, &ids)?;
        threads.sort_by_key(|thread| ids.iter().position(|id| *id == thread.id));
        return Ok(threads);
    }
    let mut query = posts::table
        .filter(posts::parent_id.is_null())
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .select(Thread::as_select())
        .into_boxed();
    query = if wanted.seen.is_empty() {
        query.filter(posts::visibility.eq(Visibility::Public))
    } else {
        query.filter(posts::visibility.eq_any(wanted.seen.clone()))
    };
    query = match wanted.community {
        Some(id) if wanted.label.is_some() => query.filter(posts::community_id.eq(id)),
        Some(id) => query.filter(posts::community_id.eq(id)).filter(posts::pinned_at.is_null()),
        None => query.filter(posts::community_id.is_not_null()),
    };
    if let Some(id) = wanted.author {
        query = query.filter(posts::author_id.eq(id));
    }
    if let Some(id) = wanted.label {
        query = query.filter(posts::id.eq_any(post_labels::table.filter(post_labels::label_id.eq(id)).select(post_labels::post_id)));
    }
    if !wanted.without.is_empty() {
        query = query.filter(posts::kind.ne_all(wanted.without.clone()));
    }
    if wanted.sort == Sort::Unanswered {
        // Written out, not bound: only then does SQLite see that the partial index fits.
        query = query.filter(sql::<Bool>("posts.replies = 0"));
    }
    query = match (wanted.sort, wanted.after) {
        (Sort::Hot, None) => query.order((posts::hot.desc(), posts::id.desc())),
        (Sort::Hot, Some(c)) => query
            .filter(posts::hot.le(c.hot))
            .filter(posts::hot.lt(c.hot).or(posts::id.lt(c.id)))
            .order((posts::hot.desc(), posts::id.desc())),
        (Sort::Top, None) => query.order((posts::score.desc(), posts::id.desc())),
        (Sort::Top, Some(c)) => {
            let score = i32::try_from(c.number).unwrap_or(i32::MAX);
            query
                .filter(posts::score.le(score))
                .filter(posts::score.lt(score).or(posts::id.lt(c.id)))
                .order((posts::score.desc(), posts::id.desc()))
        }
        (Sort::New | Sort::Unanswered, None) => query.order((posts::published_at.desc(), posts::id.desc())),
        (Sort::New | Sort::Unanswered, Some(c)) => query
            .filter(posts::published_at.le(Time(c.number)))
            .filter(posts::published_at.lt(Time(c.number)).or(posts::id.lt(c.id)))
            .order((posts::published_at.desc(), posts::id.desc())),
    };
    Ok(query.limit(wanted.limit + 1).load(conn)?)
}

/// The newest threads of the communities that somebody follows. Each community gives its newest, of which the newest
/// remain: one query over all of them would sort every thread that they ever had.
fn followed(conn: &mut Conn, person: i64, wanted: &Threads) -> Result<Vec<Thread>> {
    let communities: Vec<i64> = follows::table
        .filter(follows::follower_id.eq(person))
        .order(follows::id.desc())
        .limit(FOLLOWED)
        .select(follows::followed_id)
        .load(conn)?;
    let mut newest: Vec<(Time, i64)> = Vec::new();
    for community in communities {
        let seen = wanted.open.iter().find(|(id, _)| *id == community).map_or_else(|| vec![Visibility::Public], |(_, seen)| seen.clone());
        let mut query = posts::table
            .filter(posts::community_id.eq(community))
            .filter(posts::parent_id.is_null())
            .filter(posts::deleted_at.is_null())
            .filter(posts::removed_at.is_null())
            .filter(posts::visibility.eq_any(seen))
            .order((posts::published_at.desc(), posts::id.desc()))
            .limit(wanted.limit + 1)
            .select((posts::published_at, posts::id))
            .into_boxed();
        if !wanted.without.is_empty() {
            query = query.filter(posts::kind.ne_all(wanted.without.clone()));
        }
        if let Some(c) = wanted.after {
            query = query
                .filter(posts::published_at.le(Time(c.number)))
                .filter(posts::published_at.lt(Time(c.number)).or(posts::id.lt(c.id)));
        }
        newest.extend(query.load::<(Time, i64)>(conn)?);
    }
    newest.sort_unstable_by_key(|row| std::cmp::Reverse(*row));
    newest.truncate(usize::try_from(wanted.limit + 1).unwrap_or(usize::MAX));
    let ids: Vec<i64> = newest.into_iter().map(|(_, id)| id).collect();
    let mut threads = by_ids(conn, &ids)?;
    threads.sort_unstable_by_key(|thread| std::cmp::Reverse((thread.published_at, thread.id)));
    Ok(threads)
}

pub fn pinned(conn: &mut Conn, community: i64) -> Result<Vec<Thread>> {
    Ok(posts::table
        .filter(posts::community_id.eq(community))
        .filter(posts::pinned_at.is_not_null())
        .filter(posts::parent_id.is_null())
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .order(posts::pinned_at.desc())
        .limit(PER_PAGE)
        .select(Thread::as_select())
        .load(conn)?)
}

pub fn by_ids(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Thread>> {
    Ok(posts::table.filter(posts::id.eq_any(ids.to_vec())).select(Thread::as_select()).load(conn)?)
}

/// Cuts the one too many off, and says where the list goes on.
pub fn pager(threads: &mut Vec<Thread>, wanted: &Threads, address: &str) -> Pager {
    let limit = usize::try_from(wanted.limit).unwrap_or(usize::MAX);
    let more = threads.len() > limit;
    threads.truncate(limit);
    let next = threads.last().filter(|_| more).map(|last| with_query(address, "after", &last.cursor(wanted.sort).encode()));
    let first = if wanted.after.is_some() { address.to_owned() } else { String::new() };
    Pager { next: next.unwrap_or_default(), first }
}

/// An address with one more parameter, whose value needs no escaping.
pub fn with_query(address: &str, name: &str, value: &str) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}{name}={value}")
}

/// How a list of threads is shown.
#[derive(Debug, Clone, Copy, Default)]
pub struct Dress {
    /// The list mixes communities: each row names its own, and unlisted and silenced ones stay out.
    pub mixed: bool,
    /// What the list may hold was found out before, one by one: `domain::finding` did.
    pub judged: bool,
    /// The list is what one person wrote: whoever asks for it asked for them.
    pub of_one: bool,
    pub can_vote: bool,
}

/// Turns threads into rows, without those that the viewer may not or does not want to see.
pub fn dress(conn: &mut Conn, reader: &Reader, threads: &[Thread], how: Dress) -> Result<Vec<ThreadRow>> {
    if threads.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = threads.iter().map(|t| t.id).collect();
    let named = threads.iter().flat_map(|t| std::iter::once(t.author_id).chain(t.community_id));
    let faces = Faces::load(conn, reader, named)?;
    let blocked = Blocked::load(conn, reader)?;
    let unlisted = if how.mixed && !how.judged { unlisted(conn, reader, threads)? } else { Vec::new() };
    let held_back = if how.mixed && !how.of_one && !how.judged {
        faces.held_back(conn, reader, threads.iter().flat_map(|t| std::iter::once(t.author_id).chain(t.community_id)))?
    } else {
        HashSet::new()
    };
    let mine: HashMap<i64, i32> = match reader.viewer.id() {
        Some(id) => votes::by_person(conn, id, &ids)?.into_iter().collect(),
        None => HashMap::new(),
    };
    let thumbs = thumbs(conn, &ids)?;
    let marks = marks(conn, threads)?;
    let labels = labels::of_posts(conn, &ids)?;
    let rows = threads.iter().filter_map(|thread| {
        let author = faces.get(thread.author_id)?;
        let unwanted = |id: i64| unlisted.contains(&id) || held_back.contains(&id);
        let hidden = thread.community_id.is_some_and(unwanted) || held_back.contains(&thread.author_id) || blocked.has(author);
        if hidden || !is_seen(thread, &faces, reader) {
            return None;
        }
        let mut row = row(reader, thread, &faces, how);
        row.my_vote = mine.get(&thread.id).map_or(0, |v| i8::try_from(*v).unwrap_or(0));
        let warned = thread.warning.as_deref().is_some_and(|text| !text.is_empty());
        row.thumb = thumbs.get(&thread.id).filter(|_| !warned).cloned().unwrap_or_default();
        if let Some(mark) = marks.get(&thread.id) {
            row.answered = mark.settled && thread.kind == "question";
            (row.mark, row.mark_tone) = (mark.text.clone(), mark.tone.to_owned());
        }
        if let Some(carried) = labels.get(&thread.id) {
            let place = thread.community_id.and_then(|id| faces.community_link(id)).map(|link| link.url).unwrap_or_default();
            row.labels = carried.iter().map(|label| labels_page::view(label, &place)).collect();
        }
        Some(row)
    });
    Ok(rows.collect())
}

/// What each kind marks its threads with: one query for each kind that occurs.
fn marks(conn: &mut Conn, threads: &[Thread]) -> Result<HashMap<i64, Mark>> {
    let mut by_kind: HashMap<&str, Vec<i64>> = HashMap::new();
    for thread in threads {
        by_kind.entry(thread.kind.as_str()).or_default().push(thread.id);
    }
    let mut marks = HashMap::new();
    for (kind, ids) in by_kind {
        if let Some(kind) = kinds::by_name(kind) {
            marks.extend(kind.marks(conn, &ids)?);
        }
    }
    Ok(marks)
}

fn is_seen(thread: &Thread, faces: &Faces, reader: &Reader) -> bool {
    let facts = Facts {
        author_id: thread.author_id,
        community_id: thread.community_id,
        visibility: thread.visibility,
        deleted: thread.deleted_at.is_some(),
        removed: thread.removed_at.is_some(),
        author_suspended: faces.is_suspended(thread.author_id),
        shut_out: faces.is_shut_out(thread.author_id) || thread.community_id.is_some_and(|id| faces.is_shut_out(id)),
        community_seen: thread.community_id.is_none_or(|id| {
            let gone = faces.get(id).is_none_or(|c| c.deleted_at.is_some());
            access::sees_community_that_is(gone, faces.is_suspended(id), &reader.viewer)
        }),
    };
    access::sight_of(&facts, &reader.viewer) == Sight::Full
}

/// The communities whose threads stand in no list of others': all that are not public, but those that the viewer is in.
fn unlisted(conn: &mut Conn, reader: &Reader, threads: &[Thread]) -> Result<Vec<i64>> {
    let mut ids: Vec<i64> = threads.iter().filter_map(|t| t.community_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut found: Vec<i64> = communities::table
        .filter(communities::actor_id.eq_any(ids))
        .filter(communities::access.ne(Access::Public))
        .select(communities::actor_id)
        .load(conn)?;
    if let Some(me) = reader.viewer.id().filter(|_| !found.is_empty()) {
        let mine = follow_states(conn, me, &found)?;
        found.retain(|id| mine.get(id) != Some(&FollowState::Accepted));
    }
    Ok(found)
}

/// The first picture of each thread.
fn thumbs(conn: &mut Conn, ids: &[i64]) -> Result<HashMap<i64, String>> {
    let mut thumbs = HashMap::new();
    for chunk in ids.chunks(500) {
        let rows: Vec<(i64, String)> = attachments::table
            .filter(attachments::post_id.eq_any(chunk.to_vec()))
            .filter(attachments::media_type.like("image/%"))
            .order((attachments::post_id, attachments::position.desc()))
            .select((attachments::post_id, attachments::url))
            .load(conn)?;
        // The last to come is the first of its post.
        thumbs.extend(rows);
    }
    Ok(thumbs)
}

fn row(reader: &Reader, thread: &Thread, faces: &Faces, how: Dress) -> ThreadRow {
    let community = thread.community_id.filter(|_| how.mixed);
    let excerpt = match &thread.warning {
        Some(warning) if !warning.is_empty() => render::one_line(warning, EXCERPT),
        _ if thread.title.is_some() => render::plain_text(&thread.start, EXCERPT).replace('\n', " "),
        _ => String::new(),
    };
    let elsewhere = community.filter(|id| faces.get(*id).is_some_and(|c| !c.is_local()));
    ThreadRow {
        id: thread.id.to_string(),
        url: thread.url(),
        title: thread.label(),
        kind: thread.kind.clone(),
        author: faces.person(thread.author_id),
        community: community.and_then(|id| faces.community_link(id)),
        community_host: elsewhere.map(|id| faces.host(id).to_owned()).unwrap_or_default(),
        when: WhenView::new(&reader.lang, reader.now, thread.published_at),
        replies: u64::try_from(thread.replies).unwrap_or(0),
        score: i64::from(thread.score),
        can_vote: how.can_vote,
        excerpt,
        link_host: thread.link_url.as_deref().map(host_of_link).unwrap_or_default(),
        pinned: thread.pinned_at.is_some() && !how.mixed,
        locked: thread.locked_at.is_some(),
        state: "live".to_owned(),
        ..ThreadRow::default()
    }
}

/// The host that a link leads to, without the `www.` that tells nothing.
pub fn host_of_link(link: &str) -> String {
    let url = Url::parse(link).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_take_one_more_parameter() {
        assert_eq!(with_query("/c/a", "after", "1.2"), "/c/a?after=1.2");
        assert_eq!(with_query("/c/a?sort=new", "after", "1.2"), "/c/a?sort=new&after=1.2");
        assert_eq!(host_of_link("https://www.example.org/x"), "example.org");
        assert_eq!(host_of_link("nonsense"), "");
    }
}
