//! Editing, deleting and reporting a post.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde_json::Value;

use crate::domain::content::Attached;
use crate::domain::{access, moderation, posts as posting};
use crate::kinds::{self, Details};
use crate::limits::Action;
use crate::pages::labels::offered;
use crate::pages::{composer, cross_posts, named};
use crate::pages::view::{ConfirmActPage, Form, PictureEdit, PostEditPage, PostView, ReportPage};
use crate::store::actors::{self, Actor};
use crate::store::labels;
use crate::store::posts::{self as stored, Attachment, Post};
use crate::web::auth::login;
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::web::member::{back, threads};
use crate::{Error, Result};

/// A post that the reader may read in full, with its author.
async fn seen(ctx: &Ctx, id: i64) -> Result<(Post, Actor)> {
    let viewer = ctx.viewer.clone();
    ctx.app.db.read(move |conn| access::post(conn, &viewer, id).map(|(post, author, _)| (post, author))).await
}

/// The reader's own post. Others are told that it is not theirs before they type anything.
async fn own(ctx: &Ctx, id: i64) -> Result<Post> {
    ctx.require_person()?;
    let (post, _) = seen(ctx, id).await?;
    if posting::may_edit(&post, &ctx.viewer) { Ok(post) } else { Err(Error::Forbidden("Only its author may change a post.")) }
}

pub(super) async fn edit_page(ctx: Ctx, id: web::Path<i64>) -> Result<HttpResponse> {
    let post = own(&ctx, *id).await?;
    let number = post.id;
    let carried = ctx.app.db.read(move |conn| labels::of_posts(conn, &[number])).await?.remove(&number).unwrap_or_default();
    let mut form = Form::filled([
        ("title", post.title.clone().unwrap_or_default()),
        ("body", post.source.clone().unwrap_or_default()),
        ("link", post.link_url.clone().unwrap_or_default()),
        ("warning", post.warning.clone().unwrap_or_default()),
    ]);
    for (name, text) in filled(&ctx, &post).await?.0 {
        form.set(&name, text.as_str().unwrap_or_default());
    }
    for label in carried {
        form.set(&format!("tag_{}", label.id), "1");
    }
    show_edit(&ctx, &post, form, StatusCode::OK).await
}

/// What the post's kind asked for and its author may change.
async fn filled(ctx: &Ctx, post: &Post) -> Result<Details> {
    let Some(kind) = kinds::by_name(&post.kind).filter(|_| post.is_thread()) else { return Ok(Details::default()) };
    let post = post.clone();
    ctx.app.db.read(move |conn| kind.filled(conn, &post)).await
}

async fn show_edit(ctx: &Ctx, post: &Post, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let (id, community) = (post.id, post.community_id.filter(|_| post.is_thread()));
    let (pictures, offered) = ctx
        .app
        .db
        .read(move |conn| {
            let offered = community.map(|id| offered(conn, id, "", None)).transpose()?;
            Ok((stored::attachments_of(conn, &[id])?, offered.unwrap_or_default()))
        })
        .await?;
    let pictures = pictures.into_iter().map(|a| PictureEdit { alt: form.value(&format!("alt_{}", a.id)).unwrap_or(a.alt), id: a.id.to_string(), url: a.url });
    let mut fields = kinds::by_name(&post.kind).map(|kind| composer::fields(&ctx.lang, kind)).unwrap_or_default();
    let known = filled(ctx, post).await?;
    fields.retain(|field| known.0.contains_key(&field.name));
    let body = PostEditPage {
        fields,
        id: post.id.to_string(),
        url: format!("/post/{}", post.id),
        is_thread: post.is_thread(),
        pictures: pictures.collect(),
        labels: offered,
        form,
    };
    ctx.show_as(status, "", "post_edit.html", body).await
}

