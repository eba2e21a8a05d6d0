//! What a GET asks for, and what comes of it.

use bytes::Bytes;
use url::Url;

/// Of an ActivityPub document.
pub const DOCUMENT_LIMIT: usize = 1024 * 1024;
/// Of a WebFinger or NodeInfo document.
pub const SMALL_LIMIT: usize = 64 * 1024;
const ACTIVITY_ACCEPT: &str = "application/activity+json, application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";

/// Content types that an answer may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `application/activity+json`, or JSON-LD that says it is ActivityStreams. Nothing else: people
    /// may upload what merely looks like a document.
    Activity,
    /// WebFinger and NodeInfo.
    Json,
    /// Any type that starts with one of these, such as `image/`.
    Starting(&'static [&'static str]),
}

impl Kind {
    pub(super) fn accept(self) -> &'static str {
        match self {
            Self::Activity => ACTIVITY_ACCEPT,
            Self::Json => "application/jrd+json, application/json",
            Self::Starting(_) => "*/*",
        }
    }

    pub(crate) fn allows(self, content_type: &str) -> bool {
        let lower = content_type.to_ascii_lowercase();
        let mut parts = lower.split(';').map(str::trim);
        let essence = parts.next().unwrap_or_default();
        match self {
            Self::Activity => match essence {
                "application/activity+json" => true,
                "application/ld+json" => parts.any(|part| {
                    part.strip_prefix("profile=").is_some_and(|list| {
                        list.trim_matches('"')
                            .split(' ')
                            .any(|it| it == "https://www.w3.org/ns/activitystreams")
                    })
                }),
                _ => false,
            },
            Self::Json => {
                essence == "application/json"
                    || essence.starts_with("application/") && essence.ends_with("+json")
            }
            Self::Starting(allowed) => allowed.iter().any(|start| essence.starts_with(start)),
        }
    }
}

/// One GET.
#[derive(Debug, Clone, Copy)]
pub struct Ask {
    pub kind: Kind,
    pub limit: usize,
    /// Sign as the instance. Servers that protect their content answer nobody else.
    pub signed: bool,
}

impl Ask {
    pub const DOCUMENT: Self = Self {
        kind: Kind::Activity,
        limit: DOCUMENT_LIMIT,
        signed: true,
    };
    pub const SMALL: Self = Self {
        kind: Kind::Json,
        limit: SMALL_LIMIT,
        signed: false,
    };
}

#[derive(Debug, Clone)]
pub struct Fetched {
    /// After redirects.
    pub url: Url,
    pub content_type: String,
    pub body: Bytes,
}
