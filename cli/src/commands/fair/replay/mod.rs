//! `drawbridge fair replay`: every logged decision, decided again as that of every other side.
//!
//! [`store`] reads an installation's own log with all that opens it; [`folder`] an export of a log with
//! the files that open parts of it, as an outsider gets them. [`words`] says what was found.

mod folder;
mod store;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use drawbridge_fair_policy::replay::{Replay, Twins, published_twins};
use drawbridge_fair_policy::{Standard, published};

use super::standards;
use crate::commands::lang::{Language, lang};
use crate::say;

/// Decide logged cases again.
#[derive(clap::Args)]
pub(super) struct Args {
    /// A folder with a log's files (c2sp.org/tlog-tiles). Without it, the installation's own log is read.
    log: Option<PathBuf>,
    /// The key of the log, `name+hash+key`.
    #[arg(long = "key", value_name = "VKEY", requires = "log")]
    keys: Vec<String>,
    /// A folder with files that open committed fields, one a leaf. What is not opened cannot be decided
    /// again, and lowers the coverage.
    #[arg(long, value_name = "DIR", requires = "log")]
    disclosures: Option<PathBuf>,
    /// The configuration file of the installation.
    #[arg(long, default_value = "drawbridge.toml", env = "DRAWBRIDGE_CONFIG")]
    config: PathBuf,
    /// The folder of a standard that decisions name. Those that were published in the log are known, and the
    /// one that this program came with.
    #[arg(long = "standard", value_name = "DIR")]
    standards: Vec<PathBuf>,
    /// A file with sides of your own, `{"sides": {name: {attribute: value}}}`, instead of the published.
    #[arg(long, value_name = "FILE")]
    twins: Option<PathBuf>,
    /// The language of explanations; by default that of the terminal.
    #[arg(long, value_enum)]
    lang: Option<Language>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Something is shown to be wrong.
const SHOWN_WRONG: u8 = 3;

/// Not everything could be decided again, and nothing that could was wrong.
const NOT_SHOWN: u8 = 1;

impl Args {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let mut known = vec![Standard::parse(&published())?];
        for folder in &self.standards {
            known.push(standards::read(folder)?);
        }
        let own = match &self.log {
            Some(log) => {
                known.extend(standards::in_copy(log)?);
                None
            }
            None => Some(store::Own::open(&self.config)?),
        };
        if let Some(own) = &own {
            known.extend(own.standards()?);
        }
        let twins = match &self.twins {
            Some(path) => {
                let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
                Twins::read(&bytes).with_context(|| path.display().to_string())?
            }
            None => published_twins(&published())?.unwrap_or_default(),
        };
        let mut replay = Replay::new(&known, &twins);
        if let Some(own) = own {
            own.read(&mut replay)?;
        } else if let Some(log) = &self.log {
            folder::read(log, &self.keys, self.disclosures.as_deref(), &mut replay)?;
        }
        if self.json {
            say::line(words::json(&replay)?);
        } else {
            words::print(&replay, lang(self.lang));
        }
        Ok(code(&replay))
    }
}

/// Silence about some decisions is not a clean bill for them.
fn code(replay: &Replay<'_>) -> ExitCode {
    if !replay.is_good() {
        ExitCode::from(SHOWN_WRONG)
    } else if replay.complete < replay.decisions || replay.decisions == 0 {
        ExitCode::from(NOT_SHOWN)
    } else {
        ExitCode::SUCCESS
    }
}
