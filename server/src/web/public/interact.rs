//! From here to one's own server, and from other servers to here.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use url::Url;

use super::Params;
use crate::fediverse::resolve::{self, Resolved};
use crate::limits::Action;
use crate::pages::interact;
use crate::pages::search::{title_of_actor, title_of_post};
use crate::pages::view::{Form, InteractPage, LinkView};
use crate::web::ctx::Ctx;
use crate::web::forms::Fields;
use crate::{Error, Result};

const URI_MAX: usize = 2_000;
const HOME_MAX: usize = 300;

/// `/interact?uri=`: our own people confirm, everybody else says where they live.
pub(in crate::web) async fn ask(request: HttpRequest, ctx: Ctx) -> Result<HttpResponse> {
    let query = Params::of(&request);
    let uri = query.get("uri").trim().to_owned();
    if uri.len() > URI_MAX || !is_address(&uri) {
        return show(&ctx, StatusCode::NOT_FOUND, unknown()).await;
    }
    if ctx.viewer.person().is_some() {
        ctx.count(Action::Resolve)?;
        let body = match resolve::query(&ctx.app, &uri).await {
            Ok(found) => confirm(&ctx, found, uri).await?,
            Err(Error::NotFound(_) | Error::Gone | Error::Forbidden(_) | Error::Malformed(_) | Error::Unavailable(_)) => unknown(),
            Err(other) => return Err(other),
        };
        return show(&ctx, StatusCode::OK, body).await;
    }
    let ctx = ctx.with_form()?;
    let body = home(&ctx, uri, Form::default()).await?;
    let status = if body.state == "unknown" { StatusCode::NOT_FOUND } else { StatusCode::OK };
    show(&ctx, status, body).await
}

/// A visitor said where they live.
pub(in crate::web) async fn send(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    ctx.check_csrf(fields.csrf())?;
    ctx.count(Action::Resolve)?;
    let uri = fields.get("uri").trim().to_owned();
    if uri.len() > URI_MAX || !is_address(&uri) {
        return show(&ctx, StatusCode::NOT_FOUND, unknown()).await;
    }
    let handle = handle_of(fields.get("home"));
    if handle.ends_with(&format!("@{}", ctx.urls.host())) {
        let back = format!("/interact?uri={}", interact::escaped(&uri));
        return Ok(ctx.redirect(&format!("/login?next={}", interact::escaped(&back))));
    }
    let mut form = fields.form(&["home"]);
    match way_home(&ctx, &handle, &uri).await {
        Ok(url) => {
            let host = url.host_str().unwrap_or_default().to_owned();
            let target = LinkView { text: host, url: url.to_string() };
            show(&ctx, StatusCode::OK, InteractPage { state: "go".to_owned(), target, uri, ..InteractPage::default() }).await
        }
        Err(message) => {
            form.refuse("home", message);
            let body = home(&ctx, uri, form).await?;
            show(&ctx, StatusCode::UNPROCESSABLE_ENTITY, body).await
        }
    }
}

/// The page of the visitor's own server that takes them to the object, or what is wrong.
async fn way_home(ctx: &Ctx, handle: &str, uri: &str) -> std::result::Result<Url, &'static str> {
    if handle.is_empty() || handle.len() > HOME_MAX {
        return Err("error-server-unknown");
    }
    let object = Url::parse(uri).map_err(|_bad| "interact-unknown")?;
    match ctx.app.federation.interaction_url(handle, &object).await {
        Ok(Some(url)) => Ok(url),
        Ok(None) => Err("error-server-no-way"),
        Err(error) => {
            tracing::debug!(%error, "no way to a visitor's home");
            Err(if error.is_temporary() { "error-server-unreachable" } else { "error-server-unknown" })
        }
    }
}

/// `@you@server`, as typed. A bare server is asked by its own name: the instance actor's handle.
fn handle_of(typed: &str) -> String {
    let text = typed.trim();
    let text = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(text);
    let text = text.trim_end_matches('/').trim_start_matches('@');
    let (name, host) = match text.split_once("/@") {
        // The address of a profile page.
        Some((host, name)) => (name, host),
        None => text.split_once('@').unwrap_or((text, text)),
    };
    let host = host.split('/').next().unwrap_or_default().to_lowercase();
    if host.is_empty() || name.is_empty() { String::new() } else { format!("{}@{host}", if name == text { &host } else { name }) }
}

fn is_address(uri: &str) -> bool {
    uri.starts_with("https://") || uri.starts_with("http://") || resolve::looks_like_address(uri)
}

fn unknown() -> InteractPage {
    InteractPage { state: "unknown".to_owned(), ..InteractPage::default() }
}

/// What a thing that is known here is called: its link, its kind, and the address to copy.
async fn described(ctx: &Ctx, found: Resolved) -> Result<(LinkView, &'static str, String)> {
    let url = found.page(&ctx.urls).path().to_owned();
    let host = ctx.urls.host().to_owned();
    let full = |handle: &str| if handle.contains('@') { format!("@{handle}") } else { format!("@{handle}@{host}") };
    let (kind, address) = match &found {
        Resolved::Community(handle) => ("community", full(handle)),
        Resolved::Person(handle) => ("person", full(handle)),
        Resolved::Post(_) => ("post", String::new()),
    };
    let text = ctx
        .app
        .db
        .read(move |conn| match &found {
            Resolved::Community(handle) | Resolved::Person(handle) => title_of_actor(conn, handle),
            Resolved::Post(id) => title_of_post(conn, *id),
        })
        .await?;
    Ok((LinkView { text, url }, kind, address))
}

async fn confirm(ctx: &Ctx, found: Resolved, uri: String) -> Result<InteractPage> {
    let (target, kind, address) = described(ctx, found).await?;
    let action = format!("{}/join", target.url);
    Ok(InteractPage { state: "confirm".to_owned(), target_kind: kind.to_owned(), target, address, uri, action, ..InteractPage::default() })
}

async fn home(ctx: &Ctx, uri: String, form: Form) -> Result<InteractPage> {
    let Some(found) = resolve::known(&ctx.app, &uri).await? else { return Ok(unknown()) };
    let (target, kind, address) = described(ctx, found).await?;
    let address = if address.is_empty() { uri.clone() } else { address };
    Ok(InteractPage { state: "home".to_owned(), target_kind: kind.to_owned(), target, address, uri, form, ..InteractPage::default() })
}

async fn show(ctx: &Ctx, status: StatusCode, body: InteractPage) -> Result<HttpResponse> {
    let reader = Arc::clone(&ctx.reader);
    let page = ctx.app.db.read(move |conn| interact::page(conn, &reader, body)).await?;
    ctx.render_as(status, &page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn homes_are_typed_in_many_ways() {
        for (typed, handle) in [
            ("@ann@social.example", "ann@social.example"),
            (" ann@Social.example ", "ann@social.example"),
            ("https://social.example/@ann", "ann@social.example"),
            ("social.example", "social.example@social.example"),
            ("https://social.example/", "social.example@social.example"),
            ("b.localhost:8082", "b.localhost:8082@b.localhost:8082"),
            ("", ""),
            ("@", ""),
        ] {
            assert_eq!(handle_of(typed), handle, "{typed}");
        }
    }
}
