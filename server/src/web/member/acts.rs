//! One click: votes, saves, and the preview of what is being written.

use actix_web::{HttpResponse, web};

use crate::domain::{access, posts as posting, votes};
use crate::limits::Action;
use crate::pages::view::{PostView, PreviewFragment, VoteFragment};
use crate::store::posts as stored;
use crate::web::ctx::Ctx;
use crate::web::forms::Fields;
use crate::web::member::{back, threads};
use crate::{Error, Result};

pub(super) async fn vote(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    let origin = ctx.origin()?;
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Post)?;
    let id = id.into_inner();
    let value: i8 = fields.get("value").parse().map_err(|_bad| Error::field("value", "form-vote-bad"))?;
    let viewer = ctx.viewer.clone();
    let (score, root) = ctx
        .app
        .db
        .write(move |tx| {
            access::post(tx.conn, &viewer, id)?;
            votes::cast(tx, &origin, id, i32::from(value))?;
            let post = stored::by_id(tx.conn, id)?.ok_or(Error::NotFound("post"))?;
            Ok((post.score, post.root()))
        })
        .await?;
    ctx.ring();
    if ctx.is_script {
        let fragment = VoteFragment { id: id.to_string(), url: format!("/post/{id}"), score: i64::from(score), my_vote: value, can_vote: true };
        return ctx.fragment("fragments/vote.html", &fragment);
    }
    Ok(ctx.redirect(back(&fields, &format!("/post/{root}#p{id}"))))
}

pub(super) async fn save(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    ctx.require_person()?;
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Post)?;
    let (id, saved) = (id.into_inner(), fields.get("saved") != "0");
    let viewer = ctx.viewer.clone();
    ctx.app.db.write(move |tx| posting::save(tx, &viewer, id, saved)).await?;
    let url = format!("/post/{id}");
    if ctx.is_script {
        return ctx.fragment("fragments/save.html", &PostView { id: id.to_string(), url, saved, ..PostView::default() });
    }
    Ok(ctx.redirect(back(&fields, &url)))
}

/// The same code that makes posts, so that what is shown is what will stand.
pub(super) async fn preview(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    ctx.require_person()?;
    ctx.check_csrf(fields.csrf())?;
    let body_html = threads::rendered(&ctx, fields.get("body")).await?.html;
    ctx.fragment("fragments/preview.html", &PreviewFragment { body_html })
}
