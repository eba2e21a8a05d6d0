//! Answers: pages with their cache, and every error as a page or as a problem.

use std::sync::Arc;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use serde::Serialize;

use super::cache::{Entry, Found, HTML, Key};
use super::ctx::Ctx;
use super::{cookies, theme};
use crate::app::App;
use crate::error::seconds_up;
use crate::i18n::Lang;
use crate::pages::reader::Reader;
use crate::pages::view::{ErrorPage, Page};
use crate::pages::{self, Loaded, Seen, seen};
use crate::store::Conn;
use crate::{Error, Result};

const PROBLEM: &str = "application/problem+json";

/// What a handler's error becomes where nothing else knows better; `security::edge` makes a page of it.
impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((header::CONTENT_TYPE, PROBLEM)).insert_header((header::CACHE_CONTROL, "no-store"));
        if let Self::TooMany { retry_after } = self {
            response.insert_header((header::RETRY_AFTER, seconds_up(*retry_after).to_string()));
        }
        if let Self::Unavailable(_) = self {
            response.insert_header((header::RETRY_AFTER, "5"));
        }
        response.body(self.problem().to_string())
    }
}

/// The default of all routes.
pub(super) async fn nothing_here() -> Result<HttpResponse> {
    std::future::ready(Err(Error::NotFound("page"))).await
}

/// The instance that serves a request.
pub(super) fn app_of(request: &HttpRequest) -> Result<Arc<App>> {
    request
        .app_data::<web::Data<App>>()
        .map(|data| Arc::clone(data))
        .ok_or_else(|| Error::internal(anyhow::anyhow!("the server was started without its app")))
}

/// A page. Visitors without cookies get a kept one where it is still true.
///
/// `path` is the page's address as we write it ourselves: it names the page in the cache, and unknown parameters of a
/// request do not make another one.
pub(super) async fn page<B, F>(request: &HttpRequest, path: String, load: F) -> Result<HttpResponse>
where
    B: Serialize + Send + 'static,
    F: FnOnce(&mut Conn, &Reader) -> Result<Loaded<B>> + Send + 'static,
{
    let app = app_of(request)?;
    if !cookies::is_anonymous(request, app.config.is_https()) {
        let ctx = Ctx::of(request).await?;
        let reader = Arc::clone(&ctx.reader);
        let loaded = app.db.read(move |conn| load(conn, &reader)).await?;
        return ctx.render(&loaded.page);
    }
    let key = Key { locale: locale(&app, request)?, path };
    if let Some(entry) = kept(&app, &key, true).await? {
        return Ok(entry.answer(request));
    }
    // Whoever comes while the page is drawn waits for it, and does not draw it as well.
    let _door = app.pages.door(&key).lock().await;
    if let Some(entry) = kept(&app, &key, false).await? {
        return Ok(entry.answer(request));
    }
    let ctx = Ctx::of(request).await?;
    let reader = shared(&ctx, &key.path);
    let loaded = app.db.read(move |conn| load(conn, &reader)).await?;
    let html = ctx.theme.render(&loaded.page).map_err(Error::internal)?;
    app.pages.set_theme(&ctx.house.theme);
    let entry = app.pages.put(key, html, HTML, loaded.seen, app.clock.now());
    Ok(entry.answer(request))
}

/// Something else that is the same for all visitors: a feed, a site map.
pub(super) async fn document<F>(request: &HttpRequest, path: String, content_type: &'static str, load: F) -> Result<HttpResponse>
where
    F: FnOnce(&mut Conn, &Reader) -> Result<(String, Seen)> + Send + 'static,
{
    let app = app_of(request)?;
    let key = Key { locale: locale(&app, request)?, path };
    if let Some(entry) = kept(&app, &key, true).await? {
        return Ok(entry.answer(request));
    }
    let ctx = Ctx::of(request).await?;
    let mut reader = Reader::clone(&shared(&ctx, &key.path));
    reader.viewer = crate::domain::Viewer::Visitor;
    reader.session = None;
    let (text, seen) = app.db.read(move |conn| load(conn, &reader)).await?;
    app.pages.set_theme(&ctx.house.theme);
    Ok(app.pages.put(key, text, content_type, seen, app.clock.now()).answer(request))
}

/// The kept page, if the database still says what it said. `renew` lets one request a minute draw it again.
async fn kept(app: &App, key: &Key, renew: bool) -> Result<Option<Arc<Entry>>> {
    let Found::Kept(entry) = app.pages.get(key) else { return Ok(None) };
    let depends = entry.seen().depends;
    let now = app.db.read(move |conn| seen::now(conn, depends)).await?;
    let is_true = now == *entry.seen() && !(renew && entry.claim_minute(app.clock.now()));
    Ok(is_true.then_some(entry))
}

/// The reader that all visitors of one language share.
fn shared(ctx: &Ctx, path: &str) -> Arc<Reader> {
    let mut reader = Reader::clone(&ctx.reader);
    reader.csrf.clear();
    path.clone_into(&mut reader.path);
    Arc::new(reader)
}

fn locale(app: &App, request: &HttpRequest) -> Result<String> {
    let theme = app.themes.get(&app.pages.theme()).or_else(|_gone| app.themes.get(theme::BASE)).map_err(Error::internal)?;
    Ok(lang(&theme, request).tag().to_owned())
}

fn lang<'a>(theme: &'a theme::Theme, request: &HttpRequest) -> &'a Lang {
    let accept = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    theme.catalog().negotiate(accept)
}

/// Programs get a problem, people get a page.
pub(super) fn wants_problem(request: &HttpRequest) -> bool {
    let path = request.path();
    path.starts_with("/api/")
        || path.starts_with("/.well-known/")
        || path.ends_with("/inbox")
        || folkmoot_federation::http::wants_activity_json(request)
        || request.headers().get(header::ACCEPT).is_some_and(|accept| accept.as_bytes() == b"application/json")
}

/// An error as a page of the house. Where even that fails, a bare one.
pub(super) async fn error_page(request: &HttpRequest, status: StatusCode, error: Option<&Error>, reference: String) -> HttpResponse {
    let body = ErrorPage {
        status: status.as_u16(),
        text: error.map(spoken).unwrap_or_default(),
        reference,
        retry_after: match error {
            Some(Error::TooMany { retry_after }) => seconds_up(*retry_after),
            _ => 0,
        },
        kept: String::new(),
    };
    let Ok(ctx) = Ctx::of(request).await else { return bare(status) };
    let reader = Arc::clone(&ctx.reader);
    let frame = ctx.app.db.read(move |conn| pages::frame(conn, &reader, "")).await;
    let mut frame = frame.unwrap_or_else(|_busy| pages::bare(&ctx.reader));
    frame.noindex = true;
    match ctx.render_as(status, &Page { frame, body, template: "error.html" }) {
        Ok(mut response) => {
            response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
            response
        }
        Err(broken) => {
            broken.log("error page");
            bare(status)
        }
    }
}

/// The words of an error that say more than its status does.
fn spoken(error: &Error) -> String {
    match error {
        Error::Forbidden(_) | Error::Conflict(_) | Error::Malformed(_) | Error::Unauthorized(_) | Error::Invalid(_) => {
            error.safe_text().into_owned()
        }
        _ => String::new(),
    }
}

/// A page that needs nothing: no database, no theme.
pub(super) fn bare(status: StatusCode) -> HttpResponse {
    let reason = status.canonical_reason().unwrap_or("Error");
    HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, HTML))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{reason}</title><h1>{reason}</h1>\
             <p>Something is in the way on our side. Nothing was lost; try again in a moment.</p><p><a href=\"/\">To the front page</a></p></html>"
        ))
}
