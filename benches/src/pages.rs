//! Page readers: as many as the server bears, and then a steady thousand a second with everyone's wait measured from
//! the moment at which they meant to ask.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::house::{COMMUNITY, House};
use crate::process::Server;
use crate::report::{Budget, Report};
use crate::wire::Connection;

const READERS: usize = 16;
/// Connections that share the steady load.
const STEADY_READERS: usize = 64;
const STEADY_RATE: f64 = 1_000.0;

/// Pages a second in each case, to compare two sizes.
pub(crate) type Speeds = Vec<(String, f64)>;

/// A request for a page, as a browser would ask.
pub(crate) fn request(house: &House, path: &str, cookie: Option<&str>) -> Vec<u8> {
    let cookie = cookie.map_or(String::new(), |cookie| format!("cookie: {cookie}\r\n"));
    let host = house.address;
    format!(
        "GET {path} HTTP/1.1\r\nhost: localhost:{}\r\naccept: text/html\r\naccept-language: en\r\nuser-agent: bench\r\n{cookie}\r\n",
        host.port()
    )
    .into_bytes()
}

pub(crate) fn front(house: &House) -> Vec<u8> {
    request(house, &format!("/c/{COMMUNITY}"), None)
}

/// Reads both pages as a visitor and as a member. `before` are the speeds of a smaller house.
pub(crate) async fn measure(
    house: &House,
    server: &Server,
    length: Duration,
    before: Option<&Speeds>,
    report: &mut Report,
) -> Result<Speeds> {
    let thread = format!("/post/{}", house.long_thread());
    let mut speeds = Speeds::new();
    for (name, path) in [
        ("front page", format!("/c/{COMMUNITY}")),
        ("200 replies", thread),
    ] {
        for (who, cookie) in [("visitor", None), ("member", Some(house.cookie.as_str()))] {
            let page: Arc<[u8]> = request(house, &path, cookie).into();
            let what = format!("{name}, {who}, {} threads", house.threads);
            // The first few fill caches and connections.
            closed(server.address, &page, Duration::from_millis(500)).await?;
            let cpu = server.cpu()?;
            let (count, took, size) = closed(server.address, &page, length).await?;
            let speed = count as f64 / took.as_secs_f64();
            let spent = (server.cpu()? - cpu).as_secs_f64() * 1e3 / count.max(1) as f64;
            let (least, is_large) = (
                if cookie.is_none() { 3_000.0 } else { 1_000.0 },
                before.is_some(),
            );
            let budget = |budget| if is_large { budget } else { Budget::None };
            report.add(&what, speed, "pages/s", budget(Budget::AtLeast(least)));
            report.add(&format!("{what}: CPU"), spent, "ms/page", Budget::None);
            if is_large {
                report.add(
                    &format!("{what}: size"),
                    size as f64 / 1024.0,
                    "KiB",
                    Budget::None,
                );
            }
            if let Some((_, small)) = before.and_then(|all| {
                all.iter()
                    .find(|(case, _)| case == &format!("{name}, {who}"))
            }) {
                report.add(
                    &format!("{what}: against the small house"),
                    speed / small,
                    "",
                    Budget::AtLeast(0.8),
                );
            }
            let waits = open(server.address, &page, length).await?;
            let bound = if cookie.is_none() {
                budget(Budget::AtMost(10.0))
            } else {
                Budget::None
            };
            report.add(
                &format!("{what}: p50 at 1,000/s"),
                percentile(&waits, 0.5),
                "ms",
                Budget::None,
            );
            report.add(
                &format!("{what}: p99 at 1,000/s"),
                percentile(&waits, 0.99),
                "ms",
                bound,
            );
            speeds.push((format!("{name}, {who}"), speed));
        }
    }
    Ok(speeds)
}

/// Every reader asks again as soon as they were answered. Gives the count, the time and the size of a page.
async fn closed(
    address: SocketAddr,
    page: &Arc<[u8]>,
    length: Duration,
) -> Result<(u64, Duration, usize)> {
    let begun = Instant::now();
    let mut readers = Vec::new();
    for _ in 0..READERS {
        let page = Arc::clone(page);
        readers.push(tokio::spawn(async move {
            let mut connection = Connection::open(address).await?;
            let (mut count, mut size) = (0_u64, 0);
            while begun.elapsed() < length {
                size = read(&mut connection, &page).await?;
                count += 1;
            }
            anyhow::Ok((count, size))
        }));
    }
    let (mut total, mut size) = (0, 0);
    for reader in readers {
        let (count, length) = reader.await??;
        total += count;
        size = length;
    }
    Ok((total, begun.elapsed(), size))
}

/// Asks at fixed moments, whatever the server does: a slow answer is not excused by the questions that it kept back.
async fn open(address: SocketAddr, page: &Arc<[u8]>, length: Duration) -> Result<Vec<f64>> {
    let total = (STEADY_RATE * length.as_secs_f64()) as u64;
    let next = Arc::new(AtomicU64::new(0));
    let begun = Instant::now();
    let mut readers = Vec::new();
    for _ in 0..STEADY_READERS {
        let (page, next) = (Arc::clone(page), Arc::clone(&next));
        readers.push(tokio::spawn(async move {
            let mut connection = Connection::open(address).await?;
            let mut waits = Vec::new();
            loop {
                let turn = next.fetch_add(1, Ordering::Relaxed);
                if turn >= total {
                    return anyhow::Ok(waits);
                }
                let due = begun + Duration::from_secs_f64(turn as f64 / STEADY_RATE);
                tokio::time::sleep_until(due.into()).await;
                read(&mut connection, &page).await?;
                // The timer's own lateness, up to a millisecond, is in it too.
                waits.push(due.elapsed().as_secs_f64() * 1e3);
            }
        }));
    }
    let mut waits = Vec::new();
    for reader in readers {
        waits.extend(reader.await??);
    }
    waits.sort_by(f64::total_cmp);
    Ok(waits)
}

async fn read(connection: &mut Connection, page: &[u8]) -> Result<usize> {
    let answer = connection.exchange(page).await?;
    if answer.status != 200 {
        bail!("a page came with status {}", answer.status);
    }
    Ok(answer.length)
}

/// Of sorted values.
fn percentile(sorted: &[f64], part: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted
        .get((last as f64 * part).round() as usize)
        .copied()
        .unwrap_or(f64::NAN)
}
