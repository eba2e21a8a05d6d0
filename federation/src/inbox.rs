//! The door: what a peer sends is judged here, kept, and only then acknowledged.
//!
//! The order matters. What is cheap comes first, the operator's blocks before anything is fetched,
//! and nothing is kept before its signature, its digest and its origin are established.

use serde_json::Value;
use time::{Duration, OffsetDateTime};
use url::Url;

use crate::Federation;
use crate::client::Kind;
use crate::error::FetchError;
use crate::host::{ActorDoc, HostError, Inbound, Kept, KnownActor, Policy, Reader};
use crate::protocol::activity::Envelope;
use crate::protocol::links::{address_of, same_origin};
use crate::signature::{Headers, Request, Signature, SignatureError, authority};
use crate::vocabulary::verbs::DELETE;

/// Of one activity.
pub const BODY_LIMIT: usize = 1024 * 1024;
/// How often one host may make us ask again for a key that did not fit.
const REFETCH_EVERY: Duration = Duration::minutes(1);

/// How long a further key of an actor counts without asking for it again.
const OTHER_KEY_LIFE: Duration = Duration::hours(1);

/// A key beside the one that the store keeps. Forgotten at no loss: its owner is asked again.
#[derive(Clone)]
pub(crate) struct OtherKey {
    owner: Url,
    pem: String,
    learned: OffsetDateTime,
}

/// What is answered with 202.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    Kept,
    /// Had before.
    Repeat,
    /// Nothing to do, and nothing that the peer could do better.
    Ignored,
}

/// Why an activity is not taken in. The texts are safe to send.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InboxRefusal {
    #[error("{0}")]
    Malformed(String),
    #[error("{0}")]
    Unauthorized(String),
    #[error("not welcome here")]
    Forbidden,
    #[error("larger than 1 MiB")]
    TooLarge,
    #[error("the content type must be application/activity+json")]
    WrongType,
    /// Not the peer's fault: it shall try again.
    #[error("try again later")]
    Unavailable,
}

impl InboxRefusal {
    pub fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) => 400,
            Self::Unauthorized(_) => 401,
            Self::Forbidden => 403,
            Self::TooLarge => 413,
            Self::WrongType => 415,
            Self::Unavailable => 503,
        }
    }

    fn unauthorized(reason: &str) -> Self {
        Self::Unauthorized(reason.to_owned())
    }
}

impl From<HostError> for InboxRefusal {
    fn from(cause: HostError) -> Self {
        tracing::error!(%cause, "the store failed at the inbox");
        Self::Unavailable
    }
}

/// Signature trouble is always 401, a malformed one too: peers that know two schemes try the other.
impl From<SignatureError> for InboxRefusal {
    fn from(cause: SignatureError) -> Self {
        Self::Unauthorized(cause.to_string())
    }
}

impl Federation {
    /// Takes in one POST to an inbox.
    pub async fn receive(
        &self,
        method: &str,
        path_and_query: &str,
        headers: Headers<'_>,
        body: &[u8],
    ) -> Result<Accepted, InboxRefusal> {
        let content_type = headers.single("content-type").unwrap_or_default();
        // PieFed sends JSON-LD without a profile. Nobody can upload a request, so it does no harm here.
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        if !Kind::Activity.allows(content_type)
            && !essence.eq_ignore_ascii_case("application/ld+json")
        {
            return Err(InboxRefusal::WrongType);
        }
        if body.len() > BODY_LIMIT {
            return Err(InboxRefusal::TooLarge);
        }
        let request = Request {
            method,
            path_and_query,
            headers,
            body: Some(body),
        };
        let signature = Signature::read(&request.headers)?;
        self.must_be_welcome(&signature.key_id).await?;
        signature.check(&request, &self.0.here, self.0.config.now())?;
        let document: Value = serde_json::from_slice(body)
            .map_err(|cause| InboxRefusal::Malformed(format!("not JSON: {cause}")))?;
        let arrival = self.judge(&request, &signature, &document).await;
        if let Err(refusal) = &arrival {
            let id = document
                .get("id")
                .and_then(Value::as_str)
                .unwrap_or_default();
            tracing::info!(activity = id, key = %signature.key_id, %refusal, "an activity is refused");
        }
        let Some(actor) = arrival? else {
            return Ok(Accepted::Ignored);
        };
        self.keep(actor, body).await
    }

