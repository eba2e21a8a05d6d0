//! One post that goes out to a thousand servers, beside what a thousand signatures cost on this machine.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use folkmoot::clock::Clock;
use folkmoot_federation::host::SigningKey;
use folkmoot_federation::signature::{Keys, Signing, sign};
use url::Url;

use crate::database::number;
use crate::house::{COMMUNITY, House};
use crate::process::Server;
use crate::report::{Budget, Report};
use crate::wire::{Connection, Sink};

const LOOK: Duration = Duration::from_millis(5);
const PATIENCE: Duration = Duration::from_secs(120);
/// After the first post, when connections to all of them are open.
const MORE_POSTS: usize = 4;
const SIGNATURES: u32 = 2_000;

pub(crate) async fn measure(
    house: &House,
    server: &Server,
    sink: &Sink,
    followers: usize,
    report: &mut Report,
) -> Result<()> {
    let signature = signature_cost(house)?;
    report.add("delivery: one signature", signature, "ms", Budget::None);
    house.add_followers(&mut house.database.open()?, followers)?;
    let first = post(house, server, sink, followers, 1).await?;
    first.tell("to servers not connected to", signature, report);
    let more = post(house, server, sink, followers, MORE_POSTS).await?;
    more.tell("to servers connected to", signature, report);
    Ok(())
}

/// Milliseconds for one request, headers and digest included, as the server itself signs.
fn signature_cost(house: &House) -> Result<f64> {
    let keys = Keys::new(1);
    let key = SigningKey {
        key_id: Url::parse("http://s0.localhost/u/p0#main-key")?,
        private_pem: house.keys[0].private_pem.clone(),
    };
    let inbox = Url::parse("http://f0.localhost/inbox")?;
    let body = vec![b' '; 1_500];
    let now = Clock::System.now().datetime();
    let one = || {
        let what = Signing::Post {
            body: &body,
            content_type: "application/activity+json",
        };
        sign(&keys, &key, &inbox, what, now).map(black_box)
    };
    one()?;
    let begun = thread_cpu()?;
    for _ in 0..SIGNATURES {
        one()?;
    }
    Ok((thread_cpu()? - begun) as f64 / 1e6 / f64::from(SIGNATURES))
}

/// Nanoseconds that this thread was on a processor: the clock on the wall also counts what others took.
fn thread_cpu() -> Result<u64> {
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(spent
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .parse()?)
}

struct Outcome {
    speed: f64,
    /// Milliseconds for each.
    cpu: f64,
}

impl Outcome {
    fn tell(&self, what: &str, signature: f64, report: &mut Report) {
        report.add(&format!("delivery: {what}"), self.speed, "/s", Budget::None);
        report.add(
            &format!("delivery: {what}: CPU"),
            self.cpu,
            "ms",
            Budget::None,
        );
        report.add(
            &format!("delivery: {what}: CPU in signatures"),
            self.cpu / signature,
            "x",
            Budget::AtMost(2.0),
        );
    }
}

async fn post(
    house: &House,
    server: &Server,
    sink: &Sink,
    followers: usize,
    posts: usize,
) -> Result<Outcome> {
    let mut conn = house.database.open()?;
    let mut api = Connection::open(server.address).await?;
    let before = sink.taken();
    let wanted = before + u64::try_from(followers * posts)?;
    let (cpu, begun) = (server.cpu()?, Instant::now());
    for n in 0..posts {
        let answer = api.exchange(&new_thread(house, n)).await?;
        if answer.status != 201 {
            bail!("a thread was answered with status {}", answer.status);
        }
    }
    const LEFT: &str = "SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM deliveries)";
    while sink.taken() < wanted || number(&mut conn, LEFT)? > 0 {
        if begun.elapsed() > PATIENCE {
            bail!(
                "{} of {} deliveries came",
                sink.taken() - before,
                wanted - before
            );
        }
        tokio::time::sleep(LOOK).await;
    }
    let took = begun.elapsed();
    let count = (sink.taken() - before) as f64;
    Ok(Outcome {
        speed: count / took.as_secs_f64(),
        cpu: (server.cpu()? - cpu).as_secs_f64() * 1e3 / count,
    })
}

fn new_thread(house: &House, n: usize) -> Vec<u8> {
    let body = format!(
        "{{\"title\":\"News from the bench, part {n}\",\"body\":\"It was *mended* today, by those who sit there.\"}}"
    );
    format!(
        "POST /api/v1/communities/{COMMUNITY}/threads HTTP/1.1\r\nhost: localhost:{}\r\nauthorization: Bearer {}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        house.address.port(),
        house.token,
        body.len()
    )
    .into_bytes()
}
