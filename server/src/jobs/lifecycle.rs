//! What time brings to communities: reminders, the end of tasks, digests of what grew quiet, and what comes after.

use std::sync::Arc;

use crate::app::App;
use crate::domain::content::from_markdown;
use crate::domain::lifecycle as rules;
use crate::store::communities::Lifespan;
use crate::store::lifespans;
use crate::{Error, Result};

/// Communities looked at in one run; the rest comes with the next.
const BATCH: i64 = 500;
/// Reminders go out at most this long before the end.
const AHEAD: std::time::Duration = std::time::Duration::from_secs(7 * 24 * 60 * 60);

/// Each step asks the clock anew inside of its transaction, so that running twice does nothing twice.
pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    tasks(app).await?;
    quiet(app).await?;
    settled(app).await
}

async fn tasks(app: &Arc<App>) -> Result<()> {
    let now = app.clock.now();
    let ending = app.db.read(move |conn| lifespans::ending(conn, now.plus(AHEAD), BATCH)).await?;
    for span in ending {
        let over = span.ends_at.is_some_and(|at| at <= now);
        let id = span.community_id;
        let done = app
            .db
            .write(move |tx| {
                let origin = rules::convener(tx.conn)?;
                if over { rules::end(tx, &origin, span.community_id) } else { rules::remind(tx, &origin, &span) }
            })
            .await;
        go_on(id, done);
    }
    Ok(())
}

async fn quiet(app: &Arc<App>) -> Result<()> {
    let now = app.clock.now();
    let open = app.db.read(move |conn| lifespans::open(conn, Lifespan::Impromptu, BATCH)).await?;
    for (community, _) in open.into_iter().filter(|(community, span)| rules::is_quiet(community, span, now)) {
        go_on(community.actor_id, disperse(app, community.actor_id).await);
    }
    Ok(())
}

async fn disperse(app: &Arc<App>, id: i64) -> Result<()> {
    let reader = Arc::clone(app);
    // The text takes a while and is made before the transaction that publishes it.
    let digest = app
        .db
        .read(move |conn| {
            let facts = rules::facts(conn, id)?;
            let source = rules::digest_source(&facts);
            let mut content = from_markdown(conn, &reader.urls, &reader.renderer, &source)?;
            content.title = Some(rules::digest_title(&facts.title));
            content.language = Some("en".to_owned());
            Ok(content)
        })
        .await?;
    tracing::info!(community = id, "a gathering grew quiet and disperses");
    app.db
        .write(move |tx| {
            let origin = rules::convener(tx.conn)?;
            rules::disperse(tx, &origin, id, &digest)
        })
        .await
}

async fn settled(app: &Arc<App>) -> Result<()> {
    let until = app.clock.now().minus(rules::DAY);
    let due = app.db.read(move |conn| lifespans::unsettled(conn, until, BATCH)).await?;
    for span in due {
        let id = span.community_id;
        let done = app
            .db
            .write(move |tx| {
                let origin = rules::convener(tx.conn)?;
                rules::settle(tx, &origin, id)
            })
            .await;
        go_on(id, done);
    }
    Ok(())
}

/// One community that cannot be moved on must not keep the others waiting: the next run tries it again.
fn go_on(community: i64, done: Result<()>) {
    match done {
        Ok(()) => {}
        // The house closed it meanwhile: its time stands still.
        Err(Error::Forbidden(why)) => tracing::debug!(community, %why, "a community stays as it is"),
        Err(error) => error.log("the time of a community"),
    }
}
