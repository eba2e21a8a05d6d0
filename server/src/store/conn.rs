//! The database: one enum over both engines, a pool of reader threads and the write path.
//!
//! Every connection lives on a thread of its own, so no async worker ever blocks on a database,
//! and the queues in front of the threads are bounded: a full one answers 503, it never grows.
//!
//! On SQLite one thread writes. It takes whatever waits, runs each piece in a savepoint and commits
//! them together: one `fsync` pays for all of them, and nobody is answered before it. On PostgreSQL
//! several threads write, one transaction each, and a piece that lost a race is run again.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};
use std::thread;

use anyhow::{Context, anyhow};
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::pg::PgConnection;
use diesel::result::Error as DieselError;
use diesel::sqlite::SqliteConnection;
use diesel::Connection;
use tokio::sync::oneshot;

use crate::clock::{Clock, Time};
use crate::id::IdSource;
use crate::store::lane::Lane;
use crate::urls::Urls;
use crate::{Error, Result};

/// A connection to either engine; diesel checks every query against both.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// The backend type that `#[diesel(check_for_backend)]` names.
pub type Backend = <Conn as Connection>::Backend;

/// Which engine a URL asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Engine {
    Sqlite { path: String },
    Postgres { url: String },
}

impl Engine {
    pub fn parse(url: &str) -> Result<Self> {
        if let Some(path) = url.strip_prefix("sqlite://") {
            return Ok(Self::Sqlite { path: path.to_owned() });
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres { url: url.to_owned() });
        }
        Err(anyhow!("database.url must start with sqlite:// or postgres://").into())
    }

    /// Opens a connection that may write.
    pub fn open(&self) -> Result<Conn> {
        match self {
            Self::Sqlite { path } => {
                let mut c = SqliteConnection::establish(path)
                    .with_context(|| format!("cannot open the SQLite database {path}"))?;
                // FULL: a commit that was answered survives a power cut, not only a crash.
                c.batch_execute(
                    "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                     PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000; \
                     PRAGMA wal_autocheckpoint = 4000;",
                )
                .context("cannot prepare the SQLite database")?;
                Ok(Conn::Sqlite(c))
            }
            Self::Postgres { url } => {
                let c = PgConnection::establish(url).context("cannot connect to PostgreSQL")?;
                Ok(Conn::Postgres(c))
            }
        }
    }

    fn open_reader(&self) -> Result<Conn> {
        let mut conn = self.open()?;
        if let Conn::Sqlite(c) = &mut conn {
            c.batch_execute("PRAGMA query_only = ON; PRAGMA cache_size = -4000; PRAGMA mmap_size = 268435456;")
                .context("cannot prepare a SQLite reader")?;
        }
        Ok(conn)
    }
}

/// What every transaction may lean on besides its connection.
#[derive(Clone)]
pub struct Env {
    pub clock: Clock,
    pub ids: Arc<IdSource>,
    pub urls: Urls,
}

/// One transaction under way.
pub struct Tx<'a> {
    pub conn: &'a mut Conn,
    /// The moment the transaction began; everything in it happened then.
    pub now: Time,
    pub env: &'a Env,
}

impl Tx<'_> {
    /// A fresh id for a row of this transaction.
    pub fn id(&self) -> i64 {
        self.env.ids.next(self.now)
    }

    pub fn urls(&self) -> &Urls {
        &self.env.urls
    }

    /// Runs `f` so that its failure undoes only its own part of the transaction.
    pub fn savepoint<T>(&mut self, f: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let (now, env) = (self.now, self.env);
        self.conn.transaction(|conn| f(&mut Tx { conn, now, env }))
    }
}

trait WriteJob: Send {
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<()>;
    /// Called once, after the commit (or instead of it).
    fn answer(self: Box<Self>, end: Result<()>);
}

struct Write<F, T> {
    f: F,
    value: Option<T>,
    reply: oneshot::Sender<Result<T>>,
}

