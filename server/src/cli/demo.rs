//! `folkmoot demo`: two houses that already talk with each other, until Ctrl-C.

use std::process::ExitCode;

use folkmoot::config::Config;
use folkmoot::demo::{self, Options};

use super::{runtime, say, signals};

pub(super) fn run(config: &Config) -> anyhow::Result<ExitCode> {
    runtime()?.block_on(async {
        let stop = signals::told_to_stop()?;
        say("Opening two houses ...");
        let opening = demo::start(Options::in_dir(&config.server.data_dir));
        tokio::pin!(stop);
        let demo = tokio::select! {
            demo = opening => demo?,
            () = &mut stop => return Ok(ExitCode::SUCCESS),
        };
        say(&demo.words());
        stop.await;
        demo.stop().await?;
        Ok(ExitCode::SUCCESS)
    })
}
