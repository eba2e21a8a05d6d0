//! The server's side of the protocol's port, on the database.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use folkmoot_federation::host::{
    ActorDoc, ActorKind as DocKind, CollectionOf, CollectionPage, Delivery, Host, HostError, HostResult, Inbound, Kept, KnownActor, Local,
    ObjectDoc, Outcome, Policy, PublicKey, Reader, SigningKey, Usage,
};
use serde_json::Value;
use url::Url;

use crate::domain::actors::INSTANCE_NAME;
use crate::fediverse::{collections, convert, deliver, forms};
use crate::jobs::Bell;
use crate::render::Renderer;
use crate::store::actors::{self, Actor, ActorKind};
use crate::store::conn::{Conn, Db};
use crate::store::hosts::{self, HostPolicy};
use crate::store::communities::{self, Access};
use crate::store::{accounts, deliveries, inbox, posts};
use crate::urls;
use crate::domain::access::{self, Sight, Viewer};
use crate::domain::settings::{self, Registration};
use crate::{Error, Result};

/// How long a claimed delivery is out of reach for others; longer than any exchange may take.
const LEASE: Duration = Duration::from_secs(120);

/// More acknowledged activities than this may not wait: peers are told to come back, and they do.
const WAITING_MAX: i64 = 500_000;
/// How often (in activities) the queue is measured.
const MEASURE_EVERY: u32 = 2_000;

/// The port, on one instance's database.
pub struct Port {
    db: Db,
    bell: Bell,
    renderer: Renderer,
    kept: AtomicU32,
    full: AtomicBool,
}

impl Port {
    pub fn new(db: Db, bell: Bell) -> Self {
        Self { db, bell, renderer: Renderer::new(), kept: AtomicU32::new(0), full: AtomicBool::new(false) }
    }

    /// Whether the queue has room. Measured now and then, and always while it is full.
    async fn has_room(&self) -> HostResult<bool> {
        let due = self.kept.fetch_add(1, Ordering::Relaxed) % MEASURE_EVERY == 0;
        if due || self.full.load(Ordering::Relaxed) {
            let waiting = self.db.read(inbox::count_waiting).await.map_err(failed)?;
            self.full.store(waiting > WAITING_MAX, Ordering::Relaxed);
        }
        Ok(!self.full.load(Ordering::Relaxed))
    }
}

fn failed(e: Error) -> HostError {
    match e {
        Error::Unavailable(_) => HostError::Busy,
        other => HostError::Failed(other.to_string()),
    }
}

fn known(actor: &Actor) -> Result<KnownActor> {
    Ok(KnownActor {
        id: convert::url(&actor.ap_id)?,
        kind: match actor.kind {
            ActorKind::Person => DocKind::Person,
            ActorKind::Community => DocKind::Community,
            ActorKind::Service => DocKind::Service,
        },
        inbox: convert::url(&actor.inbox_url)?,
        public_key: PublicKey { id: convert::url(&actor.key_id)?, pem: actor.public_key_pem.clone() },
        fetched_at: actor.fetched_at.datetime(),
        suspended: actor.suspended_at.is_some(),
        local: actor.is_local(),
    })
}

fn local_actor(conn: &mut Conn, actor: Option<Actor>) -> Result<Local<ActorDoc>> {
    let Some(actor) = actor else { return Ok(Local::Missing) };
    if let Some(at) = actor.deleted_at {
        return Ok(Local::Gone { id: convert::url(&actor.ap_id)?, deleted_at: at.datetime() });
    }
    if actor.suspended_at.is_some() {
        return Ok(Local::Missing);
    }
    let community = communities::find(conn, actor.id)?;
    if community.as_ref().is_some_and(|c| c.access == Access::Staff) {
        return Ok(Local::Missing);
    }
    Ok(Local::Here(match community {
        Some(community) => convert::group_doc(conn, &actor, &community)?,
        None => convert::actor_doc(&actor, None)?,
    }))
}

/// Who a reading server is to the visibility rule.
fn viewer(conn: &mut Conn, reader: &Reader) -> Result<Viewer> {
    match reader {
        Reader::Anyone => Ok(Viewer::Visitor),
        Reader::Signed { actor } => Viewer::server(conn, urls::host_of(actor).unwrap_or_default()),
    }
}

