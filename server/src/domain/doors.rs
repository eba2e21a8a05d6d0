//! Who may enter what: how open a community is and each part of it, who is let in by name, who asks to join.

use std::collections::HashSet;
use std::sync::Arc;

use crate::domain::access;
use crate::domain::events::{self, Event};
use crate::domain::membership;
use crate::domain::moderation::{self, Target};
use crate::domain::notifications::notify;
use crate::domain::origin::Origin;
use crate::formats::Format;
use crate::kinds;
use crate::store::accounts::{Account, Role};
use crate::store::actors::{self, Actor, ActorKind};
use crate::store::communities::{self, Access, FollowState};
use crate::store::conn::{Conn, Tx};
use crate::store::doors::{self, ALL_PARTS, Door};
use crate::store::moderation::Act;
use crate::store::notifications::NotificationKind;
use crate::store::posts::Visibility;
use crate::store::ranks::Rank;
use crate::{Error, Result};

/// The closed parts of communities that one viewer may enter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doors(Arc<HashSet<(i64, Format)>>);

impl Doors {
    /// Those of a person with an account here.
    pub fn of(conn: &mut Conn, account: &Account, actor: &Actor) -> Result<Self> {
        if !doors::any(conn)? {
            return Ok(Self::default());
        }
        let mut open: HashSet<(i64, Format)> = HashSet::new();
        let members = doors::as_member(conn, actor.id)?;
        open.extend(members.into_iter().filter(|(door, rank)| lets_member_in(door, *rank)).map(|(door, _)| (door.community_id, door.format)));
        let by_name = doors::as_guest(conn, actor.id)?;
        let tended = doors::as_steward(conn, actor.id)?;
        let staff = if account.role > Role::Member { doors::for_staff(conn)? } else { Vec::new() };
        open.extend(by_name.iter().chain(&tended).chain(&staff).map(|door| (door.community_id, door.format)));
        Ok(Self(Arc::new(open)))
    }

    /// Those of a server: what one of its people may enter.
    pub fn of_host(conn: &mut Conn, host: &str) -> Result<Self> {
        if !doors::any(conn)? {
            return Ok(Self::default());
        }
        let members = doors::of_host(conn, host)?.into_iter().filter(|(door, _, rank)| lets_member_in(door, *rank)).map(|(door, _, _)| door);
        let mut open: HashSet<(i64, Format)> = members.map(|door| (door.community_id, door.format)).collect();
        open.extend(doors::of_host_as_guests(conn, host)?.iter().map(|door| (door.community_id, door.format)));
        Ok(Self(Arc::new(open)))
    }

    pub fn communities(&self) -> impl Iterator<Item = i64> + '_ {
        self.0.iter().map(|(community, _)| *community)
    }

    pub fn open(&self, community_id: i64, format: Format) -> bool {
        self.0.contains(&(community_id, format))
    }
}

fn lets_member_in(door: &Door, rank: Option<Rank>) -> bool {
    door.access == Access::Members && door.least_rank.is_none_or(|least| rank.unwrap_or(Rank::Newcomer) >= least)
}

/// Whether a door lets somebody in, asked of the database: for what they do, not for what they look at.
pub(super) fn lets_in(conn: &mut Conn, origin: &Origin, door: &Door) -> Result<bool> {
    let actor = origin.actor();
    if let Origin::Local(person) = origin {
        let staff = if door.access == Access::Staff { person.account.role > Role::Member } else { person.has(Role::Moderator) };
        if staff && person.is_active() {
            return Ok(true);
        }
    }
    if communities::is_steward(conn, door.community_id, actor.id)? || doors::is_guest(conn, door.community_id, actor.id, door.format)? {
        return Ok(true);
    }
    if door.access != Access::Members || !communities::is_member(conn, door.community_id, actor.id)? {
        return Ok(false);
    }
    Ok(match door.least_rank {
        Some(least) => crate::store::ranks::rank_of(conn, door.community_id, actor.id)? >= least,
        None => true,
    })
}

