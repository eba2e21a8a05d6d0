//! `folkmoot migrate`: brings the database up to date, or takes steps back.

use std::process::ExitCode;

use folkmoot::app;
use folkmoot::config::Config;
use folkmoot::store::migrate;

use super::say;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Take this many of the newest steps back. What was stored in their columns is lost.
    #[arg(long, value_name = "STEPS")]
    down: Option<usize>,
}

pub(super) fn run(config: &Config, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut conn = app::engine(config)?.open()?;
    let (done, steps) = match arguments.down {
        Some(count) => ("taken back", migrate::down(&mut conn, count)?),
        None => ("taken", migrate::up(&mut conn)?),
    };
    drop(conn);
    if steps.is_empty() {
        say("Nothing to do: the database is as it should be.");
    } else {
        say(&format!("Steps {done}: {}", steps.join(", ")));
    }
    Ok(ExitCode::SUCCESS)
}
