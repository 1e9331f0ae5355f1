//! Why an agreement is not registered, or a probe not opened.

use drawbridge_fair_agreements::ExceptionError;
use drawbridge_fair_probes::OpeningError;
use drawbridge_fair_record::{LeafError, Misfit};

use crate::store::{CommitError, StoreError};

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum BesideError {
    /// Nothing is kept under that name.
    #[error("there is no {0} `{1}`")]
    Unknown(&'static str, String),
    /// It does not fit what is there, and nothing was changed.
    #[error("{0}")]
    Refused(String),
    /// It cannot be written for the log.
    #[error("it cannot be written for the log: {0}")]
    Leaf(#[from] LeafError),
    /// It may not stand where it would.
    #[error("it does not fit the log: {0}")]
    Misfit(#[from] Misfit),
    /// The note is no exception.
    #[error("the exception cannot be read: {0}")]
    Exception(#[from] ExceptionError),
    /// The file is no opening.
    #[error("the opening cannot be read: {0}")]
    Opening(#[from] OpeningError),
    /// What is kept cannot be read.
    #[error("what is kept of `{0}` cannot be read: {1}")]
    Kept(String, serde_json::Error),
    /// The log does not hold a leaf that it should.
    #[error(
        "the log does not hold what was written at leaf {0} or after; `drawbridge fair verify` checks it"
    )]
    Lost(u64),
    /// The work was ended from outside.
    #[error("it was ended from outside; nothing was changed")]
    Ended,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The store refused the write.
    #[error(transparent)]
    Commit(#[from] CommitError),
}
