//! Finding: what the index holds, as far as the viewer may see it. A page is full as long as there is enough to see:
//! what they may not see is passed over here, before it is counted.

use std::collections::{HashMap, HashSet};

use crate::Result;
use crate::domain::access::{self, Facts, Sight, Viewer};
use crate::store::actors::Actor;
use crate::store::communities::{self, Access, Community, FollowState};
use crate::store::conn::{Conn, Tx};
use crate::store::directory::{self, Shelf};
use crate::store::posts::{Post, Visibility};
use crate::store::search::facts::{self, PostFacts, Standing};
use crate::store::search::{self, Cursor, Doc, DocKind, Hit, Wanted, spelling};
use crate::store::{actors, notifications, tags};

/// Hits that are looked at together, and how often before a page is left as it is.
const BATCH: i64 = 60;
const ROUNDS: usize = 20;
/// Words that a mistyped one is tried as.
const TRIED: usize = 3;

/// One page of what was found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    pub hits: Vec<Hit>,
    /// Where the list goes on.
    pub next: Option<Cursor>,
}

impl Found {
    pub fn ids(&self) -> Vec<i64> {
        self.hits.iter().map(|hit| hit.id).collect()
    }
}

/// Looks for what the viewer may see, `limit` at most.
pub fn find(conn: &mut Conn, viewer: &Viewer, wanted: &Wanted, mut after: Option<Cursor>, limit: usize) -> Result<Found> {
    let mut hits: Vec<Hit> = Vec::new();
    for _ in 0..ROUNDS {
        let batch = search::find(conn, wanted, after, BATCH)?;
        let is_last = i64::try_from(batch.len()).unwrap_or(BATCH) < BATCH;
        after = batch.last().map(Hit::cursor);
        hits.extend(visible(conn, viewer, batch)?);
        if hits.len() > limit {
            hits.truncate(limit);
            return Ok(Found { next: hits.last().map(Hit::cursor), hits });
        }
        if is_last {
            return Ok(Found { hits, next: None });
        }
    }
    Ok(Found { hits, next: after })
}

/// The same words with those set right that nothing is found for; nothing where that does not help.
pub fn corrected(conn: &mut Conn, viewer: &Viewer, wanted: &Wanted) -> Result<Option<Vec<String>>> {
    let mut words = wanted.words.clone();
    let mut is_changed = false;
    for word in &mut words {
        let alone = |word: &str| Wanted { words: vec![word.to_owned()], ..wanted.clone() };
        if !find(conn, viewer, &alone(word), None, 1)?.hits.is_empty() {
            continue;
        }
        for other in spelling::meant(conn, word, TRIED)? {
            if !find(conn, viewer, &alone(&other), None, 1)?.hits.is_empty() {
                *word = other;
                is_changed = true;
                break;
            }
        }
    }
    if !is_changed {
        return Ok(None);
    }
    let is_better = !find(conn, viewer, &Wanted { words: words.clone(), ..wanted.clone() }, None, 1)?.hits.is_empty();
    Ok(is_better.then_some(words))
}

/// Posts that may be put before the viewer, in the order given.
pub fn visible_posts(conn: &mut Conn, viewer: &Viewer, ids: &[i64]) -> Result<Vec<i64>> {
    let found = facts::posts(conn, ids)?;
    let sieve = Sieve::load(conn, viewer, found.iter().flat_map(|p| std::iter::once(p.author_id).chain(p.community_id)))?;
    let seen: HashSet<i64> = found.iter().filter(|post| sieve.shows_post(post)).map(|post| post.id).collect();
    Ok(ids.iter().copied().filter(|id| seen.contains(id)).collect())
}

/// Communities that may be put before the viewer, in the order given.
pub fn visible_communities(conn: &mut Conn, viewer: &Viewer, ids: &[i64]) -> Result<Vec<i64>> {
    let sieve = Sieve::load(conn, viewer, ids.iter().copied())?;
    Ok(ids.iter().copied().filter(|id| sieve.shows_community(*id)).collect())
}

