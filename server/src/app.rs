//! One running instance: its parts, how it starts and how it stops.

use std::collections::HashMap;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::Arc;

use anyhow::Context;
use folkmoot_federation as federation;
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::config::{Config, DatabaseUrl};
use crate::domain::actors::{self, Keys};
use crate::domain::convener;
use crate::fediverse;
use crate::id::IdSource;
use crate::jobs;
use crate::limits::Limits;
use crate::mail::Mailer;
use crate::media::Media;
use crate::render::Renderer;
use crate::store::{Db, Engine, Env, actors as store_actors, hosts, identity, lane, migrate};
use crate::urls::Urls;
use crate::web;
use crate::web::cache::PageCache;
use crate::web::theme::Themes;
use crate::{Error, Result};

/// Everything that handlers and jobs need. Shared, never global: several live in one process.
pub struct App {
    pub config: Config,
    pub clock: Clock,
    pub db: Db,
    pub urls: Urls,
    pub federation: federation::Federation,
    pub renderer: Renderer,
    pub mailer: Mailer,
    pub media: Media,
    pub limits: Limits,
    pub themes: Themes,
    pub pages: PageCache,
    /// Rings when something was queued, so that jobs start at once and not at the next look.
    pub bell: jobs::Bell,
}

/// How an instance is started, beyond its configuration.
#[derive(Default)]
pub struct Options {
    /// The system's clock, or one that a test holds.
    pub clock: Clock,
    /// A socket that is bound already, for ports that are chosen by the system.
    pub listener: Option<TcpListener>,
    /// Tests run the jobs themselves, step by step.
    pub jobs_by_hand: bool,
}

/// An instance that answers requests.
pub struct Running {
    pub app: Arc<App>,
    pub address: SocketAddr,
    server: actix_web::dev::ServerHandle,
    served: JoinHandle<std::io::Result<()>>,
    jobs: Option<jobs::Runner>,
}

impl Running {
    /// Runs everything that is due once. Says whether anything was.
    pub async fn run_due(&self) -> Result<bool> {
        jobs::run_due(&self.app).await
    }

    /// Lets an instance whose jobs were run by hand so far go on by itself.
    pub fn start_jobs(&mut self) {
        if self.jobs.is_none() {
            self.jobs = Some(jobs::Runner::start(Arc::clone(&self.app)));
        }
    }

    /// Stops taking requests, finishes those under way, and stops the jobs.
    pub async fn stop(self) -> Result<()> {
        if let Some(jobs) = self.jobs {
            jobs.stop().await;
        }
        self.server.stop(true).await;
        self.served.await.context("the server thread failed")??;
        Ok(())
    }

    /// Serves until `stop` comes to pass, then stops cleanly. An error ends it earlier.
    pub async fn run_until(mut self, stop: impl Future<Output = ()>) -> Result<()> {
        tokio::select! {
            () = stop => self.stop().await,
            ended = &mut self.served => {
                if let Some(jobs) = self.jobs.take() {
                    jobs.stop().await;
                }
                ended.context("the server thread failed")??;
                Ok(())
            }
        }
    }

    /// Waits until the server ends by itself (a signal, or an error).
    pub async fn wait(self) -> Result<()> {
        self.served.await.context("the server thread failed")??;
        if let Some(jobs) = self.jobs {
            jobs.stop().await;
        }
        Ok(())
    }
}

/// Opens the database that the configuration names, migrated and with its local host row.
pub fn open_db(config: &Config, clock: &Clock) -> Result<(Db, Urls)> {
    let urls = Urls::new(&config.server.public_url);
    let engine = engine(config)?;
    let mut conn = engine.open()?;
    let taken = migrate::up(&mut conn)?;
    if !taken.is_empty() {
        tracing::info!(steps = taken.join(", "), "database schema brought up to date");
    }
    let lane = lane::take(&engine)?;
    let ids = IdSource::on_lane(lane.number);
    // After a restart with the clock set back, new ids still come after old ones.
    ids.start_after(identity::highest_id(&mut conn)?);
    drop(conn);
    let env = Env { clock: clock.clone(), ids: Arc::new(ids), urls: urls.clone() };
    let db = Db::start(engine, env, config.database.readers)?;
    db.hold(lane);
    Ok((db, urls))
}

pub fn engine(config: &Config) -> Result<Engine> {
    match config.database_url() {
        DatabaseUrl::Sqlite(path) => {
            if let Some(dir) = path.parent() {
                std::fs::create_dir_all(dir).with_context(|| format!("cannot make the directory {}", dir.display()))?;
            }
            Ok(Engine::Sqlite { path: path.display().to_string() })
        }
        DatabaseUrl::Postgres(url) => Ok(Engine::Postgres { url: url.expose().to_owned() }),
    }
}

