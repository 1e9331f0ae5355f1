//! The verifiable log: whatever was decided stands in it, nobody can rewrite it, and anyone can
//! check that without asking.
//!
//! The story in order. A [`hash`] is made of every leaf and of every pair of hashes (RFC 6962); the
//! [`shape`] of the tree says which; a [`tree`] grows by leaves and keeps only its right edge. A
//! [`proof`] shows that a leaf is in a tree, or that a tree has only grown. Others read the tree in
//! files: a [`tile`] is 256 hashes, a [`bundle`] the leaves under them, [`tiled`] finds any hash in
//! them, and an [`audit`] recomputes a whole log;
//! [`proven`] are single leaves, each shown to be in it. A [`note`] is text with signatures by named
//! [`key`]s; a [`checkpoint`] is a note in which a log states its size and root; a [`cosign`]ature is
//! a [`witness`]'s word that it saw the log only grow. A [`policy`] says whose word is enough, and a
//! [`receipt`] is all of it for one leaf, for whoever holds it, offline.
//!
//! Rules come from c2sp.org (tlog-tiles, signed-note, tlog-checkpoint, tlog-cosignature,
//! tlog-witness, tlog-policy, tlog-proof) as of 2026-07-22; each item names its section. Reading is
//! strict: what is read is written again byte for byte. Nothing here reads a clock, a file or a
//! socket: tiles come through [`TileReader`], time is an argument.

pub mod audit;
pub mod bundle;
pub mod checkpoint;
pub mod cosign;
pub mod hash;
pub mod key;
pub mod leaves;
#[cfg(feature = "ml-dsa")]
pub mod mldsa;
pub mod note;
pub mod policy;
pub mod proof;
pub mod proven;
pub mod receipt;
pub mod shape;
mod text;
pub mod tile;
pub mod tiled;
pub mod tree;
pub mod witness;

pub use audit::{Audit, AuditError};
pub use checkpoint::{Checkpoint, CheckpointError};
pub use cosign::Cosigner;
pub use hash::{Hash, leaf_hash, node_hash};
pub use key::{KeyKind, Signer, VerifierKey};
pub use leaves::Leaves;
pub use note::{Note, NoteError, Signature};
pub use policy::Policy;
pub use proven::Proven;
pub use receipt::Receipt;
pub use shape::{Node, Span};
pub use tile::{Level, Tile};
pub use tiled::{HashReader, ReadError, TileHashes, TileReader};
pub use tree::{Head, Tree};

/// Keys of logs and witnesses, for those who hold them.
pub use drawbridge_seal::ed25519::KeyPair;
