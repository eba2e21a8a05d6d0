//! Actors to and from the wire.

use serde::Deserialize;
use serde_json::Value;

use super::written;
use crate::host::{ActorDoc, ActorKind, PublicKey, Source};
use crate::protocol::Malformed;
use crate::protocol::actor::{
    ActorWire, CapabilityWire, EndpointsWire, GeneratorWire, PictureWire, PublicKeyWire, SourceWire,
};
use crate::protocol::language::LanguageWire;
use crate::protocol::links::same_origin;
use crate::vocabulary::actors;

/// What an actor's document says beyond the neutral form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    /// One plain line beside the description in HTML.
    pub description: Option<String>,
    /// Codes of the languages that are spoken there.
    pub languages: Vec<String>,
    /// FEP-844e: whether we verify RFC 9421 signatures.
    pub message_signatures: bool,
}

impl Default for Capabilities {
    fn default() -> Self {
        Self {
            description: None,
            languages: Vec::new(),
            message_signatures: true,
        }
    }
}

/// Reads an actor. Texts are left as they came: whoever shows them sanitizes them.
pub fn parse_actor(value: &Value) -> Result<ActorDoc, Malformed> {
    if !value.is_object() {
        return Err(Malformed::new("an actor must be an object"));
    }
    let wire = ActorWire::deserialize(value)
        .map_err(|cause| Malformed::new(format!("unreadable actor: {cause}")))?;
    let kind = match wire.kind.as_str() {
        actors::PERSON | actors::ORGANIZATION => ActorKind::Person,
        actors::GROUP => ActorKind::Community,
        actors::APPLICATION | actors::SERVICE => ActorKind::Service,
        _ => return Err(Malformed::new("not a type of actor")),
    };
    let id = wire.id.ok_or(Malformed::new("the actor has no id"))?;
    let name = wire
        .preferred_username
        .filter(|name| plausible_name(name))
        .ok_or(Malformed::new("the actor has no usable preferredUsername"))?;
    let inbox = wire.inbox.ok_or(Malformed::new("the actor has no inbox"))?;
    let key = wire
        .public_keys
        .into_iter()
        .find(|key| {
            key.owner.as_ref().is_none_or(|owner| *owner == id) && same_origin(&key.id, &id)
        })
        .ok_or(Malformed::new("the actor lists no key of its own"))?;
    let community = kind == ActorKind::Community;
    Ok(ActorDoc {
        kind,
        display_name: wire
            .name
            .filter(|name| !name.trim().is_empty())
            .unwrap_or_else(|| name.clone()),
        name,
        summary_html: wire.summary.unwrap_or_default(),
        source: wire.source.map(|source| Source {
            text: source.content,
            media_type: source.media_type,
        }),
        icon: wire.icon.map(|picture| picture.url),
        image: wire.image.map(|picture| picture.url),
        url: wire.url.unwrap_or_else(|| id.clone()),
        inbox,
        shared_inbox: wire
            .endpoints
            .and_then(|endpoints| endpoints.shared_inbox)
            .or(wire.shared_inbox),
        outbox: wire.outbox,
        followers: wire.followers,
        following: wire.following,
        featured: wire.featured,
        moderators: if community {
            wire.attributed_to.or(wire.moderators)
        } else {
            None
        },
        public_key: PublicKey {
            id: key.id,
            pem: key.public_key_pem,
        },
        also_known_as: wire.also_known_as,
        moved_to: wire.moved_to,
        discoverable: wire.discoverable,
        indexable: wire.indexable,
        manually_approves_followers: wire.manually_approves_followers.unwrap_or(false),
        posting_restricted: community && wire.posting_restricted_to_mods.unwrap_or(false),
        sensitive: wire.sensitive.unwrap_or(false),
        published: wire.published,
        updated: wire.updated,
        id,
    })
}

/// A name that can stand in an address: no spaces, no signs that split one.
fn plausible_name(name: &str) -> bool {
    !name.is_empty()
        && !name.chars().any(|c| {
            c.is_whitespace()
                || c.is_control()
                || matches!(c, '@' | '/' | '?' | '#' | '<' | '>' | '"')
        })
}

/// Writes an actor, without `@context` (see [`super::with_context`]).
pub fn actor_json(doc: &ActorDoc, capabilities: &Capabilities) -> Value {
    let community = doc.kind == ActorKind::Community;
    let wire = ActorWire {
        id: Some(doc.id.clone()),
        kind: match doc.kind {
            ActorKind::Person => actors::PERSON,
            ActorKind::Community => actors::GROUP,
            ActorKind::Service => actors::APPLICATION,
        }
        .to_owned(),
        preferred_username: Some(doc.name.clone()),
        name: Some(doc.display_name.clone()),
        url: Some(doc.url.clone()),
        summary: (!doc.summary_html.is_empty()).then(|| doc.summary_html.clone()),
        source: doc.source.as_ref().map(|source| SourceWire {
            content: source.text.clone(),
            media_type: source.media_type.clone(),
        }),
        description: capabilities.description.clone(),
        icon: doc.icon.clone().map(PictureWire::new),
        image: doc.image.clone().map(PictureWire::new),
        inbox: Some(doc.inbox.clone()),
        outbox: doc.outbox.clone(),
        followers: doc.followers.clone(),
        following: doc.following.clone(),
        featured: doc.featured.clone(),
        attributed_to: doc.moderators.clone(),
        moderators: None,
        posting_restricted_to_mods: community.then_some(doc.posting_restricted),
        sensitive: community.then_some(doc.sensitive),
        manually_approves_followers: Some(doc.manually_approves_followers),
        discoverable: doc.discoverable,
        indexable: doc.indexable,
        language: capabilities
            .languages
            .iter()
            .map(|code| LanguageWire::of(code))
            .collect(),
        endpoints: doc.shared_inbox.clone().map(|inbox| EndpointsWire {
            shared_inbox: Some(inbox),
        }),
        shared_inbox: None,
        public_keys: vec![PublicKeyWire {
            id: doc.public_key.id.clone(),
            owner: Some(doc.id.clone()),
            public_key_pem: doc.public_key.pem.clone(),
        }],
        also_known_as: doc.also_known_as.clone(),
        moved_to: doc.moved_to.clone(),
        generator: (doc.kind == ActorKind::Service || capabilities.message_signatures)
            .then(|| generator(capabilities)),
        published: doc.published,
        updated: doc.updated,
    };
    written(serde_json::to_value(wire))
}

fn generator(capabilities: &Capabilities) -> GeneratorWire {
    let implements = if capabilities.message_signatures {
        vec![CapabilityWire {
            href: "https://datatracker.ietf.org/doc/html/rfc9421",
            name: "RFC-9421: HTTP Message Signatures",
        }]
    } else {
        Vec::new()
    };
    GeneratorWire {
        kind: actors::APPLICATION,
        implements,
    }
}
