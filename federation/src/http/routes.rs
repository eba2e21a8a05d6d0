//! The addresses without a page for people, and the same for those whose page the server mounts.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use actix_web::{HttpRequest, HttpResponse, Route, guard, web};
use futures_util::StreamExt;
use serde::Deserialize;

use super::{
    activity_response, actor_response, collection_response, discovery, missing, object_response,
    problem,
};
use crate::host::{ActorKind, CollectionOf, Reader};
use crate::protocol::nodeinfo::NodeInfoVersion;
use crate::signature::Headers;
use crate::{BODY_LIMIT, Federation, InboxRefusal};

/// For the whole body of one activity, however slowly it comes.
const BODY_TIME: Duration = Duration::from_secs(30);

/// Mounts everything that has no page for people beside it. Needs `web::Data<Federation>`.
pub fn configure(cfg: &mut web::ServiceConfig) {
    cfg.route("/.well-known/webfinger", read().to(webfinger))
        .route("/.well-known/host-meta", read().to(host_meta))
        .route("/.well-known/nodeinfo", read().to(nodeinfo_links))
        .route("/nodeinfo/2.0", read().to(nodeinfo_2_0))
        .route("/nodeinfo/2.1", read().to(nodeinfo_2_1))
        .route("/actor", read().to(instance_actor))
        .route("/activities/{id}", read().to(activity))
        .route("/inbox", web::post().to(inbox))
        .route("/actor/inbox", web::post().to(inbox))
        .route("/u/{name}/inbox", web::post().to(inbox))
        .route("/c/{name}/inbox", web::post().to(inbox))
        .route(
            "/u/{name}/{collection:followers|following|outbox}",
            read().to(of_person),
        )
        .route(
            "/u/{name}/{collection:followers|following|outbox}/first",
            read().to(of_person_first),
        )
        .route(
            "/c/{name}/{collection:followers|outbox|featured|moderators}",
            read().to(of_community),
        )
        .route(
            "/c/{name}/{collection:followers|outbox|featured|moderators}/first",
            read().to(of_community_first),
        )
        .route(
            "/post/{id}/{collection:replies|context}",
            read().to(of_post),
        )
        .route(
            "/post/{id}/{collection:replies|context}/first",
            read().to(of_post_first),
        );
}

fn read() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

/// Who reads: `Err` is the answer for those who may not.
pub async fn reader_of(
    federation: &Federation,
    request: &HttpRequest,
) -> Result<Reader, HttpResponse> {
    let method = request.method().as_str();
    federation
        .verify_get(method, path_and_query(request), fields(request))
        .await
        .map_err(|refusal| refused(&refusal))
}

/// A local person or community, for the handler whose page lives at the same address.
pub async fn serve_actor(
    federation: &Federation,
    request: &HttpRequest,
    kind: ActorKind,
    name: &str,
) -> HttpResponse {
    match reader_of(federation, request).await {
        Ok(reader) => actor_response(federation.host().as_ref(), kind, name, &reader).await,
        Err(answer) => answer,
    }
}

/// A local thread or reply, for the handler whose page lives at the same address.
pub async fn serve_object(
    federation: &Federation,
    request: &HttpRequest,
    post: i64,
) -> HttpResponse {
    match reader_of(federation, request).await {
        Ok(reader) => object_response(federation.host().as_ref(), post, &reader).await,
        Err(answer) => answer,
    }
}

async fn serve_collection(
    federation: &Federation,
    request: &HttpRequest,
    of: CollectionOf,
    cursor: Option<&str>,
) -> HttpResponse {
    match reader_of(federation, request).await {
        Ok(reader) => collection_response(federation.host().as_ref(), &of, cursor, &reader).await,
        Err(answer) => answer,
    }
}

fn path_and_query(request: &HttpRequest) -> &str {
    request
        .uri()
        .path_and_query()
        .map_or("/", |whole| whole.as_str())
}

/// Fields that are not text are left out, as the signature check wants them.
fn fields(request: &HttpRequest) -> Headers<'_> {
    Headers::new(
        request
            .headers()
            .iter()
            .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
            .collect(),
    )
}

fn refused(refusal: &InboxRefusal) -> HttpResponse {
    let status =
        StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut answer = problem(status, &refusal.to_string());
    if matches!(refusal, InboxRefusal::Unavailable) {
        answer.headers_mut().insert(
            RETRY_AFTER,
            actix_web::http::header::HeaderValue::from_static("60"),
        );
    }
    answer
}

/// One for all: whom an activity is for stands in the activity.
async fn inbox(
    federation: web::Data<Federation>,
    request: HttpRequest,
    payload: web::Payload,
) -> HttpResponse {
    let body = match tokio::time::timeout(BODY_TIME, whole(payload)).await {
        Ok(Ok(body)) => body,
        Ok(Err(refusal)) => return refused(&refusal),
        Err(_elapsed) => {
            return problem(
                StatusCode::REQUEST_TIMEOUT,
                "The request took too long to arrive.",
            );
        }
    };
    match federation
        .receive(
            request.method().as_str(),
            path_and_query(&request),
            fields(&request),
            &body,
        )
        .await
    {
        Ok(_accepted) => HttpResponse::Accepted().finish(),
        Err(refusal) => refused(&refusal),
    }
}

