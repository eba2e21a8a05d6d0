//! First contact with a community elsewhere: its stewards, its recent threads and their replies,
//! bounded, in the background, with progress that its page shows.

use folkmoot_federation::host::ObjectDoc;
use folkmoot_federation::objects::parse_object;
use serde_json::Value;
use url::Url;

use crate::Result;
use crate::app::App;
use crate::fediverse::fetch;
use crate::store::actors::Actor;
use crate::store::{actors, communities};

/// How many recent threads are fetched, and how many replies of each.
const THREADS: usize = 20;
const REPLIES: usize = 50;

/// Fills a community that is new here. What cannot be fetched is left out; the rest stands.
pub async fn run(app: &App, community: i64) -> Result<()> {
    let found = app.db.read(move |conn| Ok((actors::by_id(conn, community)?, communities::by_id(conn, community)?))).await?;
    let (actor, row) = found;
    if actor.is_local() || row.backfill_state.as_deref() == Some("done") {
        return Ok(());
    }
    stewards(app, &actor).await?;
    let threads = recent(app, &actor).await;
    let total = i64::try_from(threads.len()).unwrap_or(0);
    progress(app, community, "running", 0, total).await?;
    let group = Url::parse(&actor.ap_id).ok();
    let mut done = 0;
    for thread in threads {
        if let Err(error) = one_thread(app, thread, group.as_ref()).await {
            tracing::debug!(%error, community = actor.ap_id, "a thread could not be fetched");
        }
        done += 1;
        progress(app, community, "running", done, total).await?;
    }
    pins(app, &actor).await?;
    progress(app, community, "done", done, total).await
}

async fn progress(app: &App, community: i64, state: &'static str, done: i64, total: i64) -> Result<()> {
    app.db.write(move |tx| communities::set_backfill(tx, community, Some(state), done, total)).await
}

/// The items of a collection, or none: a peer may hide or lack it.
async fn collection(app: &App, url: Option<&str>, most: usize) -> Vec<Value> {
    let Some(url) = url.and_then(|u| Url::parse(u).ok()) else { return Vec::new() };
    match app.federation.fetch_collection(&url, 4, most).await {
        Ok(items) => items,
        Err(error) => {
            tracing::debug!(%error, %url, "a collection could not be fetched");
            Vec::new()
        }
    }
}

fn address(item: &Value) -> Option<Url> {
    let text = item.as_str().or_else(|| item.get("id").and_then(Value::as_str))?;
    Url::parse(text).ok()
}

async fn stewards(app: &App, actor: &Actor) -> Result<()> {
    for item in collection(app, actor.moderators_url.as_deref(), 50).await {
        let Some(id) = address(&item) else { continue };
        if !app.urls.is_local(&id) && app.federation.fetch_actor(&id).await.is_err() {
            continue;
        }
        let community = actor.id;
        app.db
            .write(move |tx| {
                if let Some(person) = actors::by_ap_id(tx.conn, id.as_str())? {
                    communities::add_steward(tx, community, person.id)?;
                }
                Ok(())
            })
            .await?;
    }
    Ok(())
}

/// A thread to fetch, or one that came along whole.
enum Thread {
    Address(Url),
    Whole(Box<ObjectDoc>),
}

/// Finds the newest threads in an outbox: the innermost object of what was announced.
async fn recent(app: &App, actor: &Actor) -> Vec<Thread> {
    let mut threads = Vec::new();
    let mut seen = std::collections::HashSet::new();
    // An outbox repeats a thread for each of its edits and boosts: look at more than are wanted.
    for item in collection(app, actor.outbox_url.as_deref(), THREADS * 10).await {
        let Some(thread) = innermost(&item, actor) else { continue };
        let id = match &thread {
            Thread::Address(url) => url.clone(),
            Thread::Whole(doc) if doc.in_reply_to.is_none() => doc.id.clone(),
            Thread::Whole(_) => continue,
        };
        if seen.insert(id) {
            threads.push(thread);
        }
        if threads.len() == THREADS {
            break;
        }
    }
    // Oldest first, so that they arrive here in the order in which they were written.
    threads.reverse();
    threads
}

fn innermost(item: &Value, actor: &Actor) -> Option<Thread> {
    let mut value = item;
    // Announce{Create{Page}} is three deep; nothing that makes sense is deeper.
    for _ in 0..3 {
        match value.get("type").and_then(Value::as_str) {
            Some("Announce" | "Create" | "Update" | "Add") => value = value.get("object")?,
            Some(_) | None => break,
        }
    }
    if let Some(text) = value.as_str() {
        return Url::parse(text).ok().map(Thread::Address);
    }
    if matches!(value.get("type").and_then(Value::as_str), Some("Like" | "Dislike" | "Undo" | "Delete" | "Block" | "Lock" | "Flag" | "Remove")) {
        return None;
    }
    let doc = parse_object(value).ok()?;
    // What another server wrote is fetched from there and not believed from here.
    let same_host = Url::parse(&actor.ap_id).ok().is_some_and(|a| a.origin() == doc.id.origin() && a.origin() == doc.author.origin());
    Some(if same_host { Thread::Whole(Box::new(doc)) } else { Thread::Address(doc.id) })
}

async fn one_thread(app: &App, thread: Thread, group: Option<&Url>) -> Result<()> {
    let (id, replies) = match thread {
        Thread::Whole(doc) => {
            let (id, replies) = (doc.id.clone(), doc.context.clone().or_else(|| doc.replies.clone()));
            fetch::take_in(app, *doc, None).await?;
            (id, replies)
        }
        Thread::Address(url) => {
            if app.urls.is_local(&url) {
                return Ok(());
            }
            let doc = app.federation.fetch_object(&url).await.map_err(super::resolve::told)?;
            if doc.in_reply_to.is_some() {
                return Ok(());
            }
            let replies = doc.context.clone().or_else(|| doc.replies.clone());
            fetch::take_in(app, doc, group).await?;
            (url, replies)
        }
    };
    let Some(replies) = replies else { return Ok(()) };
    if app.urls.is_local(&replies) {
        return Ok(());
    }
    for item in collection(app, Some(replies.as_str()), REPLIES).await {
        let Some(reply) = address(&item) else { continue };
        if reply == id || app.urls.is_local(&reply) {
            continue;
        }
        if let Err(error) = fetch::object(app, &reply, None).await {
            tracing::debug!(%error, %reply, "a reply could not be fetched");
        }
    }
    Ok(())
}

async fn pins(app: &App, actor: &Actor) -> Result<()> {
    let items = collection(app, actor.featured_url.as_deref(), 20).await;
    let ids: Vec<Url> = items.iter().filter_map(address).collect();
    let community = actor.id;
    app.db
        .write(move |tx| {
            for id in &ids {
                if let Some(post) = crate::store::posts::by_ap_id(tx.conn, id.as_str())?
                    && post.community_id == Some(community)
                    && post.pinned_at.is_none()
                {
                    crate::store::posts::set_pinned(tx, post.id, Some(tx.now))?;
                }
            }
            Ok(())
        })
        .await
}
