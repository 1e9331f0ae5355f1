//! `drawbridge serve`: the real thing.

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use drawbridge_server::{listen, run};

use crate::commands::{block_on, configuration, told_to_stop};
use crate::say;

/// Serve what a configuration file describes.
#[derive(clap::Args)]
pub(crate) struct Serve {
    /// The configuration file.
    #[arg(long, default_value = "drawbridge.toml", env = "DRAWBRIDGE_CONFIG")]
    config: PathBuf,
    /// Answer by official host names too, as the section `impersonate` of the configuration says.
    #[arg(long)]
    impersonate_hosts: bool,
    /// Write log lines as JSON.
    #[arg(long)]
    log_json: bool,
}

impl Serve {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        say::start_logging(self.log_json);
        let mut config = configuration(&self.config)?;
        if self.impersonate_hosts && config.impersonate.is_none() {
            return Err(anyhow!(
                "--impersonate-hosts needs a section [impersonate] in {}; `drawbridge init` writes one",
                self.config.display()
            ));
        }
        if !self.impersonate_hosts {
            config.impersonate = None;
        }
        let base = self.config.parent().unwrap_or(Path::new("")).to_owned();
        block_on(async move {
            let (listener, at) = listen::bind(&config.listen).await.map_err(|why| anyhow!(why))?;
            let running = run::start(config, &base, listener).await?;
            say::note(format!("serving on http://{at}"));
            if let Some(tls) = running.tls {
                say::note(format!(
                    "answering official host names on {tls}: trust the private authority in the client's own process only"
                ));
            }
            told_to_stop().await?;
            say::note("finishing what was begun");
            running.stop().await;
            Ok(())
        })
    }
}
