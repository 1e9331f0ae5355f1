//! Why a day could not be reconciled, and what to do about it.

use std::path::PathBuf;

use drawbridge_canon::{Fault, Timestamp};
use drawbridge_ledger::reconcile::ReconcileError;

use crate::store::{CommitError, StoreError};

/// Why a day could not be reconciled. Nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// There is no such wallet account.
    #[error("there is no wallet account `{0}`; the configured ones are: {1}")]
    NoWallet(String, String),
    /// The text is no day.
    #[error("`{0}` is not a day like 2026-11-24")]
    Date(String),
    /// The day still goes on.
    #[error("{date} is not over: its bill is made on the next day, try again after {}", at.local())]
    NotOver {
        /// Which day.
        date: String,
        /// When its bill should be ready.
        at: Timestamp,
    },
    /// The wallet is not ready.
    #[error("the wallet has not made the bill of {date} yet ({said}): try again after {}", at.local())]
    NotReady {
        /// Which day.
        date: String,
        /// What the wallet said.
        said: String,
        /// When to try again.
        at: Timestamp,
    },
    /// The platform gives no bills.
    #[error("the wallet account `{0}` is at a platform whose bills cannot be read here")]
    NoBills(String),
    /// The bill could not be downloaded.
    #[error("the bill could not be downloaded: {0}")]
    Download(#[source] Fault),
    /// What was downloaded is not what the wallet announced.
    #[error(
        "the bill was damaged on its way: its {algorithm} is {found}, the wallet announced {told}; download it again"
    )]
    Hash {
        /// Which check sum.
        algorithm: String,
        /// What the wallet said.
        told: String,
        /// What arrived.
        found: String,
    },
    /// The bill is not in the platform's format, or broken.
    #[error("the bill cannot be read: {0}")]
    Unreadable(#[source] Fault),
    /// The bill tells of another day.
    #[error(
        "this is not the bill of {date}: {inside} of its {rows} rows are of that day, one is of {other}"
    )]
    WrongDay {
        /// Which day was wanted.
        date: String,
        /// Rows of that day.
        inside: u64,
        /// Rows in all.
        rows: u64,
        /// A day that a row is of.
        other: String,
    },
    /// The bill is somebody else's.
    #[error(
        "the bill does not name the merchant number {0}: it is another account's, or no bill of this platform"
    )]
    WrongMerchant(String),
    /// A file.
    #[error("{0}: {1}")]
    File(PathBuf, #[source] std::io::Error),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Somebody else stored a result at the same time.
    #[error(
        "somebody else reconciled the same day at the same time: look at that result, or run it again"
    )]
    Busy,
    /// The comparison itself.
    #[error(transparent)]
    Reconcile(ReconcileError),
    /// There is no result to work with.
    #[error("{1} of the wallet account `{0}` has not been reconciled yet")]
    NotRun(String, String),
    /// What is stored cannot be read: a defect of this program.
    #[error("a stored record is broken: {0}")]
    Broken(String),
}

impl RunError {
    /// When the same is worth trying again without anybody changing anything; `None`: never.
    pub fn try_again_at(&self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::NotOver { at, .. } | Self::NotReady { at, .. } => Some(*at),
            Self::Download(Fault::Unsent(_) | Fault::Unknown(_))
            | Self::Hash { .. }
            | Self::Busy
            | Self::Reconcile(ReconcileError::Unsteady) => Some(now.plus_seconds(60)),
            Self::Store(error) if error.may_retry() => Some(now.plus_seconds(60)),
            _ => None,
        }
    }
}

impl From<CommitError> for RunError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Store(error) => Self::Store(error),
            CommitError::Conflict
            | CommitError::Exists(_)
            | CommitError::Replaced
            | CommitError::Replayed(_) => Self::Busy,
        }
    }
}

impl From<ReconcileError> for RunError {
    /// A source's error that is one of ours comes back as itself.
    fn from(error: ReconcileError) -> Self {
        match error {
            ReconcileError::Source(error) => match error.downcast::<Self>() {
                Ok(ours) => *ours,
                Err(other) => Self::Reconcile(ReconcileError::Source(other)),
            },
            other => Self::Reconcile(other),
        }
    }
}