/// The servers that hear of what stands behind a door: those with somebody whom it lets in. (mailbox, host id, software)
pub fn servers_behind(conn: &mut Conn, community_id: i64, part: Format) -> Result<Vec<(String, i64, Option<String>)>> {
    let Some(door) = doors::door(conn, community_id, part)? else {
        return communities::follower_inboxes(conn, community_id);
    };
    let mut let_in = Vec::new();
    for (inbox, id, host, software) in doors::servers(conn, community_id)? {
        if Doors::of_host(conn, &host)?.open(community_id, door.format) {
            let_in.push((inbox, id, software));
        }
    }
    Ok(let_in)
}

/// What a new thread in a part shows to whom.
pub(super) fn visibility(conn: &mut Conn, community_id: i64, format: Format) -> Result<Visibility> {
    Ok(doors::door(conn, community_id, format)?.map_or(Visibility::Public, |door| Visibility::behind(door.format)))
}

/// How open a part is meant to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// As open as the community.
    Same,
    Members,
    /// Members with at least this rank.
    Ranked(Rank),
    Staff,
}

impl Part {
    /// From the word of a form: `same`, `members`, `staff`, or the name of a rank.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "" | "same" => Some(Self::Same),
            "members" => Some(Self::Members),
            "staff" => Some(Self::Staff),
            rank => Rank::parse(rank).filter(|r| *r > Rank::Newcomer).map(Self::Ranked),
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Members => "members",
            Self::Ranked(rank) => rank.as_str(),
            Self::Staff => "staff",
        }
    }

    /// Reads a stored door, beside how open the community is as a whole.
    pub fn of(door: Option<&Door>, whole: Access) -> Self {
        match door {
            Some(Door { least_rank: Some(rank), .. }) => Self::Ranked(*rank),
            Some(door) if door.access == whole => Self::Same,
            Some(Door { access: Access::Staff, .. }) => Self::Staff,
            Some(_) => Self::Members,
            None => Self::Same,
        }
    }
}

/// The door of one part: never wider than the community as a whole.
fn door(community_id: i64, format: Format, whole: Access, part: Part) -> Option<Door> {
    let made = |access, least_rank| Some(Door { community_id, format, access, least_rank });
    match (whole, part) {
        (Access::Staff, _) | (_, Part::Staff) => made(Access::Staff, None),
        (_, Part::Ranked(rank)) => made(Access::Members, Some(rank)),
        (Access::Members, _) | (_, Part::Members) => made(Access::Members, None),
        (Access::Public | Access::Unlisted, Part::Same) => None,
    }
}

/// Stewards decide who may read their community, and each part of it. Only staff may make one for staff alone, or open it again.
pub fn set(tx: &mut Tx<'_>, origin: &Origin, community_id: i64, whole: Access, parts: &[(Format, Part)]) -> Result<()> {
    let actor = actors::by_id(tx.conn, community_id)?;
    if !actor.is_local() {
        return Err(Error::Forbidden("This community is changed on its own server."));
    }
    let before = communities::by_id(tx.conn, community_id)?;
    let for_staff = whole == Access::Staff || before.access == Access::Staff || parts.iter().any(|(_, part)| *part == Part::Staff);
    if for_staff && !is_staff(origin) {
        return Err(Error::Forbidden("Only staff may make something for staff alone."));
    }
    let target = Target { community: Some(community_id), ..Target::default() };
    moderation::by_steward(tx, origin, &actor, Act::ChangeAccess, &target, "Who may read here changed")?;
    place(tx, community_id, whole, parts)?;
    if whole == Access::Staff {
        send_home(tx, origin, &actor)?;
    } else if whole != Access::Members {
        admit_all(tx, origin, &actor)?;
    }
    events::emit(tx, origin, Event::CommunityChanged { community: community_id })
}

/// A community that is founded behind doors.
pub(super) fn found(tx: &mut Tx<'_>, origin: &Origin, community_id: i64, whole: Access) -> Result<()> {
    if whole == Access::Staff && !is_staff(origin) {
        return Err(Error::Forbidden("Only staff may make something for staff alone."));
    }
    place(tx, community_id, whole, &[])
}

fn is_staff(origin: &Origin) -> bool {
    matches!(origin, Origin::Local(person) if person.is_active() && person.account.role > Role::Member)
}

