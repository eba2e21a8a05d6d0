//! Changes from elsewhere into the same domain functions that a click here calls.
//!
//! [`apply`] runs inside a transaction and never touches the network. Where something is not known
//! yet it says what it lacks and changes nothing; the job fetches that and comes back.

use std::sync::Arc;

use folkmoot_federation::host::{BanScope, Change, ObjectDoc, Proof, Received};
use url::Url;

use crate::domain::actors::RemoteActor;
use crate::domain::posts::NewPost;
use crate::domain::{Origin, Remote, actors as people, blocks, communities as tending, membership, moderation, posts as posting, questions, standing, votes};
use crate::fediverse::convening;
use crate::fediverse::convert::{self, PUBLIC, Taken};
use crate::kinds::{self, Offer};
use crate::render::Renderer;
use crate::store::actors::{self, Actor, ActorKind};
use crate::store::communities::{self, Follow};
use crate::store::conn::Tx;
use crate::store::posts::{self, Post};
use crate::urls;
use crate::{Error, Result};

/// Something that must be fetched before a change can be applied.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Need {
    Actor(Url),
    Object(Url),
    /// The activity carried no proof: fetch it where it lives.
    Proof,
}

/// What applying came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Applied {
    Done,
    /// Understood, and rightly without effect here.
    Ignored(&'static str),
    Lacks(Vec<Need>),
}

/// A change with everything that takes time done: text sanitized, documents read.
pub struct Prepared {
    pub received: Received,
    /// The activity as its author's server sent it, for passing on.
    pub activity: Option<Arc<str>>,
    taken: Option<Taken>,
    actor: Option<RemoteActor>,
}

impl Prepared {
    pub fn new(renderer: &Renderer, mut received: Received, activity: Option<Arc<str>>, now: crate::clock::Time) -> Result<Self> {
        let mut taken = None;
        let mut actor = None;
        match &mut received.change {
            Change::Post(doc) | Change::Edit(doc) => taken = Some(convert::take(renderer, (**doc).clone())),
            Change::ActorChanged(doc) => actor = Some(convert::remote_actor(renderer, doc, now)?),
            _ => {}
        }
        Ok(Self { received, activity, taken, actor })
    }

    /// A contribution that was fetched from where it lives.
    pub fn fetched(renderer: &Renderer, doc: ObjectDoc, announced_by: Option<Url>) -> Self {
        let received = Received {
            activity_id: None,
            actor: doc.author.clone(),
            announced_by,
            proof: Proof::Fetched,
            change: Change::Post(Box::new(doc.clone())),
        };
        Self { received, activity: None, taken: Some(convert::take(renderer, doc)), actor: None }
    }
}

type Outcome = Result<Applied>;

fn lacks(need: Need) -> Outcome {
    Ok(Applied::Lacks(vec![need]))
}

/// A known actor, or what to fetch.
enum Found<T> {
    Here(T),
    Lacks(Need),
    Nobody,
}

fn actor_or_need(tx: &mut Tx<'_>, id: &Url) -> Result<Found<Actor>> {
    match actors::by_ap_id(tx.conn, id.as_str())? {
        Some(actor) => Ok(Found::Here(actor)),
        None if tx.urls().is_local(id) => Ok(Found::Nobody),
        None => Ok(Found::Lacks(Need::Actor(id.clone()))),
    }
}

macro_rules! known_actor {
    ($tx:expr, $id:expr) => {
        match actor_or_need($tx, $id)? {
            Found::Here(actor) => actor,
            Found::Lacks(need) => return lacks(need),
            Found::Nobody => return Ok(Applied::Ignored("nobody here has that address")),
        }
    };
}

macro_rules! known_post {
    ($tx:expr, $id:expr) => {
        match posts::by_ap_id($tx.conn, $id.as_str())? {
            Some(post) => post,
            None => return Ok(Applied::Ignored("about a post that is not known here")),
        }
    };
}

