//! Who may see and do what. Pages, API, ActivityPub, feeds, search, counts and mail all ask here.

use crate::domain::origin::Origin;
use crate::store::accounts::{Account, AccountState, Role};
use crate::store::actors::{self, Actor};
use crate::store::communities::{self, Community, CommunityState};
use crate::store::conn::{Conn, Tx};
use crate::store::hosts::{self, HostPolicy};
use crate::store::moderation::ActingAs;
use crate::store::notifications;
use crate::store::posts::{self, Post};
use crate::{Error, Result};

/// A person with an account here, signed in by session or token.
#[derive(Debug, Clone)]
pub struct Person {
    pub actor: Actor,
    pub account: Account,
}

impl Person {
    pub fn id(&self) -> i64 {
        self.actor.id
    }

    pub fn has(&self, role: Role) -> bool {
        self.account.role >= role && self.is_active()
    }

    /// May act: confirmed, approved, not suspended.
    pub fn is_active(&self) -> bool {
        self.account.state == AccountState::Active && self.actor.is_active()
    }
}

/// Who looks.
#[derive(Debug, Clone, Default)]
pub enum Viewer {
    #[default]
    Visitor,
    Person(Box<Person>),
    /// Another server, reading with a signature.
    Server { host: String },
}

impl Viewer {
    pub fn person(&self) -> Option<&Person> {
        match self {
            Self::Person(person) => Some(person),
            Self::Visitor | Self::Server { .. } => None,
        }
    }

    pub fn id(&self) -> Option<i64> {
        self.person().map(Person::id)
    }

    pub fn is_staff(&self) -> bool {
        self.person().is_some_and(|p| p.has(Role::Moderator))
    }
}

/// Whether a community has pages at all for this viewer.
pub fn sees_community(actor: &Actor, viewer: &Viewer) -> bool {
    sees_community_that_is(actor.deleted_at.is_some(), actor.suspended_at.is_some(), viewer)
}

/// The same for lists, which do not read whole actors.
pub fn sees_community_that_is(deleted: bool, suspended: bool, viewer: &Viewer) -> bool {
    !deleted && (!suspended || viewer.is_staff())
}

/// Whether a server is blocked: then nothing of its people and communities shows.
pub fn is_shut_out(policy: HostPolicy) -> bool {
    policy == HostPolicy::Blocked
}

/// Whether somebody from there is kept from lists, search and notifications of those who did not ask for them. In a
/// community, and on their own page, they show as everybody does.
pub fn is_held_back(policy: HostPolicy, silenced: bool, followed: bool) -> bool {
    is_shut_out(policy) || ((silenced || policy == HostPolicy::Silenced) && !followed)
}

/// The same, asked of the database.
pub fn lives_shut_out(conn: &mut Conn, actor: &Actor) -> Result<bool> {
    if actor.is_local() {
        return Ok(false);
    }
    Ok(is_shut_out(hosts::by_id(conn, actor.host_id)?.policy))
}

/// Whether an actor is not to be put before this viewer: held back by the host, or blocked by the viewer.
pub fn holds_back(conn: &mut Conn, viewer: &Viewer, actor: &Actor) -> Result<bool> {
    match viewer.id() {
        Some(me) => Ok(me != actor.id && !hears(conn, me, actor)?),
        None if actor.is_local() => Ok(is_held_back(HostPolicy::Open, actor.silenced_at.is_some(), false)),
        None => Ok(is_held_back(hosts::by_id(conn, actor.host_id)?.policy, actor.silenced_at.is_some(), false)),
    }
}

/// What a viewer may know of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// All of it.
    Full,
    /// That something was there, and whether its author or a steward took it away.
    Stump,
    /// Nothing: it might as well not exist.
    Hidden,
}

/// The one visibility rule for posts, asked of the database. The community and author are those of the post.
pub fn sight(conn: &mut Conn, post: &Post, author: &Actor, community: Option<&Actor>, viewer: &Viewer) -> Result<Sight> {
    let mut shut_out = lives_shut_out(conn, author)?;
    if let Some(community) = community {
        shut_out |= lives_shut_out(conn, community)?;
    }
    Ok(sight_with(post, author, community, shut_out, viewer))
}

/// The same where it is known already whether author or community live on a blocked server.
pub fn sight_with(post: &Post, author: &Actor, community: Option<&Actor>, shut_out: bool, viewer: &Viewer) -> Sight {
    let facts = Facts {
        author_id: post.author_id,
        deleted: post.deleted_at.is_some(),
        removed: post.removed_at.is_some(),
        author_suspended: author.suspended_at.is_some(),
        shut_out,
        community_seen: community.is_none_or(|c| sees_community(c, viewer)),
    };
    sight_of(&facts, viewer)
}

/// What the rule needs to know of a post, for lists that do not read whole rows.
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    pub author_id: i64,
    pub deleted: bool,
    pub removed: bool,
    pub author_suspended: bool,
    /// By [`is_shut_out`], for the author's server or the community's.
    pub shut_out: bool,
    /// By [`sees_community`]; true where it belongs to none.
    pub community_seen: bool,
}

/// The rule behind [`sight`].
pub fn sight_of(facts: &Facts, viewer: &Viewer) -> Sight {
    if !facts.community_seen || facts.shut_out {
        return Sight::Hidden;
    }
    if facts.deleted {
        return Sight::Stump;
    }
    let taken_away = facts.removed || facts.author_suspended;
    if taken_away && !viewer.is_staff() && viewer.id() != Some(facts.author_id) {
        return Sight::Stump;
    }
    Sight::Full
}

