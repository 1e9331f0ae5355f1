//! Whose word is enough (tlog-policy): the logs that are believed, the witnesses that are known, and
//! how many of which must have cosigned.

mod parse;

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::hash::Hash;
use crate::key::VerifierKey;
use crate::note::{Note, NoteError};

pub use parse::{LineError, MAX_LINES, PolicyError};

/// A policy, as its file says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<PolicyLog>,
    witnesses: Vec<PolicyWitness>,
    /// Each after those it names.
    groups: Vec<Group>,
    quorum: Quorum,
}

/// A log that is believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyLog {
    /// Its key, whose name is the log's origin.
    pub key: VerifierKey,
    /// Where it is, for those who talk to it.
    pub url: Option<Vec<u8>>,
}

/// A witness that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyWitness {
    /// What it is called in the policy, and there only: bytes, not text.
    pub name: Vec<u8>,
    /// Its key.
    pub key: VerifierKey,
    /// Where it is, for those who talk to it.
    pub url: Option<Vec<u8>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Group {
    threshold: usize,
    members: Vec<Member>,
}

/// Who must have cosigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quorum {
    Nobody,
    Member(Member),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Member {
    Witness(usize),
    Group(usize),
}

/// A checkpoint that satisfies a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trusted {
    /// The checkpoint.
    pub checkpoint: Checkpoint,
    /// The witnesses that cosigned, by their places in [`Policy::witnesses`], each with when it says it
    /// did, in seconds since 1970.
    pub witnesses: Vec<(usize, u64)>,
}

/// A checkpoint that does not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    /// Not a checkpoint.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The policy has no log of this origin.
    #[error("the log {0} is not in the policy")]
    Log(String),
    /// A known key's signature is false.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The log itself has not signed.
    #[error("the log {0} has not signed")]
    Unsigned(String),
    /// The tree without leaves has one root only (RFC 6962, section 2.1).
    #[error("the tree without leaves has another root")]
    Empty,
    /// Too few cosigned, or the wrong ones.
    #[error("{0} witnesses cosigned, and they are no quorum")]
    Quorum(usize),
}

impl Policy {
    /// The logs that are believed; may be none, where they are known otherwise.
    pub fn logs(&self) -> &[PolicyLog] {
        &self.logs
    }

    /// The witnesses that are known.
    pub fn witnesses(&self) -> &[PolicyWitness] {
        &self.witnesses
    }

    /// Whether the witnesses at these places are enough.
    pub fn is_quorum(&self, cosigned: &[usize]) -> bool {
        let mut groups: Vec<bool> = Vec::with_capacity(self.groups.len());
        let holds = |member: &Member, groups: &[bool]| match member {
            Member::Witness(at) => cosigned.contains(at),
            Member::Group(at) => groups.get(*at).copied().unwrap_or(false),
        };
        for group in &self.groups {
            let count = group.members.iter().filter(|member| holds(member, &groups)).count();
            groups.push(count >= group.threshold);
        }
        match &self.quorum {
            Quorum::Nobody => true,
            Quorum::Member(member) => holds(member, &groups),
        }
    }

    /// Whether a note is a checkpoint of one of the policy's logs, signed by it, and cosigned by a
    /// quorum; one without leaves has the root of none. Times are told, not judged.
    pub fn check(&self, note: &Note) -> Result<Trusted, TrustError> {
        let logs: Vec<&VerifierKey> = self.logs.iter().map(|log| &log.key).collect();
        self.check_logs(note, &logs)
    }

    /// The same for logs that are known otherwise than from the policy. A witness whose key is one of
    /// theirs does not count: a log is not its own witness.
    pub fn check_logs(&self, note: &Note, logs: &[&VerifierKey]) -> Result<Trusted, TrustError> {
        let checkpoint = Checkpoint::parse(note.text())?;
        let origin = checkpoint.origin();
        let of_log = |key: &&VerifierKey| key.name() == origin;
        let logs: Vec<&VerifierKey> = logs.iter().copied().filter(of_log).collect();
        if logs.is_empty() {
            return Err(TrustError::Log(origin.to_owned()));
        }
        let witnesses = self.witnesses.iter().map(|witness| &witness.key);
        let known: Vec<&VerifierKey> = logs.iter().copied().chain(witnesses).collect();
        let signed = note.verify(&known)?;
        if !signed.iter().any(|signed| logs.contains(&signed.key)) {
            return Err(TrustError::Unsigned(origin.to_owned()));
        }
        if checkpoint.size() == 0 && checkpoint.root() != Hash::EMPTY {
            return Err(TrustError::Empty);
        }
        let time = |witness: &PolicyWitness| {
            let by = signed.iter().find(|signed| *signed.key == witness.key)?;
            let of_log = logs.iter().any(|log| log.key() == witness.key.key());
            by.time.filter(|_| !of_log)
        };
        let places = self.witnesses.iter().enumerate();
        let witnesses: Vec<(usize, u64)> =
            places.filter_map(|(at, witness)| Some((at, time(witness)?))).collect();
        let cosigned: Vec<usize> = witnesses.iter().map(|(at, _)| *at).collect();
        if !self.is_quorum(&cosigned) {
            return Err(TrustError::Quorum(cosigned.len()));
        }
        Ok(Trusted { checkpoint, witnesses })
    }
}
