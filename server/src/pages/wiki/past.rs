//! What a page said before: the list, one of them, two of them side by side.

use super::{card, diff, page_of, reach};
use crate::domain::content;
use crate::domain::wiki::{Reach, paths};
use crate::pages::faces::Faces;
use crate::pages::frame;
use crate::pages::reader::Reader;
use crate::pages::view::{Page, Pager, RevisionRow, WhenView, WikiComparePage, WikiHistoryPage, WikiRevisionPage};
use crate::render::Renderer;
use crate::store::conn::Conn;
use crate::store::wiki::{self as store, Revision, WikiPage};
use crate::{Error, Result};

const PER_PAGE: i64 = 50;

fn row(reader: &Reader, faces: &Faces, page: &WikiPage, revision: &Revision) -> RevisionRow {
    let base = format!("/wiki/{}", page.post_id);
    let number = revision.number;
    RevisionRow {
        number,
        author: faces.person(revision.author_id),
        accepted_by: revision.accepted_by.map(|id| faces.person(id)),
        sort: format!("revision-{}", revision.sort),
        summary: revision.summary.clone(),
        when: WhenView::new(&reader.lang, reader.now, revision.created_at),
        current: revision.id == page.revision_id,
        url: format!("{base}/revision/{number}"),
        compare_url: if number > 1 { format!("{base}/compare?from={}&to={number}", number - 1) } else { String::new() },
    }
}

fn faces(conn: &mut Conn, reader: &Reader, revisions: &[&Revision]) -> Result<Faces> {
    Faces::load(conn, reader, revisions.iter().flat_map(|r| std::iter::once(r.author_id).chain(r.accepted_by)))
}

pub fn history(conn: &mut Conn, reader: &Reader, post_id: i64, before: Option<i32>) -> Result<Page<WikiHistoryPage>> {
    let (page, post, home, actor) = page_of(conn, reader, post_id)?;
    let mut found = store::history(conn, post_id, before, PER_PAGE + 1)?;
    let most = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let more = found.len() > most;
    found.truncate(most);
    let faces = faces(conn, reader, &found.iter().collect::<Vec<_>>())?;
    let address = format!("/wiki/{post_id}/history");
    let next = found.last().filter(|_| more).map(|last| format!("{address}?before={}", last.number));
    let body = WikiHistoryPage {
        community: card(conn, &home, &actor)?,
        id: post_id.to_string(),
        title: super::super::thread::title_of(&post),
        url: crate::kinds::wiki::address(conn, &actor, &page.path)?,
        revisions: found.iter().map(|r| row(reader, &faces, &page, r)).collect(),
        pager: Pager { next: next.unwrap_or_default(), first: if before.is_some() { address } else { String::new() } },
    };
    let mut frame = frame(conn, reader, "")?;
    frame.noindex = true;
    Ok(Page { frame, body, template: "wiki_history.html" })
}

pub fn compare(conn: &mut Conn, reader: &Reader, post_id: i64, from: i32, to: i32) -> Result<Page<WikiComparePage>> {
    let (page, post, home, actor) = page_of(conn, reader, post_id)?;
    let (from, to) = (from.min(to), from.max(to));
    let find = |conn: &mut Conn, number| store::by_number(conn, post_id, number)?.ok_or(Error::NotFound("revision"));
    let (old, new) = (find(conn, from)?, find(conn, to)?);
    let faces = faces(conn, reader, &[&old, &new])?;
    let reach = reach(conn, reader, &home, &actor, &page)?;
    let renamed = old.title != new.title;
    let body = WikiComparePage {
        community: card(conn, &home, &actor)?,
        id: post_id.to_string(),
        title: super::super::thread::title_of(&post),
        url: crate::kinds::wiki::address(conn, &actor, &page.path)?,
        rows: diff::rows(&old.source, &new.source),
        old_title: if renamed { old.title.clone() } else { String::new() },
        new_title: if renamed { new.title.clone() } else { String::new() },
        can_revert: reach == Some(Reach::Edit) && old.id != page.revision_id,
        from: row(reader, &faces, &page, &old),
        to: row(reader, &faces, &page, &new),
    };
    let mut frame = frame(conn, reader, "")?;
    frame.noindex = true;
    Ok(Page { frame, body, template: "wiki_compare.html" })
}

/// One text that the page had.
pub fn revision(conn: &mut Conn, reader: &Reader, renderer: &Renderer, post_id: i64, number: i32) -> Result<Page<WikiRevisionPage>> {
    let (page, _, home, actor) = page_of(conn, reader, post_id)?;
    let found = store::by_number(conn, post_id, number)?.ok_or(Error::NotFound("revision"))?;
    let reach = reach(conn, reader, &home, &actor, &page)?;
    let faces = faces(conn, reader, &[&found])?;
    let pages = |name: &str| paths::address(&reader.urls, &actor, &paths::normal(name)?);
    let written = content::from_wiki(conn, &reader.urls, renderer, &found.source, &pages)?;
    let links = paths::linked(&written.html, &paths::base(&reader.urls, &actor));
    let body = WikiRevisionPage {
        community: card(conn, &home, &actor)?,
        id: post_id.to_string(),
        url: crate::kinds::wiki::address(conn, &actor, &page.path)?,
        revision: row(reader, &faces, &page, &found),
        body_html: super::lowered(&super::shown(conn, reader, renderer, &actor, &links, written.html)?, 1),
        can_revert: reach == Some(Reach::Edit) && found.id != page.revision_id,
        title: found.title,
    };
    let mut frame = frame(conn, reader, "")?;
    frame.noindex = true;
    Ok(Page { frame, body, template: "wiki_revision.html" })
}
