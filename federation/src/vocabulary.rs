//! The names of ActivityPub and its dialects, each with who uses it.

/// Everyone: the address that makes a thing public.
pub const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";
/// Everyone: the context of every document.
pub const ACTIVITY_STREAMS: &str = "https://www.w3.org/ns/activitystreams";
/// Everyone who publishes `publicKey`.
pub const SECURITY: &str = "https://w3id.org/security/v1";

/// What we answer with, and what most peers ask for.
pub const ACTIVITY_JSON: &str = "application/activity+json";
/// The form that the ActivityPub specification names; PieFed asks for it without the profile.
pub const LD_JSON: &str = "application/ld+json";
pub const LD_JSON_PROFILED: &str =
    r#"application/ld+json; profile="https://www.w3.org/ns/activitystreams""#;

/// Types of actors.
pub mod actors {
    pub const PERSON: &str = "Person";
    /// Lemmy, PieFed, Mbin, NodeBB categories, PeerTube channels, WordPress blogs, Mobilizon, Friendica forums.
    pub const GROUP: &str = "Group";
    /// Instance actors.
    pub const APPLICATION: &str = "Application";
    /// Bots on Mastodon and Lemmy.
    pub const SERVICE: &str = "Service";
    /// Mastodon shows it; nearly nobody sends it.
    pub const ORGANIZATION: &str = "Organization";

    pub const ALL: [&str; 5] = [PERSON, GROUP, APPLICATION, SERVICE, ORGANIZATION];
}

/// Types of contributions.
pub mod objects {
    /// Lemmy, PieFed, Mbin, Friendica: a thread.
    pub const PAGE: &str = "Page";
    /// WordPress, Ghost, NodeBB, Discourse, Ibis: long text.
    pub const ARTICLE: &str = "Article";
    /// Mastodon and everyone else: a message; on the threadiverse a reply.
    pub const NOTE: &str = "Note";
    /// Mastodon, Mitra, GoToSocial, PieFed: a poll.
    pub const QUESTION: &str = "Question";
    /// Mobilizon, Gancio, PieFed.
    pub const EVENT: &str = "Event";
    /// PeerTube.
    pub const VIDEO: &str = "Video";
    /// Pixelfed-like galleries; attachments everywhere.
    pub const IMAGE: &str = "Image";
    /// Funkwhale, Castopod; attachments everywhere.
    pub const AUDIO: &str = "Audio";
    /// Attachments on Mastodon.
    pub const DOCUMENT: &str = "Document";
    /// PieFed link posts; attachments on Lemmy.
    pub const LINK: &str = "Link";
    pub const TOMBSTONE: &str = "Tombstone";
    /// Ibis: a change of a wiki page, inside of an activity.
    pub const PATCH: &str = "Patch";

    /// What may stand in a `Create` or `Update` and becomes a contribution here.
    pub const CONTRIBUTIONS: [&str; 10] = [
        PAGE, ARTICLE, NOTE, QUESTION, EVENT, VIDEO, IMAGE, AUDIO, DOCUMENT, LINK,
    ];
}

/// Verbs.
pub mod verbs {
    pub const FOLLOW: &str = "Follow";
    pub const ACCEPT: &str = "Accept";
    pub const REJECT: &str = "Reject";
    pub const UNDO: &str = "Undo";
    pub const CREATE: &str = "Create";
    pub const UPDATE: &str = "Update";
    pub const DELETE: &str = "Delete";
    /// A boost, or (FEP-1b12) a group passing on an activity.
    pub const ANNOUNCE: &str = "Announce";
    pub const LIKE: &str = "Like";
    /// Lemmy, PieFed; Mbin takes it in.
    pub const DISLIKE: &str = "Dislike";
    /// FEP-c0e0: Pleroma family, Fedibird, Hollo.
    pub const EMOJI_REACT: &str = "EmojiReact";
    /// Stewards and pins.
    pub const ADD: &str = "Add";
    pub const REMOVE: &str = "Remove";
    /// Lemmy, PieFed, Mbin on a post; NodeBB (FEP-c0d0) on a context.
    pub const LOCK: &str = "Lock";
    /// NodeBB (FEP-c0d0); elsewhere `Undo{Lock}`.
    pub const UNLOCK: &str = "Unlock";
    pub const FLAG: &str = "Flag";
    /// With `target` a ban (threadiverse), without it a personal block (microblogs).
    pub const BLOCK: &str = "Block";
    pub const MOVE: &str = "Move";
    /// PieFed: the accepted answer.
    pub const CHOOSE_ANSWER: &str = "ChooseAnswer";
    /// PieFed: a vote in a poll.
    pub const POLL_VOTE: &str = "PollVote";
    /// Ibis: a change of a wiki page.
    pub const EDIT: &str = "Edit";

    /// What a group may pass on in an `Announce`.
    pub const ALL: [&str; 21] = [
        FOLLOW,
        ACCEPT,
        REJECT,
        UNDO,
        CREATE,
        UPDATE,
        DELETE,
        ANNOUNCE,
        LIKE,
        DISLIKE,
        EMOJI_REACT,
        ADD,
        REMOVE,
        LOCK,
        UNLOCK,
        FLAG,
        BLOCK,
        MOVE,
        CHOOSE_ANSWER,
        POLL_VOTE,
        EDIT,
    ];
}

/// Types of collections.
pub mod collections {
    pub const COLLECTION: &str = "Collection";
    /// PieFed also sends it inside `Announce`, as a batch of votes.
    pub const ORDERED: &str = "OrderedCollection";
    pub const PAGE: &str = "CollectionPage";
    pub const ORDERED_PAGE: &str = "OrderedCollectionPage";
}

/// Relations in WebFinger and NodeInfo documents.
pub mod rels {
    pub const SELF: &str = "self";
    pub const PROFILE_PAGE: &str = "http://webfinger.net/rel/profile-page";
    /// Mastodon, Lemmy, Friendica, Mobilizon, WordPress, Mitra: where a person's home takes an address to act on.
    pub const SUBSCRIBE: &str = "http://ostatus.org/schema/1.0/subscribe";
    /// FEP-3b86: NodeBB, PieFed, Mitra, Mastodon from 4.6.
    pub const INTENT_OBJECT: &str = "https://w3id.org/fep/3b86/Object";
    pub const INTENT_CREATE: &str = "https://w3id.org/fep/3b86/Create";
    pub const INTENT_FOLLOW: &str = "https://w3id.org/fep/3b86/Follow";
    pub const NODEINFO_2_0: &str = "http://nodeinfo.diaspora.software/ns/schema/2.0";
    pub const NODEINFO_2_1: &str = "http://nodeinfo.diaspora.software/ns/schema/2.1";
    /// FEP-2677: the instance actor, from NodeInfo.
    pub const APPLICATION: &str = "https://www.w3.org/ns/activitystreams#Application";
}

/// Software that reads `Announce{activity}` (FEP-1b12), by its NodeInfo name.
pub const THREADIVERSE: [&str; 14] = [
    "folkmoot",
    "lemmy",
    "piefed",
    "pyfedi",
    "mbin",
    "kbin",
    "nodebb",
    "friendica",
    "discourse",
    "hubzilla",
    "streams",
    "forte",
    "mitra",
    "lotide",
];

/// Software of the threadiverse that shows a `Question` as a thread with a poll. The others would drop it, or show no options.
pub const POLLSTERS: [&str; 8] = [
    "folkmoot",
    "piefed",
    "pyfedi",
    "friendica",
    "hubzilla",
    "streams",
    "forte",
    "mitra",
];

/// How we name ourselves in NodeInfo.
pub const SOFTWARE: &str = "folkmoot";