    async fn keep(&self, arrival: (String, Url), body: &[u8]) -> Result<Accepted, InboxRefusal> {
        let (activity_id, actor) = arrival;
        let host = authority(&actor);
        let kept = self
            .0
            .host
            .keep_inbound(Inbound {
                activity_id,
                actor,
                host,
                raw: body.to_vec(),
            })
            .await?;
        Ok(match kept {
            Kept::New => Accepted::Kept,
            Kept::Repeat => Accepted::Repeat,
        })
    }

    /// The id and the actor of an activity whose signature holds; `None` where there is nothing to do.
    async fn judge(
        &self,
        request: &Request<'_>,
        signature: &Signature,
        document: &Value,
    ) -> Result<Option<(String, Url)>, InboxRefusal> {
        let envelope =
            Envelope::read(document).map_err(|cause| InboxRefusal::Malformed(cause.to_string()))?;
        let Some(id) = envelope.id.clone() else {
            return Err(InboxRefusal::Malformed("the activity has no id".to_owned()));
        };
        let actor = envelope.actor.clone();
        // The key's host was asked about before anything else.
        if actor.host_str() != signature.key_id.host_str() {
            self.must_be_welcome(&actor).await?;
        }
        if self.is_local(&actor) || !same_origin(&actor, &signature.key_id) {
            return Err(InboxRefusal::unauthorized("the key is not the actor's"));
        }
        let leaving = envelope.kind == DELETE
            && document.get("object").and_then(address_of).as_ref() == Some(&actor);
        let known = self.0.host.known_actor(&actor).await?;
        let Some(known) = known else {
            // Whoever leaves and was never here leaves nothing behind, and can no longer be asked.
            if leaving {
                return Ok(None);
            }
            let doc = self.ask_for_actor(&actor).await?;
            self.fits_fetched(request, signature, &doc)?;
            return Ok(Some((id.into(), actor)));
        };
        if known.suspended {
            return Err(InboxRefusal::Forbidden);
        }
        if self.fits_known(request, signature, &known).is_ok() {
            return Ok(Some((id.into(), actor)));
        }
        self.may_refetch(&actor)?;
        match self.fetch_actor(&actor).await {
            Ok(doc) => self
                .fits_fetched(request, signature, &doc)
                .map(|()| Some((id.into(), actor))),
            // Only its cached key could have vouched for this; a leave-taking of a gone actor is no attack.
            Err(cause) if cause.is_gone() && leaving => Ok(None),
            Err(cause) => Err(no_key(&cause)),
        }
    }

    /// Who asks for a protected document. Unsigned readers are anyone; with `authorized_fetch` they are nobody.
    pub async fn verify_get(
        &self,
        method: &str,
        path_and_query: &str,
        headers: Headers<'_>,
    ) -> Result<Reader, InboxRefusal> {
        let request = Request {
            method,
            path_and_query,
            headers,
            body: None,
        };
        match self.reader(&request).await {
            Ok(actor) => Ok(Reader::Signed { actor }),
            Err(refusal @ InboxRefusal::Forbidden) => Err(refusal),
            Err(refusal) if self.0.config.authorized_fetch => Err(refusal),
            Err(_) => Ok(Reader::Anyone),
        }
    }

    async fn reader(&self, request: &Request<'_>) -> Result<Url, InboxRefusal> {
        let signature = Signature::read(&request.headers)?;
        let key_id = &signature.key_id;
        self.must_be_welcome(key_id).await?;
        signature.check(request, &self.0.here, self.0.config.now())?;
        let known = match self.0.host.actor_by_key(key_id).await? {
            Some(known) => Some(known),
            None => self.0.host.known_actor(&without_fragment(key_id)).await?,
        };
        if let Some(known) = known {
            if known.suspended {
                return Err(InboxRefusal::Forbidden);
            }
            if !known.local && self.fits_known(request, &signature, &known).is_ok() {
                return Ok(known.id);
            }
            self.may_refetch(key_id)?;
        }
        let owner = self.owner_of(key_id).await?;
        self.must_be_welcome(&owner).await?;
        let doc = self.ask_for_actor(&owner).await?;
        self.fits_fetched(request, &signature, &doc)?;
        Ok(owner)
    }

