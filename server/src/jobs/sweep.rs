//! Housekeeping: what has expired goes, and what runs on other servers is asked now and then.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, stream};

use crate::Result;
use crate::app::App;
use crate::store::{accounts, copies, deliveries, hosts, inbox, subscribers};

/// Ids of activities are remembered for longer than any replay that a signature would allow.
const REMEMBER: Duration = Duration::from_secs(14 * 24 * 60 * 60);
/// What a silent server missed for longer than this it need not hear any more.
const OLD_NEWS: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// What came of a copy of a newsletter stands in numbers; to whom it went is forgotten after this.
const COPIES: Duration = Duration::from_secs(90 * 24 * 60 * 60);
/// How long what is known of a server's software counts.
const SOFTWARE_FRESH: Duration = Duration::from_secs(24 * 60 * 60);
/// When a server that did not answer is asked again.
const SOFTWARE_RETRY: Duration = Duration::from_secs(60 * 60);

pub(super) async fn old_rows(app: &Arc<App>) -> Result<()> {
    loop {
        let gone = app
            .db
            .write(|tx| {
                accounts::sweep(tx)?;
                subscribers::sweep(tx)?;
                let copied = copies::sweep(tx, tx.now.minus(COPIES), 2000)?;
                let before = tx.now.minus(REMEMBER);
                let stale = deliveries::drop_stale(tx, tx.now.minus(OLD_NEWS), 2000)?;
                Ok(copied.max(stale).max(inbox::forget(tx, before, 2000)?))
            })
            .await?;
        if gone < 2000 {
            return Ok(());
        }
    }
}

/// Asks servers what they run, since that decides in which form they understand an announcement.
pub(super) async fn refresh(app: &Arc<App>) -> Result<()> {
    let now = app.clock.now();
    let stale = app.db.read(move |conn| hosts::stale_software(conn, now.minus(SOFTWARE_FRESH), 50)).await?;
    stream::iter(stale)
        .for_each_concurrent(8, |host| async move {
            if let Err(error) = ask(app, host.id, &host.name).await {
                error.log("asking for a server's software");
            }
        })
        .await;
    Ok(())
}

/// Asks a server that was met just now.
pub(super) async fn software(app: &Arc<App>, id: i64) -> Result<()> {
    let host = app.db.read(move |conn| hosts::by_id(conn, id)).await?;
    if host.software_at.is_some() || host.policy == hosts::HostPolicy::Blocked {
        return Ok(());
    }
    ask(app, host.id, &host.name).await
}

/// Asks one server. One that does not tell is written down as unknown, and asked again later. One that cannot be reached
/// right now still runs what it ran.
async fn ask(app: &Arc<App>, id: i64, name: &str) -> Result<()> {
    let found = app.federation.nodeinfo(name).await;
    let (software, version) = match found {
        Ok(s) => (Some(s.name), Some(s.version)),
        Err(error) if error.is_temporary() => {
            tracing::debug!(%error, host = name, "the server cannot be asked for its software");
            return app.db.write(move |tx| hosts::software_stands(tx, id, tx.now.minus(SOFTWARE_FRESH - SOFTWARE_RETRY))).await;
        }
        Err(error) => {
            tracing::debug!(%error, host = name, "the server does not tell its software");
            (None, None)
        }
    };
    app.db.write(move |tx| hosts::set_software(tx, id, software.as_deref(), version.as_deref())).await
}