/// Posts with a hashtag that the viewer may see, newest first, from before `before`; and before which the list goes on.
pub fn tagged(conn: &mut Conn, viewer: &Viewer, tag: &str, mut before: i64, limit: usize) -> Result<(Vec<i64>, Option<i64>)> {
    let mut shown: Vec<i64> = Vec::new();
    for _ in 0..ROUNDS {
        let batch = tags::posts_with(conn, tag, before, BATCH)?;
        let is_last = i64::try_from(batch.len()).unwrap_or(BATCH) < BATCH;
        before = batch.last().copied().unwrap_or(before);
        shown.extend(visible_posts(conn, viewer, &batch)?);
        if shown.len() > limit {
            shown.truncate(limit);
            let next = shown.last().copied();
            return Ok((shown, next));
        }
        if is_last {
            return Ok((shown, None));
        }
    }
    Ok((shown, Some(before)))
}

/// Communities of the directory that may be put before the viewer, and behind which the list goes on.
pub fn shelf(conn: &mut Conn, viewer: &Viewer, mut shelf: Shelf, limit: usize) -> Result<(Vec<Community>, Option<(i64, i64)>)> {
    let place = |order, community: &Community| (directory::sort_value(community, order), community.actor_id);
    let mut found: Vec<Community> = Vec::new();
    for _ in 0..ROUNDS {
        let batch = directory::list(conn, &shelf, BATCH)?;
        let is_last = i64::try_from(batch.len()).unwrap_or(BATCH) < BATCH;
        shelf.after = batch.last().map(|last| place(shelf.order, last));
        let ids: Vec<i64> = batch.iter().map(|c| c.actor_id).collect();
        // What somebody follows they have asked for.
        let shown = if shelf.of.is_some() { ids } else { visible_communities(conn, viewer, &ids)? };
        found.extend(batch.into_iter().filter(|c| shown.contains(&c.actor_id)));
        if found.len() > limit {
            found.truncate(limit);
            let next = found.last().map(|last| place(shelf.order, last));
            return Ok((found, next));
        }
        if is_last {
            return Ok((found, None));
        }
    }
    Ok((found, shelf.after))
}

fn visible(conn: &mut Conn, viewer: &Viewer, hits: Vec<Hit>) -> Result<Vec<Hit>> {
    let is_post = |hit: &Hit| matches!(hit.kind, DocKind::Thread | DocKind::Reply);
    let ids: Vec<i64> = hits.iter().filter(|hit| is_post(hit)).map(|hit| hit.id).collect();
    let posts: HashMap<i64, PostFacts> = facts::posts(conn, &ids)?.into_iter().map(|post| (post.id, post)).collect();
    let named = posts.values().flat_map(|p| std::iter::once(p.author_id).chain(p.community_id));
    let sieve = Sieve::load(conn, viewer, named.chain(hits.iter().filter(|hit| !is_post(hit)).map(|hit| hit.id)))?;
    let shows = |hit: &Hit| match hit.kind {
        DocKind::Thread | DocKind::Reply => posts.get(&hit.id).is_some_and(|post| sieve.shows_post(post)),
        DocKind::Community => sieve.shows_community(hit.id),
        DocKind::Person => sieve.shows_person(hit.id),
    };
    Ok(hits.into_iter().filter(shows).collect())
}

/// What is known of the actors of one batch, and what the viewer wants of them.
struct Sieve<'a> {
    viewer: &'a Viewer,
    known: HashMap<i64, Standing>,
    followed: HashSet<i64>,
    blocked: HashSet<i64>,
    blocked_hosts: HashSet<i64>,
}

impl<'a> Sieve<'a> {
    fn load(conn: &mut Conn, viewer: &'a Viewer, ids: impl Iterator<Item = i64>) -> Result<Self> {
        let mut ids: Vec<i64> = ids.collect();
        ids.sort_unstable();
        ids.dedup();
        let known = facts::actors(conn, &ids)?.into_iter().map(|standing| (standing.0.id, standing)).collect();
        let mut sieve = Self { viewer, known, followed: HashSet::new(), blocked: HashSet::new(), blocked_hosts: HashSet::new() };
        if let Some(me) = viewer.id() {
            let states = communities::follow_states(conn, me, &ids)?;
            sieve.followed = states.into_iter().filter(|(_, state)| *state == FollowState::Accepted).map(|(id, _)| id).collect();
            let (people, hosts) = notifications::blocked_ids(conn, me)?;
            (sieve.blocked, sieve.blocked_hosts) = (people.into_iter().collect(), hosts.into_iter().collect());
        }
        Ok(sieve)
    }

