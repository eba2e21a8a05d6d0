//! Sets up the log of the process, on standard error.

use folkmoot::config::{Log, LogFormat};
use tracing_subscriber::EnvFilter;

/// Only the first call in a process counts.
pub(super) fn start(config: &Log) {
    // The filter was checked when the settings were read.
    let filter = EnvFilter::try_new(&config.level).unwrap_or_else(|_bad| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let _ = match config.format {
        LogFormat::Text => builder.with_target(false).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
}
