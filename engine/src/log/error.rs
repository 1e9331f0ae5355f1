//! Why the log does not sign, and what to do about it.

use drawbridge_canon::KeyError;
use drawbridge_fair_log::note::NoteError;
use drawbridge_fair_log::{CheckpointError, Tile};

use crate::store::StoreError;

/// Why the log does not sign, or does not show something. What was signed before stays true, and
/// leaves go on being taken in; only nothing new is published until this is repaired.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file beside the store cannot be read or written.
    #[error("the anchor of the log {path}: {why}; nothing is signed until it can be written")]
    Anchor {
        /// Its path.
        path: String,
        /// What is wrong.
        why: String,
    },
    /// Fewer leaves than were signed: an older state of the database came back.
    #[error(
        "the database holds {leaves} leaves, but {signed} were signed: it was rolled back. Nothing is \
         signed, since the log would fork. Restore the newer database; if it is lost for good, say so in \
         public and begin another log, with another key and origin and without the old anchor"
    )]
    RolledBack {
        /// How many there are.
        leaves: u64,
        /// How many there were.
        signed: u64,
    },
    /// As many leaves, but not the same ones.
    #[error(
        "the first {size} leaves in the database are not those that were signed: they were changed, or it \
         was rolled back and went on. Nothing is signed, since the log would fork. Restore the database \
         as it was; if it is lost for good, say so in public and begin another log, with another key and \
         origin and without the old anchor"
    )]
    Rewritten {
        /// The size of the checkpoint that does not fit.
        size: u64,
    },
    /// This witness cosigned more of a log than its database remembers.
    #[error(
        "{cosigned} leaves of {origin} were cosigned, but the database remembers {stored}: it was rolled back. \
         The witness goes on from what it cosigned, as it stands in its anchor; restore the newer database"
    )]
    Forgotten {
        /// Which log.
        origin: String,
        /// What the database remembers.
        stored: u64,
        /// What was cosigned.
        cosigned: u64,
    },
    /// This witness cosigned two histories.
    #[error(
        "two histories of {origin} carry the word of this witness, both of {size} leaves: one in its database, \
         one in its anchor. Nothing more of that log is cosigned. Say so in public, with both, and go on \
         with another name and key"
    )]
    Forked {
        /// Which log.
        origin: String,
        /// Of this size.
        size: u64,
    },
    /// A leaf is gone.
    #[error("leaf {0} is not in the database: restore it from a backup")]
    Missing(u64),
    /// A leaf is not the one whose hash is in the tree.
    #[error("leaf {0} in the database is not the one that was logged: restore it from a backup")]
    Leaf(u64),
    /// A tile is gone, or is not what the tree above it says.
    #[error("{tile} in the database {why}: restore it from a backup")]
    Tile {
        /// Which.
        tile: Tile,
        /// What is wrong with it.
        why: &'static str,
    },
    /// What the log keeps of its own end cannot be believed.
    #[error("the end of the log as kept in {place} {why}: restore it from a backup")]
    Head {
        /// Where: the database, or the anchor.
        place: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// Another log's.
    #[error(
        "{place} holds the log {found}, and this is {ours}: set `origin`, or use another store and anchor"
    )]
    Origin {
        /// Where: the database, or the anchor.
        place: &'static str,
        /// Whose it is.
        found: String,
        /// What the configuration says.
        ours: String,
    },
    /// It is not known which log is meant.
    #[error("the database holds the logs {0}: say with `origin` which one goes on")]
    Several(String),
    /// The key cannot be used.
    #[error("the key of the log: {0}")]
    Key(String),
    /// Others published again and again in between. Try again.
    #[error("other nodes publish faster than this one: try again")]
    Busy,
    /// A checkpoint or note could not be made.
    #[error("a checkpoint cannot be made: {0}")]
    Note(String),
}

impl From<KeyError> for LogError {
    fn from(error: KeyError) -> Self {
        Self::Key(error.to_string())
    }
}

impl From<NoteError> for LogError {
    fn from(error: NoteError) -> Self {
        Self::Note(error.to_string())
    }
}

impl From<CheckpointError> for LogError {
    fn from(error: CheckpointError) -> Self {
        Self::Note(error.to_string())
    }
}
