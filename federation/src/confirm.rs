//! Believing what somebody else passed on: by looking where it lives.

use std::mem::discriminant;

use url::Url;

use crate::Federation;
use crate::activities::interpret;
use crate::error::FetchError;
use crate::host::{Change, Proof, Received};
use crate::objects::{parse_actor, parse_object_by};
use crate::protocol::activity::Envelope;
use crate::protocol::links::type_of;
use crate::vocabulary::objects::TOMBSTONE;

impl Federation {
    /// Replaces a change that is not proven by what its origin says now. What is proven already is
    /// returned as it is; what its origin does not confirm is an error.
    pub async fn confirm(&self, received: Received) -> Result<Received, FetchError> {
        let Proof::Unproven { fetch } = received.proof.clone() else {
            return Ok(received);
        };
        let change = match &received.change {
            Change::Delete { .. } | Change::ActorDeleted { .. } => self
                .confirm_gone(&fetch)
                .await
                .map(|()| received.change.clone()),
            Change::Post(_) | Change::Edit(_) => self.confirm_contribution(&fetch, &received).await,
            Change::ActorChanged(_) => self.confirm_actor(&fetch, &received).await,
            _ => self.confirm_activity(&fetch, &received).await,
        }?;
        Ok(Received {
            proof: Proof::Fetched,
            change,
            ..received
        })
    }

    async fn confirm_gone(&self, url: &Url) -> Result<(), FetchError> {
        match self.fetch_value(url).await {
            Err(cause) if cause.is_gone() => Ok(()),
            Err(cause) => Err(cause),
            Ok(value) if type_of(&value) == Some(TOMBSTONE) => Ok(()),
            Ok(_) => Err(FetchError::invalid(
                url,
                "it is said to be deleted, and is still there",
            )),
        }
    }

    async fn confirm_contribution(
        &self,
        url: &Url,
        received: &Received,
    ) -> Result<Change, FetchError> {
        let value = self.fetch_value(url).await?;
        let doc = parse_object_by(&value, Some(&received.actor))
            .map_err(|cause| FetchError::invalid(url, cause.to_string()))?;
        if doc.author != received.actor {
            return Err(FetchError::invalid(
                url,
                "it is somebody else's than was said",
            ));
        }
        let doc = Box::new(doc);
        Ok(if matches!(received.change, Change::Edit(_)) {
            Change::Edit(doc)
        } else {
            Change::Post(doc)
        })
    }

    async fn confirm_actor(&self, url: &Url, received: &Received) -> Result<Change, FetchError> {
        let value = self.fetch_value(url).await?;
        let doc =
            parse_actor(&value).map_err(|cause| FetchError::invalid(url, cause.to_string()))?;
        if doc.id != received.actor {
            return Err(FetchError::invalid(
                url,
                "it is another actor than was said",
            ));
        }
        Ok(Change::ActorChanged(Box::new(doc)))
    }

    /// The activity as its own server tells it must be of the same actor and say the same kind of thing.
    async fn confirm_activity(&self, url: &Url, received: &Received) -> Result<Change, FetchError> {
        let value = self.fetch_value(url).await?;
        let invalid = |reason: String| FetchError::invalid(url, reason);
        let envelope = Envelope::read(&value).map_err(|cause| invalid(cause.to_string()))?;
        if envelope.actor != received.actor {
            return Err(invalid("it is somebody else's than was said".to_owned()));
        }
        let told = interpret(&value, &received.actor, false)
            .map_err(|cause| invalid(cause.to_string()))?;
        told.into_iter()
            .map(|told| told.change)
            .find(|change| discriminant(change) == discriminant(&received.change))
            .ok_or_else(|| invalid("its origin tells it otherwise".to_owned()))
    }
}
