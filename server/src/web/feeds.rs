//! Feeds (Atom) and site maps.

use std::fmt::Write as _;

use actix_web::{HttpRequest, HttpResponse, web};
use atom_syndication::{Content, Entry, Feed, FixedDateTime, Generator, Link, Person, Text};

use super::respond::{app_of, document};
use crate::clock::Time;
use crate::pages::reader::Reader;
use crate::pages::seen::{self, Depends};
use crate::pages::feeds;
use crate::pages::tag::spelled;
use crate::render::escape;
use crate::{Error, Result};

pub(super) const ATOM: &str = "application/atom+xml; charset=utf-8";
const XML: &str = "application/xml; charset=utf-8";

pub(super) async fn instance(request: HttpRequest) -> Result<HttpResponse> {
    let app = app_of(&request)?;
    document(&request, "/feed.atom".to_owned(), ATOM, move |conn, reader| {
        let seen = seen::by(conn, reader, Depends::Everything)?;
        Ok((atom(reader, &feeds::instance(conn, reader, &app.renderer)?, "/feed.atom"), seen))
    })
    .await
}

pub(super) async fn community(request: HttpRequest, handle: web::Path<String>) -> Result<HttpResponse> {
    let app = app_of(&request)?;
    let path = format!("/c/{handle}/feed.atom");
    document(&request, path.clone(), ATOM, move |conn, reader| {
        let seen = seen::by(conn, reader, Depends::Everything)?;
        Ok((atom(reader, &feeds::community(conn, reader, &app.renderer, &handle)?, &path), seen))
    })
    .await
}

pub(super) async fn newsletter(request: HttpRequest, handle: web::Path<String>) -> Result<HttpResponse> {
    let app = app_of(&request)?;
    let path = format!("/c/{handle}/newsletter/feed.atom");
    document(&request, path.clone(), ATOM, move |conn, reader| {
        let seen = seen::by(conn, reader, Depends::Everything)?;
        Ok((atom(reader, &feeds::newsletter(conn, reader, &app.renderer, &handle)?, &path), seen))
    })
    .await
}

pub(super) async fn person(request: HttpRequest, handle: web::Path<String>) -> Result<HttpResponse> {
    let app = app_of(&request)?;
    let path = format!("/u/{handle}/feed.atom");
    document(&request, path.clone(), ATOM, move |conn, reader| {
        let seen = seen::by(conn, reader, Depends::Everything)?;
        Ok((atom(reader, &feeds::of_person(conn, reader, &app.renderer, &handle)?, &path), seen))
    })
    .await
}

pub(super) async fn tag(request: HttpRequest, tag: web::Path<String>) -> Result<HttpResponse> {
    let app = app_of(&request)?;
    let path = format!("{}/feed.atom", app.urls.tag(&spelled(&tag)?).path());
    document(&request, path.clone(), ATOM, move |conn, reader| {
        let seen = seen::by(conn, reader, Depends::Everything)?;
        Ok((atom(reader, &feeds::of_tag(conn, reader, &app.renderer, &tag)?, &path), seen))
    })
    .await
}

pub(super) async fn thread(request: HttpRequest, id: web::Path<String>) -> Result<HttpResponse> {
    let app = app_of(&request)?;
    let id: i64 = id.parse().map_err(|_bad| Error::NotFound("post"))?;
    let path = format!("/post/{id}/feed.atom");
    document(&request, path.clone(), ATOM, move |conn, reader| {
        let seen = seen::by(conn, reader, Depends::Everything)?;
        Ok((atom(reader, &feeds::of_thread(conn, reader, &app.renderer, id)?, &path), seen))
    })
    .await
}

pub(super) async fn modlog(request: HttpRequest) -> Result<HttpResponse> {
    document(&request, "/modlog.atom".to_owned(), ATOM, |conn, reader| {
        let seen = seen::by(conn, reader, Depends::Everything)?;
        Ok((atom(reader, &feeds::of_modlog(conn, reader)?, "/modlog.atom"), seen))
    })
    .await
}

