//! Two branded houses in one process that talk with each other over real HTTP: something to walk
//! around in within seconds, for newcomers, screenshots and tests.

mod pictures;
mod play;
mod polls;
mod ranks;
mod script;
mod stage;
mod wiki;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::app::{self, Running};
use crate::config::{Config, DevHost};
use crate::{Error, Result};

use script::Script;

/// The password of everybody in the demo. They live on this machine only.
pub const PASSWORD: &str = "tram and tide";

/// How many ports above the first are tried when it is taken.
const PORTS_TRIED: u16 = 40;

/// Where the demo lives.
#[derive(Debug, Clone)]
pub struct Options {
    /// Its directory. What was in it is deleted: each demo is a fresh one.
    pub dir: PathBuf,
    /// The first port of each house; 0 takes any that is free.
    pub ports: [u16; 2],
}

impl Options {
    pub fn in_dir(dir: &Path) -> Self {
        Self { dir: dir.join("demo"), ports: [8081, 8082] }
    }
}

/// Somebody whom one can log in as.
#[derive(Debug, Clone)]
pub struct Login {
    /// Which house they live in, counted from 0.
    pub house: usize,
    pub name: String,
    pub display_name: String,
    pub role: &'static str,
}

/// A demo that answers requests.
pub struct Demo {
    /// Riverside Transit, then Harbour Makers.
    pub running: Vec<Running>,
    pub dir: PathBuf,
    pub logins: Vec<Login>,
}

impl Demo {
    /// The front page of a house.
    pub fn address(&self, house: usize) -> String {
        self.running.get(house).map(|r| r.app.urls.base().to_string()).unwrap_or_default()
    }

    pub async fn stop(self) -> Result<()> {
        for running in self.running {
            running.stop().await?;
        }
        Ok(())
    }

    /// What somebody needs to know who has just started it.
    pub fn words(&self) -> String {
        use std::fmt::Write as _;
        let mut text = String::from("Two houses are open. They know each other and nobody else.\n");
        for (n, running) in self.running.iter().enumerate() {
            let _ = write!(text, "\n  {}\n", running.app.urls.origin());
            for login in self.logins.iter().filter(|l| l.house == n) {
                let _ = writeln!(text, "    {:<9} {:<22} {}", login.name, login.display_name, login.role);
            }
        }
        let (first, second) = (self.address(0), self.address(1));
        let other = self.running.get(1).map(|r| r.app.urls.host().to_owned()).unwrap_or_default();
        let _ = write!(
            text,
            "\n  Everybody's password: {PASSWORD}\n\n\
             What to try:\n\
             1. Open {first} and {second} side by side. Threads of each are answered from the other.\n\
             2. Log in to {first} as jonas and search for @boatyard@{other}: a community of the other house. Answer there.\n\
             3. Look at the same thread on {second}: your answer is there, and who wrote it from where.\n\
             4. Log in as mara: she tends Timetables, and runs the first house. Remove something; the log at {first}modlog tells.\n\
             5. curl -H 'Accept: application/activity+json' {first}c/timetables\n\n\
             The data is in {}. Each start begins anew. Ctrl-C ends it.",
            self.dir.display()
        );
        text
    }
}

/// Starts both houses and plays what happened in them so far.
pub async fn start(options: Options) -> Result<Demo> {
    let scripts = script::shipped()?;
    match std::fs::remove_dir_all(&options.dir) {
        Ok(()) => {}
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
        Err(e) => return Err(Error::internal(anyhow::Error::from(e).context(format!("cannot empty {}", options.dir.display())))),
    }
    let mut sockets = Vec::new();
    for port in options.ports {
        sockets.push(listen(port)?);
    }
    let hosts: Vec<DevHost> = scripts.iter().zip(&sockets).map(|(script, (_, at))| dev_host(script, *at)).collect();
    let mut running = Vec::new();
    for ((script, host), (listener, at)) in scripts.iter().zip(&hosts).zip(sockets) {
        let config = config(&options.dir, script, host, &hosts, at)?;
        let how = app::Options { listener: Some(listener), jobs_by_hand: true, ..app::Options::default() };
        running.push(app::start(config, how).await?);
    }
    let logins = play::play(&running, &scripts).await?;
    for house in &mut running {
        house.start_jobs();
    }
    Ok(Demo { running, dir: options.dir, logins })
}

/// A socket on this port, or on one of the next where it is taken.
fn listen(port: u16) -> Result<(TcpListener, SocketAddr)> {
    let mut last = None;
    for n in 0..PORTS_TRIED {
        // Steps of two: the next port is the other house's first choice.
        let port = if port == 0 { 0 } else { port.saturating_add(n * 2) };
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(listener) => {
                let at = listener.local_addr().context("the listening socket has no address")?;
                return Ok((listener, at));
            }
            Err(error) => last = Some(error),
        }
    }
    let why = last.map(|e| e.to_string()).unwrap_or_default();
    Err(Error::internal(anyhow::anyhow!("no port from {port} on is free: {why}")))
}

fn dev_host(script: &Script, at: SocketAddr) -> DevHost {
    DevHost { host: format!("{}.localhost:{}", script.house.host, at.port()), address: Some(at) }
}

fn config(dir: &Path, script: &Script, host: &DevHost, hosts: &[DevHost], at: SocketAddr) -> Result<Config> {
    let mut config = Config::default();
    config.server.bind = at;
    config.server.public_url = format!("http://{}/", host.host).parse().context("a demo host is no host")?;
    config.server.data_dir = dir.join(&script.house.host);
    config.server.workers = 2;
    config.federation.development = hosts.to_vec();
    // The houses have only each other: what protects real servers from us would only slow them down.
    config.jobs.deliveries_per_host = 16;
    Ok(config)
}

#[cfg(test)]
mod tests;
