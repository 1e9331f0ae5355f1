//! Why a case is not decided, or a standard not in force.

use drawbridge_canon::Timestamp;
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
    #[error(
        "the standard {0} is not proved neutral: {1}; run `drawbridge fair prove`, or let a signed exception \
         go with it"
    )]
    Unproved(String, String),
    /// A standard that may not be published.
    #[error("the standard is not published: {0}")]
    Unpublishable(#[from] Unpublishable),
    /// The exception has ended by which a standard was in force, and no other was ever proved.
    #[error(
        "the exception by which the standard {version} was in force ended on {}, and no other standard was \
         ever proved: nothing is decided until one is published with `drawbridge fair publish`",
        until.rfc3339()
    )]
    Ended {
        /// What people call the version.
        version: String,
        /// When it ended.
        until: Timestamp,
    },
    /// The gates of this program bring other facts than the standard decides on.
    #[error("the gates of this program cannot decide by it: {0}")]
    Unfit(String),
    /// The files of a standard that was published are not kept in this store.
    #[error(
        "the files of the standard {0} are not kept here: publish them again, or mend the store"
    )]
    Gone(String),
    /// Others publish all the time.
    #[error("other nodes publish standards at the same time: try again")]
    Busy,
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