pub(super) async fn edit(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    if ctx.viewer.person().is_none() {
        return login::keep(ctx, &format!("/post/{id}/edit"), &fields).await;
    }
    let post = own(&ctx, *id).await?;
    match try_edit(&ctx, &post, &fields).await {
        Ok(()) => Ok(ctx.flash(&format!("/post/{}", post.id), "flash-kept")),
        Err(error) => {
            let mut form = fields.form(&["title", "body", "link"]);
            for field in kinds::by_name(&post.kind).map_or(&[][..], |k| k.fields()) {
                form.set(field.name, fields.get(field.name));
            }
            for (name, text) in fields.texts().filter(|(name, _)| name.starts_with("alt_")) {
                form.set(name, text);
            }
            threads::picture_alts(&mut form, &fields);
            threads::keep_signs(&mut form, &fields);
            forms::refuse(&mut form, &ctx.lang, error, &[("images", "image"), ("alt", "image_alt")])?;
            show_edit(&ctx, &post, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn try_edit(ctx: &Ctx, post: &Post, fields: &Fields) -> Result<()> {
    let origin = ctx.origin()?;
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Post)?;
    let mut content = threads::rendered(ctx, fields.get("body")).await?;
    if post.is_thread() {
        content.title = Some(fields.get("title").to_owned());
        content.link = fields.opt("link").map(ToOwned::to_owned);
    }
    // What the form does not show stays as it was.
    content.language.clone_from(&post.language);
    (content.warning, content.sensitive) = (post.warning.clone(), post.sensitive);
    if fields.has("warning") {
        content.warn(fields.opt("warning"));
    }
    content.labels = fields.is_on("tags_shown").then(|| threads::labels(fields));
    let id = post.id;
    let kept = ctx.app.db.read(move |conn| stored::attachments_of(conn, &[id])).await?;
    // Without the field the form was not ours, or an old one: then everything stays.
    let kept = kept.into_iter().filter(|a| !fields.is_on(&format!("drop_{}", a.id))).map(|a| {
        let field = format!("alt_{}", a.id);
        let alt = if fields.has(&field) { fields.get(&field).trim().to_owned() } else { a.alt.clone() };
        Attached { alt, ..attached(a) }
    });
    content.attachments = kept.collect();
    // Checked before the pictures are kept: a refused form must not leave files behind.
    content.check(post.is_thread())?;
    content.attachments.extend(threads::new_pictures(ctx, fields).await?);
    let details = changed(&filled(ctx, post).await?, fields);
    ctx.app.db.write(move |tx| posting::edit_with(tx, &origin, id, &content, details.as_ref()).map(drop)).await?;
    ctx.ring();
    Ok(())
}

/// What the form says of these; a field that it does not have stays as it is.
fn changed(known: &Details, fields: &Fields) -> Option<Details> {
    let said = |name: &str, before: &Value| if fields.has(name) { Value::String(fields.get(name).to_owned()) } else { before.clone() };
    let all = known.0.iter().map(|(name, before)| (name.clone(), said(name, before))).collect();
    (!known.0.is_empty()).then_some(Details(all))
}

fn attached(row: Attachment) -> Attached {
    Attached { url: row.url, media_type: row.media_type, alt: row.alt, width: row.width, height: row.height }
}

/// Asks which community a thread is taken to.
pub(super) async fn cross_post_page(ctx: Ctx, id: web::Path<i64>) -> Result<HttpResponse> {
    ctx.require_person()?;
    let (reader, id) = (std::sync::Arc::clone(&ctx.reader), id.into_inner());
    let body = ctx.app.db.read(move |conn| cross_posts::places(conn, &reader, id)).await?;
    ctx.show("", "cross_post.html", body).await
}

pub(super) async fn delete_page(ctx: Ctx, id: web::Path<i64>) -> Result<HttpResponse> {
    let post = own(&ctx, *id).await?;
    let url = format!("/post/{}", post.id);
    let body = ConfirmActPage {
        title: "delete-title".to_owned(),
        text: "delete-text".to_owned(),
        button: "delete-button".to_owned(),
        action: format!("{url}/delete"),
        back: url,
        danger: true,
        ..ConfirmActPage::default()
    };
    ctx.show("", "confirm_act.html", body).await
}

pub(super) async fn delete(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    let origin = ctx.origin()?;
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Post)?;
    let id = id.into_inner();
    let root = ctx
        .app
        .db
        .write(move |tx| {
            posting::delete(tx, &origin, id)?;
            Ok(stored::by_id(tx.conn, id)?.map_or(id, |post| post.root()))
        })
        .await?;
    ctx.ring();
    Ok(ctx.flash(back(&fields, &format!("/post/{root}")), "flash-deleted"))
}

pub(super) async fn report_page(ctx: Ctx, id: web::Path<i64>) -> Result<HttpResponse> {
    ctx.require_person()?;
    show_report(&ctx, *id, Form::default(), StatusCode::OK).await
}

async fn show_report(ctx: &Ctx, id: i64, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let viewer = ctx.viewer.clone();
    let body = ctx
        .app
        .db
        .read(move |conn| {
            let (post, author, _) = access::post(conn, &viewer, id)?;
            let host = actors::host_name(conn, &author)?;
            Ok(ReportPage {
                title: post.title.clone().unwrap_or_default(),
                forward_host: if author.is_local() { String::new() } else { host.clone() },
                post: PostView {
                    id: post.id.to_string(),
                    url: format!("/post/{}", post.id),
                    author: named::person(&author, &host),
                    body_html: post.html,
                    state: "live".to_owned(),
                    ..PostView::default()
                },
                form,
            })
        })
        .await?;
    ctx.show_as(status, "", "report.html", body).await
}

pub(super) async fn report(ctx: Ctx, id: web::Path<i64>, fields: Fields) -> Result<HttpResponse> {
    ctx.require_person()?;
    match try_report(&ctx, *id, &fields).await {
        Ok(()) => Ok(ctx.flash(&format!("/post/{id}"), "flash-reported")),
        Err(error) => {
            let mut form = fields.form(&["reason", "forward"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show_report(&ctx, *id, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn try_report(ctx: &Ctx, id: i64, fields: &Fields) -> Result<()> {
    let origin = ctx.origin()?;
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Post)?;
    let (post, author) = seen(ctx, id).await?;
    let (reason, forward) = (fields.get("reason").to_owned(), fields.is_on("forward") && !author.is_local());
    ctx.app.db.write(move |tx| moderation::report(tx, &origin, Some(post.id), post.author_id, &reason, forward)).await?;
    ctx.ring();
    Ok(())
}
