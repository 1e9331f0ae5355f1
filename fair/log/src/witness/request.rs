//! The body of `add-checkpoint`.

use std::fmt;

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::hash::Hash;
use crate::note::{MAX_BYTES, Note};
use crate::proof::MAX_HASHES;
use crate::text;

/// A body that is no request: the witness answers 400.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Larger than any request can be.
    #[error("a request of {0} bytes")]
    TooLarge(usize),
    /// Bytes that are no text.
    #[error("a request is UTF-8")]
    Characters,
    /// The first line.
    #[error("the first line is `old` and the size of the older tree")]
    Old,
    /// A line of the proof, or the empty line after it.
    #[error("line {0} is no hash in Base64 and not empty")]
    Proof(usize),
    /// More than [`MAX_HASHES`].
    #[error("more than {MAX_HASHES} hashes")]
    TooLong,
    /// What follows is no checkpoint.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
}

/// A log's request for a cosignature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The size of the latest checkpoint that, so the log believes, the witness cosigned.
    pub old: u64,
    /// That the new tree begins with the old one.
    pub proof: Vec<Hash>,
    /// What the text of the note says.
    pub(super) checkpoint: Checkpoint,
    pub(super) note: Note,
}

impl Request {
    /// A request about the checkpoint in a signed note.
    pub fn new(old: u64, proof: Vec<Hash>, note: Note) -> Result<Self, RequestError> {
        if proof.len() > MAX_HASHES {
            return Err(RequestError::TooLong);
        }
        let checkpoint = Checkpoint::parse(note.text())?;
        Ok(Self { old, proof, checkpoint, note })
    }

    /// The new checkpoint: what the signed text says, and never anything else.
    pub const fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note it stands in, with the log's signature.
    pub const fn note(&self) -> &Note {
        &self.note
    }

    /// Reads a body.
    pub fn parse(body: &[u8]) -> Result<Self, RequestError> {
        // A line of a hash has 45 bytes with its newline; the first line less.
        if body.len() > MAX_BYTES + (MAX_HASHES + 2) * 45 {
            return Err(RequestError::TooLarge(body.len()));
        }
        let body = str::from_utf8(body).map_err(|_| RequestError::Characters)?;
        let (old, mut rest) = text::line(body).ok_or(RequestError::Old)?;
        let old = old.strip_prefix("old ").and_then(text::decimal).ok_or(RequestError::Old)?;
        let mut proof = Vec::new();
        loop {
            let bad = || RequestError::Proof(proof.len() + 2);
            let (line, after) = text::line(rest).ok_or_else(bad)?;
            rest = after;
            if line.is_empty() {
                break;
            }
            let hash = Hash::parse(line).ok_or_else(bad)?;
            proof.push(hash);
        }
        let note = Note::parse(rest.as_bytes()).map_err(CheckpointError::from)?;
        Self::new(old, proof, note)
    }
}

impl fmt::Display for Request {
    /// The body.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old)?;
        self.proof.iter().try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.note)
    }
}
