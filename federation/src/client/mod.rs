//! The one client through which everything leaves this server.
//!
//! It decides alone where a request may go (see `guard`), how long it may take, how much may come
//! back and of what kind. Redirects are followed here and not by the library below, so that every
//! step is judged like the first.

mod answer;
mod ask;
mod guard;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Certificate, Method, Request, Response};
use time::OffsetDateTime;
use tokio::time::Instant;
use url::Url;

use crate::bounded::Bounded;
use crate::config::{Config, Development, site};
use crate::error::FetchError;
use crate::host::{Host, Policy};
use crate::signature::{Keys, Signing, authority, sign};
pub(crate) use answer::is_temporary;
use answer::{judge, read_capped, redirection, retry_after, unreachable_for};
pub use ask::{Ask, DOCUMENT_LIMIT, Fetched, Kind, SMALL_LIMIT};
use guard::Guard;
pub use guard::{is_public, parse_url};

const MOST_REDIRECTS: usize = 3;
/// What is read of an answer to a delivery, so that its connection can be used again.
const REPLY_LIMIT: usize = 16 * 1024;
/// The resolver under this client, for other clients that a library insists on making itself.
pub fn resolver(development: Option<&Development>) -> Arc<dyn reqwest::dns::Resolve> {
    Arc::new(Guard::new(development))
}

/// What a peer answered to a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    /// Seconds.
    pub retry_after: Option<u64>,
}

/// A token bucket for one site.
#[derive(Clone, Copy)]
struct Bucket {
    tokens: f64,
    filled: OffsetDateTime,
}

#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    http: reqwest::Client,
    guard: Guard,
    host: Arc<dyn Host>,
    keys: Arc<Keys>,
    config: Arc<Config>,
    buckets: Bounded<String, Bucket>,
}

impl Client {
    pub(crate) fn new(
        config: Arc<Config>,
        host: Arc<dyn Host>,
        keys: Arc<Keys>,
    ) -> Result<Self, FetchError> {
        let guard = Guard::new(config.development.as_ref());
        // A machine without certificate authorities of its own would reach nobody over https.
        let http = underlying::<Vec<u8>>(&config, &guard, &[]).or_else(|cause| {
            tracing::warn!(%cause, "the system has no usable certificate authorities; using Mozilla's");
            underlying(&config, &guard, webpki_root_certs::TLS_SERVER_ROOT_CERTS)
        });
        let http = http.map_err(|cause| FetchError::temporary("the client", cause.to_string()))?;
        Ok(Self(Arc::new(Inner {
            http,
            guard,
            host,
            keys,
            config,
            buckets: Bounded::new(20_000),
        })))
    }

    /// What lies under this client, for the library to hold; this client stands in front of it there.
    pub(crate) fn plain(&self) -> reqwest::Client {
        self.0.http.clone()
    }

    /// Fetches with every rule applied.
    pub async fn get(&self, url: &Url, ask: Ask) -> Result<Fetched, FetchError> {
        let response = self.open(url, ask).await?;
        let content_type = response
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        let url = response.url().clone();
        let body = read_capped(response, ask.limit).await?;
        Ok(Fetched {
            url,
            content_type,
            body,
        })
    }

    /// Sends a body. A redirect is an answer like any other: what was signed for one address is not
    /// for another.
    pub async fn post(
        &self,
        url: &Url,
        headers: HeaderMap,
        body: Bytes,
    ) -> Result<Reply, FetchError> {
        self.0.guard.check(url)?;
        let mut request = Request::new(Method::POST, url.clone());
        *request.headers_mut() = headers;
        *request.body_mut() = Some(body.into());
        let mut response = self.execute(request).await?;
        let reply = Reply {
            status: response.status().as_u16(),
            retry_after: retry_after(&response, self.0.config.now()),
        };
        let mut left = REPLY_LIMIT;
        while let Ok(Some(chunk)) = response.chunk().await {
            left = left.saturating_sub(chunk.len());
            if left == 0 {
                break;
            }
        }
        Ok(reply)
    }

