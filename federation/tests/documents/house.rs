//! The port over a handful of fixed things.

use async_trait::async_trait;
use folkmoot_federation::host::{
    ActorDoc, ActorKind, CollectionOf, CollectionPage, Delivery, Host, HostError, HostResult,
    Inbound, Kept, KnownActor, Local, ObjectDoc, Outcome, Policy, Reader, SigningKey, Usage,
};
use folkmoot_federation::objects::{parse_actor, parse_object};
use serde_json::{Value, json};
use time::macros::datetime;
use url::Url;

use crate::url;

/// A house with Bob, a community, one post, and a few that are gone.
pub(crate) struct House;

fn actor(kind: ActorKind, name: &str) -> ActorDoc {
    let id = match kind {
        ActorKind::Person => format!("https://x.example/u/{name}"),
        ActorKind::Community => format!("https://x.example/c/{name}"),
        ActorKind::Service => "https://x.example/actor".to_owned(),
    };
    let document = json!({
        "id": id, "type": match kind { ActorKind::Person => "Person", ActorKind::Community => "Group", ActorKind::Service => "Application" },
        "preferredUsername": name, "inbox": format!("{id}/inbox"), "publicKey": {"id": format!("{id}#main-key"), "publicKeyPem": "PEM"},
    });
    parse_actor(&document).expect("a whole actor")
}

fn post() -> ObjectDoc {
    let document = json!({
        "id": "https://x.example/post/1", "type": "Page", "attributedTo": "https://x.example/u/bob", "audience": "https://x.example/c/rust",
        "to": ["https://x.example/c/rust", "as:Public"], "cc": [], "name": "Traits?", "content": "<p>How</p>",
    });
    parse_object(&document).expect("a whole post")
}

fn gone<T>(id: &str) -> Local<T> {
    Local::Gone {
        id: url(id),
        deleted_at: datetime!(2026-03-01 10:00 UTC),
    }
}

#[async_trait]
impl Host for House {
    async fn policy(&self, _: &str) -> HostResult<Policy> {
        Ok(Policy::Open)
    }
    async fn instance_key(&self) -> HostResult<SigningKey> {
        Err(HostError::Failed("nothing is signed here".to_owned()))
    }
    async fn known_actor(&self, _: &Url) -> HostResult<Option<KnownActor>> {
        Ok(None)
    }
    async fn actor_by_key(&self, _: &Url) -> HostResult<Option<KnownActor>> {
        Ok(None)
    }
    async fn keep_actor(&self, _: &ActorDoc) -> HostResult<()> {
        Ok(())
    }
    async fn keep_inbound(&self, _: Inbound) -> HostResult<Kept> {
        Ok(Kept::New)
    }
    async fn claim_deliveries(&self, _: usize) -> HostResult<Vec<Delivery>> {
        Ok(Vec::new())
    }
    async fn settle_deliveries(&self, _: Vec<(i64, Outcome)>) -> HostResult<()> {
        Ok(())
    }
    async fn local_actor(&self, kind: ActorKind, name: &str) -> HostResult<Local<ActorDoc>> {
        Ok(match (kind, name) {
            (ActorKind::Service, _) => Local::Here(ActorDoc {
                public_key: folkmoot_federation::host::PublicKey {
                    id: url("https://x.example/actor#main-key"),
                    pem: "PEM".to_owned(),
                },
                ..actor(kind, "x.example")
            }),
            (ActorKind::Person, "bob") | (ActorKind::Community, "rust") => {
                Local::Here(actor(kind, name))
            }
            (_, "gone") => gone("https://x.example/u/gone"),
            (_, "away") => Local::Elsewhere(url("https://far.example/u/away")),
            (_, "busy") => return Err(HostError::Busy),
            _ => Local::Missing,
        })
    }
    async fn local_actor_by_name(&self, name: &str) -> HostResult<Local<ActorDoc>> {
        let kind = if name == "rust" {
            ActorKind::Community
        } else {
            ActorKind::Person
        };
        self.local_actor(kind, name).await
    }
    async fn local_object(&self, post_id: i64, _: &Reader) -> HostResult<Local<ObjectDoc>> {
        Ok(match post_id {
            1 => Local::Here(post()),
            2 => gone("https://x.example/post/2"),
            _ => Local::Missing,
        })
    }
    async fn local_activity(&self, id: i64, _: &Reader) -> HostResult<Local<Value>> {
        Ok(if id == 7 {
            Local::Here(
                json!({"id": "https://x.example/activities/7", "type": "Like", "zzz": 1, "aaa": 2}),
            )
        } else {
            Local::Missing
        })
    }
    async fn collection(
        &self,
        of: &CollectionOf,
        cursor: Option<&str>,
        _: &Reader,
    ) -> HostResult<Option<CollectionPage>> {
        let (id, total) = match of {
            CollectionOf::Outbox { actor } if actor == "rust" => {
                ("https://x.example/c/rust/outbox", 3)
            }
            CollectionOf::Moderators { community } if community == "rust" => {
                ("https://x.example/c/rust/moderators", 1)
            }
            CollectionOf::Followers { actor } if actor == "rust" => {
                ("https://x.example/c/rust/followers", 1)
            }
            CollectionOf::Replies { post: 1 } => ("https://x.example/post/1/replies", 1),
            _ => return Ok(None),
        };
        let (items, next) = match (cursor, total) {
            (None, _) => (Vec::new(), None),
            (Some(""), 3) => (
                vec![json!("https://x.example/1"), json!("https://x.example/2")],
                Some("2 & more".to_owned()),
            ),
            (Some("2 & more"), 3) => (vec![json!("https://x.example/3")], None),
            (Some(""), _) => (vec![json!("https://x.example/u/bob")], None),
            _ => return Ok(None),
        };
        Ok(Some(CollectionPage {
            id: url(id),
            total,
            items,
            next,
            attributed_to: Some(url("https://x.example/c/rust")),
        }))
    }
    async fn usage(&self) -> HostResult<Usage> {
        Ok(Usage {
            name: "The House".to_owned(),
            users: 5,
            active_month: 2,
            local_posts: 9,
            ..Usage::default()
        })
    }
}
