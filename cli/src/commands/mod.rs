//! One command a file.

pub(crate) mod bench;
pub(crate) mod demo;
pub(crate) mod init;
pub(crate) mod pay;
pub(crate) mod platforms;
pub(crate) mod sandbox;
pub(crate) mod serve;
pub(crate) mod token;

use anyhow::Context as _;

/// Runs an asynchronous command to its end.
fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.context("the runtime could not be started")?.block_on(work)
}

/// Waits for Ctrl-C or the signal by which service managers stop programs.
async fn told_to_stop() -> anyhow::Result<()> {
    #[cfg(unix)]
    {
        let kind = tokio::signal::unix::SignalKind::terminate();
        let mut terminate = tokio::signal::unix::signal(kind)?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted?,
            _ = terminate.recv() => {}
        }
        Ok(())
    }
    #[cfg(not(unix))]
    Ok(tokio::signal::ctrl_c().await?)
}
