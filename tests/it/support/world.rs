//! A small fediverse in one process: real instances on real sockets, a clock that the test holds, and jobs that run
//! when the test says so.

use std::collections::HashMap;
use std::net::{SocketAddr, TcpListener};
use std::process::{ExitCode, Termination};
use std::sync::Mutex;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use folkmoot::clock::{Clock, Time};
use folkmoot::config::{Config, DevHost, Rate};

use super::instance::Instance;
use super::stranger::{Software, Stranger};

/// Names that strangers can take; their sockets are bound before the instances start, since those are told of them then.
const STRANGERS: [&str; 13] = [
    "mastodon", "gotosocial", "lemmy", "piefed", "mbin", "nodebb", "friendica", "mitra", "masto", "third", "evil", "other", "mobilizon",
];

/// Far more rounds than any story needs; only one that goes round in circles meets it.
const ROUNDS: usize = 400;

/// Where the clock of every world stands at first.
pub(crate) const BEGINNING: &str = "2026-03-02T09:00:00Z";

type Change = Box<dyn Fn(&str, &mut Config) + Send>;

/// How a world differs from the usual one.
#[derive(Default)]
pub(crate) struct Plan {
    changes: Vec<Change>,
    resolve: Vec<(String, SocketAddr)>,
    system_clock: bool,
}

impl Plan {
    /// Changes the configuration of each instance; its name comes first.
    pub(crate) fn config(mut self, change: impl Fn(&str, &mut Config) + Send + 'static) -> Self {
        self.changes.push(Box::new(change));
        self
    }

    /// A server in another process, which the instances may reach.
    pub(crate) fn neighbour(mut self, host: &str, address: SocketAddr) -> Self {
        self.resolve.push((host.to_owned(), address));
        self
    }

    /// For neighbours that sign with the time of the day.
    pub(crate) fn on_the_systems_clock(mut self) -> Self {
        self.system_clock = true;
        self
    }

    pub(crate) async fn start(self, names: &[&str]) -> Result<World> {
        World::start(names, self).await
    }
}

pub(crate) struct World {
    pub(crate) clock: Clock,
    /// Reaches every server of the world by its name, follows no redirect and keeps no cookie.
    pub(crate) client: reqwest::Client,
    instances: Vec<Instance>,
    spare: Mutex<HashMap<String, TcpListener>>,
}

impl World {
    /// The usual world: `alpha` is at `alpha.localhost`.
    pub(crate) async fn new(names: &[&str]) -> Result<Self> {
        Self::start(names, Plan::default()).await
    }

    pub(crate) fn plan() -> Plan {
        Plan::default()
    }

    async fn start(names: &[&str], plan: Plan) -> Result<Self> {
        listen_to_the_log();
        let clock = if plan.system_clock {
            Clock::System
        } else {
            Clock::manual(Time::parse(BEGINNING).context("the beginning is a time")?)
        };
        let mut sockets = Vec::new();
        let mut places = plan.resolve.clone();
        for name in names.iter().chain(&STRANGERS) {
            let listener = TcpListener::bind("127.0.0.1:0")?;
            places.push((format!("{name}.localhost"), listener.local_addr()?));
            sockets.push(((*name).to_owned(), listener));
        }
        let mut client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(60));
        for (host, address) in &places {
            client = client.resolve(host, *address);
        }
        let client = client.build()?;
        let neighbours: Vec<DevHost> = places
            .iter()
            .map(|(host, address)| DevHost { host: format!("{host}:{}", address.port()), address: Some(*address) })
            .collect();
        let strangers = sockets.split_off(names.len());
        let mut instances = Vec::new();
        for (name, listener) in sockets {
            let mut config = usual(&neighbours);
            for change in &plan.changes {
                change(&name, &mut config);
            }
            instances.push(Instance::start(&name, listener, config, clock.clone(), client.clone(), &places).await?);
        }
        Ok(Self { clock, client, instances, spare: Mutex::new(strangers.into_iter().collect()) })
    }

    pub(crate) fn at(&self, name: &str) -> &Instance {
        match self.instances.iter().find(|instance| instance.name == name) {
            Some(instance) => instance,
            None => panic!("no instance is called {name}"),
        }
    }

    /// A server of other software; it answers from now on. `name` is one of [`STRANGERS`].
    pub(crate) fn stranger(&self, name: &str, software: Software) -> Result<Stranger> {
        let listener = match self.spare.lock() {
            Ok(mut spare) => spare.remove(name),
            Err(_) => bail!("another thread died with the list of names"),
        };
        let listener = listener.with_context(|| format!("{name} is taken, or nobody's name"))?;
        Stranger::open(name, listener, software, self.clock.clone(), self.client.clone())
    }

    /// Runs what is due everywhere until nothing is.
    pub(crate) async fn settle(&self) -> Result<()> {
        for _ in 0..ROUNDS {
            let mut busy = false;
            for instance in &self.instances {
                busy |= instance.run_due().await?;
            }
            if !busy {
                return Ok(());
            }
        }
        let mut left = Vec::new();
        for instance in &self.instances {
            left.extend(instance.left()?);
        }
        bail!("the world comes to no rest; still waiting: {left:#?}")
    }

    /// Time goes by, and what became due meanwhile happens.
    pub(crate) async fn pass(&self, time: Duration) -> Result<()> {
        self.clock.advance(time);
        self.settle().await
    }

    /// The end of a story: what is due is done, and nothing may wait for later.
    pub(crate) async fn end(&self) -> Story {
        self.settle().await?;
        let mut left = Vec::new();
        for instance in &self.instances {
            left.extend(instance.left()?);
        }
        anyhow::ensure!(left.is_empty(), "work is left behind: {left:#?}");
        Ok(Told(()))
    }

    /// The end of a story about servers that never come back: what waits for them may wait.
    pub(crate) fn end_with_work_left(&self) -> Story {
        Ok(Told(()))
    }
}

/// Only a world gives it, so that no story forgets to look at what is left.
pub(crate) struct Told(());

impl Termination for Told {
    fn report(self) -> ExitCode {
        ExitCode::SUCCESS
    }
}

/// What a test of ours returns.
pub(crate) type Story = Result<Told>;

/// `IT_LOG=warn` shows what the instances log, beside the test that failed.
fn listen_to_the_log() {
    if let Ok(filter) = std::env::var("IT_LOG") {
        // Another test of this run may have done it already.
        let _done = tracing_subscriber::fmt().with_env_filter(filter).with_test_writer().try_init();
    }
}

/// Small, quick and without brakes; what a story is about it sets itself.
fn usual(neighbours: &[DevHost]) -> Config {
    let mut config = Config::default();
    config.server.workers = 1;
    config.database.readers = 2;
    config.federation.development = neighbours.to_vec();
    config.federation.timeout = 20;
    let free = Rate::per_minute(100_000);
    config.limits.login = free;
    config.limits.register = free;
    config.limits.post = free;
    config.limits.search = free;
    config.limits.resolve = free;
    config
}
