//! One person, from here or from elsewhere: who they are, where they live, what they wrote.

use std::collections::HashMap;

use diesel::prelude::*;

use super::bodies::{Body, Dresser, Powers};
use crate::domain::Person;
use crate::domain::access;
use crate::pages::communities as lists;
use crate::pages::faces::{Blocked, Faces};
use crate::pages::reader::Reader;
use crate::pages::rows::{self, Dress, with_query};
use crate::pages::view::{CommunityCard, Page, Pager, PersonPage, PostView, Tab, WhenView};
use crate::pages::{Depends, Loaded, frame, introduce, seen};
use crate::render::{self, Renderer};
use crate::store::Conn;
use crate::store::accounts::Role;
use crate::store::actors::{self, Actor, ActorKind};
use crate::store::communities::{Access, FollowState};
use crate::store::posts::{Cursor, Sort, Threads};
use crate::store::schema::{actors as actors_table, communities, follows, posts};
use crate::{Error, Result};

const COMMUNITIES: i64 = 12;

#[derive(Debug, Clone, Copy, Default)]
pub struct Params {
    /// Replies instead of threads.
    pub replies: bool,
    pub after: Option<Cursor>,
}

pub fn load(conn: &mut Conn, reader: &Reader, renderer: &Renderer, handle: &str, params: Params) -> Result<Loaded<PersonPage>> {
    let actor = find(conn, handle)?;
    let seen = seen::by(conn, reader, Depends::Person(actor.id))?;
    let actor = actors::by_id(conn, actor.id)?;
    if access::lives_shut_out(conn, &actor)? {
        return Err(Error::NotFound("person"));
    }
    let mut faces = Faces::load(conn, reader, std::iter::once(actor.id))?;
    let person = faces.person(actor.id);
    let blocked = Blocked::load(conn, reader)?;
    let (threads, replies) = count(conn, actor.id)?;
    let viewer = reader.viewer.person();
    let following = viewer.map(|p| crate::store::communities::follow(conn, p.id(), actor.id)).transpose()?.flatten().is_some();
    let mut body = PersonPage {
        bio_html: if actor.suspended_at.is_none() { renderer.checked(actor.summary_html.clone()) } else { String::new() },
        since: Some(WhenView::new(&reader.lang, reader.now, actor.created_at)),
        home_url: if actor.is_local() { String::new() } else { actor.url.clone() },
        threads,
        replies,
        tabs: tabs(&person.url, params.replies),
        me: viewer.is_some_and(|p| p.id() == actor.id),
        blocked: faces.get(actor.id).is_some_and(|face| blocked.has(face)),
        following,
        gone: actor.deleted_at.is_some(),
        banned: actor.suspended_at.is_some(),
        can_ban: viewer.is_some_and(|p| p.has(Role::Moderator) && p.id() != actor.id),
        feed_url: format!("{}/feed.atom", person.url),
        // What somebody joined is theirs to tell: only they see the list.
        communities: if viewer.is_some_and(|p| p.id() == actor.id) { joined(conn, reader, actor.id)? } else { Vec::new() },
        person,
        ..PersonPage::default()
    };
    if let Some(to) = &actor.moved_to {
        moved(conn, reader, &mut body, to)?;
    }
    if !body.gone && !body.blocked {
        if params.replies {
            replies_of(conn, reader, renderer, &mut faces, &mut body, &actor, params)?;
        } else {
            threads_of(conn, reader, &mut body, &actor, params)?;
        }
    }
    let mut frame = frame(conn, reader, if body.me { "me" } else { "" })?;
    let url = body.person.url.clone();
    introduce(&mut frame, reader, &url, &body.person.display, &render::plain_text(&actor.summary_html, 240), "profile");
    if !body.person.avatar.is_empty() {
        frame.og.image.clone_from(&body.person.avatar);
    }
    frame.noindex = !actor.is_local() || actor.indexable != Some(true) || !actor.is_active();
    frame.feed.clone_from(&body.feed_url);
    frame.activity.clone_from(&actor.ap_id);
    Ok(Loaded { page: Page { frame, body, template: "person.html" }, seen })
}

/// The person behind `name` or `name@host`.
pub fn find(conn: &mut Conn, handle: &str) -> Result<Actor> {
    actors::by_handle(conn, handle)?.filter(|a| a.kind != ActorKind::Community).ok_or(Error::NotFound("person"))
}

fn count(conn: &mut Conn, author: i64) -> Result<(u64, u64)> {
    let standing = posts::table
        .filter(posts::author_id.eq(author))
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .filter(posts::community_id.is_not_null());
    let threads: i64 = standing.filter(posts::parent_id.is_null()).count().get_result(conn)?;
    let replies: i64 = standing.filter(posts::parent_id.is_not_null()).count().get_result(conn)?;
    Ok((u64::try_from(threads).unwrap_or(0), u64::try_from(replies).unwrap_or(0)))
}

fn tabs(url: &str, replies: bool) -> Vec<Tab> {
    vec![Tab::new("tab-threads", url, !replies), Tab::new("tab-replies", format!("{url}?show=replies"), replies)]
}

