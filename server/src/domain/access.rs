//! Who may see and do what. Pages, API, ActivityPub, feeds, search, counts and mail all ask here.

use crate::clock::Time;
use crate::domain::doors::{self as entry, Doors};
use crate::domain::origin::Origin;
use crate::domain::reputation::Power;
use crate::formats::Format;
use crate::store::accounts::{Account, AccountState, Role};
use crate::store::actors::{self, Actor};
use crate::store::communities::{self, Access, Community, CommunityState};
use crate::store::conn::{Conn, Tx};
use crate::store::doors;
use crate::store::hosts::{self, HostPolicy};
use crate::store::moderation::{ActingAs, LogEntry};
use crate::store::notifications;
use crate::store::posts::{self, Post, Visibility};
use crate::store::ranks;
use crate::{Error, Result};

/// A person with an account here, signed in by session or token.
#[derive(Debug, Clone)]
pub struct Person {
    pub actor: Actor,
    pub account: Account,
    /// What is closed and open to them, where they look at something.
    pub doors: Doors,
}

impl Person {
    /// Somebody who acts. Whoever looks at things needs their doors as well: [`Person::looking`].
    pub fn new(actor: Actor, account: Account) -> Self {
        Self { actor, account, doors: Doors::default() }
    }

    /// Somebody who looks at things.
    pub fn looking(conn: &mut Conn, actor: Actor, account: Account) -> Result<Self> {
        let doors = Doors::of(conn, &account, &actor)?;
        Ok(Self { actor, account, doors })
    }

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
    Server { host: String, doors: Doors },
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

    /// A server that reads with a signature.
    pub fn server(conn: &mut Conn, host: String) -> Result<Self> {
        let doors = Doors::of_host(conn, &host)?;
        Ok(Self::Server { host, doors })
    }

    /// Whether a closed part of a community is open to this viewer. Moderators of the house go everywhere, since they
    /// answer for what stands on it.
    pub fn may_enter(&self, community_id: i64, part: Format) -> bool {
        match self {
            Self::Visitor => false,
            Self::Person(person) => person.is_active() && (person.has(Role::Moderator) || person.doors.open(community_id, part)),
            Self::Server { doors, .. } => doors.open(community_id, part),
        }
    }
}

/// Which posts of one community a list for this viewer may hold.
pub fn seen_in(viewer: &Viewer, community_id: i64) -> Vec<Visibility> {
    let open = Format::ALL.iter().filter(|part| viewer.may_enter(community_id, **part)).map(|part| Visibility::behind(*part));
    [Visibility::Public].into_iter().chain(open).collect()
}

/// The communities with closed parts that somebody may enter as a member, with what they see there.
pub fn open_doors(viewer: &Viewer) -> Vec<(i64, Vec<Visibility>)> {
    let Some(person) = viewer.person() else { return Vec::new() };
    let mut ids: Vec<i64> = person.doors.communities().collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().map(|id| (id, seen_in(viewer, id))).collect()
}

/// The entries of the log that are not about something closed to this viewer.
pub fn told_in_log(conn: &mut Conn, viewer: &Viewer, mut entries: Vec<LogEntry>) -> Result<Vec<LogEntry>> {
    if viewer.is_staff() || !doors::any(conn)? {
        return Ok(entries);
    }
    let places: Vec<i64> = entries.iter().filter_map(|e| e.community_id).collect();
    let mut shut = Vec::new();
    for id in places {
        if !shut.contains(&id) && communities::find(conn, id)?.is_some_and(|c| !enters(&c, viewer)) {
            shut.push(id);
        }
    }
    let about: Vec<i64> = entries.iter().filter_map(|e| e.post_id).collect();
    let hidden = |post: &Post| post.visibility.part().is_some_and(|part| !post.community_id.is_some_and(|id| viewer.may_enter(id, part)));
    let closed: Vec<i64> = posts::by_ids(conn, &about)?.iter().filter(|p| hidden(p)).map(|p| p.id).collect();
    entries.retain(|e| !e.community_id.is_some_and(|id| shut.contains(&id)) && !e.post_id.is_some_and(|id| closed.contains(&id)));
    Ok(entries)
}

/// Whether a viewer may go into a community, beyond its front door.
pub fn enters(community: &Community, viewer: &Viewer) -> bool {
    match community.access {
        Access::Public | Access::Unlisted => true,
        Access::Members | Access::Staff => Format::ALL.iter().any(|part| viewer.may_enter(community.actor_id, *part)),
    }
}

