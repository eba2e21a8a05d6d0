//! Votes: one function for a click here and a Like from anywhere.

use crate::domain::access;
use crate::domain::events::{self, Event};
use crate::domain::ideas;
use crate::domain::origin::Origin;
use crate::domain::posts::{hot, touch_pages};
use crate::store::communities;
use crate::store::conn::Tx;
use crate::store::posts;
use crate::store::votes::{self, Vote};
use crate::{Error, Result};

/// Casts, changes or (with 0) takes back a vote. The latest word of a person counts.
pub fn cast(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, value: i32) -> Result<()> {
    if !(-1..=1).contains(&value) {
        return Err(Error::field("value", "form-vote-bad"));
    }
    access::may_act(origin)?;
    let post = posts::hold(tx, post_id)?.ok_or(Error::NotFound("post"))?;
    if !post.stands() {
        return Err(Error::Gone);
    }
    if let Some(id) = post.community_id
        && let Some(community) = communities::find(tx.conn, id)?
    {
        access::may_take_part_at(tx, origin, &community, &post)?;
    }
    let actor_id = origin.actor().id;
    let before = votes::get(tx.conn, post_id, actor_id)?;
    let old = before.as_ref().map_or(0, |v| v.value);
    if post.kind == "idea" {
        // Whoever votes here has a say of their own, also where a merge had carried the same one.
        ideas::own(tx, post_id, actor_id)?;
    }
    if old == value {
        return Ok(());
    }
    let vote = Vote {
        post_id,
        actor_id,
        value,
        ap_id: origin.activity_id().map(ToOwned::to_owned),
        created_at: tx.now,
    };
    match (value, &before) {
        (0, _) => votes::delete(tx, post_id, actor_id)?,
        (_, Some(_)) => votes::set(tx, &vote)?,
        (_, None) => votes::insert(tx, &vote)?,
    }
    let ups = i32::from(value > 0) - i32::from(old > 0);
    let downs = i32::from(value < 0) - i32::from(old < 0);
    posts::add_votes(tx, post_id, ups, downs, hot(post.score + ups - downs, post.published_at))?;
    touch_pages(tx, &post)?;
    if post.kind == "idea" {
        ideas::carry(tx, post_id, actor_id)?;
    }
    let event = Event::VoteCast { post: post_id, value, before: old, before_ap_id: before.and_then(|v| v.ap_id) };
    events::emit(tx, origin, event)
}

/// Takes back exactly the vote that is named: an Undo of an old Like leaves a newer Dislike alone.
pub fn take_back(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, value: i32) -> Result<()> {
    // Held first, so that a newer vote that is cast at the same moment is not taken back in its place.
    posts::hold(tx, post_id)?.ok_or(Error::NotFound("post"))?;
    let held = votes::get(tx.conn, post_id, origin.actor().id)?.map(|v| v.value);
    if held == Some(value) { cast(tx, origin, post_id, 0) } else { Ok(()) }
}