impl<F, T> WriteJob for Write<F, T>
where
    F: Fn(&mut Tx<'_>) -> Result<T> + Send,
    T: Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        self.value = None;
        let value = catch_unwind(AssertUnwindSafe(|| (self.f)(tx)))
            .unwrap_or_else(|_panic| Err(anyhow!("a transaction panicked").into()))?;
        self.value = Some(value);
        Ok(())
    }

    fn answer(self: Box<Self>, end: Result<()>) {
        let Write { value, reply, .. } = *self;
        let answer = end.and_then(|()| value.ok_or_else(|| anyhow!("a transaction gave no value").into()));
        // Whoever asked may have hung up; the transaction stands all the same.
        let _ = reply.send(answer);
    }
}

type ReadJob = Box<dyn FnOnce(&mut Conn) + Send>;

/// The handle that everything shares.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    env: Env,
    reads: Sender<ReadJob>,
    writes: Sender<Box<dyn WriteJob>>,
    /// The lane of this process's ids, held as long as its database is in use.
    lane: OnceLock<Lane>,
}

/// How many pieces of work may wait in front of the threads.
const QUEUE: usize = 8192;
/// How many waiting writes share one commit on SQLite.
const GROUP: usize = 512;
/// How often a PostgreSQL transaction that lost a race is run again.
const RETRIES: u32 = 8;

impl Db {
    /// Opens the connections and starts their threads. Run the migrations before.
    pub fn start(engine: Engine, env: Env, readers: usize) -> Result<Self> {
        let (reads, read_queue) = bounded::<ReadJob>(QUEUE);
        let (writes, write_queue) = bounded::<Box<dyn WriteJob>>(QUEUE);
        for _ in 0..readers.max(1) {
            let conn = engine.open_reader()?;
            let queue = read_queue.clone();
            spawn("db-read", move || read_loop(conn, &queue))?;
        }
        let writers = match engine {
            Engine::Sqlite { .. } => 1,
            Engine::Postgres { .. } => readers.max(2),
        };
        for _ in 0..writers {
            let conn = engine.open()?;
            let (queue, env) = (write_queue.clone(), env.clone());
            match &engine {
                Engine::Sqlite { .. } => spawn("db-write", move || group_loop(conn, &queue, &env))?,
                Engine::Postgres { .. } => {
                    let engine = engine.clone();
                    spawn("db-write", move || single_loop(conn, &engine, &queue, &env))?;
                }
            }
        }
        Ok(Self { inner: Arc::new(Inner { engine, env, reads, writes, lane: OnceLock::new() }) })
    }

    /// Keeps a lane of ids taken until the last handle goes.
    pub fn hold(&self, lane: Lane) {
        // Set once, at the start; a second one would only be let go of.
        let _ = self.inner.lane.set(lane);
    }

    pub fn engine(&self) -> &Engine {
        &self.inner.engine
    }

    pub fn env(&self) -> &Env {
        &self.inner.env
    }

    /// Runs `f` on a reader thread.
    pub async fn read<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job: ReadJob = Box::new(move |conn| {
            let value = catch_unwind(AssertUnwindSafe(|| f(conn)))
                .unwrap_or_else(|_panic| Err(anyhow!("a read panicked").into()));
            let _ = reply.send(value);
        });
        self.inner.reads.try_send(job).map_err(full)?;
        answer.await.map_err(|_closed| Error::from(anyhow!("the database threads have stopped")))?
    }

    /// Runs `f` in a transaction and answers when it is durable. `f` may run more than once.
    pub async fn write<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Write { f, value: None, reply });
        self.inner.writes.try_send(job).map_err(full)?;
        answer.await.map_err(|_closed| Error::from(anyhow!("the database threads have stopped")))?
    }

    /// The same for code that is not async (the command line, before the server runs).
    pub fn write_blocking<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.inner.writes.try_send(Box::new(Write { f, value: None, reply })).map_err(full)?;
        answer.blocking_recv().map_err(|_closed| Error::from(anyhow!("the database threads have stopped")))?
    }
}

fn full<T>(e: TrySendError<T>) -> Error {
    match e {
        TrySendError::Full(_) => Error::unavailable("the database queue is full"),
        TrySendError::Disconnected(_) => anyhow!("the database threads have stopped").into(),
    }
}

fn spawn(name: &str, f: impl FnOnce() + Send + 'static) -> Result<()> {
    thread::Builder::new().name(name.to_owned()).spawn(f).context("cannot start a database thread")?;
    Ok(())
}

