//! `folkmoot serve`: runs one instance until it is told to stop.

use std::process::ExitCode;

use folkmoot::app::{self, App, Options};
use folkmoot::config::Config;
use folkmoot::domain::{setup, tokens};

use super::{runtime, say, signals};

/// Enough for the connections of all workers and for all deliveries.
const OPEN_FILES: u64 = 65_536;

pub(super) fn run(config: Config) -> anyhow::Result<ExitCode> {
    runtime()?.block_on(async {
        // Listened for before the doors open, so that nobody's Ctrl-C is lost.
        let stop = signals::told_to_stop()?;
        raise_open_files();
        let running = app::start(config, Options::default()).await?;
        say(&format!("Folkmoot is open at {}", running.app.urls.origin()));
        if let Some(link) = invitation(&running.app).await? {
            say(&format!("Nobody has set it up yet. Whoever opens this link first names it and becomes its admin:\n\n  {link}\n"));
        }
        say(&format!("It listens on {}. Ctrl-C closes it.", running.address));
        running.run_until(stop).await?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Every delivery under way and every reader holds a socket. Systems allow few by default and many on request.
fn raise_open_files() {
    match rlimit::increase_nofile_limit(OPEN_FILES) {
        Ok(now) if now < OPEN_FILES => tracing::info!(now, "the system lets this process open only so many files at once (ulimit -n)"),
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, "the number of files that may be open at once could not be raised"),
    }
}

/// The one-time link, while the house is not set up.
async fn invitation(app: &App) -> anyhow::Result<Option<String>> {
    let token = tokens::fresh()?;
    let given = token.clone();
    let open = app.db.write(move |tx| setup::invite(tx, &given)).await?;
    Ok(open.then(|| format!("{}/setup?token={token}", app.urls.origin())))
}
