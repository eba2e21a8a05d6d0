//! Acts on one question or answer: one page asks for the reason where one is needed.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::domain::questions::{self, buckets};
use crate::domain::{Origin, access};
use crate::pages::view::{ConfirmActPage, Form};
use crate::store::conn::Tx;
use crate::store::posts::{self, Post};
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::{Error, Result};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Accept,
    Reopen,
    Official(bool),
    Unmerge,
}

impl Deed {
    fn parse(word: &str, on: &str) -> Result<Self> {
        Ok(match word {
            "accept" => Self::Accept,
            "reopen" => Self::Reopen,
            "official" => Self::Official(on != "0"),
            "unmerge" => Self::Unmerge,
            _ => return Err(Error::NotFound("page")),
        })
    }

    /// The path's word and the words' stem.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Accept => ("accept", "accept-answer"),
            Self::Reopen => ("reopen", "reopen"),
            Self::Official(true) => ("official", "official-answer"),
            Self::Official(false) => ("official", "unofficial-answer"),
            Self::Unmerge => ("unmerge", "unmerge"),
        }
    }

    fn run(self, tx: &mut Tx<'_>, origin: &Origin, id: i64, reason: &str) -> Result<()> {
        match self {
            Self::Accept => questions::accept(tx, origin, id, reason),
            Self::Reopen => questions::reopen(tx, origin, id, reason),
            Self::Official(on) => questions::set_official(tx, origin, id, on, reason),
            Self::Unmerge => buckets::unmerge(tx, origin, id, reason),
        }
    }
}

/// The post, and whether the viewer asked the question that it belongs to.
async fn seen(ctx: &Ctx, id: i64) -> Result<(Post, bool)> {
    let me = ctx.require_person()?.id();
    let viewer = ctx.viewer.clone();
    ctx.app
        .db
        .read(move |conn| {
            let (post, _, _) = access::post(conn, &viewer, id)?;
            let root = posts::by_id(conn, post.root())?.ok_or(Error::NotFound("question"))?;
            Ok((post, root.author_id == me))
        })
        .await
}

pub(super) async fn page(ctx: Ctx, path: web::Path<(i64, String)>, query: web::Query<HashMap<String, String>>) -> Result<HttpResponse> {
    let (id, word) = path.into_inner();
    let deed = Deed::parse(&word, query.get("on").map_or("", String::as_str))?;
    let (post, _) = seen(&ctx, id).await?;
    show(&ctx, deed, &post, Form::default(), StatusCode::OK).await
}

async fn show(ctx: &Ctx, deed: Deed, post: &Post, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let (path, words) = deed.names();
    let url = format!("/post/{}", post.id);
    let fields = match deed {
        Deed::Official(on) => vec![("on".to_owned(), if on { "1" } else { "0" }.to_owned())],
        _ => Vec::new(),
    };
    let body = ConfirmActPage {
        title: format!("{words}-title"),
        text: format!("{words}-text"),
        button: format!("{words}-button"),
        action: format!("{url}/{path}"),
        back: url,
        ask_reason: true,
        fields,
        danger: false,
        form,
    };
    ctx.show_as(status, "", "confirm_act.html", body).await
}

pub(super) async fn send(ctx: Ctx, path: web::Path<(i64, String)>, fields: Fields) -> Result<HttpResponse> {
    let (id, word) = path.into_inner();
    let deed = Deed::parse(&word, fields.get("on"))?;
    let (post, asks) = seen(&ctx, id).await?;
    // Whoever asked needs no reason to take an answer; everybody else is asked for one.
    if !fields.has("reason") && !(deed == Deed::Accept && asks) {
        ctx.check_csrf(fields.csrf())?;
        return show(&ctx, deed, &post, Form::default(), StatusCode::OK).await;
    }
    match act(&ctx, deed, id, &fields).await {
        Ok(()) => Ok(ctx.flash(&format!("/post/{}", post.root()), "flash-done")),
        Err(error) => {
            let mut form = fields.form(&["reason"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show(&ctx, deed, &post, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn act(ctx: &Ctx, deed: Deed, id: i64, fields: &Fields) -> Result<()> {
    super::merging::guard(ctx, fields)?;
    let (origin, reason) = (ctx.origin()?, fields.get("reason").to_owned());
    ctx.app.db.write(move |tx| deed.run(tx, &origin, id, &reason)).await?;
    ctx.ring();
    Ok(())
}
