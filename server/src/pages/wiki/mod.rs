//! Wikis as people read them: a page, the tree of all, a page that is not there yet.

mod diff;
pub mod edit;
pub mod past;
pub mod waiting;

use std::collections::HashSet;

use crate::domain::{Origin, Person, access};
use crate::domain::wiki::{self as rules, Reach, paths};
use crate::formats::Format;
use crate::pages::faces::Faces;
use crate::pages::reader::Reader;
use crate::pages::view::{CommunityHead, LinkView, Page, Pager, PostView, ThreadRow, WhenView, WikiIndexPage, WikiMissingPage, WikiNode, WikiView};
use crate::pages::{Depends, Loaded, community, frame, introduce, rows, seen};
use crate::render::{self, Renderer};
use crate::store::actors::{self, Actor};
use crate::store::communities::{Access, Community, CommunityState};
use crate::store::conn::Conn;
use crate::store::moderation::{self, Act};
use crate::store::posts::{self, Post};
use crate::store::wiki::{self as store, Listed, Protection, WikiPage};
use crate::store::wiki::suggestions;
use crate::{Error, Result};

/// Pages on one page of the tree.
const PER_PAGE: i64 = 200;
const CHILDREN: i64 = 100;
const BACKLINKS: i64 = 50;
/// Revisions that are looked through for who wrote the page, and people that are named.
const REVISIONS: i64 = 50;
const EDITORS: usize = 6;

/// What is at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A page, there or removed.
    Page(i64),
    /// Another address: where the page went, or how it is written.
    Moved(String),
    Nothing(String),
}

/// A community that has a wiki, for a reader who may see it.
pub fn home(conn: &mut Conn, reader: &Reader, handle: &str) -> Result<(Community, Actor)> {
    let (row, actor) = access::part(conn, &reader.viewer, handle, Format::Wiki)?;
    if actor.is_local() && !row.holds(Format::Wiki) {
        return Err(Error::NotFound("wiki"));
    }
    Ok((row, actor))
}

/// Where the wiki of a community is on our pages, without a slash at its end.
pub(super) fn wiki_url(conn: &mut Conn, actor: &Actor) -> Result<String> {
    Ok(crate::kinds::wiki::address(conn, actor, "")?.trim_end_matches('/').to_owned())
}

/// A page of that wiki.
fn at(wiki_url: &str, path: &str) -> String {
    format!("{wiki_url}/{}", crate::kinds::wiki::escaped(path))
}

/// Looks a path up.
pub fn locate(conn: &mut Conn, reader: &Reader, handle: &str, path: &str) -> Result<Place> {
    let (_, actor) = home(conn, reader, handle)?;
    let url = wiki_url(conn, &actor)?;
    let Some(wanted) = paths::normal(path) else {
        return if path.trim_matches('/').is_empty() { Ok(Place::Moved(url)) } else { Err(Error::NotFound("page")) };
    };
    if let Some(page) = store::by_path(conn, actor.id, &wanted)? {
        return Ok(if wanted == path { Place::Page(page.post_id) } else { Place::Moved(at(&url, &wanted)) });
    }
    match store::moved_from(conn, actor.id, &wanted)?.map(|id| store::find(conn, id)).transpose()?.flatten() {
        Some(page) => Ok(Place::Moved(at(&url, &page.path))),
        // One address for what is not there yet, however a link spells it.
        None if wanted != path => Ok(Place::Moved(at(&url, &wanted))),
        None => Ok(Place::Nothing(wanted)),
    }
}

/// What the reader may do with a page.
fn reach_of(conn: &mut Conn, reader: &Reader, row: &Community, actor: &Actor, membership: &str, protection: Protection) -> Result<Option<Reach>> {
    let Some(person) = reader.viewer.person().filter(|p| Person::is_active(p)) else { return Ok(None) };
    if membership == "banned" || row.state != CommunityState::Open {
        return Ok(None);
    }
    rules::reach(conn, &Origin::Local(person.clone()), actor, protection).map(Some)
}

