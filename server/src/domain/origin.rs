//! Who acts, and from where: the one difference between a click here and an activity from afar.

use std::sync::Arc;

use crate::domain::access::Person;
use crate::store::actors::Actor;

/// Somebody with a home elsewhere, as their server let us know.
#[derive(Debug, Clone)]
pub struct Remote {
    pub actor: Actor,
    /// What their server sent, to the letter: a community passes it on unchanged.
    pub activity: Option<Arc<str>>,
    /// The id of that activity.
    pub activity_id: Option<String>,
    /// The remote community that passed it on to us, where one did.
    pub announced_by: Option<i64>,
}

/// The one behind an action.
#[derive(Debug, Clone)]
pub enum Origin {
    Local(Person),
    Remote(Box<Remote>),
    /// The house's convener, for what happens by itself when a community's time is over.
    Convener(Box<Actor>),
}

impl Origin {
    pub fn actor(&self) -> &Actor {
        match self {
            Self::Local(person) => &person.actor,
            Self::Remote(remote) => &remote.actor,
            Self::Convener(actor) => actor,
        }
    }

    pub fn is_local(&self) -> bool {
        matches!(self, Self::Local(_) | Self::Convener(_))
    }

    pub fn activity(&self) -> Option<&Arc<str>> {
        match self {
            Self::Local(_) | Self::Convener(_) => None,
            Self::Remote(remote) => remote.activity.as_ref(),
        }
    }

    pub fn activity_id(&self) -> Option<&str> {
        match self {
            Self::Local(_) | Self::Convener(_) => None,
            Self::Remote(remote) => remote.activity_id.as_deref(),
        }
    }

    pub fn announced_by(&self) -> Option<i64> {
        match self {
            Self::Local(_) | Self::Convener(_) => None,
            Self::Remote(remote) => remote.announced_by,
        }
    }
}
