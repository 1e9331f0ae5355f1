//! `drawbridge fair reasons`: statements of reasons for the DSA Transparency Database.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, ensure};
use drawbridge_fair_record::Leaf;
use drawbridge_fair_report::reasons::{BATCH, Collector, batches};

use super::report::{LogArgs, day, each};
use crate::say;

/// Write the statements of reasons of a period.
#[derive(clap::Args)]
pub(super) struct Export {
    #[command(flatten)]
    log: LogArgs,
    /// The first day, in Beijing.
    #[arg(long, value_name = "DAY")]
    from: String,
    /// The first day after the last.
    #[arg(long, value_name = "DAY")]
    to: String,
    /// The folder for the files: `statements-0001.json` and so on, each a request of at most a hundred,
    /// and `extensions.jsonl`, what the database has no place for.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Export {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let log = self.log.open()?;
        let (from, to) = (day(&self.from)?, day(&self.to)?);
        ensure!(from < to, "--from is not before --to");
        let mut collector = Collector::new(from, to);
        let mut reasons = Vec::new();
        each(&log, &[], |index, bytes| {
            let leaf = Leaf::read(bytes).with_context(|| format!("leaf {index}"))?;
            reasons.extend(collector.take(index, bytes, &leaf));
            Ok(())
        })?;
        std::fs::create_dir_all(&self.out)
            .with_context(|| format!("cannot make {}", self.out.display()))?;
        for (number, batch) in (1..).zip(batches(&reasons)) {
            let name = format!("statements-{number:04}.json");
            self.put(&name, &serde_json::to_vec_pretty(&batch)?)?;
        }
        let mut extensions = Vec::new();
        for one in &reasons {
            serde_json::to_writer(&mut extensions, &one.extension)?;
            extensions.push(b'\n');
        }
        self.put("extensions.jsonl", &extensions)?;
        say::note(format!("{} statements, {BATCH} to a request", reasons.len()));
        Ok(ExitCode::SUCCESS)
    }

    fn put(&self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let path = self.out.join(name);
        std::fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
        say::line(path.display().to_string());
        Ok(())
    }
}