/// Where the reader begins a page, or nothing.
fn new_url(conn: &mut Conn, reader: &Reader, row: &Community, actor: &Actor, head: &CommunityHead) -> Result<String> {
    let reach = reach_of(conn, reader, row, actor, &head.membership.state, Protection::Open)?;
    let closed = row.posting_restricted && !head.can_edit;
    Ok(if reach == Some(Reach::Edit) && !closed { format!("{}/wiki-new", head.community.url) } else { String::new() })
}

pub fn load(conn: &mut Conn, reader: &Reader, renderer: &Renderer, handle: &str, post_id: i64) -> Result<Loaded<WikiView>> {
    let (row, actor) = home(conn, reader, handle)?;
    let seen = seen::by(conn, reader, Depends::Community(actor.id))?;
    let page = store::find(conn, post_id)?.filter(|p| p.community_id == actor.id).ok_or(Error::NotFound("page"))?;
    let (post, _, _) = access::post_or_stump(conn, &reader.viewer, post_id)?;
    let readable = access::reads(conn, &reader.viewer, post_id)?;
    let head = community::head(conn, reader, renderer, &row, &actor, Format::Wiki)?;
    let wiki_url = wiki_url(conn, &actor)?;
    let reach = reach_of(conn, reader, &row, &actor, &head.membership.state, page.protection)?;
    let can_tend = head.can_edit;
    let waiting = if can_tend { suggestions::open(conn, actor.id, Some(post_id), 0, 100)?.len() } else { 0 };
    let mut body = WikiView {
        id: post_id.to_string(),
        url: at(&wiki_url, &page.path),
        talk_url: format!("/post/{post_id}"),
        replies: u64::try_from(post.replies).unwrap_or(0),
        number: page.number,
        reach: if post.stands() { reach.map_or("", word).to_owned() } else { String::new() },
        can_tend,
        waiting: u64::try_from(waiting).unwrap_or(0),
        removed: !readable || !post.stands(),
        protection: if page.protection == Protection::Open { String::new() } else { format!("protection-{}", page.protection) },
        origin_url: if actor.is_local() { String::new() } else { post.url.clone().unwrap_or_else(|| post.ap_id.clone()) },
        wiki_url,
        head,
        ..WikiView::default()
    };
    if readable {
        body.title = super::thread::title_of(&post);
        body.body_html = html(conn, reader, renderer, &actor, &page, &post)?;
        around(conn, reader, &mut body, &actor, &page, &post)?;
    }
    if body.removed {
        body.removed_reason = moderation::last_about(conn, post_id, Act::RemovePost)?.map(|entry| entry.reason).unwrap_or_default();
    }
    let mut frame = frame(conn, reader, "")?;
    let title = if readable { body.title.clone() } else { String::new() };
    introduce(&mut frame, reader, &body.url, &title, &render::plain_text(&body.body_html, 300), "article");
    frame.noindex = !readable || !actor.is_local() || row.access != Access::Public;
    frame.activity.clone_from(&post.ap_id);
    Ok(Loaded { page: Page { frame, body, template: "wiki.html" }, seen })
}

pub(super) fn word(reach: Reach) -> &'static str {
    match reach {
        Reach::Edit => "edit",
        Reach::Suggest => "suggest",
    }
}

