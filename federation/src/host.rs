//! The port: what the protocol asks of the server, and the neutral types that cross between them.
//!
//! Nothing here names a table, a template or a JSON key. The server implements [`Host`]; the
//! protocol turns wire documents into [`Change`]s and neutral documents into wire documents.

use std::fmt;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use time::OffsetDateTime;
use url::Url;

/// What went wrong behind the port. The text is for the log, never for the peer.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    #[error("the store is busy")]
    Busy,
    #[error("{0}")]
    Failed(String),
}

pub type HostResult<T> = Result<T, HostError>;

/// What the operator decided about another server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Policy {
    #[default]
    Open,
    /// Heard, but never shown to people who did not ask.
    Silenced,
    /// Neither heard, fetched from nor delivered to.
    Blocked,
}

/// What kind of actor a document describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    Person,
    Community,
    /// Instance actors and bots: `Application` and `Service`.
    Service,
}

/// Text as its author wrote it, beside the HTML made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub text: String,
    pub media_type: String,
}

/// A public key as its owner's document lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// Usually `<actor>#main-key`; a path of its own on GoToSocial.
    pub id: Url,
    pub pem: String,
}

/// The private half that a local actor signs with.
#[derive(Clone)]
pub struct SigningKey {
    pub key_id: Url,
    /// PKCS#8, PEM.
    pub private_pem: String,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.key_id)
    }
}

/// A person, community or service, local or remote.
#[derive(Debug, Clone, PartialEq)]
pub struct ActorDoc {
    pub id: Url,
    pub kind: ActorKind,
    /// `preferredUsername`: without host, without sign.
    pub name: String,
    pub display_name: String,
    /// Unsanitized when it comes from the wire.
    pub summary_html: String,
    pub source: Option<Source>,
    pub icon: Option<Url>,
    pub image: Option<Url>,
    /// The page for people; the id where the document names none.
    pub url: Url,
    pub inbox: Url,
    pub shared_inbox: Option<Url>,
    pub outbox: Option<Url>,
    pub followers: Option<Url>,
    pub following: Option<Url>,
    pub featured: Option<Url>,
    /// A community's stewards, as a collection.
    pub moderators: Option<Url>,
    pub public_key: PublicKey,
    /// Further keys that a foreign document lists as its own. Not for keeping: they are asked for again.
    pub other_keys: Vec<PublicKey>,
    pub also_known_as: Vec<Url>,
    pub moved_to: Option<Url>,
    /// FEP-5feb and Mastodon: `None` where the actor does not say.
    pub discoverable: Option<bool>,
    pub indexable: Option<bool>,
    pub manually_approves_followers: bool,
    /// Community only: new threads are for stewards.
    pub posting_restricted: bool,
    pub sensitive: bool,
    /// Community only: the tags that it offers for its threads.
    pub labels: Vec<LabelDoc>,
    pub published: Option<OffsetDateTime>,
    pub updated: Option<OffsetDateTime>,
}

impl ActorDoc {
    /// The key that its document lists under an id.
    pub fn key(&self, id: &Url) -> Option<&PublicKey> {
        std::iter::once(&self.public_key)
            .chain(&self.other_keys)
            .find(|key| key.id == *id)
    }
}

/// What the store knows of an actor, for signatures.
#[derive(Debug, Clone)]
pub struct KnownActor {
    pub id: Url,
    pub kind: ActorKind,
    pub inbox: Url,
    pub public_key: PublicKey,
    pub fetched_at: OffsetDateTime,
    /// Suspended here: nothing it signs is taken in.
    pub suspended: bool,
    pub local: bool,
}

/// The ActivityStreams type of a contribution on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ObjectKind {
    Page,
    Article,
    Note,
    Question,
    Event,
    Video,
    Image,
    Other(String),
}

/// A picture, file or link that comes with a contribution.
#[derive(Debug, Clone, PartialEq)]
pub struct AttachmentDoc {
    pub url: Url,
    /// `image/png`; empty where unknown.
    pub media_type: String,
    pub alt: String,
    pub width: Option<u32>,
    pub height: Option<u32>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum TagDoc {
    Mention { href: Url, name: String },
    /// Without `#`.
    Hashtag { name: String, href: Option<Url> },
    /// One that the community offers for its threads.
    Label(LabelDoc),
}

/// A tag that a community offers: Lemmy's and PieFed's `CommunityPostTag`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelDoc {
    pub id: Url,
    pub name: String,
    pub description: String,
    /// `color01` to `color10`; empty where the document names none of them.
    pub color: String,
}

