//! Activities that were acknowledged are applied here: read in parallel, applied in their order in
//! one transaction, and what they lack fetched in between, with no transaction open.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use folkmoot_federation::activities::interpret;
use folkmoot_federation::host::{Change, Proof, Received};
use futures_util::{StreamExt, stream};
use serde_json::Value;
use url::Url;

use crate::app::App;
use crate::clock::Time;
use crate::fediverse::fetch::{self, Got};
use crate::fediverse::inbound::{self, Applied, Need, Prepared};
use crate::render::Renderer;
use crate::store::conn::Tx;
use crate::store::hosts;
use crate::store::inbox::{self, InboxRow, InboxState};
use crate::store::turn::{self, Turn};
use crate::{Error, Result};

/// Activities of one transaction.
const BATCH: i64 = 256;
/// How often an activity is tried before it is given up: over about two days.
const TRIES: i32 = 8;
/// Requests for missing things at the same time.
const FETCHES: usize = 16;
/// While one piece fetches for an activity, others leave it alone.
const FETCH_LEASE: Duration = Duration::from_secs(300);

/// An activity, read and understood.
struct Item {
    row: i64,
    attempts: i32,
    read: std::result::Result<Vec<Prepared>, String>,
}

/// What is to be done for an activity after the transaction.
struct Waiting {
    row: i64,
    attempts: i32,
    needs: Vec<Need>,
    announced_by: Option<Url>,
    proof: Option<Received>,
}

pub(super) async fn run(app: &Arc<App>) -> Result<bool> {
    let now = app.clock.now();
    let rows = app.db.read(move |conn| inbox::peek_due(conn, now, BATCH)).await?;
    if rows.is_empty() {
        return Ok(false);
    }
    let items = Arc::new(read_all(app, rows).await?);
    let Some(waiting) = app.db.write(move |tx| apply_all(tx, &items)).await? else {
        return Ok(false);
    };
    app.bell.ring();
    stream::iter(waiting)
        .for_each_concurrent(FETCHES, |waiting| async move {
            if let Err(error) = fetch_for(app, waiting).await {
                error.log("fetching for an activity");
            }
        })
        .await;
    Ok(true)
}

/// Parsing and sanitizing take most of the time and need no order: all processors share them.
async fn read_all(app: &Arc<App>, rows: Vec<InboxRow>) -> Result<Vec<Item>> {
    let parts = std::thread::available_parallelism().map_or(1, usize::from).max(1);
    let size = rows.len().div_ceil(parts).max(1);
    let mut tasks = Vec::new();
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let part: Vec<InboxRow> = rows.by_ref().take(size).collect();
        let app = Arc::clone(app);
        tasks.push(tokio::task::spawn_blocking(move || {
            let now = app.clock.now();
            part.into_iter().map(|row| read(&app.renderer, row, now)).collect::<Vec<_>>()
        }));
    }
    let mut items = Vec::new();
    for task in tasks {
        items.extend(task.await.map_err(|e| Error::internal(anyhow::anyhow!("reading activities: {e}")))?);
    }
    Ok(items)
}

fn read(renderer: &Renderer, row: InboxRow, now: Time) -> Item {
    let read = understand(renderer, &row, now).map_err(|e| e.to_string());
    Item { row: row.id, attempts: row.attempts, read }
}

fn understand(renderer: &Renderer, row: &InboxRow, now: Time) -> Result<Vec<Prepared>> {
    let value: Value = serde_json::from_str(&row.raw).map_err(|e| Error::malformed(format!("broken JSON: {e}")))?;
    let signer = Url::parse(&row.actor_ap_id).map_err(|e| Error::malformed(format!("actor: {e}")))?;
    let received = interpret(&value, &signer, true).map_err(|e| Error::malformed(e.to_string()))?;
    let raw: Arc<str> = Arc::from(row.raw.as_str());
    received
        .into_iter()
        .map(|received| {
            // Passed on only as its author signed it: an announcement is not announced again.
            let activity = received.announced_by.is_none().then(|| Arc::clone(&raw));
            Prepared::new(renderer, received, activity, now)
        })
        .collect()
}

/// Applies a batch in order. Each activity stands or falls alone and is marked as done in the same
/// transaction, so that it counts exactly once. Nothing while another process applies: a deletion must not overtake
/// what it deletes.
fn apply_all(tx: &mut Tx<'_>, items: &[Item]) -> Result<Option<Vec<Waiting>>> {
    if !turn::take(tx, Turn::Inbox)? {
        return Ok(None);
    }
    let mut waiting = Vec::new();
    let mut heard = HashMap::<String, i64>::new();
    let ids: Vec<i64> = items.iter().map(|i| i.row).collect();
    let claimed = inbox::lock_due(tx, &ids)?;
    for item in items {
        let Some(host) = claimed.get(&item.row) else { continue };
        *heard.entry(host.clone()).or_default() += 1;
        match &item.read {
            Err(why) => inbox::end(tx, item.row, InboxState::Refused, Some(why))?,
            Ok(prepared) => match apply_one(tx, item, prepared) {
                Ok(None) => {}
                Ok(Some(more)) => {
                    let until = tx.now.plus(FETCH_LEASE);
                    inbox::postpone(tx, item.row, until, "fetching what it needs")?;
                    waiting.push(more);
                }
                Err(error) if inbound::is_final(&error) => {
                    inbox::end(tx, item.row, InboxState::Refused, Some(&error.to_string()))?;
                }
                Err(error) => later(tx, item.row, item.attempts, &error.to_string())?,
            },
        }
    }
    for (host, count) in heard {
        hosts::heard_from(tx, &host, count)?;
    }
    Ok(Some(waiting))
}

