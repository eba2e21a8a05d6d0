//! Activities from many people on many servers: signed beforehand, sent over many connections, and counted when they
//! are durable and again when everything that follows from them is done.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use folkmoot::clock::Clock;
use folkmoot::store::Conn;
use folkmoot_federation::host::SigningKey;
use folkmoot_federation::signature::{Keys, Signing, sign};
use serde_json::{Value, json};
use url::Url;

use crate::database::number;
use crate::house::{COMMUNITY, House, PEOPLE, SENDING_HOSTS};
use crate::process::Server;
use crate::report::{Budget, Report};
use crate::wire::Connection;

const CONNECTIONS: usize = 64;
const SENDERS: usize = SENDING_HOSTS * PEOPLE;
const LOOK: Duration = Duration::from_millis(10);
/// A server that is not done after so long is stuck.
const PATIENCE: Duration = Duration::from_secs(120);
const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

#[derive(Debug, Clone, Copy, PartialEq)]
enum Verb {
    Create,
    Like,
}

pub(crate) async fn measure(
    house: &House,
    server: &Server,
    count: usize,
    report: &mut Report,
) -> Result<()> {
    let mut conn = house.database.open()?;
    // Keys and pages of the database are warm in a server that has run for a while.
    burst(house, server, &mut conn, Verb::Create, 0, SENDERS, "").await?;
    let create = burst(house, server, &mut conn, Verb::Create, SENDERS, count, "").await?;
    create.tell("Create{Note}", 2_000.0, report);
    let like = burst(house, server, &mut conn, Verb::Like, 0, count, "").await?;
    like.tell("Like", 4_000.0, report);
    house.let_one_follow(&mut conn)?;
    let spread = burst(
        house,
        server,
        &mut conn,
        Verb::Create,
        SENDERS + count,
        count / 4,
        "f",
    )
    .await?;
    report.add(
        "inbox: Create{Note} with fan-out to one host, applied",
        spread.applied,
        "/s",
        Budget::None,
    );
    report.add(
        "inbox: Create{Note} with fan-out to one host: CPU",
        spread.cpu,
        "ms",
        Budget::AtMost(15.0),
    );
    Ok(())
}

struct Outcome {
    durable: f64,
    applied: f64,
    /// Milliseconds for each.
    cpu: f64,
}

impl Outcome {
    fn tell(&self, what: &str, least: f64, report: &mut Report) {
        report.add(
            &format!("inbox: {what}, durable"),
            self.durable,
            "/s",
            Budget::None,
        );
        report.add(
            &format!("inbox: {what}, applied"),
            self.applied,
            "/s",
            Budget::AtLeast(least),
        );
        report.add(
            &format!("inbox: {what}: CPU"),
            self.cpu,
            "ms",
            Budget::AtMost(0.5),
        );
    }
}

async fn burst(
    house: &House,
    server: &Server,
    conn: &mut Conn,
    verb: Verb,
    first: usize,
    count: usize,
    series: &str,
) -> Result<Outcome> {
    let requests = prepare(house, verb, first, count, series)?;
    let before = applied(house, conn, verb)?;
    let (cpu, begun) = (server.cpu()?, Instant::now());
    send_all(server.address, requests).await?;
    let durable = begun.elapsed();
    drain(conn, begun).await?;
    let took = begun.elapsed();
    let spent = server.cpu()? - cpu;
    let done = usize::try_from(applied(house, conn, verb)? - before)?;
    if done != count {
        bail!("{count} activities were acknowledged, but {done} had an effect");
    }
    Ok(Outcome {
        durable: count as f64 / durable.as_secs_f64(),
        applied: count as f64 / took.as_secs_f64(),
        cpu: spent.as_secs_f64() * 1e3 / count as f64,
    })
}

fn applied(house: &House, conn: &mut Conn, verb: Verb) -> Result<i64> {
    match verb {
        Verb::Create => house.posts(conn),
        Verb::Like => number(conn, "SELECT count(*) FROM votes"),
    }
}

/// Waits until nothing is left to be done.
async fn drain(conn: &mut Conn, begun: Instant) -> Result<()> {
    const LEFT: &str = "SELECT (SELECT count(*) FROM inbox WHERE state = 'ready') + (SELECT count(*) FROM events) \
                        + (SELECT count(*) FROM deliveries)";
    while number(conn, LEFT)? > 0 {
        if begun.elapsed() > PATIENCE {
            bail!("the server does not get done");
        }
        tokio::time::sleep(LOOK).await;
    }
    Ok(())
}

