//! People: who they are, what they wrote, following and blocking them.

use actix_web::HttpResponse;
use actix_web::web::{Path, Query};
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::communities::{Membership, membership};
use super::input::{self, Paging, cut};
use super::problem::Answer;
use super::shapes::{self, Page, Person, Post};
use crate::Error;
use crate::domain::{blocks, membership as following};
use crate::limits::Action;
use crate::store::posts as rows;
use crate::store::{communities, hosts};

/// Somebody's page.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Profile {
    pub(super) person: Person,
    /// What they say of themselves.
    pub(super) summary_html: String,
    pub(super) joined_at: String,
    /// Where they moved to, where they did.
    pub(super) moved_to: Option<String>,
    pub(super) followers: i64,
    /// Whether the caller follows them: none, pending or member.
    pub(super) following: String,
}

/// Somebody, by `name` or `name@host`.
#[utoipa::path(get, path = "/people/{name}", tag = "People", params(("name" = String, Path)), security((), ("token" = [])),
    responses((status = 200, body = Profile)))]
pub(super) async fn show(caller: Caller, name: Path<String>) -> Answer {
    let name = name.into_inner();
    let profile = caller
        .read(move |conn, viewer| {
            let actor = visible(conn, viewer, &name)?;
            let host = crate::store::actors::host_name(conn, &actor)?;
            let follow = match viewer.id() {
                Some(me) => communities::follow(conn, me, actor.id)?.map(|f| f.state),
                None => None,
            };
            Ok(Profile {
                person: Person::new(&actor, &host),
                summary_html: actor.summary_html.clone(),
                joined_at: actor.created_at.rfc3339(),
                moved_to: actor.moved_to.clone(),
                followers: communities::count_followers(conn, actor.id)?,
                following: shapes::membership_word(follow).to_owned(),
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(profile))
}

fn visible(conn: &mut crate::store::Conn, viewer: &crate::domain::access::Viewer, name: &str) -> crate::Result<crate::store::actors::Actor> {
    let actor = input::person(conn, name)?;
    if crate::domain::access::lives_shut_out(conn, &actor)? {
        return Err(Error::NotFound("person"));
    }
    if actor.suspended_at.is_some() && !viewer.is_staff() && viewer.id() != Some(actor.id) {
        return Err(Error::Gone);
    }
    Ok(actor)
}

/// What somebody wrote, newest first.
#[utoipa::path(get, path = "/people/{name}/posts", tag = "People", params(("name" = String, Path), Paging), security((), ("token" = [])),
    responses((status = 200, body = Page<Post>)))]
pub(super) async fn posts(caller: Caller, name: Path<String>, paging: Query<Paging>) -> Answer {
    let (name, limit, before) = (name.into_inner(), paging.limit(), paging.number()?);
    let page = caller
        .read(move |conn, viewer| {
            let actor = visible(conn, viewer, &name)?;
            let mut found = rows::by_author(conn, actor.id, before, limit + 1)?;
            let next_cursor = cut(&mut found, limit, |post| post.id.to_string());
            let mut items = shapes::posts(conn, viewer, found)?;
            items.retain(|post| post.state == "visible");
            Ok(Page { items, next_cursor })
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// Follows somebody.
#[utoipa::path(post, path = "/people/{name}/follow", tag = "People", params(("name" = String, Path)), security(("token" = [])),
    responses((status = 200, body = Membership)))]
pub(super) async fn follow(caller: Caller, name: Path<String>) -> Answer {
    caller.person()?;
    caller.brake(Action::Post)?;
    let name = name.into_inner();
    let state = caller
        .write(move |tx, origin| {
            let actor = input::person(tx.conn, &name)?;
            following::follow(tx, origin, &actor)
        })
        .await?;
    Ok(HttpResponse::Ok().json(membership(Some(state))))
}

/// Stops following somebody.
#[utoipa::path(delete, path = "/people/{name}/follow", tag = "People", params(("name" = String, Path)), security(("token" = [])),
    responses((status = 200, body = Membership)))]
pub(super) async fn unfollow(caller: Caller, name: Path<String>) -> Answer {
    caller.person()?;
    caller.brake(Action::Post)?;
    let name = name.into_inner();
    caller
        .write(move |tx, origin| {
            let actor = input::person(tx.conn, &name)?;
            following::unfollow(tx, origin, &actor)
        })
        .await?;
    Ok(HttpResponse::Ok().json(membership(None)))
}

/// Wants to see nothing more of somebody.
#[utoipa::path(post, path = "/people/{name}/block", tag = "People", params(("name" = String, Path)), security(("token" = [])),
    responses((status = 204)))]
pub(super) async fn block(caller: Caller, name: Path<String>) -> Answer {
    set_blocked(caller, name.into_inner(), true).await
}

/// Wants to see somebody again.
#[utoipa::path(delete, path = "/people/{name}/block", tag = "People", params(("name" = String, Path)), security(("token" = [])),
    responses((status = 204)))]
pub(super) async fn unblock(caller: Caller, name: Path<String>) -> Answer {
    set_blocked(caller, name.into_inner(), false).await
}

async fn set_blocked(caller: Caller, name: String, blocked: bool) -> Answer {
    caller.person()?;
    caller.brake(Action::Post)?;
    caller
        .write(move |tx, origin| {
            let actor = input::person(tx.conn, &name)?;
            if blocked { blocks::block_person(tx, origin, &actor) } else { blocks::unblock_person(tx, origin, &actor) }
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Wants to see nothing more of anybody on a server.
#[utoipa::path(post, path = "/servers/{host}/block", tag = "People", params(("host" = String, Path)), security(("token" = [])),
    responses((status = 204)))]
pub(super) async fn block_server(caller: Caller, host: Path<String>) -> Answer {
    set_server_blocked(caller, host.into_inner(), true).await
}

/// Wants to see a server again.
#[utoipa::path(delete, path = "/servers/{host}/block", tag = "People", params(("host" = String, Path)), security(("token" = [])),
    responses((status = 204)))]
pub(super) async fn unblock_server(caller: Caller, host: Path<String>) -> Answer {
    set_server_blocked(caller, host.into_inner(), false).await
}

async fn set_server_blocked(caller: Caller, host: String, blocked: bool) -> Answer {
    caller.person()?;
    caller.brake(Action::Post)?;
    let host = host.trim().to_ascii_lowercase();
    caller
        .write(move |tx, origin| {
            // Only servers that were met: nobody fills the table with names.
            let known = hosts::by_name(tx.conn, &host)?.ok_or(Error::NotFound("server"))?;
            if blocked { blocks::block_server(tx, origin, known.id) } else { blocks::unblock_server(tx, origin, known.id) }
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
