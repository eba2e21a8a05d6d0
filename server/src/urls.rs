//! Every address of this instance, written and read in one place.

use url::Url;

/// What one of our own addresses names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LocalRef {
    Person(String),
    Community(String),
    /// A thread or a reply.
    Post(i64),
    Activity(i64),
    InstanceActor,
}

/// Builds and reads addresses under `server.public_url`.
#[derive(Debug, Clone)]
pub struct Urls {
    base: Url,
    /// Without the slash at the end.
    prefix: String,
    host: String,
}

impl Urls {
    /// The base is an origin: its path, query and fragment are dropped.
    #[must_use]
    pub fn new(base: &Url) -> Self {
        let mut base = base.clone();
        base.set_path("/");
        base.set_query(None);
        base.set_fragment(None);
        let prefix = base.as_str().trim_end_matches('/').to_owned();
        let host = host_of(&base).unwrap_or_default();
        Self { base, prefix, host }
    }

    #[must_use]
    pub fn base(&self) -> &Url {
        &self.base
    }

    /// `scheme://host[:port]`, without a slash at the end.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.prefix
    }

    /// The host as it stands in handles: with the port when it is not the scheme's own.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Any path of ours as a whole address; the path starts with a slash.
    #[must_use]
    pub fn at(&self, path: &str) -> Url {
        // Not `Url::join`: it would let "//elsewhere" leave the house.
        let (path, query) = match path.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (path, None),
        };
        let mut url = self.base.clone();
        url.set_path(path);
        url.set_query(query);
        url
    }

    #[must_use]
    pub fn person(&self, name: &str) -> Url {
        self.at(&format!("/u/{name}"))
    }

    #[must_use]
    pub fn community(&self, name: &str) -> Url {
        self.at(&format!("/c/{name}"))
    }

    #[must_use]
    pub fn post(&self, id: i64) -> Url {
        self.at(&format!("/post/{id}"))
    }

    #[must_use]
    pub fn activity(&self, id: i64) -> Url {
        self.at(&format!("/activities/{id}"))
    }

    #[must_use]
    pub fn instance_actor(&self) -> Url {
        self.at("/actor")
    }

    #[must_use]
    pub fn shared_inbox(&self) -> Url {
        self.at("/inbox")
    }

    #[must_use]
    pub fn media(&self, key: &str) -> Url {
        self.at(&format!("/media/{key}"))
    }

    /// The page of everything with a hashtag.
    #[must_use]
    pub fn tag(&self, tag: &str) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.clear().push("tags").push(tag);
        }
        url
    }

    /// The page of a community elsewhere, as it is shown here.
    #[must_use]
    pub fn remote_community(&self, name: &str, host: &str) -> Url {
        self.at(&format!("/c/{name}@{host}"))
    }

    /// The page of a person elsewhere, as they are shown here.
    #[must_use]
    pub fn remote_person(&self, name: &str, host: &str) -> Url {
        self.at(&format!("/u/{name}@{host}"))
    }

    #[must_use]
    pub fn is_local(&self, url: &Url) -> bool {
        url.scheme() == self.base.scheme()
            && url.host() == self.base.host()
            && url.port_or_known_default() == self.base.port_or_known_default()
    }

    /// What one of our ids names. Pages of remote actors, collections and anything with a query
    /// are no ids.
    #[must_use]
    pub fn parse_local(&self, url: &Url) -> Option<LocalRef> {
        if !self.is_local(url) || url.query().is_some() {
            return None;
        }
        let mut parts = url.path().strip_prefix('/')?.split('/');
        let found = match (parts.next()?, parts.next()) {
            ("u", Some(name)) => LocalRef::Person(local_name(name)?),
            ("c", Some(name)) => LocalRef::Community(local_name(name)?),
            ("post", Some(id)) => LocalRef::Post(local_id(id)?),
            ("activities", Some(id)) => LocalRef::Activity(local_id(id)?),
            ("actor", None) => LocalRef::InstanceActor,
            _ => return None,
        };
        parts.next().is_none().then_some(found)
    }
}