/// A post that the viewer may read in full, with its author and community.
pub fn post(conn: &mut Conn, viewer: &Viewer, id: i64) -> Result<(Post, Actor, Option<Actor>)> {
    let (post, author, community) = post_or_stump(conn, viewer, id)?;
    match sight(conn, &post, &author, community.as_ref(), viewer)? {
        Sight::Full => Ok((post, author, community)),
        Sight::Stump => Err(Error::Gone),
        Sight::Hidden => Err(Error::NotFound("post")),
    }
}

/// A post that the viewer may at least know of.
pub fn post_or_stump(conn: &mut Conn, viewer: &Viewer, id: i64) -> Result<(Post, Actor, Option<Actor>)> {
    let post = posts::by_id(conn, id)?.ok_or(Error::NotFound("post"))?;
    let author = actors::by_id(conn, post.author_id)?;
    let community = post.community_id.map(|id| actors::by_id(conn, id)).transpose()?;
    match sight(conn, &post, &author, community.as_ref(), viewer)? {
        Sight::Hidden => Err(Error::NotFound("post")),
        Sight::Full | Sight::Stump => Ok((post, author, community)),
    }
}

/// Whether a viewer may read all of a post: for whatever tells it beside its page.
pub fn reads(conn: &mut Conn, viewer: &Viewer, id: i64) -> Result<bool> {
    match post(conn, viewer, id) {
        Ok(_) => Ok(true),
        Err(Error::Gone | Error::NotFound(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

/// A community that the viewer may see, by `name` or `name@host`.
pub fn community(conn: &mut Conn, viewer: &Viewer, handle: &str) -> Result<(Community, Actor)> {
    let actor = actors::by_handle(conn, handle)?.ok_or(Error::NotFound("community"))?;
    let community = communities::find(conn, actor.id)?.ok_or(Error::NotFound("community"))?;
    if actor.deleted_at.is_some() {
        return Err(Error::Gone);
    }
    if !sees_community(&actor, viewer) || lives_shut_out(conn, &actor)? {
        return Err(Error::NotFound("community"));
    }
    Ok((community, actor))
}

/// Fails unless the one behind an action may act at all.
pub fn may_act(origin: &Origin) -> Result<()> {
    let active = match origin {
        Origin::Local(person) => person.is_active(),
        Origin::Remote(remote) => remote.actor.is_active(),
        Origin::Convener(actor) => actor.is_active(),
    };
    if active { Ok(()) } else { Err(Error::Forbidden("This account may not act right now.")) }
}

/// In which capacity somebody may use power in a community; an error if in none.
pub fn power_over(conn: &mut Conn, origin: &Origin, community: &Actor) -> Result<ActingAs> {
    may_act(origin)?;
    if communities::is_steward(conn, community.id, origin.actor().id)? {
        return Ok(ActingAs::Steward);
    }
    match origin {
        Origin::Local(person) if community.is_local() && person.has(Role::Moderator) => Ok(ActingAs::Staff),
        // The rules of a lifespan, which its founder agreed to, act through it.
        Origin::Convener(_) if community.is_local() => Ok(ActingAs::House),
        // A community on another server answers for its own people: what it passes on, or what
        // comes from its own server, was allowed there.
        Origin::Remote(remote)
            if !community.is_local()
                && (remote.announced_by == Some(community.id) || remote.actor.host_id == community.host_id) =>
        {
            Ok(ActingAs::Home)
        }
        _ => Err(Error::Forbidden("Only its stewards may do that.")),
    }
}

/// The same for taking a post off the pages of this house or bringing it back: its staff may do
/// that wherever the post's community lives, since these pages are theirs to answer for.
pub fn power_over_page(conn: &mut Conn, origin: &Origin, community: &Actor) -> Result<ActingAs> {
    match (power_over(conn, origin, community), origin) {
        (Err(Error::Forbidden(_)), Origin::Local(person)) if person.has(Role::Moderator) => Ok(ActingAs::Staff),
        (role, _) => role,
    }
}

pub fn has_power_over(conn: &mut Conn, origin: &Origin, community: &Actor) -> Result<bool> {
    match power_over(conn, origin, community) {
        Ok(_) => Ok(true),
        Err(Error::Forbidden(_)) => Ok(false),
        Err(e) => Err(e),
    }
}

/// Fails unless somebody may take part in a community: it is open, and they are not banned.
pub fn may_take_part(tx: &mut Tx<'_>, origin: &Origin, community: &Community) -> Result<()> {
    may_act(origin)?;
    if community.state != CommunityState::Open {
        return Err(Error::Forbidden("This community is closed to new posts."));
    }
    let now = tx.now;
    if communities::ban(tx.conn, community.actor_id, origin.actor().id, now)?.is_some() {
        return Err(Error::Forbidden("You are banned from this community."));
    }
    Ok(())
}

/// Whether `reader` wants to hear from `other`.
pub fn hears(conn: &mut Conn, reader: i64, other: &Actor) -> Result<bool> {
    if notifications::is_blocked(conn, reader, other.id, other.host_id)? {
        return Ok(false);
    }
    let policy = if other.is_local() { HostPolicy::Open } else { hosts::by_id(conn, other.host_id)?.policy };
    let silenced = other.silenced_at.is_some();
    if !is_held_back(policy, silenced, false) {
        return Ok(true);
    }
    let followed = communities::follow(conn, reader, other.id)?.is_some();
    Ok(!is_held_back(policy, silenced, followed))
}

/// Whether content of another server may be taken in at all.
pub fn takes_from(conn: &mut Conn, host: &str) -> Result<bool> {
    Ok(hosts::by_name(conn, host)?.is_none_or(|h| !is_shut_out(h.policy)))
}
