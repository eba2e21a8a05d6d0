//! Our collections, page by page, through the one visibility rule.

use folkmoot_federation::host::{CollectionOf, CollectionPage};
use serde_json::Value;
use url::Url;

use crate::Result;
use crate::domain::access::{self, Sight, Viewer};
use crate::fediverse::convert;
use crate::store::actors::{self, Actor, ActorKind};
use crate::store::conn::Conn;
use crate::store::posts;
use crate::store::{communities, deliveries, hosts};
use crate::urls::{self, Urls};

/// Items of one page: Mastodon takes up to 50 without a second request, and a page stays small.
const PAGE: i64 = 50;

pub fn page(conn: &mut Conn, urls: &Urls, of: &CollectionOf, cursor: Option<&str>, viewer: &Viewer) -> Result<Option<CollectionPage>> {
    match of {
        CollectionOf::Followers { actor } => by_actor(conn, actor, None, |conn, actor| followers(conn, actor, cursor)),
        CollectionOf::Following { actor } => by_actor(conn, actor, Some(ActorKind::Person), |conn, actor| following(conn, actor)),
        CollectionOf::Outbox { actor } => by_actor(conn, actor, None, |conn, actor| outbox(conn, actor, cursor, viewer)),
        CollectionOf::Featured { community } => {
            by_actor(conn, community, Some(ActorKind::Community), |conn, actor| featured(conn, actor, viewer))
        }
        CollectionOf::Moderators { community } => {
            by_actor(conn, community, Some(ActorKind::Community), |conn, actor| moderators(conn, actor))
        }
        CollectionOf::Replies { post } => thread_part(conn, urls, *post, cursor, viewer, false),
        CollectionOf::Context { post } => thread_part(conn, urls, *post, cursor, viewer, true),
    }
}

fn by_actor(
    conn: &mut Conn,
    name: &str,
    kind: Option<ActorKind>,
    f: impl FnOnce(&mut Conn, &Actor) -> Result<CollectionPage>,
) -> Result<Option<CollectionPage>> {
    let actor = actors::by_name(conn, hosts::LOCAL, name)?.filter(|a| a.is_active() && kind.is_none_or(|k| a.kind == k));
    match actor {
        Some(actor) => f(conn, &actor).map(Some),
        None => Ok(None),
    }
}

fn text(id: &str) -> Value {
    Value::String(id.to_owned())
}

fn count(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

fn number(cursor: Option<&str>) -> Option<i64> {
    cursor.and_then(|c| c.parse().ok())
}

/// Followers are counted and not named: who is a member is theirs to tell.
fn followers(conn: &mut Conn, actor: &Actor, _cursor: Option<&str>) -> Result<CollectionPage> {
    let id = convert::url(&actor.ap_id)?;
    let total = count(communities::count_followers(conn, actor.id)?);
    Ok(CollectionPage { id: urls::followers(&id), total, items: Vec::new(), next: None, attributed_to: Some(id) })
}

fn following(conn: &mut Conn, actor: &Actor) -> Result<CollectionPage> {
    let id = convert::url(&actor.ap_id)?;
    let total = u64::try_from(communities::following(conn, actor.id, 10_000)?.len()).unwrap_or(0);
    Ok(CollectionPage { id: urls::following(&id), total, items: Vec::new(), next: None, attributed_to: Some(id) })
}

fn outbox(conn: &mut Conn, actor: &Actor, cursor: Option<&str>, viewer: &Viewer) -> Result<CollectionPage> {
    let id = convert::url(&actor.ap_id)?;
    let total = count(deliveries::count_outbox(conn, actor.id)?);
    let mut items = Vec::new();
    let mut next = None;
    if cursor.is_some() {
        let rows = deliveries::outbox(conn, actor.id, number(cursor), PAGE)?;
        next = rows.last().filter(|_| i64::try_from(rows.len()).unwrap_or(0) == PAGE).map(|r| r.id.to_string());
        for row in rows {
            // Taken-away posts leave with everything that once carried them.
            let stands = match row.post_id {
                Some(id) => access::reads(conn, viewer, id)?,
                None => true,
            };
            if stands {
                items.push(serde_json::from_str(&row.body)?);
            }
        }
    }
    Ok(CollectionPage { id: urls::outbox(&id), total, items, next, attributed_to: Some(id) })
}

fn featured(conn: &mut Conn, actor: &Actor, viewer: &Viewer) -> Result<CollectionPage> {
    let id = convert::url(&actor.ap_id)?;
    let mut items = Vec::new();
    for post in posts::pinned(conn, actor.id)? {
        if access::reads(conn, viewer, post.id)? {
            items.push(text(&post.ap_id));
        }
    }
    let total = u64::try_from(items.len()).unwrap_or(0);
    Ok(CollectionPage { id: urls::featured(&id), total, items, next: None, attributed_to: Some(id) })
}

fn moderators(conn: &mut Conn, actor: &Actor) -> Result<CollectionPage> {
    let id = convert::url(&actor.ap_id)?;
    let items: Vec<Value> = communities::stewards_of(conn, actor.id)?.iter().map(|a| text(&a.ap_id)).collect();
    let total = u64::try_from(items.len()).unwrap_or(0);
    Ok(CollectionPage { id: urls::moderators(&id), total, items, next: None, attributed_to: Some(id) })
}

fn thread_part(conn: &mut Conn, urls: &Urls, id: i64, cursor: Option<&str>, viewer: &Viewer, whole: bool) -> Result<Option<CollectionPage>> {
    let Some(post) = posts::by_id(conn, id)? else { return Ok(None) };
    let author = actors::by_id(conn, post.author_id)?;
    let community = post.community_id.map(|id| actors::by_id(conn, id)).transpose()?;
    if access::sight(conn, &post, &author, community.as_ref(), viewer)? == Sight::Hidden {
        return Ok(None);
    }
    let base = urls.post(post.id);
    let after = number(cursor).unwrap_or(0);
    let (collection, rows, total) = if whole {
        let root = post.root();
        let total = 1 + i64::from(if post.is_thread() { post.replies } else { posts::by_id(conn, root)?.map_or(0, |p| p.replies) });
        let mut rows = Vec::new();
        if cursor.is_some() {
            rows = posts::replies(conn, root, after, PAGE)?;
        }
        (urls::context(&base), rows, total)
    } else {
        let rows = if cursor.is_some() { posts::children(conn, post.id, after, PAGE)? } else { Vec::new() };
        (urls::replies(&base), rows, i64::from(post.replies))
    };
    let next = rows.last().filter(|_| i64::try_from(rows.len()).unwrap_or(0) == PAGE).map(|r| r.id.to_string());
    let mut items = Vec::new();
    if whole && cursor.is_some() && after == 0 {
        items.push(text(&posts::by_id(conn, post.root())?.map_or(post.ap_id.clone(), |p| p.ap_id)));
    }
    for row in rows {
        if access::reads(conn, viewer, row.id)? {
            items.push(text(&row.ap_id));
        }
    }
    let attributed_to: Option<Url> = community.map(|c| convert::url(&c.ap_id)).transpose()?;
    Ok(Some(CollectionPage { id: collection, total: count(total), items, next, attributed_to }))
}
