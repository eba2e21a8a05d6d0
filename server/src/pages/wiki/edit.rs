//! The editor: for a page, for one that is not there yet, for an answer that becomes one, and for what somebody suggests.

use super::{card, page_of, reach};
use crate::domain::wiki::{Clash, Reach, paths, tending};
use crate::pages::faces::Faces;
use crate::pages::reader::Reader;
use crate::pages::view::{ClashView, Form, WhenView, WikiEditPage, WikiTendPage};
use crate::store::actors::Actor;
use crate::store::communities::Community;
use crate::store::conn::Conn;
use crate::store::posts::Post;
use crate::store::wiki::{self as store, Protection, WikiPage, suggestions};
use crate::{Error, Result, render};

/// Who edits must be able to.
pub fn writable(conn: &mut Conn, reader: &Reader, post_id: i64) -> Result<(WikiPage, Post, Community, Actor, Reach)> {
    let (page, post, row, actor) = page_of(conn, reader, post_id)?;
    let reach = reach(conn, reader, &row, &actor, &page)?.ok_or(Error::Forbidden("You cannot edit this page right now."))?;
    Ok((page, post, row, actor, reach))
}

/// The editor of a page. A form that came back replaces what the page says.
pub fn page(conn: &mut Conn, reader: &Reader, post_id: i64, form: Option<Form>, clash: Option<&Clash>) -> Result<WikiEditPage> {
    let (page, post, row, actor, reach) = writable(conn, reader, post_id)?;
    let now = store::revision(conn, page.revision_id)?.ok_or(Error::NotFound("revision"))?;
    let form = form.unwrap_or_else(|| {
        Form::filled([("title", now.title.clone()), ("body", now.source.clone()), ("base", now.id.to_string())])
    });
    let suggests = reach == Reach::Suggest;
    Ok(WikiEditPage {
        action: format!("/wiki/{post_id}/edit"),
        back: crate::kinds::wiki::address(conn, &actor, &page.path)?,
        heading: if suggests { "wiki-suggest" } else { "wiki-edit" }.to_owned(),
        button: if suggests { "wiki-suggest-button" } else { "wiki-save" }.to_owned(),
        note: match (suggests, actor.is_local()) {
            (true, true) => "wiki-suggest-note",
            (true, false) => "wiki-suggest-afar-note",
            _ => "",
        }
        .to_owned(),
        title: super::super::thread::title_of(&post),
        clash: clash.map(|clash| clash_view(conn, reader, clash)).transpose()?,
        fields: hidden(&form),
        draft: format!("wiki:{post_id}"),
        community: card(conn, &row, &actor)?,
        form,
        ..WikiEditPage::default()
    })
}

/// What the form carries along unseen.
fn hidden(form: &Form) -> Vec<(String, String)> {
    ["base", "suggestion"].into_iter().filter_map(|name| Some((name.to_owned(), form.value(name)?))).collect()
}

fn clash_view(conn: &mut Conn, reader: &Reader, clash: &Clash) -> Result<ClashView> {
    let faces = Faces::load(conn, reader, std::iter::once(clash.theirs.author_id))?;
    Ok(ClashView {
        theirs: clash.theirs.source.clone(),
        yours: clash.yours.source.clone(),
        by: faces.person(clash.theirs.author_id),
        when: WhenView::new(&reader.lang, reader.now, clash.theirs.created_at),
        number: clash.theirs.number,
    })
}

/// The form that comes back after a clash: both texts in one, to be saved onto what the page says now.
pub fn clashed(clash: &Clash, suggestion: Option<i64>) -> Form {
    let mut form = Form::filled([
        ("title", clash.yours.title.clone()),
        ("body", clash.marked.clone()),
        ("summary", clash.yours.summary.clone()),
        ("base", clash.theirs.id.to_string()),
    ]);
    if let Some(id) = suggestion {
        form.set("suggestion", id.to_string());
    }
    form
}

/// The form for a page that is not there yet.
pub fn new(conn: &mut Conn, reader: &Reader, handle: &str, path: &str, form: Option<Form>) -> Result<WikiEditPage> {
    let (row, actor) = super::home(conn, reader, handle)?;
    let community = card(conn, &row, &actor)?;
    let path = paths::normal(path).unwrap_or_default();
    let form = form.unwrap_or_else(|| {
        let title = if path.is_empty() { String::new() } else { paths::title_for(&path) };
        Form::filled([("title", title), ("path", path)])
    });
    Ok(WikiEditPage {
        action: format!("{}/wiki-new", community.url),
        back: format!("{}/wiki", community.url),
        heading: "wiki-new".to_owned(),
        button: "wiki-begin".to_owned(),
        is_new: true,
        draft: format!("wiki-new:{}", community.id),
        community,
        form,
        ..WikiEditPage::default()
    })
}

/// The form that makes a page of an answer.
pub fn promote(conn: &mut Conn, reader: &Reader, reply_id: i64, form: Option<Form>) -> Result<WikiEditPage> {
    let reply = tending::answer(conn, &reader.viewer, reply_id)?;
    let community = reply.community_id.ok_or(Error::NotFound("community"))?;
    let actor = crate::store::actors::by_id(conn, community)?;
    let handle = actor.name.clone();
    if !actor.is_local() {
        return Err(Error::Forbidden("Write this page where the community lives."));
    }
    let question = crate::store::posts::by_id(conn, reply.root())?.and_then(|p| p.title).unwrap_or_default();
    let form = form.unwrap_or_else(|| Form::filled([("title", question), ("body", said(&reply))]));
    let page = new(conn, reader, &handle, "", Some(form))?;
    Ok(WikiEditPage {
        action: format!("/post/{reply_id}/to-wiki"),
        back: format!("/post/{reply_id}"),
        heading: "wiki-promote".to_owned(),
        note: "wiki-promote-note".to_owned(),
        draft: format!("to-wiki:{reply_id}"),
        ..page
    })
}

/// What an answer says, as Markdown where it came as that.
pub fn said(reply: &Post) -> String {
    reply.source.clone().unwrap_or_else(|| render::text_lines(&reply.html))
}

/// A suggestion in the editor, for a steward who changes it before it is taken over.
pub fn suggestion(conn: &mut Conn, reader: &Reader, id: i64) -> Result<(i64, Form)> {
    let found = suggestions::find(conn, id)?.ok_or(Error::NotFound("suggestion"))?;
    page_of(conn, reader, found.post_id)?;
    let form = Form::filled([
        ("title", found.title),
        ("body", found.source),
        ("summary", found.summary),
        ("base", found.base_id.to_string()),
        ("suggestion", id.to_string()),
    ]);
    Ok((found.post_id, form))
}

/// Moving or protecting a page.
pub fn tend(conn: &mut Conn, reader: &Reader, post_id: i64, deed: &str, form: Option<Form>) -> Result<WikiTendPage> {
    let (page, post, _, actor, reach) = writable(conn, reader, post_id)?;
    if reach != Reach::Edit {
        return Err(Error::Forbidden("Your rank does not reach for that here."));
    }
    if deed == "protect" && !crate::pages::community::tends(conn, reader, &actor)? {
        return Err(Error::Forbidden("Only its stewards may do that."));
    }
    Ok(WikiTendPage {
        deed: deed.to_owned(),
        id: post_id.to_string(),
        title: super::super::thread::title_of(&post),
        url: crate::kinds::wiki::address(conn, &actor, &page.path)?,
        form: form.unwrap_or_else(|| Form::filled([("path", page.path.clone())])),
        choices: Protection::ALL.iter().map(ToString::to_string).collect(),
        current: page.protection.to_string(),
        path: page.path,
    })
}