    /// Whose key it is, by its own word. The owner's document must agree afterwards.
    async fn owner_of(&self, key_id: &Url) -> Result<Url, InboxRefusal> {
        if self.is_local(key_id) {
            return Err(InboxRefusal::unauthorized("the key is one of ours"));
        }
        if key_id.fragment().is_some() {
            return Ok(without_fragment(key_id));
        }
        // GoToSocial's keys are addresses of their own, which answer with their actor or a part of it.
        let document = self
            .fetch_value(key_id)
            .await
            .map_err(|cause| no_key(&cause))?;
        let owner = if document.get("publicKey").is_some() {
            document.get("id")
        } else {
            document.get("owner").or_else(|| document.get("controller"))
        };
        owner
            .and_then(address_of)
            .filter(|owner| same_origin(owner, key_id) && !self.is_local(owner))
            .ok_or_else(|| InboxRefusal::unauthorized("the key has no owner"))
    }

    async fn must_be_welcome(&self, url: &Url) -> Result<(), InboxRefusal> {
        match self
            .0
            .host
            .policy(&authority(url))
            .await?
        {
            Policy::Blocked => Err(InboxRefusal::Forbidden),
            Policy::Open | Policy::Silenced => Ok(()),
        }
    }

    async fn ask_for_actor(&self, actor: &Url) -> Result<ActorDoc, InboxRefusal> {
        self.fetch_actor(actor)
            .await
            .map_err(|cause| no_key(&cause))
    }

    fn fits_known(
        &self,
        request: &Request<'_>,
        signature: &Signature,
        known: &KnownActor,
    ) -> Result<(), InboxRefusal> {
        let other;
        let pem = if known.public_key.id == signature.key_id {
            &known.public_key.pem
        } else {
            other = self.other_key(&known.id, &signature.key_id);
            other
                .as_ref()
                .ok_or_else(|| InboxRefusal::unauthorized("the actor does not list that key"))?
        };
        let key = self.0.keys.public(pem)?;
        Ok(signature.verify(request, &self.0.here, &key)?)
    }

    /// The actor's own document lists the key: a key that merely says whose it is proves nothing.
    fn fits_fetched(
        &self,
        request: &Request<'_>,
        signature: &Signature,
        doc: &ActorDoc,
    ) -> Result<(), InboxRefusal> {
        let listed = doc
            .key(&signature.key_id)
            .ok_or_else(|| InboxRefusal::unauthorized("the actor does not list that key"))?;
        let key = self.0.keys.public(&listed.pem)?;
        signature.verify(request, &self.0.here, &key)?;
        if listed.id != doc.public_key.id {
            let known = OtherKey {
                owner: doc.id.clone(),
                pem: listed.pem.clone(),
                learned: self.0.config.now(),
            };
            self.0.other_keys.insert(listed.id.clone(), known);
        }
        Ok(())
    }

    /// A key that its owner was seen to list not long ago.
    fn other_key(&self, owner: &Url, id: &Url) -> Option<String> {
        let known = self.0.other_keys.get(id)?;
        let fresh = (self.0.config.now() - known.learned).abs() < OTHER_KEY_LIFE;
        (fresh && known.owner == *owner).then_some(known.pem)
    }

    /// A key that does not fit may have been changed since, so its owner is asked again; but a flood
    /// of bad signatures must not become a flood of requests.
    fn may_refetch(&self, url: &Url) -> Result<(), InboxRefusal> {
        let now = self.0.config.now();
        let host = url.host_str().unwrap_or_default().to_owned();
        let allowed = self.0.refetched.with(
            host,
            || OffsetDateTime::UNIX_EPOCH,
            |last| {
                // Either way, as clocks are set back too.
                let allowed = (now - *last).abs() >= REFETCH_EVERY;
                if allowed {
                    *last = now;
                }
                allowed
            },
        );
        if allowed {
            Ok(())
        } else {
            Err(SignatureError::Wrong.into())
        }
    }
}

fn no_key(cause: &FetchError) -> InboxRefusal {
    match cause {
        FetchError::Blocked(_) => InboxRefusal::Forbidden,
        cause if cause.is_temporary() => InboxRefusal::Unavailable,
        _ => InboxRefusal::unauthorized("the actor's key cannot be had"),
    }
}

fn without_fragment(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    url
}
