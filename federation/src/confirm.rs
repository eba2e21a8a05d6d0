//! Believing what somebody else passed on: by looking where it lives.

use std::mem::discriminant;

use serde_json::Value;
use url::Url;

use crate::Federation;
use crate::activities::interpret;
use crate::error::FetchError;
use crate::host::{BanScope, Change, Proof, Received};
use crate::objects::{parse_actor, parse_object_by};
use crate::protocol::activity::Envelope;
use crate::protocol::links::{address_of, same_origin, type_of};
use crate::vocabulary::objects::TOMBSTONE;
use crate::vocabulary::verbs;

impl Federation {
    /// Replaces a change that is not proven by what its origin says now. What is proven already is
    /// returned as it is; what its origin does not confirm is an error.
    pub async fn confirm(&self, received: Received) -> Result<Received, FetchError> {
        let Proof::Unproven { fetch } = &received.proof else {
            return Ok(received);
        };
        let fetch = fetch.clone();
        match &received.change {
            Change::Post(_) | Change::Edit(_) => self.confirm_contribution(&fetch, received).await,
            // Of a stranger's thing the activity is looked up: that its address leads nowhere would prove nothing.
            Change::Delete { object, .. } | Change::ActorDeleted { actor: object }
                if *object == fetch =>
            {
                self.confirm_deletion(&fetch, received).await
            }
            Change::ActorChanged(doc) if doc.id == fetch => {
                self.confirm_actor(&fetch, received).await
            }
            _ => self.confirm_activity(&fetch, &received).await,
        }
    }

    /// What is gone is deleted, whoever says so. A reason counts only where the deletion itself can be
    /// read: else anybody could put words into a moderator's mouth.
    async fn confirm_deletion(
        &self,
        url: &Url,
        received: Received,
    ) -> Result<Received, FetchError> {
        if let (
            Change::Delete {
                reason: Some(_), ..
            },
            Some(activity),
        ) = (&received.change, &received.activity_id)
            && let Ok(told) = self.confirm_activity(activity, &received).await
        {
            return Ok(told);
        }
        match self.fetch_value(url).await {
            Err(cause) if cause.is_gone() => {}
            Err(cause) => return Err(cause),
            Ok(value) if type_of(&value) == Some(TOMBSTONE) => {}
            Ok(_) => {
                return Err(FetchError::invalid(
                    url,
                    "it is said to be deleted, and is still there",
                ));
            }
        }
        let change = match received.change {
            Change::Delete { object, .. } => Change::Delete {
                object,
                reason: None,
            },
            other => other,
        };
        Ok(looked_up(Received { change, ..received }))
    }

    /// The contribution as its server serves it. An edit may come from a moderator of that server,
    /// which answers for its own: it is the author's text all the same.
    async fn confirm_contribution(
        &self,
        url: &Url,
        received: Received,
    ) -> Result<Received, FetchError> {
        let value = self.fetch_value(url).await?;
        let doc = parse_object_by(&value, Some(&received.actor))
            .map_err(|cause| FetchError::invalid(url, cause.to_string()))?;
        let edited = matches!(received.change, Change::Edit(_));
        let by_house = edited && doc.id == *url && same_origin(&doc.author, &received.actor);
        if doc.author != received.actor && !by_house {
            return Err(FetchError::invalid(
                url,
                "it is somebody else's than was said",
            ));
        }
        let actor = doc.author.clone();
        let doc = Box::new(doc);
        let change = if edited {
            Change::Edit(doc)
        } else {
            Change::Post(doc)
        };
        Ok(looked_up(Received {
            actor,
            change,
            ..received
        }))
    }

    async fn confirm_actor(&self, url: &Url, received: Received) -> Result<Received, FetchError> {
        let value = self.fetch_value(url).await?;
        let doc =
            parse_actor(&value).map_err(|cause| FetchError::invalid(url, cause.to_string()))?;
        if doc.id != received.actor {
            return Err(FetchError::invalid(
                url,
                "it is another actor than was said",
            ));
        }
        let change = Change::ActorChanged(Box::new(doc));
        Ok(looked_up(Received { change, ..received }))
    }

