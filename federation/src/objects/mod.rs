//! Neutral documents to and from the wire, and the traits of `activitypub_federation` over them.

use std::fmt;
use std::sync::Arc;

use activitypub_federation::config::Data;
use activitypub_federation::protocol::verification::verify_domains_match;
use activitypub_federation::traits::{Actor, Object};
use async_trait::async_trait;
use serde_json::Value;
use time::OffsetDateTime;
use url::Url;

mod actor;
mod context;
mod label;
mod post_in;
mod post_out;
mod title;

pub use actor::{Capabilities, actor_json, parse_actor};
pub use context::{activity_context, activity_context_of, with_context};
pub use post_in::{parse_object, parse_object_by};
pub use post_out::object_json;
pub use title::{text_from_html, title_from_html};

use crate::host::{ActorDoc, ActorKind, Host, HostError, Local, ObjectDoc, Reader};
pub use crate::protocol::Malformed;
use crate::protocol::tombstone::TombstoneWire;

/// What the library hands to every trait: the port and nothing else.
#[derive(Clone)]
pub struct Fed(pub Arc<dyn Host>);

impl fmt::Debug for Fed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fed")
    }
}

/// Why the library could not get hold of a thing.
#[derive(Debug, thiserror::Error)]
pub enum FedError {
    #[error("malformed document: {0}")]
    Malformed(#[from] Malformed),
    #[error("the server: {0}")]
    Host(#[from] HostError),
    #[error("fetching: {0}")]
    Library(#[from] activitypub_federation::error::Error),
    #[error("writing a document: {0}")]
    Json(#[from] serde_json::Error),
}

/// An actor as the library sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct FedActor(pub ActorDoc);

/// A contribution as the library sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct FedObject(pub ObjectDoc);

/// A tombstone as JSON, without `@context`.
pub fn tombstone_json(id: &Url, deleted_at: Option<OffsetDateTime>) -> Value {
    written(serde_json::to_value(TombstoneWire::new(
        id.clone(),
        deleted_at,
    )))
}

/// Our wire types have string keys and no failing serializer, so writing them cannot fail.
fn written(result: serde_json::Result<Value>) -> Value {
    result.expect("wire types have string keys only")
}

/// Splits a local path `/x/name` into its two parts.
fn local_path<'a>(id: &'a Url, data: &Data<Fed>) -> Option<(&'a str, &'a str)> {
    let host = id.host_str()?;
    let here = match id.port() {
        Some(port) => data.domain() == format!("{host}:{port}"),
        None => data.domain() == host,
    };
    let (kind, name) = id
        .path()
        .strip_prefix('/')?
        .split_once('/')
        .unwrap_or((id.path().trim_start_matches('/'), ""));
    (here && !name.contains('/')).then_some((kind, name))
}

#[async_trait]
impl Object for FedActor {
    type DataType = Fed;
    type Kind = Value;
    type Error = FedError;

    fn id(&self) -> &Url {
        &self.0.id
    }

    /// Local actors only: remote ones are kept by the port in another form, and fetched when asked for here.
    async fn read_from_id(object_id: Url, data: &Data<Fed>) -> Result<Option<Self>, FedError> {
        let (kind, name) = match local_path(&object_id, data) {
            Some(("u", name)) => (ActorKind::Person, name),
            Some(("c", name)) => (ActorKind::Community, name),
            Some(("actor", "")) => (ActorKind::Service, ""),
            _ => return Ok(None),
        };
        Ok(match data.0.local_actor(kind, name).await? {
            Local::Here(doc) => Some(Self(doc)),
            _ => None,
        })
    }

    async fn into_json(self, _data: &Data<Fed>) -> Result<Value, FedError> {
        Ok(actor_json(&self.0, &Capabilities::default()))
    }

    async fn verify(
        json: &Value,
        expected_domain: &Url,
        _data: &Data<Fed>,
    ) -> Result<(), FedError> {
        let doc = parse_actor(json)?;
        verify_domains_match(&doc.id, expected_domain)?;
        Ok(())
    }

    async fn from_json(json: Value, data: &Data<Fed>) -> Result<Self, FedError> {
        let doc = parse_actor(&json)?;
        data.0.keep_actor(&doc).await?;
        Ok(Self(doc))
    }
}

impl Actor for FedActor {
    fn public_key_pem(&self) -> &str {
        &self.0.public_key.pem
    }

    /// Never given out: the library does not sign for us.
    fn private_key_pem(&self) -> Option<String> {
        None
    }

    fn inbox(&self) -> Url {
        self.0.inbox.clone()
    }

    fn shared_inbox(&self) -> Option<Url> {
        self.0.shared_inbox.clone()
    }
}

#[async_trait]
impl Object for FedObject {
    type DataType = Fed;
    type Kind = Value;
    type Error = FedError;

    fn id(&self) -> &Url {
        &self.0.id
    }

    async fn read_from_id(object_id: Url, data: &Data<Fed>) -> Result<Option<Self>, FedError> {
        let Some(("post", number)) = local_path(&object_id, data) else {
            return Ok(None);
        };
        let Ok(post) = number.parse() else {
            return Ok(None);
        };
        Ok(match data.0.local_object(post, &Reader::Anyone).await? {
            Local::Here(doc) => Some(Self(doc)),
            _ => None,
        })
    }

    async fn into_json(self, _data: &Data<Fed>) -> Result<Value, FedError> {
        Ok(object_json(&self.0))
    }

    async fn verify(
        json: &Value,
        expected_domain: &Url,
        _data: &Data<Fed>,
    ) -> Result<(), FedError> {
        let doc = parse_object(json)?;
        verify_domains_match(&doc.id, expected_domain)?;
        Ok(())
    }

    /// Keeps nothing: what becomes of a contribution is the server's to decide.
    async fn from_json(json: Value, _data: &Data<Fed>) -> Result<Self, FedError> {
        Ok(Self(parse_object(&json)?))
    }
}