/// Writes this server's own row and its instance actor, or checks that they still fit.
async fn settle_in(db: &Db, urls: &Urls, serving: bool) -> Result<()> {
    let (host, base) = (urls.host().to_owned(), urls.origin().to_owned());
    let known = db.read(fediverse::identity::current).await?;
    match known {
        Some(before) if before == base => return Ok(()),
        Some(before) if !serving => {
            return Err(Error::internal(anyhow::anyhow!(
                "this database belongs to {before}, but server.public_url is {base}; only serve moves it to a new address"
            )));
        }
        Some(before) => return db.write(move |tx| fediverse::identity::rebase(tx, &before)).await,
        None => {}
    }
    let keys = new_keys().await?;
    db.write(move |tx| {
        hosts::insert(tx, hosts::LOCAL, &host)?;
        actors::instance_actor(tx, &keys)?;
        Ok(())
    })
    .await
}

/// Makes the convener, once for each name that the operator chose.
async fn introduce_convener(db: &Db, name: &str) -> Result<()> {
    let name = name.to_owned();
    let wanted = name.clone();
    let known = db.read(move |conn| store_actors::by_name(conn, hosts::LOCAL, &wanted)).await?;
    if known.is_some_and(|a| a.kind == store_actors::ActorKind::Service) {
        return Ok(());
    }
    let keys = new_keys().await?;
    db.write(move |tx| convener::introduce(tx, &name, &keys).map(drop)).await
}

/// A key pair for a new actor, made on a thread that may take its time.
pub async fn new_keys() -> Result<Keys> {
    let pair = tokio::task::spawn_blocking(federation::signature::generate_keypair)
        .await
        .context("key generation was stopped")?
        .map_err(|e| Error::internal(anyhow::anyhow!("key generation: {e}")))?;
    Ok(Keys { private_pem: pair.private_pem, public_pem: pair.public_pem })
}

fn federation_config(config: &Config, clock: &Clock) -> Result<federation::Config> {
    let mut out = federation::Config::new(config.server.public_url.clone());
    out.total_timeout = std::time::Duration::from_secs(config.federation.timeout);
    out.delivery_concurrency = config.jobs.deliveries;
    out.delivery_per_host = config.jobs.deliveries_per_host;
    out.authorized_fetch = config.federation.authorized_fetch;
    let clock = clock.clone();
    out.clock = Arc::new(move || clock.now().datetime());
    if config.is_development() {
        let mut resolve = HashMap::new();
        for host in &config.federation.development {
            let name = host.host.split(':').next().unwrap_or_default().to_owned();
            let address = match host.address {
                Some(address) => address,
                None => system_address(&host.host)?,
            };
            resolve.insert(name, address);
        }
        out.development = Some(federation::Development { resolve });
    }
    Ok(out)
}

fn system_address(host: &str) -> Result<SocketAddr> {
    let with_port = if host.contains(':') { host.to_owned() } else { format!("{host}:80") };
    with_port
        .to_socket_addrs()
        .with_context(|| format!("cannot resolve {host} of federation.development"))?
        .next()
        .ok_or_else(|| Error::internal(anyhow::anyhow!("{host} of federation.development has no address")))
}

/// Puts the parts together without listening, for commands that need them.
pub async fn build(config: Config, clock: Clock) -> Result<Arc<App>> {
    assemble(config, clock, false).await
}

async fn assemble(config: Config, clock: Clock, serving: bool) -> Result<Arc<App>> {
    let (db, urls) = open_db(&config, &clock)?;
    settle_in(&db, &urls, serving).await?;
    introduce_convener(&db, &config.convener.name).await?;
    let bell = jobs::Bell::default();
    let host = Arc::new(fediverse::host::Port::new(db.clone(), bell.clone()));
    let federation = federation::Federation::new(federation_config(&config, &clock)?, host)
        .await
        .map_err(|e| Error::internal(anyhow::anyhow!("federation: {e}")))?;
    let themes = match &config.development.theme_dir {
        Some(dir) => Themes::from_dir(dir),
        None => Themes::shipped(),
    };
    let app = App {
        mailer: Mailer::new(&config.mail, &urls, clock.clone())?,
        media: Media::on_disk(&config.media_dir(), &config.limits)?,
        limits: Limits::new(&config.limits, &clock),
        renderer: Renderer::new(),
        pages: PageCache::default(),
        themes,
        federation,
        db,
        urls,
        clock,
        config,
        bell,
    };
    Ok(Arc::new(app))
}

/// Starts an instance. It serves from the moment this returns.
pub async fn start(config: Config, options: Options) -> Result<Running> {
    let listener = match options.listener {
        Some(listener) => listener,
        None => TcpListener::bind(config.server.bind)
            .with_context(|| format!("cannot listen on {} (server.bind)", config.server.bind))?,
    };
    let address = listener.local_addr().context("the listening socket has no address")?;
    let app = assemble(config, options.clock, true).await?;
    if app.config.is_development() {
        let hosts = app.config.federation.development.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        tracing::warn!(hosts, "federation.development is set: plain http and private addresses are allowed for these hosts");
    }
    let server = web::serve(Arc::clone(&app), listener)?;
    let handle = server.handle();
    let served = tokio::spawn(server);
    let jobs = (!options.jobs_by_hand).then(|| jobs::Runner::start(Arc::clone(&app)));
    Ok(Running { app, address, server: handle, served, jobs })
}
