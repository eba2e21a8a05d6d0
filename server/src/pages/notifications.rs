//! `/notifications`: what others did that concerns the reader.

use std::collections::HashMap;

use crate::domain::access::{self, Sight};
use crate::pages::named;
use crate::pages::reader::Reader;
use crate::pages::view::{NotificationRow, NotificationsPage, Pager, WhenView};
use crate::render;
use crate::store::actors::{self, Actor};
use crate::store::conn::Conn;
use crate::store::hosts::{self, HostPolicy};
use crate::store::notifications::{self, Notification, NotificationKind};
use crate::store::posts::{self, Post};
use crate::{Error, Result};

const ON_A_PAGE: usize = 40;
const EXCERPT: usize = 160;

/// Everything that the rows of one page point to, fetched together.
struct Around {
    posts: HashMap<i64, Post>,
    actors: HashMap<i64, (Actor, String)>,
    policies: HashMap<i64, HostPolicy>,
}

pub fn load(conn: &mut Conn, reader: &Reader, before: Option<i64>) -> Result<NotificationsPage> {
    let me = reader.viewer.id().ok_or_else(|| Error::unauthorized("Log in to do that."))?;
    let mut rows = notifications::list(conn, me, before, i64::try_from(ON_A_PAGE + 1).unwrap_or(i64::MAX))?;
    let more = rows.len() > ON_A_PAGE;
    rows.truncate(ON_A_PAGE);
    let around = around(conn, &rows)?;
    let next = rows.last().filter(|_| more).map(|last| format!("/notifications?before={}", last.id));
    let pager = Pager {
        next: next.unwrap_or_default(),
        first: if before.is_some() { "/notifications".to_owned() } else { String::new() },
    };
    let unread = u64::try_from(notifications::unread(conn, me)?).unwrap_or(0);
    let items = rows.iter().map(|row| item(reader, row, &around)).collect();
    Ok(NotificationsPage { items, pager, unread })
}

fn around(conn: &mut Conn, rows: &[Notification]) -> Result<Around> {
    let ids: Vec<i64> = rows.iter().filter_map(|r| r.post_id).collect();
    let mut found = posts::by_ids(conn, &ids)?;
    // A reply is told by its thread's title.
    let threads: Vec<i64> = found.iter().filter_map(|p| p.thread_id).collect();
    found.extend(posts::by_ids(conn, &threads)?);
    let mut ids: Vec<i64> = rows.iter().flat_map(|r| [r.from_id, r.community_id]).flatten().collect();
    ids.extend(found.iter().flat_map(|p| [Some(p.author_id), p.community_id]).flatten());
    ids.sort_unstable();
    ids.dedup();
    let people = actors::with_hosts(conn, &ids)?;
    let homes: Vec<i64> = people.iter().map(|(actor, _)| actor.host_id).collect();
    Ok(Around {
        policies: hosts::policies(conn, &homes)?,
        posts: found.into_iter().map(|p| (p.id, p)).collect(),
        actors: people.into_iter().map(|(actor, host)| (actor.id, (actor, host))).collect(),
    })
}

impl Around {
    fn actor(&self, id: Option<i64>) -> Option<&(Actor, String)> {
        id.and_then(|id| self.actors.get(&id))
    }

    /// A post's words, as far as this reader may have them.
    fn excerpt(&self, reader: &Reader, post: &Post) -> String {
        if self.reads(reader, post) { render::plain_text(post.warning.as_deref().unwrap_or(&post.html), EXCERPT) } else { String::new() }
    }

    fn title(&self, reader: &Reader, post: &Post) -> String {
        let thread = self.posts.get(&post.root()).unwrap_or(post);
        if self.reads(reader, thread) { thread.title.clone().unwrap_or_default() } else { String::new() }
    }

    fn reads(&self, reader: &Reader, post: &Post) -> bool {
        let Some((author, _)) = self.actor(Some(post.author_id)) else { return false };
        let community = self.actor(post.community_id).map(|(actor, _)| actor);
        let mut homes = std::iter::once(author).chain(community);
        let shut_out = homes.any(|a| self.policies.get(&a.host_id).is_some_and(|p| access::is_shut_out(*p)));
        access::sight_with(post, author, community, shut_out, &reader.viewer) == Sight::Full
    }
}

