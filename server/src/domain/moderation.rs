//! Every act of power, by stewards, by staff, from here or from elsewhere. Each needs a reason
//! and lands in the modlog; nothing else in the house takes somebody's words or rights away.

use url::Url;

use crate::clock::Time;
use crate::domain::access;
use crate::domain::content::SOURCE_MAX;
use crate::domain::events::{self, Event};
use crate::domain::finding;
use crate::domain::membership;
use crate::domain::notifications::notify;
use crate::domain::origin::Origin;
use crate::domain::posts::{count, touch_pages};
use crate::domain::reputation::{self, Power};
use crate::store::accounts::{self, Role};
use crate::store::actors::{self, Actor};
use crate::store::communities::{self, Ban};
use crate::store::conn::{Conn, Tx};
use crate::store::hosts::{self, HostPolicy};
use crate::store::merits::MeritKind;
use crate::store::moderation::{self as log, Act, ActingAs, LogEntry, Report, ReportState};
use crate::store::notifications::NotificationKind;
use crate::store::posts::{self, Post};
use crate::store::ranks;
use crate::render::plain_text;
use crate::store::search;
use crate::urls;
use crate::{Error, Result};

/// What an act of power is about.
#[derive(Debug, Clone, Copy, Default)]
pub struct Target {
    pub community: Option<i64>,
    pub post: Option<i64>,
    pub person: Option<i64>,
    pub host: Option<i64>,
    pub until: Option<Time>,
}

const REASON_MAX: usize = 500;

fn write(tx: &mut Tx<'_>, by: &Actor, role: ActingAs, act: Act, target: &Target, reason: &str) -> Result<()> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::field("reason", "form-reason-empty"));
    }
    let entry = LogEntry {
        id: tx.id(),
        actor_id: by.id,
        role,
        act,
        community_id: target.community,
        post_id: target.post,
        target_actor_id: target.person,
        target_host_id: target.host,
        reason: reason.chars().take(REASON_MAX).collect(),
        until: target.until,
        created_at: tx.now,
    };
    log::write_log(tx, &entry)
}

/// Checks the power over a community and logs its use.
pub(super) fn by_steward(tx: &mut Tx<'_>, origin: &Origin, community: &Actor, act: Act, target: &Target, reason: &str) -> Result<ActingAs> {
    let role = match act {
        Act::RemovePost | Act::RestorePost => access::power_over_page(tx.conn, origin, community)?,
        _ => access::power_over(tx.conn, origin, community)?,
    };
    // A reason is asked of our own people; other software does not always send one.
    let given = if !origin.is_local() && reason.trim().is_empty() { "No reason given" } else { reason };
    write(tx, origin.actor(), role, act, target, given)?;
    Ok(role)
}

/// Checks that somebody has a power by their rank, or tends the community anyway, and logs its use.
pub(super) fn by_rank(tx: &mut Tx<'_>, origin: &Origin, community: &Actor, power: Power, act: Act, target: &Target, reason: &str) -> Result<ActingAs> {
    let role = access::power_by_rank(tx.conn, origin, community, power, tx.now)?;
    write(tx, origin.actor(), role, act, target, reason)?;
    Ok(role)
}

fn by_role(tx: &mut Tx<'_>, origin: &Origin, least: Role, act: Act, target: &Target, reason: &str) -> Result<()> {
    let Origin::Local(person) = origin else {
        return Err(Error::Forbidden("Only staff of this house may do that."));
    };
    if !person.has(least) {
        return Err(Error::Forbidden("Only staff of this house may do that."));
    }
    write(tx, origin.actor(), ActingAs::Staff, act, target, reason)
}

/// Speaks for the host, and logs it.
pub(super) fn by_official(tx: &mut Tx<'_>, origin: &Origin, act: Act, target: &Target, reason: &str) -> Result<()> {
    by_role(tx, origin, Role::Responder, act, target, reason)
}

pub(super) fn by_admin(tx: &mut Tx<'_>, origin: &Origin, act: Act, target: &Target, reason: &str) -> Result<()> {
    by_role(tx, origin, Role::Admin, act, target, reason)
}

fn post_and_community(tx: &mut Tx<'_>, post_id: i64) -> Result<(Post, Actor)> {
    let post = posts::hold(tx, post_id)?.ok_or(Error::NotFound("post"))?;
    let community = post.community_id.ok_or(Error::Forbidden("This post belongs to no community."))?;
    let actor = actors::by_id(tx.conn, community)?;
    Ok((post, actor))
}

