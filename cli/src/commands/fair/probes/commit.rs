//! `drawbridge fair probes commit`: the leaf that fixes the pairs, in the log of a platform.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use drawbridge_engine::ledger::Lang;
use drawbridge_fair_record::{Body, Leaf};
use serde_json::json;

use crate::commands::block_on;
use crate::commands::fair::logged;
use crate::commands::pay::{Where, place};
use crate::say;

/// Where `commit` writes, and `open` reads, which leaf fixed the pairs.
pub(super) const COMMITTED: &str = "committed.json";

/// Fix the pairs of a plan.
#[derive(clap::Args)]
pub(super) struct Commit {
    /// The folder that `drawbridge fair probes plan` wrote. `committed.json` is put there: which leaf it is.
    folder: PathBuf,
    #[command(flatten)]
    which: Where,
}

impl Commit {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let path = self.folder.join("commit.json");
        let leaf = Leaf::read(&logged::file(&path)?)
            .with_context(|| format!("{} is no leaf", path.display()))?;
        let Body::ProbeCommit(commit) = leaf.body else {
            bail!("{} fixes no probe", path.display());
        };
        let ask = json!({
            "gate": leaf.gate.name(),
            "prober": commit.prober,
            "pairs": commit.pairs,
            "root": commit.root.to_base64(),
            "reveal_by": commit.reveal_by.0,
        });
        let told = block_on(place::with(&self.which, async |place| {
            place.api.post("/probes", &ask).await
        }))?;
        let text = serde_json::to_string_pretty(&told)?;
        let committed = self.folder.join(COMMITTED);
        std::fs::write(&committed, text.clone() + "\n")
            .with_context(|| format!("cannot write {}", committed.display()))?;
        if self.which.json {
            say::line(text);
        } else {
            let index = &told["index"];
            say::line(match self.which.lang() {
                Lang::Zh => format!("配对已固定于日志第 {index} 片叶子；现在可以提交"),
                Lang::En => format!("the pairs are fixed by leaf {index}; submit them now"),
            });
        }
        Ok(ExitCode::SUCCESS)
    }
}
