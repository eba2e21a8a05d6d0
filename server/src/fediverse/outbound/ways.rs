//! The ways on which activities leave: written down under an address, and put into mailboxes.

use std::collections::BTreeSet;

use folkmoot_federation::compose::{self, Aim, AnnounceForm};
use serde_json::Value;
use url::Url;

use crate::domain::{access, doors};
use crate::domain::events::Told;
use crate::fediverse::convert::url;
use crate::formats::Format;
use crate::store::actors::{self, Actor};
use crate::store::conn::Tx;
use crate::store::deliveries::{self, Activity};
use crate::store::posts::{self, Post};
use crate::store::{communities, hosts};
use crate::{Error, Result};

/// Mailboxes to reach, each with its host, and each once.
pub(super) type Mailboxes = BTreeSet<(String, i64)>;

/// Writes an activity down under a fresh address.
pub(super) fn record(tx: &mut Tx<'_>, sender: &Actor, kind: &str, post: Option<i64>, public: bool, make: impl FnOnce(&Url) -> Value) -> Result<(i64, Value)> {
    let id = tx.id();
    record_as(tx, id, sender, kind, post, public, make)
}

pub(super) fn record_as(
    tx: &mut Tx<'_>,
    id: i64,
    sender: &Actor,
    kind: &str,
    post: Option<i64>,
    public: bool,
    make: impl FnOnce(&Url) -> Value,
) -> Result<(i64, Value)> {
    let body = make(&tx.urls().activity(id));
    let row = Activity {
        id,
        actor_id: sender.id,
        kind: kind.to_owned(),
        post_id: post,
        public,
        body: body.to_string(),
        created_at: tx.now,
    };
    deliveries::insert_activity(tx, &row)?;
    Ok((id, body))
}

pub(super) fn send(tx: &mut Tx<'_>, activity: i64, to: &Mailboxes) -> Result<()> {
    let mut homes: Vec<i64> = to.iter().map(|(_, host)| *host).collect();
    homes.sort_unstable();
    homes.dedup();
    let policies = hosts::policies(tx.conn, &homes)?;
    for (inbox, host) in to {
        // A blocked server is told nothing, and nothing piles up for it either.
        if policies.get(host).is_some_and(|policy| access::is_shut_out(*policy)) {
            continue;
        }
        deliveries::insert(tx, activity, *host, inbox)?;
    }
    Ok(())
}

pub(super) fn mailbox(actor: &Actor) -> Option<(String, i64)> {
    (!actor.is_local() && actor.deleted_at.is_none()).then(|| (actor.delivery_inbox().to_owned(), actor.host_id))
}

/// The part that both Follow sides and reports need: one's own mailbox, never the shared one,
/// since some software looks there for whom it is meant.
pub(super) fn own_mailbox(actor: &Actor) -> Mailboxes {
    let mut to = Mailboxes::new();
    if !actor.is_local() {
        to.insert((actor.inbox_url.clone(), actor.host_id));
    }
    to
}

pub(super) fn followers(tx: &mut Tx<'_>, actor: &Actor) -> Result<Mailboxes> {
    Ok(communities::follower_inboxes(tx.conn, actor.id)?.into_iter().map(|(inbox, host, _)| (inbox, host)).collect())
}

pub(super) fn followers_url(actor: &Actor) -> Result<Url> {
    url(actor.followers_url.as_deref().unwrap_or(&actor.ap_id))
}

/// An activity about a post in a community, on its way: by its own server, or to the community's.
pub(super) struct About {
    pub(super) post: Post,
    pub(super) author: Actor,
    pub(super) community: Option<Actor>,
}

impl About {
    pub(super) fn load(tx: &mut Tx<'_>, id: i64) -> Result<Self> {
        let post = posts::by_id(tx.conn, id)?.ok_or(Error::NotFound("post"))?;
        let author = actors::by_id(tx.conn, post.author_id)?;
        let community = post.community_id.map(|id| actors::by_id(tx.conn, id)).transpose()?;
        Ok(Self { post, author, community })
    }

