//! From what people type (handles, addresses) to the things meant, by WebFinger and NodeInfo.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::{Url, form_urlencoded};

use crate::Federation;
use crate::client::{Ask, parse_url};
use crate::config::site;
use crate::error::FetchError;
use crate::host::Local;
use crate::protocol::links::normal_host;
use crate::protocol::nodeinfo::ForeignNodeInfo;
use crate::protocol::webfinger::WebFingerWire;
use crate::signature::authority;

/// Templates that lead a person to their own server, best first.
const INTERACTION_RELS: [&str; 2] = [
    "https://w3id.org/fep/3b86/Object",
    "http://ostatus.org/schema/1.0/subscribe",
];

/// What a server runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Software {
    /// Lower case.
    pub name: String,
    pub version: String,
}

/// A handle taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Handle {
    name: String,
    /// With its port, where a host under development has one.
    host: String,
    /// Written with `!`: a community is meant.
    community: bool,
}

impl Handle {
    /// `@name@host`, `name@host`, `!name@host`, `acct:name@host`.
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix("acct:").unwrap_or(text);
        let community = text.starts_with('!');
        let text = text.strip_prefix(['@', '!']).unwrap_or(text);
        let (name, host) = text.split_once('@')?;
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        let fits = !name.is_empty()
            && name.len() <= 128
            && name.chars().all(plain)
            && !host.is_empty()
            && host.len() <= 253;
        // Names are ASCII; hosts may be written in any script and are normalized by the URL parser.
        let clean = !host.contains(|c: char| {
            c.is_control() || c.is_whitespace() || matches!(c, '/' | '?' | '#' | '@' | '\\' | '%')
        });
        (fits && clean).then(|| Self {
            name: name.to_owned(),
            host: host.to_owned(),
            community,
        })
    }
}

/// The parts of the list at `/.well-known/nodeinfo` that matter here.
#[derive(Deserialize)]
struct NodeInfoList {
    #[serde(default)]
    links: Vec<NodeInfoEntry>,
}

#[derive(Deserialize)]
struct NodeInfoEntry {
    rel: String,
    href: String,
}

impl Federation {
    /// The address of what somebody typed: a handle of any form, or an address, which is returned as
    /// it is (fetch it to learn what is there).
    pub async fn resolve(&self, query: &str) -> Result<Url, FetchError> {
        let query = query.trim();
        if query.starts_with("https://") || query.starts_with("http://") {
            let url = parse_url(query)?;
            // A mistyped address fails here, before anything is asked.
            if !self.is_local(&url) {
                self.0.client.judge_address(&url)?;
            }
            return Ok(url);
        }
        let Some(handle) = Handle::parse(query) else {
            return Err(FetchError::Refused {
                url: query.chars().take(120).collect(),
                reason: "it is neither a handle nor an address",
            });
        };
        if normal_host(&handle.host).is_some_and(|host| host == self.0.config.domain) {
            return match self.0.host.local_actor_by_name(&handle.name).await? {
                Local::Here(doc) => Ok(doc.id),
                _ => Err(FetchError::Gone(query.to_owned())),
            };
        }
        let asked = self.0.client.origin(&handle.host)?;
        let host = authority(&asked);
        let wire = self
            .webfinger(&host, &format!("acct:{}@{host}", handle.name))
            .await?;
        let actor = pick_actor(&wire, handle.community)
            .ok_or_else(|| FetchError::invalid(&host, "the handle leads to no actor"))?;
        if actor.origin() != asked.origin() {
            self.confirm_split(&handle.name, &host, &actor).await?;
        }
        Ok(actor)
    }

    /// A handle on one host whose actor lives on another counts only when that other host says the
    /// same: else anybody could give somebody else's account a handle of their own.
    async fn confirm_split(&self, name: &str, host: &str, actor: &Url) -> Result<(), FetchError> {
        let home = authority(actor);
        let claims = |wire: &WebFingerWire| wire.actors().any(|found| found == *actor);
        let by_handle = self.webfinger(&home, &format!("acct:{name}@{host}")).await;
        let confirmed = match by_handle {
            Ok(wire) => claims(&wire),
            Err(cause) if cause.is_temporary() => return Err(cause),
            Err(_) => {
                let wire = self.webfinger(&home, actor.as_str()).await?;
                let (_, subject_host) = wire
                    .subject
                    .trim_start_matches("acct:")
                    .split_once('@')
                    .unwrap_or_default();
                claims(&wire) && normal_host(subject_host).as_deref() == Some(host)
            }
        };
        if confirmed {
            Ok(())
        } else {
            Err(FetchError::invalid(
                actor,
                "its host does not know that handle",
            ))
        }
    }

    /// Whether an actor's host knows it under its own name: the check that Mastodon makes of
    /// everybody, for actors that were found by address.
    pub async fn confirm_handle(&self, name: &str, actor: &Url) -> Result<bool, FetchError> {
        let host = authority(actor);
        let wire = self
            .webfinger(&host, &format!("acct:{name}@{host}"))
            .await?;
        Ok(wire.actors().any(|found| found == *actor))
    }

