//! The log that a report is made from.

use std::path::PathBuf;

use anyhow::{Context as _, anyhow};
use drawbridge_fair_log::{Checkpoint, Head, Note, VerifierKey};
use drawbridge_fair_report::shape::Cosigner;

use crate::commands::fair::verify::source::Source;
use crate::commands::fair::verify::trust::Trust;

/// Which log, and whom to believe.
#[derive(clap::Args)]
pub(in crate::commands::fair) struct LogArgs {
    /// A folder with a log's files (c2sp.org/tlog-tiles), or its http address.
    #[arg(long = "log", value_name = "DIR|URL")]
    pub(super) place: String,
    /// The key of the log, `name+hash+key`.
    #[arg(long = "key", value_name = "VKEY")]
    pub(super) keys: Vec<String>,
    /// Whose word is enough: logs, witnesses and how many of them (c2sp.org/tlog-policy).
    #[arg(long, value_name = "FILE")]
    pub(super) policy: Option<PathBuf>,
}

/// A log whose checkpoint was found to be signed as it must be.
pub(in crate::commands::fair) struct Log {
    place: String,
    trust: Trust,
    note: Note,
    checkpoint: Checkpoint,
}

impl LogArgs {
    /// Reads the checkpoint. Refused is one that the log did not sign, or too few witnesses.
    pub(in crate::commands::fair) fn open(&self) -> anyhow::Result<Log> {
        let trust = Trust::read(&self.keys, self.policy.as_deref())?;
        let mut source = Source::open(&self.place)?;
        let bytes = source.checkpoint()?;
        let place = source.place("checkpoint");
        let note = Note::parse(&bytes).with_context(|| format!("{place} is no checkpoint"))?;
        let trusted = trust.policy.check_logs(&note, &trust.keys());
        let trusted = trusted.map_err(|error| anyhow!("{place} is not to be believed: {error}"))?;
        Ok(Log { place: self.place.clone(), trust, note, checkpoint: trusted.checkpoint })
    }
}

impl Log {
    /// Its files, opened anew.
    pub(in crate::commands::fair) fn source(&self) -> anyhow::Result<Source> {
        Source::open(&self.place)
    }

    /// Its checkpoint.
    pub(super) const fn note(&self) -> &Note {
        &self.note
    }

    /// Size and root of that.
    pub(in crate::commands::fair) const fn head(&self) -> Head {
        self.checkpoint.head()
    }

    /// A checkpoint that this log signed, earlier than its own or the same.
    pub(super) fn signed(&self, bytes: &[u8], place: &str) -> anyhow::Result<(Note, Checkpoint)> {
        self.trust.signed(bytes, place)
    }

    /// The witnesses of the policy, or other keys, that cosigned a checkpoint.
    pub(super) fn cosigners(&self, note: &Note, more: &[VerifierKey]) -> Vec<Cosigner> {
        let witnesses = self.trust.policy.witnesses().iter().map(|witness| &witness.key);
        let keys: Vec<&VerifierKey> = witnesses.chain(more).collect();
        // None that is known signed: then nobody cosigned.
        let signed = note.verify(&keys).unwrap_or_default();
        let cosigned = signed.into_iter().filter_map(|signed| Some((signed.key, signed.time?)));
        cosigned
            .map(|(key, time)| Cosigner { name: key.name().to_owned(), key: key.to_string(), time })
            .collect()
    }

    /// The keys of the log and of those who cosigned, for whoever checks the page.
    pub(super) fn keys(&self, cosigners: &[Cosigner]) -> Vec<String> {
        let origin = self.checkpoint.origin();
        let own = self.trust.keys().into_iter().filter(|key| key.name() == origin);
        own.map(ToString::to_string).chain(cosigners.iter().map(|one| one.key.clone())).collect()
    }
}
