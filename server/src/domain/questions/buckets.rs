//! Buckets: questions that are the same become one, with everyone and every reply carried along, and can be taken
//! apart again.

use std::collections::{HashMap, HashSet};

use crate::domain::access;
use crate::domain::content::Content;
use crate::domain::events::{self, Event};
use crate::domain::moderation;
use crate::domain::notifications::notify;
use crate::domain::origin::Origin;
use crate::domain::posts::{NewPost, erase, publish, touch_pages};
use crate::domain::questions::{question, target};
use crate::domain::reputation::{self, New, Power};
use crate::kinds::question::signpost;
use crate::render::plain_text;
use crate::store::actors::{self, Actor};
use crate::store::conn::{Conn, Tx};
use crate::store::merits::MeritKind;
use crate::store::moderation::Act;
use crate::store::notifications::NotificationKind;
use crate::store::posts::{self, Post};
use crate::store::questions::{self as rows, Merge, Move, Pair, PairState, Question};
use crate::store::similar::{self, Match, Wanted};
use crate::{Error, Result};

/// As much of a question's text is compared.
const TEXT: usize = 2_000;

/// Merges a question into another of the same community.
pub fn merge(tx: &mut Tx<'_>, origin: &Origin, question_id: i64, into: i64, reason: &str) -> Result<()> {
    let (post, row) = question(tx, question_id)?;
    let community = home(tx, &post)?;
    access::power_by_rank(tx.conn, origin, &community, Power::MergeDuplicates, tx.now)?;
    let bucket_id = checked(tx, &post, &row, into)?;
    let (bucket, bucket_row) = question(tx, bucket_id)?;
    moderation::by_rank(tx, origin, &community, Power::MergeDuplicates, Act::MergeQuestion, &target(&post, &post), reason)?;

    let merge_id = tx.id();
    let tree = rows::tree(tx.conn, post.id)?;
    let moved: Vec<Move> = tree.iter().map(|(id, parent, _)| Move { merge_id, post_id: *id, parent_id: *parent }).collect();
    // Before anybody could answer the note in the wrong place: what was said goes, then the note is said.
    rehome(tx, &tree, &post, &bucket)?;
    let note_id = leave_note(tx, origin, &post, &bucket)?;
    let was_locked = post.locked_at.is_some();
    let merge = Merge { id: merge_id, question_id: post.id, bucket_id: bucket.id, was_locked, note_id, created_at: tx.now, undone_at: None };
    rows::insert_merge(tx, &merge)?;
    rows::insert_moves(tx, &moved)?;
    rows::set_bucket(tx, post.id, Some(bucket.id))?;
    rows::settle_pairs(tx, post.id)?;
    inherit(tx, &row, &bucket_row)?;
    moderation::lock_merged(tx, origin, post.id, true, reason)?;
    reputation::record(tx, New { kind: MeritKind::DuplicateMerged, actor: origin.actor().id, community: community.id, source: post.id, post: Some(post.id) })?;
    changed(tx, origin, &post, &bucket)?;
    let group = rows::group(tx.conn, post.id)?;
    for person in rows::people(tx.conn, &group, true)? {
        notify(tx, origin, person, NotificationKind::Merged, Some(&bucket), bucket.community_id)?;
    }
    Ok(())
}

/// The community of a question, if it is ours: only its own server can merge what it holds.
fn home(tx: &mut Tx<'_>, post: &Post) -> Result<Actor> {
    let id = post.community_id.ok_or(Error::Forbidden("This post belongs to no community."))?;
    let community = actors::by_id(tx.conn, id)?;
    if community.is_local() { Ok(community) } else { Err(Error::field("into", "form-merge-away")) }
}

/// The bucket that a merge would lead to, or why there can be none.
fn checked(tx: &mut Tx<'_>, post: &Post, row: &Question, into: i64) -> Result<i64> {
    let refuse = |key: &'static str| Err(Error::field("into", key));
    if row.bucket_id.is_some() {
        return refuse("form-merge-already");
    }
    if into == post.id {
        return refuse("form-merge-itself");
    }
    let Some(other) = posts::by_id(tx.conn, into)? else { return refuse("form-merge-unknown") };
    if rows::get(tx.conn, into)?.is_none() {
        return refuse("form-merge-no-question");
    }
    if other.community_id != post.community_id {
        return refuse("form-merge-elsewhere");
    }
    let root = rows::root(tx.conn, into)?;
    if root == post.id {
        return refuse("form-merge-circle");
    }
    let stands = posts::by_id(tx.conn, root)?.is_some_and(|p| p.stands());
    if !stands || !post.stands() { refuse("form-merge-gone") } else { Ok(root) }
}

