//! One command a file.

pub(crate) mod bench;
pub(crate) mod demo;
pub(crate) mod fair;
pub(crate) mod init;
mod lang;
pub(crate) mod pay;
pub(crate) mod platforms;
pub(crate) mod sandbox;
pub(crate) mod serve;
pub(crate) mod share;
pub(crate) mod token;

use std::path::Path;

use anyhow::{Context as _, anyhow};
use drawbridge_server::Config;

/// Runs an asynchronous command to its end.
fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.context("the runtime could not be started")?.block_on(work)
}

/// Reads a configuration file, or says how to come by one.
fn configuration(path: &Path) -> anyhow::Result<Config> {
    if !path.exists() {
        return Err(anyhow!(
            "there is no configuration {}: `drawbridge init` writes one, --config names another",
            path.display()
        ));
    }
    Ok(Config::read(path)?)
}

/// Keeps a secret in a file that only its owner can read, from its first byte on.
fn keep_secret(path: &Path, secret: &str) -> anyhow::Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| file.write_all(secret.as_bytes()));
    written.with_context(|| format!("cannot write {}", path.display()))
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
