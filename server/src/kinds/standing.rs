//! What ideas and feedback have in common: a history of where they stood, and the people in it.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::Details;
use crate::Result;
use crate::clock::Time;
use crate::render::plain_text;
use crate::store::actors;
use crate::store::conn::Conn;
use crate::store::ideas;
use crate::store::posts::Post;

/// The longest word that is read from elsewhere.
const WORD_MAX: usize = 100;

/// Reads short texts: what the wire calls the first of a pair is the second here.
pub(super) fn take(extra: &Map<String, Value>, names: &[(&str, &str)]) -> Details {
    let word = |(sent, name): &(&str, &str)| {
        let text = extra.get(*sent).and_then(Value::as_str)?;
        let text: String = text.chars().take(WORD_MAX).collect();
        Some(((*name).to_owned(), Value::String(text)))
    };
    Details(names.iter().filter_map(word).collect())
}

pub(super) fn link(post: &Post) -> Value {
    let title = post.title.clone().unwrap_or_else(|| plain_text(&post.html, 80));
    json!({ "url": format!("/post/{}", post.id), "title": title })
}

/// People as a panel names them, in the order given.
pub(super) fn people(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Value>> {
    let known = directory(conn, ids)?;
    Ok(ids.iter().filter_map(|id| known.get(id).cloned()).collect())
}

fn directory(conn: &mut Conn, ids: &[i64]) -> Result<HashMap<i64, Value>> {
    let one = |(actor, host): (actors::Actor, String)| {
        let path = if actor.is_local() { actor.name.clone() } else { format!("{}@{host}", actor.name) };
        let url = if actor.kind == actors::ActorKind::Community { format!("/c/{path}") } else { format!("/u/{path}") };
        let value = json!({ "id": actor.id.to_string(), "name": actor.label(), "handle": format!("@{}@{host}", actor.name), "url": url });
        (actor.id, value)
    };
    Ok(actors::with_hosts(conn, ids)?.into_iter().map(one).collect())
}

/// Days are exact where "3 weeks ago" would hide what came first.
pub(super) fn day(at: Time) -> Value {
    let iso = at.rfc3339();
    json!({ "human": iso.chars().take(10).collect::<String>(), "iso": iso })
}

/// Each change, newest first: `prefix-WORD` are its messages.
pub(super) fn history(conn: &mut Conn, post_id: i64, prefix: &str) -> Result<Vec<Value>> {
    let rows = ideas::history(conn, post_id)?;
    let ids: Vec<i64> = rows.iter().map(|row| row.actor_id).collect();
    let known = directory(conn, &ids)?;
    let one = |row: ideas::Standing| {
        json!({
            "was": format!("{prefix}-{}", row.was),
            "became": format!("{prefix}-{}", row.became),
            "by": known.get(&row.actor_id),
            "reason": row.reason,
            "when": day(row.created_at),
            "url": row.reply_id.map(|id| format!("#p{id}")).unwrap_or_default(),
        })
    };
    Ok(rows.into_iter().map(one).collect())
}
