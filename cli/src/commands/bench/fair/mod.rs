//! `drawbridge bench fair`: how fast the log is proved, beside what SHA-256 alone would allow on the
//! same core in the same run.
//!
//! [`core`] measures by processor time, so that what else the machine does changes little; [`log`] are
//! hashes and proofs, [`record`] what the leaves say, [`policy`] what the published rules decide,
//! [`durable`] a store that takes leaves in.

mod core;
mod durable;
mod log;
mod policy;
mod record;

use std::path::PathBuf;
use std::time::Duration;

use super::figure::{Figure, Report};
use crate::say;

/// The log of decisions: leaves and proofs beside what this machine's SHA-256 alone would allow, and
/// verdicts by the published rules.
#[derive(clap::Args)]
pub(super) struct Fair {
    /// Print JSON: `{name: {value, unit, limit, goal, holds}}`.
    #[arg(long)]
    json: bool,
    /// How long each measurement takes, in seconds.
    #[arg(long, default_value_t = 3)]
    seconds: u32,
    /// Leaves of 512 bytes that are held in memory and verified.
    #[arg(long, default_value_t = 1 << 18, value_parser = clap::value_parser!(u64).range(512..=1 << 22))]
    leaves: u64,
    /// Leaves of the tree in which proofs are made.
    #[arg(long, default_value_t = 1 << 20, value_parser = clap::value_parser!(u64).range(512..=1 << 24))]
    tree: u64,
    /// Make leaves durable in this store too: `postgres://…`, an empty database. The leaves stay in it.
    #[arg(long, value_name = "STORE")]
    store: Option<String>,
    /// Where leaves are made durable, in a folder that is removed afterwards. By default among temporary
    /// files, which may not be on a disk.
    #[arg(long)]
    dir: Option<PathBuf>,
}

impl Fair {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let mut report = Report::default();
        let span = Duration::from_secs(u64::from(self.seconds.max(1)));
        log::leaves(self.leaves, span, &mut report)?;
        log::proofs(self.tree, span, &mut report)?;
        record::measure(self.leaves.min(20_000), span, &mut report)?;
        policy::measure(span, &mut report)?;
        let folder = self.dir.unwrap_or_else(std::env::temp_dir);
        let folder = folder.join(format!("drawbridge-fair-{}", std::process::id()));
        durable::durable(&folder, self.store.as_deref(), span, &mut report)?;
        if self.json {
            say::line(serde_json::to_string_pretty(&report.json())?);
        } else {
            report.print();
        }
        Ok(())
    }
}

/// A rate, with its limit and, as a figure of its own, the share of it.
fn share(name: &str, rate: f64, limit: f64, unit: &'static str) -> [Figure; 2] {
    let of = Figure::new(format!("{name}.of_sha256"), 100.0 * rate / limit, "%");
    [Figure::new(name, rate, unit).limit(limit), of]
}