#[async_trait]
impl Host for Port {
    async fn policy(&self, host: &str) -> HostResult<Policy> {
        let host = host.to_owned();
        let found = self.db.read(move |conn| hosts::by_name(conn, &host)).await.map_err(failed)?;
        Ok(match found.map(|h| h.policy) {
            None | Some(HostPolicy::Open) => Policy::Open,
            Some(HostPolicy::Silenced) => Policy::Silenced,
            Some(HostPolicy::Blocked) => Policy::Blocked,
        })
    }

    async fn instance_key(&self) -> HostResult<SigningKey> {
        let actor = self
            .db
            .read(|conn| actors::by_name(conn, hosts::LOCAL, INSTANCE_NAME)?.ok_or(Error::NotFound("instance actor")))
            .await
            .map_err(failed)?;
        let key_id = convert::url(&actor.key_id).map_err(failed)?;
        let private_pem = actor.private_key_pem.ok_or_else(|| HostError::Failed("the instance actor has no key".to_owned()))?;
        Ok(SigningKey { key_id, private_pem })
    }

    async fn known_actor(&self, id: &Url) -> HostResult<Option<KnownActor>> {
        let id = id.to_string();
        self.db
            .read(move |conn| actors::by_ap_id(conn, &id)?.filter(|a| a.deleted_at.is_none()).map(|a| known(&a)).transpose())
            .await
            .map_err(failed)
    }

    async fn actor_by_key(&self, key_id: &Url) -> HostResult<Option<KnownActor>> {
        let key_id = key_id.to_string();
        self.db
            .read(move |conn| actors::by_key_id(conn, &key_id)?.filter(|a| a.deleted_at.is_none()).map(|a| known(&a)).transpose())
            .await
            .map_err(failed)
    }

    async fn keep_actor(&self, doc: &ActorDoc) -> HostResult<()> {
        let now = self.db.env().clock.now();
        let remote = convert::remote_actor(&self.renderer, doc, now).map_err(failed)?;
        self.db.write(move |tx| crate::domain::actors::keep_remote(tx, &remote).map(|_| ())).await.map_err(failed)?;
        self.bell.ring();
        Ok(())
    }

    async fn keep_inbound(&self, activity: Inbound) -> HostResult<Kept> {
        if !self.has_room().await? {
            return Err(HostError::Busy);
        }
        let raw = String::from_utf8(activity.raw).map_err(|e| HostError::Failed(e.to_string()))?;
        let kept = self
            .db
            .write(move |tx| inbox::keep(tx, &activity.activity_id, activity.actor.as_str(), &activity.host, &raw))
            .await
            .map_err(failed)?;
        if kept {
            self.bell.ring();
        }
        Ok(if kept { Kept::New } else { Kept::Repeat })
    }

