//! HTTP signatures: who sent a request, and that nobody changed it on the way.
//!
//! Two schemes are read: the draft that the fediverse grew up with (cavage-12) and its successor,
//! RFC 9421. The first alone is written, because every peer reads it.

mod cavage;
mod digest;
mod keys;
mod message;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use time::OffsetDateTime;
use url::Url;

pub use cavage::{Signing, sign};
pub use digest::digest_header;
pub use keys::{GeneratedKey, Keys, VerifyingKey, generate_keypair};

/// How far a peer's clock may be from ours.
const SKEW_SECONDS: i64 = 3_600;
/// How long a signature is good where it does not say, and at most, counted from its making.
const DEFAULT_LIFE_SECONDS: i64 = 300;
const LONGEST_LIFE_SECONDS: i64 = 12 * 3_600;

/// Why a signature does not count. The text is safe to send back: it helps honest peers and tells
/// others nothing that they do not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    #[error("the request is not signed")]
    Missing,
    #[error("the signature cannot be read: {0}")]
    Malformed(&'static str),
    #[error("the signature must cover {0}")]
    Uncovered(&'static str),
    #[error("the signature is too old, or from the future")]
    Untimely,
    #[error("the digest does not fit the body: {0}")]
    Digest(&'static str),
    #[error("the request was signed for another host")]
    OtherHost,
    #[error("the key cannot be used: {0}")]
    Key(&'static str),
    #[error("the signature does not fit the request and the key")]
    Wrong,
}

/// Header fields of a request, names in lower case. Fields that are not text are left out, as
/// nothing here is allowed to hold anything else.
#[derive(Debug, Clone, Default)]
pub struct Headers<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Headers<'a> {
    pub fn new(fields: Vec<(&'a str, &'a str)>) -> Self {
        Self(fields)
    }

    /// The value of a field that may stand only once: `None` where it is missing or repeated, since
    /// of two values the signer and the reader could each mean another one.
    pub fn single(&self, name: &str) -> Option<&'a str> {
        let mut values = self.all(name);
        let first = values.next()?;
        values.next().is_none().then_some(first)
    }

    pub fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'a str> + 's {
        self.0
            .iter()
            .filter(move |(field, _)| *field == name)
            .map(|(_, value)| value.trim())
    }

    /// All values of a field in order, as both schemes put them into what is signed.
    fn joined(&self, name: &str) -> Option<Cow<'a, str>> {
        let mut values = self.all(name);
        let first = values.next()?;
        let Some(second) = values.next() else {
            return Some(Cow::Borrowed(first));
        };
        let mut text = format!("{first}, {second}");
        for value in values {
            text.push_str(", ");
            text.push_str(value);
        }
        Some(Cow::Owned(text))
    }
}

impl<'a> From<&'a actix_web::http::header::HeaderMap> for Headers<'a> {
    fn from(map: &'a actix_web::http::header::HeaderMap) -> Self {
        Self(
            map.iter()
                .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
                .collect(),
        )
    }
}

/// A request as it came in.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    pub method: &'a str,
    pub path_and_query: &'a str,
    pub headers: Headers<'a>,
    /// `None` for requests that have none.
    pub body: Option<&'a [u8]>,
}

impl Request<'_> {
    fn path(&self) -> &str {
        self.path_and_query
            .split_once('?')
            .map_or(self.path_and_query, |(path, _)| path)
    }

    fn query(&self) -> Option<&str> {
        self.path_and_query.split_once('?').map(|(_, query)| query)
    }
}

/// The address that peers know this server by. Behind a proxy the connection does not tell.
#[derive(Debug, Clone)]
pub struct Here {
    pub scheme: String,
    /// Host, with its port where that is not the usual one.
    pub authority: String,
}

impl Here {
    pub fn new(base: &Url) -> Self {
        Self {
            scheme: base.scheme().to_owned(),
            authority: authority(base),
        }
    }