    async fn webfinger(&self, host: &str, resource: &str) -> Result<WebFingerWire, FetchError> {
        let mut url = self.0.client.origin(host)?;
        url.set_path("/.well-known/webfinger");
        url.set_query(Some(&format!("resource={}", encoded(resource))));
        self.small(&url).await
    }

    /// Where to send a person whose account is at `handle`, so that they meet `object` on their own
    /// server. `None` where that server offers no such way.
    pub async fn interaction_url(
        &self,
        handle: &str,
        object: &Url,
    ) -> Result<Option<Url>, FetchError> {
        let Some(handle) = Handle::parse(handle) else {
            return Err(FetchError::Refused {
                url: handle.chars().take(120).collect(),
                reason: "it is no handle",
            });
        };
        let asked = self.0.client.origin(&handle.host)?;
        let host = authority(&asked);
        let wire = self
            .webfinger(&host, &format!("acct:{}@{host}", handle.name))
            .await?;
        let Some(template) = INTERACTION_RELS.iter().find_map(|rel| wire.template(rel)) else {
            return Ok(None);
        };
        let url = parse_url(&filled(template, object))?;
        let to = self.0.client.judge_address(&url)?;
        let related = |host: &str| site(host) == site(to);
        let at_home = wire
            .actors()
            .any(|actor| actor.host_str().is_some_and(related));
        if !at_home && !asked.host_str().is_some_and(related) {
            return Err(FetchError::invalid(
                &host,
                "it sends people to another server",
            ));
        }
        Ok(Some(url))
    }

    /// What software a server runs, by NodeInfo.
    pub async fn nodeinfo(&self, host: &str) -> Result<Software, FetchError> {
        let mut url = self.0.client.origin(host)?;
        url.set_path("/.well-known/nodeinfo");
        let list: NodeInfoList = self.small(&url).await?;
        let newest = list
            .links
            .iter()
            .filter(|link| {
                link.rel
                    .starts_with("http://nodeinfo.diaspora.software/ns/schema/2.")
            })
            .max_by(|a, b| a.rel.cmp(&b.rel))
            .ok_or_else(|| FetchError::invalid(&url, "it lists no NodeInfo that we can read"))?;
        let at = parse_url(&newest.href)?;
        let related = |other: &Url| other.host_str().map(site) == url.host_str().map(site);
        if !related(&at) {
            return Err(FetchError::invalid(
                &url,
                "its NodeInfo is on another server",
            ));
        }
        let found: ForeignNodeInfo = self.small(&at).await?;
        let short = |text: &str, most: usize| {
            text.chars()
                .filter(|c| !c.is_control())
                .take(most)
                .collect::<String>()
        };
        Ok(Software {
            name: short(&found.software.name, 64).to_lowercase(),
            version: short(&found.software.version, 64),
        })
    }

    async fn small<T: DeserializeOwned>(&self, url: &Url) -> Result<T, FetchError> {
        let fetched = self.0.client.get(url, Ask::SMALL).await?;
        serde_json::from_slice(&fetched.body)
            .map_err(|cause| FetchError::invalid(url, cause.to_string()))
    }
}

/// Lemmy lists a person and a community of one name under one handle, the community last.
fn pick_actor(wire: &WebFingerWire, community: bool) -> Option<Url> {
    let mut actors = wire.actors();
    if community {
        actors.next_back()
    } else {
        actors.next()
    }
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Fills a template. Variables that are not ours to fill become empty.
fn filled(template: &str, object: &Url) -> String {
    let mut text = String::with_capacity(template.len() + 128);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, more)) = after.split_once('}') else {
            return text;
        };
        if matches!(name, "uri" | "object") {
            text.push_str(&encoded(object.as_str()));
        }
        rest = more;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_come_in_many_forms() {
        for (text, name, host, community) in [
            ("@ann@x.example", "ann", "x.example", false),
            ("ann@x.example", "ann", "x.example", false),
            (" acct:ann@x.example ", "ann", "x.example", false),
            ("!rust@x.example", "rust", "x.example", true),
            (
                "@a.b-c_d@x.example:8080",
                "a.b-c_d",
                "x.example:8080",
                false,
            ),
        ] {
            let expected = Handle {
                name: name.to_owned(),
                host: host.to_owned(),
                community,
            };
            assert_eq!(Handle::parse(text), Some(expected), "{text}");
        }
        for text in [
            "ann",
            "@ann",
            "@ann@",
            "@@x.example",
            "ann@x.example/path",
            "ann@x.example@y.example",
            "a b@x.example",
            "ann@x.exa\nmple",
            "änn@x.example",
            "ann@x?y",
        ] {
            assert_eq!(Handle::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn templates_are_filled_and_encoded() {
        let object = Url::parse("https://x.example/post/1?a=b&c").unwrap();
        assert_eq!(
            filled("https://h.example/i?uri={uri}&then={on-success}", &object),
            "https://h.example/i?uri=https%3A%2F%2Fx.example%2Fpost%2F1%3Fa%3Db%26c&then="
        );
        assert_eq!(
            filled("https://h.example/{object}/x{", &object),
            "https://h.example/https%3A%2F%2Fx.example%2Fpost%2F1%3Fa%3Db%26c/x"
        );
    }
}
