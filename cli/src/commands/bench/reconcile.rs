//! Reconciling a large day, in a process of its own so that its memory can be told.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, anyhow, ensure};
use drawbridge_canon::Dialect;
use drawbridge_engine::reconcile::bench::bench;
use serde_json::Value;

use super::figure::{Figure, Goal, Report};
use crate::commands::block_on;
use crate::say;

/// "Seconds": less than this many for a million rows of each side.
const GOAL_S: f64 = 10.0;

/// The memory that a node is to live in, in MiB: reconciling may not take more.
const GOAL_MIB: f64 = 150.0;

/// Reconciles made-up rows and prints how long it took, for [`measure`].
#[derive(clap::Args)]
pub(super) struct Alone {
    /// The platform whose bills are read.
    dialect: String,
    /// Rows on each side.
    rows: u64,
    /// Where the store and the bill are kept meanwhile.
    dir: PathBuf,
}

/// Reconciles so many rows of ours with so many of a wallet's bill.
pub(super) fn measure(
    dialect: &Dialect,
    rows: u64,
    folder: &Path,
    report: &mut Report,
) -> anyhow::Result<()> {
    let output = Command::new(std::env::current_exe()?)
        .args(["bench", "reconcile", dialect.name, &rows.to_string()])
        .arg(folder.join("reconcile"))
        .stderr(Stdio::inherit())
        .output()
        .context("the program could not be started once more")?;
    ensure!(output.status.success(), "the reconciliation failed");
    let told: Value = serde_json::from_slice(&output.stdout)?;
    let name = |what: &str| format!("reconcile.{}.{what}", dialect.name);
    let seconds = told["seconds"].as_f64().context("no seconds")?;
    let peak = told["peak_memory_kib"].as_f64().map(|kib| kib / 1024.0);
    let goal = Goal::Below(GOAL_S * (rows as f64 / 1e6).max(1.0));
    report.add(Figure::new(name("rows"), rows as f64, "rows/side"));
    report.add(Figure::new(name("time"), seconds, "s").goal(goal));
    report.add(Figure::perhaps(name("memory"), peak, "MiB").goal(Goal::Below(GOAL_MIB)));
    Ok(())
}

impl Alone {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let dialect = drawbridge_roster::dialect(&self.dialect);
        let dialect = dialect.ok_or_else(|| anyhow!("no platform `{}`", self.dialect))?;
        let told = block_on(async { Ok(bench(dialect, self.rows, &self.dir).await?) })?;
        say::line(serde_json::to_string(&told)?);
        Ok(())
    }
}