fn about(post: &Post) -> Target {
    Target { community: post.community_id, post: Some(post.id), person: Some(post.author_id), ..Target::default() }
}

/// Takes a post off the pages. Its text is kept, so that it can come back.
pub fn remove(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, reason: &str) -> Result<()> {
    let (post, community) = post_and_community(tx, post_id)?;
    if !post.stands() {
        access::power_over_page(tx.conn, origin, &community)?;
        return Ok(());
    }
    by_steward(tx, origin, &community, Act::RemovePost, &about(&post), reason)?;
    take_down(tx, origin, &post, reason)
}

pub(super) fn take_down(tx: &mut Tx<'_>, origin: &Origin, post: &Post, reason: &str) -> Result<()> {
    count(tx, post, None, -1)?;
    posts::set_removed(tx, post.id, Some(tx.now))?;
    search::remove(tx, post.id)?;
    touch_pages(tx, post)?;
    notify(tx, origin, post.author_id, NotificationKind::Moderation, Some(post), post.community_id)?;
    events::emit(tx, origin, Event::PostRemoved { post: post.id, reason: reason.to_owned() })
}

/// Brings a removed post back.
pub fn restore(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, reason: &str) -> Result<()> {
    let (post, community) = post_and_community(tx, post_id)?;
    if post.removed_at.is_none() || post.deleted_at.is_some() {
        access::power_over_page(tx.conn, origin, &community)?;
        return Ok(());
    }
    let by_staff = log::last_about(tx.conn, post.id, Act::RemovePost)?.is_some_and(|entry| entry.role == ActingAs::Staff);
    let is_staff = matches!(origin, Origin::Local(person) if person.has(Role::Moderator));
    if by_staff && !is_staff {
        // The house answers for its pages: what it took off them comes back by its own word, not by another server's.
        return Err(Error::Forbidden("The staff of this house removed this. Only they bring it back."));
    }
    by_steward(tx, origin, &community, Act::RestorePost, &about(&post), reason)?;
    posts::set_removed(tx, post.id, None)?;
    ranks::forget_spam(tx, post.id)?;
    count(tx, &post, None, 1)?;
    let author = actors::by_id(tx.conn, post.author_id)?;
    finding::put_post(tx, &post, &author, post.title.as_deref().unwrap_or_default(), &plain_text(&post.html, SOURCE_MAX), false)?;
    touch_pages(tx, &post)?;
    events::emit(tx, origin, Event::PostRestored { post: post.id })
}

pub fn set_locked(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, locked: bool, reason: &str) -> Result<()> {
    let (post, community) = post_and_community(tx, post_id)?;
    if post.locked_at.is_some() == locked {
        access::power_over(tx.conn, origin, &community)?;
        return Ok(());
    }
    let act = if locked { Act::Lock } else { Act::Unlock };
    by_steward(tx, origin, &community, act, &about(&post), reason)?;
    lock(tx, origin, &post, locked, reason)
}

/// Closes a thread that was merged into another one, or opens it again: a part of the merge, which was logged.
pub(super) fn lock_merged(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, locked: bool, reason: &str) -> Result<()> {
    let (post, _) = post_and_community(tx, post_id)?;
    if post.locked_at.is_some() == locked { Ok(()) } else { lock(tx, origin, &post, locked, reason) }
}

fn lock(tx: &mut Tx<'_>, origin: &Origin, post: &Post, locked: bool, reason: &str) -> Result<()> {
    posts::set_locked(tx, post.id, locked.then_some(tx.now))?;
    touch_pages(tx, post)?;
    let event = if locked { Event::Locked { post: post.id, reason: reason.to_owned() } } else { Event::Unlocked { post: post.id } };
    events::emit(tx, origin, event)
}

pub fn set_pinned(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, pinned: bool, reason: &str) -> Result<()> {
    let (post, community) = post_and_community(tx, post_id)?;
    if !post.is_thread() {
        return Err(Error::Forbidden("Only threads are pinned."));
    }
    if post.pinned_at.is_some() == pinned {
        access::power_over(tx.conn, origin, &community)?;
        return Ok(());
    }
    let act = if pinned { Act::Pin } else { Act::Unpin };
    by_steward(tx, origin, &community, act, &about(&post), reason)?;
    posts::set_pinned(tx, post.id, pinned.then_some(tx.now))?;
    touch_pages(tx, &post)?;
    events::emit(tx, origin, if pinned { Event::Pinned { post: post.id } } else { Event::Unpinned { post: post.id } })
}

