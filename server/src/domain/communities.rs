//! Communities: founded by anyone, shaped and tended by their stewards.

use crate::domain::access;
use crate::domain::actors::{self as people, Keys};
use crate::domain::events::{self, Event};
use crate::domain::doors;
use crate::domain::finding;
use crate::domain::media;
use crate::domain::lifecycle::{self, Life};
use crate::domain::membership;
use crate::domain::moderation::{self, Target};
use crate::domain::origin::Origin;
use crate::error::FieldErrors;
use crate::formats::{self, Format};
use crate::store::actors::{self, Actor, ActorKind, Profile};
use crate::store::communities::{self, Access, Community, CommunityState, Purpose, Shape};
use crate::store::conn::Tx;
use crate::store::moderation::Act;
use crate::{Error, Result};

/// What its founder or stewards decide about a community.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub title: String,
    /// What people come here to get done, in one line.
    pub job: String,
    /// Markdown, and the HTML and words made of it.
    pub charter_source: String,
    pub charter_html: String,
    pub charter_plain: String,
    pub posting_restricted: bool,
    pub sensitive: bool,
    /// `None` leaves the picture as it is.
    pub icon_url: Option<String>,
    /// `None` leaves it as it is; a new community is open and a forum.
    pub purpose: Option<Purpose>,
    pub formats: Option<String>,
    /// Who may read a new community; changed by `doors::set`, never here.
    pub access: Option<Access>,
    /// How long a new community lasts; changed by what `lifecycle` offers, never here.
    pub life: Life,
}

impl Draft {
    fn check(&self, errors: &mut FieldErrors) {
        let title = self.title.trim().chars().count();
        if title == 0 {
            errors.add("title", "form-title-empty");
        } else if title > 80 {
            errors.add_with("title", "form-too-long", [("max", "80".to_owned())]);
        }
        if self.job.chars().count() > 200 {
            errors.add_with("job", "form-too-long", [("max", "200".to_owned())]);
        }
        let unknown = |f: &str| !Format::parse(f).is_some_and(|format| formats::OFFERED.contains(&format));
        if self.formats.as_deref().is_some_and(|f| f.trim().is_empty() || f.split_whitespace().any(unknown)) {
            errors.add("formats", "form-formats-bad");
        }
        if self.charter_source.len() > 20_000 {
            errors.add_with("charter", "form-too-long", [("max", "20000".to_owned())]);
        }
    }

    /// The chosen formats in their usual order, or those it has.
    fn formats(&self, before: &str) -> String {
        let chosen = self.formats.as_deref().unwrap_or(before);
        formats::write(formats::read(chosen).collect::<Vec<_>>().into_iter())
    }

    fn profile(&self, old: &Actor, tx: &Tx<'_>) -> Profile {
        Profile {
            display_name: self.title.trim().to_owned(),
            summary_source: (!self.charter_source.is_empty()).then(|| self.charter_source.clone()),
            summary_html: self.charter_html.clone(),
            icon_url: self.icon_url.clone().or_else(|| old.icon_url.clone()),
            image_url: old.image_url.clone(),
            discoverable: old.discoverable,
            indexable: old.indexable,
            updated_at: tx.now,
        }
    }
}

/// Founds a community. Its founder is its first steward and first member.
pub fn found(tx: &mut Tx<'_>, origin: &Origin, name: &str, draft: &Draft, keys: &Keys) -> Result<(Community, Actor)> {
    access::may_act(origin)?;
    let mut errors = FieldErrors::new();
    people::check_name(tx, name, &mut errors)?;
    draft.check(&mut errors);
    draft.life.check(tx.now, &mut errors);
    errors.check()?;
    let actor = people::create(tx, ActorKind::Community, name, &draft.title, keys)?;
    let profile = draft.profile(&actor, tx);
    actors::set_profile(tx, actor.id, &profile)?;
    let community = Community {
        actor_id: actor.id,
        purpose: draft.purpose.unwrap_or(Purpose::Open),
        formats: draft.formats(Format::Forum.as_str()),
        lifespan: draft.life.lifespan(),
        state: CommunityState::Open,
        access: Access::Public,
        job: draft.job.trim().to_owned(),
        posting_restricted: draft.posting_restricted,
        sensitive: draft.sensitive,
        founder_id: Some(origin.actor().id),
        members: 0,
        threads: 0,
        replies: 0,
        backfill_state: None,
        backfill_done: 0,
        backfill_total: 0,
        active_at: tx.now,
        version: 0,
        created_at: tx.now,
    };
    communities::insert(tx, &community)?;
    if let Some(access) = draft.access.filter(|a| *a != Access::Public) {
        doors::found(tx, origin, actor.id, access)?;
    }
    lifecycle::begin(tx, actor.id, &draft.life)?;
    communities::add_steward(tx, actor.id, origin.actor().id)?;
    let actor = actors::by_id(tx.conn, actor.id)?;
    finding::put_actor(tx, &actor, &format!("{} {}", draft.job, draft.charter_plain))?;
    // Somebody elsewhere joins by a follow from home, which their server must know of.
    if origin.is_local() {
        membership::follow(tx, origin, &actor)?;
    }
    events::emit(tx, origin, Event::CommunityFounded { community: actor.id })?;
    Ok((communities::by_id(tx.conn, actor.id)?, actor))
}

