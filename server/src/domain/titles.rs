//! Better titles for threads of others, by those who are trusted with that. What a thread was called before stays in its
//! history.

use crate::domain::access;
use crate::domain::content::{SOURCE_MAX, TITLE_MAX};
use crate::domain::events::{self, Event};
use crate::domain::finding;
use crate::domain::moderation::{self, Target};
use crate::domain::origin::Origin;
use crate::domain::posts::touch_pages;
use crate::domain::reputation::Power;
use crate::error::FieldErrors;
use crate::kinds;
use crate::render::plain_text;
use crate::store::actors;
use crate::store::conn::Tx;
use crate::store::moderation::Act;
use crate::store::posts::{self, Post, Revision};
use crate::{Error, Result};

/// Gives a thread another title. Whoever wrote it elsewhere keeps their own title there.
pub fn retitle(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, title: &str, reason: &str) -> Result<()> {
    let post = posts::hold(tx, post_id)?.filter(Post::is_thread).ok_or(Error::NotFound("thread"))?;
    if !post.stands() {
        return Err(Error::Gone);
    }
    let community = post.community_id.ok_or(Error::Forbidden("This post belongs to no community."))?;
    let community = actors::by_id(tx.conn, community)?;
    if !community.is_local() {
        return Err(Error::Forbidden("This thread is changed on its community's own server."));
    }
    access::power_by_rank(tx.conn, origin, &community, Power::EditTitles, tx.now)?;
    let title = title.trim();
    check(&post, title)?;
    let target = Target { community: Some(community.id), post: Some(post.id), person: Some(post.author_id), ..Target::default() };
    moderation::by_rank(tx, origin, &community, Power::EditTitles, Act::Retitle, &target, reason)?;
    let revision = Revision {
        id: tx.id(),
        post_id,
        editor_id: origin.actor().id,
        title: post.title.clone(),
        source: post.source.clone(),
        html: post.html.clone(),
        created_at: post.edited_at.unwrap_or(post.published_at),
    };
    posts::insert_revision(tx, &revision)?;
    posts::set_title(tx, post_id, title)?;
    let author = actors::by_id(tx.conn, post.author_id)?;
    finding::put_post(tx, &post, &author, title, &plain_text(&post.html, SOURCE_MAX), false)?;
    touch_pages(tx, &post)?;
    let post = Post { title: Some(title.to_owned()), edited_at: Some(tx.now), ..post };
    if let Some(kind) = kinds::by_name(&post.kind) {
        kind.changed(tx, &post)?;
    }
    if author.is_local() && author.is_active() {
        events::emit_for(tx, author.id, Event::PostEdited { post: post_id })?;
    }
    Ok(())
}

fn check(post: &Post, title: &str) -> Result<()> {
    let mut errors = FieldErrors::new();
    if title.is_empty() {
        errors.add("title", "form-title-empty");
    } else if title.chars().count() > TITLE_MAX {
        errors.add_with("title", "form-too-long", [("max", TITLE_MAX.to_string())]);
    } else if post.title.as_deref() == Some(title) {
        errors.add("title", "form-title-same");
    }
    errors.check()
}