    pub(super) fn aim(&self) -> Result<Aim> {
        match &self.community {
            Some(c) if self.part().is_some() => Ok(Aim::members_only(&url(&c.ap_id)?)),
            Some(c) => Ok(Aim::community(&url(&c.ap_id)?)),
            None => Ok(Aim { public: true, ..Aim::default() }),
        }
    }

    /// The part of its community whose door stands before it.
    pub(super) fn part(&self) -> Option<Format> {
        self.post.visibility.part()
    }

    pub(super) fn home(&self) -> Option<&Actor> {
        self.community.as_ref().filter(|c| c.is_local())
    }
}

/// The activity that an announcement carries: ours, or the one that came.
pub(super) fn inner(told: &Told, ours: Option<Value>) -> Result<Option<Value>> {
    match (ours, &told.activity) {
        (Some(value), _) => Ok(Some(value)),
        (None, Some(text)) => Ok(Some(serde_json::from_str(text)?)),
        (None, None) => Ok(None),
    }
}

/// The kinds under which announcements are kept: new threads, which the outbox tells, and the rest.
pub(super) const NEWS: &str = "Announce";

pub(super) const TALK: &str = "AnnounceOther";

/// What an announcement is about: a post and the door before it, or the community itself.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Topic {
    pub(super) post: Option<i64>,
    pub(super) part: Option<Format>,
}

impl From<&About> for Topic {
    fn from(about: &About) -> Self {
        Self { post: Some(about.post.id), part: about.part() }
    }
}

/// The servers that may hear of something in a community.
pub(super) fn listeners(tx: &mut Tx<'_>, community: &Actor, part: Option<Format>) -> Result<Vec<(String, i64, Option<String>)>> {
    match part {
        Some(part) => doors::servers_behind(tx.conn, community.id, part),
        None => communities::follower_inboxes(tx.conn, community.id),
    }
}

/// A community of ours passes an activity on to those of its members' servers that understand it.
pub(super) fn announce(tx: &mut Tx<'_>, community: &Actor, topic: impl Into<Topic>, inner: Value) -> Result<()> {
    announce_as(tx, TALK, community, topic, inner)
}

pub(super) fn announce_as(tx: &mut Tx<'_>, kind: &str, community: &Actor, topic: impl Into<Topic>, inner: Value) -> Result<()> {
    let Topic { post, part } = topic.into();
    let mut to = Mailboxes::new();
    for (inbox, host, software) in listeners(tx, community, part)? {
        if compose::forms_for(software.as_deref()) == AnnounceForm::Activity {
            to.insert((inbox, host));
        }
    }
    if to.is_empty() && kind == TALK {
        return Ok(());
    }
    announce_to(tx, kind, community, Topic { post, part }, inner, &to)
}

/// An announcement to these alone.
pub(super) fn announce_to(tx: &mut Tx<'_>, kind: &str, community: &Actor, topic: Topic, inner: Value, to: &Mailboxes) -> Result<()> {
    let open = topic.part.is_none() && !community.approves_followers;
    let (actor, followers, now) = (url(&community.ap_id)?, followers_url(community)?, tx.now.datetime());
    // News are kept also when nobody needs them now: the outbox is read by those who join later.
    let (id, _) = record(tx, community, kind, topic.post, true, |id| compose::announce_activity(id, &actor, &followers, now, open, inner))?;
    send(tx, id, to)
}

/// The kind under which a boost is kept, to be taken back by its own id.
pub(super) const BOOST: &str = "AnnounceObject";

