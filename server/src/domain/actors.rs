//! People, communities and services as such: made here, met elsewhere, changed, gone.

use crate::clock::Time;
use crate::domain::access::Person;
use crate::domain::drafts;
use crate::domain::events::{self, Event};
use crate::domain::finding;
use crate::domain::labels;
use crate::domain::media;
use crate::domain::membership;
use crate::domain::origin::Origin;
use crate::domain::posts as posting;
use crate::error::FieldErrors;
use crate::store::accounts;
use crate::store::actors::{self, Actor, ActorKind, Profile, Wiring};
use crate::store::articles;
use crate::store::communities::{self, Access, Community, CommunityState, Lifespan, Purpose};
use crate::store::doors;
use crate::store::conn::Tx;
use crate::store::hosts;
use crate::store::jobs;
use crate::store::posts;
use crate::store::search;
use crate::store::suggestions;
use crate::urls;
use crate::{Error, Result};

/// The longest name of a person or community.
pub const NAME_MAX: usize = 30;
/// Names that would be mistaken for the house itself, or for parts of an address.
const RESERVED: &[&str] = &[
    "actor", "admin", "administrator", "api", "folkmoot", "host", "inbox", "instance", "moderator", "moot", "null", "root", "staff",
    "steward", "support_staff", "system", "undefined", "webmaster", "www",
];
/// The name of the instance actor, in WebFinger and on the wire.
pub const INSTANCE_NAME: &str = "instance";

/// A key pair, made before the transaction since it takes a while.
#[derive(Debug, Clone)]
pub struct Keys {
    pub private_pem: String,
    pub public_pem: String,
}

/// Checks the name of a new local person or community.
pub fn check_name(tx: &mut Tx<'_>, name: &str, errors: &mut FieldErrors) -> Result<()> {
    let good = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if !good || name.starts_with('_') {
        errors.add("name", "form-handle-bad");
    } else if name.len() > NAME_MAX {
        errors.add_with("name", "form-too-long", [("max", NAME_MAX.to_string())]);
    } else if RESERVED.contains(&name) {
        errors.add("name", "form-handle-reserved");
    } else if actors::by_name(tx.conn, hosts::LOCAL, name)?.is_some() {
        errors.add("name", "form-handle-taken");
    }
    Ok(())
}

/// Makes a local actor. Its name was checked.
pub fn create(tx: &mut Tx<'_>, kind: ActorKind, name: &str, display_name: &str, keys: &Keys) -> Result<Actor> {
    let id = match kind {
        ActorKind::Person => tx.urls().person(name),
        ActorKind::Community => tx.urls().community(name),
        ActorKind::Service if name == INSTANCE_NAME => tx.urls().instance_actor(),
        // The convener writes and is written to, as people are.
        ActorKind::Service => tx.urls().person(name),
    };
    let community = kind == ActorKind::Community;
    let actor = Actor {
        id: tx.id(),
        ap_id: id.to_string(),
        kind,
        host_id: hosts::LOCAL,
        name: name.to_owned(),
        display_name: display_name.trim().to_owned(),
        summary_source: None,
        summary_html: String::new(),
        icon_url: None,
        image_url: None,
        url: id.to_string(),
        inbox_url: urls::inbox(&id).to_string(),
        shared_inbox_url: Some(tx.urls().shared_inbox().to_string()),
        outbox_url: Some(urls::outbox(&id).to_string()),
        followers_url: Some(urls::followers(&id).to_string()),
        featured_url: community.then(|| urls::featured(&id).to_string()),
        moderators_url: community.then(|| urls::moderators(&id).to_string()),
        key_id: urls::main_key(&id).to_string(),
        public_key_pem: keys.public_pem.clone(),
        private_key_pem: Some(keys.private_pem.clone()),
        also_known_as: "[]".to_owned(),
        moved_to: None,
        discoverable: Some(community),
        indexable: Some(community),
        approves_followers: false,
        created_at: tx.now,
        updated_at: tx.now,
        fetched_at: tx.now,
        deleted_at: None,
        suspended_at: None,
        silenced_at: None,
    };
    actors::insert(tx, &actor)?;
    finding::put_actor(tx, &actor, "")?;
    Ok(actor)
}

/// The actor that stands for the whole instance, made once.
pub fn instance_actor(tx: &mut Tx<'_>, keys: &Keys) -> Result<Actor> {
    match actors::by_name(tx.conn, hosts::LOCAL, INSTANCE_NAME)? {
        Some(actor) => Ok(actor),
        None => create(tx, ActorKind::Service, INSTANCE_NAME, "", keys),
    }
}