/// The body, read no further than allowed: what its length claims to be is not asked.
async fn whole(mut payload: web::Payload) -> Result<web::BytesMut, InboxRefusal> {
    let mut body = web::BytesMut::new();
    while let Some(piece) = payload.next().await {
        let piece = piece.map_err(|cause| {
            tracing::debug!(%cause, "a body broke off");
            InboxRefusal::Malformed("the body broke off".to_owned())
        })?;
        if body.len() + piece.len() > BODY_LIMIT {
            return Err(InboxRefusal::TooLarge);
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

#[derive(Deserialize)]
struct Wanted {
    resource: Option<String>,
}

async fn webfinger(federation: web::Data<Federation>, query: web::Query<Wanted>) -> HttpResponse {
    let config = federation.config();
    discovery::webfinger(
        federation.host().as_ref(),
        &config.base,
        &config.domain,
        query.resource.as_deref(),
    )
    .await
}

async fn host_meta(federation: web::Data<Federation>) -> HttpResponse {
    std::future::ready(discovery::host_meta(&federation.config().base)).await
}

async fn nodeinfo_links(federation: web::Data<Federation>) -> HttpResponse {
    std::future::ready(discovery::nodeinfo_links(&federation.config().base)).await
}

async fn nodeinfo_2_0(federation: web::Data<Federation>) -> HttpResponse {
    discovery::nodeinfo(federation.host().as_ref(), NodeInfoVersion::V2_0).await
}

async fn nodeinfo_2_1(federation: web::Data<Federation>) -> HttpResponse {
    discovery::nodeinfo(federation.host().as_ref(), NodeInfoVersion::V2_1).await
}

/// For everyone: see [`actor_response`].
async fn instance_actor(federation: web::Data<Federation>) -> HttpResponse {
    actor_response(
        federation.host().as_ref(),
        ActorKind::Service,
        "",
        &Reader::Anyone,
    )
    .await
}

async fn activity(
    federation: web::Data<Federation>,
    request: HttpRequest,
    id: web::Path<String>,
) -> HttpResponse {
    let Ok(id) = id.parse() else { return missing() };
    match reader_of(&federation, &request).await {
        Ok(reader) => activity_response(federation.host().as_ref(), id, &reader).await,
        Err(answer) => answer,
    }
}

/// Where a later page begins; without it the head is meant.
#[derive(Deserialize)]
struct Turned {
    after: Option<String>,
}

type Named = web::Path<(String, String)>;

async fn of_person(
    federation: web::Data<Federation>,
    request: HttpRequest,
    at: Named,
    turned: web::Query<Turned>,
) -> HttpResponse {
    person_collection(
        &federation,
        &request,
        at.into_inner(),
        turned.after.as_deref(),
    )
    .await
}

async fn of_person_first(
    federation: web::Data<Federation>,
    request: HttpRequest,
    at: Named,
) -> HttpResponse {
    person_collection(&federation, &request, at.into_inner(), Some("")).await
}

async fn person_collection(
    federation: &Federation,
    request: &HttpRequest,
    (actor, which): (String, String),
    cursor: Option<&str>,
) -> HttpResponse {
    let of = match which.as_str() {
        "followers" => CollectionOf::Followers { actor },
        "following" => CollectionOf::Following { actor },
        _ => CollectionOf::Outbox { actor },
    };
    serve_collection(federation, request, of, cursor).await
}

async fn of_community(
    federation: web::Data<Federation>,
    request: HttpRequest,
    at: Named,
    turned: web::Query<Turned>,
) -> HttpResponse {
    community_collection(
        &federation,
        &request,
        at.into_inner(),
        turned.after.as_deref(),
    )
    .await
}

async fn of_community_first(
    federation: web::Data<Federation>,
    request: HttpRequest,
    at: Named,
) -> HttpResponse {
    community_collection(&federation, &request, at.into_inner(), Some("")).await
}

async fn community_collection(
    federation: &Federation,
    request: &HttpRequest,
    (name, which): (String, String),
    cursor: Option<&str>,
) -> HttpResponse {
    let of = match which.as_str() {
        "followers" => CollectionOf::Followers { actor: name },
        "featured" => CollectionOf::Featured { community: name },
        "moderators" => CollectionOf::Moderators { community: name },
        _ => CollectionOf::Outbox { actor: name },
    };
    serve_collection(federation, request, of, cursor).await
}

async fn of_post(
    federation: web::Data<Federation>,
    request: HttpRequest,
    at: Named,
    turned: web::Query<Turned>,
) -> HttpResponse {
    post_collection(
        &federation,
        &request,
        at.into_inner(),
        turned.after.as_deref(),
    )
    .await
}

async fn of_post_first(
    federation: web::Data<Federation>,
    request: HttpRequest,
    at: Named,
) -> HttpResponse {
    post_collection(&federation, &request, at.into_inner(), Some("")).await
}

async fn post_collection(
    federation: &Federation,
    request: &HttpRequest,
    (id, which): (String, String),
    cursor: Option<&str>,
) -> HttpResponse {
    let Ok(post) = id.parse() else {
        return missing();
    };
    let of = if which == "replies" {
        CollectionOf::Replies { post }
    } else {
        CollectionOf::Context { post }
    };
    serve_collection(federation, request, of, cursor).await
}
