//! Where ideas and feedback stand: who may say so, and how everyone who stands behind them hears of it.

use serde_json::Value;

use crate::domain::access;
use crate::domain::content::Content;
use crate::domain::events::{self, Event};
use crate::domain::moderation::{self, Target};
use crate::domain::notifications::notify;
use crate::domain::origin::Origin;
use crate::domain::posts::{self as posting, NewPost, touch_pages};
use crate::error::FieldErrors;
use crate::kinds::Details;
use crate::render::plain_text;
use crate::store::actors::{self, Actor};
use crate::store::communities;
use crate::store::conn::Tx;
use crate::store::feedback::{self, FeedbackState};
use crate::store::ideas::{self, IdeaStatus, Standing};
use crate::store::moderation::Act;
use crate::store::notifications::NotificationKind;
use crate::store::posts::{self, Post};
use crate::{Error, Result};

/// The longest reason, in characters.
pub const REASON_MAX: usize = 2_000;

/// Why something changed, and the public reply that tells of it, rendered before the transaction.
#[derive(Debug, Clone, Default)]
pub struct Decision {
    pub reason: String,
    pub note: Content,
}

/// A field with more in it than fits.
pub(super) fn too_much(field: &'static str, key: &'static str, max: usize) -> Error {
    let mut errors = FieldErrors::new();
    errors.add_with(field, key, [("max", max.to_string())]);
    errors.into()
}

/// A thread of ours that can be decided about, and its community.
pub(super) fn decidable(tx: &mut Tx<'_>, post_id: i64, kind: &str) -> Result<(Post, Actor)> {
    let post = posts::hold(tx, post_id)?.filter(|p| p.kind == kind).ok_or(Error::NotFound("thread"))?;
    if !post.stands() {
        return Err(Error::Gone);
    }
    let community = post.community_id.ok_or(Error::Forbidden("This post belongs to no community."))?;
    let community = actors::by_id(tx.conn, community)?;
    if !community.is_local() {
        return Err(Error::Forbidden("This is decided on the community's own server."));
    }
    Ok((post, community))
}

/// Checks that stewards, or staff who speak for the host, act; and logs it.
pub(super) fn by_voice(tx: &mut Tx<'_>, origin: &Origin, community: &Actor, act: Act, post: Option<&Post>, reason: &str) -> Result<()> {
    let target = Target { community: Some(community.id), post: post.map(|p| p.id), person: post.map(|p| p.author_id), ..Target::default() };
    if reason.chars().count() > REASON_MAX {
        return Err(too_much("reason", "form-too-long", REASON_MAX));
    }
    if access::has_power_over(tx.conn, origin, community)? {
        return moderation::by_steward(tx, origin, community, act, &target, reason).map(drop);
    }
    moderation::by_official(tx, origin, act, &target, reason)
}

/// Says in public what was decided, writes it into the history, and tells everyone concerned.
pub(super) fn announce(tx: &mut Tx<'_>, origin: &Origin, post: &Post, was: &str, became: &str, decision: &Decision) -> Result<()> {
    let details = Details([("standing".to_owned(), Value::from(became))].into_iter().collect());
    let reply = posting::publish(tx, origin, NewPost { details, ..NewPost::reply(post.id, decision.note.clone()) })?;
    record(tx, post, origin.actor().id, (was, became), &decision.reason, Some(reply.id))?;
    tell(tx, origin, post, Some(&reply))?;
    refresh(tx, post)
}

/// The thread looks different now, here and wherever it is copied. Only our own people's threads
/// are sent anew: nobody speaks for somebody elsewhere.
pub(super) fn refresh(tx: &mut Tx<'_>, post: &Post) -> Result<()> {
    posts::bump(tx, post.id)?;
    touch_pages(tx, post)?;
    let author = actors::by_id(tx.conn, post.author_id)?;
    if author.is_local() && author.is_active() {
        events::emit_for(tx, author.id, Event::PostEdited { post: post.id })?;
    }
    Ok(())
}

fn record(tx: &mut Tx<'_>, post: &Post, actor: i64, (was, became): (&str, &str), reason: &str, reply: Option<i64>) -> Result<()> {
    let row = Standing {
        id: tx.id(),
        post_id: post.id,
        actor_id: actor,
        was: was.to_owned(),
        became: became.to_owned(),
        reason: reason.trim().chars().take(REASON_MAX).collect(),
        reply_id: reply,
        created_at: tx.now,
    };
    ideas::insert_standing(tx, &row)
}

/// Tells the people of this house who voted, wrote or joined. The author hears of the reply anyway.
fn tell(tx: &mut Tx<'_>, origin: &Origin, thread: &Post, reply: Option<&Post>) -> Result<()> {
    let mut people = ideas::concerned(tx.conn, thread.id)?;
    match reply {
        Some(_) => people.retain(|id| *id != thread.author_id),
        None if !people.contains(&thread.author_id) => people.push(thread.author_id),
        None => {}
    }
    for person in people {
        notify(tx, origin, person, NotificationKind::Standing, Some(reply.unwrap_or(thread)), thread.community_id)?;
    }
    Ok(())
}

/// A community elsewhere says where one of its threads stands: by the reply that tells of it, or
/// by the thread itself. Only its own server and its stewards are believed.
pub fn heard(tx: &mut Tx<'_>, origin: &Origin, post: &Post, word: &str) -> Result<()> {
    let Origin::Remote(remote) = origin else { return Ok(()) };
    let thread = if post.is_thread() { post.clone() } else { posts::by_id(tx.conn, post.root())?.ok_or(Error::NotFound("thread"))? };
    let Some(community) = thread.community_id.map(|id| actors::by_id(tx.conn, id)).transpose()? else { return Ok(()) };
    let believed = remote.actor.host_id == community.host_id || communities::is_steward(tx.conn, community.id, remote.actor.id)?;
    if community.is_local() || !believed {
        return Ok(());
    }
    let Some(was) = set(tx, &thread, word)? else { return Ok(()) };
    let reply = (!post.is_thread()).then_some(post);
    let (by, reason) = match reply {
        Some(reply) => (remote.actor.id, plain_text(&reply.html, REASON_MAX)),
        None => (community.id, String::new()),
    };
    record(tx, &thread, by, (&was, word), &reason, reply.map(|r| r.id))?;
    tell(tx, origin, &thread, reply)?;
    posts::bump(tx, thread.id)?;
    touch_pages(tx, &thread)
}

/// Sets where a thread stands, and says where it stood, if that was somewhere else.
fn set(tx: &mut Tx<'_>, thread: &Post, word: &str) -> Result<Option<String>> {
    if let Some(idea) = ideas::find(tx.conn, thread.id)? {
        let Some(status) = IdeaStatus::parse(word).filter(|s| *s != idea.status) else { return Ok(None) };
        ideas::set_status(tx, thread.id, status, None)?;
        return Ok(Some(idea.status.to_string()));
    }
    if let Some(row) = feedback::find(tx.conn, thread.id)? {
        let Some(state) = FeedbackState::parse(word).filter(|s| *s != row.state) else { return Ok(None) };
        feedback::set_state(tx, thread.id, state)?;
        return Ok(Some(row.state.to_string()));
    }
    Ok(None)
}