/// Moves replies to another thread: those that answered the one question answer the other now.
fn rehome(tx: &mut Tx<'_>, tree: &[(i64, i64, bool)], from: &Post, to: &Post) -> Result<()> {
    let all: Vec<i64> = tree.iter().map(|(id, _, _)| *id).collect();
    let top: Vec<i64> = tree.iter().filter(|(_, parent, _)| *parent == from.id).map(|(id, _, _)| *id).collect();
    rows::rehome(tx, &all, to.id)?;
    rows::reparent(tx, &top, to.id)?;
    recount(tx, tree, from, to)
}

fn recount(tx: &mut Tx<'_>, tree: &[(i64, i64, bool)], from: &Post, to: &Post) -> Result<()> {
    let standing = i32::try_from(tree.iter().filter(|(_, _, stands)| *stands).count()).unwrap_or(i32::MAX);
    posts::add_replies(tx, from.id, -standing, false)?;
    posts::add_replies(tx, to.id, standing, false)
}

/// A bucket without an answer takes the one that comes with a question.
fn inherit(tx: &mut Tx<'_>, from: &Question, to: &Question) -> Result<()> {
    if let (Some(answer), None) = (from.answer_id, to.answer_id) {
        rows::set_answer(tx, to.post_id, Some(answer))?;
    }
    if let (Some(answer), None) = (from.official_id, to.official_id) {
        rows::set_official(tx, to.post_id, Some(answer))?;
    }
    Ok(())
}

/// An asker elsewhere cannot be shown a changed text of theirs, which is not ours to change: a reply tells them.
fn leave_note(tx: &mut Tx<'_>, origin: &Origin, post: &Post, bucket: &Post) -> Result<Option<i64>> {
    if actors::by_id(tx.conn, post.author_id)?.is_local() {
        return Ok(None);
    }
    let title = bucket.title.clone().unwrap_or_default();
    let html = signpost(tx.urls(), bucket.id, &title);
    let content = Content {
        source: Some(format!("→ {}", tx.urls().post(bucket.id))),
        plain: plain_text(&html, TEXT),
        html,
        mentions: vec![post.author_id],
        ..Content::default()
    };
    let note = publish(tx, origin, NewPost::reply(post.id, content))?;
    Ok(Some(note.id))
}

/// Pages and servers that show either question hear of it.
fn changed(tx: &mut Tx<'_>, origin: &Origin, post: &Post, bucket: &Post) -> Result<()> {
    posts::bump(tx, bucket.id)?;
    posts::bump(tx, post.id)?;
    touch_pages(tx, post)?;
    if actors::by_id(tx.conn, post.author_id)?.is_local() {
        events::emit(tx, origin, Event::PostEdited { post: post.id })?;
    }
    Ok(())
}

/// Takes a merged question out of its bucket again: its replies go back where they were, with what came below them.
pub fn unmerge(tx: &mut Tx<'_>, origin: &Origin, question_id: i64, reason: &str) -> Result<()> {
    let (post, row) = question(tx, question_id)?;
    let community = home(tx, &post)?;
    access::power_by_rank(tx.conn, origin, &community, Power::MergeDuplicates, tx.now)?;
    let merge = rows::merge_of(tx.conn, post.id)?.filter(|_| row.bucket_id.is_some());
    let Some(merge) = merge else { return Err(Error::field("", "form-merge-not")) };
    moderation::by_rank(tx, origin, &community, Power::MergeDuplicates, Act::UnmergeQuestion, &target(&post, &post), reason)?;

    let bucket_id = rows::root(tx.conn, post.id)?;
    let (bucket, bucket_row) = question(tx, bucket_id)?;
    rows::set_bucket(tx, post.id, None)?;
    bring_back(tx, &merge, &post, &bucket, &bucket_row)?;
    if let Some(note) = merge.note_id.map(|id| posts::by_id(tx.conn, id)).transpose()?.flatten().filter(|n| n.deleted_at.is_none()) {
        erase(tx, &note)?;
        events::emit_for(tx, note.author_id, Event::PostDeleted { post: note.id })?;
    }
    rows::end_merge(tx, merge.id)?;
    if !merge.was_locked {
        moderation::lock_merged(tx, origin, post.id, false, reason)?;
    }
    reputation::take_back(tx, post.id, MeritKind::DuplicateMerged)?;
    changed(tx, origin, &post, &bucket)
}

