//! What a handler knows about a request: who asks, from where, in which language, of which house.

use std::future::Future;
use std::net::{IpAddr, Ipv4Addr};
use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest, HttpResponse, HttpResponseBuilder, web};
use serde::Serialize;

use crate::app::App;
use crate::domain::settings::House;
use crate::domain::{Origin, Person, Viewer, accounts as accounting, settings, tokens};
use crate::limits::{Action, Who, client_address};
use crate::pages::reader::Reader;
use crate::pages::view::Page;
use crate::store::accounts::{self, AccountState, Role, Session};
use crate::web::cookies::{self, Jar};
use crate::web::flash::{self, Tone};
use crate::web::forms;
use crate::web::theme::Theme;
use crate::web::csrf;
use crate::{Error, Result};

/// A session is marked as used at most this often.
const TOUCH_EVERY: Duration = Duration::from_secs(5 * 60);

/// One request. Cheap to clone; dereferences to the [`Reader`] that page loaders take.
#[derive(Clone)]
pub struct Ctx {
    pub app: Arc<App>,
    pub theme: Arc<Theme>,
    pub reader: Arc<Reader>,
    /// Where the request comes from.
    pub address: IpAddr,
    /// What the browser calls itself.
    pub agent: String,
    /// A script of ours asks for a piece of a page.
    pub is_script: bool,
    /// The browser says that a page of ours sent this, or says nothing.
    from_here: bool,
    /// The visitor's own cookie, where their form needs one that they do not have yet.
    visit: Option<String>,
}

impl Deref for Ctx {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl FromRequest for Ctx {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Self::of(&request).await })
    }
}

impl Ctx {
    /// Reads a request; for middleware that has no extractors.
    pub async fn of(request: &HttpRequest) -> Result<Self> {
        let app = request
            .app_data::<web::Data<App>>()
            .map(|data| Arc::clone(data))
            .ok_or_else(|| Error::internal(anyhow::anyhow!("the server was started without its app")))?;
        let https = app.config.is_https();
        let now = app.clock.now();
        let token = cookies::read(request, Jar::Session, https).map(|token| tokens::hash(&token));
        let (house, known) = app
            .db
            .read(move |conn| {
                let house = settings::load(conn)?;
                let known = token.map(|hash| accounts::session(conn, &hash, now)).transpose()?.flatten();
                let known = known.filter(|(_, account, _)| account.state == AccountState::Active);
                let known = known.map(|(session, account, actor)| Ok::<_, Error>((session, Person::looking(conn, actor, account)?)));
                Ok((house, known.transpose()?))
            })
            .await?;
        let (viewer, session) = match known {
            Some((session, person)) => (Viewer::Person(Box::new(person)), Some(session)),
            None => (Viewer::Visitor, None),
        };
        if let Some(session) = session.as_ref().filter(|s| now.since(s.seen_at) > TOUCH_EVERY) {
            let session = session.clone();
            app.db.write(move |tx| accounting::keep_session(tx, &session)).await?;
        }
        let theme = theme_of(&app, &house)?;
        let reader = reader_of(&app, request, &theme, house, viewer, session);
        Ok(Self {
            address: address_of(&app, request),
            agent: text_of(request, header::USER_AGENT).to_owned(),
            is_script: request.headers().contains_key("hx-request"),
            from_here: csrf::from_here(request.headers(), app.urls.origin()),
            visit: None,
            reader: Arc::new(reader),
            theme,
            app,
        })
    }

    /// The one who is logged in; otherwise the page sends them to log in and back.
    pub fn require_person(&self) -> Result<&Person> {
        self.viewer.person().ok_or_else(|| Error::unauthorized("Log in to do that."))
    }

    pub fn require_role(&self, least: Role) -> Result<&Person> {
        let person = self.require_person()?;
        if person.has(least) { Ok(person) } else { Err(Error::Forbidden("Only staff of this house may see this.")) }
    }

    /// Who acts when this request does something.
    pub fn origin(&self) -> Result<Origin> {
        self.require_person().map(|person| Origin::Local(person.clone()))
    }

    /// Fails unless a page of ours sent the form.
    pub fn check_csrf(&self, given: &str) -> Result<()> {
        if self.from_here && csrf::fits(&self.csrf, given) {
            return Ok(());
        }
        Err(Error::Forbidden("This form is out of date, or did not come from this site. Go back, reload the page and send it again."))
    }

    /// The same for visitors on a page that is kept for all of them, and so has no token: for what no log-in is needed for
    /// and what takes effect only once a mail was answered.
    pub fn check_from_here(&self) -> Result<()> {
        if self.from_here { Ok(()) } else { Err(Error::Forbidden("This form did not come from this site.")) }
    }

    /// Counts an action of this person, or of this address where nobody is logged in.
    pub fn count(&self, action: Action) -> Result<()> {
        let who = self.viewer.id().map_or(Who::Nobody, Who::Account);
        self.app.limits.check(action, who, self.address)
    }

    /// The same request by somebody who logged in with it.
    pub fn entered(mut self, person: Person, csrf: String) -> Self {
        let mut reader = Reader::clone(&self.reader);
        reader.viewer = Viewer::Person(Box::new(person));
        reader.csrf = csrf;
        self.reader = Arc::new(reader);
        self.visit = None;
        self
    }

    /// For pages with a form for visitors: gives them the cookie that the form is checked against.
    pub fn with_form(mut self) -> Result<Self> {
        if self.session.is_none() && self.csrf.is_empty() {
            let visit = tokens::fresh()?;
            let mut reader = Reader::clone(&self.reader);
            reader.csrf = csrf::for_visit(&visit);
            self.reader = Arc::new(reader);
            self.visit = Some(visit);
        }
        Ok(self)
    }

