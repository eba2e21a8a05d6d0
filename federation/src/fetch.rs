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

    /// The items of a collection, page by page and no further than allowed. What was had before a
    /// page failed is returned; only a failing first page is an error.
    pub async fn fetch_collection(
        &self,
        url: &Url,
        max_pages: usize,
        max_items: usize,
    ) -> Result<Vec<Value>, FetchError> {
        self.must_be_elsewhere(url)?;
        let mut items = Vec::new();
        let mut seen = HashSet::new();
        let head = self.page(url).await?;
        seen.insert(url.clone());
        let mut page = head;
        for turn in 0..max_pages {
            let next = {
                take_items(&page, max_items, &mut items);
                // A head may carry its first page, or only name it; a page names the next one.
                if let Some(first) = page
                    .get("first")
                    .filter(|first| turn == 0 && first.is_object())
                {
                    let first = first.clone();
                    take_items(&first, max_items, &mut items);
                    first.get("next").and_then(address_of)
                } else {
                    page.get(if turn == 0 { "first" } else { "next" })
                        .or_else(|| page.get("next"))
                        .and_then(address_of)
                }
            };
            let Some(next) = next else { break };
            // Pages elsewhere could be anybody's, and a page seen before would go round for ever.
            if items.len() >= max_items
                || next.origin() != url.origin()
                || !seen.insert(next.clone())
            {
                break;
            }
            page = match self.page(&next).await {
                Ok(page) => page,
                Err(cause) => {
                    tracing::debug!(%url, %cause, "a collection ends early");
                    break;
                }
            };
        }
        Ok(items)
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

fn take_items(page: &Value, max_items: usize, into: &mut Vec<Value>) {
    let items = page.get("orderedItems").or_else(|| page.get("items"));
    let left = max_items.saturating_sub(into.len());
    match items {
        Some(Value::Array(items)) => into.extend(items.iter().take(left).cloned()),
        // JSON-LD writes a list of one without brackets.
        Some(item @ (Value::String(_) | Value::Object(_))) if left > 0 => into.push(item.clone()),
        _ => {}
    }
}
