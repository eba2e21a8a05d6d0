//! The only file that sends: events become activities, and rows that wait for delivery.
//!
//! It runs in the transaction that takes the event from the queue, so that an event leads to its
//! activities exactly once, whatever dies in between.

use std::collections::BTreeSet;

use folkmoot_federation::compose::{self, Aim, AnnounceForm, Ban};
use folkmoot_federation::host::ActorKind as DocKind;
use folkmoot_federation::objects::Capabilities;
use serde_json::Value;
use url::Url;

use crate::clock::Time;
use crate::domain::access;
use crate::domain::events::{Event, Told};
use crate::fediverse::convening;
use crate::fediverse::convert::{self, url};
use crate::store::actors::{self, Actor};
use crate::store::communities;
use crate::store::conn::Tx;
use crate::store::deliveries::{self, Activity};
use crate::store::posts::{self, Post};
use crate::store::{hosts, moderation};
use crate::{Error, Result};

/// Mailboxes to reach, each with its host, and each once.
type Mailboxes = BTreeSet<(String, i64)>;

/// Provides for everyone elsewhere who must hear of an event.
pub fn dispatch(tx: &mut Tx<'_>, told: &Told) -> Result<()> {
    match &told.event {
        Event::ActorChanged { actor } => actor_changed(tx, *actor),
        Event::ActorDeleted { actor } => actor_deleted(tx, *actor),
        Event::ConvenerSaid { convener, person, reply_to, html } => convener_said(tx, *convener, *person, reply_to.as_deref(), html),
        Event::CommunityFounded { .. } | Event::Notified { .. } => Ok(()),
        Event::CommunityChanged { community } => community_changed(tx, *community),
        Event::FollowAsked { follow } => follow_asked(tx, *follow),
        Event::FollowAccepted { follower, followed, ap_id } => answer(tx, *follower, *followed, ap_id.as_deref(), true),
        Event::FollowRejected { follower, followed, ap_id } => answer(tx, *follower, *followed, ap_id.as_deref(), false),
        Event::Unfollowed { follower, followed, ap_id } => unfollowed(tx, told, *follower, *followed, ap_id.as_deref()),
        Event::PostCreated { post } => post_created(tx, told, *post),
        Event::PostEdited { post } => post_edited(tx, told, *post),
        Event::PostDeleted { post } => post_deleted(tx, told, *post, None),
        Event::PostRemoved { post, reason } => post_deleted(tx, told, *post, Some(reason)),
        Event::PostRestored { post } => post_restored(tx, told, *post),
        Event::VoteCast { post, value, before, .. } => vote_cast(tx, told, *post, *value, *before),
        Event::StewardAdded { community, person } => steward(tx, told, *community, *person, true),
        Event::StewardRemoved { community, person } => steward(tx, told, *community, *person, false),
        Event::Pinned { post } => pinned(tx, told, *post, true),
        Event::Unpinned { post } => pinned(tx, told, *post, false),
        Event::Locked { post, reason } => locked(tx, told, *post, Some(reason)),
        Event::Unlocked { post } => locked(tx, told, *post, None),
        Event::Banned { community, person, reason, until, remove_content } => {
            banned(tx, told, *community, *person, Some((reason, *until, *remove_content)))
        }
        Event::Unbanned { community, person } => banned(tx, told, *community, *person, None),
        Event::AnswerChosen { reply } => answer_chosen(tx, told, *reply, true),
        Event::AnswerUnchosen { reply } => answer_chosen(tx, told, *reply, false),
        Event::Reported { report, forward } => reported(tx, told, *report, *forward),
        Event::PersonBlocked { person } => person_blocked(tx, told, *person, true),
        Event::PersonUnblocked { person } => person_blocked(tx, told, *person, false),
    }
}

/// Writes an activity down under a fresh address.
fn record(tx: &mut Tx<'_>, sender: &Actor, kind: &str, post: Option<i64>, public: bool, make: impl FnOnce(&Url) -> Value) -> Result<(i64, Value)> {
    let id = tx.id();
    record_as(tx, id, sender, kind, post, public, make)
}

