//! Why a case is not decided, or a standard not in force.

use drawbridge_fair_policy::publication::Unpublishable;
use drawbridge_fair_policy::{StandardError, Undecided};
use drawbridge_fair_record::{CanonicalError, LeafError};

use crate::store::{CommitError, StoreError};

/// Why the desk cannot do its work.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The standard gives no verdict: the case lacks something, or a rule failed.
    #[error("the published rules give no verdict: {0}")]
    Undecided(#[from] Undecided),
    /// What was to be written does not fit a leaf.
    #[error("it cannot be written for the log: {0}")]
    Leaf(#[from] LeafError),
    /// The files are no standard.
    #[error("the standard cannot be read: {0}")]
    Standard(#[from] StandardError),
    /// A standard that nothing shows to be neutral: its version, and why not.
    #[error("the standard {0} is not proved neutral: {1}; run `drawbridge fair prove`")]
    Unproved(String, String),
    /// A standard that may not be published.
    #[error("the standard is not published: {0}")]
    Unpublishable(#[from] Unpublishable),
    /// What is kept of the publication cannot be read.
    #[error("what is kept of the standard's publication cannot be read: {0}")]
    Kept(String),
    /// The log does not hold the leaf that it should.
    #[error(
        "leaf {0} of the log is not there, or is not what it should be; check with `drawbridge fair verify`"
    )]
    Lost(u64),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The store refused a write.
    #[error(transparent)]
    Commit(#[from] CommitError),
}

impl From<CanonicalError> for DeskError {
    fn from(error: CanonicalError) -> Self {
        Self::Leaf(error.into())
    }
}