/// Applies one change, or says what it lacks.
pub fn apply(tx: &mut Tx<'_>, prepared: &Prepared) -> Outcome {
    let received = &prepared.received;
    if tx.urls().is_local(&received.actor) {
        // Our own words, passed on to us by a community elsewhere: we know them already.
        return Ok(Applied::Ignored("our own activity came back"));
    }
    if matches!(received.proof, Proof::Unproven { .. }) {
        if received.announced_by.is_none() {
            // Its own author named it by its address only.
            return lacks(Need::Proof);
        }
        // Not worth a request unless the one who passed it on is heard here at all.
        return match announcer(tx, received)? {
            Found::Here(Some(group)) if listens_to(tx, &group)? => lacks(Need::Proof),
            Found::Lacks(need) => lacks(need),
            Found::Here(_) | Found::Nobody => Ok(Applied::Ignored("passed on by somebody whom nobody here follows")),
        };
    }
    let announced_by = match announcer(tx, received)? {
        Found::Here(group) => group,
        Found::Lacks(need) => return lacks(need),
        Found::Nobody => return Ok(Applied::Ignored("passed on by nobody that is known")),
    };
    if let Some(group) = &announced_by
        && !listens_to(tx, group)?
    {
        return Ok(Applied::Ignored("passed on by a community that nobody here follows"));
    }
    if let Change::ActorDeleted { actor } = &received.change
        && actors::by_ap_id(tx.conn, actor.as_str())?.is_none()
    {
        return Ok(Applied::Ignored("nobody here knew them"));
    }
    let actor = known_actor!(tx, &received.actor);
    if let Some(host) = urls::host_of(&received.actor)
        && !crate::domain::access::takes_from(tx.conn, &host)?
    {
        return Ok(Applied::Ignored("that server is blocked"));
    }
    let origin = Origin::Remote(Box::new(Remote {
        actor,
        activity: prepared.activity.clone(),
        activity_id: received.activity_id.as_ref().map(Url::to_string),
        announced_by: announced_by.as_ref().map(|a| a.id),
    }));
    change(tx, prepared, &origin, announced_by.as_ref())
}

fn announcer(tx: &mut Tx<'_>, received: &Received) -> Result<Found<Option<Actor>>> {
    let Some(id) = &received.announced_by else { return Ok(Found::Here(None)) };
    Ok(match actor_or_need(tx, id)? {
        Found::Here(actor) => Found::Here(Some(actor)),
        Found::Lacks(need) => Found::Lacks(need),
        Found::Nobody => Found::Nobody,
    })
}

/// Whether what this one passes on is of interest here.
fn listens_to(tx: &mut Tx<'_>, group: &Actor) -> Result<bool> {
    Ok(group.kind == ActorKind::Community && communities::has_local_follower(tx.conn, group.id)?)
}

fn change(tx: &mut Tx<'_>, prepared: &Prepared, origin: &Origin, group: Option<&Actor>) -> Outcome {
    match &prepared.received.change {
        Change::Follow { target } => {
            let target = known_actor!(tx, target);
            if !target.is_local() {
                return Ok(Applied::Ignored("a follow of somebody else"));
            }
            membership::follow(tx, origin, &target)?;
        }
        Change::Unfollow { target } => {
            let target = known_actor!(tx, target);
            membership::unfollow(tx, origin, &target)?;
        }
        Change::FollowAccepted { follow, follower } => {
            return answered(tx, origin, follow.as_ref(), follower.as_ref(), membership::accepted);
        }
        Change::FollowRejected { follow, follower } => {
            return answered(tx, origin, follow.as_ref(), follower.as_ref(), membership::rejected);
        }
        Change::Post(_) => return publish(tx, prepared, origin, group),
        Change::Edit(doc) => return edit(tx, prepared, doc, origin, group),
        Change::Delete { object, reason } => return delete(tx, prepared, origin, object, reason.as_deref()),
        Change::Restore { object } => {
            let post = known_post!(tx, object);
            if post.author_id == origin.actor().id {
                return Ok(Applied::Ignored("what its author deleted is gone here"));
            }
            moderation::restore(tx, origin, post.id, "")?;
        }
        Change::Vote { object, value } => {
            let post = known_post!(tx, object);
            if gone(&post) {
                return Ok(Applied::Ignored("the post is gone"));
            }
            votes::cast(tx, origin, post.id, i32::from(*value))?;
        }
        Change::Unvote { object, value } => {
            let post = known_post!(tx, object);
            votes::take_back(tx, origin, post.id, i32::from(*value))?;
        }
        Change::Boost { object } => return boost(tx, origin, object),
        Change::ActorChanged(_) => {
            let Some(remote) = &prepared.actor else { return Ok(Applied::Ignored("an actor without document")) };
            people::keep_remote(tx, remote)?;
        }
        Change::ActorDeleted { .. } => people::delete(tx, origin)?,
        Change::ActorMoved { to, .. } => {
            let to = known_actor!(tx, to);
            people::moved(tx, origin.actor(), &to)?;
        }
        _ => return power(tx, prepared, origin, group),
    }
    Ok(Applied::Done)
}

