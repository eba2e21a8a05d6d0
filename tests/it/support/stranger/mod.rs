//! Servers of other software: each has real sockets, keys and signatures, and speaks as its kind does.

mod http;
mod member;
mod software;
pub(crate) mod wire;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use anyhow::{Context, Result};
use folkmoot::clock::Clock;
use folkmoot_federation::host::SigningKey;
use folkmoot_federation::signature::{self, GeneratedKey, Here, Keys, Request, Signature, Signing, VerifyingKey};
use reqwest::Url;
use serde_json::{Value, json};

pub(crate) use http::{Asked, Reply};
pub(crate) use member::{Member, Place};
pub(crate) use software::Software;

use super::answer::{Answer, text_at};

pub(crate) const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";
const ACTIVITY: &str = "application/activity+json";

/// Cheap to clone: the server itself lives on until the test ends.
#[derive(Clone)]
pub(crate) struct Stranger {
    /// With its port.
    pub(crate) host: String,
    pub(crate) origin: String,
    pub(crate) software: Software,
    inner: Arc<Inner>,
}

struct Inner {
    state: Mutex<State>,
    /// Rings whenever an activity came.
    came: tokio::sync::Notify,
    client: reqwest::Client,
    clock: Clock,
    /// One pair for all who live here, and one that none of them lists.
    key: GeneratedKey,
    foreign_key: GeneratedKey,
    keys: Keys,
}

#[derive(Default)]
struct State {
    served: HashMap<String, Reply>,
    handles: HashMap<String, String>,
    asked: Vec<Asked>,
    received: Vec<Value>,
    /// Answers to requests at inboxes, before the usual 202.
    inbox: Vec<Reply>,
    /// Every request is answered with this.
    everything: Option<Reply>,
    signed_only: bool,
    next: u64,
}

