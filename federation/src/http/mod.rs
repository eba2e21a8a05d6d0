//! Our documents as answers: actors, contributions, activities, collections, and the doors to find them by.
//!
//! The functions take the port and say nothing about routing; [`configure`] mounts the addresses
//! that have no page for people beside them.

use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, HeaderValue, LOCATION, RETRY_AFTER, VARY,
};
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde_json::{Value, json};

mod accept;
mod collections;
mod discovery;
mod routes;

pub use accept::wants_activity_json;
pub use collections::collection_response;
pub use discovery::{host_meta, nodeinfo, nodeinfo_links, webfinger};
pub use routes::{configure, reader_of, serve_actor, serve_object};

use crate::host::{ActorKind, Host, HostError, Local, Reader};
use crate::objects::{Capabilities, actor_json, object_json, tombstone_json, with_context};
use crate::vocabulary::ACTIVITY_JSON;

/// A problem for a peer (RFC 9457). `detail` must be safe to show.
pub fn problem(status: StatusCode, detail: &str) -> HttpResponse {
    let body = json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or("Error"),
        "status": status.as_u16(),
        "detail": detail,
    });
    HttpResponse::build(status)
        .insert_header((CONTENT_TYPE, "application/problem+json"))
        .body(body.to_string())
}

/// The server could not answer: the cause goes to the log, once.
pub(crate) fn unavailable(error: &HostError) -> HttpResponse {
    tracing::error!(cause = %error, "a document could not be served");
    let mut answer = problem(
        StatusCode::SERVICE_UNAVAILABLE,
        "The server cannot answer right now. Please try again in a minute.",
    );
    answer
        .headers_mut()
        .insert(RETRY_AFTER, HeaderValue::from_static("60"));
    answer
}

pub(crate) fn missing() -> HttpResponse {
    let mut answer = problem(
        StatusCode::NOT_FOUND,
        "There is nothing here, or nothing for you.",
    );
    // The address may have a page for people, or another answer for a signed reader.
    answer
        .headers_mut()
        .insert(VARY, HeaderValue::from_static("Accept, Signature"));
    answer
}

/// A document with its headers. What only some may read is kept by nobody in between.
pub(crate) fn document(status: StatusCode, body: &Value, reader: &Reader) -> HttpResponse {
    let keep = match reader {
        Reader::Anyone => "public, max-age=60",
        Reader::Signed { .. } => "private, no-store",
    };
    let mut answer: HttpResponseBuilder = HttpResponse::build(status);
    answer
        .insert_header((CONTENT_TYPE, ACTIVITY_JSON))
        .insert_header((VARY, "Accept, Signature"))
        .insert_header((CACHE_CONTROL, keep))
        .body(body.to_string())
}

/// An answer for anything that is local, was, or never was.
fn local<T>(
    found: Result<Local<T>, HostError>,
    reader: &Reader,
    write: impl FnOnce(T) -> Value,
) -> HttpResponse {
    match found {
        Ok(Local::Here(thing)) => document(StatusCode::OK, &write(thing), reader),
        Ok(Local::Gone { id, deleted_at }) => document(
            StatusCode::GONE,
            &with_context(tombstone_json(&id, Some(deleted_at))),
            reader,
        ),
        Ok(Local::Elsewhere(url)) => HttpResponse::build(StatusCode::FOUND)
            .insert_header((LOCATION, url.as_str()))
            .insert_header((VARY, "Accept, Signature"))
            .finish(),
        Ok(Local::Missing) => missing(),
        Err(error) => unavailable(&error),
    }
}

/// A local actor. The instance actor is served to everyone, or two servers that only talk to the
/// known would never get to know each other.
pub async fn actor_response(
    host: &dyn Host,
    kind: ActorKind,
    name: &str,
    reader: &Reader,
) -> HttpResponse {
    local(host.local_actor(kind, name).await, reader, |doc| {
        with_context(actor_json(&doc, &Capabilities::default()))
    })
}

/// A local thread or reply.
pub async fn object_response(host: &dyn Host, post: i64, reader: &Reader) -> HttpResponse {
    local(host.local_object(post, reader).await, reader, |doc| {
        with_context(object_json(&doc))
    })
}

/// An activity, as it was sent.
pub async fn activity_response(host: &dyn Host, id: i64, reader: &Reader) -> HttpResponse {
    local(host.local_activity(id, reader).await, reader, |activity| {
        activity
    })
}
