//! `drawbridge fair publish`: puts another standard into force.
//!
//! [`exception`] writes the note that goes with one that is not proved. What may be published is decided
//! where standards are, not here: nothing of it can be left out by an option.

pub(super) mod exception;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, anyhow, ensure};
use drawbridge_canon::Timestamp;
use drawbridge_engine::desk::{Desk, Excuse, InForce};
use drawbridge_engine::ledger::Lang;
use drawbridge_engine::store::{self, Store};
use drawbridge_engine::world::World;
use drawbridge_fair_log::VerifierKey;
use drawbridge_fair_policy::publication::Asked;
use drawbridge_fair_policy::{Files, Standard};
use serde_json::json;

use super::{logged, standards};
use crate::commands::lang::{Language, lang};
use crate::commands::{block_on, configuration};
use crate::say;

/// Publish a standard.
#[derive(clap::Args)]
pub(super) struct Publish {
    /// The folder of the standard, with its `proof.json` unless an exception goes with it.
    folder: PathBuf,
    /// The signed note of a public exception, for a standard that is not proved: `drawbridge fair exception`
    /// writes one. It must be signed by one of the keys in `log.exceptions`.
    #[arg(long, value_name = "FILE", requires = "report")]
    exception: Option<PathBuf>,
    /// With an exception: what `drawbridge fair prove --standard FOLDER --json` said.
    #[arg(long, value_name = "FILE", requires = "exception")]
    report: Option<PathBuf>,
    /// The configuration file.
    #[arg(long, default_value = "drawbridge.toml", env = "DRAWBRIDGE_CONFIG")]
    config: PathBuf,
    /// The language of explanations; by default that of the terminal.
    #[arg(long, value_enum)]
    lang: Option<Language>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// An exception, read.
struct Excused {
    note: Vec<u8>,
    asked: Asked,
    keys: Vec<VerifierKey>,
}

impl Publish {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let config = configuration(&self.config)?;
        let base = self.config.parent().unwrap_or(Path::new(""));
        let files = standards::files(&self.folder)?;
        let standard =
            Standard::parse(&files).with_context(|| self.folder.display().to_string())?;
        let excused = match (&self.exception, &self.report) {
            (Some(note), Some(report)) => {
                let keys = logged::keys(&config.log.exceptions)?;
                ensure!(
                    !keys.is_empty(),
                    "the configuration names nobody whose word counts on an exception: log.exceptions"
                );
                let asked = Asked::read(&logged::file(report)?, standard.hash());
                let asked = asked.map_err(|why| anyhow!("{}: {why}", report.display()))?;
                Some(Excused { note: logged::file(note)?, asked, keys })
            }
            _ => None,
        };
        let address = config.store.read(base)?;
        let (world, _) = World::real();
        let now = world.clock.now();
        let done = block_on(async {
            let store = store::open(&address).await?;
            let done = publish(&*store, files, excused, now).await;
            store.close().await?;
            done
        })?;
        self.tell(&done)?;
        Ok(ExitCode::SUCCESS)
    }

    fn tell(&self, done: &InForce) -> anyhow::Result<()> {
        let (index, version) = (done.publication.index, done.standard.version());
        let hash = done.standard.hash();
        let until = done.until.map(Timestamp::rfc3339);
        if self.json {
            let told = json!({
                "version": version, "sha256": hash.to_base64(), "leaf": index,
                "effective_index": index + 1, "until": until,
            });
            say::line(serde_json::to_string_pretty(&told)?);
            return Ok(());
        }
        say::line(match lang(self.lang) {
            Lang::Zh => format!(
                "准则 {version} 已公布：日志第 {index} 叶，自第 {} 叶起生效（{hash}）。",
                index + 1
            ),
            Lang::En => format!(
                "The standard {version} is published: leaf {index} of the log, in force from leaf {} on ({hash}).",
                index + 1
            ),
        });
        let Some(until) = until else { return Ok(()) };
        say::line(match lang(self.lang) {
            Lang::Zh => format!(
                "依公开例外生效，至 {until} 止。届时最近一版已证明的准则恢复生效；若从未有过，则不作任何裁决。"
            ),
            Lang::En => format!(
                "It is in force by a public exception, until {until}. Then the last standard that was proved is in \
                 force again; if none ever was, nothing is decided."
            ),
        });
        Ok(())
    }
}

async fn publish(
    store: &dyn Store,
    files: Files,
    excused: Option<Excused>,
    now: Timestamp,
) -> anyhow::Result<InForce> {
    let desk = Desk::published()?;
    let known: Vec<&VerifierKey> = excused.iter().flat_map(|excused| &excused.keys).collect();
    let excuse = excused.as_ref().map(|excused| Excuse {
        note: &excused.note,
        known: &known,
        unproved: &excused.asked.unproved,
    });
    let published = desk.publish(store, files, excuse, now).await?;
    let in_force = desk.in_force(store, now).await?;
    ensure!(in_force.publication == published, "another standard was published in the same moment");
    Ok(InForce::clone(&in_force))
}