/// Puts the doors in place, and marks what stands behind them.
pub(super) fn place(tx: &mut Tx<'_>, community_id: i64, whole: Access, parts: &[(Format, Part)]) -> Result<()> {
    let part_of = |format: Format| parts.iter().find(|(f, _)| *f == format).map_or(Part::Same, |(_, part)| *part);
    let wanted: Vec<Door> = Format::ALL.iter().filter_map(|format| door(community_id, *format, whole, part_of(*format))).collect();
    doors::set_access(tx, community_id, whole)?;
    doors::set(tx, community_id, &wanted)?;
    for format in Format::ALL {
        let behind = wanted.iter().any(|door| door.format == *format);
        let visibility = if behind { Visibility::behind(*format) } else { Visibility::Public };
        let of_part: Vec<&'static str> = kinds::ALL.iter().filter(|k| k.format() == *format).map(|k| k.name()).collect();
        doors::mark_posts(tx, community_id, &of_part, visibility)?;
    }
    communities::recount(tx, community_id)
}

/// What is for staff alone has no members elsewhere.
fn send_home(tx: &mut Tx<'_>, origin: &Origin, community: &Actor) -> Result<()> {
    let mut after = 0;
    loop {
        let members = communities::followers(tx.conn, community.id, after, 500)?;
        let Some((last, _)) = members.last() else { return Ok(()) };
        after = *last;
        for (_, member) in members.iter().filter(|(_, member)| !member.is_local()) {
            membership::expel(tx, origin, community, member)?;
        }
    }
}

/// Nobody has to ask any more: those who did are in.
fn admit_all(tx: &mut Tx<'_>, origin: &Origin, community: &Actor) -> Result<()> {
    loop {
        let waiting = doors::asking(tx.conn, community.id, 500)?;
        if waiting.is_empty() {
            return Ok(());
        }
        for (follow, _) in waiting {
            membership::grant(tx, origin, follow)?;
        }
    }
}

fn waiting(tx: &mut Tx<'_>, origin: &Origin, community_id: i64, person: i64) -> Result<(Actor, communities::Follow)> {
    let community = actors::by_id(tx.conn, community_id)?;
    access::power_over(tx.conn, origin, &community)?;
    let follow = communities::follow(tx.conn, person, community_id)?.filter(|f| f.state == FollowState::Pending);
    Ok((community, follow.ok_or(Error::NotFound("request"))?))
}

/// Stewards take somebody in who asked to join.
pub fn admit(tx: &mut Tx<'_>, origin: &Origin, community_id: i64, person: i64) -> Result<()> {
    let (_, follow) = waiting(tx, origin, community_id, person)?;
    membership::grant(tx, origin, follow.id)?;
    notify(tx, origin, person, NotificationKind::Admitted, None, Some(community_id))
}

/// Stewards turn somebody down who asked to join; they may ask again.
pub fn turn_down(tx: &mut Tx<'_>, origin: &Origin, community_id: i64, person: i64) -> Result<()> {
    let (community, _) = waiting(tx, origin, community_id, person)?;
    let person = actors::by_id(tx.conn, person)?;
    membership::expel(tx, origin, &community, &person)
}

fn part_word(part: &str) -> Result<&'static str> {
    match part {
        "" | ALL_PARTS => Ok(ALL_PARTS),
        word => Format::parse(word).map(Format::as_str).ok_or_else(|| Error::field("part", "form-kind-unknown")),
    }
}

/// Stewards let somebody in by name, whatever the doors ask for.
pub fn let_in(tx: &mut Tx<'_>, origin: &Origin, community: &Actor, person: &Actor, part: &str) -> Result<()> {
    let part = part_word(part)?;
    if person.kind != ActorKind::Person || !person.is_active() {
        return Err(Error::Forbidden("Only people can be let in."));
    }
    access::power_over(tx.conn, origin, community)?;
    if doors::let_in(tx, community.id, person.id, part)? {
        communities::bump(tx, community.id)?;
        notify(tx, origin, person.id, NotificationKind::Admitted, None, Some(community.id))?;
    }
    Ok(())
}

/// Takes somebody off the list of those let in by name.
pub fn put_out(tx: &mut Tx<'_>, origin: &Origin, community: &Actor, person: i64, part: &str) -> Result<()> {
    let part = part_word(part)?;
    access::power_over(tx.conn, origin, community)?;
    if doors::put_out(tx, community.id, person, part)? {
        communities::bump(tx, community.id)?;
    }
    Ok(())
}
