//! One server under test, and named peers that it can reach.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use folkmoot_federation::host::{ActorKind, KnownActor, PublicKey, SigningKey};
use folkmoot_federation::signature::{
    GeneratedKey, Headers, Keys, Signing, generate_keypair, sign,
};
use folkmoot_federation::{Accepted, Config, Development, Federation, InboxRefusal};
use serde_json::{Value, json};
use time::OffsetDateTime;
use url::Url;

use crate::memory::Memory;
use crate::peer::Peer;

pub(crate) const NOW: i64 = 1_800_000_000;

pub(crate) fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

/// Making keys is slow, and which key it is does not matter to most tests.
fn key(which: usize) -> &'static GeneratedKey {
    static KEYS: [OnceLock<GeneratedKey>; 3] = [const { OnceLock::new() }; 3];
    KEYS[which].get_or_init(|| generate_keypair().unwrap())
}

pub(crate) struct World {
    pub(crate) host: Arc<Memory>,
    pub(crate) here: Federation,
    pub(crate) keys: Keys,
}

impl World {
    /// A server at `http://here.test` for which the given names lead to the given peers.
    pub(crate) async fn new(peers: &[(&str, &Peer)]) -> Self {
        Self::with(peers, |_| {}).await
    }

    pub(crate) async fn with(peers: &[(&str, &Peer)], change: impl FnOnce(&mut Config)) -> Self {
        let resolve: HashMap<_, _> = peers
            .iter()
            .map(|(name, peer)| ((*name).to_owned(), peer.address))
            .collect();
        let mut config = Config::new(url("http://here.test"));
        config.clock = Arc::new(|| OffsetDateTime::from_unix_timestamp(NOW).unwrap());
        config.development = Some(Development { resolve });
        config.total_timeout = Duration::from_secs(20);
        change(&mut config);
        let instance = SigningKey {
            key_id: url("http://here.test/actor#main-key"),
            private_pem: key(0).private_pem.clone(),
        };
        let host = Arc::new(Memory::new(instance));
        let here = Federation::new(config, Arc::clone(&host) as _)
            .await
            .unwrap();
        Self {
            host,
            here,
            keys: Keys::new(8),
        }
    }

    /// Sends `activity` to the inbox, signed as `key_id` with a key of ours.
    pub(crate) async fn send(
        &self,
        activity: &Value,
        key_id: &str,
        which: usize,
    ) -> Result<Accepted, InboxRefusal> {
        let body = activity.to_string();
        let what = Signing::Post {
            body: body.as_bytes(),
            content_type: "application/activity+json",
        };
        let now = OffsetDateTime::from_unix_timestamp(NOW).unwrap();
        let headers = sign(
            &self.keys,
            &signer(key_id, which),
            &url("http://here.test/inbox"),
            what,
            now,
        )
        .unwrap();
        let fields: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
            .collect();
        self.here
            .receive("POST", "/inbox", Headers::new(fields), body.as_bytes())
            .await
    }

    pub(crate) fn kept(&self) -> usize {
        self.host.with(|state| state.inbound.len())
    }

    /// Lets the store know an actor whose key is the given one of ours.
    pub(crate) fn know(&self, id: &str, key_id: &str, which: usize) {
        let actor = KnownActor {
            id: url(id),
            kind: ActorKind::Person,
            inbox: url(&format!("{id}/inbox")),
            public_key: PublicKey {
                id: url(key_id),
                pem: key(which).public_pem.clone(),
            },
            fetched_at: OffsetDateTime::UNIX_EPOCH,
            suspended: false,
            local: false,
        };
        self.host
            .with(|state| state.actors.insert(actor.id.clone(), actor));
    }
}

pub(crate) fn signer(key_id: &str, which: usize) -> SigningKey {
    SigningKey {
        key_id: url(key_id),
        private_pem: key(which).private_pem.clone(),
    }
}

/// An actor's document, with a key of ours.
pub(crate) fn actor(id: &str, key_id: &str, which: usize) -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
        "id": id, "type": "Person", "preferredUsername": "ann",
        "inbox": format!("{id}/inbox"), "outbox": format!("{id}/outbox"), "followers": format!("{id}/followers"),
        "publicKey": { "id": key_id, "owner": id, "publicKeyPem": key(which).public_pem },
    })
}

pub(crate) fn like(by: &str, number: u32) -> Value {
    json!({
        "@context": "https://www.w3.org/ns/activitystreams", "id": format!("{by}/likes/{number}"), "type": "Like", "actor": by,
        "object": "http://here.test/post/1", "to": ["https://www.w3.org/ns/activitystreams#Public"], "cc": [],
    })
}
