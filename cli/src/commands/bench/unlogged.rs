//! A bridge that decides as ours does but logs nothing, in a process of its own, to be measured beside
//! ours: what it is faster is what the log costs.

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use drawbridge_engine::desk::Desk;
use drawbridge_server::node::Node;
use drawbridge_server::{listen, run};

use crate::commands::{block_on, configuration, told_to_stop};
use crate::say;

/// Serves without logging decisions, for `bench pay`.
#[derive(clap::Args)]
pub(super) struct Unlogged {
    /// The configuration file.
    config: PathBuf,
}

impl Unlogged {
    pub(super) fn run(self) -> anyhow::Result<()> {
        say::start_logging(false);
        let config = configuration(&self.config)?;
        let base = self.config.parent().unwrap_or(Path::new("")).to_owned();
        block_on(async move {
            let (listener, _) = listen::bind(&config.listen).await.map_err(|why| anyhow!(why))?;
            let node = Node::with(Desk::published()?.unlogged(), config, &base).await?;
            let running = run::serve(node, &base, listener).await?;
            told_to_stop().await?;
            running.stop().await;
            Ok(())
        })
    }
}
