//! What can go wrong while fetching, and what it means for whoever asked.

use crate::host::HostError;
use activitypub_federation::error::Error as LibraryError;

/// Why something elsewhere could not be had. The text is for the log.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// Our own rules forbid the request; asking again changes nothing.
    #[error("{url} is not fetched: {reason}")]
    Refused { url: String, reason: &'static str },
    /// The operator blocked that server.
    #[error("{0} is blocked")]
    Blocked(String),
    /// 404 or 410: it is not there, or no longer.
    #[error("{0} is gone")]
    Gone(String),
    /// It may work later.
    #[error("{url} cannot be had now: {reason}")]
    Temporary {
        url: String,
        reason: String,
        retry_after: Option<u64>,
    },
    /// The peer said no.
    #[error("{url} answered {status}")]
    Rejected { url: String, status: u16 },
    /// What came is not what it claims to be.
    #[error("{url}: {reason}")]
    Invalid { url: String, reason: String },
    #[error("{url} is larger than {limit} bytes")]
    TooLarge { url: String, limit: usize },
    /// One piece of work asked for more than it may.
    #[error("too many requests for one piece of work")]
    Budget,
    #[error(transparent)]
    Host(#[from] HostError),
}

impl FetchError {
    pub(crate) fn invalid(url: impl ToString, reason: impl Into<String>) -> Self {
        Self::Invalid {
            url: url.to_string(),
            reason: reason.into(),
        }
    }

    pub(crate) fn temporary(url: impl ToString, reason: impl Into<String>) -> Self {
        Self::Temporary {
            url: url.to_string(),
            reason: reason.into(),
            retry_after: None,
        }
    }

    pub fn is_gone(&self) -> bool {
        matches!(self, Self::Gone(_))
    }

    /// Whether the same request is worth repeating later.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Temporary { .. } | Self::Host(_))
    }
}

/// The library hands our own errors back wrapped by its client; anything else it finds is about the document.
impl From<LibraryError> for FetchError {
    fn from(error: LibraryError) -> Self {
        match error {
            LibraryError::ReqwestMiddleware(reqwest_middleware::Error::Middleware(cause)) => {
                match cause.downcast::<Self>() {
                    Ok(ours) => ours,
                    Err(other) => Self::temporary("a peer", other.to_string()),
                }
            }
            LibraryError::ReqwestMiddleware(other) => Self::temporary("a peer", other.to_string()),
            LibraryError::Reqwest(other) => Self::temporary("a peer", other.to_string()),
            LibraryError::ObjectDeleted(url) => Self::Gone(url.to_string()),
            LibraryError::RequestLimit => Self::Budget,
            LibraryError::ResponseBodyLimit => Self::TooLarge {
                url: "a document".to_owned(),
                limit: crate::client::DOCUMENT_LIMIT,
            },
            // The document itself stays out of the log: it is large and its author chose it.
            LibraryError::ParseFetchedObject(cause, url, _) => {
                Self::invalid(url, cause.to_string())
            }
            LibraryError::FetchInvalidContentType(url) => {
                Self::invalid(url, "not an ActivityPub document")
            }
            LibraryError::FetchWrongId(url) => Self::invalid(url, "its id names another address"),
            LibraryError::UrlVerificationError(reason) => Self::Refused {
                url: "an address".to_owned(),
                reason,
            },
            LibraryError::DomainResolveError(host) => {
                Self::temporary(host, "its name does not resolve to a public address")
            }
            other => Self::invalid("a document", other.to_string()),
        }
    }
}
