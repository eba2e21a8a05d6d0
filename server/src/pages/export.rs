//! What a person takes along: everything they wrote, did and chose here.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::Result;
use crate::clock::Time;
use crate::domain::Person;
use crate::store::conn::Conn;
use crate::store::posts::{self, Attachment, Post};
use crate::store::{actors, communities, drafts, notifications, polls, subscribers, votes};

const BATCH: i64 = 100;
/// Earlier texts of one post; nobody has that many, but nothing here is without an end.
const REVISIONS: i64 = 1_000;

/// Everything but the posts.
pub fn head(conn: &mut Conn, person: &Person, now: Time) -> Result<Value> {
    let (actor, account) = (&person.actor, &person.account);
    let following = communities::following(conn, actor.id, i64::MAX)?;
    let following: Vec<Value> = following
        .into_iter()
        .map(|(follow, who)| json!({"id": who.ap_id, "kind": who.kind.as_str(), "name": who.name, "state": follow.state.as_str(), "since": follow.created_at}))
        .collect();
    let blocks: Vec<Value> = notifications::blocks_of(conn, actor.id)?
        .into_iter()
        .map(|(_, who, host)| who.map_or_else(|| json!({"server": host}), |who| json!({"person": who.ap_id})))
        .collect();
    let preferences: Value = serde_json::from_str(&account.mail_preferences).unwrap_or_default();
    Ok(json!({
        "format": "folkmoot-person-1",
        "made": now,
        "profile": {
            "id": actor.ap_id, "name": actor.name, "display_name": actor.display_name, "about": actor.summary_source,
            "about_html": actor.summary_html, "picture": actor.icon_url, "created": actor.created_at,
            "discoverable": actor.discoverable, "indexable": actor.indexable,
        },
        "account": {
            "email": account.email, "role": account.role.as_str(), "language": account.locale, "mail": preferences,
            "application": account.application, "created": account.created_at, "seen": account.seen_at,
        },
        "following": following,
        "newsletters": newsletters(conn, actor.id)?,
        "blocks": blocks,
        "votes": cast(conn, actor.id)?,
        "poll_votes": chosen(conn, actor.id)?,
        "saved": saved(conn, actor.id)?,
        "drafts": unpublished(conn, actor.id)?,
    }))
}

/// What comes by mail, and by which consent.
fn newsletters(conn: &mut Conn, person: i64) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for row in subscribers::all_of_person(conn, person)? {
        let community = actors::by_id(conn, row.community_id)?;
        all.push(json!({
            "community": community.ap_id, "email": row.email, "state": row.state.as_str(), "agreed_to": row.consent_text,
            "at": row.consent_at, "from": row.consent_address,
        }));
    }
    Ok(all)
}

/// The addresses of posts by their ids.
fn addresses(conn: &mut Conn, ids: &[i64]) -> Result<HashMap<i64, String>> {
    Ok(posts::by_ids(conn, ids)?.into_iter().map(|post| (post.id, post.ap_id)).collect())
}

fn cast(conn: &mut Conn, person: i64) -> Result<Vec<Value>> {
    let votes = votes::of_person(conn, person)?;
    let ids: Vec<i64> = votes.iter().map(|vote| vote.post_id).collect();
    let known = addresses(conn, &ids)?;
    Ok(votes.iter().map(|vote| json!({"post": known.get(&vote.post_id), "value": vote.value, "at": vote.created_at})).collect())
}

fn chosen(conn: &mut Conn, person: i64) -> Result<Vec<Value>> {
    let votes = polls::of_person(conn, person)?;
    let ids: Vec<i64> = votes.iter().map(|(post, ..)| *post).collect();
    let known = addresses(conn, &ids)?;
    Ok(votes.iter().map(|(post, option, at)| json!({"post": known.get(post), "option": option, "at": at})).collect())
}

fn saved(conn: &mut Conn, person: i64) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    let mut before = Time(i64::MAX);
    loop {
        let batch = posts::saved(conn, person, before, BATCH)?;
        let Some((last, _)) = batch.last() else { return Ok(all) };
        before = *last;
        all.extend(batch.iter().map(|(at, post)| json!({"post": post.ap_id, "at": at})));
    }
}

/// What was never published.
fn unpublished(conn: &mut Conn, person: i64) -> Result<Vec<Value>> {
    let drafts = drafts::of_author(conn, person, i64::MAX)?;
    let one = |draft: &drafts::Draft| {
        let details: Value = serde_json::from_str(&draft.details).unwrap_or_default();
        json!({
            "kind": draft.kind, "title": draft.title, "source": draft.source, "details": details, "publish_at": draft.publish_at,
            "created": draft.created_at, "updated": draft.updated_at,
        })
    };
    Ok(drafts.iter().map(one).collect())
}

/// The next batch of posts, newest first, with their history; and where to go on.
pub fn posts(conn: &mut Conn, person: i64, before: Option<i64>) -> Result<(Vec<Value>, Option<i64>)> {
    let batch = posts::by_author(conn, person, before, BATCH)?;
    let ids: Vec<i64> = batch.iter().map(|post| post.id).collect();
    let mut pictures: HashMap<i64, Vec<Attachment>> = HashMap::new();
    for picture in posts::attachments_of(conn, &ids)? {
        pictures.entry(picture.post_id).or_default().push(picture);
    }
    let around: Vec<i64> = batch.iter().flat_map(|post| [post.parent_id, post.thread_id]).flatten().collect();
    let known = addresses(conn, &around)?;
    let mut out = Vec::with_capacity(batch.len());
    for post in &batch {
        let parent = post.parent_id.and_then(|id| known.get(&id));
        out.push(one(conn, post, parent, pictures.get(&post.id).map_or(&[], Vec::as_slice))?);
    }
    Ok((out, ids.last().copied()))
}

fn one(conn: &mut Conn, post: &Post, parent: Option<&String>, pictures: &[Attachment]) -> Result<Value> {
    let earlier = if post.edited_at.is_some() { posts::revisions(conn, post.id, REVISIONS)? } else { Vec::new() };
    let earlier: Vec<Value> = earlier
        .iter()
        .map(|text| json!({"title": text.title, "source": text.source, "html": text.html, "at": text.created_at}))
        .collect();
    let pictures: Vec<Value> = pictures.iter().map(|p| json!({"url": p.url, "type": p.media_type, "alt": p.alt})).collect();
    Ok(json!({
        "id": post.ap_id, "kind": post.kind, "in_reply_to": parent, "title": post.title, "warning": post.warning,
        "source": post.source, "html": post.html, "link": post.link_url, "language": post.language,
        "published": post.published_at, "edited": post.edited_at, "score": post.score,
        "removed": post.removed_at, "pictures": pictures, "earlier": earlier,
    }))
}
