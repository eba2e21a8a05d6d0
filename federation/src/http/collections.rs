//! Collections as answers: the head with its count, then page after page.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use url::Url;

use super::{document, missing, unavailable};
use crate::host::{CollectionOf, CollectionPage, Host, HostResult, Reader};
use crate::objects::with_context;
use crate::protocol::collection::CollectionWire;
use crate::vocabulary::collections;

/// Items in a head at most. More is on the pages.
const MOST_INLINE: usize = 50;

/// The head (`cursor` is `None`), the first page (`Some("")`), or a later one.
///
/// The first page has an address without a query: servers disagree on whether a signature covers
/// the query, so the way into a collection must not need one.
pub async fn collection_response(
    host: &dyn Host,
    of: &CollectionOf,
    cursor: Option<&str>,
    reader: &Reader,
) -> HttpResponse {
    let written = match cursor {
        None => head(host, of, reader).await,
        Some(cursor) => page(host, of, cursor, reader).await,
    };
    match written {
        Ok(Some(wire)) => match serde_json::to_value(&wire) {
            Ok(value) => document(StatusCode::OK, &with_context(value), reader),
            Err(error) => unavailable(&crate::host::HostError::Failed(error.to_string())),
        },
        Ok(None) => missing(),
        Err(error) => unavailable(&error),
    }
}

async fn head(
    host: &dyn Host,
    of: &CollectionOf,
    reader: &Reader,
) -> HostResult<Option<CollectionWire>> {
    let Some(head) = host.collection(of, None, reader).await? else {
        return Ok(None);
    };
    let first = beneath(&head.id, "first");
    let mut wire = CollectionWire {
        id: head.id,
        kind: if ordered(of) {
            collections::ORDERED
        } else {
            collections::COLLECTION
        },
        attributed_to: head.attributed_to,
        total_items: head.total,
        part_of: None,
        first: Some(first),
        next: None,
        items: None,
        ordered_items: None,
    };
    match inline(of) {
        Inline::Nothing => {}
        Inline::Nobody => wire.items = Some(Vec::new()),
        shown @ (Inline::All | Inline::Newest) => {
            let Some(page) = host.collection(of, Some(""), reader).await? else {
                return Ok(Some(wire));
            };
            let mut items = page.items;
            if shown == Inline::Newest {
                items.truncate(MOST_INLINE);
            } else if page.next.is_none() {
                // Whole here: a second way to the same items would only be walked twice.
                wire.first = None;
            }
            wire.ordered_items = Some(items);
        }
    }
    Ok(Some(wire))
}

async fn page(
    host: &dyn Host,
    of: &CollectionOf,
    cursor: &str,
    reader: &Reader,
) -> HostResult<Option<CollectionWire>> {
    let Some(page) = host.collection(of, Some(cursor), reader).await? else {
        return Ok(None);
    };
    let CollectionPage {
        id: collection,
        total,
        items,
        next,
        attributed_to,
    } = page;
    let id = if cursor.is_empty() {
        beneath(&collection, "first")
    } else {
        after(&collection, cursor)
    };
    let (items, ordered_items) = if ordered(of) {
        (None, Some(items))
    } else {
        (Some(items), None)
    };
    Ok(Some(CollectionWire {
        id,
        kind: if ordered(of) {
            collections::ORDERED_PAGE
        } else {
            collections::PAGE
        },
        attributed_to,
        total_items: total,
        next: next.map(|cursor| after(&collection, &cursor)),
        part_of: Some(collection),
        first: None,
        items,
        ordered_items,
    }))
}

/// Mastodon reads `replies` as a plain collection, and Lemmy followers; everything else has an order.
fn ordered(of: &CollectionOf) -> bool {
    !matches!(
        of,
        CollectionOf::Replies { .. } | CollectionOf::Followers { .. }
    )
}

/// What a head holds beside its count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inline {
    Nothing,
    /// An empty list: Lemmy wants one from followers, and no names in it.
    Nobody,
    /// Lemmy, PieFed and Mbin look for stewards and pins in the head alone, and never turn a page.
    All,
    /// The same, and for a community's latest activities. The way to all of them stands beside.
    Newest,
}

fn inline(of: &CollectionOf) -> Inline {
    match of {
        CollectionOf::Featured { .. } | CollectionOf::Moderators { .. } => Inline::All,
        CollectionOf::Outbox { .. } => Inline::Newest,
        CollectionOf::Followers { .. } => Inline::Nobody,
        CollectionOf::Following { .. }
        | CollectionOf::Replies { .. }
        | CollectionOf::Context { .. } => Inline::Nothing,
    }
}

fn beneath(collection: &Url, part: &str) -> Url {
    let mut url = collection.clone();
    url.set_path(&format!(
        "{}/{part}",
        collection.path().trim_end_matches('/')
    ));
    url
}

fn after(collection: &Url, cursor: &str) -> Url {
    let mut url = collection.clone();
    url.query_pairs_mut().append_pair("after", cursor);
    url
}