/// Bans somebody from a community, for a time or until it is lifted, with or without their posts.
pub fn ban(tx: &mut Tx<'_>, origin: &Origin, community: &Actor, person: &Actor, reason: &str, until: Option<Time>, remove_content: bool) -> Result<()> {
    if until.is_some_and(|at| at <= tx.now) {
        return Err(Error::field("until", "form-date-past"));
    }
    // A community elsewhere has its own rules for that; what it decided is only followed here.
    if communities::is_steward(tx.conn, community.id, person.id)? && (origin.is_local() || community.is_local()) {
        return Err(Error::Forbidden("Stewards are not banned; take their powers back first."));
    }
    let target = Target { community: Some(community.id), person: Some(person.id), until, ..Target::default() };
    by_steward(tx, origin, community, Act::Ban, &target, reason)?;
    let row = Ban { community_id: community.id, actor_id: person.id, reason: reason.to_owned(), until, created_at: tx.now };
    communities::set_ban(tx, &row)?;
    if remove_content {
        remove_all(tx, origin, community.id, person.id, reason)?;
    }
    notify(tx, origin, person.id, NotificationKind::Moderation, None, Some(community.id))?;
    // Told before the member goes, so that their home hears of the ban and not only of the end.
    let event = Event::Banned { community: community.id, person: person.id, reason: reason.to_owned(), until, remove_content };
    events::emit(tx, origin, event)?;
    membership::expel(tx, origin, community, person)
}

fn remove_all(tx: &mut Tx<'_>, origin: &Origin, community: i64, person: i64, reason: &str) -> Result<()> {
    let mut before = None;
    loop {
        let batch = posts::by_author(tx.conn, person, before, 200)?;
        let Some(last) = batch.last() else { return Ok(()) };
        before = Some(last.id);
        for post in batch.iter().filter(|p| p.community_id == Some(community) && p.stands()) {
            if posts::hold(tx, post.id)?.is_some_and(|p| p.stands()) {
                take_down(tx, origin, post, reason)?;
            }
        }
    }
}

pub fn unban(tx: &mut Tx<'_>, origin: &Origin, community: &Actor, person: &Actor, reason: &str) -> Result<()> {
    access::power_over(tx.conn, origin, community)?;
    if !communities::lift_ban(tx, community.id, person.id)? {
        return Ok(());
    }
    let target = Target { community: Some(community.id), person: Some(person.id), ..Target::default() };
    by_steward(tx, origin, community, Act::Unban, &target, reason)?;
    events::emit(tx, origin, Event::Unbanned { community: community.id, person: person.id })
}

/// Somebody says that a post or a person breaks the rules.
pub fn report(tx: &mut Tx<'_>, origin: &Origin, post_id: Option<i64>, person: i64, reason: &str, forward: bool) -> Result<()> {
    access::may_act(origin)?;
    if origin.is_local() && reason.trim().is_empty() {
        return Err(Error::field("reason", "form-reason-empty"));
    }
    if let Some(id) = origin.activity_id()
        && log::report_by_ap_id(tx.conn, id)?.is_some()
    {
        return Ok(());
    }
    let community = post_id.map(|id| posts::by_id(tx.conn, id)).transpose()?.flatten().and_then(|p| p.community_id);
    let row = Report {
        id: tx.id(),
        ap_id: origin.activity_id().map(ToOwned::to_owned),
        reporter_id: origin.actor().id,
        post_id,
        target_actor_id: Some(person),
        community_id: community,
        reason: reason.trim().chars().take(2000).collect(),
        state: ReportState::Open,
        resolver_id: None,
        resolution: None,
        created_at: tx.now,
        resolved_at: None,
    };
    log::insert_report(tx, &row)?;
    // Somebody who is both is told once.
    let mut told: Vec<i64> = community.map(|id| communities::stewards_of(tx.conn, id)).transpose()?.unwrap_or_default().iter().map(|s| s.id).collect();
    told.extend(accounts::admins(tx.conn)?.iter().map(|admin| admin.actor_id));
    told.sort_unstable();
    told.dedup();
    for person in told {
        notify(tx, origin, person, NotificationKind::Report, None, community)?;
    }
    events::emit(tx, origin, Event::Reported { report: row.id, forward })
}

