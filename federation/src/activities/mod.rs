//! From activities on the wire to changes: one file a verb, and no network anywhere.
//!
//! Who may do what is settled here only as far as addresses tell (FEP-fe34): the actor signed, the
//! ids are on the actor's host, a thing is its author's own. Whether someone is a steward, is
//! banned, or may read a thing is for the server, which knows.

use serde_json::Value;
use url::Url;

mod accept;
mod add;
mod announce;
mod block;
mod choose_answer;
mod create;
mod delete;
mod flag;
mod follow;
mod like;
mod lock;
mod move_;
mod patch;
mod poll_vote;
mod reject;
mod undo;
mod update;

use crate::host::{Change, Proof, Received};
pub use crate::protocol::Malformed;
use crate::protocol::activity::Envelope;
use crate::protocol::links::same_origin;
use crate::vocabulary::verbs;

/// A change, and where to look before believing it. `None` where the carrier's proof suffices.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) change: Change,
    /// Only the address came with the activity, and the thing itself must be fetched whatever the proof.
    pub(crate) fetch: Option<Url>,
}

impl From<Change> for Found {
    fn from(change: Change) -> Self {
        Self {
            change,
            fetch: None,
        }
    }
}

pub(crate) type Parsed = Result<Vec<Found>, Malformed>;

/// Understands an activity that `signer` signed. What is not understood is nothing, not an error.
///
/// `signer_is_group_hint` says that the signer is known as a group: only groups pass on activities
/// of others (Friendica and Mastodon people boost, and a boost of an activity means nothing).
pub fn interpret(
    activity: &Value,
    signer: &Url,
    signer_is_group_hint: bool,
) -> Result<Vec<Received>, Malformed> {
    let envelope = Envelope::read(activity)?;
    if envelope.actor != *signer {
        return Err(Malformed::new(
            "the activity's actor is not the one who signed it",
        ));
    }
    if envelope.kind == verbs::ANNOUNCE {
        return announce::interpret(&envelope, signer_is_group_hint);
    }
    let found = changes(&envelope)?;
    Ok(found
        .into_iter()
        .map(|found| Received {
            activity_id: envelope.id.clone(),
            actor: envelope.actor.clone(),
            announced_by: None,
            proof: match found.fetch {
                Some(fetch) => Proof::Unproven { fetch },
                None => Proof::Signed,
            },
            change: found.change,
        })
        .collect())
}

/// The changes in one activity that is not an `Announce`.
pub(crate) fn changes(activity: &Envelope<'_>) -> Parsed {
    match activity.kind {
        verbs::FOLLOW => follow::read(activity),
        verbs::ACCEPT => accept::read(activity),
        verbs::REJECT => reject::read(activity),
        verbs::UNDO => undo::read(activity),
        verbs::CREATE => create::read(activity),
        verbs::UPDATE => update::read(activity),
        verbs::DELETE => delete::read(activity),
        verbs::LIKE | verbs::DISLIKE | verbs::EMOJI_REACT => like::read(activity),
        verbs::ADD | verbs::REMOVE => add::read(activity),
        verbs::LOCK | verbs::UNLOCK => lock::read(activity),
        verbs::FLAG => flag::read(activity),
        verbs::BLOCK => block::read(activity),
        verbs::MOVE => move_::read(activity),
        verbs::CHOOSE_ANSWER => choose_answer::read(activity),
        verbs::POLL_VOTE => poll_vote::read(activity),
        verbs::EDIT => patch::read(activity),
        _ => Ok(Vec::new()),
    }
}

/// One change.
pub(crate) fn one(change: Change) -> Parsed {
    Ok(vec![change.into()])
}

/// One change for each thing that the activity is about.
pub(crate) fn each(activity: &Envelope<'_>, change: impl Fn(Url) -> Change) -> Parsed {
    Ok(activity
        .object_ids()?
        .into_iter()
        .map(|object| change(object).into())
        .collect())
}

/// Refuses a thing that another server than the actor's governs.
pub(crate) fn governed_by(actor: &Url, object: &Url) -> Result<(), Malformed> {
    if same_origin(actor, object) {
        Ok(())
    } else {
        Err(Malformed::new(
            "the object is on another host than the actor",
        ))
    }
}
