//! The wire, read leniently and written strictly: one file a type.
//!
//! Reading never fails on a property of a wrong type: that property counts as absent. What must be
//! there is checked by `objects` and `activities`, which say in one short line what is missing.

use std::borrow::Cow;
use std::fmt;

pub mod activity;
pub mod actor;
pub mod collection;
pub mod language;
pub mod links;
pub mod nodeinfo;
pub mod post;
pub mod tombstone;
pub mod webfinger;

/// A document that cannot be taken in. The text is short and safe to show to the peer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed(Cow<'static, str>);

impl Malformed {
    pub fn new(reason: impl Into<Cow<'static, str>>) -> Self {
        Self(reason.into())
    }

    pub fn reason(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Malformed {}

/// Upper bounds on what one document may carry.
pub mod caps {
    /// `to` and `cc`, each; more than that is refused, because the part cut off might say who may read it.
    pub const RECIPIENTS: usize = 2_000;
    pub const TAGS: usize = 200;
    pub const ATTACHMENTS: usize = 32;
    /// Characters read of a `name`; titles are cut further, see [`TITLE`].
    pub const NAME: usize = 500;
    pub const TITLE: usize = 200;
    /// Characters of a teaser or content warning.
    pub const SUMMARY: usize = 2_000;
    /// Characters of an actor's description.
    pub const PROFILE: usize = 100_000;
    pub const POLL_OPTIONS: usize = 500;
    pub const ALIASES: usize = 256;
    /// Keys of one actor, and the bytes of one: RSA of 8,192 bits takes 1,500.
    pub const KEYS: usize = 16;
    pub const KEY: usize = 8_192;
    /// Activities in one batched `Announce`, and objects in one vote or report.
    pub const BATCH: usize = 100;
    /// Bytes of an address.
    pub const ADDRESS: usize = 2_048;
    /// Bytes of one property that belongs to one kind only.
    pub const EXTRA: usize = 16_384;
}

/// Cuts to a number of characters.
pub(crate) fn cut(text: &str, characters: usize) -> &str {
    text.char_indices()
        .nth(characters)
        .map_or(text, |(end, _)| &text[..end])
}