async fn send_all(address: SocketAddr, requests: Vec<Vec<u8>>) -> Result<()> {
    let (requests, next) = (Arc::new(requests), Arc::new(AtomicUsize::new(0)));
    let mut peers = Vec::new();
    for _ in 0..CONNECTIONS {
        let (requests, next) = (Arc::clone(&requests), Arc::clone(&next));
        peers.push(tokio::spawn(async move {
            let mut connection = Connection::open(address).await?;
            while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
                let answer = connection.exchange(request).await?;
                if answer.status != 202 {
                    bail!("an activity was answered with status {}", answer.status);
                }
            }
            Ok(())
        }));
    }
    for peer in peers {
        peer.await??;
    }
    Ok(())
}

/// Signs them all on all processors: the server shall not pay for that.
fn prepare(
    house: &House,
    verb: Verb,
    first: usize,
    count: usize,
    series: &str,
) -> Result<Vec<Vec<u8>>> {
    let keys = Keys::new(SENDERS);
    let inbox = Url::parse(&format!("{}/inbox", house.base))?;
    let parts = std::thread::available_parallelism().map_or(1, usize::from);
    let size = count.div_ceil(parts);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (first..first + count)
            .step_by(size)
            .map(|start| {
                let (keys, inbox) = (&keys, &inbox);
                scope.spawn(move || {
                    (start..(start + size).min(first + count))
                        .map(|n| request(house, keys, inbox, verb, n, series))
                        .collect::<Result<Vec<_>>>()
                })
            })
            .collect();
        let mut all = Vec::with_capacity(count);
        for worker in workers {
            match worker.join() {
                Ok(part) => all.extend(part?),
                Err(_panic) => bail!("a signer panicked"),
            }
        }
        Ok(all)
    })
}

fn request(
    house: &House,
    keys: &Keys,
    inbox: &Url,
    verb: Verb,
    n: usize,
    series: &str,
) -> Result<Vec<u8>> {
    let sender = n % SENDERS;
    let (host, person) = (sender / PEOPLE, sender % PEOPLE);
    let actor = format!("http://s{host}.localhost/u/p{person}");
    let activity = match verb {
        Verb::Create => create(house, host, &actor, n, series),
        Verb::Like => like(house, host, &actor, n),
    };
    let body = activity.to_string();
    let key = SigningKey {
        key_id: Url::parse(&format!("{actor}#main-key"))?,
        private_pem: house.keys[host].private_pem.clone(),
    };
    let what = Signing::Post {
        body: body.as_bytes(),
        content_type: "application/activity+json",
    };
    let headers = sign(keys, &key, inbox, what, Clock::System.now().datetime())?;
    let mut request = format!(
        "POST {} HTTP/1.1\r\ncontent-length: {}\r\n",
        inbox.path(),
        body.len()
    )
    .into_bytes();
    for (name, value) in &headers {
        request.extend_from_slice(name.as_str().as_bytes());
        request.extend_from_slice(b": ");
        request.extend_from_slice(value.as_bytes());
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"\r\n");
    request.extend_from_slice(body.as_bytes());
    Ok(request)
}

/// A comment as Lemmy sends it.
fn create(house: &House, host: usize, actor: &str, n: usize, series: &str) -> Value {
    let community = format!("{}/c/{COMMUNITY}", house.base);
    let thread = i64::try_from(n).unwrap_or(0) * 7 % house.threads;
    let at = Clock::System.now().rfc3339();
    json!({
        "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
        "id": format!("http://s{host}.localhost/activities/create/{series}{n}"),
        "type": "Create",
        "actor": actor,
        "to": [PUBLIC],
        "cc": [community],
        "audience": community,
        "object": {
            "type": "Note",
            "id": format!("http://s{host}.localhost/comment/new-{series}{n}"),
            "attributedTo": actor,
            "to": [PUBLIC],
            "cc": [community],
            "audience": community,
            "content": format!("<p>I saw the same thing at number {n}, and it was <em>not</em> the wind. Somebody should look at it before the week is over.</p>"),
            "mediaType": "text/html",
            "source": { "content": format!("I saw the same thing at number {n}, and it was *not* the wind. Somebody should look at it before the week is over."), "mediaType": "text/markdown" },
            "inReplyTo": house.thread_id(thread),
            "published": at,
            "distinguished": false
        }
    })
}

/// Everybody likes one thread after the other.
fn like(house: &House, host: usize, actor: &str, n: usize) -> Value {
    let thread = i64::try_from(n / SENDERS).unwrap_or(0) % house.threads;
    json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": format!("http://s{host}.localhost/activities/like/{n}"),
        "type": "Like",
        "actor": actor,
        "object": house.thread_id(thread),
        "audience": format!("{}/c/{COMMUNITY}", house.base)
    })
}