/// What stands around the text: the tree, links, people, freshness.
fn around(conn: &mut Conn, reader: &Reader, body: &mut WikiView, actor: &Actor, page: &WikiPage, post: &Post) -> Result<()> {
    let wiki_url = body.wiki_url.clone();
    let link = |listed: &Listed| LinkView { text: listed.title.clone(), url: at(&wiki_url, &listed.page.path) };
    body.crumbs = crumbs(conn, actor.id, &wiki_url, &page.path)?;
    let below = store::list_below(conn, actor.id, &page.path, CHILDREN)?;
    body.children = below.iter().map(link).collect();
    body.backlinks = store::backlinks(conn, page, BACKLINKS)?.iter().map(link).collect();
    let when = |at| WhenView::new(&reader.lang, reader.now, at);
    body.edited = when(post.edited_at.unwrap_or(post.published_at));
    body.confirmed = when(page.confirmed_at);
    body.stale = rules::is_stale(page, reader.now);
    let mut editors: Vec<i64> = Vec::new();
    for revision in store::history(conn, page.post_id, None, REVISIONS)? {
        if !editors.contains(&revision.author_id) && editors.len() < EDITORS {
            editors.push(revision.author_id);
        }
    }
    let faces = Faces::load(conn, reader, editors.iter().copied().chain(page.confirmed_by))?;
    body.editors = editors.iter().map(|id| faces.person(*id)).filter(|p| !p.url.is_empty()).collect();
    body.confirmed_by = page.confirmed_by.map(|id| faces.person(id)).filter(|p| !p.url.is_empty());
    if let Some(answer) = page.origin_id
        && access::reads(conn, &reader.viewer, answer)?
    {
        body.answer_url = format!("/post/{answer}");
    }
    Ok(())
}

fn crumbs(conn: &mut Conn, community: i64, wiki_url: &str, path: &str) -> Result<Vec<LinkView>> {
    let above = paths::above(path);
    let titles = store::titles(conn, community, &above)?;
    let crumb = |path: &String| {
        let known = titles.iter().find(|(known, _)| known == path);
        LinkView { text: known.map_or_else(|| paths::title_for(path), |(_, title)| title.clone()), url: at(wiki_url, path) }
    };
    Ok(above.iter().map(crumb).collect())
}

/// The text as it is shown: links to pages that are not there yet are marked, those of a copy stay in this house.
fn html(conn: &mut Conn, reader: &Reader, renderer: &Renderer, actor: &Actor, page: &WikiPage, post: &Post) -> Result<String> {
    let links = store::links_of(conn, page.post_id)?;
    // Above it stand the names of the community and of the page.
    Ok(lowered(&shown(conn, reader, renderer, actor, &links, post.html.clone())?, 2))
}

/// A text whose headings stand below those of the page around it.
pub fn lowered(html: &str, by: u8) -> String {
    let mut out = html.to_owned();
    for level in (1..=6_u8).rev() {
        let to = (level + by).min(6);
        out = out.replace(&format!("<h{level}>"), &format!("<h{to}>")).replace(&format!("<h{level} "), &format!("<h{to} "));
        out = out.replace(&format!("</h{level}>"), &format!("</h{to}>"));
    }
    out
}

pub(super) fn shown(conn: &mut Conn, reader: &Reader, renderer: &Renderer, actor: &Actor, links: &[String], html: String) -> Result<String> {
    let html = renderer.checked(html);
    if links.is_empty() {
        return Ok(html);
    }
    let there: HashSet<String> = store::titles(conn, actor.id, links)?.into_iter().map(|(path, _)| path).collect();
    let missing: HashSet<&str> = links.iter().filter(|path| !there.contains(*path)).map(String::as_str).collect();
    let here = format!("{}/", wiki_url(conn, actor)?);
    Ok(mark(&html, &paths::base(&reader.urls, actor), &here, &missing, &reader.lang.text("wiki-not-written")))
}

fn mark(html: &str, base: &str, here: &str, missing: &HashSet<&str>, title: &str) -> String {
    let link = format!("<a href=\"{base}");
    let mut parts = html.split(link.as_str());
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let written = part.split(['"', '#', '?']).next().unwrap_or_default();
        let path = paths::normal(&paths::unescaped(written)).unwrap_or_default();
        if missing.contains(path.as_str()) {
            out.push_str(&format!("<a class=\"wiki-missing\" title=\"{}\" href=\"{here}", render::escape(title)));
        } else {
            out.push_str(&format!("<a href=\"{here}"));
        }
        out.push_str(part);
    }
    out
}