/// Crawlers do not mind a minute: site maps are not made anew with every change.
/// The index: one part for every few thousand threads.
pub(super) async fn sitemap(request: HttpRequest) -> Result<HttpResponse> {
    document(&request, "/sitemap.xml".to_owned(), XML, |conn, reader| {
        let seen = seen::by(conn, reader, Depends::House)?;
        let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
        for part in 0..feeds::map_parts(conn)? {
            // Writing to a String cannot fail.
            let _ = writeln!(xml, "<sitemap><loc>{}</loc></sitemap>", reader.urls.at(&format!("/sitemap/{part}.xml")));
        }
        xml.push_str("</sitemapindex>\n");
        Ok((xml, seen))
    })
    .await
}

pub(super) async fn sitemap_part(request: HttpRequest, part: web::Path<String>) -> Result<HttpResponse> {
    let part: i64 = part.parse().ok().filter(|part| (0..feeds::MAP_PARTS).contains(part)).ok_or(Error::NotFound("page"))?;
    document(&request, format!("/sitemap/{part}.xml"), XML, move |conn, reader| {
        let seen = seen::by(conn, reader, Depends::House)?;
        let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
        for (path, changed) in feeds::map_part(conn, part)? {
            let _ = writeln!(xml, "<url><loc>{}</loc><lastmod>{}</lastmod></url>", escape(reader.urls.at(&path).as_str()), changed.rfc3339());
        }
        xml.push_str("</urlset>\n");
        Ok((xml, seen))
    })
    .await
}

pub(super) fn atom(reader: &Reader, feed: &feeds::Feed, own: &str) -> String {
    let newest = feed.entries.iter().map(|e| e.updated).max().unwrap_or(Time::EPOCH);
    let mut links = vec![link(reader.urls.at(own).as_str(), "self", "application/atom+xml")];
    links.push(link(reader.urls.at(&feed.page).as_str(), "alternate", "text/html"));
    let built = Feed {
        id: reader.urls.at(&feed.page).to_string(),
        title: Text::plain(feed.title.clone()),
        subtitle: Some(Text::plain(reader.house.purpose.clone())).filter(|t| !t.value.is_empty()),
        updated: moment(newest),
        links,
        logo: reader.house.logo.as_deref().map(|key| reader.urls.media(key).to_string()),
        generator: Some(Generator { value: "Folkmoot".to_owned(), ..Generator::default() }),
        lang: Some(reader.locale().to_owned()),
        entries: feed.entries.iter().map(entry).collect(),
        ..Feed::default()
    };
    built.to_string()
}

fn entry(entry: &feeds::Entry) -> Entry {
    let person = |name: &str, url: &str| Person { name: name.to_owned(), uri: Some(url.to_owned()), ..Person::default() };
    let mut links = vec![link(&entry.url, "alternate", "text/html")];
    if !entry.image.is_empty() {
        links.push(Link { href: entry.image.clone(), rel: "enclosure".to_owned(), ..Link::default() });
    }
    Entry {
        id: entry.id.clone(),
        title: Text::plain(entry.title.clone()),
        links,
        authors: std::iter::once(person(&entry.author, &entry.author_url)).chain(entry.with.iter().map(|(name, url)| person(name, url))).collect(),
        summary: Some(Text::plain(entry.summary.clone())).filter(|text| !text.value.is_empty()),
        published: Some(moment(entry.published)),
        updated: moment(entry.updated),
        content: Some(Content { value: Some(entry.html.clone()), content_type: Some("html".to_owned()), ..Content::default() }),
        ..Entry::default()
    }
}

fn link(href: &str, rel: &str, mime: &str) -> Link {
    Link { href: href.to_owned(), rel: rel.to_owned(), mime_type: Some(mime.to_owned()), ..Link::default() }
}

fn moment(at: Time) -> FixedDateTime {
    // Our own writing is always read back; the format's first moment is better than no feed.
    at.rfc3339().parse().unwrap_or_default()
}

