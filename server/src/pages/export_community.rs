//! What a community takes along: everything that a visitor can read of it, as one JSON document in pieces.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::Result;
use crate::clock::Time;
use crate::domain::access::{self, Sight, Viewer};
use crate::store::actors::{self, Actor};
use crate::store::communities::{self, Community};
use crate::store::conn::Conn;
use crate::store::lifespans;
use crate::store::posts;

const BATCH: i64 = 200;

/// Everything but the posts.
pub fn head(conn: &mut Conn, community: &Community, actor: &Actor, now: Time) -> Result<Value> {
    let span = lifespans::find(conn, actor.id)?;
    let stewards: Vec<String> = communities::stewards_of(conn, actor.id)?.into_iter().map(|a| a.ap_id).collect();
    Ok(json!({
        "format": "folkmoot-community-1",
        "made": now,
        "id": actor.ap_id, "name": actor.name, "title": actor.label(), "job": community.job,
        "charter": actor.summary_source, "charter_html": actor.summary_html,
        "purpose": community.purpose.as_str(), "formats": community.formats,
        "lifespan": community.lifespan.as_str(), "state": community.state.as_str(),
        "goal": span.as_ref().map(|s| s.goal.clone()), "ends": span.as_ref().and_then(|s| s.ends_at),
        "ended": span.and_then(|s| s.ended_at),
        "founded": community.created_at, "members": community.members, "stewards": stewards,
    }))
}

/// The next posts in the order in which they came, and where to go on.
pub fn posts(conn: &mut Conn, community: &Actor, after: i64) -> Result<(Vec<Value>, Option<i64>)> {
    let batch = lifespans::posts_after(conn, community.id, after, BATCH)?;
    let ids: Vec<i64> = batch.iter().map(|post| post.id).collect();
    let authors: Vec<i64> = batch.iter().map(|post| post.author_id).collect();
    let authors: HashMap<i64, (Actor, String)> = actors::with_hosts(conn, &authors)?.into_iter().map(|found| (found.0.id, found)).collect();
    let parents: Vec<i64> = batch.iter().filter_map(|post| post.parent_id).collect();
    let parents: HashMap<i64, String> = posts::by_ids(conn, &parents)?.into_iter().map(|post| (post.id, post.ap_id)).collect();
    let pictures = posts::attachments_of(conn, &ids)?;
    let mut out = Vec::with_capacity(batch.len());
    for post in &batch {
        let Some((author, host)) = authors.get(&post.author_id) else { continue };
        if access::sight(conn, post, author, Some(community), &Viewer::Visitor)? != Sight::Full {
            continue;
        }
        let seen: Vec<Value> =
            pictures.iter().filter(|p| p.post_id == post.id).map(|p| json!({"url": p.url, "type": p.media_type, "alt": p.alt})).collect();
        out.push(json!({
            "id": post.ap_id, "kind": post.kind, "author": author.ap_id, "by": format!("@{}@{host}", author.name),
            "in_reply_to": post.parent_id.and_then(|id| parents.get(&id)), "title": post.title, "warning": post.warning,
            "source": post.source, "html": post.html, "link": post.link_url, "language": post.language,
            "published": post.published_at, "edited": post.edited_at, "score": post.score, "pinned": post.pinned_at, "pictures": seen,
        }));
    }
    Ok((out, ids.last().copied()))
}
