//! Work behind the pages, one file a job.
//!
//! Five queues in the database drive everything: activities that came (`inbox`), what happened
//! (`events`), activities to deliver (`deliveries`), copies of newsletters (`newsletter_copies`) and named jobs (`jobs`). Each is claimed there,
//! so that several processes share them and none is lost when one dies. [`run_due`] runs each
//! queue once; the [`Runner`] does so whenever the bell rings, and looks by itself now and then.

mod authors;
mod dispatch;
mod drafts;
mod duplicates;
mod guests;
mod inbox;
mod lifecycle;
pub mod mail;
mod media;
mod named;
mod polls;
mod reindex;
pub mod newsletter;
mod sweep;

pub use mail::{MailKind, enqueue_mail};

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use crate::Result;
use crate::app::App;

/// Wakes the runner. Ringing costs nothing and may be done once too often.
#[derive(Clone, Default)]
pub struct Bell(Arc<Bells>);

#[derive(Default)]
struct Bells {
    inbox: Notify,
    events: Notify,
    deliveries: Notify,
    named: Notify,
    copies: Notify,
}

impl Bell {
    /// Something was queued somewhere.
    pub fn ring(&self) {
        self.0.inbox.notify_one();
        self.0.events.notify_one();
        self.0.deliveries.notify_one();
        self.0.named.notify_one();
        self.0.copies.notify_one();
    }
}

/// Batches of deliveries under way at the same time, so that slow servers do not hold up others.
const DELIVERERS: usize = 4;
/// Loops over the named jobs: a mail does not wait until a slow server has told all its threads.
const NAMED: usize = 2;
/// How many deliveries are claimed at once.
const DELIVERIES: usize = 512;

/// Runs everything that is due, once. Says whether there was anything.
pub async fn run_due(app: &Arc<App>) -> Result<bool> {
    let inbox = inbox::run(app).await?;
    let events = dispatch::run(app).await?;
    let named = named::run(app).await?;
    let copies = newsletter::run(app).await?;
    let delivered = deliver(app).await?;
    Ok(inbox || events || named || copies || delivered)
}

async fn deliver(app: &Arc<App>) -> Result<bool> {
    let now = app.clock.now();
    if !app.db.read(move |conn| crate::store::deliveries::any_due(conn, now)).await? {
        return Ok(false);
    }
    let count = app
        .federation
        .deliver_batch(DELIVERIES)
        .await
        .map_err(|e| crate::Error::unavailable(e.to_string()))?;
    Ok(count > 0)
}

/// The loops of one process.
pub struct Runner {
    stop: watch::Sender<bool>,
    loops: Vec<JoinHandle<()>>,
}

/// How often the queues are looked at without a bell: for other processes' work, and for what was
/// put off until a time.
const LOOK: Duration = Duration::from_secs(2);

impl Runner {
    pub fn start(app: Arc<App>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let a = Arc::clone(&app);
        let inbox = spawn(&app, &stopped, |b| &b.inbox, move || {
            let app = Arc::clone(&a);
            async move { inbox::run(&app).await }
        });
        let a = Arc::clone(&app);
        let events = spawn(&app, &stopped, |b| &b.events, move || {
            let app = Arc::clone(&a);
            async move { dispatch::run(&app).await }
        });
        let a = Arc::clone(&app);
        let copies = spawn(&app, &stopped, |b| &b.copies, move || {
            let app = Arc::clone(&a);
            async move { newsletter::run(&app).await }
        });
        let mut loops = vec![inbox, events, copies];
        for _ in 0..NAMED {
            let a = Arc::clone(&app);
            loops.push(spawn(&app, &stopped, |b| &b.named, move || {
                let app = Arc::clone(&a);
                async move { named::run(&app).await }
            }));
        }
        for _ in 0..DELIVERERS {
            let a = Arc::clone(&app);
            loops.push(spawn(&app, &stopped, |b| &b.deliveries, move || {
                let app = Arc::clone(&a);
                async move { deliver(&app).await }
            }));
        }
        Self { stop, loops }
    }

    /// Lets each loop finish the piece that it is at.
    pub async fn stop(self) {
        // Nobody listening means that the loops have ended already.
        let _ = self.stop.send(true);
        for task in self.loops {
            if let Err(error) = task.await {
                tracing::error!(%error, "a job loop ended badly");
            }
        }
    }
}

fn spawn<F, W>(app: &Arc<App>, stopped: &watch::Receiver<bool>, bell: fn(&Bells) -> &Notify, work: W) -> JoinHandle<()>
where
    W: Fn() -> F + Send + 'static,
    F: Future<Output = Result<bool>> + Send + 'static,
{
    let (bells, mut stopped) = (app.bell.clone(), stopped.clone());
    tokio::spawn(async move {
        while !*stopped.borrow() {
            match work().await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => error.log("jobs"),
            }
            tokio::select! {
                () = bell(&bells.0).notified() => {}
                () = tokio::time::sleep(LOOK) => {}
                _ = stopped.changed() => {}
            }
        }
    })
}
