//! Sets up the log of the process, on standard error.

use std::io::IsTerminal as _;

use folkmoot::config::{Log, LogFormat};
use tracing_subscriber::EnvFilter;

/// Only the first call in a process counts.
pub(super) fn start(config: &Log) {
    // The filter was checked when the settings were read.
    let filter = EnvFilter::try_new(&config.level).unwrap_or_else(|_bad| EnvFilter::new("info"));
    // The web server tells of each of its threads, which says nothing to an operator.
    let filter = match "actix_server=warn".parse() {
        Ok(quieter) if !config.level.contains("actix") => filter.add_directive(quieter),
        _ => filter,
    };
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let _ = match config.format {
        LogFormat::Text => builder.with_target(false).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
}