/// Public communities that the person joined.
fn joined(conn: &mut Conn, reader: &Reader, id: i64) -> Result<Vec<CommunityCard>> {
    let ids: Vec<i64> = follows::table
        .inner_join(actors_table::table.on(actors_table::id.eq(follows::followed_id)))
        .inner_join(communities::table.on(communities::actor_id.eq(follows::followed_id)))
        .filter(follows::follower_id.eq(id))
        .filter(follows::state.eq(FollowState::Accepted))
        .filter(communities::access.eq(Access::Public))
        .filter(actors_table::deleted_at.is_null())
        .order(follows::id.desc())
        .limit(COMMUNITIES)
        .select(follows::followed_id)
        .load(conn)?;
    let found = lists::in_order(conn, &ids)?;
    lists::cards(conn, reader, &found)
}

fn moved(conn: &mut Conn, reader: &Reader, body: &mut PersonPage, to: &str) -> Result<()> {
    match actors::by_ap_id(conn, to)? {
        Some(actor) => {
            let faces = Faces::load(conn, reader, std::iter::once(actor.id))?;
            let person = faces.person(actor.id);
            (body.moved_to, body.moved_url) = (person.handle, person.url);
        }
        None => (body.moved_to, body.moved_url) = (to.to_owned(), format!("/search?q={}", super::interact::escaped(to))),
    }
    Ok(())
}

fn threads_of(conn: &mut Conn, reader: &Reader, body: &mut PersonPage, actor: &Actor, params: Params) -> Result<()> {
    let wanted = Threads {
        author: Some(actor.id),
        sort: Sort::New,
        after: params.after,
        limit: rows::PER_PAGE,
        ..Threads::default()
    };
    let mut list = rows::list(conn, &wanted)?;
    body.pager = rows::pager(&mut list, &wanted, &body.person.url);
    let can_vote = reader.viewer.person().is_some_and(Person::is_active);
    body.rows = rows::dress(conn, reader, &list, Dress { mixed: true, of_one: true, can_vote, ..Dress::default() })?;
    Ok(())
}

fn replies_of(conn: &mut Conn, reader: &Reader, renderer: &Renderer, faces: &mut Faces, body: &mut PersonPage, actor: &Actor, params: Params) -> Result<()> {
    let mut query = posts::table
        .filter(posts::author_id.eq(actor.id))
        .filter(posts::parent_id.is_not_null())
        .filter(posts::community_id.is_not_null())
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .order(posts::id.desc())
        .limit(rows::PER_PAGE + 1)
        .select(Body::as_select())
        .into_boxed();
    if let Some(cursor) = params.after {
        query = query.filter(posts::id.lt(cursor.id));
    }
    let mut found: Vec<Body> = query.load(conn)?;
    let limit = usize::try_from(rows::PER_PAGE).unwrap_or(usize::MAX);
    let more = found.len() > limit;
    found.truncate(limit);
    let address = format!("{}?show=replies", body.person.url);
    let after = |reply: &Body| Cursor { hot: 0.0, number: 0, id: reply.id }.encode();
    body.pager = Pager {
        next: found.last().filter(|_| more).map(|last| with_query(&address, "after", &after(last))).unwrap_or_default(),
        first: if params.after.is_some() { address } else { String::new() },
    };
    body.posts = in_context(conn, reader, renderer, faces, &found)?;
    Ok(())
}

/// Replies outside of their threads: each says where it stands. Those that the viewer may not see stay out.
pub(super) fn in_context(conn: &mut Conn, reader: &Reader, renderer: &Renderer, faces: &mut Faces, found: &[Body]) -> Result<Vec<PostView>> {
    let named = found.iter().flat_map(|b| std::iter::once(b.author_id).chain(b.community_id));
    faces.add(conn, named)?;
    let roots: Vec<i64> = found.iter().map(|b| b.thread_id.unwrap_or(b.id)).collect();
    let roots: HashMap<i64, rows::Thread> = rows::by_ids(conn, &roots)?.into_iter().map(|t| (t.id, t)).collect();
    let blocked = Blocked::load(conn, reader)?;
    let mut dresser = Dresser::load(conn, reader, renderer, faces, found)?;
    let part = reader.viewer.person().is_some_and(Person::is_active);
    dresser.powers = Powers { part, ..Powers::default() };
    let seen = |body: &&Body| {
        let community = body.community_id.and_then(|id| faces.get(id));
        !body.community_id.is_some_and(|id| faces.is_shut_out(id))
            && community.is_none_or(|c| access::sees_community_that_is(c.deleted_at.is_some(), c.suspended_at.is_some(), &reader.viewer))
            && faces.get(body.author_id).is_some_and(|author| !blocked.has(author))
            && dresser.sight(body) == access::Sight::Full
    };
    let views = found.iter().filter(seen).map(|body| {
        let mut view = dresser.post(body);
        if let Some(root) = roots.get(&body.thread_id.unwrap_or(body.id)).filter(|t| t.deleted_at.is_none() && t.removed_at.is_none()) {
            (view.context_title, view.context_url) = (root.label(), root.url());
        }
        view
    });
    Ok(views.collect())
}