fn record_as(
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

fn send(tx: &mut Tx<'_>, activity: i64, to: &Mailboxes) -> Result<()> {
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

fn mailbox(actor: &Actor) -> Option<(String, i64)> {
    (!actor.is_local() && actor.deleted_at.is_none()).then(|| (actor.delivery_inbox().to_owned(), actor.host_id))
}

/// The part that both Follow sides and reports need: one's own mailbox, never the shared one,
/// since some software looks there for whom it is meant.
fn own_mailbox(actor: &Actor) -> Mailboxes {
    let mut to = Mailboxes::new();
    if !actor.is_local() {
        to.insert((actor.inbox_url.clone(), actor.host_id));
    }
    to
}

fn followers(tx: &mut Tx<'_>, actor: &Actor) -> Result<Mailboxes> {
    Ok(communities::follower_inboxes(tx.conn, actor.id)?.into_iter().map(|(inbox, host, _)| (inbox, host)).collect())
}

fn followers_url(actor: &Actor) -> Result<Url> {
    url(actor.followers_url.as_deref().unwrap_or(&actor.ap_id))
}

/// An activity about a post in a community, on its way: by its own server, or to the community's.
struct About {
    post: Post,
    author: Actor,
    community: Option<Actor>,
}

impl About {
    fn load(tx: &mut Tx<'_>, id: i64) -> Result<Self> {
        let post = posts::by_id(tx.conn, id)?.ok_or(Error::NotFound("post"))?;
        let author = actors::by_id(tx.conn, post.author_id)?;
        let community = post.community_id.map(|id| actors::by_id(tx.conn, id)).transpose()?;
        Ok(Self { post, author, community })
    }

    fn aim(&self) -> Result<Aim> {
        match &self.community {
            Some(c) => Ok(Aim::community(&url(&c.ap_id)?)),
            None => Ok(Aim { public: true, ..Aim::default() }),
        }
    }

    fn home(&self) -> Option<&Actor> {
        self.community.as_ref().filter(|c| c.is_local())
    }
}

/// The activity that an announcement carries: ours, or the one that came.
fn inner(told: &Told, ours: Option<Value>) -> Result<Option<Value>> {
    match (ours, &told.activity) {
        (Some(value), _) => Ok(Some(value)),
        (None, Some(text)) => Ok(Some(serde_json::from_str(text)?)),
        (None, None) => Ok(None),
    }
}

/// The kinds under which announcements are kept: new threads, which the outbox tells, and the rest.
const NEWS: &str = "Announce";
const TALK: &str = "AnnounceOther";

/// A community of ours passes an activity on to those of its members' servers that understand it.
fn announce(tx: &mut Tx<'_>, community: &Actor, post: Option<i64>, inner: Value) -> Result<()> {
    announce_as(tx, TALK, community, post, inner)
}

fn announce_as(tx: &mut Tx<'_>, kind: &str, community: &Actor, post: Option<i64>, inner: Value) -> Result<()> {
    let mut to = Mailboxes::new();
    for (inbox, host, software) in communities::follower_inboxes(tx.conn, community.id)? {
        if compose::forms_for(software.as_deref()) == AnnounceForm::Activity {
            to.insert((inbox, host));
        }
    }
    let (actor, followers, now) = (url(&community.ap_id)?, followers_url(community)?, tx.now.datetime());
    if to.is_empty() && kind == TALK {
        return Ok(());
    }
    // News are kept also when nobody needs them now: the outbox is read by those who join later.
    let (id, _) = record(tx, community, kind, post, true, |id| compose::announce_activity(id, &actor, &followers, now, true, inner))?;
    send(tx, id, &to)
}

/// The kind under which a boost is kept, to be taken back by its own id.
const BOOST: &str = "AnnounceObject";

/// A community of ours boosts a new thread for members on servers that know only posts.
fn boost(tx: &mut Tx<'_>, community: &Actor, post: &Post) -> Result<()> {
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
fn unboost(tx: &mut Tx<'_>, community: &Actor, post: &Post) -> Result<()> {
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
fn addressed(tx: &mut Tx<'_>, about: &About) -> Result<Mailboxes> {
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
fn spread(tx: &mut Tx<'_>, about: &About, activity: i64, body: Value, mut also: Mailboxes) -> Result<()> {
    let kind = if about.post.is_thread() && body.get("type").and_then(Value::as_str) == Some("Create") { NEWS } else { TALK };
    match &about.community {
        Some(c) if c.is_local() => announce_as(tx, kind, c, Some(about.post.id), body)?,
        Some(c) => also.extend(mailbox(c)),
        None => {}
    }
    send(tx, activity, &also)
}

fn post_created(tx: &mut Tx<'_>, told: &Told, post: i64) -> Result<()> {
    let about = About::load(tx, post)?;
    if !about.post.stands() {
        // Gone before anybody heard of it.
        return Ok(());
    }
    if told.local {
        let doc = convert::object_doc(tx.conn, &tx.env.urls, &about.post, &about.author, about.community.as_ref())?;
        let (id, body) = record(tx, &about.author, "Create", Some(post), true, |id| compose::create(id, &doc))?;
        let also = addressed(tx, &about)?;
        spread(tx, &about, id, body, also)?;
    } else if let (Some(home), Some(inner)) = (about.home(), inner(told, None)?) {
        announce_as(tx, if about.post.is_thread() { NEWS } else { TALK }, home, Some(post), inner)?;
    }
    match about.home() {
        Some(home) if about.post.is_thread() && (told.local || told.activity.is_some()) => boost(tx, home, &about.post),
        _ => Ok(()),
    }
}

fn post_edited(tx: &mut Tx<'_>, told: &Told, post: i64) -> Result<()> {
    let about = About::load(tx, post)?;
    if !about.post.stands() {
        return Ok(());
    }
    if told.local {
        let doc = convert::object_doc(tx.conn, &tx.env.urls, &about.post, &about.author, about.community.as_ref())?;
        let actor = url(&about.author.ap_id)?;
        let (id, body) = record(tx, &about.author, "Update", Some(post), true, |id| compose::update(id, &actor, &doc))?;
        let also = addressed(tx, &about)?;
        return spread(tx, &about, id, body, also);
    }
    match (about.home(), inner(told, None)?) {
        (Some(home), Some(inner)) => announce(tx, home, Some(post), inner),
        _ => Ok(()),
    }
}

/// Whether an act here counts elsewhere: staff may clear their own pages of what a community on
/// another server holds, but that community is not theirs to rule.
fn counts_elsewhere(tx: &mut Tx<'_>, told: &Told, about: &About) -> Result<bool> {
    match &about.community {
        Some(c) if told.local && !c.is_local() && told.by != about.author.id => communities::is_steward(tx.conn, c.id, told.by),
        _ => Ok(true),
    }
}

/// A deletion by the author, or (with a reason) a removal by a steward.
fn post_deleted(tx: &mut Tx<'_>, told: &Told, post: i64, reason: Option<&String>) -> Result<()> {
    let about = About::load(tx, post)?;
    if !counts_elsewhere(tx, told, &about)? {
        return Ok(());
    }
    if told.local {
        let by = actors::by_id(tx.conn, told.by)?;
        let (actor, object, aim) = (url(&by.ap_id)?, url(&about.post.ap_id)?, about.aim()?);
        let why = reason.map(String::as_str);
        let (id, body) = record(tx, &by, "Delete", Some(post), true, |id| compose::delete(id, &actor, &object, why, &aim))?;
        let mut also = if reason.is_none() { addressed(tx, &about)? } else { Mailboxes::new() };
        if reason.is_some() {
            also.extend(mailbox(&about.author));
        }
        spread(tx, &about, id, body, also)?;
    } else if let (Some(home), Some(inner)) = (about.home(), inner(told, None)?) {
        announce(tx, home, Some(post), inner)?;
    }
    match about.home() {
        Some(home) => unboost(tx, home, &about.post),
        None => Ok(()),
    }
}

fn post_restored(tx: &mut Tx<'_>, told: &Told, post: i64) -> Result<()> {
    let about = About::load(tx, post)?;
    if !counts_elsewhere(tx, told, &about)? {
        return Ok(());
    }
    if told.local {
        let by = actors::by_id(tx.conn, told.by)?;
        let (actor, object, aim) = (url(&by.ap_id)?, url(&about.post.ap_id)?, about.aim()?);
        // The removal as we sent it; where it came from elsewhere, one of our own to take back.
        let removal = match deliveries::last_by(tx.conn, by.id, post, "Delete")? {
            Some(row) => serde_json::from_str(&row.body)?,
            None => record(tx, &by, "Delete", Some(post), true, |id| compose::delete(id, &actor, &object, Some("restored"), &aim))?.1,
        };
        let (id, body) = record(tx, &by, "Undo", Some(post), true, |id| compose::undo(id, &removal))?;
        spread(tx, &about, id, body, mailbox(&about.author).into_iter().collect())?;
    } else if let (Some(home), Some(inner)) = (about.home(), inner(told, None)?) {
        announce(tx, home, Some(post), inner)?;
    }
    match about.home() {
        Some(home) if about.post.is_thread() => boost(tx, home, &about.post),
        _ => Ok(()),
    }
}

fn vote_name(value: i32) -> &'static str {
    if value > 0 { "Like" } else { "Dislike" }
}

fn vote_cast(tx: &mut Tx<'_>, told: &Told, post: i64, value: i32, before: i32) -> Result<()> {
    let about = About::load(tx, post)?;
    if !told.local {
        return match (about.home(), inner(told, None)?) {
            (Some(home), Some(inner)) => announce(tx, home, Some(post), inner),
            _ => Ok(()),
        };
    }
    let by = actors::by_id(tx.conn, told.by)?;
    let (actor, object, aim) = (url(&by.ap_id)?, url(&about.post.ap_id)?, about.aim()?);
    let direct: Mailboxes = mailbox(&about.author).into_iter().collect();
    if before != 0
        && let Some(row) = deliveries::last_by(tx.conn, by.id, post, vote_name(before))?
    {
        let vote: Value = serde_json::from_str(&row.body)?;
        let (id, body) = record(tx, &by, "Undo", Some(post), true, |id| compose::undo(id, &vote))?;
        spread(tx, &about, id, body, direct.clone())?;
    }
    if value != 0 {
        let make = |id: &Url| if value > 0 { compose::like(id, &actor, &object, &aim) } else { compose::dislike(id, &actor, &object, &aim) };
        let (id, body) = record(tx, &by, vote_name(value), Some(post), true, make)?;
        spread(tx, &about, id, body, direct)?;
    }
    Ok(())
}

/// An act of power in a community: announced by ours, or sent to the community's own server.
fn act(tx: &mut Tx<'_>, told: &Told, community: &Actor, post: Option<i64>, kind: &str, make: impl FnOnce(&Url, &Url, &Aim) -> Value) -> Result<()> {
    if !told.local {
        return match inner(told, None)? {
            Some(inner) if community.is_local() => announce(tx, community, post, inner),
            _ => Ok(()),
        };
    }
    let by = actors::by_id(tx.conn, told.by)?;
    let (actor, aim) = (url(&by.ap_id)?, Aim::community(&url(&community.ap_id)?));
    let (id, body) = record(tx, &by, kind, post, true, |id| make(id, &actor, &aim))?;
    if community.is_local() { announce(tx, community, post, body) } else { send(tx, id, &mailbox(community).into_iter().collect()) }
}

fn steward(tx: &mut Tx<'_>, told: &Told, community: i64, person: i64, added: bool) -> Result<()> {
    let community = actors::by_id(tx.conn, community)?;
    let person = url(&actors::by_id(tx.conn, person)?.ap_id)?;
    let collection = url(community.moderators_url.as_deref().unwrap_or(&community.ap_id))?;
    act(tx, told, &community, None, if added { "Add" } else { "Remove" }, |id, actor, aim| {
        if added { compose::add(id, actor, &person, &collection, aim) } else { compose::remove(id, actor, &person, &collection, aim) }
    })
}

fn pinned(tx: &mut Tx<'_>, told: &Told, post: i64, on: bool) -> Result<()> {
    let about = About::load(tx, post)?;
    let Some(community) = &about.community else { return Ok(()) };
    let object = url(&about.post.ap_id)?;
    let collection = url(community.featured_url.as_deref().unwrap_or(&community.ap_id))?;
    act(tx, told, community, Some(post), if on { "Add" } else { "Remove" }, |id, actor, aim| {
        if on { compose::add(id, actor, &object, &collection, aim) } else { compose::remove(id, actor, &object, &collection, aim) }
    })
}

fn locked(tx: &mut Tx<'_>, told: &Told, post: i64, reason: Option<&String>) -> Result<()> {
    let about = About::load(tx, post)?;
    let Some(community) = &about.community else { return Ok(()) };
    let object = url(&about.post.ap_id)?;
    if let Some(reason) = reason {
        return act(tx, told, community, Some(post), "Lock", |id, actor, aim| compose::lock(id, actor, &object, Some(reason), aim));
    }
    let before = deliveries::last_about(tx.conn, post, "Lock")?.map(|row| serde_json::from_str::<Value>(&row.body)).transpose()?;
    act(tx, told, community, Some(post), "Undo", |id, actor, aim| {
        let lock = before.unwrap_or_else(|| compose::lock(id, actor, &object, None, aim));
        compose::undo(id, &lock)
    })
}

/// Which reply answers a question: PieFed's word, which others pass over.
fn answer_chosen(tx: &mut Tx<'_>, told: &Told, reply: i64, chosen: bool) -> Result<()> {
    const KIND: &str = "ChooseAnswer";
    let about = About::load(tx, reply)?;
    let Some(community) = &about.community else { return Ok(()) };
    let object = url(&about.post.ap_id)?;
    if chosen {
        return act(tx, told, community, Some(reply), KIND, |id, actor, aim| compose::choose_answer(id, actor, &object, aim));
    }
    let before = deliveries::last_about(tx.conn, reply, KIND)?.map(|row| serde_json::from_str::<Value>(&row.body)).transpose()?;
    // Only one's own act can be taken back: somebody else's is named anew.
    let by = actors::by_id(tx.conn, told.by)?;
    let before = before.filter(|b| b.get("actor").and_then(Value::as_str) == Some(by.ap_id.as_str()));
    act(tx, told, community, Some(reply), "Undo", |id, actor, aim| {
        let choice = before.unwrap_or_else(|| compose::choose_answer(id, actor, &object, aim));
        compose::undo(id, &choice)
    })
}

fn banned(tx: &mut Tx<'_>, told: &Told, community: i64, person: i64, ban: Option<(&String, Option<Time>, bool)>) -> Result<()> {
    let community = actors::by_id(tx.conn, community)?;
    let person = actors::by_id(tx.conn, person)?;
    let (target, object) = (url(&community.ap_id)?, url(&person.ap_id)?);
    let make_block = |id: &Url, actor: &Url, aim: &Aim| {
        let (reason, until, remove_content) = ban.map_or((None, None, false), |(r, u, c)| (Some(r.as_str()), u, c));
        compose::block(id, actor, &object, &target, Ban { reason, until: until.map(Time::datetime), remove_content }, aim)
    };
    if ban.is_some() {
        act(tx, told, &community, None, "Block", make_block)?;
        // Their home hears of it also when nobody else there is a member.
        if told.local
            && let Some(home) = mailbox(&person)
            && let Some(row) = deliveries::last_of(tx.conn, told.by, "Block", object.as_str())?
        {
            send(tx, row.id, &Mailboxes::from([home]))?;
        }
        return Ok(());
    }
    let before = deliveries::last_of(tx.conn, told.by, "Block", object.as_str())?.map(|row| serde_json::from_str::<Value>(&row.body)).transpose()?;
    // The same steward may have banned the same person elsewhere since.
    let before = before.filter(|block| block.get("target").and_then(Value::as_str) == Some(target.as_str()));
    act(tx, told, &community, None, "Undo", |id, actor, aim| {
        let block = before.unwrap_or_else(|| make_block(id, actor, aim));
        compose::unblock(id, &block)
    })?;
    // Whoever was banned is no member any more, so that their home would not hear of it.
    if told.local
        && let Some(home) = mailbox(&person)
        && let Some(row) = deliveries::last_of(tx.conn, told.by, "Undo", object.as_str())?
    {
        send(tx, row.id, &Mailboxes::from([home]))?;
    }
    Ok(())
}

fn person_blocked(tx: &mut Tx<'_>, told: &Told, person: i64, on: bool) -> Result<()> {
    let target = actors::by_id(tx.conn, person)?;
    if !told.local || target.is_local() {
        return Ok(());
    }
    let by = actors::by_id(tx.conn, told.by)?;
    let (actor, object) = (url(&by.ap_id)?, url(&target.ap_id)?);
    let id = if on {
        record(tx, &by, "PersonalBlock", None, false, |id| compose::personal_block(id, &actor, &object))?.0
    } else {
        let Some(row) = deliveries::last_of(tx.conn, by.id, "PersonalBlock", object.as_str())? else { return Ok(()) };
        let block: Value = serde_json::from_str(&row.body)?;
        record(tx, &by, "Undo", None, false, |id| compose::undo(id, &block))?.0
    };
    send(tx, id, &own_mailbox(&target))
}

fn follow_asked(tx: &mut Tx<'_>, follow: i64) -> Result<()> {
    let Some(follow) = communities::follow_by_id(tx.conn, follow)? else { return Ok(()) };
    let follower = actors::by_id(tx.conn, follow.follower_id)?;
    let followed = actors::by_id(tx.conn, follow.followed_id)?;
    let (actor, target) = (url(&follower.ap_id)?, url(&followed.ap_id)?);
    let known = deliveries::activity(tx.conn, follow.id)?;
    let id = match known {
        // Asked again: the same question under the same address.
        Some(row) => row.id,
        None => record_as(tx, follow.id, &follower, "Follow", None, true, |id| compose::follow(id, &actor, &target))?.0,
    };
    send(tx, id, &own_mailbox(&followed))
}

fn answer(tx: &mut Tx<'_>, follower: i64, followed: i64, ap_id: Option<&str>, yes: bool) -> Result<()> {
    let follower = actors::by_id(tx.conn, follower)?;
    let followed = actors::by_id(tx.conn, followed)?;
    if follower.is_local() || !followed.is_local() {
        return Ok(());
    }
    let id = ap_id.map(url).transpose()?;
    let actor = url(&followed.ap_id)?;
    let follow = compose::follow_parts(id.as_ref(), &url(&follower.ap_id)?, &actor);
    let kind = if yes { "Accept" } else { "Reject" };
    let make = |id: &Url| if yes { compose::accept(id, &actor, &follow) } else { compose::reject(id, &actor, &follow) };
    let (id, _) = record(tx, &followed, kind, None, false, make)?;
    send(tx, id, &own_mailbox(&follower))
}

fn unfollowed(tx: &mut Tx<'_>, told: &Told, follower: i64, followed: i64, ap_id: Option<&str>) -> Result<()> {
    let follower = actors::by_id(tx.conn, follower)?;
    let followed = actors::by_id(tx.conn, followed)?;
    if !told.local || followed.is_local() || !follower.is_local() {
        return Ok(());
    }
    let id = ap_id.map(url).transpose()?;
    let follow = compose::follow_parts(id.as_ref(), &url(&follower.ap_id)?, &url(&followed.ap_id)?);
    let (id, _) = record(tx, &follower, "Undo", None, false, |id| compose::undo(id, &follow))?;
    send(tx, id, &own_mailbox(&followed))
}

fn actor_changed(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    let actor = actors::by_id(tx.conn, id)?;
    let doc = convert::actor_doc(&actor, None)?;
    let mut to = followers(tx, &actor)?;
    for (_, followed) in communities::following(tx.conn, id, 1000)? {
        to.extend(mailbox(&followed));
    }
    let by = url(&actor.ap_id)?;
    let aim = Aim { public: true, ..Aim::default() }.also(&followers_url(&actor)?);
    let (id, _) = record(tx, &actor, "UpdateActor", None, true, |id| compose::update_actor(id, &by, &doc, &Capabilities::default(), &aim))?;
    send(tx, id, &to)
}

/// Whoever goes for good tells every server that is known: copies may be anywhere.
fn actor_deleted(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    let actor = actors::by_id(tx.conn, id)?;
    let by = url(&actor.ap_id)?;
    let to: Mailboxes = actors::all_inboxes(tx.conn)?.into_iter().collect();
    let (id, _) = record(tx, &actor, "DeleteActor", None, true, |id| compose::delete_actor(id, &by))?;
    send(tx, id, &to)
}

fn community_changed(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    let actor = actors::by_id(tx.conn, id)?;
    let community = communities::by_id(tx.conn, id)?;
    let doc = convert::actor_doc(&actor, Some(&community))?;
    debug_assert_eq!(doc.kind, DocKind::Community);
    let capabilities = Capabilities { description: Some(community.job).filter(|j| !j.is_empty()), ..Capabilities::default() };
    let by = url(&actor.ap_id)?;
    let aim = Aim { public: true, ..Aim::default() }.also(&followers_url(&actor)?);
    let (id, body) = record(tx, &actor, "UpdateActor", None, true, |id| compose::update_actor(id, &by, &doc, &capabilities, &aim))?;
    // Microblog servers take a group's own word for itself; the threadiverse wants it announced.
    let to: Mailboxes = communities::follower_inboxes(tx.conn, actor.id)?
        .into_iter()
        .filter(|(_, _, software)| compose::forms_for(software.as_deref()) == AnnounceForm::Object)
        .map(|(inbox, host, _)| (inbox, host))
        .collect();
    send(tx, id, &to)?;
    announce(tx, &actor, None, body)
}

/// A report goes to the stewards where they live, and to the author's home if the reporter chose so.
fn reported(tx: &mut Tx<'_>, told: &Told, report: i64, forward: bool) -> Result<()> {
    let Some(report) = moderation::report(tx.conn, report)? else { return Ok(()) };
    if !told.local {
        return Ok(());
    }
    let Some(person) = report.target_actor_id.map(|id| actors::by_id(tx.conn, id)).transpose()? else { return Ok(()) };
    let post = report.post_id.map(|id| posts::by_id(tx.conn, id)).transpose()?.flatten();
    let object = url(post.as_ref().map_or(&person.ap_id, |p| &p.ap_id))?;
    let mut reached = None;
    if let Some(community) = report.community_id.map(|id| actors::by_id(tx.conn, id)).transpose()?
        && !community.is_local()
    {
        let by = actors::by_id(tx.conn, report.reporter_id)?;
        let (actor, group) = (url(&by.ap_id)?, url(&community.ap_id)?);
        let (id, _) = record(tx, &by, "Flag", report.post_id, false, |id| compose::flag(id, &actor, &object, &report.reason, &group))?;
        send(tx, id, &own_mailbox(&community))?;
        reached = Some(community.host_id);
    }
    // Where the community lives on the author's own server, that server knows already.
    if forward && !person.is_local() && reached != Some(person.host_id) {
        let Some(instance) = actors::by_name(tx.conn, hosts::LOCAL, crate::domain::actors::INSTANCE_NAME)? else { return Ok(()) };
        let (actor, account) = (url(&instance.ap_id)?, url(&person.ap_id)?);
        let objects: Vec<Url> = post.iter().map(|p| url(&p.ap_id)).collect::<Result<_>>()?;
        let (id, _) =
            record(tx, &instance, "Flag", report.post_id, false, |id| compose::flag_account(id, &actor, &account, &objects, &report.reason))?;
        send(tx, id, &own_mailbox(&person))?;
    }
    Ok(())
}

/// A word of the convener to one person elsewhere. The note has no page, so its address leads nowhere.
fn convener_said(tx: &mut Tx<'_>, convener: i64, person: i64, reply_to: Option<&str>, html: &str) -> Result<()> {
    let (by, to) = (actors::by_id(tx.conn, convener)?, actors::by_id(tx.conn, person)?);
    if to.is_local() || !to.is_active() {
        return Ok(());
    }
    let (host, id) = (actors::host_name(tx.conn, &to)?, tx.id());
    let note = url(&format!("{}/note", tx.urls().activity(id)))?;
    let doc = convening::note(note, &by, &to, &host, reply_to.map(url).transpose()?, html, tx.now)?;
    let (id, _) = record_as(tx, id, &by, "ConvenerNote", None, false, |id| compose::create(id, &doc))?;
    send(tx, id, &own_mailbox(&to))
}
