//! Which addresses may be contacted at all, judged before a request and again after its name is resolved.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use crate::config::Development;
use crate::error::FetchError;

const LONGEST_URL: usize = 2_048;

/// Reads an address from elsewhere. The URL parser drops line breaks and tabs in silence, so that
/// what it returns is not what was written; here they are refused.
pub fn parse_url(text: &str) -> Result<Url, FetchError> {
    let text = text.trim_matches(' ');
    if text.len() > LONGEST_URL || text.contains(char::is_control) || text.contains(' ') {
        return Err(FetchError::Refused {
            url: text.escape_debug().take(120).collect(),
            reason: "it is no address",
        });
    }
    match Url::parse(text) {
        Ok(url) => Ok(url),
        Err(_) => Err(FetchError::Refused {
            url: text.chars().take(120).collect(),
            reason: "it is no address",
        }),
    }
}

/// Whether an address belongs to a machine on the public internet.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(a == 0
        || a == 10
        || a == 127
        || (a == 100 && (64..128).contains(&b))
        || (a == 169 && b == 254)
        || (a == 172 && (16..32).contains(&b))
        || (a == 192 && b == 168)
        // Protocol assignments, documentation, the retired 6to4 relays.
        || (a == 192 && b == 0 && (c == 0 || c == 2))
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && b == 51 && c == 100)
        || (a == 203 && b == 0 && c == 113)
        // Benchmarks.
        || (a == 198 && (18..20).contains(&b))
        // Multicast, reserved, broadcast.
        || a >= 224)
}

/// Only 2000::/3 is handed out to the public. Within it, and below it, some ranges carry an IPv4
/// address that the packet ends up at: those count as that address.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let part = address.segments();
    let low = || Ipv4Addr::from(u32::from(part[6]) << 16 | u32::from(part[7]));
    match part {
        // IPv4-compatible and IPv4-mapped; ::1 and :: are among the former and come out as 0/8.
        [0, 0, 0, 0, 0, 0 | 0xffff, ..] => is_public_v4(low()),
        // NAT64, well known and local.
        [0x64, 0xff9b, 0, 0, 0, 0, ..] => is_public_v4(low()),
        // 6to4 carries its address further up.
        [0x2002, high, more, ..] => {
            is_public_v4(Ipv4Addr::from(u32::from(high) << 16 | u32::from(more)))
        }
        // Teredo and the other protocol assignments, documentation.
        [0x2001, 0..=0x01ff, ..] | [0x2001, 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

/// The rules for one server.
#[derive(Debug, Clone, Default)]
pub(crate) struct Guard {
    development: Arc<HashMap<String, SocketAddr>>,
}

impl Guard {
    pub(crate) fn new(development: Option<&Development>) -> Self {
        let names = development.map(|it| {
            it.resolve
                .iter()
                .map(|(name, at)| (name.to_ascii_lowercase(), *at))
                .collect()
        });
        Self {
            development: Arc::new(names.unwrap_or_default()),
        }
    }

    pub(crate) fn is_development(&self, host: &str) -> bool {
        self.development.contains_key(host)
    }

    /// What the address itself allows. Returns the host.
    pub(crate) fn check<'a>(&self, url: &'a Url) -> Result<&'a str, FetchError> {
        let refuse = |reason| {
            Err(FetchError::Refused {
                url: url.as_str().chars().take(200).collect(),
                reason,
            })
        };
        let Some(Host::Domain(host)) = url.host() else {
            return refuse("its host is not a name");
        };
        if url.as_str().len() > LONGEST_URL {
            return refuse("it is too long");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("it carries a password");
        }
        if self.is_development(host) {
            return if matches!(url.scheme(), "http" | "https") {
                Ok(host)
            } else {
                refuse("it is neither http nor https")
            };
        }
        if url.scheme() != "https" {
            return refuse("it is not https");
        }
        if url.port().is_some() {
            return refuse("it names a port");
        }
        let fit = |label: &str| {
            !label.is_empty()
                && label
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
        };
        if host.len() > 253 || !host.contains('.') || !host.split('.').all(fit) {
            return refuse("its host is not a public name");
        }
        Ok(host)
    }
}

/// A name that leads nowhere public. Told apart from a failing resolver, which is worth a retry.
#[derive(Debug, thiserror::Error)]
#[error("the name has no public address")]
pub(crate) struct NotPublic;

/// The connection goes to the very address that was judged, so a name that changes its mind between
/// two look-ups gains nothing.
impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        if let Some(address) = self.development.get(name.as_str()) {
            let addresses: Addrs = Box::new(std::iter::once(*address));
            return Box::pin(std::future::ready(Ok(addresses)));
        }
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err(NotPublic.into());
            }
            let addresses: Addrs = Box::new(public.into_iter());
            Ok(addresses)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_public() {
        for public in [
            "1.1.1.1",
            "93.184.216.34",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.17.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450::1",
            "::ffff:1.1.1.1",
            "64:ff9b::1.1.1.1",
            "2002:101:101::1",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public} is public");
        }
        for private in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "127.0.0.1",
            "127.255.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::10.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:192.168.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::127.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::1",
            "2002:7f00:1::1",
            "2002:a00:1::",
            "2001::1",
            "2001:db8::1",
            "3fff::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "100::1",
            "5f00::1",
        ] {
            assert!(
                !is_public(private.parse().unwrap()),
                "{private} is not public"
            );
        }
    }

    #[test]
    fn addresses_are_judged_before_any_request() {
        let development = Development {
            resolve: HashMap::from([("alpha.test".to_owned(), ([127, 0, 0, 1], 1).into())]),
        };
        let guard = Guard::new(Some(&development));
        for good in [
            "https://example.com/",
            "https://EXAMPLE.com/x",
            "https://a_b.example.com/",
            "https://bücher.example/",
            "http://alpha.test/",
            "http://alpha.test:8080/",
            "https://alpha.test/",
        ] {
            assert!(guard.check(&parse_url(good).unwrap()).is_ok(), "{good}");
        }
        for bad in [
            "http://example.com/",
            "ftp://example.com/",
            "https://example.com:8443/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://localhost/",
            "https://intranet/",
            "https://user@example.com/",
            "https://user:word@example.com/",
            "https://example.com./",
            "ftp://alpha.test/",
            "http://beta.test/",
            "http://sub.alpha.test/",
        ] {
            assert!(guard.check(&parse_url(bad).unwrap()).is_err(), "{bad}");
        }
        for bad in [
            "https://exa\nmple.com/",
            "https://example.com/\r\nHost: x",
            "https://example.com/a b",
            "https://exa\u{0}mple.com",
            "no address",
            "",
        ] {
            assert!(parse_url(bad).is_err(), "{bad:?}");
        }
        let production = Guard::new(None);
        assert!(
            production
                .check(&parse_url("http://alpha.test/").unwrap())
                .is_err()
        );
    }
}
