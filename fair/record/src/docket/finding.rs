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
    /// Its agreement had ended before.
    #[error("agreement {of} was ended by {by} before")]
    AgreementEndedTwice {
        /// The registration.
        of: u64,
        /// The leaf that ended it.
        by: u64,
    },
    /// It replaces an agreement that had ended.
    #[error("it replaces agreement {of}, which {by} had ended")]
    ReplacesEnded {
        /// The registration.
        of: u64,
        /// The leaf that ended it.
        by: u64,
    },
    /// The agreement that it replaces was replaced before.
    #[error("agreement {of} was replaced by {by} before")]
    ReplacedTwice {
        /// The registration.
        of: u64,
        /// The one that replaced it.
        by: u64,
    },
    /// Another agreement of that name binds at the same gate.
    #[error("agreement {other} is called the same, and neither ended nor replaced")]
    RegisteredTwice {
        /// The other registration.
        other: u64,
    },
    /// The same pairs were fixed before.
    #[error("probe {other} fixed the same pairs before")]
    FixedTwice {
        /// The leaf that did.
        other: u64,
    },
    /// Its probe was opened before.
    #[error("probe {of} was opened by {by} before")]
    OpenedTwice {
        /// The leaf that fixes it.
        of: u64,
        /// The leaf that opened it.
        by: u64,
    },
    /// Its probe was to be opened earlier.
    #[error("probe {of} was promised to be opened earlier")]
    OpenedLate {
        /// The leaf that fixes it.
        of: u64,
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
            Self::AgreementEndedTwice { .. } => "agreement_ended_twice",
            Self::ReplacesEnded { .. } => "replaces_ended_agreement",
            Self::ReplacedTwice { .. } => "agreement_replaced_twice",
            Self::RegisteredTwice { .. } => "agreement_registered_twice",
            Self::FixedTwice { .. } => "probe_fixed_twice",
            Self::OpenedTwice { .. } => "probe_opened_twice",
            Self::OpenedLate { .. } => "probe_opened_late",
            Self::Future => "future",
            Self::Backwards { .. } => "clock_backwards",
        }
    }

    /// Whether it is only odd: order is by index, and machines of one operator have several clocks; and that a
    /// prober is late is not the log's fault.
    pub const fn is_odd_only(&self) -> bool {
        matches!(self, Self::Backwards { .. } | Self::OpenedLate { .. })
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
