//! Actors to and from the wire.

use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::label::{label_of, label_wire};
use super::written;
use crate::host::{ActorDoc, ActorKind, PublicKey, Source};
use crate::protocol::actor::{
    ActorWire, CapabilityWire, EndpointsWire, GeneratorWire, PictureWire, PublicKeyWire, SourceWire,
};
use crate::protocol::language::LanguageWire;
use crate::protocol::links::same_origin;
use crate::protocol::{Malformed, caps};
use crate::signature::VerifyingKey;
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
    let (public_key, other_keys) = own_keys(wire.public_keys, &id)
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
        public_key,
        other_keys,
        also_known_as: wire.also_known_as,
        moved_to: wire.moved_to,
        discoverable: wire.discoverable,
        indexable: wire.indexable,
        manually_approves_followers: wire.manually_approves_followers.unwrap_or(false),
        posting_restricted: community && wire.posting_restricted_to_mods.unwrap_or(false),
        sensitive: wire.sensitive.unwrap_or(false),
        labels: if community { wire.tag.into_iter().filter_map(label_of).collect() } else { Vec::new() },
        published: wire.published,
        updated: wire.updated,
        id,
    })
}

/// The key to go by, and the others. Most peers have one, of RSA; where Ed25519 stands beside it, RSA
/// is the one that both schemes of signatures can use.
fn own_keys(listed: Vec<PublicKeyWire>, owner: &Url) -> Option<(PublicKey, Vec<PublicKey>)> {
    let mut keys: Vec<PublicKey> = Vec::new();
    for key in listed {
        let own = key.owner.as_ref().is_none_or(|named| named == owner)
            && same_origin(&key.id, owner)
            && key.public_key_pem.len() <= caps::KEY
            && keys.iter().all(|known| known.id != key.id);
        if own {
            keys.push(PublicKey {
                id: key.id,
                pem: key.public_key_pem,
            });
        }
    }
    if keys.is_empty() {
        return None;
    }
    let is_rsa =
        |key: &PublicKey| matches!(VerifyingKey::from_pem(&key.pem), Ok(VerifyingKey::Rsa(_)));
    let place = if keys.len() > 1 {
        keys.iter().position(is_rsa).unwrap_or(0)
    } else {
        0
    };
    let first = keys.remove(place);
    Some((first, keys))
}

/// A longer name is no name: cut, it would be somebody else's.
const LONGEST_NAME: usize = 255;

/// A name that can stand in an address and be told from others by eye: letters, digits and a few
/// signs, and none that are mistaken for Latin ones among Latin ones.
fn plausible_name(name: &str) -> bool {
    let sign = |c: char| c.is_ascii() && !c.is_ascii_control() && !" @/?#<>\"\\%&:".contains(c);
    let latin = |c: char| matches!(c, 'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}');
    // Letters that exist to look like others: full width, mathematical.
    let posing = |c: char| matches!(c, '\u{2100}'..='\u{214f}' | '\u{ff00}'..='\u{ffef}' | '\u{1d400}'..='\u{1d7ff}');
    let mixed = name.chars().any(latin)
        && name
            .chars()
            .any(|c| c.is_alphabetic() && !latin(c) && !c.is_ascii());
    !name.is_empty()
        && name.len() <= LONGEST_NAME
        && !mixed
        && name
            .chars()
            .all(|c| sign(c) || (!c.is_ascii() && c.is_alphanumeric() && !posing(c)))
}

/// Writes an actor, without `@context` (see [`super::with_context`]).
pub fn actor_json(doc: &ActorDoc, capabilities: &Capabilities) -> Value {
    let community = doc.kind == ActorKind::Community;
    let wire = ActorWire {
        id: Some(doc.id.clone()),
        kind: match doc.kind {
            ActorKind::Person => actors::PERSON,
            ActorKind::Community => actors::GROUP,
            // The server itself is an application. Any other is a service, which Lemmy takes as an author.
            ActorKind::Service if doc.id.path() == "/actor" => actors::APPLICATION,
            ActorKind::Service => actors::SERVICE,
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
        sensitive: (community || doc.sensitive).then_some(doc.sensitive),
        manually_approves_followers: Some(doc.manually_approves_followers),
        discoverable: doc.discoverable,
        indexable: doc.indexable,
        tag: doc.labels.iter().map(label_wire).collect(),
        language: capabilities
            .languages
            .iter()
            .map(|code| LanguageWire::of(code))
            .collect(),
        endpoints: doc.shared_inbox.clone().map(|inbox| EndpointsWire {
            shared_inbox: Some(inbox),
        }),
        shared_inbox: None,
        public_keys: std::iter::once(&doc.public_key)
            .chain(&doc.other_keys)
            .map(|key| PublicKeyWire {
                id: key.id.clone(),
                owner: Some(doc.id.clone()),
                public_key_pem: key.pem.clone(),
            })
            .collect(),
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
