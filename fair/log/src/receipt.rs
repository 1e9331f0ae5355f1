//! Receipts: everything that shows, offline, that one leaf is in a log that others watch
//! (tlog-proof).

use std::fmt;

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::hash::Hash;
use crate::note::{MAX_BYTES, Note};
use crate::policy::{Policy, TrustError, Trusted};
use crate::proof::{MAX_HASHES, ProofError, verify_inclusion};
use crate::text;

/// The first line.
const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// Text that is no receipt.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Larger than any receipt is.
    #[error("a receipt of {0} bytes")]
    TooLarge(usize),
    /// Bytes that are no text.
    #[error("a receipt is UTF-8")]
    Characters,
    /// The first line is another.
    #[error("the first line is not `{HEADER}`")]
    Header,
    /// The line `extra` is no Base64.
    #[error("what follows `extra` is not Base64")]
    Extra,
    /// No line `index` where it must be, or no number on it.
    #[error("there is no line `index` with a number")]
    Index,
    /// A line of the proof, or the empty line after it.
    #[error("hash {0} of the proof is not 32 bytes in Base64")]
    Proof(usize),
    /// More than [`MAX_HASHES`].
    #[error("more than {MAX_HASHES} hashes")]
    TooLong,
    /// What follows is no checkpoint.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
}

/// A receipt that proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnprovenError {
    /// The checkpoint does not satisfy the policy.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// The leaf is not in that checkpoint's tree, at least not there.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

/// A receipt as it came: nothing in it is to be believed before [`Receipt::verify`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Whatever the issuer added. Nothing vouches for it, ever.
    pub extra: Option<Vec<u8>>,
    /// The number of the leaf, from 0.
    pub index: u64,
    /// From the leaf's neighbour up to the child of the root.
    pub proof: Vec<Hash>,
    /// The checkpoint, with its signatures.
    pub note: Note,
}

impl Receipt {
    /// Reads a receipt as [`fmt::Display`] writes it.
    pub fn parse(bytes: &[u8]) -> Result<Self, ReceiptError> {
        // What stands before the note is small, but for what the issuer added.
        if bytes.len() > 2 * MAX_BYTES {
            return Err(ReceiptError::TooLarge(bytes.len()));
        }
        let all = str::from_utf8(bytes).map_err(|_| ReceiptError::Characters)?;
        let (header, mut rest) = text::line(all).ok_or(ReceiptError::Header)?;
        if header != HEADER {
            return Err(ReceiptError::Header);
        }
        let mut extra = None;
        if let Some(after) = rest.strip_prefix("extra ") {
            let (base64, after) = text::line(after).ok_or(ReceiptError::Extra)?;
            extra = Some(text::unbase64(base64).ok_or(ReceiptError::Extra)?);
            rest = after;
        }
        let index = rest.strip_prefix("index ").and_then(text::line);
        let (index, mut rest) = index.ok_or(ReceiptError::Index)?;
        let index = text::decimal(index).ok_or(ReceiptError::Index)?;
        let mut proof = Vec::new();
        loop {
            let bad = || ReceiptError::Proof(proof.len() + 1);
            let (line, after) = text::line(rest).ok_or_else(bad)?;
            rest = after;
            if line.is_empty() {
                break;
            }
            if proof.len() == MAX_HASHES {
                return Err(ReceiptError::TooLong);
            }
            let hash = Hash::parse(line).ok_or_else(bad)?;
            proof.push(hash);
        }
        let note = Note::parse(rest.as_bytes()).map_err(CheckpointError::from)?;
        Checkpoint::parse(note.text())?;
        Ok(Self { extra, index, proof, note })
    }

    /// Whether the leaf with this hash is in a log of the policy, at [`Receipt::index`], under a
    /// checkpoint that a quorum of its witnesses cosigned ("Verifying a tlog proof"). Compute the hash
    /// from the leaf yourself ([`crate::leaf_hash`]).
    pub fn verify(&self, leaf: &Hash, policy: &Policy) -> Result<Trusted, UnprovenError> {
        let trusted = policy.check(&self.note)?;
        self.proves(leaf, &trusted)?;
        Ok(trusted)
    }

    /// The same where it was judged otherwise whether the checkpoint is to be believed, which must be
    /// that of [`Receipt::note`].
    pub fn proves(&self, leaf: &Hash, trusted: &Trusted) -> Result<(), ProofError> {
        let head = trusted.checkpoint.head();
        verify_inclusion(leaf, self.index, head.size, &self.proof, &head.root)
    }
}

impl fmt::Display for Receipt {
    /// The text, to be kept in a file `*.tlog-proof`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", text::base64(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.proof.iter().try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.note)
    }
}
