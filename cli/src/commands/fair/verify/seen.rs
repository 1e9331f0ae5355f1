//! What was seen of the log before, or is shown of it elsewhere: all of it must be one log that only
//! grew.

use std::path::PathBuf;

use anyhow::ensure;
use drawbridge_canon::Timestamp;
use drawbridge_fair_log::policy::Trusted;
use drawbridge_fair_log::proven::GrowthError;
use drawbridge_fair_log::{Head, Note, Proven, Receipt};

use super::cache::Cache;
use super::file;
use super::source::Source;
use super::trust::Trust;
use super::verdict::{Verdict, Wrong};

/// The checkpoint that is being checked, and the others.
pub(super) struct Seen {
    note: Note,
    trusted: Trusted,
    others: Vec<Other>,
}

/// Another checkpoint that the same log signed.
struct Other {
    place: String,
    note: Note,
    head: Head,
}

impl Seen {
    /// Nothing but this one was seen.
    pub(super) fn new(note: Note, trusted: Trusted) -> Self {
        Self { note, trusted, others: Vec::new() }
    }

    /// The latest time at which a witness says that it saw the checkpoint.
    pub(super) fn time(&self) -> Option<Timestamp> {
        let latest = self.trusted.witnesses.iter().map(|(_, time)| *time).max()?;
        Some(Timestamp::from_seconds(i64::try_from(latest).ok()?))
    }

    /// The checkpoint's note.
    pub(super) fn note(&self) -> &Note {
        &self.note
    }

    /// The checkpoint's size and root.
    pub(super) fn head(&self) -> Head {
        self.trusted.checkpoint.head()
    }

    /// Adds checkpoints and receipts that somebody kept.
    pub(super) fn files(&mut self, paths: &[PathBuf], trust: &Trust) -> anyhow::Result<()> {
        for path in paths {
            let bytes = file(path)?;
            // A receipt ends with the checkpoint.
            let bytes = Receipt::parse(&bytes).map_or(bytes, |r| r.note.to_string().into_bytes());
            self.add(&bytes, path.display().to_string(), trust)?;
        }
        Ok(())
    }

    /// Adds the one that was found good the last time.
    pub(super) fn cached(&mut self, cache: &Cache, trust: &Trust) -> anyhow::Result<()> {
        match cache.checkpoint()? {
            Some(bytes) => self.add(&bytes, cache.checkpoint_path().display().to_string(), trust),
            None => Ok(()),
        }
    }

    /// Adds those that are shown at other places. What is larger there must have grown from ours, which
    /// their files show.
    pub(super) fn elsewhere(
        &mut self,
        places: &[String],
        trust: &Trust,
        verdict: &mut Verdict,
    ) -> anyhow::Result<()> {
        for place in places {
            let mut source = Source::open(place)?;
            let bytes = source.checkpoint()?;
            let place = source.place("checkpoint");
            self.add(&bytes, place, trust)?;
            let larger = |other: &mut Other| other.head.size > self.trusted.checkpoint.size();
            let Some(other) = self.others.pop_if(larger) else { continue };
            let grown = Proven::new(&mut source, other.head).grew_from(self.head());
            match grown {
                Ok(()) => verdict.consistent(&other.place, other.head.size),
                Err(GrowthError::Rewritten { size, found }) => {
                    let text = format!(
                        "of {size} leaves the root is {} here, and {found} at {}",
                        self.trusted.checkpoint.root(),
                        other.place
                    );
                    verdict.wrong(self.with_both(Wrong::new("split_view", text), &other));
                }
                Err(GrowthError::Proof(why)) => {
                    let text = format!("the tiles there are not those that were signed: {why}");
                    verdict.wrong(Wrong::new("damaged", text).file(other.place));
                }
                Err(GrowthError::Read(why)) => {
                    verdict.wrong(Wrong::new("missing", why.to_string()).file(other.place));
                }
            }
        }
        Ok(())
    }

    /// Holds those that are as large or larger against ours: they need no files.
    pub(super) fn compare(&self, verdict: &mut Verdict) {
        let ours = self.head();
        for other in self.others.iter().filter(|other| other.head.size >= ours.size) {
            let Head { size, root } = other.head;
            if size > ours.size {
                let text = format!(
                    "{size} leaves were signed, and now {} are shown ({})",
                    ours.size, other.place
                );
                verdict.wrong(self.with_both(Wrong::new("rolled_back", text), other));
            } else if root == ours.root {
                verdict.consistent(&other.place, size);
            } else {
                self.split(other, ours, verdict);
            }
        }
    }

    /// The sizes at which the root must be known to compare the rest.
    pub(super) fn sizes(&self) -> Vec<u64> {
        self.smaller().map(|other| other.head.size).collect()
    }

    /// Holds those that are smaller against the heads of our tree at those sizes.
    pub(super) fn hold(&self, found: &[Head], verdict: &mut Verdict) {
        for other in self.smaller() {
            for found in found.iter().filter(|found| found.size == other.head.size) {
                if found.root == other.head.root {
                    verdict.consistent(&other.place, found.size);
                } else {
                    self.split(other, *found, verdict);
                }
            }
        }
    }

    /// The same by proofs, where not all leaves are read.
    pub(super) fn prove<R: drawbridge_fair_log::TileReader>(
        &self,
        proven: &mut Proven<'_, R>,
        verdict: &mut Verdict,
    ) {
        for other in self.smaller() {
            match proven.grew_from(other.head) {
                Ok(()) => verdict.consistent(&other.place, other.head.size),
                Err(GrowthError::Rewritten { size, found }) => {
                    self.split(other, Head { size, root: found }, verdict);
                }
                Err(GrowthError::Proof(why)) => {
                    let text = format!("the tiles are not those that were signed: {why}");
                    verdict.wrong(Wrong::new("damaged", text));
                }
                Err(GrowthError::Read(why)) => {
                    verdict.wrong(Wrong::new("missing", why.to_string()));
                }
            }
        }
    }

    fn smaller(&self) -> impl Iterator<Item = &Other> {
        self.others.iter().filter(|other| other.head.size < self.trusted.checkpoint.size())
    }

    fn add(&mut self, bytes: &[u8], place: String, trust: &Trust) -> anyhow::Result<()> {
        let (note, checkpoint) = trust.signed(bytes, &place)?;
        let (origin, ours) = (checkpoint.origin(), self.trusted.checkpoint.origin());
        ensure!(origin == ours, "{place} is of another log, {origin} and not {ours}");
        self.others.push(Other { place, note, head: checkpoint.head() });
        Ok(())
    }

    fn split(&self, other: &Other, found: Head, verdict: &mut Verdict) {
        let text = format!(
            "of {} leaves the root is {} here, and {} in {}",
            found.size, found.root, other.head.root, other.place
        );
        verdict.wrong(self.with_both(Wrong::new("split_view", text), other));
    }

    fn with_both(&self, wrong: Wrong, other: &Other) -> Wrong {
        wrong.evidence("here", self.note.to_string()).evidence(&other.place, other.note.to_string())
    }
}
