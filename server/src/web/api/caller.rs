//! Who calls: the bearer of a token, or a visitor. And what a handler does on their behalf.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, dev::Payload, web};
use futures_util::future::LocalBoxFuture;

use super::problem::Problem;
use crate::app::App;
use crate::domain::access::{Person, Viewer};
use crate::domain::content::{self, Content};
use crate::domain::origin::Origin;
use crate::domain::tokens;
use crate::limits::{Action, Who, client_address};
use crate::store::accounts::{self, Role};
use crate::store::conn::{Conn, Tx};
use crate::{Error, Result};

/// When a token was used is written down this often at most.
const TOUCH_EVERY: Duration = Duration::from_secs(600);

/// The one behind a request.
pub(super) struct Caller {
    pub(super) app: Arc<App>,
    pub(super) viewer: Viewer,
    address: IpAddr,
}

impl FromRequest for Caller {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move { Ok(Self::of(&req).await?) })
    }
}

impl Caller {
    async fn of(req: &HttpRequest) -> Result<Self> {
        let app = req
            .app_data::<web::Data<App>>()
            .map(|data| Arc::clone(data))
            .ok_or_else(|| Error::internal(anyhow::anyhow!("the API runs without an app")))?;
        let peer = req.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |at| at.ip());
        let forwarded = req.headers().get("x-forwarded-for").and_then(|v| v.to_str().ok());
        let address = client_address(peer, forwarded, &app.config.server.trusted_proxies);
        let viewer = match req.headers().get(header::AUTHORIZATION) {
            None => Viewer::Visitor,
            Some(value) => {
                let token = value.to_str().ok().and_then(bearer);
                let token = token.ok_or_else(|| Error::unauthorized("Send the token as `Authorization: Bearer TOKEN`."))?;
                Viewer::Person(Box::new(holder(&app, token).await?))
            }
        };
        Ok(Self { app, viewer, address })
    }

    /// The person whose token it is; visitors are told that they need one.
    pub(super) fn person(&self) -> Result<&Person> {
        self.viewer.person().ok_or_else(|| Error::unauthorized("This needs a token, sent as `Authorization: Bearer TOKEN`."))
    }

    pub(super) fn origin(&self) -> Result<Origin> {
        Ok(Origin::Local(self.person()?.clone()))
    }

    pub(super) fn address(&self) -> IpAddr {
        self.address
    }

    /// Counts one more act of this caller. Admins set the limits, so for their tokens they are not a brake.
    pub(super) fn brake(&self, action: Action) -> Result<()> {
        let who = match self.viewer.person() {
            Some(person) if person.has(Role::Admin) => return Ok(()),
            Some(person) => Who::Account(person.account.id),
            None => Who::Nobody,
        };
        self.app.limits.check(action, who, self.address)
    }

    pub(super) async fn read<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn, &Viewer) -> Result<T> + Send + 'static,
    {
        let viewer = self.viewer.clone();
        self.app.db.read(move |conn| f(conn, &viewer)).await
    }

    /// Acts as the caller, and wakes the jobs for what the act queued.
    pub(super) async fn write<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>, &Origin) -> Result<T> + Send + 'static,
    {
        let origin = self.origin()?;
        let value = self.app.db.write(move |tx| f(tx, &origin)).await?;
        self.app.bell.ring();
        Ok(value)
    }

    /// Markdown as somebody wrote it, made ready to be stored.
    pub(super) async fn content(&self, source: String) -> Result<Content> {
        if source.len() > content::SOURCE_MAX {
            let mut errors = crate::error::FieldErrors::new();
            errors.add_with("body", "form-too-long", [("max", content::SOURCE_MAX.to_string())]);
            return Err(errors.into());
        }
        let app = Arc::clone(&self.app);
        self.app.db.read(move |conn| content::from_markdown(conn, &app.urls, &app.renderer, &source)).await
    }
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty()).then(|| token.trim())
}

async fn holder(app: &App, token: &str) -> Result<Person> {
    let hash = tokens::hash(token);
    let found = app.db.read(move |conn| {
        let Some((token, account, actor)) = accounts::token(conn, &hash)? else { return Ok(None) };
        Ok(Some((token, Person::looking(conn, actor, account)?)))
    });
    let (token, person) = found.await?.ok_or_else(|| Error::unauthorized("This token is not known, or was taken back."))?;
    if !person.is_active() {
        return Err(Error::Forbidden("This account may not act right now."));
    }
    let now = app.clock.now();
    if token.used_at.is_none_or(|at| now.since(at) >= TOUCH_EVERY) {
        let (id, account) = (token.id, person.account.id);
        app.db.write(move |tx| accounts::touch_token(tx, id, account)).await?;
    }
    Ok(person)
}

#[cfg(test)]
mod tests {
    use super::bearer;

    #[test]
    fn only_bearer_tokens_are_tokens() {
        assert_eq!(bearer("Bearer abc"), Some("abc"));
        assert_eq!(bearer("bearer  abc "), Some("abc"));
        assert_eq!(bearer("Basic abc"), None);
        assert_eq!(bearer("Bearer "), None);
        assert_eq!(bearer("Bearer"), None);
    }
}
