//! Deciding about an idea or a piece of feedback: one page asks for the choice and its reason.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::{guard, words};
use crate::domain::{feedback, ideas};
use crate::pages::standing::{self, Question};
use crate::pages::view::Form;
use crate::store::conn::Conn;
use crate::store::feedback::FeedbackState;
use crate::store::ideas::IdeaStatus;
use crate::store::posts;
use crate::urls::Urls;
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::{Error, Result};

fn question(kind: &str, word: &str) -> Result<Question> {
    Ok(match (kind, word) {
        ("ideas", "status") => Question::Status,
        ("ideas", "merge") => Question::Merge,
        ("ideas", "unmerge") => Question::Unmerge,
        ("ideas", "credits") => Question::Thank,
        ("feedback", "state") => Question::State,
        _ => return Err(Error::NotFound("page")),
    })
}

pub(super) async fn page(ctx: Ctx, path: web::Path<(String, i64, String)>, query: web::Query<HashMap<String, String>>) -> Result<HttpResponse> {
    let (kind, id, word) = path.into_inner();
    let question = question(&kind, &word)?;
    ctx.require_person()?;
    let chosen = query.get("to").cloned().unwrap_or_default();
    show(&ctx, id, question, Form::filled([("status", chosen)]), StatusCode::OK).await
}

async fn show(ctx: &Ctx, id: i64, question: Question, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let reader = Arc::clone(&ctx.reader);
    let body = ctx.app.db.read(move |conn| standing::load(conn, &reader, id, question, form)).await?;
    ctx.show_as(status, "", "standing.html", body).await
}

pub(super) async fn send(ctx: Ctx, path: web::Path<(String, i64, String)>, fields: Fields) -> Result<HttpResponse> {
    let (kind, id, word) = path.into_inner();
    let question = question(&kind, &word)?;
    ctx.require_person()?;
    match decide(&ctx, id, question, &fields).await {
        Ok(()) => Ok(ctx.flash(&format!("/post/{id}"), "flash-done")),
        Err(error) => {
            let mut form = fields.form(&["status", "reason", "into"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show(&ctx, id, question, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn decide(ctx: &Ctx, id: i64, question: Question, fields: &Fields) -> Result<()> {
    let origin = ctx.origin()?;
    guard(ctx, fields)?;
    // Before anything is rendered: those who decide, and a reason.
    let reader = Arc::clone(&ctx.reader);
    ctx.app.db.read(move |conn| standing::asked(conn, &reader, id, question)).await?;
    let reason = fields.get("reason").trim().to_owned();
    if reason.is_empty() && question != Question::Thank {
        return Err(Error::field("reason", "form-reason-empty"));
    }
    let credits: Vec<i64> = fields.all("credits").iter().filter_map(|id| id.parse().ok()).collect();
    let unchosen = || Error::field("status", "form-status-empty");
    let written = |standing: String, into| async move { words::decision(&ctx.app, &ctx.viewer, id, &standing, &reason, into).await };
    match question {
        Question::Status => {
            let status = IdeaStatus::parse(fields.get("status")).ok_or_else(unchosen)?;
            let decision = written(format!("status-{status}"), None).await?;
            ctx.app.db.write(move |tx| ideas::change(tx, &origin, id, status, &decision, Some(&credits))).await?;
        }
        Question::State => {
            let state = FeedbackState::parse(fields.get("status")).ok_or_else(unchosen)?;
            let decision = written(format!("state-{state}"), None).await?;
            ctx.app.db.write(move |tx| feedback::change(tx, &origin, id, state, &decision)).await?;
        }
        Question::Merge => {
            let (urls, asked) = (ctx.urls.clone(), fields.get("into").to_owned());
            let (into, link) = ctx.app.db.read(move |conn| named(conn, &urls, &asked)).await?;
            let decision = written("status-duplicate".to_owned(), Some(link)).await?;
            ctx.app.db.write(move |tx| ideas::merge(tx, &origin, id, into, &decision)).await?;
        }
        Question::Unmerge => {
            let decision = written("merge-taken-back".to_owned(), None).await?;
            ctx.app.db.write(move |tx| ideas::unmerge(tx, &origin, id, &decision)).await?;
        }
        Question::Thank => ctx.app.db.write(move |tx| ideas::thank(tx, &origin, id, &credits)).await?,
    }
    ctx.ring();
    Ok(())
}

/// The thread that somebody names by its number or its address, and a link to it.
pub(crate) fn named(conn: &mut Conn, urls: &Urls, asked: &str) -> Result<(i64, String)> {
    let asked = asked.trim().split(['#', '?']).next().unwrap_or_default();
    let unknown = || Error::field("into", "form-idea-unknown");
    let post = match asked.trim_start_matches("/post/").parse::<i64>() {
        Ok(id) => posts::by_id(conn, id)?,
        Err(_) => posts::by_ap_id(conn, asked)?,
    };
    let post = post.filter(|p| p.is_thread() && p.stands()).ok_or_else(unknown)?;
    let title: String = post.title.clone().unwrap_or_default().chars().filter(|c| !matches!(c, '[' | ']' | '\\')).collect();
    Ok((post.id, format!("→ [{title}]({})", urls.post(post.id))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_own_questions() {
        assert_eq!(question("ideas", "status").unwrap(), Question::Status);
        assert_eq!(question("feedback", "state").unwrap(), Question::State);
        assert!(question("ideas", "state").is_err() && question("feedback", "merge").is_err());
    }
}