    /// A signature over somebody else's `Host` was made for somebody else: it is a replay here.
    /// Some peers leave the port out.
    fn is_meant(&self, host: &str) -> bool {
        let bare = self
            .authority
            .split_once(':')
            .map_or(self.authority.as_str(), |(name, _)| name);
        host.eq_ignore_ascii_case(&self.authority) || host.eq_ignore_ascii_case(bare)
    }
}

/// What goes into the `Host` header for a URL.
pub(crate) fn authority(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => String::new(),
    }
}

/// A signature as read from a request, not believed yet.
#[derive(Debug)]
pub struct Signature {
    pub key_id: Url,
    value: Vec<u8>,
    scheme: Scheme,
}

#[derive(Debug)]
enum Scheme {
    Cavage(cavage::Parameters),
    Message(message::Parameters),
}

impl Signature {
    pub fn read(headers: &Headers<'_>) -> Result<Self, SignatureError> {
        if headers.has("signature-input") {
            let (key_id, value, parameters) = message::read(headers)?;
            return Ok(Self {
                key_id: key_url(&key_id)?,
                value,
                scheme: Scheme::Message(parameters),
            });
        }
        let (key_id, value, parameters) = cavage::read(headers)?;
        Ok(Self {
            key_id: key_url(&key_id)?,
            value,
            scheme: Scheme::Cavage(parameters),
        })
    }

    /// Everything that can be judged without the key: what is covered, when, for whom, and the digest.
    pub fn check(
        &self,
        request: &Request<'_>,
        here: &Here,
        now: OffsetDateTime,
    ) -> Result<(), SignatureError> {
        match &self.scheme {
            Scheme::Cavage(parameters) => parameters.check(request, here, now.unix_timestamp()),
            Scheme::Message(parameters) => parameters.check(request, here, now.unix_timestamp()),
        }
    }

    /// The mathematics.
    pub fn verify(
        &self,
        request: &Request<'_>,
        here: &Here,
        key: &VerifyingKey,
    ) -> Result<(), SignatureError> {
        match &self.scheme {
            Scheme::Cavage(parameters) => {
                let whole = parameters.signed_text(request, request.path_and_query)?;
                if key.verify(&whole, &self.value).is_ok() {
                    return Ok(());
                }
                // Some peers leave the query out of what they sign.
                if request.query().is_none() {
                    return Err(SignatureError::Wrong);
                }
                key.verify(
                    &parameters.signed_text(request, request.path())?,
                    &self.value,
                )
            }
            Scheme::Message(parameters) => {
                parameters.allows(key)?;
                key.verify(&parameters.signed_text(request, here)?, &self.value)
            }
        }
    }
}

fn key_url(text: &str) -> Result<Url, SignatureError> {
    match Url::parse(text) {
        Ok(url) if url.has_host() && !text.contains(char::is_control) => Ok(url),
        _ => Err(SignatureError::Malformed("its key id is not an address")),
    }
}

/// Whether a signature made at `created` (good until `expires`) and dated `date` counts at `now`.
fn timely(
    now: i64,
    date: Option<i64>,
    created: Option<i64>,
    expires: Option<i64>,
) -> Result<(), SignatureError> {
    let future = |at: i64| at > now.saturating_add(SKEW_SECONDS);
    if date.is_some_and(|at| future(at) || at.saturating_add(SKEW_SECONDS) < now) {
        return Err(SignatureError::Untimely);
    }
    let Some(made) = created.or(date) else {
        return Err(SignatureError::Uncovered("a time"));
    };
    let end = expires
        .unwrap_or_else(|| made.saturating_add(DEFAULT_LIFE_SECONDS))
        .min(made.saturating_add(LONGEST_LIFE_SECONDS));
    if future(made) || end.saturating_add(SKEW_SECONDS) < now {
        return Err(SignatureError::Untimely);
    }
    Ok(())
}

fn http_date(text: &str) -> Option<i64> {
    let at = httpdate::parse_http_date(text).ok()?;
    Some(OffsetDateTime::from(at).unix_timestamp())
}
