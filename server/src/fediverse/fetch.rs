//! Fetching what is missing and taking it in: actors, posts, the posts that those answer.

use std::collections::HashSet;

use folkmoot_federation::FetchError;
use folkmoot_federation::host::ObjectDoc;
use url::Url;

use crate::app::App;
use crate::fediverse::inbound::{self, Applied, Need, Prepared};
use crate::fediverse::resolve::told;
use crate::store::{actors, posts};
use crate::{Error, Result};

/// How many ancestors of a reply are fetched at most.
pub const ANCESTORS_MAX: usize = 50;

/// Whatever an address holds: an actor, or a post with what it answers.
pub async fn anything(app: &App, url: &Url) -> Result<()> {
    match app.federation.fetch_actor(url).await {
        Ok(_) => Ok(()),
        Err(e) if e.is_gone() || e.is_temporary() => Err(told(e)),
        Err(_) => object(app, url, None).await,
    }
}

/// A post, and before it the posts that it answers up to one that is known or has no parent.
pub async fn object(app: &App, url: &Url, announced_by: Option<&Url>) -> Result<()> {
    let mut chain: Vec<ObjectDoc> = Vec::new();
    let mut seen = HashSet::new();
    let mut next = Some(url.clone());
    while let Some(url) = next.take() {
        if chain.len() >= ANCESTORS_MAX || !seen.insert(url.clone()) {
            return Err(Error::malformed("a reply chain without end"));
        }
        if app.urls.is_local(&url) || is_known(app, &url).await? {
            break;
        }
        let doc = app.federation.fetch_object(&url).await.map_err(told)?;
        next = doc.in_reply_to.clone();
        chain.push(doc);
    }
    for doc in chain.into_iter().rev() {
        take_in(app, doc, announced_by).await?;
    }
    Ok(())
}

async fn is_known(app: &App, url: &Url) -> Result<bool> {
    let id = url.to_string();
    app.db.read(move |conn| Ok(posts::by_ap_id(conn, &id)?.is_some())).await
}

/// Applies a fetched post through the same door as one that was sent to us.
pub async fn take_in(app: &App, doc: ObjectDoc, announced_by: Option<&Url>) -> Result<()> {
    known_author(app, &doc.author).await?;
    if let Some(audience) = &doc.audience {
        // Its community may be new to us too. Without it the post may still have a place.
        if let Err(error) = known_author(app, audience).await {
            tracing::debug!(%error, %audience, "the community of a post could not be fetched");
        }
    }
    let prepared = std::sync::Arc::new(Prepared::fetched(&app.renderer, doc, announced_by.cloned()));
    let applied = app.db.write(move |tx| inbound::apply(tx, &prepared)).await?;
    match applied {
        Applied::Done | Applied::Ignored(_) => Ok(()),
        Applied::Lacks(_) => Err(Error::NotFound("parent")),
    }
}

/// Somebody of whom only the address is known.
pub async fn person(app: &App, id: &Url) -> Result<()> {
    known_author(app, id).await
}

async fn known_author(app: &App, id: &Url) -> Result<()> {
    let text = id.to_string();
    let known = app.urls.is_local(id) || app.db.read(move |conn| Ok(actors::by_ap_id(conn, &text)?.is_some())).await?;
    if known { Ok(()) } else { app.federation.fetch_actor(id).await.map(|_| ()).map_err(told) }
}

/// What fetching for a waiting activity came to.
#[derive(Debug)]
pub enum Got {
    /// Try to apply again.
    Ready,
    /// It will never come.
    Never(String),
    /// Not now.
    Later(String),
}

/// Fetches what an activity lacks.
pub async fn need(app: &App, need: &Need, announced_by: Option<&Url>) -> Got {
    let result = match need {
        Need::Actor(url) => app.federation.fetch_actor(url).await.map(|_| ()).map_err(told_as_got),
        Need::Object(url) => match object(app, url, announced_by).await {
            Ok(()) => Ok(()),
            Err(e @ (Error::Unavailable(_) | Error::Internal { .. } | Error::TooMany { .. })) => Err(Got::Later(e.to_string())),
            Err(e) => Err(Got::Never(e.to_string())),
        },
        Need::Proof => Ok(()),
    };
    match result {
        Ok(()) => Got::Ready,
        Err(got) => got,
    }
}

fn told_as_got(error: FetchError) -> Got {
    if error.is_temporary() { Got::Later(error.to_string()) } else { Got::Never(error.to_string()) }
}
