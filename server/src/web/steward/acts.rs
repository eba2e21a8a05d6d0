//! Removing and restoring posts, closing and pinning threads: one page asks for the reason of each.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::domain::{access, moderation};
use crate::pages::view::{ConfirmActPage, Form};
use crate::store::conn::Tx;
use crate::store::posts::Post;
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::{Error, Result};

/// What can be done to a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Remove,
    Restore,
    Lock(bool),
    Pin(bool),
}

impl Deed {
    /// The last part of the path, and the field that tells closing from opening.
    fn parse(word: &str, field: impl Fn(&str) -> String) -> Result<Self> {
        let on = |name: &str| field(name) != "0";
        Ok(match word {
            "remove" => Self::Remove,
            "restore" => Self::Restore,
            "lock" => Self::Lock(on("locked")),
            "pin" => Self::Pin(on("pinned")),
            _ => return Err(Error::NotFound("page")),
        })
    }

    /// The path's word, the words' stem, and the hidden field.
    fn names(self) -> (&'static str, &'static str, Option<(&'static str, bool)>) {
        match self {
            Self::Remove => ("remove", "remove", None),
            Self::Restore => ("restore", "restore", None),
            Self::Lock(true) => ("lock", "lock", Some(("locked", true))),
            Self::Lock(false) => ("lock", "unlock", Some(("locked", false))),
            Self::Pin(true) => ("pin", "pin", Some(("pinned", true))),
            Self::Pin(false) => ("pin", "unpin", Some(("pinned", false))),
        }
    }

    fn flash(self) -> &'static str {
        match self {
            Self::Remove => "flash-removed",
            Self::Restore => "flash-restored",
            Self::Lock(_) | Self::Pin(_) => "flash-done",
        }
    }

    fn run(self, tx: &mut Tx<'_>, origin: &crate::domain::Origin, post: i64, reason: &str) -> Result<()> {
        match self {
            Self::Remove => moderation::remove(tx, origin, post, reason),
            Self::Restore => moderation::restore(tx, origin, post, reason),
            Self::Lock(locked) => moderation::set_locked(tx, origin, post, locked, reason),
            Self::Pin(pinned) => moderation::set_pinned(tx, origin, post, pinned, reason),
        }
    }
}

pub(super) async fn page(ctx: Ctx, path: web::Path<(i64, String)>, query: web::Query<HashMap<String, String>>) -> Result<HttpResponse> {
    let (id, word) = path.into_inner();
    let deed = Deed::parse(&word, |name| query.get(name).cloned().unwrap_or_default())?;
    let post = tended(&ctx, deed, id).await?;
    show(&ctx, deed, &post, Form::default(), StatusCode::OK).await
}

/// The post, for those who have power over its community.
async fn tended(ctx: &Ctx, deed: Deed, id: i64) -> Result<Post> {
    let origin = ctx.origin()?;
    let viewer = ctx.viewer.clone();
    ctx.app
        .db
        .read(move |conn| {
            let (post, _, community) = access::post_or_stump(conn, &viewer, id)?;
            let community = community.ok_or(Error::Forbidden("This post belongs to no community."))?;
            match deed {
                Deed::Remove | Deed::Restore => access::power_over_page(conn, &origin, &community)?,
                Deed::Lock(_) | Deed::Pin(_) => access::power_over(conn, &origin, &community)?,
            };
            Ok(post)
        })
        .await
}

async fn show(ctx: &Ctx, deed: Deed, post: &Post, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let (path, words, field) = deed.names();
    let url = format!("/post/{}", post.id);
    let body = ConfirmActPage {
        title: format!("{words}-title"),
        text: format!("{words}-text"),
        button: format!("{words}-button"),
        action: format!("{url}/{path}"),
        back: url,
        ask_reason: true,
        fields: field.map(|(name, on)| (name.to_owned(), if on { "1" } else { "0" }.to_owned())).into_iter().collect(),
        danger: deed == Deed::Remove,
        form,
    };
    ctx.show_as(status, "", "confirm_act.html", body).await
}

pub(super) async fn send(ctx: Ctx, path: web::Path<(i64, String)>, fields: Fields) -> Result<HttpResponse> {
    let (id, word) = path.into_inner();
    let deed = Deed::parse(&word, |name| fields.get(name).to_owned())?;
    let post = tended(&ctx, deed, id).await?;
    // A button beside the thread sends no reason: the page that asks for it comes next.
    if deed != Deed::Remove && !fields.has("reason") {
        ctx.check_csrf(fields.csrf())?;
        return show(&ctx, deed, &post, Form::default(), StatusCode::OK).await;
    }
    match act(&ctx, deed, id, &fields).await {
        Ok(()) => Ok(ctx.flash(&format!("/post/{id}"), deed.flash())),
        Err(error) => {
            let mut form = fields.form(&["reason"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show(&ctx, deed, &post, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn act(ctx: &Ctx, deed: Deed, id: i64, fields: &Fields) -> Result<()> {
    super::guard(ctx, fields)?;
    let (origin, reason) = (ctx.origin()?, fields.get("reason").to_owned());
    ctx.app.db.write(move |tx| deed.run(tx, &origin, id, &reason)).await?;
    ctx.ring();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_deed_finds_its_way_back() {
        for deed in [Deed::Remove, Deed::Restore, Deed::Lock(true), Deed::Lock(false), Deed::Pin(true), Deed::Pin(false)] {
            let (word, _, field) = deed.names();
            let found = Deed::parse(word, |name| match field {
                Some((own, on)) if own == name => if on { "1" } else { "0" }.to_owned(),
                _ => String::new(),
            });
            assert_eq!(found.unwrap(), deed);
        }
        assert!(Deed::parse("explode", |_| String::new()).is_err());
    }
}
