//! The only folder that sends: events become activities, and rows that wait for delivery.
//!
//! It runs in the transaction that takes the event from the queue, so that an event leads to its
//! activities exactly once, whatever dies in between.

mod actors;
mod polls;
mod posts;
mod power;
mod ways;
mod wiki;

use crate::Result;
use crate::domain::events::{Event, Told};
use crate::store::conn::Tx;

/// Provides for everyone elsewhere who must hear of an event.
pub fn dispatch(tx: &mut Tx<'_>, told: &Told) -> Result<()> {
    match &told.event {
        Event::ActorChanged { actor } => actors::actor_changed(tx, *actor),
        Event::ActorDeleted { actor } => actors::actor_deleted(tx, *actor),
        Event::ConvenerSaid { convener, person, reply_to, html } => actors::convener_said(tx, *convener, *person, reply_to.as_deref(), html),
        Event::CommunityFounded { .. } | Event::Notified { .. } => Ok(()),
        Event::CommunityChanged { community } => actors::community_changed(tx, *community),
        Event::FollowAsked { follow } => actors::follow_asked(tx, *follow),
        Event::FollowAccepted { follower, followed, ap_id } => actors::answer(tx, *follower, *followed, ap_id.as_deref(), true),
        Event::FollowRejected { follower, followed, ap_id } => actors::answer(tx, *follower, *followed, ap_id.as_deref(), false),
        Event::Unfollowed { follower, followed, ap_id } => actors::unfollowed(tx, told, *follower, *followed, ap_id.as_deref()),
        Event::PostCreated { post } => posts::post_created(tx, told, *post),
        Event::PostEdited { post } => posts::post_edited(tx, told, *post),
        Event::WikiEdited { post } => wiki::edited(tx, *post),
        Event::PostDeleted { post } => posts::post_deleted(tx, told, *post, None),
        Event::PostRemoved { post, reason } => posts::post_deleted(tx, told, *post, Some(reason)),
        Event::PostRestored { post } => posts::post_restored(tx, told, *post),
        Event::VoteCast { post, value, before, .. } => posts::vote_cast(tx, told, *post, *value, *before),
        Event::StewardAdded { community, person } => power::steward(tx, told, *community, *person, true),
        Event::StewardRemoved { community, person } => power::steward(tx, told, *community, *person, false),
        Event::Pinned { post } => power::pinned(tx, told, *post, true),
        Event::Unpinned { post } => power::pinned(tx, told, *post, false),
        Event::Locked { post, reason } => power::locked(tx, told, *post, Some(reason)),
        Event::Unlocked { post } => power::locked(tx, told, *post, None),
        Event::Banned { community, person, reason, until, remove_content } => {
            power::banned(tx, told, *community, *person, Some((reason, *until, *remove_content)))
        }
        Event::Unbanned { community, person } => power::banned(tx, told, *community, *person, None),
        Event::AnswerChosen { reply } => posts::answer_chosen(tx, told, *reply, true),
        Event::AnswerUnchosen { reply } => posts::answer_chosen(tx, told, *reply, false),
        Event::PollVoted { post, options } => polls::voted(tx, told, *post, options),
        Event::PollCounted { post, over } => polls::counted(tx, *post, *over),
        Event::Reported { report, forward } => power::reported(tx, told, *report, *forward),
        Event::PersonBlocked { person } => power::person_blocked(tx, told, *person, true),
        Event::PersonUnblocked { person } => power::person_blocked(tx, told, *person, false),
    }
}
