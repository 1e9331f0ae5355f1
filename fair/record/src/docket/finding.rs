//! What is wrong with a leaf in its log.

use std::fmt;

use drawbridge_canon::Timestamp;

use crate::error::LeafError;
use crate::fit::Misfit;

/// What is wrong with one leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The index of the leaf.
    pub index: u64,
    /// Its kind; empty if it could not be read.
    pub kind: &'static str,
    /// What is wrong.
    pub what: What,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum What {
    /// It is no leaf.
    #[error("{0}")]
    Unreadable(LeafError),
    /// It may not stand where it stands.
    #[error("{0}")]
    Misfit(Misfit),
    /// Its case was decided before.
    #[error("case {case} was decided before")]
    DecidedTwice {
        /// The intake or appeal.
        case: u64,
    },
    /// Its case had ended before.
    #[error("case {case} had ended before")]
    AlreadyEnded {
        /// The intake or appeal.
        case: u64,
    },
    /// It says that a case ended without a decision, which there is.
    #[error("case {case} was decided, and the outcome refers to the case instead of the decision")]
    EndedAfterDecision {
        /// The intake or appeal.
        case: u64,
    },
    /// The policy that it names was not in force any more.
    #[error("policy {policy} had been replaced by {by}")]
    Replaced {
        /// The publication that it names.
        policy: u64,
        /// The one that was in force.
        by: u64,
    },
    /// Two policies are the last at one gate.
    #[error("policy {other} stands beside this one, for the same gate")]
    Beside {
        /// The other publication.
        other: u64,
    },
    /// Its time has not come.
    #[error("its time is in the future")]
    Future,
    /// Its time is earlier than that of a leaf before it.
    #[error("its time is earlier than {latest:?} of a leaf before it")]
    Backwards {
        /// The latest time before it.
        latest: Timestamp,
    },
}

impl What {
    /// A word for programs.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::Misfit(_) => "misfit",
            Self::DecidedTwice { .. } => "decided_twice",
            Self::AlreadyEnded { .. } => "already_ended",
            Self::EndedAfterDecision { .. } => "ended_after_decision",
            Self::Replaced { .. } => "replaced_policy",
            Self::Beside { .. } => "policy_beside",
            Self::Future => "future",
            Self::Backwards { .. } => "clock_backwards",
        }
    }

    /// Whether it is only odd: order is by index, and machines of one operator have several clocks.
    pub const fn is_odd_only(&self) -> bool {
        matches!(self, Self::Backwards { .. })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "leaf {}", self.index)?;
        if !self.kind.is_empty() {
            write!(f, " ({})", self.kind)?;
        }
        write!(f, ": {}", self.what)
    }
}
