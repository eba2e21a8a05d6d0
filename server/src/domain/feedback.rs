//! Feedback: what became of it, what it is about, and what is taken in as such.

use serde_json::Value;

use crate::domain::content::Content;
use crate::domain::moderation::{self, Target};
use crate::domain::origin::Origin;
use crate::domain::posts::{self as posting, NewPost};
use crate::domain::standing::{self, Decision};
use crate::kinds::Details;
use crate::store::actors::{self, Actor};
use crate::store::communities::{self, Purpose};
use crate::store::conn::Tx;
use crate::store::feedback::{self, Feedback, FeedbackSort, FeedbackState};
use crate::store::ideas;
use crate::store::moderation::Act;
use crate::store::posts;
use crate::{Error, Result};

/// Areas of one community.
const AREAS_MAX: usize = 50;
/// The longest name of an area, in characters.
const AREA_MAX: usize = 60;

/// Stewards, and staff who speak for the host, say what became of it. Everyone who joined hears of it.
pub fn change(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, state: FeedbackState, decision: &Decision) -> Result<()> {
    let (post, community) = standing::decidable(tx, post_id, "feedback")?;
    let row = feedback::find(tx.conn, post_id)?.ok_or(Error::NotFound("feedback"))?;
    if row.state == state {
        return Err(Error::field("status", "form-status-same"));
    }
    standing::by_voice(tx, origin, &community, Act::ChangeStanding, Some(&post), &decision.reason)?;
    feedback::set_state(tx, post_id, state)?;
    standing::announce(tx, origin, &post, row.state.as_str(), state.as_str(), decision)
}

/// Decides what feedback in a community can be about. What was filed under an area keeps its name.
pub fn set_areas(tx: &mut Tx<'_>, origin: &Origin, community: &Actor, names: &[String]) -> Result<()> {
    if !community.is_local() {
        return Err(Error::Forbidden("This community is changed on its own server."));
    }
    let mut clean: Vec<String> = Vec::new();
    for name in names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
        if name.chars().count() > AREA_MAX {
            return Err(standing::too_much("areas", "form-too-long", AREA_MAX));
        }
        if !clean.iter().any(|known| known == name) {
            clean.push(name.to_owned());
        }
    }
    if clean.len() > AREAS_MAX {
        return Err(standing::too_much("areas", "form-too-many", AREAS_MAX));
    }
    let target = Target { community: Some(community.id), ..Target::default() };
    moderation::by_steward(tx, origin, community, Act::ChangeCommunity, &target, "Areas of feedback changed")?;
    feedback::set_areas(tx, community.id, &clean)?;
    communities::bump(tx, community.id)
}

/// Takes a discussion in as feedback, or a reply as a thread of its own that links back to it
/// (`quote` is that thread's text). Says which thread it is now.
pub fn take_in(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, quote: Option<&Content>) -> Result<i64> {
    let post = posts::hold(tx, post_id)?.ok_or(Error::NotFound("post"))?;
    if !post.stands() {
        return Err(Error::Gone);
    }
    let community_id = post.community_id.ok_or(Error::Forbidden("This post belongs to no community."))?;
    let community = actors::by_id(tx.conn, community_id)?;
    if !community.is_local() || communities::by_id(tx.conn, community_id)?.purpose != Purpose::Feedback {
        return Err(Error::Forbidden("This community does not take feedback."));
    }
    if post.kind == "feedback" {
        return Ok(post.id);
    }
    if let Some(known) = ideas::taken_from(tx.conn, post.id)? {
        return Ok(known);
    }
    if post.is_thread() && post.kind != "discussion" {
        return Err(Error::Forbidden("Only discussions and replies are taken in as feedback."));
    }
    standing::by_voice(tx, origin, &community, Act::TakeIn, Some(&post), "Taken in as feedback")?;
    if post.is_thread() {
        ideas::set_kind(tx, post.id, "feedback")?;
        let row = Feedback {
            post_id: post.id,
            community_id,
            sort: FeedbackSort::Problem,
            area: String::new(),
            state: FeedbackState::New,
            changed_at: tx.now,
            source_id: None,
        };
        feedback::insert(tx, &row)?;
        standing::refresh(tx, &post)?;
        return Ok(post.id);
    }
    let quote = quote.ok_or_else(|| Error::malformed("A reply that is taken in needs a text to quote it."))?;
    let details = Details([("feedback_sort".to_owned(), Value::from(FeedbackSort::Problem.as_str()))].into_iter().collect());
    let thread = posting::publish(tx, origin, NewPost { details, ..NewPost::thread("feedback", community_id, quote.clone()) })?;
    feedback::set_source(tx, thread.id, post.id)?;
    Ok(thread.id)
}
