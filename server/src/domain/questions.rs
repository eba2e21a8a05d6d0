//! Questions: who has them too, which reply answers them, what the host says. Merging them is in [`buckets`].

pub mod buckets;

use crate::domain::access;
use crate::domain::events::{self, Event};
use crate::domain::moderation::{self, Target};
use crate::domain::notifications::notify;
use crate::domain::origin::Origin;
use crate::domain::posts::touch_pages;
use crate::store::actors;
use crate::store::communities;
use crate::store::conn::{Conn, Tx};
use crate::store::moderation::Act;
use crate::store::notifications::NotificationKind;
use crate::store::posts::{self, Post};
use crate::store::questions::{self as rows, Move, Question};
use crate::{Error, Result};

pub use crate::store::similar::{Match, Wanted};

pub const KIND: &str = "question";
/// A reason to open a question again, in characters.
const REASON_MAX: usize = 500;

/// A question and what is known of it.
fn question(tx: &mut Tx<'_>, id: i64) -> Result<(Post, Question)> {
    let post = posts::hold(tx, id)?.filter(Post::is_thread).ok_or(Error::NotFound("question"))?;
    let row = rows::get(tx.conn, id)?.ok_or(Error::NotFound("question"))?;
    Ok((post, row))
}

/// The question that a reply answers. A thread of a community elsewhere becomes one when that community says so.
fn answered_by(tx: &mut Tx<'_>, origin: &Origin, reply_id: i64) -> Result<(Post, Post, Question)> {
    let reply = posts::by_id(tx.conn, reply_id)?.ok_or(Error::NotFound("reply"))?;
    if reply.is_thread() {
        return Err(Error::field("reply", "form-answer-bad"));
    }
    let root = posts::by_id(tx.conn, reply.root())?.ok_or(Error::NotFound("thread"))?;
    let is_plain = root.kind == "discussion" && !origin.is_local();
    if is_plain && may_choose(tx, origin, &root)? {
        rows::set_kind(tx, root.id, KIND)?;
        rows::insert(tx, root.id, root.community_id, root.published_at)?;
    }
    let (post, row) = question(tx, root.id)?;
    if row.bucket_id.is_some() {
        return Err(Error::field("", "form-merge-already"));
    }
    Ok((reply, post, row))
}

fn asks(origin: &Origin, question: &Post) -> bool {
    origin.actor().id == question.author_id
}

fn may_choose(tx: &mut Tx<'_>, origin: &Origin, question: &Post) -> Result<bool> {
    if asks(origin, question) {
        return Ok(true);
    }
    match question.community_id {
        Some(id) => {
            let community = actors::by_id(tx.conn, id)?;
            access::has_power_over(tx.conn, origin, &community)
        }
        None => Ok(false),
    }
}

/// Lets the asker do it as a member, and anybody else only by the power of a steward.
fn by_asker_or_steward(tx: &mut Tx<'_>, origin: &Origin, question: &Post, act: Act, about: &Post, reason: &str) -> Result<()> {
    access::may_act(origin)?;
    let community = question.community_id.ok_or(Error::Forbidden("This post belongs to no community."))?;
    if asks(origin, question) {
        return match communities::find(tx.conn, community)? {
            Some(community) => access::may_take_part_at(tx, origin, &community, question),
            None => Ok(()),
        };
    }
    let actor = actors::by_id(tx.conn, community)?;
    moderation::by_steward(tx, origin, &actor, act, &target(question, about), reason).map(drop)
}

fn target(question: &Post, about: &Post) -> Target {
    Target { community: question.community_id, post: Some(about.id), person: Some(about.author_id), ..Target::default() }
}

/// Says "I have this too", or takes it back. Whoever says so of a merged question says it of its bucket.
pub fn join(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, on: bool) -> Result<()> {
    access::may_act(origin)?;
    let id = rows::root(tx.conn, post_id)?;
    let (post, _) = question(tx, id)?;
    if !post.stands() {
        return Err(Error::Gone);
    }
    let group = rows::group(tx.conn, id)?;
    let me = origin.actor().id;
    if !on {
        for one in group {
            if rows::leave(tx, one, me)? {
                rows::add_joined(tx, one, -1)?;
                touch_pages(tx, &post)?;
                posts::bump(tx, id)?;
            }
        }
        return Ok(());
    }
    if let Some(community) = post.community_id.map(|id| communities::find(tx.conn, id)).transpose()?.flatten() {
        access::may_take_part_at(tx, origin, &community, &post)?;
    }
    // Askers have it already; whoever is told of one of a bucket is told of all.
    if rows::people(tx.conn, &group, false)?.contains(&me) {
        return Ok(());
    }
    if rows::join(tx, id, me)? {
        rows::add_joined(tx, id, 1)?;
        touch_pages(tx, &post)?;
        posts::bump(tx, id)?;
    }
    Ok(())
}

