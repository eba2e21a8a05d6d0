//! A foreign server, built on Fedify, in a process of its own; tests tell it what to do through its control port.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use url::Url;

use super::browser::tests_dir;

/// How the peer signs at first; it tries the other way when that is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Knock {
    Rfc9421,
    Cavage,
}

impl Knock {
    fn name(self) -> &'static str {
        match self {
            Self::Rfc9421 => "rfc9421",
            Self::Cavage => "draft-cavage-http-signatures-12",
        }
    }
}

/// The running peer, with `ann` (a person) and `club` (a group). It ends when this is dropped.
pub(crate) struct Peer {
    /// `http://{host}:{port}`; names under `.localhost` must lead to this machine for whoever talks to it.
    pub(crate) origin: String,
    control: String,
    client: reqwest::Client,
    _process: Child,
}

impl Peer {
    /// Starts a peer that calls itself `host`, such as `peer.localhost`, on a free port.
    pub(crate) async fn start(host: &str, knock: Knock) -> Result<Self> {
        let dir = tests_dir().join("interop");
        let options = json!({ "host": host, "firstKnock": knock.name() });
        let mut process = Command::new(node(&dir)?)
            .arg("peer.mjs")
            .arg(options.to_string())
            .current_dir(&dir)
            // It ends with its standard input, so it cannot outlive a test that is killed.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("could not start the peer")?;
        let out = process
            .stdout
            .take()
            .context("the peer's output is not piped")?;
        let mut lines = BufReader::new(out).lines();
        let line = tokio::time::timeout(Duration::from_secs(30), lines.next_line())
            .await
            .context("the peer does not start")??;
        let hello: Value = serde_json::from_str(&line.context("the peer ended at once")?)?;
        let part = |key: &str| {
            hello
                .get(key)
                .and_then(Value::as_str)
                .map(str::to_owned)
                .context("the peer's first line is odd")
        };
        let client = reqwest::Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(60))
            .build()?;
        Ok(Self {
            origin: part("origin")?,
            control: part("control")?,
            client,
            _process: process,
        })
    }

    /// Where its host name leads: for the setting that lets an instance under test reach it.
    pub(crate) fn address(&self) -> Result<(String, SocketAddr)> {
        let url = Url::parse(&self.origin)?;
        let host = url.host_str().context("the peer has no host")?.to_owned();
        let port = url.port().context("the peer has no port")?;
        Ok((host, SocketAddr::from(([127, 0, 0, 1], port))))
    }

    /// The id of one of its actors, `ann` or `club`.
    pub(crate) fn actor(&self, name: &str) -> String {
        format!("{}/users/{name}", self.origin)
    }

    /// Does what `verb` says; `tests/interop/control.mjs` has them all.
    pub(crate) async fn call(&self, verb: &str, body: Value) -> Result<Value> {
        let answer = self
            .client
            .post(format!("{}/{verb}", self.control))
            .json(&body)
            .send()
            .await?;
        let status = answer.status();
        let answer: Value = answer.json().await?;
        match answer.get("error") {
            None if status.is_success() => Ok(answer),
            error => bail!(
                "the peer could not {verb}: {}",
                error.and_then(Value::as_str).unwrap_or(status.as_str())
            ),
        }
    }

    /// Like [`Self::call`], and returns the `id` in the answer: that of what was posted or sent.
    pub(crate) async fn id_of(&self, verb: &str, body: Value) -> Result<String> {
        let answer = self.call(verb, body).await?;
        answer
            .get("id")
            .and_then(Value::as_str)
            .map(str::to_owned)
            .with_context(|| format!("{verb} gave no id: {answer}"))
    }

    /// Waits until requests to its inboxes fit `query` (`type`, `inner`, `object`, `count`) and returns their activities.
    pub(crate) async fn wait(&self, query: Value) -> Result<Vec<Value>> {
        activities(self.call("wait", query).await?)
    }

    /// The activities that fit and have come already.
    pub(crate) async fn received(&self, query: Value) -> Result<Vec<Value>> {
        activities(self.call("received", query).await?)
    }
}

fn activities(answer: Value) -> Result<Vec<Value>> {
    let items = answer
        .get("items")
        .and_then(Value::as_array)
        .context("no items")?;
    Ok(items
        .iter()
        .filter_map(|item| item.get("activity").cloned())
        .collect())
}

/// The Node.js that came with the peer's packages, since the one of the machine may be too old for them.
fn node(dir: &Path) -> Result<PathBuf> {
    let arch = if cfg!(target_arch = "aarch64") {
        "arm64"
    } else {
        "x64"
    };
    let node = dir.join(format!("node_modules/node-linux-{arch}/bin/node"));
    if node.is_file() {
        return Ok(node);
    }
    bail!("the foreign server is not installed; `cargo xtask test --only interop` does that")
}

mod interop {
    use serde_json::{Value, json};

    use super::{Knock, Peer};

    /// What another server asks first: who is behind this name, and what software is this.
    #[tokio::test]
    async fn a_peer_introduces_itself() -> anyhow::Result<()> {
        let peer = Peer::start("peer.localhost", Knock::Rfc9421).await?;
        let (host, address) = peer.address()?;
        let client = reqwest::Client::builder()
            .no_proxy()
            .resolve(&host, address)
            .build()?;
        let port = address.port();
        let finger = format!(
            "{}/.well-known/webfinger?resource=acct:club@{host}:{port}",
            peer.origin
        );
        let finger: Value = client
            .get(finger)
            .send()
            .await?
            .error_for_status()?
            .json()
            .await?;
        let links = finger
            .get("links")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let own = links
            .filter(|link| link.get("rel") == Some(&json!("self")))
            .find_map(|link| link.get("href"));
        assert_eq!(own, Some(&json!(peer.actor("club"))));
        let info: Value = client
            .get(format!("{}/nodeinfo/2.1", peer.origin))
            .send()
            .await?
            .json()
            .await?;
        assert_eq!(info.pointer("/software/name"), Some(&json!("fedifypeer")));
        Ok(())
    }

    /// The peer is only worth testing against if it gets along with itself.
    #[tokio::test]
    async fn two_peers_share_a_group() -> anyhow::Result<()> {
        let (one, two) = tokio::try_join!(
            Peer::start("one.localhost", Knock::Rfc9421),
            Peer::start("two.localhost", Knock::Cavage)
        )?;
        let club = one.actor("club");
        two.call("follow", json!({ "target": club })).await?;
        two.wait(json!({ "type": "Accept" })).await?;
        let post = two
            .id_of(
                "post",
                json!({ "group": club, "title": "Hello", "body": "From elsewhere" }),
            )
            .await?;
        let announced = two
            .wait(json!({ "type": "Announce", "inner": "Create" }))
            .await?;
        let id = announced
            .first()
            .and_then(|announce| announce.pointer("/object/object/id"));
        assert_eq!(id.and_then(Value::as_str), Some(post.as_str()));
        let like = two
            .id_of("like", json!({ "object": post, "group": club }))
            .await?;
        two.call("undo", json!({ "id": like })).await?;
        two.wait(json!({ "type": "Announce", "inner": "Undo" }))
            .await?;
        assert_eq!(one.received(json!({ "type": "Like" })).await?.len(), 1);
        assert!(
            two.call(
                "follow",
                json!({ "target": format!("{}/users/nobody", one.origin) })
            )
            .await
            .is_err()
        );
        Ok(())
    }
}
