//! The leaves of a paired probe: fixed before the first submission, opened after the verdicts.

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::Hash;

use super::Reference;
use crate::error::LeafError;
use crate::members::{Draft, Members};

/// Pairs of submissions were fixed. What they are, and who is which, nobody can tell from this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeCommit {
    /// The pseudonym of whoever probes.
    pub prober: String,
    /// How many pairs, from 1.
    pub pairs: u64,
    /// The root of the tree whose leaves are the commitments to the pairs, in their order.
    pub root: Hash,
    /// Until when it is opened at the latest; after this leaf's time.
    pub reveal_by: Timestamp,
}

impl ProbeCommit {
    pub(super) fn read(members: &mut Members) -> Result<Self, LeafError> {
        let commit = Self {
            prober: members.token("prober")?,
            pairs: members.count("pairs")?,
            root: members.hash("root")?,
            reveal_by: members.time("reveal_by")?,
        };
        if commit.pairs == 0 {
            return Err(LeafError::contradiction("pairs", "nothing is probed by no pair"));
        }
        Ok(commit)
    }

    pub(super) fn write(&self, draft: &mut Draft) -> Result<(), LeafError> {
        draft.text("prober", &self.prober);
        draft.count("pairs", self.pairs)?;
        draft.hash("root", self.root);
        draft.time("reveal_by", self.reveal_by)
    }
}

/// Fixed pairs were opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProbeReveal {
    /// The commitment.
    pub of: Reference,
    /// The SHA-256 of the opening's bytes as published.
    pub opening_sha256: Hash,
    /// How many pairs were submitted, from the first on: no more than were fixed.
    pub submitted: u64,
}

impl ProbeReveal {
    pub(super) fn read(members: &mut Members) -> Result<Self, LeafError> {
        Ok(Self {
            of: members.reference("of")?,
            opening_sha256: members.hash("opening_sha256")?,
            submitted: members.count("submitted")?,
        })
    }

    pub(super) fn write(&self, draft: &mut Draft) -> Result<(), LeafError> {
        draft.reference("of", &self.of)?;
        draft.hash("opening_sha256", self.opening_sha256);
        draft.count("submitted", self.submitted)
    }
}
