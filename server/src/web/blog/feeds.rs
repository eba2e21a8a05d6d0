//! The feeds of a blog and of its series: Atom, and JSON Feed 1.1 (jsonfeed.org).

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use crate::Result;
use crate::pages::feeds::{self, Entry, Feed};
use crate::pages::reader::Reader;
use crate::pages::seen::{self, Depends};
use crate::web::feeds::{ATOM, atom};
use crate::web::respond::{app_of, document};

const JSON: &str = "application/feed+json; charset=utf-8";
const VERSION: &str = "https://jsonfeed.org/version/1.1";

pub(super) async fn blog_atom(request: HttpRequest, handle: web::Path<String>) -> Result<HttpResponse> {
    let path = format!("/c/{handle}/blog/feed.atom");
    feed(request, handle.into_inner(), None, path, Written::Atom).await
}

pub(super) async fn blog_json(request: HttpRequest, handle: web::Path<String>) -> Result<HttpResponse> {
    let path = format!("/c/{handle}/blog/feed.json");
    feed(request, handle.into_inner(), None, path, Written::Json).await
}

pub(super) async fn series_atom(request: HttpRequest, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (handle, slug) = path.into_inner();
    let path = format!("/c/{handle}/blog/series/{slug}/feed.atom");
    feed(request, handle, Some(slug), path, Written::Atom).await
}

pub(super) async fn series_json(request: HttpRequest, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (handle, slug) = path.into_inner();
    let path = format!("/c/{handle}/blog/series/{slug}/feed.json");
    feed(request, handle, Some(slug), path, Written::Json).await
}

#[derive(Clone, Copy)]
enum Written {
    Atom,
    Json,
}

async fn feed(request: HttpRequest, handle: String, series: Option<String>, path: String, written: Written) -> Result<HttpResponse> {
    let app = app_of(&request)?;
    let content_type = match written {
        Written::Atom => ATOM,
        Written::Json => JSON,
    };
    document(&request, path.clone(), content_type, move |conn, reader| {
        let seen = seen::by(conn, reader, Depends::Everything)?;
        let feed = feeds::blog(conn, reader, &app.renderer, &handle, series.as_deref())?;
        let text = match written {
            Written::Atom => atom(reader, &feed, &path),
            Written::Json => json_feed(reader, &feed, &path).to_string(),
        };
        Ok((text, seen))
    })
    .await
}

fn json_feed(reader: &Reader, feed: &Feed, own: &str) -> Value {
    let mut whole = json!({
        "version": VERSION,
        "title": feed.title,
        "home_page_url": reader.urls.at(&feed.page),
        "feed_url": reader.urls.at(own),
        "language": reader.locale(),
        "items": feed.entries.iter().map(item).collect::<Vec<_>>(),
    });
    if let Some(logo) = &reader.house.logo {
        whole["icon"] = json!(reader.urls.media(logo));
    }
    whole
}

fn item(entry: &Entry) -> Value {
    let mut authors = vec![json!({ "name": entry.author, "url": entry.author_url })];
    authors.extend(entry.with.iter().map(|(name, url)| json!({ "name": name, "url": url })));
    let mut item = json!({
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "date_published": entry.published.rfc3339(),
        "date_modified": entry.updated.rfc3339(),
        "authors": authors,
    });
    if !entry.summary.is_empty() {
        item["summary"] = json!(entry.summary);
    }
    if !entry.image.is_empty() {
        item["image"] = json!(entry.image);
    }
    item
}