/// `{actor}/inbox`
#[must_use]
pub fn inbox(actor: &Url) -> Url {
    below(actor, "inbox")
}

#[must_use]
pub fn outbox(actor: &Url) -> Url {
    below(actor, "outbox")
}

#[must_use]
pub fn followers(actor: &Url) -> Url {
    below(actor, "followers")
}

#[must_use]
pub fn following(actor: &Url) -> Url {
    below(actor, "following")
}

/// The pinned threads of a community.
#[must_use]
pub fn featured(community: &Url) -> Url {
    below(community, "featured")
}

/// The stewards of a community.
#[must_use]
pub fn moderators(community: &Url) -> Url {
    below(community, "moderators")
}

#[must_use]
pub fn replies(post: &Url) -> Url {
    below(post, "replies")
}

#[must_use]
pub fn context(post: &Url) -> Url {
    below(post, "context")
}

/// `{actor}#main-key`
#[must_use]
pub fn main_key(actor: &Url) -> Url {
    let mut url = actor.clone();
    url.set_fragment(Some("main-key"));
    url
}

/// Host, with the port when it is not the scheme's own.
#[must_use]
pub fn host_of(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

fn below(parent: &Url, name: &str) -> Url {
    let mut url = parent.clone();
    url.set_path(&format!("{}/{name}", parent.path().trim_end_matches('/')));
    url.set_query(None);
    url.set_fragment(None);
    url
}

fn local_name(text: &str) -> Option<String> {
    let fits = !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    fits.then(|| text.to_owned())
}

/// Only the one way that we write a number: "+7" or "007" would be a second id for one thing.
fn local_id(text: &str) -> Option<i64> {
    let id: i64 = text.parse().ok()?;
    (id > 0 && id.to_string() == text).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(base: &str) -> Urls {
        Urls::new(&Url::parse(base).expect("a base"))
    }

    #[test]
    fn writes_and_reads_back() {
        let urls = urls("https://moot.example");
        let same = |url: Url, wanted: LocalRef| assert_eq!(urls.parse_local(&url), Some(wanted));
        same(urls.person("ann"), LocalRef::Person("ann".into()));
        same(
            urls.community("garden"),
            LocalRef::Community("garden".into()),
        );
        same(urls.post(42), LocalRef::Post(42));
        same(urls.activity(7), LocalRef::Activity(7));
        same(urls.instance_actor(), LocalRef::InstanceActor);
        assert_eq!(urls.person("ann").as_str(), "https://moot.example/u/ann");
        assert_eq!(
            inbox(&urls.person("ann")).as_str(),
            "https://moot.example/u/ann/inbox"
        );
        assert_eq!(urls.at("/search?q=a").query(), Some("q=a"));
        assert_eq!(
            main_key(&urls.instance_actor()).as_str(),
            "https://moot.example/actor#main-key"
        );
    }

    #[test]
    fn strangers_and_near_misses_are_nothing() {
        let urls = urls("https://moot.example");
        for text in [
            "https://moot.example.evil/u/ann",
            "http://moot.example/u/ann",
            "https://moot.example:444/u/ann",
            "https://moot.example/u/ann/inbox",
            "https://moot.example/u/ann@other.example",
            "https://moot.example/u/",
            "https://moot.example/post/007",
            "https://moot.example/post/-1",
            "https://moot.example/post/1?x=2",
            "https://moot.example/",
        ] {
            let url = Url::parse(text).expect("an address");
            assert_eq!(urls.parse_local(&url), None, "{text}");
        }
    }

    #[test]
    fn the_port_stands_in_the_host_only_when_unusual() {
        assert_eq!(urls("https://moot.example:443/x?y").host(), "moot.example");
        assert_eq!(urls("http://a.localhost:8081").host(), "a.localhost:8081");
        assert_eq!(
            urls("http://a.localhost:8081/").origin(),
            "http://a.localhost:8081"
        );
    }

    #[test]
    fn a_path_cannot_leave_the_house() {
        let urls = urls("https://moot.example");
        assert!(urls.is_local(&urls.at("//evil.example/x")));
    }
}