/// A remote actor as its server describes it, sanitized and cut to size.
#[derive(Debug, Clone)]
pub struct RemoteActor {
    pub ap_id: String,
    pub kind: ActorKind,
    pub host: String,
    pub name: String,
    pub profile: Profile,
    pub wiring: Wiring,
    pub posting_restricted: bool,
    pub sensitive: bool,
    /// The tags that a community offers for its threads.
    pub labels: Vec<labels::Told>,
    pub created_at: Option<Time>,
    /// What it says of itself, as words, for search.
    pub plain: String,
}

/// Writes a remote actor down, or brings it up to date.
pub fn keep_remote(tx: &mut Tx<'_>, remote: &RemoteActor) -> Result<Actor> {
    let host_id = hosts::meet(tx, &remote.host)?;
    if host_id == hosts::LOCAL {
        return Err(Error::malformed("a local actor was offered as a remote one"));
    }
    if hosts::by_id(tx.conn, host_id)?.software_at.is_none() {
        // What runs there decides in which form its members are told things: ask before they are.
        let (key, now) = (host_id.to_string(), tx.now);
        jobs::enqueue(tx, "software", Some(&key), key.clone(), now)?;
    }
    let known = actors::by_ap_id(tx.conn, &remote.ap_id)?;
    let actor = match known {
        Some(actor) if actor.kind != remote.kind => {
            return Err(Error::malformed("an actor does not change from person to community"));
        }
        Some(actor) => {
            actors::set_profile(tx, actor.id, &remote.profile)?;
            actors::set_wiring(tx, actor.id, &remote.wiring)?;
            actors::by_id(tx.conn, actor.id)?
        }
        None => insert_remote(tx, remote, host_id)?,
    };
    if actor.kind == ActorKind::Community {
        keep_community(tx, remote, actor.id)?;
        labels::keep(tx, actor.id, &remote.labels)?;
    }
    finding::put_actor(tx, &actor, &remote.plain)?;
    Ok(actor)
}

fn insert_remote(tx: &mut Tx<'_>, remote: &RemoteActor, host_id: i64) -> Result<Actor> {
    // A server that was set up anew may reuse a name under another id: the newcomer has it now.
    if let Some(old) = actors::by_name(tx.conn, host_id, &remote.name)? {
        actors::rename(tx, old.id, &format!("{}!{}", old.name, old.id))?;
    }
    let (p, w) = (&remote.profile, &remote.wiring);
    let actor = Actor {
        id: tx.id(),
        ap_id: remote.ap_id.clone(),
        kind: remote.kind,
        host_id,
        name: remote.name.clone(),
        display_name: p.display_name.clone(),
        summary_source: p.summary_source.clone(),
        summary_html: p.summary_html.clone(),
        icon_url: p.icon_url.clone(),
        image_url: p.image_url.clone(),
        url: w.url.clone(),
        inbox_url: w.inbox_url.clone(),
        shared_inbox_url: w.shared_inbox_url.clone(),
        outbox_url: w.outbox_url.clone(),
        followers_url: w.followers_url.clone(),
        featured_url: w.featured_url.clone(),
        moderators_url: w.moderators_url.clone(),
        key_id: w.key_id.clone(),
        public_key_pem: w.public_key_pem.clone(),
        private_key_pem: None,
        also_known_as: w.also_known_as.clone(),
        moved_to: w.moved_to.clone(),
        discoverable: p.discoverable,
        indexable: p.indexable,
        approves_followers: w.approves_followers,
        created_at: remote.created_at.map_or(tx.now, |at| at.min(tx.now)),
        updated_at: p.updated_at,
        fetched_at: w.fetched_at,
        deleted_at: None,
        suspended_at: None,
        silenced_at: None,
    };
    actors::insert(tx, &actor)?;
    Ok(actor)
}

fn keep_community(tx: &mut Tx<'_>, remote: &RemoteActor, id: i64) -> Result<()> {
    if let Some(known) = communities::find(tx.conn, id)? {
        let shape = communities::Shape {
            purpose: known.purpose,
            formats: known.formats,
            job: known.job,
            posting_restricted: remote.posting_restricted,
            sensitive: remote.sensitive,
        };
        communities::set_shape(tx, id, &shape)?;
        return doors::set_elsewhere(tx, id, remote.wiring.approves_followers);
    }
    let community = Community {
        actor_id: id,
        purpose: Purpose::Open,
        formats: "forum".to_owned(),
        lifespan: Lifespan::Standing,
        state: CommunityState::Open,
        access: if remote.profile.discoverable == Some(false) { Access::Unlisted } else { Access::Public },
        job: String::new(),
        posting_restricted: remote.posting_restricted,
        sensitive: remote.sensitive,
        founder_id: None,
        members: 0,
        threads: 0,
        replies: 0,
        backfill_state: Some("waiting".to_owned()),
        backfill_done: 0,
        backfill_total: 0,
        active_at: tx.now,
        version: 0,
        created_at: tx.now,
    };
    communities::insert(tx, &community)?;
    doors::set_elsewhere(tx, id, remote.wiring.approves_followers)?;
    // First contact: what it holds already is fetched in the background.
    let (key, now) = (id.to_string(), tx.now);
    jobs::enqueue(tx, "backfill", Some(&key), key.clone(), now)
}