fn bring_back(tx: &mut Tx<'_>, merge: &Merge, post: &Post, bucket: &Post, bucket_row: &Question) -> Result<()> {
    let tree = rows::tree(tx.conn, bucket.id)?;
    let parents: HashMap<i64, i64> = rows::moves(tx.conn, merge.id)?.into_iter().map(|m| (m.post_id, m.parent_id)).collect();
    let branch = branches(&tree, &parents);
    let ids: Vec<i64> = branch.iter().map(|(id, _, _)| *id).collect();
    rows::rehome(tx, &ids, post.id)?;
    let mut by_parent: HashMap<i64, Vec<i64>> = HashMap::new();
    for id in &ids {
        if let Some(parent) = parents.get(id) {
            by_parent.entry(*parent).or_default().push(*id);
        }
    }
    for (parent, children) in by_parent {
        rows::reparent(tx, &children, parent)?;
    }
    recount(tx, &branch, bucket, post)?;
    rows::forget_moves(tx, &ids)?;
    // An answer goes with its reply.
    let row = rows::get(tx.conn, post.id)?;
    if let Some(answer) = bucket_row.answer_id.filter(|id| ids.contains(id)) {
        rows::set_answer(tx, bucket.id, None)?;
        if row.as_ref().is_some_and(|r| r.answer_id.is_none()) {
            rows::set_answer(tx, post.id, Some(answer))?;
        }
    }
    if let Some(answer) = bucket_row.official_id.filter(|id| ids.contains(id)) {
        rows::set_official(tx, bucket.id, None)?;
        if row.as_ref().is_some_and(|r| r.official_id.is_none()) {
            rows::set_official(tx, post.id, Some(answer))?;
        }
    }
    Ok(())
}

/// The moved replies of a thread with everything below them. Ids grow with time, so parents stand before their replies.
fn branches(tree: &[(i64, i64, bool)], moved: &HashMap<i64, i64>) -> Vec<(i64, i64, bool)> {
    let children = tree.iter().fold(HashMap::<i64, Vec<(i64, i64, bool)>>::new(), |mut all, row| {
        all.entry(row.1).or_default().push(*row);
        all
    });
    let mut found: Vec<(i64, i64, bool)> = tree.iter().filter(|(id, _, _)| moved.contains_key(id)).copied().collect();
    let mut seen: HashSet<i64> = found.iter().map(|(id, _, _)| *id).collect();
    let mut at = 0;
    while let Some((id, _, _)) = found.get(at).copied() {
        at += 1;
        for row in children.get(&id).into_iter().flatten() {
            if seen.insert(row.0) {
                found.push(*row);
            }
        }
    }
    found
}

/// What resembles a question that stands already.
pub fn resembling(conn: &mut Conn, post: &Post, limit: usize) -> Result<Vec<Match>> {
    let Some(community) = post.community_id else { return Ok(Vec::new()) };
    let wanted = Wanted {
        title: post.title.clone().unwrap_or_default(),
        text: plain_text(&post.html, TEXT),
        community,
        except: Some(post.id),
        limit,
        ..Wanted::default()
    };
    similar::find(conn, &wanted)
}

/// The pair that a question should be proposed as, if one is likely enough.
pub fn likely_pair(conn: &mut Conn, question_id: i64) -> Result<Option<(i64, u32)>> {
    let Some(post) = posts::by_id(conn, question_id)?.filter(Post::stands) else { return Ok(None) };
    let group = rows::group(conn, question_id)?;
    for found in resembling(conn, &post, 10)? {
        // The newer one goes into the older one, and not the other way round as well.
        let is_candidate = found.likeness >= similar::ALIKE && found.post_id < question_id && !group.contains(&found.post_id);
        if is_candidate && posts::by_id(conn, found.post_id)?.is_some_and(|p| p.stands()) {
            return Ok(Some((found.post_id, found.likeness)));
        }
    }
    Ok(None)
}

/// Puts a pair before the stewards.
pub fn propose(tx: &mut Tx<'_>, community_id: i64, question_id: i64, other_id: i64, likeness: u32) -> Result<()> {
    let pair = Pair {
        id: tx.id(),
        community_id,
        question_id,
        other_id,
        likeness: i32::try_from(likeness).unwrap_or(100),
        state: PairState::Open,
        created_at: tx.now,
        decided_at: None,
    };
    rows::propose(tx, &pair)
}

/// A steward says that two questions are the same, which merges them, or that they are not.
pub fn decide(tx: &mut Tx<'_>, origin: &Origin, pair_id: i64, same: bool, reason: &str) -> Result<Pair> {
    let pair = rows::pair(tx.conn, pair_id)?.ok_or(Error::NotFound("pair"))?;
    let community = actors::by_id(tx.conn, pair.community_id)?;
    access::power_by_rank(tx.conn, origin, &community, Power::MergeDuplicates, tx.now)?;
    if pair.state != PairState::Open {
        return Err(Error::Conflict("Somebody decided about this pair already."));
    }
    rows::decide_pair(tx, pair.id, if same { PairState::Accepted } else { PairState::Refused })?;
    if same {
        merge(tx, origin, pair.question_id, pair.other_id, reason)?;
    }
    Ok(pair)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_below_a_moved_reply_goes_with_it() {
        // 2 and 3 answer the bucket 1; 4 was moved; 5 and 6 came below it since.
        let tree = [(2, 1, true), (3, 2, true), (4, 1, false), (5, 4, true), (6, 5, true), (7, 3, true)];
        let found = branches(&tree, &HashMap::from([(4, 99)]));
        assert_eq!(found, [(4, 1, false), (5, 4, true), (6, 5, true)]);
        assert!(branches(&tree, &HashMap::new()).is_empty());
    }
}
