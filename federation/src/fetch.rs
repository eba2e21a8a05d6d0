//! Fetching actors, contributions and collections from where they live.

use std::collections::HashSet;

use activitypub_federation::fetch::fetch_object_http;
use activitypub_federation::fetch::object_id::ObjectId;
use serde_json::Value;
use url::Url;

use crate::Federation;
use crate::client::Ask;
use crate::error::FetchError;
use crate::host::{ActorDoc, ObjectDoc};
use crate::objects::{Fed, FedActor, FedError, FedObject};
use crate::protocol::collection::{Onward, read_page};
use crate::protocol::links::address_of;

/// Traits of the library cannot say which document they judged.
fn about(url: &Url, error: FedError) -> FetchError {
    match error {
        FedError::Malformed(cause) => FetchError::invalid(url, cause.to_string()),
        FedError::Host(cause) => FetchError::Host(cause),
        FedError::Library(cause) => cause.into(),
        FedError::Json(cause) => FetchError::invalid(url, cause.to_string()),
    }
}

impl Federation {
    /// Fetches an actor and keeps it. Its document's id is the address it came from, and the key is
    /// one that it lists as its own.
    pub async fn fetch_actor(&self, url: &Url) -> Result<ActorDoc, FetchError> {
        self.must_be_elsewhere(url)?;
        let found = ObjectId::<FedActor>::from(url.clone())
            .dereference_forced(&self.data())
            .await;
        found
            .map(|FedActor(doc)| doc)
            .map_err(|cause| about(url, cause))
    }

    /// Fetches a contribution. Nothing is kept.
    pub async fn fetch_object(&self, url: &Url) -> Result<ObjectDoc, FetchError> {
        self.must_be_elsewhere(url)?;
        let found = ObjectId::<FedObject>::from(url.clone())
            .dereference_forced(&self.data())
            .await;
        found
            .map(|FedObject(doc)| doc)
            .map_err(|cause| about(url, cause))
    }

    /// Fetches any document that carries its own address as id.
    pub async fn fetch_value(&self, url: &Url) -> Result<Value, FetchError> {
        self.must_be_elsewhere(url)?;
        Ok(fetch_object_http::<Fed, Value>(url, &self.data())
            .await?
            .object)
    }

    fn must_be_elsewhere(&self, url: &Url) -> Result<(), FetchError> {
        if self.is_local(url) {
            return Err(FetchError::Refused {
                url: url.to_string(),
                reason: "it is our own",
            });
        }
        Ok(())
    }

    /// The items of a collection, page by page and no further than allowed, each once. What was had
    /// before a page failed is returned; only a failing first page is an error.
    pub async fn fetch_collection(
        &self,
        url: &Url,
        max_pages: usize,
        max_items: usize,
    ) -> Result<Vec<Value>, FetchError> {
        self.must_be_elsewhere(url)?;
        let mut found = Items::new(max_items);
        let mut seen = HashSet::from([url.clone()]);
        let mut page = self.page(url).await?;
        let mut next = found
            .take(&page)
            .ok_or_else(|| FetchError::invalid(url, "it is no collection"))?;
        for _ in 1..max_pages {
            let Some(at) = next.take() else { break };
            // Pages elsewhere could be anybody's, and a page seen before would go round for ever.
            if found.full() || at.origin() != url.origin() || !seen.insert(at.clone()) {
                break;
            }
            page = match self.page(&at).await {
                Ok(page) => page,
                Err(cause) => {
                    tracing::debug!(%url, %cause, "a collection ends early");
                    break;
                }
            };
            next = found.take(&page).flatten();
        }
        Ok(found.items)
    }

    /// Pages often lack an id, or have another than their address, so the library's rule is not for them.
    async fn page(&self, url: &Url) -> Result<Value, FetchError> {
        let fetched = self.0.client.get(url, Ask::DOCUMENT).await?;
        if fetched.url.origin() != url.origin() {
            return Err(FetchError::invalid(url, "its pages are on another host"));
        }
        serde_json::from_slice(&fetched.body)
            .map_err(|cause| FetchError::invalid(url, cause.to_string()))
    }
}

/// What was found so far: a head with its first page in place names that page as well.
struct Items {
    items: Vec<Value>,
    ids: HashSet<Url>,
    most: usize,
}

impl Items {
    fn new(most: usize) -> Self {
        Self {
            items: Vec::new(),
            ids: HashSet::new(),
            most,
        }
    }

    fn full(&self) -> bool {
        self.items.len() >= self.most
    }

    /// Takes what a head or a page holds, and what a head holds of its first page. `None` where it is
    /// neither; else where it goes on.
    fn take(&mut self, page: &Value) -> Option<Option<Url>> {
        let read = read_page(page)?;
        self.add(read.items);
        Some(match read.onward {
            Some(Onward::Fetch(next)) => Some(next),
            Some(Onward::Here(first)) => read_page(first).and_then(|first| {
                self.add(first.items);
                match first.onward {
                    Some(Onward::Fetch(next)) => Some(next),
                    // A page in a page in a page: nobody means that.
                    Some(Onward::Here(_)) | None => None,
                }
            }),
            None => None,
        })
    }

    fn add(&mut self, items: &[Value]) {
        for item in items {
            if self.full() {
                return;
            }
            let new = match item {
                Value::String(_) => address_of(item).is_some_and(|id| self.ids.insert(id)),
                Value::Object(_) => address_of(item).is_none_or(|id| self.ids.insert(id)),
                _ => false,
            };
            if new {
                self.items.push(item.clone());
            }
        }
    }
}
