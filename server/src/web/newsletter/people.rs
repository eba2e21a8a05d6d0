//! Who gets a newsletter, for its stewards alone; lists that they bring along and take along.

use std::sync::Arc;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use bytes::Bytes;
use futures_util::stream;
use serde::Deserialize;

use crate::domain::newsletter::{self as rules, import};
use crate::jobs::newsletter::pace;
use crate::pages::newsletter as pages;
use crate::pages::view::SubscribersPage;
use crate::store::subscribers::SubscriberState;
use crate::web::ctx::Ctx;
use crate::web::flash::Tone;
use crate::web::forms::{self, Fields};
use crate::web::member;
use crate::{Error, Result};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    state: String,
    before: Option<i64>,
}

async fn load(ctx: &Ctx, handle: &str, query: &Query) -> Result<SubscribersPage> {
    let (origin, reader, handle) = (ctx.origin()?, Arc::clone(&ctx.reader), handle.to_owned());
    let state = SubscriberState::parse(&query.state).unwrap_or(SubscriberState::Active);
    let before = query.before;
    ctx.app.db.read(move |conn| pages::people(conn, &reader, &origin, &handle, state, before)).await
}

pub(super) async fn page(ctx: Ctx, handle: web::Path<String>, query: web::Query<Query>) -> Result<HttpResponse> {
    let page = load(&ctx, &handle, &query).await?;
    ctx.show("communities", "newsletter_people.html", page).await
}

pub(super) async fn import(ctx: Ctx, handle: web::Path<String>, fields: Fields) -> Result<HttpResponse> {
    match try_import(&ctx, &handle, &fields).await {
        Ok((to, 0)) => Ok(ctx.flash_as(&to, Tone::Info, "flash-import-known")),
        Ok((to, _)) => Ok(ctx.flash(&to, "flash-imported")),
        Err(error) => {
            let mut page = load(&ctx, &handle, &Query::default()).await?;
            for name in ["list", "reason"] {
                page.form.set(name, fields.get(name));
            }
            forms::refuse(&mut page.form, &ctx.lang, error, &[])?;
            ctx.show_as(StatusCode::UNPROCESSABLE_ENTITY, "communities", "newsletter_people.html", page).await
        }
    }
}

async fn try_import(ctx: &Ctx, handle: &str, fields: &Fields) -> Result<(String, usize)> {
    super::guard(ctx, fields)?;
    let origin = ctx.origin()?;
    let (_, actor) = member::community(ctx, handle).await?;
    let to = format!("/c/{}/newsletter/subscribers", actor.name);
    let csv = fields.file("csv").unwrap_or_else(|| Bytes::copy_from_slice(fields.get("list").as_bytes()));
    let now = ctx.now;
    // A long list takes a moment.
    let lines = tokio::task::spawn_blocking(move || import::read(&csv, now)).await.map_err(Error::internal)??;
    let (reason, pace) = (fields.get("reason").to_owned(), pace(&ctx.app));
    let done = ctx.app.db.write(move |tx| import::import(tx, &origin, &actor, &lines, &reason, pace)).await?;
    ctx.ring();
    Ok((to, done.added))
}

/// The list as it can be brought in elsewhere: whoever leaves takes its readers along, with what they agreed to.
pub(super) async fn export(ctx: Ctx, handle: web::Path<String>) -> Result<HttpResponse> {
    let origin = ctx.origin()?;
    let (_, actor) = member::community(&ctx, &handle).await?;
    let place = actor.clone();
    ctx.app.db.read(move |conn| rules::tended(conn, &origin, &place).map(drop)).await?;
    let (app, community) = (Arc::clone(&ctx.app), actor.id);
    let body = stream::try_unfold(Some(None), move |stage: Option<Option<i64>>| {
        let app = Arc::clone(&app);
        async move {
            let Some(before) = stage else { return Ok::<_, Error>(None) };
            let (rows, last) = app.db.read(move |conn| pages::export(conn, community, before)).await?;
            let mut out = csv::Writer::from_writer(Vec::new());
            if before.is_none() {
                out.write_record(["email", "consent_at", "consent_text", "consent_source"]).map_err(Error::internal)?;
            }
            for row in rows {
                out.write_record(row).map_err(Error::internal)?;
            }
            let text = out.into_inner().map_err(|broken| Error::internal(anyhow::anyhow!("{broken}")))?;
            Ok(Some((Bytes::from(text), last.map(Some))))
        }
    });
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}-newsletter.csv\"", actor.name)))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .streaming(body))
}