fn apply_one(tx: &mut Tx<'_>, item: &Item, prepared: &[Prepared]) -> Result<Option<Waiting>> {
    let mut waiting = None;
    let mut note = None;
    tx.savepoint(|tx| {
        for one in prepared {
            // One refused item of a list does not take the others with it.
            let applied = if prepared.len() == 1 { inbound::apply(tx, one)? } else { tx.savepoint(|tx| inbound::apply(tx, one)).or_else(refused)? };
            match applied {
                Applied::Done => {}
                Applied::Ignored(why) => note = Some(why),
                Applied::Lacks(needs) => {
                    let proof = needs.contains(&Need::Proof).then(|| one.received.clone());
                    waiting = Some(Waiting {
                        row: item.row,
                        attempts: item.attempts,
                        needs,
                        announced_by: announcer(&one.received),
                        proof,
                    });
                }
            }
        }
        if waiting.is_none() {
            inbox::end(tx, item.row, InboxState::Done, note)?;
        }
        Ok(())
    })?;
    Ok(waiting)
}

fn refused(error: Error) -> Result<Applied> {
    if inbound::is_final(&error) { Ok(Applied::Ignored("refused")) } else { Err(error) }
}

/// Who vouches for what is fetched: the community that passed it on, or that boosted it.
fn announcer(received: &Received) -> Option<Url> {
    match &received.change {
        Change::Boost { .. } => Some(received.actor.clone()),
        _ => received.announced_by.clone(),
    }
}

fn later(tx: &mut Tx<'_>, row: i64, attempts: i32, why: &str) -> Result<()> {
    if attempts >= TRIES {
        return inbox::end(tx, row, InboxState::Refused, Some(why));
    }
    let at = tx.now.plus(crate::fediverse::deliver::pause(attempts));
    inbox::postpone(tx, row, at, why)
}

async fn fetch_for(app: &Arc<App>, waiting: Waiting) -> Result<()> {
    let Waiting { row, attempts, needs, announced_by, proof } = waiting;
    if let Some(received) = proof {
        return prove(app, row, attempts, received).await;
    }
    for need in &needs {
        match fetch::need(app, need, announced_by.as_ref()).await {
            Got::Ready => {}
            Got::Never(why) => {
                return app.db.write(move |tx| inbox::end(tx, row, InboxState::Refused, Some(&why))).await;
            }
            Got::Later(why) => return app.db.write(move |tx| later(tx, row, attempts, &why)).await,
        }
    }
    // Everything is there now. The count of tries has grown, so this cannot go round for ever.
    app.db
        .write(move |tx| {
            if attempts >= TRIES {
                return inbox::end(tx, row, InboxState::Refused, Some("it still lacked something after many tries"));
            }
            let now = tx.now;
            inbox::ready_at(tx, row, now)
        })
        .await?;
    app.bell.ring();
    Ok(())
}

/// Fetches an announced activity from its author's server and applies that instead.
async fn prove(app: &Arc<App>, row: i64, attempts: i32, received: Received) -> Result<()> {
    let announced_by = received.announced_by.clone();
    let confirmed = match app.federation.confirm(received).await {
        Ok(confirmed) => confirmed,
        Err(error) if error.is_temporary() => {
            let why = error.to_string();
            return app.db.write(move |tx| later(tx, row, attempts, &why)).await;
        }
        Err(error) => {
            let why = error.to_string();
            return app.db.write(move |tx| inbox::end(tx, row, InboxState::Refused, Some(&why))).await;
        }
    };
    if matches!(confirmed.proof, Proof::Unproven { .. }) {
        return app.db.write(move |tx| inbox::end(tx, row, InboxState::Refused, Some("its author's server does not confirm it"))).await;
    }
    let prepared = Arc::new(Prepared::new(&app.renderer, confirmed, None, app.clock.now())?);
    // It may lack its author or its parent still; a few rounds bring those.
    for _ in 0..4 {
        let again = Arc::clone(&prepared);
        let end = app
            .db
            .write(move |tx| {
                let applied = tx.savepoint(|tx| inbound::apply(tx, &again)).or_else(refused)?;
                if !matches!(applied, Applied::Lacks(_)) {
                    inbox::end(tx, row, InboxState::Done, None)?;
                }
                Ok(applied)
            })
            .await?;
        let Applied::Lacks(needs) = end else {
            app.bell.ring();
            return Ok(());
        };
        for need in &needs {
            if let Got::Never(why) = fetch::need(app, need, announced_by.as_ref()).await {
                return app.db.write(move |tx| inbox::end(tx, row, InboxState::Refused, Some(&why))).await;
            }
        }
    }
    app.db.write(move |tx| later(tx, row, attempts, "what it needs did not come")).await
}