    async fn claim_deliveries(&self, limit: usize) -> HostResult<Vec<Delivery>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let claimed = self.db.write(move |tx| deliveries::claim(tx, limit, LEASE)).await.map_err(failed)?;
        claimed
            .into_iter()
            .map(|c| {
                Ok(Delivery {
                    id: c.row.id,
                    inbox: convert::url(&c.row.inbox_url)?,
                    host: c.host,
                    key: SigningKey { key_id: convert::url(&c.key_id)?, private_pem: c.private_key_pem },
                    body: bytes::Bytes::from(c.body),
                    attempts: u32::try_from(c.row.attempts).unwrap_or(0),
                })
            })
            .collect::<Result<_>>()
            .map_err(failed)
    }

    async fn settle_deliveries(&self, outcomes: Vec<(i64, Outcome)>) -> HostResult<()> {
        self.db.write(move |tx| deliver::settle(tx, &outcomes)).await.map_err(failed)
    }

    async fn local_actor(&self, kind: DocKind, name: &str) -> HostResult<Local<ActorDoc>> {
        let name = if kind == DocKind::Service { INSTANCE_NAME.to_owned() } else { name.to_owned() };
        let wanted = match kind {
            DocKind::Person => ActorKind::Person,
            DocKind::Community => ActorKind::Community,
            DocKind::Service => ActorKind::Service,
        };
        self.db
            .read(move |conn| {
                let actor = actors::by_name(conn, hosts::LOCAL, &name)?;
                // The convener lives where people do.
                let fits = |a: &Actor| a.kind == wanted || (wanted == ActorKind::Person && a.kind == ActorKind::Service && a.name != INSTANCE_NAME);
                let actor = actor.filter(fits);
                local_actor(conn, actor)
            })
            .await
            .map_err(failed)
    }

    async fn local_actor_by_name(&self, name: &str) -> HostResult<Local<ActorDoc>> {
        let name = name.to_owned();
        self.db
            .read(move |conn| {
                let actor = actors::by_name(conn, hosts::LOCAL, &name)?;
                local_actor(conn, actor)
            })
            .await
            .map_err(failed)
    }

    async fn local_object(&self, post: i64, reader: &Reader) -> HostResult<Local<ObjectDoc>> {
        let reader = reader.clone();
        let urls = self.db.env().urls.clone();
        self.db
            .read(move |conn| {
                let viewer = viewer(conn, &reader)?;
                let Some(row) = posts::by_id(conn, post)? else { return Ok(Local::Missing) };
                let author = actors::by_id(conn, row.author_id)?;
                let community = row.community_id.map(|id| actors::by_id(conn, id)).transpose()?;
                if !author.is_local() {
                    return Ok(Local::Elsewhere(convert::url(&row.ap_id)?));
                }
                Ok(match access::sight(conn, &row, &author, community.as_ref(), &viewer)? {
                    Sight::Hidden => Local::Missing,
                    Sight::Stump => Local::Gone {
                        id: convert::url(&row.ap_id)?,
                        deleted_at: row.deleted_at.or(row.removed_at).unwrap_or(row.published_at).datetime(),
                    },
                    Sight::Full => {
                        let doc = convert::object_doc(conn, &urls, &row, &author, community.as_ref())?;
                        let host = if let Viewer::Server { host, .. } = &viewer { Some(host.as_str()) } else { None };
                        Local::Here(forms::for_reader(conn, &urls, &row, doc, host)?)
                    }
                })
            })
            .await
            .map_err(failed)
    }

    async fn local_activity(&self, id: i64, reader: &Reader) -> HostResult<Local<Value>> {
        let reader = reader.clone();
        self.db
            .read(move |conn| {
                let viewer = viewer(conn, &reader)?;
                let Some(activity) = deliveries::activity(conn, id)? else { return Ok(Local::Missing) };
                if !activity.public || actors::by_id(conn, activity.actor_id)?.suspended_at.is_some() {
                    return Ok(Local::Missing);
                }
                // What was taken away is not told by the activity that once brought it.
                let post = activity.post_id.map(|id| posts::by_id(conn, id)).transpose()?.flatten();
                let reads = post.as_ref().map_or(Ok(true), |post| access::reads(conn, &viewer, post.id))?;
                if let Some(post) = post.as_ref().filter(|_| !reads)
                    && post.visibility.part().is_some()
                {
                    return Ok(Local::Missing);
                }
                if let Some(post) = post.filter(|_| !reads)
                    && matches!(activity.kind.as_str(), "Create" | "Update" | "Announce" | "AnnounceOther" | "AnnounceObject")
                {
                    let at = post.deleted_at.or(post.removed_at).unwrap_or(post.published_at);
                    return Ok(Local::Gone { id: convert::url(&post.ap_id)?, deleted_at: at.datetime() });
                }
                Ok(Local::Here(serde_json::from_str(&activity.body)?))
            })
            .await
            .map_err(failed)
    }

    async fn collection(&self, of: &CollectionOf, cursor: Option<&str>, reader: &Reader) -> HostResult<Option<CollectionPage>> {
        let (of, cursor, reader) = (of.clone(), cursor.map(ToOwned::to_owned), reader.clone());
        let urls = self.db.env().urls.clone();
        self.db
            .read(move |conn| {
                let viewer = viewer(conn, &reader)?;
                collections::page(conn, &urls, &of, cursor.as_deref(), &viewer)
            })
            .await.map_err(failed)
    }

    async fn usage(&self) -> HostResult<Usage> {
        let now = self.db.env().clock.now();
        let days = |n: u64| now.minus(Duration::from_secs(n * 24 * 60 * 60));
        let (month, half_year) = (days(30), days(180));
        self.db
            .read(move |conn| {
                let house = settings::load(conn)?;
                let count = |n: i64| u64::try_from(n).unwrap_or(0);
                let (threads, replies) = posts::count_local(conn)?;
                Ok(Usage {
                    name: house.name,
                    description: house.purpose,
                    open_registrations: house.registration == Registration::Open,
                    users: count(accounts::count_active(conn)?),
                    active_month: count(accounts::count_seen_since(conn, month)?),
                    active_half_year: count(accounts::count_seen_since(conn, half_year)?),
                    local_posts: count(threads),
                    local_comments: count(replies),
                })
            })
            .await
            .map_err(failed)
    }
}