    /// Neither held back by the house nor blocked by the viewer.
    fn is_welcome(&self, (actor, policy, _): &Standing) -> bool {
        let own = self.viewer.id() == Some(actor.id);
        let held = access::is_held_back(*policy, actor.silenced_at.is_some(), self.followed.contains(&actor.id));
        own || !(held || self.blocked.contains(&actor.id) || self.blocked_hosts.contains(&actor.host_id))
    }

    /// What is for members is found by them; what is unlisted, by nobody.
    fn shows_community(&self, id: i64) -> bool {
        self.known.get(&id).is_some_and(|standing| {
            let (actor, _, level) = standing;
            access::sees_community_that_is(actor.deleted_at.is_some(), actor.suspended_at.is_some(), self.viewer)
                && match level {
                    Some(Access::Public) => true,
                    Some(Access::Members | Access::Staff) => self.followed.contains(&id),
                    Some(Access::Unlisted) | None => false,
                }
                && self.is_welcome(standing)
        })
    }

    fn shows_person(&self, id: i64) -> bool {
        self.known.get(&id).is_some_and(|standing| {
            let (actor, ..) = standing;
            let is_there = actor.deleted_at.is_none() && actor.suspended_at.is_none();
            is_there && actor.discoverable != Some(false) && self.is_welcome(standing)
        })
    }

    fn shows_post(&self, post: &PostFacts) -> bool {
        let Some(author) = self.known.get(&post.author_id) else { return false };
        let shut_out = |standing: &Standing| access::is_shut_out(standing.1);
        let facts = Facts {
            author_id: post.author_id,
            community_id: post.community_id,
            visibility: post.visibility,
            deleted: post.deleted_at.is_some(),
            removed: post.removed_at.is_some(),
            author_suspended: author.0.suspended_at.is_some(),
            shut_out: shut_out(author) || post.community_id.and_then(|id| self.known.get(&id)).is_some_and(shut_out),
            // What belongs to no community is in no list.
            community_seen: post.community_id.is_some_and(|id| self.shows_community(id)),
        };
        post.visibility != Visibility::Unlisted && self.is_welcome(author) && access::sight_of(&facts, self.viewer) == Sight::Full
    }
}

/// Puts a post into the index, or replaces it there where it is not fresh.
pub fn put_post(tx: &mut Tx<'_>, post: &Post, author: &Actor, title: &str, plain: &str, fresh: bool) -> Result<()> {
    let kind = if post.is_thread() { DocKind::Thread } else { DocKind::Reply };
    let doc = Doc {
        id: post.id,
        kind,
        title,
        body: plain,
        community: post.community_id,
        author: Some(author.id),
        host: author.host_id,
    };
    search::put(tx, &doc, fresh)
}

/// Puts a person or a community into the index. Who does not want to be found is not in it (FEP-5feb).
pub(super) fn put_actor(tx: &mut Tx<'_>, actor: &Actor, plain: &str) -> Result<()> {
    let (kind, community) = match actor.kind {
        actors::ActorKind::Person => (DocKind::Person, None),
        actors::ActorKind::Community => (DocKind::Community, Some(actor.id)),
        actors::ActorKind::Service => return Ok(()),
    };
    if kind == DocKind::Person && actor.discoverable == Some(false) {
        return search::remove(tx, actor.id);
    }
    let title = format!("{} {}", actor.name, actor.display_name);
    search::put(tx, &Doc { id: actor.id, kind, title: &title, body: plain, community, author: None, host: actor.host_id }, false)
}

/// Puts a person or a community that is stored into the index again.
pub fn put_actor_again(tx: &mut Tx<'_>, actor: &Actor, plain: &str) -> Result<()> {
    let job = communities::find(tx.conn, actor.id)?.map(|row| row.job).unwrap_or_default();
    put_actor(tx, actor, &format!("{job} {plain}"))
}