impl Stranger {
    pub(crate) fn open(
        name: &str,
        listener: std::net::TcpListener,
        software: Software,
        clock: Clock,
        client: reqwest::Client,
    ) -> Result<Self> {
        listener.set_nonblocking(true)?;
        let host = format!("{name}.localhost:{}", listener.local_addr()?.port());
        let generate = || signature::generate_keypair().context("a key");
        let inner = Inner {
            state: Mutex::new(State { signed_only: software == Software::GoToSocial, ..State::default() }),
            came: tokio::sync::Notify::new(),
            client,
            clock,
            key: generate()?,
            foreign_key: generate()?,
            keys: Keys::new(100),
        };
        let stranger = Self { origin: format!("http://{host}"), host, software, inner: Arc::new(inner) };
        stranger.introduce();
        let listener = tokio::net::TcpListener::from_std(listener)?;
        tokio::spawn(http::serve(listener, stranger.clone()));
        Ok(stranger)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        match self.inner.state.lock() {
            Ok(state) => state,
            Err(poisoned) => poisoned.into_inner(),
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// A number that was not used before, for ids.
    pub(crate) fn next(&self) -> u64 {
        let mut state = self.state();
        state.next += 1;
        state.next
    }

    fn introduce(&self) {
        let links = json!({ "links": [{ "rel": "http://nodeinfo.diaspora.software/ns/schema/2.0", "href": self.url("/nodeinfo/2.0") }] });
        let info = json!({
            "version": "2.0", "software": { "name": self.software.name(), "version": "1.2.3" }, "protocols": ["activitypub"],
            "services": { "inbound": [], "outbound": [] }, "openRegistrations": false, "usage": { "users": {} }, "metadata": {},
        });
        self.serves_reply("/.well-known/nodeinfo", Reply::new(200, "application/json", links.to_string()));
        self.serves_reply("/nodeinfo/2.0", Reply::new(200, "application/json", info.to_string()));
    }

    /// Puts a document at its id. What is only a part of another document is served by nobody.
    pub(crate) fn serves(&self, document: &Value) {
        let id = text_at(document, "/id").to_owned();
        if id.contains('#') {
            return;
        }
        self.serves_reply(&id, Reply::new(200, ACTIVITY, document.to_string()));
    }

    /// What is at a path (or an id here) from now on.
    pub(crate) fn serves_reply(&self, at: &str, reply: Reply) {
        let at = at.strip_prefix(&self.origin).unwrap_or(at).split('#').next().unwrap_or_default().to_owned();
        self.state().served.insert(at, reply);
    }

    /// From now on it is gone.
    pub(crate) fn buries(&self, id: &str) {
        let stone = json!({ "@context": "https://www.w3.org/ns/activitystreams", "id": id, "type": "Tombstone" });
        self.serves_reply(id, Reply::new(410, ACTIVITY, stone.to_string()));
    }

    pub(crate) fn names(&self, name: &str, actor: &str) {
        self.state().handles.insert(name.to_owned(), actor.to_owned());
    }

    /// What WebFinger answers here from now on, whoever is asked for.
    pub(crate) fn fingers(&self, answer: &Value) {
        self.serves_reply("/.well-known/webfinger", Reply::new(200, "application/jrd+json", answer.to_string()));
    }

    /// Answers the next request to an inbox in this way.
    pub(crate) fn refuses_once(&self, reply: Reply) {
        self.state().inbox.push(reply);
    }

    /// Answers everything in this way, or as usual again.
    pub(crate) fn is_down(&self, reply: Option<Reply>) {
        self.state().everything = reply;
    }

    /// All that was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.state().asked.clone()
    }

    /// All activities that came to its inboxes so far.
    pub(crate) fn received(&self) -> Vec<Value> {
        self.state().received.clone()
    }

    /// Waits until what came is as it should be; for servers in processes of their own.
    pub(crate) async fn until(&self, what: &str, done: impl Fn(&[Value]) -> bool) -> Result<()> {
        let waiting = async {
            loop {
                let next = self.inner.came.notified();
                tokio::pin!(next);
                next.as_mut().enable();
                if done(&self.state().received) {
                    return;
                }
                next.await;
            }
        };
        let waited = tokio::time::timeout(std::time::Duration::from_secs(240), waiting).await;
        waited.with_context(|| format!("{} waited in vain for {what}; {} activities came", self.host, self.received().len()))
    }

    pub(crate) fn forgets(&self) {
        let mut state = self.state();
        state.received.clear();
        state.asked.clear();
    }

    /// The activities of a kind that came, such as `Accept`, or `Announce/Create` for one inside of another.
    pub(crate) fn got(&self, kind: &str) -> Vec<Value> {
        let (outer, inner) = kind.split_once('/').unwrap_or((kind, ""));
        let fits = |activity: &Value| {
            let object = activity.get("object");
            let within = object.and_then(|object| object.get("type")).and_then(Value::as_str).unwrap_or_default();
            text_at(activity, "/type") == outer && (inner.is_empty() || within == inner)
        };
        self.received().into_iter().filter(fits).collect()
    }

    /// The only one of its kind that came.
    pub(crate) fn got_one(&self, kind: &str) -> Result<Value> {
        let mut found = self.got(kind);
        let kinds: Vec<String> = self.received().iter().map(|it| format!("{}/{}", text_at(it, "/type"), text_at(it, "/object/type"))).collect();
        anyhow::ensure!(found.len() == 1, "{} got {} times {kind}; it got {kinds:?}", self.host, found.len());
        found.pop().context("just counted")
    }

    async fn answer(&self, asked: Asked) -> Reply {
        let path = asked.path().to_owned();
        self.state().asked.push(asked.clone());
        let everything = self.state().everything.clone();
        if let Some(reply) = everything {
            return reply;
        }
        if asked.method == "POST" {
            return self.take(&asked);
        }
        if path == "/.well-known/webfinger" && self.state_served(&path).is_none() {
            return self.finger(&asked.target);
        }
        let whole = self.state_served(&asked.target);
        let Some(reply) = whole.or_else(|| self.state_served(&path)) else {
            return Reply::empty(404);
        };
        let guarded = self.state().signed_only && !path.contains("nodeinfo");
        if guarded && let Err(reason) = self.check_reader(&asked).await {
            return Reply::new(401, "text/plain", format!("{reason:#}"));
        }
        reply
    }

    fn state_served(&self, path: &str) -> Option<Reply> {
        self.state().served.get(path).cloned()
    }

    fn take(&self, asked: &Asked) -> Reply {
        let mut state = self.state();
        if let Some(reply) = state.inbox.pop() {
            return reply;
        }
        if !asked.path().ends_with("/inbox") {
            return Reply::empty(404);
        }
        match serde_json::from_slice(&asked.body) {
            Ok(activity) => {
                state.received.push(activity);
                self.inner.came.notify_waiters();
                Reply::empty(202)
            }
            Err(_) => Reply::empty(400),
        }
    }

    fn finger(&self, target: &str) -> Reply {
        let url = Url::parse(&self.url(target)).ok();
        let resource = url.and_then(|url| url.query_pairs().find(|(key, _)| key == "resource").map(|(_, value)| value.into_owned()));
        let resource = resource.unwrap_or_default();
        let state = self.state();
        let found = state.handles.iter().find(|(name, id)| resource == format!("acct:{name}@{}", self.host) || resource == **id);
        match found {
            None => Reply::empty(404),
            Some((name, id)) => {
                let finger = json!({
                    "subject": format!("acct:{name}@{}", self.host),
                    "links": [{ "rel": "self", "type": ACTIVITY, "href": id }],
                });
                Reply::new(200, "application/jrd+json", finger.to_string())
            }
        }
    }

    /// Whether a GET is signed by an actor whose document, which anyone may read, lists the key.
    async fn check_reader(&self, asked: &Asked) -> Result<()> {
        let headers = || signature::Headers::new(asked.headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect());
        let signature = Signature::read(&headers())?;
        let request = Request { method: &asked.method, path_and_query: &asked.target, headers: headers(), body: None };
        let here = Here::new(&Url::parse(&self.origin)?);
        signature.check(&request, &here, self.inner.clock.now().datetime())?;
        let mut owner = signature.key_id.clone();
        owner.set_fragment(None);
        let actor = Answer::of(self.inner.client.get(owner.as_str()).header("accept", ACTIVITY)).await?.is(200)?;
        anyhow::ensure!(actor.at("/publicKey/id") == signature.key_id.as_str(), "the actor does not list the key");
        let key = VerifyingKey::from_pem(actor.at("/publicKey/publicKeyPem"))?;
        Ok(signature.verify(&request, &here, &key)?)
    }

    /// Signs and sends a body as it is, and returns the answer.
    pub(crate) async fn delivers(&self, key_id: &str, inbox: &str, body: &[u8]) -> Result<Answer> {
        let request = self.signed_post(key_id, &self.inner.key, inbox, body)?;
        Answer::of(request).await
    }

    /// The same with a key that nobody here lists.
    pub(crate) async fn delivers_with_foreign_key(&self, key_id: &str, inbox: &str, body: &[u8]) -> Result<Answer> {
        Answer::of(self.signed_post(key_id, &self.inner.foreign_key, inbox, body)?).await
    }

    /// A signed request that can still be tampered with.
    pub(crate) fn signed(&self, key_id: &str, inbox: &str, body: &[u8]) -> Result<reqwest::RequestBuilder> {
        self.signed_post(key_id, &self.inner.key, inbox, body)
    }

    fn signed_post(&self, key_id: &str, key: &GeneratedKey, inbox: &str, body: &[u8]) -> Result<reqwest::RequestBuilder> {
        let url = Url::parse(inbox)?;
        let key = SigningKey { key_id: Url::parse(key_id)?, private_pem: key.private_pem.clone() };
        let what = Signing::Post { body, content_type: ACTIVITY };
        // Another cache for each, since the cache goes by the id of the key, which an impostor shares.
        let headers = signature::sign(&Keys::new(1), &key, &url, what, self.inner.clock.now().datetime())?;
        Ok(self.inner.client.post(url).headers(headers).body(body.to_vec()))
    }

    /// Reads a document of ours with a signature.
    pub(crate) async fn fetches(&self, key_id: &str, url: &str) -> Result<Answer> {
        let at = Url::parse(url)?;
        let key = SigningKey { key_id: Url::parse(key_id)?, private_pem: self.inner.key.private_pem.clone() };
        let headers = signature::sign(&self.inner.keys, &key, &at, Signing::Get { accept: ACTIVITY }, self.inner.clock.now().datetime())?;
        Answer::of(self.inner.client.get(at).headers(headers)).await
    }

    pub(crate) fn public_pem(&self) -> &str {
        &self.inner.key.public_pem
    }

    /// The other key's half, for somebody who gets a new one.
    pub(crate) fn foreign_pem(&self) -> &str {
        &self.inner.foreign_key.public_pem
    }

    fn time(&self) -> String {
        self.inner.clock.now().rfc3339()
    }
}