/// Takes a reply for the answer: its asker, or a steward with a reason.
pub fn accept(tx: &mut Tx<'_>, origin: &Origin, reply_id: i64, reason: &str) -> Result<()> {
    let (reply, post, row) = answered_by(tx, origin, reply_id)?;
    if !reply.stands() || !post.stands() {
        return Err(Error::Gone);
    }
    if row.answer_id == Some(reply.id) {
        return Ok(());
    }
    by_asker_or_steward(tx, origin, &post, Act::AcceptAnswer, &reply, reason)?;
    rows::set_answer(tx, post.id, Some(reply.id))?;
    rows::set_reopened(tx, post.id, None)?;
    if let Some(before) = row.answer_id {
        events::emit(tx, origin, Event::AnswerUnchosen { reply: before })?;
    }
    events::emit(tx, origin, Event::AnswerChosen { reply: reply.id })?;
    tell_everyone(tx, origin, &post, &reply)
}

/// The accepted answer did not do: the question is open again, for a reason that everybody sees.
pub fn reopen(tx: &mut Tx<'_>, origin: &Origin, question_id: i64, reason: &str) -> Result<()> {
    let (post, row) = question(tx, question_id)?;
    let Some(answer) = row.answer_id else { return Err(Error::field("", "form-not-answered")) };
    let reason = reason.trim();
    if origin.is_local() && reason.is_empty() {
        return Err(Error::field("reason", "form-reason-empty"));
    }
    by_asker_or_steward(tx, origin, &post, Act::ReopenQuestion, &post, reason)?;
    rows::set_answer(tx, post.id, None)?;
    let shown: String = reason.chars().take(REASON_MAX).collect();
    rows::set_reopened(tx, post.id, Some(&shown))?;
    redraw(tx, &post)?;
    events::emit(tx, origin, Event::AnswerUnchosen { reply: answer })
}

/// The same as another server says it: this reply is no longer the answer.
pub fn unaccept(tx: &mut Tx<'_>, origin: &Origin, reply_id: i64) -> Result<()> {
    let reply = posts::by_id(tx.conn, reply_id)?.ok_or(Error::NotFound("reply"))?;
    match rows::get(tx.conn, reply.root())? {
        Some(row) if row.answer_id == Some(reply_id) => reopen(tx, origin, reply.root(), ""),
        _ => Ok(()),
    }
}

/// The host answers, or takes that back: only those who speak for it, in communities of this house.
pub fn set_official(tx: &mut Tx<'_>, origin: &Origin, reply_id: i64, on: bool, reason: &str) -> Result<()> {
    let (reply, post, row) = answered_by(tx, origin, reply_id)?;
    if !reply.stands() {
        return Err(Error::Gone);
    }
    let community = post.community_id.map(|id| actors::by_id(tx.conn, id)).transpose()?;
    if !community.is_some_and(|c| c.is_local()) {
        return Err(Error::Forbidden("The host answers only in communities of this house."));
    }
    if (row.official_id == Some(reply.id)) == on {
        return Ok(());
    }
    let act = if on { Act::OfficialAnswer } else { Act::UnofficialAnswer };
    moderation::by_official(tx, origin, act, &target(&post, &reply), reason)?;
    rows::set_official(tx, post.id, on.then_some(reply.id))?;
    if on { tell_everyone(tx, origin, &post, &reply) } else { redraw(tx, &post) }
}

fn redraw(tx: &mut Tx<'_>, question: &Post) -> Result<()> {
    posts::bump(tx, question.id)?;
    touch_pages(tx, question)
}

/// Tells everyone who asked or has it too that there is an answer.
fn tell_everyone(tx: &mut Tx<'_>, origin: &Origin, question: &Post, answer: &Post) -> Result<()> {
    redraw(tx, question)?;
    let group = rows::group(tx.conn, question.id)?;
    for person in rows::people(tx.conn, &group, true)? {
        // Nobody is told of their own answer.
        if person != answer.author_id {
            notify(tx, origin, person, NotificationKind::Answer, Some(answer), question.community_id)?;
        }
    }
    Ok(())
}

/// Where an answer to `parent` belongs: a merged question passes it on to its bucket, and the merge remembers it.
pub(super) fn where_it_goes(tx: &mut Tx<'_>, parent: Option<Post>) -> Result<(Option<Post>, Option<Move>)> {
    let Some(parent) = parent else { return Ok((None, None)) };
    if parent.kind != KIND || !parent.is_thread() {
        return Ok((Some(parent), None));
    }
    let Some(merge) = rows::merge_of(tx.conn, parent.id)? else { return Ok((Some(parent), None)) };
    let bucket = rows::root(tx.conn, parent.id)?;
    if bucket == parent.id {
        return Ok((Some(parent), None));
    }
    let moved = Move { merge_id: merge.id, post_id: 0, parent_id: parent.id };
    Ok((posts::by_id(tx.conn, bucket)?, Some(moved)))
}

/// A reply that was passed on is there.
pub(super) fn arrived(tx: &mut Tx<'_>, moved: Move, post_id: i64) -> Result<()> {
    rows::insert_moves(tx, &[Move { post_id, ..moved }])
}

/// Who is told of a question, and how many it serves.
pub fn served(conn: &mut Conn, question_id: i64) -> Result<usize> {
    let group = rows::group(conn, question_id)?;
    Ok(rows::people(conn, &group, false)?.len())
}
