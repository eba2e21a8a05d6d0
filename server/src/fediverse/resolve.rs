//! Finding what somebody names: an address like `@garden@town.example`, or a URL from anywhere.

use folkmoot_federation::FetchError;
use url::Url;

use crate::app::App;
use crate::fediverse::fetch;
use crate::store::actors::{self, ActorKind};
use crate::store::conn::Conn;
use crate::store::{hosts, posts};
use crate::urls::Urls;
use crate::{Error, Result};

/// What an address turned out to be, as our pages name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// `name` or `name@host`.
    Community(String),
    Person(String),
    Post(i64),
}

impl Resolved {
    /// The page here that shows it.
    pub fn page(&self, urls: &Urls) -> Url {
        match self {
            Self::Community(handle) => urls.at(&format!("/c/{handle}")),
            Self::Person(handle) => urls.at(&format!("/u/{handle}")),
            Self::Post(id) => urls.post(*id),
        }
    }
}

/// Whether text is an address that [`query`] would look up, and not words to search for.
pub fn looks_like_address(text: &str) -> bool {
    let text = text.trim();
    if text.contains(char::is_whitespace) {
        return false;
    }
    if text.starts_with("https://") || text.starts_with("http://") || text.starts_with("acct:") {
        return true;
    }
    let bare = text.trim_start_matches(['@', '!']);
    matches!(bare.split_once('@'), Some((name, host)) if !name.is_empty() && (host.contains('.') || host.contains(':')))
}

/// What is stored here under an address or URL. Asks no other server.
pub async fn known(app: &App, text: &str) -> Result<Option<Resolved>> {
    let (text, urls) = (text.trim().to_owned(), app.urls.clone());
    app.db.read(move |conn| known_here(conn, &urls, &text)).await
}

/// Looks up an address or URL: here first, then where it lives.
pub async fn query(app: &App, text: &str) -> Result<Resolved> {
    let text = text.trim().to_owned();
    let (known, urls) = (text.clone(), app.urls.clone());
    if let Some(found) = app.db.read(move |conn| known_here(conn, &urls, &known)).await? {
        return Ok(found);
    }
    let url = app.federation.resolve(&text).await.map_err(told)?;
    let (known, urls) = (url.to_string(), app.urls.clone());
    if let Some(found) = app.db.read(move |conn| known_here(conn, &urls, &known)).await? {
        return Ok(found);
    }
    if app.urls.is_local(&url) {
        return Err(Error::NotFound("address"));
    }
    fetch::anything(app, &url).await?;
    let (known, urls) = (url.to_string(), app.urls.clone());
    app.db.read(move |conn| known_here(conn, &urls, &known)).await?.ok_or(Error::NotFound("address"))
}

/// An error of the network, in words for the one who asked.
pub fn told(error: FetchError) -> Error {
    if error.is_gone() {
        Error::NotFound("address")
    } else if error.is_temporary() {
        Error::unavailable(error.to_string())
    } else {
        tracing::debug!(%error, "an address could not be resolved");
        Error::NotFound("address")
    }
}

fn known_here(conn: &mut Conn, urls: &Urls, text: &str) -> Result<Option<Resolved>> {
    if let Ok(url) = Url::parse(text)
        && url.has_host()
    {
        if let Some(actor) = actors::by_ap_id(conn, text)?.filter(|a| a.deleted_at.is_none()) {
            return actor_page(conn, &actor).map(Some);
        }
        if let Some(post) = posts::by_ap_id(conn, text)? {
            return Ok(Some(Resolved::Post(post.id)));
        }
        if urls.is_local(&url)
            && let Some(crate::urls::LocalRef::Post(id)) = urls.parse_local(&url)
        {
            return Ok(posts::by_id(conn, id)?.map(|p| Resolved::Post(p.id)));
        }
        return Ok(None);
    }
    let handle = text.trim_start_matches("acct:").trim_start_matches(['@', '!']);
    let (name, host) = handle.split_once('@').unwrap_or((handle, ""));
    let wanted = if host.eq_ignore_ascii_case(urls.host()) { name.to_owned() } else { handle.to_owned() };
    match actors::by_handle(conn, &wanted)?.filter(|a| a.deleted_at.is_none()) {
        Some(actor) => actor_page(conn, &actor).map(Some),
        None => Ok(None),
    }
}

fn actor_page(conn: &mut Conn, actor: &actors::Actor) -> Result<Resolved> {
    let handle = if actor.host_id == hosts::LOCAL {
        actor.name.clone()
    } else {
        format!("{}@{}", actor.name, actors::host_name(conn, actor)?)
    };
    match actor.kind {
        ActorKind::Community => Ok(Resolved::Community(handle)),
        ActorKind::Person => Ok(Resolved::Person(handle)),
        ActorKind::Service => Err(Error::NotFound("address")),
    }
}
