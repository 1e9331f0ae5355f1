//! The leaves by which something is published: policies and reports. Nobody is their subject.

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::Hash;

use super::{Excused, Reference};
use crate::error::LeafError;
use crate::members::{Draft, Members};

/// On what grounds a policy may be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grounds {
    /// It was proved neutral: the SHA-256 of the script that proves it again.
    Proof(Hash),
    /// It was not: the signed, reasoned, time-limited public exception. Nothing is decided by the policy from
    /// its end on.
    Exception(Excused),
}

/// A policy was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// What people call this version.
    pub version: String,
    /// The SHA-256 of the policy's bytes as published.
    pub sha256: Hash,
    /// The first index of the log at which it is in force: later than the leaf's own.
    pub effective_index: u64,
    /// From when it was open to comment.
    pub consultation_from: Timestamp,
    /// Until when: not before it began, and not after this leaf's time.
    pub consultation_until: Timestamp,
    /// The publication that it replaces; none for the first.
    pub replaces: Option<Reference>,
    /// Members `proof` or `exception`.
    pub grounds: Grounds,
}

impl Policy {
    pub(super) fn read(members: &mut Members) -> Result<Self, LeafError> {
        let proof = members.maybe("proof", Members::hash)?;
        let exception = members.maybe("exception", Members::hash)?;
        let until = members.maybe("exception_until", Members::time)?;
        let grounds = match (proof, exception, until) {
            (Some(proof), None, None) => Grounds::Proof(proof),
            (None, Some(note), Some(until)) => Grounds::Exception(Excused { note, until }),
            _ => {
                let why = "a policy has either a proof or an exception with its end";
                return Err(LeafError::contradiction("proof", why));
            }
        };
        let policy = Self {
            version: members.token("version")?,
            sha256: members.hash("sha256")?,
            effective_index: members.count("effective_index")?,
            consultation_from: members.time("consultation_from")?,
            consultation_until: members.time("consultation_until")?,
            replaces: members.maybe("replaces", Members::reference)?,
            grounds,
        };
        if policy.consultation_until < policy.consultation_from {
            let why = "a consultation does not end before it begins";
            return Err(LeafError::contradiction("consultation_until", why));
        }
        Ok(policy)
    }

    pub(super) fn write(&self, draft: &mut Draft) -> Result<(), LeafError> {
        draft.text("version", &self.version);
        draft.hash("sha256", self.sha256);
        draft.count("effective_index", self.effective_index)?;
        draft.time("consultation_from", self.consultation_from)?;
        draft.time("consultation_until", self.consultation_until)?;
        if let Some(replaces) = &self.replaces {
            draft.reference("replaces", replaces)?;
        }
        match self.grounds {
            Grounds::Proof(hash) => draft.hash("proof", hash),
            Grounds::Exception(Excused { note, until }) => {
                draft.hash("exception", note);
                draft.time("exception_until", until)?;
            }
        }
        Ok(())
    }
}

/// A report was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The SHA-256 of the report's bytes as published.
    pub sha256: Hash,
    /// Where the period begins that it is about, inclusive.
    pub from: Timestamp,
    /// Where it ends, exclusive; later than it begins.
    pub to: Timestamp,
    /// Leaves of the checkpoint from which it was computed.
    pub size: u64,
    /// The root of that checkpoint.
    pub root: Hash,
}

impl Report {
    pub(super) fn read(members: &mut Members) -> Result<Self, LeafError> {
        let report = Self {
            sha256: members.hash("sha256")?,
            from: members.time("from")?,
            to: members.time("to")?,
            size: members.count("size")?,
            root: members.hash("root")?,
        };
        if report.to <= report.from {
            return Err(LeafError::contradiction("to", "a period ends after it begins"));
        }
        Ok(report)
    }

    pub(super) fn write(&self, draft: &mut Draft) -> Result<(), LeafError> {
        draft.hash("sha256", self.sha256);
        draft.time("from", self.from)?;
        draft.time("to", self.to)?;
        draft.count("size", self.size)?;
        draft.hash("root", self.root);
        Ok(())
    }
}