/// Which answers are pages already, and which the reader may make one.
pub(super) fn sign_answers(conn: &mut Conn, reader: &Reader, row: &Community, actor: &Actor, membership: &str, answers: &mut [PostView]) -> Result<()> {
    let closed = access::enter_part(conn, &reader.viewer, row, Format::Wiki).is_err();
    if answers.is_empty() || closed || !actor.is_local() || !row.holds(Format::Wiki) {
        return Ok(());
    }
    let ids: Vec<i64> = answers.iter().filter_map(|a| a.id.parse().ok()).collect();
    let made = store::by_origins(conn, &ids)?;
    let may = reach_of(conn, reader, row, actor, membership, Protection::Open)? == Some(Reach::Edit);
    let wiki_url = wiki_url(conn, actor)?;
    for answer in answers {
        let page = made.iter().find(|(reply, _, _)| reply.to_string() == answer.id);
        answer.can_promote = may && page.is_none();
        answer.wiki_page = page.map(|(_, page, post)| LinkView { text: post.title.clone().unwrap_or_default(), url: at(&wiki_url, &page.path) });
    }
    Ok(())
}

/// Rows of lists lead to the pages of wikis themselves, and not to the threads about them.
pub fn lead(conn: &mut Conn, rows: &mut [ThreadRow]) -> Result<()> {
    let ids: Vec<i64> = rows.iter().filter(|r| r.kind == rules::KIND).filter_map(|r| r.id.parse().ok()).collect();
    for page in store::by_posts(conn, &ids)? {
        let actor = actors::by_id(conn, page.community_id)?;
        let url = crate::kinds::wiki::address(conn, &actor, &page.path)?;
        if let Some(row) = rows.iter_mut().find(|r| r.id == page.post_id.to_string()) {
            row.url = url;
        }
    }
    Ok(())
}

/// The front page of a wiki, if it has one.
pub fn front(conn: &mut Conn, reader: &Reader, handle: &str) -> Result<Option<i64>> {
    let (_, actor) = home(conn, reader, handle)?;
    let Some(page) = store::by_path(conn, actor.id, paths::FRONT)? else { return Ok(None) };
    Ok(posts::by_id(conn, page.post_id)?.filter(Post::stands).map(|post| post.id))
}

/// The tree of all pages.
pub fn index(conn: &mut Conn, reader: &Reader, renderer: &Renderer, handle: &str, after: &str) -> Result<Loaded<WikiIndexPage>> {
    let (row, actor) = home(conn, reader, handle)?;
    let seen = seen::by(conn, reader, Depends::Community(actor.id))?;
    let head = community::head(conn, reader, renderer, &row, &actor, Format::Wiki)?;
    let url = wiki_url(conn, &actor)?;
    let mut listed = store::list(conn, actor.id, after, PER_PAGE + 1)?;
    let most = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let more = listed.len() > most;
    listed.truncate(most);
    let address = format!("{}/wiki-pages", head.community.url);
    let next = listed.last().filter(|_| more).map(|last| rows::with_query(&address, "after", &super::interact::escaped(&last.page.path)));
    let pages = listed.iter().map(|l| node(reader, &url, l)).collect();
    let waiting = if head.can_edit { suggestions::open(conn, actor.id, None, 0, 100)?.len() } else { 0 };
    let body = WikiIndexPage {
        pages,
        pager: Pager { next: next.unwrap_or_default(), first: if after.is_empty() { String::new() } else { address } },
        new_url: new_url(conn, reader, &row, &actor, &head)?,
        suggestions_url: if head.can_edit { format!("{}/wiki-suggestions", head.community.url) } else { String::new() },
        waiting: u64::try_from(waiting).unwrap_or(0),
        head,
    };
    let mut frame = frame(conn, reader, "")?;
    let title = reader.lang.text_with("wiki-of", &[("community", body.head.community.title.as_str().into())]);
    introduce(&mut frame, reader, &url, &title, &reader.lang.text("format-wiki-hint"), "website");
    frame.noindex = !actor.is_local() || row.access != Access::Public;
    Ok(Loaded { page: Page { frame, body, template: "wiki_index.html" }, seen })
}

