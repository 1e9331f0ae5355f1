//! What can be wrong with what is to be audited.

use thiserror::Error;

/// Why a statistic cannot be computed. In each case the data must be mended; trying again is no use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AuditError {
    /// A group without a single case.
    #[error("a group has no cases: there is nothing to compare")]
    Empty,
    /// More successes than cases.
    #[error("{yes} of {of} succeeded: there cannot be more successes than cases")]
    MoreThanAll {
        /// How many succeeded.
        yes: u64,
        /// Of how many.
        of: u64,
    },
    /// More cases than a double counts exactly.
    #[error("{of} cases: at most 2^53 can be counted exactly")]
    TooMany {
        /// How many.
        of: u64,
    },
    /// Lists that should run in step do not.
    #[error("{left} values beside {right}: the lists must be of one length")]
    Uneven {
        /// The length of the first.
        left: usize,
        /// The length of the other.
        right: usize,
    },
    /// NaN or infinity among the values.
    #[error("value {at} is not a finite number")]
    NotFinite {
        /// Its place, from 0.
        at: usize,
    },
}