/// Changes that are acts of power, or reports that ask for one.
fn power(tx: &mut Tx<'_>, prepared: &Prepared, origin: &Origin, group: Option<&Actor>) -> Outcome {
    match &prepared.received.change {
        Change::StewardAdded { collection, person } | Change::StewardRemoved { collection, person } => {
            let Some(community) = actors::by_moderators_url(tx.conn, collection.as_str())? else {
                return Ok(Applied::Ignored("stewards of a community that is not known here"));
            };
            let person = known_actor!(tx, person);
            if matches!(prepared.received.change, Change::StewardAdded { .. }) {
                tending::add_steward(tx, origin, &community, &person)?;
            } else {
                tending::remove_steward(tx, origin, &community, &person)?;
            }
        }
        Change::Pinned { collection, object } | Change::Unpinned { collection, object } => {
            let post = known_post!(tx, object);
            let community = post.community_id.map(|id| actors::by_id(tx.conn, id)).transpose()?;
            if community.is_none_or(|c| c.featured_url.as_deref() != Some(collection.as_str())) {
                return Ok(Applied::Ignored("a pin in another collection"));
            }
            moderation::set_pinned(tx, origin, post.id, matches!(prepared.received.change, Change::Pinned { .. }), "")?;
        }
        Change::Locked { object, reason } => {
            let post = known_post!(tx, object);
            moderation::set_locked(tx, origin, post.id, true, reason.as_deref().unwrap_or_default())?;
        }
        Change::Unlocked { object } => {
            let post = known_post!(tx, object);
            moderation::set_locked(tx, origin, post.id, false, "")?;
        }
        Change::Banned { person, scope, reason, until, remove_content } => {
            let Some(community) = ban_place(tx, scope)? else { return Ok(Applied::Ignored("a ban from elsewhere")) };
            let person = known_actor!(tx, person);
            let until = until.map(crate::clock::Time::from).filter(|at| *at > tx.now);
            moderation::ban(tx, origin, &community, &person, reason.as_deref().unwrap_or_default(), until, *remove_content)?;
        }
        Change::Unbanned { person, scope } => {
            let Some(community) = ban_place(tx, scope)? else { return Ok(Applied::Ignored("a ban from elsewhere")) };
            let person = known_actor!(tx, person);
            moderation::unban(tx, origin, &community, &person, "")?;
        }
        Change::PersonalBlock { target } => {
            let target = known_actor!(tx, target);
            blocks::block_person(tx, origin, &target)?;
        }
        Change::PersonalUnblock { target } => {
            let target = known_actor!(tx, target);
            blocks::unblock_person(tx, origin, &target)?;
        }
        Change::Reported { objects, reason } => return report(tx, origin, objects, reason),
        Change::AnswerChosen { reply } => {
            let reply = known_post!(tx, reply);
            if gone(&reply) || reply.is_thread() {
                return Ok(Applied::Ignored("no reply that could be an answer"));
            }
            questions::accept(tx, origin, reply.id, "")?;
        }
        Change::AnswerUnchosen { reply } => {
            let reply = known_post!(tx, reply);
            questions::unaccept(tx, origin, reply.id)?;
        }
        Change::PollVote { .. } => return Ok(Applied::Ignored("no poll of ours")),
        _ => {
            debug_assert!(group.is_none() || group.is_some());
            return Ok(Applied::Ignored("nothing to do here"));
        }
    }
    Ok(Applied::Done)
}

/// A ban holds in one community; those of whole servers concern their own pages.
fn ban_place(tx: &mut Tx<'_>, scope: &BanScope) -> Result<Option<Actor>> {
    match scope {
        BanScope::Community(id) => Ok(actors::by_ap_id(tx.conn, id.as_str())?.filter(|a| a.kind == ActorKind::Community)),
        BanScope::Host(_) => Ok(None),
    }
}

fn gone(post: &Post) -> bool {
    !post.stands()
}

