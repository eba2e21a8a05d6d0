//! Contributions from elsewhere: new, edited, gone, boosted.

use folkmoot_federation::host::{ObjectDoc, Proof, TagDoc};
use url::Url;

use super::{Applied, Found, Need, Outcome, Prepared, gone, lacks, listens_to};
use crate::Result;
use crate::domain::posts::{self as posting, NewPost};
use crate::domain::events::{self, Event};
use crate::domain::actors::INSTANCE_NAME;
use crate::domain::hails::{self, Said};
use crate::domain::{Origin, Remote, articles, moderation, polls, standing, wiki};
use crate::fediverse::convening;
use crate::fediverse::convert::{self, PUBLIC};
use crate::kinds::{self, Offer};
use crate::store::actors::{self, Actor, ActorKind};
use crate::store::communities;
use crate::store::conn::Tx;
use crate::store::{doors, hosts, labels};
use crate::store::posts::{self, Post, Visibility};

fn is_public(doc: &ObjectDoc) -> bool {
    doc.addressed().any(|u| u.as_str() == PUBLIC)
}

/// Keeps what names the house itself, in public and outside of every community.
fn said_to_the_house(tx: &mut Tx<'_>, origin: &Origin, doc: &ObjectDoc, html: &str) -> Outcome {
    use folkmoot_federation::host::TagDoc;
    let Some(house) = actors::by_name(tx.conn, hosts::LOCAL, INSTANCE_NAME)? else {
        return Ok(Applied::Ignored("addressed to no community here"));
    };
    let named = doc.tags.iter().take(50).any(|tag| matches!(tag, TagDoc::Mention { href, .. } if href.as_str() == house.ap_id));
    if !named {
        return Ok(Applied::Ignored("addressed to no community here"));
    }
    let said = Said {
        ap_id: doc.id.to_string(),
        url: doc.url.as_ref().unwrap_or(&doc.id).to_string(),
        html: html.to_owned(),
        published_at: doc.published.map_or(tx.now, crate::clock::Time::from),
    };
    let kept = hails::hear(tx, origin, &said)?;
    Ok(if kept { Applied::Done } else { Applied::Ignored("said already, or too much is waiting") })
}

