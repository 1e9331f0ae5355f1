//! The witness's side: what must hold before it signs.

use std::fmt::Write as _;

use drawbridge_canon::{KeyError, Timestamp};

use super::request::{Request, RequestError};
use crate::cosign::Cosigner;
use crate::hash::Hash;
use crate::key::VerifierKey;
use crate::note::{Note, NoteError};
use crate::proof::{ProofError, verify_consistency};
use crate::tree::Head;

/// What a witness knows of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownLog {
    /// Which log (tlog-witness, "Introduction": its origin identifies it). What is known of another is
    /// not used.
    pub origin: String,
    /// The keys that it trusts for the log's origin; one or more, and together with the witness's own not
    /// more than [`crate::note::MAX_SIGNATURES`].
    pub keys: Vec<VerifierKey>,
    /// The latest checkpoint of it that the witness cosigned.
    pub latest: Option<Head>,
}

/// Why a witness does not sign. Nothing was changed. A refusal that comes after the log's signature was
/// verified ([`Refusal::is_evidence`]) may prove that the log misbehaved, and is worth keeping.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The body is no request.
    #[error(transparent)]
    Malformed(#[from] RequestError),
    /// No log of this origin is known, or what was looked up is another log.
    #[error("the log {0} is not known here")]
    Unknown(String),
    /// No trusted key signed, or a signature in its name is false.
    #[error(transparent)]
    Untrusted(NoteError),
    /// The older tree is larger than the new one.
    #[error("the older tree of {old} leaves is larger than the new one of {new}")]
    Backwards {
        /// The older size.
        old: u64,
        /// The newer size.
        new: u64,
    },
    /// The log believes that the witness is elsewhere: try again from this size.
    #[error("the latest checkpoint cosigned here has {0} leaves")]
    Conflict(u64),
    /// The tree without leaves has one root only.
    #[error("the tree without leaves has another root")]
    Empty,
    /// The new tree is not shown to begin with the old one.
    #[error("not consistent: {0}")]
    Inconsistent(ProofError),
}

impl Refusal {
    /// The HTTP status.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) | Self::Backwards { .. } => 400,
            Self::Untrusted(_) => 403,
            Self::Unknown(_) => 404,
            Self::Conflict(_) => 409,
            Self::Empty | Self::Inconsistent(_) => 422,
        }
    }

    /// The body: for a conflict the size and a newline, of the type [`super::SIZE_TYPE`]; for all
    /// others the reason, as plain text.
    pub fn body(&self) -> String {
        match self {
            Self::Conflict(size) => format!("{size}\n"),
            other => format!("{other}\n"),
        }
    }

    /// Whether the request carried the log's own signature, and yet was not consistent.
    pub const fn is_evidence(&self) -> bool {
        matches!(self, Self::Empty | Self::Inconsistent(_))
    }
}

/// A request that may be cosigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    request: Request,
    previous: Option<Head>,
}

/// A checkpoint with the witness's word. It must be durable before the answer leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosigned {
    /// What the record must still be when it is replaced; otherwise judge again.
    pub previous: Option<Head>,
    /// What the record is from now on.
    pub latest: Head,
    /// The checkpoint with the log's verified signatures, the first of each key, and the witness's, for
    /// those who watch the witness ([`super::monitoring_path`]). A signature that a log repeats is not
    /// kept: with the witness's there would be too many of them (signed-note, "Format").
    pub note: Note,
    /// The body of the answer: the witness's signature lines.
    pub answer: String,
}

impl Request {
    /// Everything that a witness must check, in the standard's order ("add-checkpoint"): the log is
    /// known, its signature good, the sizes in order, the witness at the old size, the proof good.
    pub fn judge(mut self, log: Option<&KnownLog>) -> Result<Accepted, Refusal> {
        let unknown = || Refusal::Unknown(self.checkpoint.origin().to_owned());
        let log = log.filter(|log| log.origin == self.checkpoint.origin()).ok_or_else(unknown)?;
        let keys: Vec<&VerifierKey> = log.keys.iter().collect();
        let signed = self.note.verify(&keys).map_err(Refusal::Untrusted)?;
        let new = self.checkpoint.head();
        if self.old > new.size {
            return Err(Refusal::Backwards { old: self.old, new: new.size });
        }
        let latest = log.latest.unwrap_or(Head { size: 0, root: Hash::EMPTY });
        if self.old != latest.size {
            return Err(Refusal::Conflict(latest.size));
        }
        if new.size == 0 && new.root != Hash::EMPTY {
            return Err(Refusal::Empty);
        }
        if self.old == 0 {
            let found = self.proof.len();
            let extra = ProofError::Length { expected: 0, found };
            if found > 0 {
                return Err(Refusal::Inconsistent(extra));
            }
        } else {
            verify_consistency(&latest.root, latest.size, new.size, &self.proof, &new.root)
                .map_err(Refusal::Inconsistent)?;
        }
        self.note.keep(&signed);
        Ok(Accepted { request: self, previous: log.latest })
    }
}

impl Accepted {
    /// The checkpoint that would be signed.
    pub const fn head(&self) -> Head {
        self.request.checkpoint.head()
    }

    /// Signs, with one key or several of the witness's.
    pub fn cosign(self, cosigners: &[&Cosigner], at: Timestamp) -> Result<Cosigned, KeyError> {
        let Request { checkpoint, mut note, .. } = self.request;
        let mut answer = String::new();
        for cosigner in cosigners {
            let signature = cosigner.cosign(&checkpoint, at)?;
            // Writing to a string does not fail.
            let _ = writeln!(answer, "{signature}");
            note.signatures.push(signature);
        }
        Ok(Cosigned { previous: self.previous, latest: checkpoint.head(), note, answer })
    }
}