    /// The activity as its own server tells it must be of the same actor and say the same of the same thing.
    async fn confirm_activity(
        &self,
        url: &Url,
        received: &Received,
    ) -> Result<Received, FetchError> {
        let mut value = self.fetch_value(url).await?;
        self.fetch_undone(&mut value).await?;
        let invalid = |reason: String| FetchError::invalid(url, reason);
        let envelope = Envelope::read(&value).map_err(|cause| invalid(cause.to_string()))?;
        if envelope.actor != received.actor {
            return Err(invalid("it is somebody else's than was said".to_owned()));
        }
        let told = interpret(&value, &received.actor, false)
            .map_err(|cause| invalid(cause.to_string()))?;
        let change = as_told(told, &received.change)
            .ok_or_else(|| invalid("its origin tells it otherwise".to_owned()))?;
        Ok(Received {
            activity_id: envelope.id.clone(),
            actor: received.actor.clone(),
            announced_by: received.announced_by.clone(),
            proof: Proof::Fetched,
            change,
        })
    }

    /// Some serve an `Undo` that only names what it takes back. That must still be there to be read.
    async fn fetch_undone(&self, activity: &mut Value) -> Result<(), FetchError> {
        if type_of(activity) != Some(verbs::UNDO) {
            return Ok(());
        }
        let Some(object) = activity.get_mut("object") else {
            return Ok(());
        };
        if type_of(object).is_some() {
            return Ok(());
        }
        if let Some(named) = address_of(object) {
            *object = self.fetch_value(&named).await?;
        }
        Ok(())
    }
}

/// The id of an activity that was not read itself is hearsay too: kept, it could stand for another one.
fn looked_up(received: Received) -> Received {
    Received {
        activity_id: received
            .activity_id
            .filter(|_| received.announced_by.is_none()),
        proof: Proof::Fetched,
        ..received
    }
}

/// The very change that was passed on, if its origin tells it; else what it tells of the same kind
/// about the same thing, which then counts instead.
fn as_told(told: Vec<Received>, asked: &Change) -> Option<Change> {
    let mut told: Vec<Change> = told
        .into_iter()
        .filter(|told| told.proof == Proof::Signed)
        .map(|told| told.change)
        .collect();
    let place = told.iter().position(|change| change == asked).or_else(|| {
        told.iter().position(|change| {
            discriminant(change) == discriminant(asked) && about(change) == about(asked)
        })
    })?;
    Some(told.swap_remove(place))
}

/// Which things a change is about, in an order of its own.
fn about(change: &Change) -> Vec<&Url> {
    match change {
        Change::Follow { target: thing }
        | Change::Unfollow { target: thing }
        | Change::PersonalBlock { target: thing }
        | Change::PersonalUnblock { target: thing }
        | Change::Delete { object: thing, .. }
        | Change::Restore { object: thing }
        | Change::Vote { object: thing, .. }
        | Change::Unvote { object: thing, .. }
        | Change::Boost { object: thing }
        | Change::Unboost { object: thing }
        | Change::ActorDeleted { actor: thing }
        | Change::Locked { object: thing, .. }
        | Change::Unlocked { object: thing }
        | Change::AnswerChosen { reply: thing }
        | Change::AnswerUnchosen { reply: thing }
        | Change::PollVote {
            question: thing, ..
        } => vec![thing],
        Change::FollowAccepted { follow, follower }
        | Change::FollowRejected { follow, follower } => follow.iter().chain(follower).collect(),
        Change::Post(doc) | Change::Edit(doc) => vec![&doc.id],
        Change::ActorChanged(doc) => vec![&doc.id],
        Change::Patched { id, page, .. } => vec![id, page],
        Change::ActorMoved { from, to } => vec![from, to],
        Change::StewardAdded { collection, person }
        | Change::StewardRemoved { collection, person } => vec![collection, person],
        Change::Pinned { collection, object } | Change::Unpinned { collection, object } => {
            vec![collection, object]
        }
        Change::Banned { person, scope, .. } | Change::Unbanned { person, scope } => {
            let (BanScope::Community(place) | BanScope::Host(place)) = scope;
            vec![person, place]
        }
        Change::Reported { objects, .. } => objects.iter().collect(),
    }
}