    /// Judges an address without contacting it. Returns its host.
    pub fn judge_address<'a>(&self, url: &'a Url) -> Result<&'a str, FetchError> {
        self.0.guard.check(url)
    }

    /// `https://host/`, or `http` for a host under development. `host` may have a port only there.
    pub fn origin(&self, host: &str) -> Result<Url, FetchError> {
        let name = host
            .split_once(':')
            .map_or(host, |(name, _)| name)
            .to_ascii_lowercase();
        let scheme = if self.0.guard.is_development(&name) {
            self.0.config.base.scheme()
        } else {
            "https"
        };
        let plain = !host.contains(['/', '?', '#', '@', '\\']);
        let url = parse_url(&format!("{scheme}://{host}/"))?;
        self.0.guard.check(&url)?;
        if plain {
            Ok(url)
        } else {
            Err(FetchError::Refused {
                url: host.to_owned(),
                reason: "it is no host",
            })
        }
    }

    /// Follows redirects up to the answer that counts. Its body is still to be read.
    async fn open(&self, url: &Url, ask: Ask) -> Result<Response, FetchError> {
        let deadline = Instant::now() + self.0.config.total_timeout;
        let mut at = url.clone();
        for _ in 0..=MOST_REDIRECTS {
            let host = self.0.guard.check(&at)?;
            if self.0.host.policy(&authority(&at)).await? == Policy::Blocked {
                return Err(FetchError::Blocked(host.to_owned()));
            }
            self.take_token(host)?;
            let mut request = Request::new(Method::GET, at.clone());
            *request.timeout_mut() = Some(deadline.saturating_duration_since(Instant::now()));
            if ask.signed {
                let key = self.0.host.instance_key().await?;
                let what = Signing::Get {
                    accept: ask.kind.accept(),
                };
                *request.headers_mut() =
                    sign(&self.0.keys, &key, &at, what, self.0.config.now())
                        .map_err(|cause| FetchError::invalid(&at, cause.to_string()))?;
            } else {
                request
                    .headers_mut()
                    .insert(ACCEPT, HeaderValue::from_static(ask.kind.accept()));
            }
            let response = self.execute(request).await?;
            let Some(next) = redirection(&response)? else {
                return judge(response, ask, self.0.config.now());
            };
            at = next;
        }
        Err(FetchError::invalid(url, "it redirects too often"))
    }

    async fn execute(&self, request: Request) -> Result<Response, FetchError> {
        let url = request.url().clone();
        self.0
            .http
            .execute(request)
            .await
            .map_err(|cause| unreachable_for(&url, &cause))
    }

    fn take_token(&self, host: &str) -> Result<(), FetchError> {
        let config = &self.0.config;
        let now = config.now();
        let full = f64::from(config.site_burst);
        let rate = f64::from(config.site_per_second.max(1));
        let allowed = self.0.buckets.with(
            site(host).to_owned(),
            || Bucket {
                tokens: full,
                filled: now,
            },
            |bucket| {
                let passed = (now - bucket.filled).as_seconds_f64().max(0.0);
                bucket.tokens = (bucket.tokens + passed * rate).min(full);
                bucket.filled = now;
                let allowed = bucket.tokens >= 1.0;
                if allowed {
                    bucket.tokens -= 1.0;
                }
                allowed
            },
        );
        if allowed {
            return Ok(());
        }
        Err(FetchError::Temporary {
            url: host.to_owned(),
            reason: "we have asked it enough for now".to_owned(),
            retry_after: Some(60),
        })
    }
}

/// The connections below: everything that would act on its own is switched off.
fn underlying<C: AsRef<[u8]>>(
    config: &Config,
    guard: &Guard,
    authorities: &[C],
) -> reqwest::Result<reqwest::Client> {
    let builder = reqwest::Client::builder()
        .user_agent(config.user_agent.clone())
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .no_proxy()
        // A small body that unpacks into a huge one would pass the limit on the wire.
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .connect_timeout(config.connect_timeout)
        .timeout(config.total_timeout)
        // Long enough for what follows a post at once, short enough that a thousand hosts do not
        // hold a thousand sockets.
        .pool_idle_timeout(Duration::from_secs(15))
        .pool_max_idle_per_host(config.delivery_per_host.max(2))
        .dns_resolver(guard.clone());
    if authorities.is_empty() {
        return builder.build();
    }
    let authorities: reqwest::Result<Vec<Certificate>> = authorities
        .iter()
        .map(|certificate| Certificate::from_der(certificate.as_ref()))
        .collect();
    builder.tls_certs_only(authorities?).build()
}

/// Puts this client under `activitypub_federation`: the library decides what to fetch, this how.
/// The rest of the chain is not run, as redirects need several requests for one.
#[async_trait]
impl reqwest_middleware::Middleware for Client {
    async fn handle(
        &self,
        request: Request,
        _: &mut ::http::Extensions,
        _: reqwest_middleware::Next<'_>,
    ) -> reqwest_middleware::Result<Response> {
        if request.method() != Method::GET {
            let refused = FetchError::Refused {
                url: request.url().to_string(),
                reason: "the library only fetches",
            };
            return Err(reqwest_middleware::Error::middleware(refused));
        }
        let mut response = self
            .open(request.url(), Ask::DOCUMENT)
            .await
            .map_err(reqwest_middleware::Error::middleware)?;
        // Judged already, and by a rule that knows more spellings than the library's.
        response.headers_mut().insert(
            CONTENT_TYPE,
            HeaderValue::from_static(activitypub_federation::FEDERATION_CONTENT_TYPE),
        );
        Ok(response)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_made_without_authorities_of_the_system() {
        let config = Config::new(Url::parse("https://x.example").unwrap());
        let bundled = webpki_root_certs::TLS_SERVER_ROOT_CERTS;
        assert!(bundled.len() > 50);
        assert!(underlying(&config, &Guard::default(), bundled).is_ok());
    }
}