fn read_loop(mut conn: Conn, queue: &Receiver<ReadJob>) {
    while let Ok(job) = queue.recv() {
        job(&mut conn);
    }
}

/// SQLite: commits whatever waits, together.
fn group_loop(mut conn: Conn, queue: &Receiver<Box<dyn WriteJob>>, env: &Env) {
    while let Ok(first) = queue.recv() {
        let mut done: Vec<(Box<dyn WriteJob>, Result<()>)> = Vec::new();
        if let Err(e) = begin(&mut conn) {
            first.answer(Err(e));
            continue;
        }
        let mut next = Some(first);
        while let Some(mut job) = next.take() {
            let end = in_savepoint(&mut conn, env, job.as_mut());
            done.push((job, end));
            if done.len() < GROUP {
                next = queue.try_recv().ok();
            }
        }
        let committed = commit(&mut conn);
        if committed.is_err() {
            // What cannot be committed must not stay open under the next group.
            rollback(&mut conn);
        }
        for (job, end) in done {
            match &committed {
                Ok(()) => job.answer(end),
                Err(e) => job.answer(Err(e.for_another())),
            }
        }
    }
}

fn in_savepoint(conn: &mut Conn, env: &Env, job: &mut dyn WriteJob) -> Result<()> {
    let now = env.clock.now();
    conn.transaction::<(), Error, _>(|conn| job.run(&mut Tx { conn, now, env }))
}

fn single_loop(mut conn: Conn, engine: &Engine, queue: &Receiver<Box<dyn WriteJob>>, env: &Env) {
    while let Ok(mut job) = queue.recv() {
        let mut tries = 0;
        let end = loop {
            let now = env.clock.now();
            let end = write_tx(&mut conn, |conn| job.run(&mut Tx { conn, now, env }));
            match end {
                Err(e) if lost_a_race(&e) && tries < RETRIES => tries += 1,
                Err(e) if lost_connection(&e) && tries < RETRIES => {
                    tries += 1;
                    // The pause is the reconnection itself; a refused one ends the loop below.
                    match engine.open() {
                        Ok(fresh) => conn = fresh,
                        Err(_) => break Err(e),
                    }
                }
                end => break end,
            }
        };
        job.answer(end);
    }
}

fn begin(conn: &mut Conn) -> Result<()> {
    match conn {
        // A deferred transaction that reads first and writes later fails at once when another
        // process wrote in between; taking the lock at the start waits instead.
        Conn::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE")?,
        Conn::Postgres(c) => AnsiTransactionManager::begin_transaction(c)?,
    }
    Ok(())
}

/// One transaction on one connection, for the write path, migrations and tests.
pub fn write_tx<T>(conn: &mut Conn, f: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
    begin(conn)?;
    match f(conn) {
        Ok(value) => {
            commit(conn)?;
            Ok(value)
        }
        Err(e) => {
            rollback(conn);
            Err(e)
        }
    }
}

fn commit(conn: &mut Conn) -> Result<()> {
    match conn {
        Conn::Sqlite(c) => AnsiTransactionManager::commit_transaction(c)?,
        Conn::Postgres(c) => AnsiTransactionManager::commit_transaction(c)?,
    }
    Ok(())
}

fn rollback(conn: &mut Conn) {
    let end = match conn {
        Conn::Sqlite(c) => AnsiTransactionManager::rollback_transaction(c),
        Conn::Postgres(c) => AnsiTransactionManager::rollback_transaction(c),
    };
    if let Err(e) = end {
        tracing::warn!(error = %e, "a rollback failed");
    }
}

/// Another transaction got in between: running this one again sees what the other did.
fn lost_a_race(error: &Error) -> bool {
    match error {
        Error::Conflict(what) => *what == crate::error::EXISTS,
        Error::Unavailable(why) => why.contains("serialize"),
        Error::Internal { cause } => matches!(
            cause.downcast_ref::<DieselError>(),
            Some(DieselError::DatabaseError(_, info)) if info.message().contains("deadlock")
        ),
        _ => false,
    }
}

fn lost_connection(error: &Error) -> bool {
    matches!(error, Error::Unavailable(why) if why.contains("connection"))
}
