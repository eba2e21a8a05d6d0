//! Everything that a person wrote and decided, as one JSON document, made piece by piece.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt};
use serde::Serialize;
use serde_json::{Value, json};

use super::shapes;
use crate::app::App;
use crate::domain::access::Person;
use crate::store::conn::Conn;
use crate::store::posts::{self, Post};
use crate::store::{communities, notifications, votes};
use crate::Result;

/// Posts that are read at once.
const BATCH: i64 = 200;
/// Earlier texts of one post.
const REVISIONS: i64 = 1000;

/// Everything of one person, for their own eyes. The document ends with their posts, newest first.
pub async fn stream(app: Arc<App>, person: Person) -> Result<impl Stream<Item = Result<Bytes>> + 'static> {
    let me = person.actor.id;
    let urls = app.urls.clone();
    let head = app.db.read(move |conn| head(conn, &person, urls.host())).await?;
    let batches = stream::unfold(Some(None), move |next: Option<Option<i64>>| {
        let app = Arc::clone(&app);
        async move {
            let before = next?;
            let batch = app.db.read(move |conn| batch(conn, me, before)).await;
            match batch {
                Ok((text, Some(last))) => Some((Ok(Bytes::from(text)), Some(Some(last)))),
                Ok((text, None)) => Some((Ok(Bytes::from(text + "]}\n")), None)),
                Err(error) => {
                    error.log("export");
                    Some((Err(error), None))
                }
            }
        }
    });
    Ok(stream::once(std::future::ready(Ok(Bytes::from(head)))).chain(batches))
}

/// The document up to the opening bracket of the posts.
fn head(conn: &mut Conn, person: &Person, host: &str) -> Result<String> {
    let (actor, account) = (&person.actor, &person.account);
    let follows: Vec<Value> = communities::following(conn, actor.id, i64::MAX)?
        .into_iter()
        .map(|(follow, followed)| json!({"id": followed.ap_id, "state": follow.state, "since": follow.created_at}))
        .collect();
    let cast = votes::of_person(conn, actor.id)?;
    let known = addresses(conn, cast.iter().map(|v| v.post_id))?;
    let votes: Vec<Value> = cast
        .iter()
        .map(|v| json!({"post": known.get(&v.post_id), "value": v.value, "at": v.created_at}))
        .collect();
    let saved: Vec<Value> = posts::saved(conn, actor.id, crate::clock::Time(i64::MAX), i64::MAX)?
        .into_iter()
        .map(|(at, post)| json!({"post": post.ap_id, "at": at}))
        .collect();
    let blocks: Vec<Value> = notifications::blocks_of(conn, actor.id)?
        .into_iter()
        .map(|(_, person, server)| json!({"person": person.map(|p| p.ap_id), "server": server}))
        .collect();
    let head = json!({
        "account": {
            "id": actor.ap_id, "handle": format!("@{}@{host}", actor.name), "display_name": actor.display_name,
            "summary": actor.summary_source, "email": account.email, "role": account.role, "locale": account.locale,
            "mail_preferences": serde_json::from_str::<Value>(&account.mail_preferences).unwrap_or(Value::Null),
            "discoverable": actor.discoverable, "indexable": actor.indexable,
            "avatar": actor.icon_url, "created_at": account.created_at,
        },
        "follows": follows, "votes": votes, "saved": saved, "blocks": blocks,
    })
    .to_string();
    let open = head.strip_suffix('}').unwrap_or(&head);
    Ok(format!("{open},\"posts\":["))
}

/// One post as its author keeps it.
#[derive(Serialize)]
struct Kept<'a> {
    id: &'a str,
    kind: &'a str,
    community: Option<&'a String>,
    answers: Option<&'a String>,
    title: Option<&'a str>,
    body: Option<&'a str>,
    body_html: &'a str,
    warning: Option<&'a str>,
    link: Option<&'a str>,
    language: Option<&'a str>,
    score: i32,
    removed: bool,
    published_at: crate::clock::Time,
    edited_at: Option<crate::clock::Time>,
    pictures: Vec<Value>,
    revisions: Vec<Value>,
}

/// A batch of posts as JSON, and where the next one starts.
fn batch(conn: &mut Conn, me: i64, before: Option<i64>) -> Result<(String, Option<i64>)> {
    let rows = posts::by_author(conn, me, before, BATCH)?;
    let ids: Vec<i64> = rows.iter().map(|p| p.id).collect();
    let parents = addresses(conn, rows.iter().filter_map(|p| p.parent_id))?;
    let places: Vec<i64> = rows.iter().filter_map(|p| p.community_id).collect();
    let places = shapes::directory(conn, &places)?;
    let mut pictures: HashMap<i64, Vec<Value>> = HashMap::new();
    for a in posts::attachments_of(conn, &ids)? {
        pictures.entry(a.post_id).or_default().push(json!({"url": a.url, "alt": a.alt, "media_type": a.media_type}));
    }
    let mut text = String::new();
    for (post, n) in rows.iter().zip(0..) {
        if n > 0 || before.is_some() {
            text.push(',');
        }
        let kept = Kept {
            id: &post.ap_id,
            kind: &post.kind,
            community: post.community_id.and_then(|id| places.get(&id)).map(|(a, _)| &a.ap_id),
            answers: post.parent_id.and_then(|id| parents.get(&id)),
            title: post.title.as_deref(),
            body: post.source.as_deref(),
            body_html: &post.html,
            warning: post.warning.as_deref(),
            link: post.link_url.as_deref(),
            language: post.language.as_deref(),
            score: post.score,
            removed: post.removed_at.is_some(),
            published_at: post.published_at,
            edited_at: post.edited_at,
            pictures: pictures.remove(&post.id).unwrap_or_default(),
            revisions: earlier(conn, post)?,
        };
        text.push_str(&serde_json::to_string(&kept)?);
    }
    let full = rows.len() as i64 == BATCH;
    Ok((text, rows.last().filter(|_| full).map(|p| p.id)))
}

fn earlier(conn: &mut Conn, post: &Post) -> Result<Vec<Value>> {
    if post.edited_at.is_none() {
        return Ok(Vec::new());
    }
    let revisions = posts::revisions(conn, post.id, REVISIONS)?;
    Ok(revisions
        .into_iter()
        .map(|r| json!({"title": r.title, "body": r.source, "body_html": r.html, "written_at": r.created_at}))
        .collect())
}

fn addresses(conn: &mut Conn, ids: impl Iterator<Item = i64>) -> Result<HashMap<i64, String>> {
    let ids: Vec<i64> = ids.collect();
    Ok(posts::by_ids(conn, &ids)?.into_iter().map(|p| (p.id, p.ap_id)).collect())
}
