//! `drawbridge fair report render`: the pages of a report anew, with the proofs that its hash is logged.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, ensure};
use drawbridge_fair_log::{Hash, Proven, TileHashes};
use drawbridge_fair_record::Leaf;
use drawbridge_fair_report::evidence::{self, Evidence};
use drawbridge_fair_report::history::History;
use drawbridge_fair_report::json;

use super::make::Proof;
use super::pass::each;
use super::{LogArgs, PageArgs, write};
use crate::commands::fair::verify::file;
use crate::say;

#[derive(clap::Args)]
pub(super) struct Render {
    /// The report.
    report: PathBuf,
    #[command(flatten)]
    log: LogArgs,
    #[command(flatten)]
    pages: PageArgs,
}

impl Render {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let bytes = file(&self.report)?;
        let report = json::read(&bytes)
            .with_context(|| format!("{} cannot be read", self.report.display()))?;
        let log = self.log.open()?;
        let (_, checkpoint) =
            log.signed(report.log.checkpoint.as_bytes(), "the report's checkpoint")?;
        let (old, head) = (checkpoint.head(), log.head());
        let mut history = History::default();
        each(&log, &[old], |index, bytes| {
            history.take(index, &Leaf::read(bytes).with_context(|| format!("leaf {index}"))?);
            Ok(())
        })?;
        let (mut tiles, mut files) = (log.source()?, log.source()?);
        let mut hashes = TileHashes::new(&mut tiles, head.size);
        let mut leaves = Proof(Proven::new(&mut files, head));
        let key = (Hash(json::hash(&bytes)), old.size);
        let later = (log.note(), head.size);
        let publication = evidence::publication(&mut hashes, &mut leaves, &history, key, later)?;
        ensure!(publication.is_some(), "the log does not hold the hash of this report");
        let keys = log.keys(&report.log.cosigners);
        let evidence = Evidence { keys, claims: Vec::new(), publication };
        std::fs::create_dir_all(&self.pages.out)
            .with_context(|| format!("cannot make {}", self.pages.out.display()))?;
        for name in write::pages(&self.pages, &report, &evidence)? {
            say::line(self.pages.out.join(name).display().to_string());
        }
        Ok(ExitCode::SUCCESS)
    }
}