/// Finds the follow that is answered, by its id or by who asked, and answers it.
fn answered(
    tx: &mut Tx<'_>,
    origin: &Origin,
    follow: Option<&Url>,
    follower: Option<&Url>,
    answer: fn(&mut Tx<'_>, &Origin, &Follow) -> Result<()>,
) -> Outcome {
    let followed = origin.actor().id;
    let mut found = match follow {
        Some(id) => communities::follow_by_ap_id(tx.conn, id.as_str(), followed)?,
        None => None,
    };
    if found.is_none()
        && let Some(follower) = follower
        && let Some(actor) = actors::by_ap_id(tx.conn, follower.as_str())?.filter(Actor::is_local)
    {
        found = communities::follow(tx.conn, actor.id, followed)?;
    }
    match found {
        Some(follow) => {
            answer(tx, origin, &follow)?;
            Ok(Applied::Done)
        }
        None => Ok(Applied::Ignored("no such follow")),
    }
}

fn is_public(doc: &ObjectDoc) -> bool {
    doc.addressed().any(|u| u.as_str() == PUBLIC)
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

fn publish(tx: &mut Tx<'_>, prepared: &Prepared, origin: &Origin, group: Option<&Actor>) -> Outcome {
    let Some(taken) = &prepared.taken else { return Ok(Applied::Ignored("a post without text")) };
    let doc = &taken.doc;
    if posts::by_ap_id(tx.conn, doc.id.as_str())?.is_some() {
        return Ok(Applied::Ignored("known already"));
    }
    if convening::heard(tx, origin, doc, &taken.content.html)? {
        return Ok(Applied::Done);
    }
    if !is_public(doc) {
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
        return Ok(Applied::Ignored("addressed to no community here"));
    };
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
    let new = NewPost {
        kind: kind_here(tx, taken.kind, parent.as_ref(), &community)?,
        community: Some(community.id),
        parent: parent.as_ref().map(|p| p.id),
        content,
        details: taken.details.clone(),
        ap_id: Some(doc.id.to_string()),
        url: doc.url.as_ref().map(Url::to_string),
        published: doc.published.map(crate::clock::Time::from),
    };
    let post = posting::publish(tx, origin, new)?;
    if doc.locked && !community.is_local() {
        posts::set_locked(tx, post.id, Some(tx.now))?;
    }
    if let Some(word) = standing_of(doc).filter(|_| !post.is_thread()) {
        standing::heard(tx, origin, &post, word)?;
    }
    Ok(Applied::Done)
}

/// What a thread is here: a community of ours decides what becomes of one that says nothing of its kind.
fn kind_here(tx: &mut Tx<'_>, kind: &'static str, parent: Option<&Post>, community: &Actor) -> Result<&'static str> {
    if parent.is_some() || !community.is_local() {
        return Ok(kind);
    }
    Ok(communities::find(tx.conn, community.id)?.map_or(kind, |row| kinds::adopted(kind, &Offer::of(&row))))
}

/// The people of ours, and others known here, that a contribution mentions.
fn mentions(tx: &mut Tx<'_>, doc: &ObjectDoc, community: &Actor) -> Result<Vec<i64>> {
    use folkmoot_federation::host::TagDoc;
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

fn edit(tx: &mut Tx<'_>, prepared: &Prepared, doc: &ObjectDoc, origin: &Origin, group: Option<&Actor>) -> Outcome {
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
    }
    posting::edit(tx, origin, post.id, &content)?;
    if let Some(word) = standing_of(doc).filter(|_| post.is_thread()) {
        standing::heard(tx, origin, &post, word)?;
    }
    Ok(Applied::Done)
}

/// Where an idea or a piece of feedback stands, as its community says.
fn standing_of(doc: &ObjectDoc) -> Option<&str> {
    doc.extra.get("standing").and_then(serde_json::Value::as_str)
}

fn delete(tx: &mut Tx<'_>, prepared: &Prepared, origin: &Origin, object: &Url, reason: Option<&str>) -> Outcome {
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
fn boost(tx: &mut Tx<'_>, origin: &Origin, object: &Url) -> Outcome {
    let group = origin.actor().clone();
    if !listens_to(tx, &group)? {
        return Ok(Applied::Ignored("a boost by somebody whose posts are not kept here"));
    }
    if tx.urls().is_local(object) || posts::by_ap_id(tx.conn, object.as_str())?.is_some() {
        return Ok(Applied::Ignored("known already"));
    }
    lacks(Need::Object(object.clone()))
}

fn report(tx: &mut Tx<'_>, origin: &Origin, objects: &[Url], reason: &str) -> Outcome {
    let mut person = None;
    let mut post = None;
    for id in objects.iter().take(20) {
        if let Some(found) = posts::by_ap_id(tx.conn, id.as_str())? {
            person = Some(found.author_id);
            post = post.or(Some(found.id));
        } else if let Some(actor) = actors::by_ap_id(tx.conn, id.as_str())? {
            person = person.or(Some(actor.id));
        }
    }
    match person {
        Some(person) => {
            moderation::report(tx, origin, post, person, reason, false)?;
            Ok(Applied::Done)
        }
        None => Ok(Applied::Ignored("a report about nothing that is known here")),
    }
}

/// Whether an error is a rule's last word, so that trying again changes nothing.
pub fn is_final(error: &Error) -> bool {
    matches!(
        error,
        Error::NotFound(_) | Error::Gone | Error::Forbidden(_) | Error::Invalid(_) | Error::Malformed(_) | Error::Unauthorized(_)
    )
}
