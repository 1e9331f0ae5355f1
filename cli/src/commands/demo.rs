//! `drawbridge demo`: a shop that speaks one platform is paid from another's wallet.

use crate::commands::sandbox::Start;
use crate::commands::{block_on, told_to_stop};
use crate::say;

/// Watch a shop that speaks one platform be paid from another's wallet.
#[derive(clap::Args)]
pub(crate) struct Demo {
    #[command(flatten)]
    start: Start,
    /// Show the story once and end.
    #[arg(long)]
    once: bool,
}

impl Demo {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        block_on(async move {
            let (running, _clients) = crate::commands::sandbox::start(&self.start).await?;
            say::note(format!("console: http://{}/console/", running.http));
            if !self.once {
                told_to_stop().await?;
            }
            running.stop().await;
            Ok(())
        })
    }
}
