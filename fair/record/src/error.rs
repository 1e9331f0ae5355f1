//! Why something is no leaf.

use crate::canonical::CanonicalError;

/// Why bytes, or a record, are no leaf.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeafError {
    /// The bytes are not canonical JSON, or the record is too large for a leaf.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    /// The JSON does not say what a leaf says.
    #[error("{at}: {why}")]
    Member {
        /// The way to the member, such as `policy.index`; `leaf` for the whole.
        at: String,
        /// What is wrong with it.
        why: Why,
    },
}

/// What is wrong with a member of a leaf.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// Of another JSON type, or outside of what such a member may be.
    #[error("expected {0}")]
    Expected(&'static str),
    /// It must be there.
    #[error("missing")]
    Missing,
    /// Leaves of this kind have no such member.
    #[error("unknown member")]
    Unknown,
    /// Well formed, but at odds with the rest of the leaf.
    #[error("{0}")]
    Contradiction(&'static str),
}

impl LeafError {
    /// A member that is not what is expected there.
    pub fn expected(at: impl Into<String>, what: &'static str) -> Self {
        Self::Member { at: at.into(), why: Why::Expected(what) }
    }

    /// A member at odds with the rest.
    pub fn contradiction(at: impl Into<String>, what: &'static str) -> Self {
        Self::Member { at: at.into(), why: Why::Contradiction(what) }
    }
}