/// What local people say about themselves.
#[derive(Debug, Clone, Default)]
pub struct ProfileChange {
    pub display_name: String,
    pub summary_source: Option<String>,
    pub summary_html: String,
    pub summary_plain: String,
    /// `None` leaves the picture as it is.
    pub icon_url: Option<String>,
    pub discoverable: bool,
    pub indexable: bool,
}

/// A local person changes their own page.
pub fn change_profile(tx: &mut Tx<'_>, origin: &Origin, change: &ProfileChange) -> Result<()> {
    let Origin::Local(person) = origin else {
        return Err(Error::Forbidden("A person's page is changed at their home."));
    };
    let mut errors = FieldErrors::new();
    if change.display_name.chars().count() > 80 {
        errors.add_with("display_name", "form-too-long", [("max", "80".to_owned())]);
    }
    if change.summary_source.as_deref().map_or(0, |s| s.chars().count()) > 2000 {
        errors.add_with("summary", "form-too-long", [("max", "2000".to_owned())]);
    }
    errors.check()?;
    let old = &person.actor;
    let profile = Profile {
        display_name: change.display_name.trim().to_owned(),
        summary_source: change.summary_source.clone(),
        summary_html: change.summary_html.clone(),
        icon_url: change.icon_url.clone().or_else(|| old.icon_url.clone()),
        image_url: old.image_url.clone(),
        discoverable: Some(change.discoverable),
        indexable: Some(change.indexable),
        updated_at: tx.now,
    };
    actors::set_profile(tx, old.id, &profile)?;
    if profile.icon_url != old.icon_url {
        media::release(tx, old.icon_url.as_deref())?;
    }
    let fresh = actors::by_id(tx.conn, old.id)?;
    finding::put_actor(tx, &fresh, &change.summary_plain)?;
    events::emit(tx, origin, Event::ActorChanged { actor: old.id })
}

/// A person goes for good: from here by their own wish, or from elsewhere as their home tells us.
/// Their words go with them; what others answered stays.
pub fn delete(tx: &mut Tx<'_>, origin: &Origin) -> Result<()> {
    let actor = origin.actor().clone();
    if actor.deleted_at.is_some() {
        return Ok(());
    }
    // The event is told first: its recipients are found by the follows that go below.
    if origin.is_local() {
        events::emit(tx, origin, Event::ActorDeleted { actor: actor.id })?;
    }
    loop {
        let batch = posts::by_author(tx.conn, actor.id, None, 200)?;
        if batch.is_empty() {
            break;
        }
        for post in &batch {
            posting::erase(tx, post)?;
        }
    }
    for (follow, followed) in communities::following(tx.conn, actor.id, i64::MAX)? {
        membership::end(tx, &follow, &followed)?;
    }
    drafts::erase_all_of(tx, actor.id)?;
    articles::forget_author(tx, actor.id)?;
    crate::domain::occasions::rsvp::forget(tx, actor.id)?;
    search::remove(tx, actor.id)?;
    suggestions::forget(tx, actor.id)?;
    actors::bury(tx, actor.id)?;
    media::release_all_of(tx, actor.id)
}

/// A person moved to another account; the new one must name the old one as its own.
pub fn moved(tx: &mut Tx<'_>, from: &Actor, to: &Actor) -> Result<()> {
    let names: Vec<String> = serde_json::from_str(&to.also_known_as)?;
    if !names.contains(&from.ap_id) {
        return Err(Error::Forbidden("The new account does not name the old one."));
    }
    actors::set_moved(tx, from.id, &to.ap_id)?;
    // Whoever of ours followed the old account follows the new one, as Mastodon does it.
    let mut after = 0;
    loop {
        let batch = communities::followers(tx.conn, from.id, after, 500)?;
        let Some((last, _)) = batch.last() else { return Ok(()) };
        after = *last;
        for (_, follower) in batch.into_iter().filter(|(_, f)| f.is_local()) {
            let Some(account) = accounts::by_actor(tx.conn, follower.id)? else { continue };
            let origin = Origin::Local(Person::new(follower, account));
            // Whoever may not follow the new account (suspended, blocked there) stays behind, and holds up nobody.
            match tx.savepoint(|tx| membership::follow(tx, &origin, to)) {
                Ok(_) | Err(Error::Forbidden(_) | Error::Gone) => {}
                Err(other) => return Err(other),
            }
        }
    }
}