fn node(reader: &Reader, url: &str, listed: &Listed) -> WikiNode {
    WikiNode {
        title: listed.title.clone(),
        url: at(url, &listed.page.path),
        depth: u32::try_from(listed.page.path.matches('/').count()).unwrap_or(0),
        when: WhenView::new(&reader.lang, reader.now, listed.edited_at),
        stale: rules::is_stale(&listed.page, reader.now),
    }
}

/// A page that nobody wrote yet.
pub fn missing(conn: &mut Conn, reader: &Reader, renderer: &Renderer, handle: &str, path: &str) -> Result<Page<WikiMissingPage>> {
    let (row, actor) = home(conn, reader, handle)?;
    let head = community::head(conn, reader, renderer, &row, &actor, Format::Wiki)?;
    let wiki_url = wiki_url(conn, &actor)?;
    let new = new_url(conn, reader, &row, &actor, &head)?;
    let backlinks = store::links_to(conn, actor.id, path, BACKLINKS)?;
    let body = WikiMissingPage {
        title: paths::title_for(path),
        path: path.to_owned(),
        new_url: if new.is_empty() { new } else { rows::with_query(&new, "path", &super::interact::escaped(path)) },
        backlinks: backlinks.iter().map(|l| LinkView { text: l.title.clone(), url: at(&wiki_url, &l.page.path) }).collect(),
        wiki_url,
        head,
    };
    let mut frame = frame(conn, reader, "")?;
    frame.noindex = true;
    Ok(Page { frame, body, template: "wiki_missing.html" })
}

/// A page with its community, for the pages behind it: only what stands and can be read.
pub(super) fn page_of(conn: &mut Conn, reader: &Reader, post_id: i64) -> Result<(WikiPage, Post, Community, Actor)> {
    let (post, _, home) = access::post(conn, &reader.viewer, post_id)?;
    let page = store::find(conn, post_id)?.ok_or(Error::NotFound("page"))?;
    if !post.stands() {
        return Err(Error::Gone);
    }
    let actor = home.ok_or(Error::NotFound("community"))?;
    let row = crate::store::communities::by_id(conn, actor.id)?;
    if actor.is_local() && !row.holds(Format::Wiki) {
        return Err(Error::NotFound("wiki"));
    }
    Ok((page, post, row, actor))
}

/// What the reader may do with it.
pub(super) fn reach(conn: &mut Conn, reader: &Reader, row: &Community, actor: &Actor, page: &WikiPage) -> Result<Option<Reach>> {
    let membership = community::membership(conn, reader, actor)?;
    reach_of(conn, reader, row, actor, &membership.state, page.protection)
}

pub(super) fn card(conn: &mut Conn, row: &Community, actor: &Actor) -> Result<crate::pages::view::CommunityCard> {
    let host = actors::host_name(conn, actor)?;
    Ok(super::named::card(row, actor, &host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_stand_below_those_of_the_page() {
        assert_eq!(lowered("<h1>a</h1><h2 dir=\"auto\">b</h2><h5>c</h5><hr>", 2), "<h3>a</h3><h4 dir=\"auto\">b</h4><h6>c</h6><hr>");
    }

    #[test]
    fn links_to_pages_that_are_not_there_are_marked() {
        let html = "<p><a href=\"https://a.example/c/x/wiki/there\" rel=\"r\">a</a> <a href=\"https://a.example/c/x/wiki/not/there#b\" rel=\"r\">b</a> \
                    <a href=\"https://b.example/\">c</a></p>";
        let marked = mark(html, "https://a.example/c/x/wiki/", "/c/x/wiki/", &HashSet::from(["not/there"]), "Not \"yet\"");
        assert_eq!(
            marked,
            "<p><a href=\"/c/x/wiki/there\" rel=\"r\">a</a> <a class=\"wiki-missing\" title=\"Not &quot;yet&quot;\" href=\"/c/x/wiki/not/there#b\" rel=\"r\">b</a> \
             <a href=\"https://b.example/\">c</a></p>"
        );
    }
}
