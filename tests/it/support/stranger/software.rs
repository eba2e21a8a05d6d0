//! The kinds of server that strangers can be, and where each keeps its things.

/// What a stranger runs. It decides about addresses, shapes and manners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Software {
    Mastodon,
    GoToSocial,
    Lemmy,
    PieFed,
    Mbin,
    NodeBb,
    Friendica,
    Mitra,
    Mobilizon,
}

impl Software {
    /// As NodeInfo says it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Mastodon => "mastodon",
            Self::GoToSocial => "gotosocial",
            Self::Lemmy => "lemmy",
            Self::PieFed => "piefed",
            Self::Mbin => "mbin",
            Self::NodeBb => "nodebb",
            Self::Friendica => "friendica",
            Self::Mitra => "mitra",
            Self::Mobilizon => "mobilizon",
        }
    }

    /// Whether it understands activities inside of announcements.
    pub(crate) fn is_threadiverse(self) -> bool {
        !matches!(self, Self::Mastodon | Self::GoToSocial | Self::Mobilizon)
    }

    pub(super) fn person(self, name: &str) -> String {
        match self {
            Self::Mastodon | Self::GoToSocial | Self::Mitra => format!("/users/{name}"),
            Self::Lemmy | Self::PieFed | Self::Mbin => format!("/u/{name}"),
            Self::NodeBb => format!("/uid/{name}"),
            Self::Friendica => format!("/profile/{name}"),
            Self::Mobilizon => format!("/@{name}"),
        }
    }

    pub(super) fn group(self, name: &str) -> String {
        match self {
            Self::Mbin => format!("/m/{name}"),
            Self::NodeBb => format!("/category/{name}"),
            Self::Lemmy | Self::PieFed => format!("/c/{name}"),
            Self::Mastodon | Self::GoToSocial | Self::Mitra | Self::Friendica | Self::Mobilizon => self.person(name),
        }
    }

    pub(super) fn key(self, actor: &str) -> String {
        match self {
            Self::GoToSocial => format!("{actor}/main-key"),
            Self::NodeBb => format!("{actor}#key"),
            _ => format!("{actor}#main-key"),
        }
    }
}
