//! How the program is told to stop: Ctrl-C, or SIGTERM from whoever supervises it.

use std::future::Future;

use anyhow::Context;

/// Comes to pass when the program is told to stop.
#[cfg(unix)]
pub(super) fn told_to_stop() -> anyhow::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for Ctrl-C")?;
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
pub(super) fn told_to_stop() -> anyhow::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.context("cannot listen for Ctrl-C").is_err() {
            std::future::pending::<()>().await;
        }
    })
}