/// A contribution or a reply, local or remote. Text is unsanitized when it comes from the wire.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectDoc {
    pub id: Url,
    pub kind: ObjectKind,
    pub author: Url,
    /// The community it says it belongs to: `audience`, or the group in `attributedTo`.
    pub audience: Option<Url>,
    pub in_reply_to: Option<Url>,
    pub to: Vec<Url>,
    pub cc: Vec<Url>,
    pub title: Option<String>,
    /// A teaser on Page, Article and Event; a content warning on Note and Question.
    pub summary: Option<String>,
    pub html: String,
    pub source: Option<Source>,
    /// What a link post points to.
    pub link: Option<Url>,
    pub attachments: Vec<AttachmentDoc>,
    pub image: Option<Url>,
    pub sensitive: bool,
    pub language: Option<String>,
    pub tags: Vec<TagDoc>,
    pub url: Option<Url>,
    /// Its thread as a collection; ours for local posts.
    pub context: Option<Url>,
    pub replies: Option<Url>,
    pub locked: bool,
    pub published: Option<OffsetDateTime>,
    pub updated: Option<OffsetDateTime>,
    /// Top-level properties that belong to one kind only (`startTime`, `oneOf`, ...), as sent.
    pub extra: Map<String, Value>,
}

impl ObjectDoc {
    /// Everyone it is addressed to, in order.
    pub fn addressed(&self) -> impl Iterator<Item = &Url> {
        self.to.iter().chain(self.cc.iter())
    }
}

/// Where a ban holds.
#[derive(Debug, Clone, PartialEq)]
pub enum BanScope {
    Community(Url),
    /// The whole server of the one who bans.
    Host(Url),
}

/// One thing that happened elsewhere, free of wire syntax. Who did it stands in [`Received`].
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    Follow { target: Url },
    Unfollow { target: Url },
    /// Our follow was granted. `follow` is its id, where the peer repeats it.
    FollowAccepted { follow: Option<Url>, follower: Option<Url> },
    /// Our follow was refused, or we were removed.
    FollowRejected { follow: Option<Url>, follower: Option<Url> },
    Post(Box<ObjectDoc>),
    Edit(Box<ObjectDoc>),
    /// By the author, or (with a reason) by a moderator.
    Delete { object: Url, reason: Option<String> },
    Restore { object: Url },
    /// +1 or -1.
    Vote { object: Url, value: i8 },
    /// Takes a vote back; `value` is what is undone.
    Unvote { object: Url, value: i8 },
    /// A person boosts a post to their own followers.
    Boost { object: Url },
    Unboost { object: Url },
    ActorChanged(Box<ActorDoc>),
    ActorDeleted { actor: Url },
    ActorMoved { from: Url, to: Url },
    StewardAdded { collection: Url, person: Url },
    StewardRemoved { collection: Url, person: Url },
    Pinned { collection: Url, object: Url },
    Unpinned { collection: Url, object: Url },
    Locked { object: Url, reason: Option<String> },
    Unlocked { object: Url },
    Banned { person: Url, scope: BanScope, reason: Option<String>, until: Option<OffsetDateTime>, remove_content: bool },
    Unbanned { person: Url, scope: BanScope },
    /// A person wants nothing to do with one of ours.
    PersonalBlock { target: Url },
    PersonalUnblock { target: Url },
    Reported { objects: Vec<Url>, reason: String },
    /// PieFed's `ChooseAnswer`.
    AnswerChosen { reply: Url },
    AnswerUnchosen { reply: Url },
    /// Somebody would like a wiki page to say something else: Ibis's `Patch`.
    Patched { id: Url, page: Url, diff: String, summary: String, previous: Option<String> },
    /// A vote in a poll: the option's text.
    PollVote { question: Url, option: String },
}

/// How a change's authorship was established.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// Its actor signed the request that carried it.
    Signed,
    /// A community on the actor's own server passed it on.
    SameHost,
    /// It was fetched again from where it lives.
    Fetched,
    /// Not established yet: fetch this and believe that instead.
    Unproven { fetch: Url },
}

/// One change together with who is behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    /// The id of the (inner) activity, where it has one.
    pub activity_id: Option<Url>,
    pub actor: Url,
    /// The community that passed it on.
    pub announced_by: Option<Url>,
    pub proof: Proof,
    pub change: Change,
}