    pub fn is_https(&self) -> bool {
        self.app.config.is_https()
    }

    /// A whole page.
    pub fn render<B: Serialize>(&self, page: &Page<B>) -> Result<HttpResponse> {
        self.render_as(StatusCode::OK, page)
    }

    /// A form that comes back with its errors.
    pub fn refuse<B: Serialize>(&self, page: &Page<B>) -> Result<HttpResponse> {
        self.render_as(StatusCode::UNPROCESSABLE_ENTITY, page)
    }

    pub fn render_as<B: Serialize>(&self, status: StatusCode, page: &Page<B>) -> Result<HttpResponse> {
        let html = self.theme.render(page).map_err(Error::internal)?;
        Ok(self.html(status).body(html))
    }

    /// A page with the frame around it. `nav` is the current entry of the navigation, or empty.
    pub async fn show<B: Serialize>(&self, nav: &'static str, template: &'static str, body: B) -> Result<HttpResponse> {
        self.show_as(StatusCode::OK, nav, template, body).await
    }

    pub async fn show_as<B: Serialize>(&self, status: StatusCode, nav: &'static str, template: &'static str, body: B) -> Result<HttpResponse> {
        let reader = Arc::clone(&self.reader);
        let mut frame = self.app.db.read(move |conn| crate::pages::frame(conn, &reader, nav)).await?;
        // What only one person sees, and forms, are nothing for search engines.
        frame.noindex = true;
        self.render_as(status, &Page { frame, body, template })
    }

    /// A piece of a page, for a script.
    pub fn fragment<B: Serialize>(&self, template: &str, body: &B) -> Result<HttpResponse> {
        let html = self.theme.fragment(template, self.locale(), body).map_err(Error::internal)?;
        Ok(self.html(StatusCode::OK).body(html))
    }

    fn html(&self, status: StatusCode) -> HttpResponseBuilder {
        let mut response = HttpResponse::build(status);
        response.insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"));
        response.insert_header((header::VARY, "Accept, Accept-Language, Cookie"));
        let is_private = self.session.is_some() || self.viewer.person().is_some() || self.visit.is_some() || !self.flash.is_empty();
        let caching = if is_private { "private, no-store" } else { "no-cache" };
        response.insert_header((header::CACHE_CONTROL, caching));
        if let Some(visit) = &self.visit {
            response.cookie(cookies::set(Jar::Visit, visit, self.is_https()));
        }
        if !self.flash.is_empty() {
            response.cookie(cookies::unset(Jar::Flash, self.is_https()));
        }
        response
    }

    /// 303 to a page of ours. Anything else leads to the front page.
    pub fn redirect(&self, to: &str) -> HttpResponse {
        self.redirect_with(to, &[])
    }

    pub fn redirect_with(&self, to: &str, cookies: &[Cookie<'static>]) -> HttpResponse {
        let mut response = HttpResponse::SeeOther();
        response.insert_header((header::LOCATION, forms::local_path(to).unwrap_or("/")));
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        for cookie in cookies {
            response.cookie(cookie.clone());
        }
        response.finish()
    }

    /// 303 with a message for the next page: a key that starts with `flash-`.
    pub fn flash(&self, to: &str, key: &str) -> HttpResponse {
        self.flash_as(to, Tone::Good, key)
    }

    pub fn flash_as(&self, to: &str, tone: Tone, key: &str) -> HttpResponse {
        self.redirect_with(to, &[cookies::set(Jar::Flash, &flash::write(tone, key), self.is_https())])
    }

    /// Rings for the jobs after a write that may have queued work.
    pub fn ring(&self) {
        self.app.bell.ring();
    }
}

fn theme_of(app: &App, house: &House) -> Result<Arc<Theme>> {
    app.themes
        .get(&house.theme)
        // A theme that is gone must not take the house with it.
        .or_else(|_missing| app.themes.get(crate::web::theme::BASE))
        .map_err(Error::internal)
}

fn reader_of(app: &App, request: &HttpRequest, theme: &Theme, house: House, viewer: Viewer, session: Option<Session>) -> Reader {
    let https = app.config.is_https();
    let chosen = viewer.person().and_then(|p| p.account.locale.as_deref()).and_then(|tag| theme.catalog().get(tag));
    let lang = chosen.unwrap_or_else(|| theme.catalog().negotiate(text_of(request, header::ACCEPT_LANGUAGE))).clone();
    let visit = cookies::read(request, Jar::Visit, https);
    let csrf = match (&session, visit) {
        (Some(session), _) => session.csrf.clone(),
        (None, Some(visit)) => csrf::for_visit(&visit),
        (None, None) => String::new(),
    };
    let scheme = cookies::read(request, Jar::Scheme, https).filter(|s| s == "light" || s == "dark");
    let flash = cookies::read(request, Jar::Flash, https).and_then(|cookie| flash::read(&cookie, &lang));
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    Reader {
        brand_css: format!("/brand.css?v={}-{}", house.theme, house.accent.trim_start_matches('#')),
        viewer,
        session,
        house,
        lang,
        scheme: scheme.unwrap_or_default(),
        csrf,
        path,
        now: app.clock.now(),
        urls: app.urls.clone(),
        flash: flash.into_iter().collect(),
        development: app.config.is_development(),
        mail_works: app.mailer.is_on(),
    }
}

/// Where a request comes from, seen through the proxies that the operator trusts.
pub fn address_of(app: &App, request: &HttpRequest) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |address| address.ip());
    let forwarded = request.headers().get("x-forwarded-for").and_then(|value| value.to_str().ok());
    client_address(peer, forwarded, &app.config.server.trusted_proxies)
}

fn text_of(request: &HttpRequest, name: header::HeaderName) -> &str {
    request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
