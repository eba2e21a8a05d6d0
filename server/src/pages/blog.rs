//! `/c/{name}/blog` and `/c/{name}/blog/series/{slug}`: what a community publishes, newest first or part by part.

use std::collections::HashMap;

use crate::domain::access;
use crate::domain::{Origin, articles as rules};
use crate::formats::Format;
use crate::pages::reader::Reader;
use crate::pages::view::{ArticleCard, BlogPage, ImageView, LinkView, Page, Pager, SeriesLink, SeriesPage, ThreadPage, ThreadRow};
use crate::pages::{Depends, Loaded, community, faces::Faces, frame, introduce, roadmap, rows, seen};
use crate::render::Renderer;
use crate::store::actors::Actor;
use crate::store::articles::{self, Article, Authorship, Series};
use crate::store::communities::{Access, Community, CommunityState};
use crate::store::conn::Conn;
use crate::store::posts::{self, Attachment, Cursor};
use crate::store::drafts;
use crate::{Error, Result};

/// Articles on one page; a card takes more room than a row.
pub const PER_PAGE: i64 = 12;
/// Series that the front names, and parts that one shows.
const SERIES: i64 = 30;
const PARTS: i64 = 500;

/// A blog of ours that the reader may see.
pub fn place(conn: &mut Conn, reader: &Reader, handle: &str) -> Result<(Community, Actor)> {
    let (community, actor) = access::part(conn, &reader.viewer, handle, Format::Blog)?;
    // The blog of a community elsewhere is on its own pages.
    if !actor.is_local() || !community.holds(Format::Blog) {
        return Err(Error::NotFound("page"));
    }
    Ok((community, actor))
}

pub fn front(conn: &mut Conn, reader: &Reader, renderer: &Renderer, handle: &str, after: Option<Cursor>) -> Result<Loaded<BlogPage>> {
    let (row, actor) = place(conn, reader, handle)?;
    let seen = seen::by(conn, reader, Depends::Community(actor.id))?;
    let head = community::head(conn, reader, renderer, &row, &actor, Format::Blog)?;
    let url = format!("{}/blog", head.community.url);
    let mut found = articles::front(conn, actor.id, access::seen_in(&reader.viewer, actor.id), after, PER_PAGE + 1)?;
    let limit = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|(at, id)| {
        let cursor = Cursor { hot: 0.0, number: at.0, id: *id };
        rows::with_query(&url, "after", &cursor.encode())
    });
    let order: Vec<i64> = found.into_iter().map(|(_, id)| id).collect();
    let mut body = BlogPage {
        cards: cards(conn, reader, &order, &url)?,
        pager: Pager { next: next.unwrap_or_default(), first: if after.is_some() { url.clone() } else { String::new() } },
        series: articles::all_series(conn, actor.id, SERIES)?.into_iter().map(|(series, parts)| link_of(&series, parts, &url)).collect(),
        feed_url: format!("{url}/feed.atom"),
        json_url: format!("{url}/feed.json"),
        head,
        ..BlogPage::default()
    };
    writing(conn, reader, &mut body, &row, &actor, &url)?;
    let mut frame = frame(conn, reader, "")?;
    let title = reader.lang.text_with("blog-of", &[("community", body.head.community.title.as_str().into())]);
    introduce(&mut frame, reader, &url, &title, &row.job, "website");
    frame.noindex = row.access != Access::Public;
    frame.feed.clone_from(&body.feed_url);
    frame.feed_json.clone_from(&body.json_url);
    Ok(Loaded { page: Page { frame, body, template: "blog.html" }, seen })
}

/// What this reader may do here: write, and look through what was handed in.
fn writing(conn: &mut Conn, reader: &Reader, body: &mut BlogPage, row: &Community, actor: &Actor, url: &str) -> Result<()> {
    let Some(person) = reader.viewer.person().filter(|p| p.is_active()) else { return Ok(()) };
    if row.state == CommunityState::Open && body.head.membership.state != "banned" {
        body.write_url = format!("{url}/new");
        body.can_publish = rules::may_write(conn, &Origin::Local(person.clone()), row, actor)?;
    }
    if community::tends(conn, reader, actor)? {
        body.desk_url = format!("{url}/desk");
        body.waiting = u64::try_from(drafts::count_proposed(conn, actor.id)?).unwrap_or(0);
    }
    Ok(())
}

fn link_of(series: &Series, parts: i64, blog: &str) -> SeriesLink {
    SeriesLink { name: series.name.clone(), url: format!("{blog}/series/{}", series.slug), parts: u64::try_from(parts).unwrap_or(0) }
}

