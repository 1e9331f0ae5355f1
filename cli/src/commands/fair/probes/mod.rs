//! `drawbridge fair probes`: pairs of submissions that are identical but for the camp.

mod commit;
mod open;
mod plan;
mod shown;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Subcommand;
use drawbridge_fair_probes::{Opening, Verified, verify};

use super::logged::{self, Logged};
use crate::commands::lang::{Language, lang};

/// Probe with pairs that are identical but for the camp.
#[derive(clap::Args)]
pub(super) struct Probes {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make the pairs of a design, and the leaf that fixes them before the first is submitted.
    Plan(plan::Plan),
    /// Put the leaf that fixes the pairs into the log of a platform, before the first is submitted.
    Commit(commit::Commit),
    /// Open a probe after the verdicts: find the submissions in the log, write the opening, and name it in
    /// the log. Refused before the verdicts.
    Open(Box<open::Open>),
    /// Check that the opened pairs are those that were fixed, all of them. Ends with 0 if they are, with
    /// 3 if they are not.
    Verify(Opened),
    /// Compare each submission with its twin, if they are verified. Ends with 0 if no gap is shown,
    /// with 3 if one is, or if the pairs are not those that were fixed.
    Analyse(Opened),
}

/// An opening and the log that it is about.
#[derive(clap::Args)]
struct Opened {
    /// The opening: one JSON object a line.
    opening: PathBuf,
    /// The folder of the log.
    #[arg(long, value_name = "DIR")]
    log: PathBuf,
    /// The key of a log that you believe, `name+hash+key`.
    #[arg(long = "key", value_name = "VKEY")]
    keys: Vec<String>,
    /// The language; by default that of the terminal.
    #[arg(long, value_enum)]
    lang: Option<Language>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Probes {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        match self.command {
            Command::Plan(plan) => plan.run(),
            Command::Commit(commit) => commit.run(),
            Command::Open(open) => open.run(),
            Command::Verify(opened) => {
                let (opening, verified) = opened.verified()?;
                shown::verified(&opening, &verified, lang(opened.lang), opened.json)
            }
            Command::Analyse(opened) => {
                let (opening, verified) = opened.verified()?;
                shown::analysis(&opening, &verified, lang(opened.lang), opened.json)
            }
        }
    }
}

impl Opened {
    fn verified(&self) -> anyhow::Result<(Opening, Verified)> {
        let bytes = logged::file(&self.opening)?;
        let opening = Opening::read(&bytes).with_context(|| self.opening.display().to_string())?;
        let log = Logged::read(&self.log, &logged::keys(&self.keys)?)?;
        let verified = verify(&opening, &bytes, log.size(), |index| log.leaf(index));
        Ok((opening, verified))
    }
}