/// Stewards change title, charter and who may start threads. Only for communities that live here.
pub fn change(tx: &mut Tx<'_>, origin: &Origin, community_id: i64, draft: &Draft) -> Result<()> {
    let actor = actors::by_id(tx.conn, community_id)?;
    if !actor.is_local() {
        return Err(Error::Forbidden("This community is changed on its own server."));
    }
    let mut errors = FieldErrors::new();
    draft.check(&mut errors);
    errors.check()?;
    let target = Target { community: Some(community_id), ..Target::default() };
    moderation::by_steward(tx, origin, &actor, Act::ChangeCommunity, &target, "Title, charter or posting changed")?;
    let profile = draft.profile(&actor, tx);
    actors::set_profile(tx, actor.id, &profile)?;
    if profile.icon_url != actor.icon_url {
        media::release(tx, actor.icon_url.as_deref())?;
    }
    let before = communities::by_id(tx.conn, community_id)?;
    let shape = Shape {
        purpose: draft.purpose.unwrap_or(before.purpose),
        formats: draft.formats(&before.formats),
        job: draft.job.trim().to_owned(),
        posting_restricted: draft.posting_restricted,
        sensitive: draft.sensitive,
    };
    communities::set_shape(tx, actor.id, &shape)?;
    let fresh = actors::by_id(tx.conn, actor.id)?;
    finding::put_actor(tx, &fresh, &format!("{} {}", draft.job, draft.charter_plain))?;
    events::emit(tx, origin, Event::CommunityChanged { community: community_id })
}

/// Makes somebody a steward.
pub fn add_steward(tx: &mut Tx<'_>, origin: &Origin, community: &Actor, person: &Actor) -> Result<()> {
    if person.kind != ActorKind::Person || !person.is_active() {
        return Err(Error::Forbidden("Only a person can be a steward."));
    }
    access::power_over(tx.conn, origin, community)?;
    if !communities::add_steward(tx, community.id, person.id)? {
        return Ok(());
    }
    let target = Target { community: Some(community.id), person: Some(person.id), ..Target::default() };
    moderation::by_steward(tx, origin, community, Act::AddSteward, &target, "Became a steward")?;
    communities::bump(tx, community.id)?;
    events::emit(tx, origin, Event::StewardAdded { community: community.id, person: person.id })
}

/// Takes a steward's powers back; also how one steps down. The last one stays.
pub fn remove_steward(tx: &mut Tx<'_>, origin: &Origin, community: &Actor, person: &Actor) -> Result<()> {
    access::power_over(tx.conn, origin, community)?;
    if community.is_local() && communities::stewards_of(tx.conn, community.id)?.len() <= 1 {
        return Err(Error::Forbidden("A community keeps at least one steward. Name another one first."));
    }
    // Logged under the powers held before they go, since one may step down.
    let target = Target { community: Some(community.id), person: Some(person.id), ..Target::default() };
    if !communities::is_steward(tx.conn, community.id, person.id)? {
        return Ok(());
    }
    moderation::by_steward(tx, origin, community, Act::RemoveSteward, &target, "No longer a steward")?;
    communities::remove_steward(tx, community.id, person.id)?;
    communities::bump(tx, community.id)?;
    events::emit(tx, origin, Event::StewardRemoved { community: community.id, person: person.id })
}
