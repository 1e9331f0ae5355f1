//! `drawbridge fair verify`: is the log what it says, and was it always?
//!
//! Read in this order: [`trust`] is whom to believe; [`source`] is where a log's files come from, and
//! [`cache`] what is remembered of an address; [`seen`] holds the log against checkpoints seen before and
//! elsewhere; [`pass`] reads the log, whole or in part, and [`leaves`] what its leaves say; [`strays`]
//! looks at what else lies in the folder; [`receipt`] checks one leaf of which somebody holds the
//! receipt. [`verdict`] collects what was found, and [`words`] says what it means.

mod cache;
mod leaves;
mod pass;
mod receipt;
mod seen;
pub(super) mod source;
mod strays;
pub(super) mod trust;
mod verdict;
mod words;

use std::cell::RefCell;
use std::ops::Range;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{anyhow, ensure};
use drawbridge_fair_log::{Head, Note};

use self::cache::Cache;
use self::seen::Seen;
use self::source::Source;
use self::trust::Trust;
use self::verdict::{Verdict, Wrong};
use crate::commands::lang::{Language, lang};

/// Check a receipt, a range of a log, or a whole log.
#[derive(clap::Args)]
pub(super) struct Verify {
    /// What is checked: a folder with a log's files (c2sp.org/tlog-tiles), the http address of one, or
    /// the file of a receipt (c2sp.org/tlog-proof).
    what: String,
    /// The key of a log that you believe, `name+hash+key`. You have it from somewhere else than from the
    /// log itself.
    #[arg(long = "key", value_name = "VKEY")]
    keys: Vec<String>,
    /// Whose word is enough: logs, witnesses and how many of them (c2sp.org/tlog-policy).
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// A checkpoint or a receipt of this log that you kept: the log must have grown from there.
    #[arg(long, value_name = "FILE")]
    kept: Vec<PathBuf>,
    /// The same log at another place, a folder or an address: all must be shown the same.
    #[arg(long, value_name = "WHERE")]
    also: Vec<String>,
    /// A folder in which to remember what was seen, so that the next time the log must have grown from
    /// there, and files that never change are not asked for again.
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
    /// Only leaves from this index on.
    #[arg(long, value_name = "INDEX")]
    from: Option<u64>,
    /// Only leaves before this index.
    #[arg(long, value_name = "INDEX")]
    to: Option<u64>,
    /// Check hashes and signatures, and not what the leaves say: for logs of other things.
    #[arg(long)]
    hashes_only: bool,
    /// The bytes of the leaf of which there is a receipt.
    #[arg(long, value_name = "FILE")]
    leaf: Option<PathBuf>,
    /// A file that opens committed fields of that leaf.
    #[arg(long, value_name = "FILE", requires = "leaf")]
    disclosure: Option<PathBuf>,
    /// The language of explanations; by default that of the terminal.
    #[arg(long, value_enum)]
    lang: Option<Language>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let trust = Trust::read(&self.keys, self.policy.as_deref())?;
        let verdict = if !source::is_address(&self.what) && PathBuf::from(&self.what).is_file() {
            receipt::check(&self, &trust)?
        } else {
            ensure!(self.leaf.is_none(), "--leaf belongs to a receipt, and {} is none", self.what);
            self.log(&trust)?
        };
        if self.json {
            verdict.print_json()?;
        } else {
            verdict.print(lang(self.lang));
        }
        Ok(verdict.code())
    }

    /// A whole log, or a range of it.
    fn log(&self, trust: &Trust) -> anyhow::Result<Verdict> {
        let mut source = Source::open(&self.what)?;
        let bytes = source.checkpoint()?;
        let mut verdict = Verdict::default();
        let said = Note::parse(&bytes).map_err(|error| error.to_string());
        let trusted = said.and_then(|note| {
            let trusted = trust.policy.check_logs(&note, &trust.keys());
            trusted.map(|trusted| (note, trusted)).map_err(|error| error.to_string())
        });
        let (note, trusted) = match trusted {
            Ok(trusted) => trusted,
            Err(why) => {
                let place = source.place("checkpoint");
                verdict.wrong(
                    Wrong::new("untrusted", why)
                        .file(place)
                        .evidence("checkpoint", String::from_utf8_lossy(&bytes)),
                );
                return Ok(verdict);
            }
        };
        let (head, origin) = (trusted.checkpoint.head(), trusted.checkpoint.origin().to_owned());
        verdict.log(&note, &trusted, trust);
        let cache = self.cache.as_ref();
        let cache = cache.map(|folder| Cache::open(folder, &origin));
        let mut cache = cache.transpose()?;
        let mut seen = Seen::new(note, trusted);
        seen.files(&self.kept, trust)?;
        if let Some(cache) = &cache {
            seen.cached(cache, trust)?;
        }
        seen.elsewhere(&self.also, trust, &mut verdict)?;
        source.remember(cache.take());
        let range = self.range(head)?;
        let source = RefCell::new(source);
        let before = verdict.clone();
        pass::read(&source, &seen, range.clone(), self.hashes_only, &mut verdict);
        if verdict.is_shown_wrong() && source.borrow_mut().pass_over_cache() {
            let first = std::mem::replace(&mut verdict, before);
            pass::read(&source, &seen, range, self.hashes_only, &mut verdict);
            if verdict.is_good() {
                verdict.spoilt_cache(&first);
            }
        }
        let source = source.into_inner();
        if let Some(folder) = source.folder()
            && self.from.is_none()
            && self.to.is_none()
        {
            strays::look(folder, head.size, &mut verdict)?;
        }
        source.close(&verdict, seen.note())?;
        Ok(verdict)
    }

    /// The leaves that are to be read; none stands for all.
    fn range(&self, head: Head) -> anyhow::Result<Option<Range<u64>>> {
        if self.from.is_none() && self.to.is_none() {
            return Ok(None);
        }
        let (from, to) = (self.from.unwrap_or(0), self.to.unwrap_or(head.size));
        ensure!(from < to, "--from {from} is not before --to {to}");
        let size = head.size;
        ensure!(to <= size, "the log has {size} leaves, so --to {to} is beyond its end");
        Ok(Some(from..to))
    }
}

/// Reads a file that somebody named.
pub(super) fn file(path: &std::path::Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| anyhow!("cannot read {}: {error}", path.display()))
}
