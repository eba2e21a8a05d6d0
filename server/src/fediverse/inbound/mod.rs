//! Changes from elsewhere into the same domain functions that a click here calls.
//!
//! [`apply`] runs inside a transaction and never touches the network. Where something is not known
//! yet it says what it lacks and changes nothing; the job fetches that and comes back.

use std::sync::Arc;

use folkmoot_federation::host::{Change, ObjectDoc, Proof, Received};
use url::Url;

use crate::domain::actors::RemoteActor;
use crate::domain::{Origin, Remote, access, actors as people, membership, moderation, votes};
use crate::fediverse::convert::{self, Taken};
use crate::render::Renderer;
use crate::store::actors::{self, Actor, ActorKind};
use crate::store::communities::{self, Follow};
use crate::store::conn::Tx;
use crate::store::posts::Post;
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
        match $crate::fediverse::inbound::actor_or_need($tx, $id)? {
            Found::Here(actor) => actor,
            Found::Lacks(need) => return lacks(need),
            Found::Nobody => return Ok(Applied::Ignored("nobody here has that address")),
        }
    };
}

macro_rules! known_post {
    ($tx:expr, $id:expr) => {
        match crate::store::posts::by_ap_id($tx.conn, $id.as_str())? {
            Some(post) => post,
            None => return Ok(Applied::Ignored("about a post that is not known here")),
        }
    };
}

mod events;
mod posts;
mod power;
mod wiki;

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
        && !access::takes_from(tx.conn, &host)?
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
            if let Some(done) = events::by_id_alone(tx, origin, follow.as_ref(), true)? {
                return Ok(done);
            }
            return answered(tx, origin, follow.as_ref(), follower.as_ref(), membership::accepted);
        }
        Change::FollowRejected { follow, follower } => {
            if let Some(done) = events::by_id_alone(tx, origin, follow.as_ref(), false)? {
                return Ok(done);
            }
            return answered(tx, origin, follow.as_ref(), follower.as_ref(), membership::rejected);
        }
        Change::Post(_) => return posts::publish(tx, prepared, origin, group),
        Change::Edit(doc) => return posts::edit(tx, prepared, doc, origin, group),
        Change::Delete { object, reason } => return posts::delete(tx, prepared, origin, object, reason.as_deref()),
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
        Change::Boost { object } => return posts::boost(tx, origin, object),
        Change::ActorChanged(_) => {
            let Some(remote) = &prepared.actor else { return Ok(Applied::Ignored("an actor without document")) };
            people::keep_remote(tx, remote)?;
        }
        Change::ActorDeleted { .. } => people::delete(tx, origin)?,
        Change::ActorMoved { to, .. } => {
            let to = known_actor!(tx, to);
            people::moved(tx, origin.actor(), &to)?;
        }
        change @ (Change::Joined { .. } | Change::Left { .. } | Change::JoinAccepted { .. } | Change::JoinRejected { .. }) => {
            return events::apply(tx, change, origin);
        }
        _ => return power::power(tx, prepared, origin),
    }
    Ok(Applied::Done)
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

fn gone(post: &Post) -> bool {
    !post.stands()
}

/// Whether an error is a rule's last word, so that trying again changes nothing.
pub fn is_final(error: &Error) -> bool {
    matches!(
        error,
        Error::NotFound(_) | Error::Gone | Error::Forbidden(_) | Error::Invalid(_) | Error::Malformed(_) | Error::Unauthorized(_)
    )
}