/// Fails unless a viewer may go into a part of a community.
pub fn enter_part(conn: &mut Conn, viewer: &Viewer, community: &Community, part: Format) -> Result<()> {
    let door = doors::door(conn, community.actor_id, part)?;
    if door.is_some() && !viewer.may_enter(community.actor_id, part) {
        return Err(Error::Forbidden("Only its members see this. Ask to join on its front page."));
    }
    Ok(())
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
        community_id: post.community_id,
        visibility: post.visibility,
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
    pub community_id: Option<i64>,
    pub visibility: Visibility,
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
    if !facts.community_seen || facts.shut_out || is_closed_to(facts, viewer) {
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

/// Whether a door stands before a post that this viewer may not pass. Their own words people keep in sight.
fn is_closed_to(facts: &Facts, viewer: &Viewer) -> bool {
    let Some(part) = facts.visibility.part() else { return false };
    let enters = facts.community_id.is_some_and(|id| viewer.may_enter(id, part));
    !enters && viewer.id() != Some(facts.author_id)
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

/// A community that the viewer may go into, by `name` or `name@host`.
pub fn community(conn: &mut Conn, viewer: &Viewer, handle: &str) -> Result<(Community, Actor)> {
    let (community, actor) = front_door(conn, viewer, handle)?;
    if !enters(&community, viewer) {
        return Err(Error::Forbidden("Only its members see this. Ask to join on its front page."));
    }
    Ok((community, actor))
}

/// A part of a community that the viewer may go into.
pub fn part(conn: &mut Conn, viewer: &Viewer, handle: &str, part: Format) -> Result<(Community, Actor)> {
    let (row, actor) = community(conn, viewer, handle)?;
    enter_part(conn, viewer, &row, part)?;
    Ok((row, actor))
}

/// A community whose front the viewer may see: its name, its charter, how to join. What stands in it may be closed to them.
pub fn front_door(conn: &mut Conn, viewer: &Viewer, handle: &str) -> Result<(Community, Actor)> {
    let actor = actors::by_handle(conn, handle)?.ok_or(Error::NotFound("community"))?;
    let community = communities::find(conn, actor.id)?.ok_or(Error::NotFound("community"))?;
    if actor.deleted_at.is_some() {
        return Err(Error::Gone);
    }
    if !sees_community(&actor, viewer) || lives_shut_out(conn, &actor)? || (community.access == Access::Staff && !enters(&community, viewer)) {
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

/// The same for what a rank in the community lets people do as well, as long as it is open and they are not banned.
pub fn power_by_rank(conn: &mut Conn, origin: &Origin, community: &Actor, power: Power, now: Time) -> Result<ActingAs> {
    let refused = match power_over(conn, origin, community) {
        Err(Error::Forbidden(_)) => Error::Forbidden("Your rank in this community does not allow that yet."),
        decided => return decided,
    };
    may_act(origin)?;
    let me = origin.actor().id;
    let open = communities::find(conn, community.id)?.is_some_and(|c| c.state == CommunityState::Open);
    if !community.is_local() || !open || ranks::rank_of(conn, community.id, me)? < power.least() {
        return Err(refused);
    }
    if communities::ban(conn, community.id, me, now)?.is_some() {
        return Err(Error::Forbidden("You are banned from this community."));
    }
    Ok(ActingAs::Rank)
}

/// Whether somebody has a power in a community, by their rank or as one who tends it.
pub fn has_power(conn: &mut Conn, origin: &Origin, community: &Actor, power: Power, now: Time) -> Result<bool> {
    match power_by_rank(conn, origin, community, power, now) {
        Ok(_) => Ok(true),
        Err(Error::Forbidden(_)) => Ok(false),
        Err(e) => Err(e),
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
    if matches!(community.access, Access::Members | Access::Staff) {
        // Whoever may go into any part belongs; which part it is, the door of the part asks.
        let doors = doors::of(tx.conn, community.actor_id)?;
        return pass_one(tx, origin, community, &doors);
    }
    Ok(())
}

/// The same about one post, which may stand behind a door.
pub fn may_take_part_at(tx: &mut Tx<'_>, origin: &Origin, community: &Community, post: &Post) -> Result<()> {
    may_take_part(tx, origin, community)?;
    match post.visibility.part() {
        Some(part) => may_use_part(tx, origin, community, part),
        None => Ok(()),
    }
}

/// Fails unless somebody may take part in one part of a community: asked for what they do there.
pub fn may_use_part(tx: &mut Tx<'_>, origin: &Origin, community: &Community, part: Format) -> Result<()> {
    match doors::door(tx.conn, community.actor_id, part)? {
        Some(door) => pass_one(tx, origin, community, &[door]),
        None => Ok(()),
    }
}

fn pass_one(tx: &mut Tx<'_>, origin: &Origin, community: &Community, doors: &[doors::Door]) -> Result<()> {
    // A community elsewhere answers for whom it lets in: what it passes on was allowed there.
    let elsewhere = matches!(origin, Origin::Remote(_)) && !actors::by_id(tx.conn, community.actor_id)?.is_local();
    if elsewhere || matches!(origin, Origin::Convener(_)) {
        return Ok(());
    }
    for door in doors {
        if entry::lets_in(tx.conn, origin, door)? {
            return Ok(());
        }
    }
    Err(Error::Forbidden("Only its members take part here."))
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