/// An activity whose signature and digest held, as the inbox hands it over for keeping.
#[derive(Debug, Clone)]
pub struct Inbound {
    /// The activity's own id, on its actor's server. The key that repeats are recognized by.
    pub activity_id: String,
    pub actor: Url,
    pub host: String,
    /// The body as it came, byte for byte.
    pub raw: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    New,
    /// Seen before; nothing was stored.
    Repeat,
}

/// One delivery claimed from the queue.
#[derive(Debug, Clone)]
pub struct Delivery {
    pub id: i64,
    pub host: String,
    pub inbox: Url,
    pub key: SigningKey,
    pub body: bytes::Bytes,
    pub attempts: u32,
}

/// What became of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Delivered,
    /// 410: that inbox is gone for good.
    Gone,
    /// The peer refused it and would refuse it again (other 4xx).
    Refused { status: u16 },
    /// Try again later. `retry_after` in seconds, where the peer asked for it.
    Failed { reason: String, retry_after: Option<u64> },
}

/// A local thing asked for by its address.
#[derive(Debug, Clone)]
pub enum Local<T> {
    Here(T),
    /// It was here: serve a tombstone and 410.
    Gone { id: Url, deleted_at: OffsetDateTime },
    Elsewhere(Url),
    /// Unknown, or not for this reader: the two look the same from outside.
    Missing,
}

/// A collection of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CollectionOf {
    Followers { actor: String },
    Following { actor: String },
    Outbox { actor: String },
    Featured { community: String },
    Moderators { community: String },
    /// Direct replies of a post.
    Replies { post: i64 },
    /// A thread in order of time.
    Context { post: i64 },
}

/// One page of a collection, or its head when no page was asked for.
#[derive(Debug, Clone)]
pub struct CollectionPage {
    pub id: Url,
    pub total: u64,
    /// Ids, or whole activities in an outbox.
    pub items: Vec<Value>,
    /// The cursor of the next page.
    pub next: Option<String>,
    /// The actor that the collection belongs to.
    pub attributed_to: Option<Url>,
}

/// Counts for NodeInfo.
#[derive(Debug, Clone, Default)]
pub struct Usage {
    pub name: String,
    pub description: String,
    pub open_registrations: bool,
    pub users: u64,
    pub active_month: u64,
    pub active_half_year: u64,
    pub local_posts: u64,
    pub local_comments: u64,
}

/// Who reads, where reading is restricted to known servers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reader {
    Anyone,
    Signed { actor: Url },
}

/// What the server does for the protocol.
#[async_trait]
pub trait Host: Send + Sync + 'static {
    /// `host` is as in handles: with its port, where it has one.
    async fn policy(&self, host: &str) -> HostResult<Policy>;

    /// The key of the instance actor, which signs every fetch.
    async fn instance_key(&self) -> HostResult<SigningKey>;
    async fn known_actor(&self, id: &Url) -> HostResult<Option<KnownActor>>;
    /// Finds an actor by the id of its key, for keys that do not start with the actor's id.
    async fn actor_by_key(&self, key_id: &Url) -> HostResult<Option<KnownActor>>;
    /// Creates or refreshes a remote actor.
    async fn keep_actor(&self, doc: &ActorDoc) -> HostResult<()>;

    /// Stores an activity durably before the peer is told 202.
    async fn keep_inbound(&self, activity: Inbound) -> HostResult<Kept>;

    async fn claim_deliveries(&self, limit: usize) -> HostResult<Vec<Delivery>>;
    async fn settle_deliveries(&self, outcomes: Vec<(i64, Outcome)>) -> HostResult<()>;

    async fn local_actor(&self, kind: ActorKind, name: &str) -> HostResult<Local<ActorDoc>>;
    /// A local person or community by name, for WebFinger.
    async fn local_actor_by_name(&self, name: &str) -> HostResult<Local<ActorDoc>>;
    async fn local_object(&self, post: i64, reader: &Reader) -> HostResult<Local<ObjectDoc>>;
    /// An activity that we sent, as we sent it.
    async fn local_activity(&self, id: i64, reader: &Reader) -> HostResult<Local<Value>>;
    /// `cursor` is `None` for the head, `Some("")` for the first page.
    async fn collection(&self, of: &CollectionOf, cursor: Option<&str>, reader: &Reader) -> HostResult<Option<CollectionPage>>;
    async fn usage(&self) -> HostResult<Usage>;
}
