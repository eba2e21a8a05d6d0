//! What happened, told by the transaction that made it happen.
//!
//! An event is a row until everyone who must hear of it was provided for: the outbound side makes
//! activities of it, and later the observatory facts, webhooks and rules. Nothing is sent from a rule.

use serde::{Deserialize, Serialize};

use crate::Result;
use crate::clock::Time;
use crate::domain::origin::Origin;
use crate::store::conn::Tx;
use crate::store::jobs;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    ActorChanged { actor: i64 },
    /// A local person is gone. `followed` are the servers' mailboxes that knew them.
    ActorDeleted { actor: i64 },
    CommunityFounded { community: i64 },
    CommunityChanged { community: i64 },
    /// A local person asks to follow somebody elsewhere.
    FollowAsked { follow: i64 },
    /// A follow of one of ours was granted; `ap_id` is the id of the Follow to answer.
    FollowAccepted { follower: i64, followed: i64, ap_id: Option<String> },
    FollowRejected { follower: i64, followed: i64, ap_id: Option<String> },
    Unfollowed { follower: i64, followed: i64, ap_id: Option<String> },
    PostCreated { post: i64 },
    PostEdited { post: i64 },
    /// A page of a wiki has a new revision, or is somewhere else in it.
    WikiEdited { post: i64 },
    /// By its author.
    PostDeleted { post: i64 },
    /// By a steward or the host.
    PostRemoved { post: i64, reason: String },
    PostRestored { post: i64 },
    /// `value` 0 takes back `before`.
    VoteCast { post: i64, value: i32, before: i32, before_ap_id: Option<String> },
    StewardAdded { community: i64, person: i64 },
    StewardRemoved { community: i64, person: i64 },
    Pinned { post: i64 },
    Unpinned { post: i64 },
    Locked { post: i64, reason: String },
    Unlocked { post: i64 },
    Banned { community: i64, person: i64, reason: String, until: Option<Time>, remove_content: bool },
    Unbanned { community: i64, person: i64 },
    Reported { report: i64, forward: bool },
    /// One of ours blocks somebody elsewhere for themselves, or takes it back.
    PersonBlocked { person: i64 },
    PersonUnblocked { person: i64 },
    /// The convener answers somebody elsewhere, for their eyes alone; `reply_to` is the id of their message.
    ConvenerSaid { convener: i64, person: i64, reply_to: Option<String>, html: String },
    /// A reply is the answer to its question, or no longer.
    AnswerChosen { reply: i64 },
    AnswerUnchosen { reply: i64 },
    /// Somebody here votes in a poll whose author lives elsewhere, for these options.
    PollVoted { post: i64, options: Vec<String> },
    /// Other servers are to hear how a poll of ours stands; `over` when it has ended.
    PollCounted { post: i64, over: bool },
    /// Somebody is to be told something; mail goes out where they asked for it.
    Notified { notification: i64 },
}

/// An event with the one behind it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Told {
    pub event: Event,
    /// The actor behind it.
    pub by: i64,
    pub local: bool,
    /// The remote community that brought it to us.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announced_by: Option<i64>,
    /// The activity as it came from elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity: Option<String>,
    pub at: Time,
}

/// Tells an event. It lasts exactly if the transaction does.
pub fn emit(tx: &mut Tx<'_>, origin: &Origin, event: Event) -> Result<()> {
    let told = Told {
        event,
        by: origin.actor().id,
        local: origin.is_local(),
        announced_by: origin.announced_by(),
        activity: origin.activity().map(ToString::to_string),
        at: tx.now,
    };
    write(tx, &told)
}

/// Tells an event that no person is behind: the instance itself acts.
pub fn emit_for(tx: &mut Tx<'_>, actor: i64, event: Event) -> Result<()> {
    let told = Told { event, by: actor, local: true, announced_by: None, activity: None, at: tx.now };
    write(tx, &told)
}

fn write(tx: &mut Tx<'_>, told: &Told) -> Result<()> {
    let data = serde_json::to_string(told)?;
    jobs::insert_event(tx, "domain", data)
}
