//! Kinds of contribution: one file each behind one trait, and this registry.
//!
//! To add a kind: write its file, add one line to [`ALL`], its templates and its tests.

mod article;
mod discussion;
mod event;
mod poll;

/// What the rest of the house asks of a kind.
pub trait Kind: Send + Sync {
    /// Its word in the database, the API and the locale files.
    fn name(&self) -> &'static str;

    /// The ActivityStreams type that we send it as.
    fn sent_as(&self) -> &'static str;

    /// The ActivityStreams types that we take for it.
    fn taken_from(&self) -> &'static [&'static str];

    /// A mark beside its word, so that a kind is never told by colour alone.
    fn sign(&self) -> &'static str;

    /// Whether people can write it on a page here.
    fn writable(&self) -> bool {
        false
    }

    /// Which top-level properties of a remote object are kept for it.
    fn keeps(&self) -> &'static [&'static str] {
        &[]
    }
}

/// Every kind there is.
pub const ALL: &[&dyn Kind] = &[&discussion::Discussion, &article::Article, &poll::Poll, &event::Event];

pub fn by_name(name: &str) -> Option<&'static dyn Kind> {
    ALL.iter().copied().find(|k| k.name() == name)
}

/// The kind for a type on the wire; whatever is unknown is a discussion, which shows as text.
pub fn by_activity_type(kind: &str) -> &'static dyn Kind {
    ALL.iter().copied().find(|k| k.taken_from().contains(&kind)).unwrap_or(&discussion::Discussion)
}
