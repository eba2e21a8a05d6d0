//! What the protocol needs to know about this server, and its limits.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use time::OffsetDateTime;
use url::Url;

/// Where the time comes from, so that a test can hold it.
pub type Clock = Arc<dyn Fn() -> OffsetDateTime + Send + Sync>;

/// Names of servers under development or test, and where they really listen. For these names alone
/// http, ports and private addresses are allowed.
#[derive(Debug, Clone, Default)]
pub struct Development {
    /// Host name without port, lower case.
    pub resolve: HashMap<String, SocketAddr>,
}

#[derive(Clone)]
pub struct Config {
    /// `https://x.example`: what every local id starts with.
    pub base: Url,
    /// The host (with its port, where it has one) that handles are made with: lower case, in punycode.
    pub domain: String,
    pub user_agent: String,
    pub development: Option<Development>,
    pub connect_timeout: Duration,
    /// For a whole exchange: every redirect and the last byte of the body.
    pub total_timeout: Duration,
    /// Requests that one piece of work may cause.
    pub fetch_limit: u32,
    /// Fetches from one site: how many at once, and how many a second after that.
    pub site_burst: u32,
    pub site_per_second: u32,
    /// Requests under way to all hosts together.
    pub delivery_concurrency: usize,
    /// Requests under way to one host. More than one gives up the order of activities.
    pub delivery_per_host: usize,
    /// Only signed readers are served.
    pub authorized_fetch: bool,
    pub clock: Clock,
}

impl Config {
    /// The usual limits for a server at `base`, on the system's clock until it is given another.
    #[expect(
        clippy::disallowed_methods,
        reason = "where nobody gives a clock, the system's is the one"
    )]
    pub fn new(base: Url) -> Self {
        let domain = match (base.host_str(), base.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (Some(host), None) => host.to_owned(),
            (None, _) => String::new(),
        };
        Self {
            user_agent: format!("Folkmoot/{} (+{base})", env!("CARGO_PKG_VERSION")),
            base,
            domain,
            development: None,
            connect_timeout: Duration::from_secs(5),
            total_timeout: Duration::from_secs(10),
            fetch_limit: 20,
            site_burst: 300,
            site_per_second: 10,
            delivery_concurrency: 64,
            delivery_per_host: 1,
            authorized_fetch: false,
            clock: Arc::new(OffsetDateTime::now_utc),
        }
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        (self.clock)()
    }
}

/// The part of a host name that one owner holds, for limits that many names under it must share.
///
/// Without a list of public suffixes this is a guess: the last two labels, or three where the last
/// two look like `co.uk`. A wrong guess makes a limit a little tighter or looser, nothing more.
pub(crate) fn site(host: &str) -> &str {
    let mut dots = host.rmatch_indices('.').map(|(at, _)| at);
    let (Some(last), Some(second)) = (dots.next(), dots.next()) else {
        return host;
    };
    let short = last - second <= 4 && host.len() - last <= 3;
    let cut = if short {
        dots.next().map_or(0, |third| third + 1)
    } else {
        second + 1
    };
    &host[cut..]
}

#[cfg(test)]
mod tests {
    use super::site;

    #[test]
    fn names_of_one_owner_share_a_site() {
        for (host, expected) in [
            ("example.com", "example.com"),
            ("a.example.com", "example.com"),
            ("x.a.example.com", "example.com"),
            ("news.co.uk", "news.co.uk"),
            ("a.b.news.co.uk", "news.co.uk"),
            ("localhost", "localhost"),
            ("one.localhost", "one.localhost"),
        ] {
            assert_eq!(site(host), expected, "{host}");
        }
    }
}
