//! What a post said before.

use crate::Result;
use crate::domain::access;
use crate::pages::faces::Faces;
use crate::pages::frame;
use crate::pages::reader::Reader;
use crate::pages::thread::title_of;
use crate::pages::view::{Page, PostHistoryPage, VersionView, WhenView};
use crate::render::Renderer;
use crate::store::{Conn, posts};

/// Older texts than these are kept, but not shown on one page.
const VERSIONS: i64 = 100;

pub fn load(conn: &mut Conn, reader: &Reader, renderer: &Renderer, id: i64) -> Result<Page<PostHistoryPage>> {
    let (post, author, _) = access::post(conn, &reader.viewer, id)?;
    let faces = Faces::load(conn, reader, std::iter::once(author.id))?;
    let when = |at| WhenView::new(&reader.lang, reader.now, at);
    let mut versions = Vec::new();
    let earlier = posts::revisions(conn, id, VERSIONS)?;
    if !earlier.is_empty() {
        versions.push(VersionView {
            when: when(post.edited_at.unwrap_or(post.published_at)),
            title: post.title.clone().unwrap_or_default(),
            body_html: renderer.checked(post.html.clone()),
            current: true,
        });
    }
    versions.extend(earlier.into_iter().map(|revision| VersionView {
        when: when(revision.created_at),
        title: revision.title.unwrap_or_default(),
        body_html: renderer.checked(revision.html),
        current: false,
    }));
    let mut frame = frame(conn, reader, "")?;
    frame.noindex = true;
    let body = PostHistoryPage { url: format!("/post/{id}"), title: title_of(&post), author: faces.person(author.id), versions };
    Ok(Page { frame, body, template: "post_history.html" })
}
