//! The port over plain maps: what a store does, without one.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;

use async_trait::async_trait;
use folkmoot_federation::host::{
    ActorDoc, ActorKind, CollectionOf, CollectionPage, Delivery, Host, HostResult, Inbound, Kept,
    KnownActor, Local, ObjectDoc, Outcome, Policy, Reader, SigningKey, Usage,
};
use serde_json::Value;
use time::OffsetDateTime;
use url::Url;

pub(crate) struct Memory {
    pub(crate) key: SigningKey,
    pub(crate) state: Mutex<State>,
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) blocked: Vec<String>,
    pub(crate) actors: HashMap<Url, KnownActor>,
    pub(crate) inbound: Vec<Inbound>,
    pub(crate) queue: VecDeque<Delivery>,
    pub(crate) outcomes: Vec<(i64, Outcome)>,
}

impl Memory {
    pub(crate) fn new(key: SigningKey) -> Self {
        Self {
            key,
            state: Mutex::default(),
        }
    }

    pub(crate) fn with<R>(&self, work: impl FnOnce(&mut State) -> R) -> R {
        work(&mut self.state.lock().unwrap())
    }
}

#[async_trait]
impl Host for Memory {
    async fn policy(&self, host: &str) -> HostResult<Policy> {
        Ok(self.with(|state| {
            // Ports are the system's choice here; the names alone tell servers apart.
            let name = host.split(':').next().unwrap_or(host);
            if state.blocked.iter().any(|blocked| blocked == name) {
                Policy::Blocked
            } else {
                Policy::Open
            }
        }))
    }

    async fn instance_key(&self) -> HostResult<SigningKey> {
        Ok(self.key.clone())
    }

    async fn known_actor(&self, id: &Url) -> HostResult<Option<KnownActor>> {
        Ok(self.with(|state| state.actors.get(id).cloned()))
    }

    async fn actor_by_key(&self, key_id: &Url) -> HostResult<Option<KnownActor>> {
        Ok(self.with(|state| {
            state
                .actors
                .values()
                .find(|actor| actor.public_key.id == *key_id)
                .cloned()
        }))
    }

    async fn keep_actor(&self, doc: &ActorDoc) -> HostResult<()> {
        let known = KnownActor {
            id: doc.id.clone(),
            kind: doc.kind,
            inbox: doc.inbox.clone(),
            public_key: doc.public_key.clone(),
            fetched_at: OffsetDateTime::UNIX_EPOCH,
            suspended: false,
            local: false,
        };
        self.with(|state| state.actors.insert(doc.id.clone(), known));
        Ok(())
    }

    async fn keep_inbound(&self, activity: Inbound) -> HostResult<Kept> {
        Ok(self.with(|state| {
            if state
                .inbound
                .iter()
                .any(|kept| kept.activity_id == activity.activity_id)
            {
                return Kept::Repeat;
            }
            state.inbound.push(activity);
            Kept::New
        }))
    }

    async fn claim_deliveries(&self, limit: usize) -> HostResult<Vec<Delivery>> {
        Ok(self.with(|state| {
            let most = limit.min(state.queue.len());
            state.queue.drain(..most).collect()
        }))
    }

    async fn settle_deliveries(&self, outcomes: Vec<(i64, Outcome)>) -> HostResult<()> {
        self.with(|state| state.outcomes.extend(outcomes));
        Ok(())
    }

    async fn local_actor(&self, _: ActorKind, _: &str) -> HostResult<Local<ActorDoc>> {
        Ok(Local::Missing)
    }

    async fn local_actor_by_name(&self, _: &str) -> HostResult<Local<ActorDoc>> {
        Ok(Local::Missing)
    }

    async fn local_object(&self, _: i64, _: &Reader) -> HostResult<Local<ObjectDoc>> {
        Ok(Local::Missing)
    }

    async fn local_activity(&self, _: i64, _: &Reader) -> HostResult<Local<Value>> {
        Ok(Local::Missing)
    }

    async fn collection(
        &self,
        _: &CollectionOf,
        _: Option<&str>,
        _: &Reader,
    ) -> HostResult<Option<CollectionPage>> {
        Ok(None)
    }

    async fn usage(&self) -> HostResult<Usage> {
        Ok(Usage::default())
    }
}
