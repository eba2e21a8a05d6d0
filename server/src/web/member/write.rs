//! Starting threads and answering.

use std::sync::Arc;

use actix_web::{HttpResponse, web};
use serde_json::Value;

use crate::domain::posts::{self as posting, NewPost};
use crate::domain::{access, cross_posts};
use crate::kinds::{self, Details};
use crate::limits::Action;
use crate::pages;
use crate::store::posts as stored;
use crate::web::auth::login;
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::web::member::{self, community_path, threads};
use crate::web::questions;
use crate::{Error, Result};

/// Replies of a thread that surely stand on its first page; beyond it a new one is shown by its own address.
const ONE_PAGE: i32 = 250;

/// `/c/{handle}/post` is where people look for the form; it stands on the community's page.
pub(super) async fn open(ctx: Ctx, handle: web::Path<String>) -> Result<HttpResponse> {
    Ok(ctx.redirect(&format!("{}?new=1#new", community_path(&ctx, &handle))))
}

pub(super) async fn thread(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    if ctx.viewer.person().is_none() {
        return login::keep(ctx, &format!("/c/{}/threads", *handle), &fields).await;
    }
    if let Some(similar) = questions::look_first(&ctx, &handle, &fields).await? {
        return Ok(similar);
    }
    match post_thread(&ctx, &handle, &fields).await {
        Ok(id) => Ok(ctx.flash(&format!("/post/{id}"), "flash-posted")),
        Err(error) => {
            let mut form = fields.form(&["title", "body", "link", "from"]);
            threads::picture_alts(&mut form, &fields);
            threads::keep_signs(&mut form, &fields);
            forms::refuse(&mut form, &ctx.lang, error, &[("images", "image"), ("alt", "image_alt")])?;
            let (app, reader, handle) = (Arc::clone(&ctx.app), Arc::clone(&ctx.reader), handle.into_inner());
            let kind = kinds::by_name(fields.get("kind")).map(|k| k.name());
            for field in kind.and_then(kinds::by_name).map_or(&[][..], |k| k.fields()) {
                form.set(field.name, fields.get(field.name));
            }
            let params = pages::community::Params { form_open: true, kind, ..Default::default() };
            let loaded = ctx
                .app
                .db
                .read(move |conn| pages::community::load(conn, &reader, &app.renderer, &app.pages.memo, &handle, params, Some(form)))
                .await?;
            ctx.refuse(&loaded.page)
        }
    }
}

async fn post_thread(ctx: &Ctx, handle: &str, fields: &Fields) -> Result<i64> {
    let origin = ctx.origin()?;
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Post)?;
    let (_, community) = member::community(ctx, handle).await?;
    let kind = posting::kind(fields.opt("kind").unwrap_or("discussion"))?;
    let details = details(kind, fields);
    let content = threads::thread_content(ctx, fields).await?;
    let (viewer, taken) = (ctx.viewer.clone(), fields.opt("from").and_then(|id| id.parse().ok()));
    let post = ctx
        .app
        .db
        .write(move |tx| {
            let new = NewPost { details: details.clone(), ..NewPost::thread(kind, community.id, content.clone()) };
            let post = posting::publish(tx, &origin, new)?;
            if let Some(from) = taken {
                cross_posts::taken(tx, &viewer, &post, from)?;
            }
            Ok(post)
        })
        .await?;
    ctx.ring();
    Ok(post.id)
}

/// What the form says beside title and text.
fn details(kind: &str, fields: &Fields) -> Details {
    let asked = kinds::by_name(kind).map_or(&[][..], |k| k.fields());
    Details(asked.iter().map(|f| (f.name.to_owned(), Value::String(fields.get(f.name).to_owned()))).collect())
}

pub(super) async fn reply(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    let id = id.into_inner();
    if ctx.viewer.person().is_none() {
        return login::keep(ctx, &format!("/post/{id}/reply"), &fields).await;
    }
    match post_reply(&ctx, id, &fields).await {
        Ok(to) => Ok(ctx.redirect(&to)),
        Err(error) => {
            let mut form = fields.form(&["body", "warning"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            refused_reply(&ctx, id, form).await
        }
    }
}

async fn refused_reply(ctx: &Ctx, id: i64, form: pages::view::Form) -> Result<HttpResponse> {
    let (app, reader) = (Arc::clone(&ctx.app), Arc::clone(&ctx.reader));
    let loaded = ctx
        .app
        .db
        .read(move |conn| {
            let parent = stored::by_id(conn, id)?.ok_or(Error::NotFound("post"))?;
            let params = pages::thread::Params { reply_to: Some(id).filter(|_| !parent.is_thread()), ..Default::default() };
            pages::thread::load(conn, &reader, &app.renderer, parent.root(), params, Some(form))
        })
        .await?;
    ctx.refuse(&loaded.page)
}

async fn post_reply(ctx: &Ctx, parent: i64, fields: &Fields) -> Result<String> {
    let origin = ctx.origin()?;
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Post)?;
    let viewer = ctx.viewer.clone();
    ctx.app.db.read(move |conn| access::post(conn, &viewer, parent).map(|_| ())).await?;
    let mut content = threads::rendered(ctx, fields.get("body")).await?;
    content.warn(fields.opt("warning"));
    let (post, replies) = ctx
        .app
        .db
        .write(move |tx| {
            let post = posting::publish(tx, &origin, NewPost::reply(parent, content.clone()))?;
            let replies = stored::by_id(tx.conn, post.root())?.map_or(0, |thread| thread.replies);
            Ok((post, replies))
        })
        .await?;
    ctx.ring();
    let (id, root) = (post.id, post.root());
    Ok(if replies > ONE_PAGE { format!("/post/{id}") } else { format!("/post/{root}#p{id}") })
}
