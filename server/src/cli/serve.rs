//! `folkmoot serve`: runs one instance until it is told to stop.

use std::process::ExitCode;

use folkmoot::app::{self, Options};
use folkmoot::config::Config;

use super::{runtime, say};

pub(super) fn run(config: Config) -> anyhow::Result<ExitCode> {
    runtime()?.block_on(async {
        let running = app::start(config, Options::default()).await?;
        say(&format!(
            "Folkmoot is open at {}",
            running.app.urls.origin()
        ));
        say(&format!(
            "It listens on {}. Ctrl-C closes it.",
            running.address
        ));
        running.wait().await?;
        Ok(ExitCode::SUCCESS)
    })
}
