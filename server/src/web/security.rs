//! The edge of the house: what every answer carries, and what becomes of errors and panics.

use std::panic::AssertUnwindSafe;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpResponse, ResponseError};
use futures_util::FutureExt;

use super::respond;
use crate::Error;

/// No inline script or style, nothing from elsewhere but pictures, no frame, no form that leaves.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; \
    img-src 'self' data: https:; media-src 'self' https:; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";
/// Test servers have no https.
const CSP_DEVELOPMENT: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; \
    img-src 'self' data: https: http:; media-src 'self' https: http:; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";
const HSTS: &str = "max-age=31536000";

/// A handler panicked. Its request is lost, so the page is a bare one.
#[derive(Debug, thiserror::Error)]
#[error("a handler panicked")]
struct Panicked;

impl ResponseError for Panicked {
    fn status_code(&self) -> StatusCode {
        StatusCode::INTERNAL_SERVER_ERROR
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = respond::bare(self.status_code());
        protect(response.headers_mut(), false, false);
        response
    }
}

/// Around every route: logs errors once, gives them a page, and adds the headers that protect.
pub(super) async fn edge(request: ServiceRequest, next: Next<impl MessageBody + 'static>) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let place = format!("{} {}", request.method(), request.path());
    let Ok(outcome) = AssertUnwindSafe(next.call(request)).catch_unwind().await else {
        // The panic hook has written where it came from.
        tracing::error!(place, "a handler panicked");
        return Err(Panicked.into());
    };
    let response = outcome?.map_into_boxed_body();
    let mut response = if response.status().is_client_error() || response.status().is_server_error() {
        with_page(response, &place).await
    } else {
        response
    };
    let app = respond::app_of(response.request()).ok();
    let https = app.as_ref().is_some_and(|app| app.config.is_https());
    let development = app.as_ref().is_some_and(|app| app.config.is_development());
    protect(response.headers_mut(), https, development);
    Ok(response)
}

/// Turns an error that is no answer yet into one.
async fn with_page(response: ServiceResponse<BoxBody>, place: &str) -> ServiceResponse<BoxBody> {
    let status = response.status();
    let (request, response) = response.into_parts();
    // What has no error attached was made on purpose: a problem of the API, a form that comes back.
    let Some(cause) = response.error() else { return ServiceResponse::new(request, response) };
    let ours = cause.as_error::<Error>();
    let mut reference = String::new();
    match ours {
        Some(error) => {
            if status.is_server_error() {
                reference = format!("{:08x}", rand::random::<u32>());
                error.log(&format!("{place} #{reference}"));
            } else {
                error.log(place);
            }
        }
        // Actix's own: a path or a query that does not parse, a broken body.
        None => tracing::debug!(place, %cause, status = status.as_u16(), "refused"),
    }
    if respond::wants_problem(&request) {
        if ours.is_some() {
            return ServiceResponse::new(request, response);
        }
        let problem = folkmoot_federation::http::problem(status, status.canonical_reason().unwrap_or("Error"));
        return ServiceResponse::new(request, problem);
    }
    if matches!(ours, Some(Error::Unauthorized(_))) && request.method() == actix_web::http::Method::GET {
        let answer = log_in_first(request.uri());
        return ServiceResponse::new(request, answer);
    }
    let retry = response.headers().get(header::RETRY_AFTER).cloned();
    let mut page = respond::error_page(&request, status, ours, reference).await;
    if let Some(retry) = retry {
        page.headers_mut().insert(header::RETRY_AFTER, retry);
    }
    ServiceResponse::new(request, page)
}

/// A page for members: the visitor logs in and comes back to it.
fn log_in_first(page: &actix_web::http::Uri) -> HttpResponse {
    let path = page.path_and_query().map_or("/", |path| path.as_str());
    let next: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, format!("/login?next={next}")))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

/// What a handler set itself stays.
fn protect(headers: &mut HeaderMap, https: bool, development: bool) {
    let mut set = |name: HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    set(header::CONTENT_SECURITY_POLICY, if development { CSP_DEVELOPMENT } else { CSP });
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(header::PERMISSIONS_POLICY, "camera=(), microphone=(), geolocation=(), interest-cohort=()");
    if https {
        set(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
}
