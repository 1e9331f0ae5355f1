//! `drawbridge fair agreements`: what in the terms between parties binds or favours somebody.

mod print;
mod register;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, anyhow};
use clap::Subcommand;
use drawbridge_canon::Timestamp;
use drawbridge_engine::world::World;
use drawbridge_fair_agreements::{Agreement, Book, Exception, Hint, Summary, find, hints};
use drawbridge_fair_log::{Hash, VerifierKey};
use drawbridge_fair_record::{Body, Leaf};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::logged::{self, Logged};
use crate::commands::lang::{Language, lang};
use crate::say;

/// The exit code that says that something is shown to be wrong.
const WRONG: u8 = 3;

/// Look at the terms between parties.
#[derive(clap::Args)]
pub(super) struct Agreements {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Find what binds somebody to one partner, gives one better terms than others, or changes without
    /// notice. Ends with 0 if nothing serious is found, with 3 if something is.
    Check(Check),
    /// Print the hash of an agreement's canonical form, and of its document, for a registration or an
    /// exception.
    Hash(HashOf),
    /// Register an agreement in the log of an installation, and keep its clauses for the report.
    Register(register::Register),
    /// End an agreement in the log, once.
    End(register::End),
}

/// What is checked.
#[derive(clap::Args)]
struct Check {
    /// Agreements in clauses, as JSON: one a file.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// A document to look through for phrases, in Chinese or English: hints for a person, no finding.
    #[arg(long = "text", value_name = "FILE")]
    texts: Vec<PathBuf>,
    /// A signed note that says why somebody is treated otherwise.
    #[arg(long = "exception", value_name = "FILE")]
    exceptions: Vec<PathBuf>,
    /// The key of somebody whose exceptions or log you believe, `name+hash+key`.
    #[arg(long = "key", value_name = "VKEY")]
    keys: Vec<String>,
    /// The folder of the log in which exceptions are published; without it none counts as public.
    #[arg(long, value_name = "DIR")]
    log: Option<PathBuf>,
    /// The Beijing day on which agreements are compared, yyyy-MM-dd; today by default.
    #[arg(long, value_name = "DAY")]
    at: Option<String>,
    /// The language; by default that of the terminal.
    #[arg(long, value_enum)]
    lang: Option<Language>,
    /// Print JSON, which has both languages.
    #[arg(long)]
    json: bool,
}

/// What is hashed.
#[derive(clap::Args)]
struct HashOf {
    /// An agreement in clauses, as JSON.
    file: PathBuf,
    /// The document whose clauses they are: its hash must be the one that stands there.
    #[arg(long, value_name = "FILE")]
    document: Option<PathBuf>,
}

impl Agreements {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        match self.command {
            Command::Check(check) => check.run(),
            Command::Hash(hash) => hash.run(),
            Command::Register(register) => register.run(),
            Command::End(end) => end.run(),
        }
    }
}

/// A document and what may be in it.
struct Looked {
    path: PathBuf,
    text: String,
    hints: Vec<Hint>,
}

impl Check {
    fn run(self) -> anyhow::Result<ExitCode> {
        if self.files.is_empty() && self.texts.is_empty() {
            return Err(anyhow!("name agreements (JSON), or documents with --text"));
        }
        let at = match &self.at {
            Some(day) => Timestamp::parse_day(day)
                .ok_or_else(|| anyhow!("--at {day} is no day: write yyyy-MM-dd"))?,
            None => World::real().0.clock.now(),
        };
        let keys = logged::keys(&self.keys)?;
        let agreements: Vec<Agreement> =
            self.files.iter().map(|path| agreement(path)).collect::<anyhow::Result<_>>()?;
        let exceptions = self.exceptions(&keys)?;
        let published = match &self.log {
            Some(folder) => published(&Logged::read(folder, &keys)?),
            None => BTreeSet::new(),
        };
        let book = Book {
            agreements: &agreements,
            exceptions: &exceptions,
            published: &published,
            at,
            ended: &BTreeSet::new(),
        };
        let summary = Summary::of(agreements.len(), at, &find(book)?);
        let looked: Vec<Looked> =
            self.texts.iter().map(|path| look(path)).collect::<anyhow::Result<_>>()?;
        if self.json {
            let texts = looked
                .iter()
                .map(|one| json!({"file": one.path.display().to_string(), "hints": one.hints}));
            let texts: Vec<_> = texts.collect();
            let all = json!({"summary": summary, "texts": texts});
            say::line(serde_json::to_string_pretty(&all)?);
        } else {
            print::summary(&summary, lang(self.lang));
            for one in &looked {
                print::hints(one, lang(self.lang));
            }
        }
        let open = |severity| summary.open.get(severity).copied().unwrap_or(0);
        let serious = open("grave") + open("serious") > 0;
        Ok(if serious { ExitCode::from(WRONG) } else { ExitCode::SUCCESS })
    }

    fn exceptions(&self, keys: &[VerifierKey]) -> anyhow::Result<Vec<Exception>> {
        let known: Vec<&VerifierKey> = keys.iter().collect();
        let read = |path: &PathBuf| {
            let exception = Exception::read(&logged::file(path)?, &known);
            exception.with_context(|| path.display().to_string())
        };
        self.exceptions.iter().map(read).collect()
    }
}

impl HashOf {
    fn run(self) -> anyhow::Result<ExitCode> {
        let agreement = agreement(&self.file)?;
        if let Some(path) = &self.document {
            let hash = Hash(Sha256::digest(logged::file(path)?).into());
            if hash != agreement.document_sha256 {
                return Err(anyhow!(
                    "{} has the hash {hash}, and the agreement says {}: these are not its clauses",
                    path.display(),
                    agreement.document_sha256
                ));
            }
        }
        say::line(format!("terms     {}", agreement.hash()?));
        say::line(format!("document  {}", agreement.document_sha256));
        Ok(ExitCode::SUCCESS)
    }
}

fn agreement(path: &Path) -> anyhow::Result<Agreement> {
    Agreement::parse(&logged::file(path)?).with_context(|| path.display().to_string())
}

fn look(path: &Path) -> anyhow::Result<Looked> {
    let text = String::from_utf8(logged::file(path)?)
        .with_context(|| format!("{} is no text in UTF-8", path.display()))?;
    Ok(Looked { path: path.to_owned(), hints: hints(&text), text })
}

/// The notes that the log names.
fn published(log: &Logged) -> BTreeSet<Hash> {
    let note = |bytes: &Vec<u8>| match Leaf::read(bytes).ok()?.body {
        Body::Agreement(agreement) => agreement.exception.map(|excused| excused.note),
        _ => None,
    };
    log.leaves.iter().filter_map(note).collect()
}