fn item(reader: &Reader, row: &Notification, around: &Around) -> NotificationRow {
    let post = row.post_id.and_then(|id| around.posts.get(&id));
    let community = around.actor(row.community_id);
    let place = community.map(|(actor, host)| {
        let here = if actor.is_local() { format!("/c/{}", actor.name) } else { format!("/c/{}@{host}", actor.name) };
        (actor.label().to_owned(), here)
    });
    let from = around.actor(row.from_id).map(|(actor, host)| named::person(actor, host));
    let what = post.map(|p| around.title(reader, p)).filter(|title| !title.is_empty());
    let (kind, url) = match row.kind {
        NotificationKind::Reply => ("reply", None),
        NotificationKind::Mention => ("mention", None),
        NotificationKind::Follow => ("follow", from.as_ref().map(|p| p.url.clone())),
        NotificationKind::Moderation if post.is_some() => ("removed", None),
        NotificationKind::Moderation => ("banned", None),
        NotificationKind::Report if reader.viewer.is_staff() => ("report", Some("/admin/reports".to_owned())),
        NotificationKind::Report => ("report", place.as_ref().map(|(_, url)| format!("{url}/reports"))),
        NotificationKind::Standing => ("standing", None),
        NotificationKind::Answer => ("answer", None),
        NotificationKind::Merged => ("merged", None),
        NotificationKind::PollEnded => ("poll-ended", None),
        NotificationKind::Suggestion => ("suggestion", place.as_ref().map(|(_, url)| format!("{url}/wiki-suggestions"))),
        NotificationKind::SuggestionDecided => ("suggestion-decided", None),
        NotificationKind::Registration => ("registration", Some("/admin/approvals".to_owned())),
        NotificationKind::TaskEnding => ("task-ending", None),
        NotificationKind::TaskEnded => ("task-ended", place.as_ref().map(|(_, url)| format!("{url}/lifespan"))),
        NotificationKind::Successor => ("successor", None),
        NotificationKind::Authorship => ("authorship", None),
        NotificationKind::DraftProposed => ("draft-proposed", place.as_ref().map(|(_, url)| format!("{url}/blog/desk"))),
        NotificationKind::DraftReturned => ("draft-returned", Some("/drafts".to_owned())),
        NotificationKind::DraftPublished => ("draft-published", None),
        NotificationKind::DraftFailed => ("draft-failed", Some("/drafts".to_owned())),
        NotificationKind::AsksToJoin => ("asks-to-join", place.as_ref().map(|(_, url)| format!("{url}/access#asking"))),
        NotificationKind::Admitted => ("admitted", place.as_ref().map(|(_, url)| url.clone())),
        NotificationKind::Rank => ("rank", place.as_ref().map(|(_, url)| format!("{url}/standing"))),
        NotificationKind::Export => ("export", place.as_ref().map(|(_, url)| format!("{url}/export.json"))),
    };
    // Whoever took something down, or reports, is named in the log where it is public, and not here.
    let named = matches!(row.kind, NotificationKind::Reply | NotificationKind::Mention | NotificationKind::Follow | NotificationKind::Standing | NotificationKind::AsksToJoin | NotificationKind::Authorship | NotificationKind::DraftProposed);
    let url = url.or_else(|| post.map(|p| format!("/post/{}", p.id))).or_else(|| place.as_ref().map(|(_, url)| url.clone()));
    NotificationRow {
        id: row.id.to_string(),
        kind: kind.to_owned(),
        who: from.filter(|_| named),
        what: what.or_else(|| place.map(|(title, _)| title)).unwrap_or_else(|| reader.house.name.clone()),
        excerpt: post.map(|p| around.excerpt(reader, p)).unwrap_or_default(),
        url: url.unwrap_or_else(|| "/notifications".to_owned()),
        when: WhenView::new(&reader.lang, reader.now, row.created_at),
        unread: row.read_at.is_none(),
    }
}
