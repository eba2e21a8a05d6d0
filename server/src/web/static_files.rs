//! What is no page: themes' files, the brand's style sheet, uploads, what crawlers ask for.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};

use super::respond::app_of;
use super::{assets, theme};
use crate::domain::settings;
use crate::{Error, Result};

/// The key or hash in the address is the content: it never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// An upload opened by itself can do nothing, whatever it is.
const SANDBOX: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

pub(super) async fn asset(request: HttpRequest, at: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (version, path) = at.into_inner();
    let app = app_of(&request)?;
    let found = assets::respond(&app.themes, &version, &path).map_err(Error::internal)?;
    std::future::ready(found.ok_or(Error::NotFound("file"))).await
}

pub(super) async fn favicon(request: HttpRequest) -> Result<HttpResponse> {
    let app = app_of(&request)?;
    let house = app.db.read(settings::load).await?;
    let to = match house.logo {
        Some(key) => format!("/media/{key}"),
        None => theme_named(&app, &house.theme)?.asset_url("icon.svg"),
    };
    Ok(HttpResponse::Found()
        .insert_header((header::LOCATION, to))
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .finish())
}

fn theme_named(app: &crate::app::App, name: &str) -> Result<std::sync::Arc<theme::Theme>> {
    app.themes.get(name).or_else(|_gone| app.themes.get(theme::BASE)).map_err(Error::internal)
}

/// The address carries a version of its own, so this may be kept; without one it is asked for again.
pub(super) async fn brand_css(request: HttpRequest) -> Result<HttpResponse> {
    let app = app_of(&request)?;
    let house = app.db.read(settings::load).await?;
    let css = theme_named(&app, &house.theme)?.brand_css(&house.accent);
    let current = format!("v={}-{}", house.theme, house.accent.trim_start_matches('#'));
    let caching = if request.query_string() == current { FOR_EVER } else { "no-cache" };
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/css; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, caching))
        .body(css))
}

pub(super) async fn media(request: HttpRequest, key: web::Path<String>) -> Result<HttpResponse> {
    let app = app_of(&request)?;
    let opened = app.media.open(&key).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, opened.content_type))
        .insert_header((header::CACHE_CONTROL, FOR_EVER))
        .insert_header((header::CONTENT_SECURITY_POLICY, SANDBOX))
        .insert_header((header::CONTENT_DISPOSITION, "inline"))
        // Pictures are shown by other servers' pages too.
        .insert_header((header::HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .body(opened.bytes))
}

pub(super) async fn robots(request: HttpRequest) -> Result<HttpResponse> {
    let app = app_of(&request)?;
    let text = format!(
        "User-agent: *\nDisallow: /search\nDisallow: /interact\nDisallow: /login\nDisallow: /register\nDisallow: /api/\nDisallow: /settings\n\n\
         Sitemap: {}\n",
        app.urls.at("/sitemap.xml")
    );
    let response = HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .body(text);
    std::future::ready(Ok(response)).await
}
