//! Logging in and out.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::domain::settings::Registration;
use crate::limits::{Action, Who};
use crate::pages::view::{Form, LoginPage, ResumePage};
use crate::store::accounts;
use crate::web::auth::{Entered, open_session, password_fits};
use crate::web::cookies::{self, Jar};
use crate::web::ctx::Ctx;
use crate::web::forms::{self, Fields};
use crate::web::flash::{self, Tone};
use crate::{Error, Result};

pub(super) async fn page(ctx: Ctx, query: web::Query<HashMap<String, String>>) -> Result<HttpResponse> {
    let next = forms::next(query.get("next").map_or("/", String::as_str)).to_owned();
    if ctx.viewer.person().is_some() {
        return Ok(ctx.redirect(&next));
    }
    show(&ctx.with_form()?, Form::default(), &next, Kept::default(), StatusCode::OK).await
}

/// What somebody wrote whose log-in had ended when they sent it: it travels through the log-in and comes back.
#[derive(Default)]
struct Kept {
    /// Where it was sent.
    to: String,
    texts: Vec<(String, String)>,
}

/// The names under which kept fields travel.
const KEPT: &str = "kept.";

impl Kept {
    /// What a log-in form carries along.
    fn carried(fields: &Fields) -> Self {
        let to = forms::local_path(fields.get("kept_to")).unwrap_or_default().to_owned();
        let texts = fields.texts().filter_map(|(name, text)| Some((name.strip_prefix(KEPT)?.to_owned(), text.to_owned())));
        Self { texts: if to.is_empty() { Vec::new() } else { texts.collect() }, to }
    }
}

/// Instead of a refusal: the log-in page, with what was written kept in it.
pub(in crate::web) async fn keep(ctx: Ctx, to: &str, fields: &Fields) -> Result<HttpResponse> {
    let texts = fields.texts().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name.to_owned(), text.to_owned()));
    let kept = Kept { to: to.to_owned(), texts: texts.collect() };
    show(&ctx.with_form()?, Form::default(), "/", kept, StatusCode::UNAUTHORIZED).await
}

async fn show(ctx: &Ctx, form: Form, next: &str, kept: Kept, status: StatusCode) -> Result<HttpResponse> {
    let body = LoginPage {
        form,
        kept: kept.texts.into_iter().map(|(name, text)| (format!("{KEPT}{name}"), text)).collect(),
        kept_to: kept.to,
        next: next.to_owned(),
        can_register: ctx.house.registration != Registration::Closed,
        can_reset: ctx.mail_works,
    };
    ctx.show_as(status, "login", "login.html", body).await
}

pub(super) async fn enter(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    let next = forms::next(fields.get("next")).to_owned();
    let kept = Kept::carried(&fields);
    match try_enter(&ctx, &fields).await {
        Ok(entered) if kept.to.is_empty() => Ok(ctx.redirect_with(&next, &entered.cookies)),
        Ok(entered) => give_back(ctx, entered, kept).await,
        Err(error) => {
            let mut form = fields.form(&["name"]);
            forms::refuse(&mut form, &ctx.lang, error, &[])?;
            show(&ctx.with_form()?, form, &next, kept, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// Logged in again: the text stands in a form that sends it where it was going.
async fn give_back(ctx: Ctx, entered: Entered, kept: Kept) -> Result<HttpResponse> {
    let mut page = ResumePage { action: kept.to, ..ResumePage::default() };
    for (name, text) in kept.texts {
        match name.as_str() {
            "title" | "body" | "link" => page.form.set(&name, text),
            _ => page.hidden.push((name, text)),
        }
    }
    page.is_thread = page.form.value("title").is_some();
    let ctx = ctx.entered(entered.person, entered.csrf);
    let mut response = ctx.show("login", "resume.html", page).await?;
    for cookie in entered.cookies {
        response.add_cookie(&cookie).map_err(|e| Error::internal(anyhow::anyhow!("cookie: {e}")))?;
    }
    Ok(response)
}

async fn try_enter(ctx: &Ctx, fields: &Fields) -> Result<Entered> {
    ctx.check_csrf(fields.csrf())?;
    let (name, password) = (fields.get("name").trim().to_owned(), fields.get("password"));
    ctx.app.limits.check(Action::Login, Who::Name(&name), ctx.address)?;
    let wrong = || Error::field("", "error-login");
    // Nobody's password is that long, and hashing it would cost us.
    if password.len() > 1000 || name.len() > 254 {
        return Err(wrong());
    }
    let account = ctx.app.db.read(move |conn| accounts::by_login(conn, name.trim_start_matches('@'))).await?;
    let hash = account.as_ref().and_then(|a| a.password_hash.clone());
    let fits = password_fits(password, hash).await?;
    match account {
        Some(account) if fits => open_session(ctx, &account).await,
        _ => Err(wrong()),
    }
}

pub(super) async fn leave(ctx: Ctx, fields: Fields) -> Result<HttpResponse> {
    let Some(session) = ctx.session.clone() else {
        return Ok(ctx.redirect("/"));
    };
    ctx.check_csrf(fields.csrf())?;
    ctx.app.db.write(move |tx| accounts::end_session(tx, session.account_id, session.id)).await?;
    let https = ctx.is_https();
    let bye = cookies::set(Jar::Flash, &flash::write(Tone::Good, "flash-logged-out"), https);
    Ok(ctx.redirect_with("/", &[cookies::unset(Jar::Session, https), bye]))
}