/// Whether something names a community that not everybody may read, so that it may be for its members.
fn names_members(tx: &mut Tx<'_>, doc: &ObjectDoc) -> Result<bool> {
    for id in doc.addressed().chain(doc.audience.as_ref()).take(20) {
        if let Some(actor) = actors::by_ap_id(tx.conn, id.as_str())?
            && actor.kind == ActorKind::Community
            && !doors::of(tx.conn, actor.id)?.is_empty()
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether something that is not public was said to the members of a community that not everybody may read: it names
/// the community, or its followers, and stays among them.
fn is_among_members(tx: &mut Tx<'_>, doc: &ObjectDoc, community: &Actor) -> Result<bool> {
    let names = |url: &Url| url.as_str() == community.ap_id || Some(url.as_str()) == community.followers_url.as_deref();
    let named = doc.addressed().chain(doc.audience.as_ref()).any(names);
    Ok(named && !doors::of(tx.conn, community.id)?.is_empty())
}

/// The community that a contribution belongs to: its parent's, the one it names, one of ours that
/// it is addressed to, or the one that passed it on.
fn place(tx: &mut Tx<'_>, doc: &ObjectDoc, parent: Option<&Post>, group: Option<&Actor>) -> Result<Found<Option<Actor>>> {
    if let Some(parent) = parent {
        let community = parent.community_id.map(|id| actors::by_id(tx.conn, id)).transpose()?;
        return Ok(Found::Here(community));
    }
    if let Some(audience) = &doc.audience {
        match actors::by_ap_id(tx.conn, audience.as_str())? {
            Some(actor) if actor.kind == ActorKind::Community => return Ok(Found::Here(Some(actor))),
            Some(_) | None => {}
        }
    }
    for id in doc.addressed().take(20) {
        if tx.urls().is_local(id)
            && let Some(actor) = actors::by_ap_id(tx.conn, id.as_str())?
            && actor.kind == ActorKind::Community
        {
            return Ok(Found::Here(Some(actor)));
        }
    }
    Ok(Found::Here(group.cloned()))
}

pub(super) fn publish(tx: &mut Tx<'_>, prepared: &Prepared, origin: &Origin, group: Option<&Actor>) -> Outcome {
    let Some(taken) = &prepared.taken else { return Ok(Applied::Ignored("a post without text")) };
    let doc = &taken.doc;
    if posts::by_ap_id(tx.conn, doc.id.as_str())?.is_some() {
        return Ok(Applied::Ignored("known already"));
    }
    if convening::heard(tx, origin, doc, &taken.content.html)? {
        return Ok(Applied::Done);
    }
    if !is_public(doc) && !names_members(tx, doc)? {
        return Ok(Applied::Ignored("not public"));
    }
    let parent = match &doc.in_reply_to {
        Some(id) => match posts::by_ap_id(tx.conn, id.as_str())? {
            Some(parent) => Some(parent),
            None if tx.urls().is_local(id) => return Ok(Applied::Ignored("answers something that is not here")),
            None => return lacks(Need::Object(id.clone())),
        },
        None => None,
    };
    let Found::Here(community) = place(tx, doc, parent.as_ref(), group)? else {
        return Ok(Applied::Ignored("addressed to no community here"));
    };
    let Some(community) = community else {
        if parent.is_some() {
            return Ok(Applied::Ignored("outside of every community"));
        }
        return said_to_the_house(tx, origin, doc, &taken.content.html);
    };
    if !is_public(doc) && !is_among_members(tx, doc, &community)? {
        return Ok(Applied::Ignored("not public"));
    }
    // A community elsewhere decides what belongs to it: only what it passed on, what its own server
    // says, or what was fetched on its behalf counts.
    let vouched = community.is_local()
        || group.is_some_and(|g| g.id == community.id)
        || prepared.received.proof == Proof::Fetched
        || parent.is_some();
    if !vouched {
        return Ok(Applied::Ignored("not passed on by its community"));
    }
    let mut content = taken.content.clone();
    content.title = convert::title(doc, &community.name);
    content.mentions = mentions(tx, doc, &community)?;
    content.labels = Some(labels_of(tx, doc, &community)?);
    let new = NewPost {
        kind: kind_here(tx, origin, taken.kind, parent.as_ref(), &community)?,
        community: Some(community.id),
        parent: parent.as_ref().map(|p| p.id),
        content,
        details: taken.details.clone(),
        ap_id: Some(doc.id.to_string()),
        url: doc.url.as_ref().map(Url::to_string),
        published: doc.published.map(crate::clock::Time::from),
    };
    let post = posting::publish(tx, origin, new)?;
    if post.visibility.part().is_some() && !community.is_local() && is_public(doc) {
        // Some groups ask before one joins and speak to everybody all the same.
        posts::set_visibility(tx, post.id, Visibility::Public)?;
    }
    if doc.locked && !community.is_local() {
        posts::set_locked(tx, post.id, Some(tx.now))?;
    }
    if let Some(word) = standing_of(doc).filter(|_| !post.is_thread()) {
        standing::heard(tx, origin, &post, word)?;
    }
    Ok(Applied::Done)
}

/// What a thread is here: a community of ours decides what becomes of one that says nothing of its kind.
fn kind_here(tx: &mut Tx<'_>, origin: &Origin, kind: &'static str, parent: Option<&Post>, community: &Actor) -> Result<&'static str> {
    // Whoever calls something a page of a wiki that is not theirs has written an article.
    let kind = if kind == wiki::KIND && !kinds::wiki::speaks_for(origin.actor(), community) { "discussion" } else { kind };
    if parent.is_some() || !community.is_local() {
        return Ok(kind);
    }
    let kind = articles::taken_as(tx.conn, origin, kind, community)?;
    Ok(communities::find(tx.conn, community.id)?.map_or(kind, |row| kinds::adopted(kind, &Offer::of(&row))))
}

/// The people of ours, and others known here, that a contribution mentions.
fn mentions(tx: &mut Tx<'_>, doc: &ObjectDoc, community: &Actor) -> Result<Vec<i64>> {
    let mut ids = Vec::new();
    for tag in doc.tags.iter().take(50) {
        if let TagDoc::Mention { href, .. } = tag
            && href.as_str() != community.ap_id
            && let Some(actor) = actors::by_ap_id(tx.conn, href.as_str())?
            && actor.kind == ActorKind::Person
            && !ids.contains(&actor.id)
        {
            ids.push(actor.id);
        }
    }
    Ok(ids)
}

/// The tags of its community that a thread carries.
fn labels_of(tx: &mut Tx<'_>, doc: &ObjectDoc, community: &Actor) -> Result<Vec<i64>> {
    let ids: Vec<String> = doc.tags.iter().filter_map(|tag| if let TagDoc::Label(label) = tag { Some(label.id.to_string()) } else { None }).collect();
    if ids.is_empty() { Ok(Vec::new()) } else { labels::known(tx.conn, community.id, &ids) }
}

pub(super) fn edit(tx: &mut Tx<'_>, prepared: &Prepared, doc: &ObjectDoc, origin: &Origin, group: Option<&Actor>) -> Outcome {
    let Some(post) = posts::by_ap_id(tx.conn, doc.id.as_str())? else {
        // An edit of something that never arrived brings it.
        return publish(tx, prepared, origin, group);
    };
    let Some(taken) = &prepared.taken else { return Ok(Applied::Ignored("an edit without text")) };
    if gone(&post) {
        return Ok(Applied::Ignored("the post is gone"));
    }
    let author = actors::by_id(tx.conn, post.author_id)?;
    if author.ap_id != doc.author.as_str() {
        return Ok(Applied::Ignored("an edit that would change the author"));
    }
    // Moderators of the author's own server may edit there; here that counts as the author's edit.
    let by_home = author.id != origin.actor().id && author.host_id == origin.actor().host_id && !author.is_local();
    let origin = &if by_home { as_author(origin, author) } else { origin.clone() };
    let mut content = taken.content.clone();
    if let Some(id) = post.community_id {
        let community = actors::by_id(tx.conn, id)?;
        content.title = convert::title(doc, &community.name);
        content.mentions = mentions(tx, doc, &community)?;
        content.labels = Some(labels_of(tx, doc, &community)?);
    }
    posting::edit_with(tx, origin, post.id, &content, Some(&taken.details))?;
    // Servers of others hear of an edit anyway; of new numbers they hear because of this.
    let same = post.html == content.html && post.title == content.title;
    if post.kind == "poll" && polls::counted(tx, post.id, &taken.details)? && same {
        events::emit(tx, origin, Event::PostEdited { post: post.id })?;
    }
    if post.kind == wiki::KIND {
        wiki::heard(tx, origin, post.id, &taken.details)?;
    }
    if let Some(word) = standing_of(doc).filter(|_| post.is_thread()) {
        standing::heard(tx, origin, &post, word)?;
    }
    Ok(Applied::Done)
}

/// Where an idea or a piece of feedback stands, as its community says.
fn standing_of(doc: &ObjectDoc) -> Option<&str> {
    doc.extra.get("standing").and_then(serde_json::Value::as_str)
}

pub(super) fn delete(tx: &mut Tx<'_>, prepared: &Prepared, origin: &Origin, object: &Url, reason: Option<&str>) -> Outcome {
    if crate::store::hails::remove(tx, object.as_str(), origin.actor().id)? {
        return Ok(Applied::Done);
    }
    let post = known_post!(tx, object);
    if post.author_id == origin.actor().id {
        posting::delete(tx, origin, post.id)?;
        return Ok(Applied::Done);
    }
    let author = actors::by_id(tx.conn, post.author_id)?;
    // Gone where it was written: that is all that fetching can show, and all that it takes. Who
    // did it there is hearsay, and stands in no log of ours.
    if prepared.received.proof == Proof::Fetched && !author.is_local() {
        posting::delete(tx, &as_author(origin, author), post.id)?;
        return Ok(Applied::Done);
    }
    // The author's own server may take back what was written there, as its moderators see fit. A
    // steward from there acts as a steward: what stewards remove can be restored.
    let steward = match post.community_id {
        Some(id) => communities::is_steward(tx.conn, id, origin.actor().id)?,
        None => false,
    };
    let passed_on = origin.announced_by().is_some();
    if author.host_id == origin.actor().host_id && !author.is_local() && !steward && !passed_on {
        posting::delete(tx, &as_author(origin, author), post.id)?;
        return Ok(Applied::Done);
    }
    moderation::remove(tx, origin, post.id, reason.unwrap_or_default())?;
    Ok(Applied::Done)
}

fn as_author(origin: &Origin, author: Actor) -> Origin {
    match origin {
        Origin::Remote(remote) => Origin::Remote(Box::new(Remote { actor: author, ..(**remote).clone() })),
        Origin::Local(_) | Origin::Convener(_) => origin.clone(),
    }
}

/// A community that we follow passes on a post by its address alone: fetch it from where it lives.
pub(super) fn boost(tx: &mut Tx<'_>, origin: &Origin, object: &Url) -> Outcome {
    let group = origin.actor().clone();
    if !listens_to(tx, &group)? {
        return Ok(Applied::Ignored("a boost by somebody whose posts are not kept here"));
    }
    if tx.urls().is_local(object) || posts::by_ap_id(tx.conn, object.as_str())?.is_some() {
        return Ok(Applied::Ignored("known already"));
    }
    lacks(Need::Object(object.clone()))
}
