//! Errors that say what to do next.

/// Why a command was not committed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// Somebody else was faster: the payment or object is not at the version expected, the id of a
    /// new payment is taken, or an idempotency key is another's by now. Read again and decide again. Nothing was stored.
    #[error("it was changed meanwhile: read it again and decide again")]
    Conflict,
    /// The order number, refund number or object id named is taken. Nothing was stored.
    #[error("`{0}` exists already")]
    Exists(String),
    /// The standard by which something was decided, or which a publication replaces, is not the one in force
    /// any more. Decide again. Nothing was stored.
    #[error("another standard is in force by now: decide again")]
    Replaced,
    /// The nonce named was seen before. Nothing was stored.
    #[error("the nonce `{0}` was seen before")]
    Replayed(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CommitError {
    /// The same of a write that nothing refuses: then it is the store that failed.
    pub fn into_failure(self) -> StoreError {
        match self {
            Self::Store(error) => error,
            refusal => StoreError::Failed(refusal.to_string()),
        }
    }
}

/// Why the store failed, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The address of the store cannot be used.
    #[error(
        "store address `{url}`: {why}; use `sqlite:<path>`, `sqlite::memory:` or `postgres://…`"
    )]
    Address {
        /// The address, without its password.
        url: String,
        /// What is wrong with it.
        why: String,
    },
    /// The store cannot be reached now. Nothing was stored; try again later.
    #[error("the store cannot be reached: {0}; nothing was stored, try again")]
    Unavailable(String),
    /// The connection was lost while committing. The command may or may not be stored. Repeating
    /// the very same write is safe: versions and unique keys keep it from happening twice, and
    /// `Conflict` or `Exists` then tells to read what is stored.
    #[error(
        "the store's answer to a commit was lost: {0}; it may be stored: read, or repeat the same write"
    )]
    Unknown(String),
    /// No space is left. Nothing was stored.
    #[error("the store has no space left: {0}; nothing was stored, free space and try again")]
    Full(String),
    /// Another process holds the store.
    #[error(
        "{0} is in use by another process: stop it, ask it through its API, or use PostgreSQL for several nodes"
    )]
    Locked(String),
    /// The store was written by a newer program.
    #[error(
        "the store has schema version {found}, this program knows up to {known}: run a newer program"
    )]
    NewerSchema {
        /// What the store says.
        found: u32,
        /// The newest that this program knows.
        known: u32,
    },
    /// The store's file is damaged or not ours.
    #[error("the store is damaged or not a store of this program: {0}; restore it from a backup")]
    Damaged(String),
    /// What was to be stored cannot be: the caller's mistake. Nothing was stored.
    #[error("this cannot be stored: {0}")]
    Invalid(String),
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// Anything else; nothing was stored.
    #[error("the store failed: {0}; nothing was stored")]
    Failed(String),
}

impl StoreError {
    /// Whether the same command may succeed later without anybody changing it.
    pub const fn may_retry(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Unknown(_) | Self::Full(_))
    }
}
