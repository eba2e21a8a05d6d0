//! Jobs with a name: run one at a time from their queue, tried again when they fail.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, stream};

use crate::app::App;
use crate::clock::Time;
use crate::domain::polls as rules;
use crate::domain::reputation;
use crate::domain::occasions::tell;
use crate::fediverse::{backfill, convening, deliver};
use crate::jobs::{authors, drafts, duplicates, guests, lifecycle, mail, media, newsletter, polls, reindex, sweep};
use crate::kinds::poll;
use crate::domain::drafts::JOB as DRAFT;
use crate::domain::articles::JOB as AUTHORS;
use crate::domain::newsletter as letters;
use crate::store::jobs::{self, JobRow};
use crate::{Error, Result};

/// A process that dies with a job gives it back after this long.
const LEASE: Duration = Duration::from_secs(900);
/// Tries before a job is given up and left for the operator to see.
const TRIES: i32 = 8;
/// Jobs that come back by themselves, and how often.
const PERIODIC: &[(&str, Duration)] =
    &[("sweep", Duration::from_secs(60 * 60)), ("refresh", Duration::from_secs(10 * 60)),
        ("duplicates", Duration::from_secs(24 * 60 * 60)), ("lifecycle", Duration::from_secs(5 * 60)), ("guests", Duration::from_secs(5 * 60))];

pub(super) async fn run(app: &Arc<App>) -> Result<bool> {
    let now = app.clock.now();
    let due = app
        .db
        .read(move |conn| {
            let missing = PERIODIC.iter().map(|(kind, _)| jobs::is_queued(conn, kind)).collect::<Result<Vec<_>>>()?;
            Ok(missing.contains(&false) || jobs::any_due(conn, now)?)
        })
        .await?;
    if !due {
        return Ok(false);
    }
    let limit = i64::try_from(app.config.jobs.workers).unwrap_or(2);
    let claimed = app
        .db
        .write(move |tx| {
            for (kind, every) in PERIODIC {
                if !jobs::is_queued(tx.conn, kind)? {
                    let at = tx.now.plus(*every);
                    jobs::enqueue(tx, kind, Some("periodic"), String::new(), at)?;
                }
            }
            jobs::claim(tx, limit, LEASE)
        })
        .await?;
    let any = !claimed.is_empty();
    stream::iter(claimed)
        .for_each_concurrent(None, |job| async move {
            if let Err(error) = one(app, job).await {
                error.log("ending a job");
            }
        })
        .await;
    Ok(any)
}

async fn one(app: &Arc<App>, job: JobRow) -> Result<()> {
    let end = work(app, &job).await;
    app.bell.ring();
    let (id, attempts) = (job.id, job.attempts);
    match end {
        Ok(()) => app.db.write(move |tx| jobs::finish(tx, id)).await,
        Err(error) => {
            error.log(&job.kind);
            let text = error.to_string();
            let hopeless = matches!(error, Error::NotFound(_) | Error::Gone | Error::Malformed(_));
            app.db
                .write(move |tx| {
                    if hopeless || attempts + 1 >= TRIES {
                        return jobs::fail(tx, id, &text);
                    }
                    let at: Time = tx.now.plus(deliver::pause(attempts));
                    jobs::retry(tx, id, at, &text)
                })
                .await
        }
    }
}

async fn work(app: &Arc<App>, job: &JobRow) -> Result<()> {
    match job.kind.as_str() {
        "backfill" => {
            let id = job.data.parse().map_err(|_e: std::num::ParseIntError| Error::malformed("a backfill without community"))?;
            backfill::run(app, id).await
        }
        "mail" => mail::send(app, &job.data).await,
        "media" => media::look_at(app, &job.data).await,
        "sweep" => sweep::old_rows(app).await,
        "software" => {
            let id = job.data.parse().map_err(|_e: std::num::ParseIntError| Error::malformed("a question without server"))?;
            sweep::software(app, id).await
        }
        "refresh" => sweep::refresh(app).await,
        AUTHORS => authors::look_up(app, &job.data).await,
        DRAFT => drafts::publish(app, &job.data).await,
        "duplicates" => duplicates::propose(app).await,
        "lifecycle" => lifecycle::run(app).await,
        poll::END | rules::TALLY => polls::run(app, &job).await,
        reputation::JOB => recount(app).await,
        "reindex" => reindex::run(app, &job.data).await,
        letters::ISSUE_JOB => newsletter::issue(app, &job.data).await,
        letters::NOTE_JOB => newsletter::note(app, &job.data).await,
        letters::TEST_JOB => newsletter::test(app, &job.data).await,
        "guests" => guests::look(app).await,
        tell::TELL => guests::tell(app, &job.data).await,
        tell::MAIL => guests::mail(app, &job.data).await,
        convening::JOB => convening::answer(app, &job.data).await,
        other => Err(Error::malformed(format!("no job is called {other}"))),
    }
}

/// People whose scores are counted anew in one transaction.
const RECOUNTED: i64 = 100;

/// What counts how much is another thing now: everybody is counted anew.
async fn recount(app: &Arc<App>) -> Result<()> {
    let mut after = (0, 0);
    while let Some(last) = app.db.write(move |tx| reputation::recount_some(tx, after, RECOUNTED)).await? {
        after = last;
    }
    Ok(())
}