/// The parts of a series that stand, in order.
pub(super) fn parts_of(conn: &mut Conn, community: i64, slug: &str) -> Result<(Series, Vec<i64>)> {
    let series = articles::series_by_slug(conn, community, slug)?.ok_or(Error::NotFound("page"))?;
    let order: Vec<i64> = articles::parts(conn, series.id, PARTS)?.into_iter().map(|(_, id)| id).collect();
    // One whose parts are all gone is gone as well.
    if order.is_empty() { Err(Error::NotFound("page")) } else { Ok((series, order)) }
}

pub fn series(conn: &mut Conn, reader: &Reader, renderer: &Renderer, handle: &str, slug: &str) -> Result<Loaded<SeriesPage>> {
    let (row, actor) = place(conn, reader, handle)?;
    let seen = seen::by(conn, reader, Depends::Community(actor.id))?;
    let (series, order) = parts_of(conn, actor.id, slug)?;
    let head = community::head(conn, reader, renderer, &row, &actor, Format::Blog)?;
    let blog = format!("{}/blog", head.community.url);
    let url = format!("{blog}/series/{}", series.slug);
    let body = SeriesPage {
        cards: cards(conn, reader, &order, &blog)?,
        feed_url: format!("{url}/feed.atom"),
        json_url: format!("{url}/feed.json"),
        name: series.name,
        blog_url: blog,
        head,
    };
    let mut frame = frame(conn, reader, "")?;
    introduce(&mut frame, reader, &url, &body.name, &row.job, "website");
    frame.noindex = row.access != Access::Public;
    frame.feed.clone_from(&body.feed_url);
    frame.feed_json.clone_from(&body.json_url);
    Ok(Loaded { page: Page { frame, body, template: "series.html" }, seen })
}

/// Articles as cards in a given order, without those that are not for this reader.
pub(super) fn cards(conn: &mut Conn, reader: &Reader, order: &[i64], blog: &str) -> Result<Vec<ArticleCard>> {
    let shown: Vec<ThreadRow> = roadmap::dressed(conn, reader, order)?;
    let known: HashMap<i64, Article> = articles::by_ids(conn, order)?.into_iter().map(|a| (a.post_id, a)).collect();
    let mut covers: HashMap<i64, ImageView> = HashMap::new();
    for picture in posts::attachments_of(conn, order)? {
        if picture.media_type.starts_with("image/") {
            covers.entry(picture.post_id).or_insert_with(|| image(picture));
        }
    }
    let named = articles::authors_of(conn, order)?;
    let named: Vec<_> = named.into_iter().filter(|author| author.state == Authorship::Named).collect();
    let faces = Faces::load(conn, reader, named.iter().map(|author| author.actor_id))?;
    let mut names: HashMap<i64, Option<Series>> = HashMap::new();
    let mut all = Vec::with_capacity(shown.len());
    for row in shown {
        let id: i64 = row.id.parse().unwrap_or_default();
        let article = known.get(&id);
        let series = match article.and_then(|a| a.series_id) {
            Some(series) => {
                if let std::collections::hash_map::Entry::Vacant(free) = names.entry(series) {
                    free.insert(articles::series(conn, series)?);
                }
                names.get(&series).cloned().flatten()
            }
            None => None,
        };
        let others = named.iter().filter(|author| author.post_id == id && !faces.is_suspended(author.actor_id));
        all.push(ArticleCard {
            cover: covers.remove(&id),
            summary: article.map(|a| a.summary.clone()).filter(|s| !s.is_empty()).unwrap_or_else(|| row.excerpt.clone()),
            authors: std::iter::once(row.author.clone()).chain(others.map(|author| faces.person(author.actor_id))).collect(),
            series: series.map(|s| LinkView { url: format!("{blog}/series/{}", s.slug), text: s.name }),
            part: article.and_then(|a| u64::try_from(a.part).ok()).unwrap_or(0),
            row,
        });
    }
    Ok(all)
}

fn image(picture: Attachment) -> ImageView {
    let pixels = |n: Option<i32>| n.and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
    ImageView { width: pixels(picture.width), height: pixels(picture.height), url: picture.url, alt: picture.alt }
}

/// The first picture of an article stands above its text.
pub(super) fn raise_cover(page: &mut ThreadPage) {
    if page.kind == rules::ARTICLE && !page.post.images.is_empty() {
        page.cover = Some(page.post.images.remove(0));
    }
}