/// A community of ours boosts a new thread for members on servers that know only posts.
pub(super) fn boost(tx: &mut Tx<'_>, community: &Actor, post: &Post) -> Result<()> {
    if post.visibility.part().is_some() {
        // Servers that know only posts have no way to show something to the members of a group alone.
        return Ok(());
    }
    let mut to = Mailboxes::new();
    for (inbox, host, software) in communities::follower_inboxes(tx.conn, community.id)? {
        if compose::forms_for(software.as_deref()) == AnnounceForm::Object {
            to.insert((inbox, host));
        }
    }
    if to.is_empty() {
        return Ok(());
    }
    let (actor, followers, object, now) = (url(&community.ap_id)?, followers_url(community)?, url(&post.ap_id)?, tx.now.datetime());
    let (id, _) =
        record(tx, community, BOOST, Some(post.id), true, |id| compose::announce_object(id, &actor, &followers, now, &object))?;
    send(tx, id, &to)
}

/// Takes a boost back, the only way to take a post down where only boosts are understood.
pub(super) fn unboost(tx: &mut Tx<'_>, community: &Actor, post: &Post) -> Result<()> {
    let Some(boosted) = deliveries::last_about(tx.conn, post.id, BOOST)? else { return Ok(()) };
    let inner: Value = serde_json::from_str(&boosted.body)?;
    let to: Mailboxes = communities::follower_inboxes(tx.conn, community.id)?
        .into_iter()
        .filter(|(_, _, software)| compose::forms_for(software.as_deref()) == AnnounceForm::Object)
        .map(|(inbox, host, _)| (inbox, host))
        .collect();
    let (id, _) = record(tx, community, "Undo", Some(post.id), true, |id| compose::undo(id, &inner))?;
    send(tx, id, &to)
}

/// Those who must hear of a local person's post beside the community: whom it answers, whom it
/// mentions, who follows its author.
pub(super) fn addressed(tx: &mut Tx<'_>, about: &About) -> Result<Mailboxes> {
    if about.part().is_some() {
        // Those who may read it hear of it from the community.
        return Ok(Mailboxes::new());
    }
    let mut to = followers(tx, &about.author)?;
    let mut people = posts::mentions_of(tx.conn, about.post.id)?;
    if let Some(parent) = about.post.parent_id.map(|id| posts::by_id(tx.conn, id)).transpose()?.flatten() {
        people.push(parent.author_id);
    }
    for actor in actors::by_ids(tx.conn, &people)? {
        to.extend(mailbox(&actor));
    }
    Ok(to)
}

/// Sends an activity of a local person about a post: announced by a community of ours, or to the
/// community's own server; and to `also` directly.
pub(super) fn spread(tx: &mut Tx<'_>, about: &About, activity: i64, body: Value, mut also: Mailboxes) -> Result<()> {
    let kind = if about.post.is_thread() && body.get("type").and_then(Value::as_str) == Some("Create") { NEWS } else { TALK };
    match &about.community {
        Some(c) if c.is_local() => announce_as(tx, kind, c, about, body)?,
        Some(c) => also.extend(mailbox(c)),
        None => {}
    }
    send(tx, activity, &also)
}

/// An act of power in a community: announced by ours, or sent to the community's own server.
pub(super) fn act(tx: &mut Tx<'_>, told: &Told, community: &Actor, topic: impl Into<Topic>, kind: &str, make: impl FnOnce(&Url, &Url, &Aim) -> Value) -> Result<()> {
    let topic = topic.into();
    if !told.local {
        return match inner(told, None)? {
            Some(inner) if community.is_local() => announce(tx, community, topic, inner),
            _ => Ok(()),
        };
    }
    let by = actors::by_id(tx.conn, told.by)?;
    let group = url(&community.ap_id)?;
    let open = topic.part.is_none() && !community.approves_followers;
    let (actor, aim) = (url(&by.ap_id)?, if open { Aim::community(&group) } else { Aim::members_only(&group) });
    let (id, body) = record(tx, &by, kind, topic.post, true, |id| make(id, &actor, &aim))?;
    if community.is_local() { announce(tx, community, topic, body) } else { send(tx, id, &mailbox(community).into_iter().collect()) }
}