/// A steward of the community, or staff, settles a report.
pub fn resolve_report(tx: &mut Tx<'_>, origin: &Origin, report_id: i64, upheld: bool, resolution: &str) -> Result<()> {
    let report = log::report(tx.conn, report_id)?.ok_or(Error::NotFound("report"))?;
    may_see_report(tx.conn, origin, &report)?;
    if report.state != ReportState::Open {
        return Err(Error::Conflict("Somebody settled this report already."));
    }
    let target = Target { community: report.community_id, post: report.post_id, person: report.target_actor_id, ..Target::default() };
    // The log tells that a report was settled, never who reported or why.
    let outcome = if upheld { "Report upheld" } else { "Report dismissed" };
    let role = match report.community_id {
        Some(id) if communities::is_steward(tx.conn, id, origin.actor().id)? => ActingAs::Steward,
        _ => ActingAs::Staff,
    };
    write(tx, origin.actor(), role, Act::ResolveReport, &target, outcome)?;
    let state = if upheld { ReportState::Upheld } else { ReportState::Dismissed };
    log::close_report(tx, report_id, state, origin.actor().id, resolution)?;
    match report.community_id.filter(|_| upheld && report.reporter_id != origin.actor().id) {
        Some(community) => {
            let kind = MeritKind::ReportUpheld;
            reputation::record(tx, reputation::New { kind, actor: report.reporter_id, community, source: report.id, post: report.post_id })
        }
        None => Ok(()),
    }
}

/// Fails unless a report is for this one to see.
pub fn may_see_report(conn: &mut Conn, origin: &Origin, report: &Report) -> Result<()> {
    let Origin::Local(person) = origin else {
        return Err(Error::NotFound("report"));
    };
    let steward = match report.community_id {
        Some(id) => communities::is_steward(conn, id, person.id())?,
        None => false,
    };
    if steward || person.has(Role::Moderator) { Ok(()) } else { Err(Error::NotFound("report")) }
}

/// The host takes a person's voice here, or gives it back.
pub fn set_suspended(tx: &mut Tx<'_>, origin: &Origin, person: &Actor, suspended: bool, reason: &str) -> Result<()> {
    let act = if suspended { Act::Suspend } else { Act::Unsuspend };
    let target = Target { person: Some(person.id), ..Target::default() };
    by_role(tx, origin, Role::Moderator, act, &target, reason)?;
    if let Some(account) = accounts::by_actor(tx.conn, person.id)? {
        if account.role > Role::Member {
            return Err(Error::Forbidden("Take the staff role back first."));
        }
        if suspended {
            accounts::end_sessions(tx, account.id, None)?;
        }
    }
    actors::set_suspended(tx, person.id, suspended.then_some(tx.now))?;
    redraw_everything(tx)
}

/// Every page may look different now.
fn redraw_everything(tx: &mut Tx<'_>) -> Result<()> {
    for id in communities::all_ids(tx.conn)? {
        communities::bump(tx, id)?;
    }
    Ok(())
}

/// The host decides about a whole server. Blocking ends what its people follow here.
pub fn set_host_policy(tx: &mut Tx<'_>, origin: &Origin, host: &str, policy: HostPolicy, reason: &str) -> Result<()> {
    let typed = host.trim().trim_end_matches('.');
    // As it stands in ids, whatever script and case it was typed in: a block must not have another spelling.
    let name = Url::parse(&format!("https://{typed}/")).ok().filter(|_| !typed.contains(['/', '@', ' ', '?', '#'])).and_then(|url| urls::host_of(&url));
    let Some(name) = name else {
        return Err(Error::field("host", "form-host-bad"));
    };
    let id = hosts::meet(tx, &name)?;
    if id == hosts::LOCAL {
        return Err(Error::field("host", "form-host-own"));
    }
    let act = match policy {
        HostPolicy::Open => Act::OpenServer,
        HostPolicy::Silenced => Act::SilenceServer,
        HostPolicy::Blocked => Act::BlockServer,
    };
    let target = Target { host: Some(id), ..Target::default() };
    by_role(tx, origin, Role::Moderator, act, &target, reason)?;
    hosts::set_policy(tx, id, policy, Some(reason))?;
    if policy == HostPolicy::Blocked {
        cut_ties(tx, id)?;
    }
    redraw_everything(tx)
}

fn cut_ties(tx: &mut Tx<'_>, host_id: i64) -> Result<()> {
    crate::store::deliveries::drop_for_host(tx, host_id)?;
    let mut after = 0;
    loop {
        let batch = actors::of_host(tx.conn, host_id, after, 500)?;
        let Some(last) = batch.last() else { return Ok(()) };
        after = last.id;
        for actor in &batch {
            for (follow, followed) in communities::following(tx.conn, actor.id, 10_000)? {
                membership::end(tx, &follow, &followed)?;
            }
        }
    }
}
