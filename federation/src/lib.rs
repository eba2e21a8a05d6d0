//! The ActivityPub protocol of Folkmoot behind one port.
//!
//! [`Federation`] is made of a [`Config`] and a [`host::Host`], which the server implements. It
//! judges what comes in (`inbox`), fetches what is elsewhere (`fetch`, `discovery`) and sends what
//! the server queued (`delivery`). Everything on the network goes through `client`.

pub mod activities;
mod bounded;
pub mod client;
pub mod compose;
mod config;
mod confirm;
mod delivery;
mod discovery;
mod error;
mod fetch;
pub mod host;
pub mod http;
mod inbox;
pub mod objects;
pub mod protocol;
pub mod signature;
pub mod vocabulary;

use std::sync::Arc;

use activitypub_federation::config::{Data, FederationConfig, UrlVerifier};
use activitypub_federation::error::Error as LibraryError;
use async_trait::async_trait;
use reqwest_middleware::ClientBuilder;
use time::OffsetDateTime;
use url::Url;

use bounded::Bounded;
use client::Client;
pub use config::{Clock, Config, Development};
pub use discovery::Software;
pub use error::FetchError;
use host::{Host, Policy};
pub use inbox::{Accepted, BODY_LIMIT, InboxRefusal};
use objects::Fed;
use signature::{Here, Keys};

/// The protocol of one server. Cheap to clone.
#[derive(Clone)]
pub struct Federation(Arc<Inner>);

struct Inner {
    config: Arc<Config>,
    host: Arc<dyn Host>,
    client: Client,
    keys: Arc<Keys>,
    here: Here,
    library: FederationConfig<Fed>,
    /// When a host was last asked again for a key that it had changed.
    refetched: Bounded<String, OffsetDateTime>,
    /// By id: further keys of actors that have several.
    other_keys: Bounded<Url, inbox::OtherKey>,
}

impl Federation {
    /// Needs a running tokio runtime: the library starts its (unused) queue on it.
    pub async fn new(config: Config, host: Arc<dyn Host>) -> Result<Self, FetchError> {
        let config = Arc::new(config);
        // A parsed key takes some kilobytes, and parsing one again costs less than a signature.
        let keys = Arc::new(Keys::new(4_096));
        let client = Client::new(Arc::clone(&config), Arc::clone(&host), Arc::clone(&keys))?;
        let middleware = ClientBuilder::new(client.plain()).with(client.clone()).build();
        let library = FederationConfig::builder()
            .domain(&config.domain)
            .app_data(Fed(Arc::clone(&host)))
            .client(middleware)
            .http_fetch_limit(config.fetch_limit)
            .request_timeout(config.total_timeout)
            .url_verifier(Box::new(PolicyVerifier(Arc::clone(&host))))
            // Lets the library pass plain http on to our client, which allows it for the named hosts only.
            .debug(config.development.is_some())
            .build()
            .await
            .map_err(|cause| FetchError::temporary("the library", cause.to_string()))?;
        let here = Here::new(&config.base);
        Ok(Self(Arc::new(Inner { config, host, client, keys, here, library, refetched: Bounded::new(20_000), other_keys: Bounded::new(2_000) })))
    }

    pub fn config(&self) -> &Config {
        &self.0.config
    }

    pub fn host(&self) -> &Arc<dyn Host> {
        &self.0.host
    }

    /// The guarded client, for whatever else must be fetched from elsewhere: pictures, feeds, links.
    pub fn client(&self) -> &Client {
        &self.0.client
    }

    /// What the traits of `activitypub_federation` work on, with a fresh budget of requests.
    pub fn data(&self) -> Data<Fed> {
        self.0.library.to_request_data()
    }

    /// Whether an address is on this server.
    pub fn is_local(&self, url: &Url) -> bool {
        url.origin() == self.0.config.base.origin()
    }
}

/// Keeps the library away from hosts that the operator blocked.
#[derive(Clone)]
struct PolicyVerifier(Arc<dyn Host>);

#[async_trait]
impl UrlVerifier for PolicyVerifier {
    async fn verify(&self, url: &Url) -> Result<(), LibraryError> {
        if !url.has_host() {
            return Err(LibraryError::UrlVerificationError("it has no host"));
        }
        match self.0.policy(&signature::authority(url)).await {
            Ok(Policy::Blocked) => Err(LibraryError::UrlVerificationError("its host is blocked")),
            Ok(_) => Ok(()),
            Err(cause) => Err(LibraryError::Other(cause.to_string())),
        }
    }
}
