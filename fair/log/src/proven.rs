//! Single leaves of a log, each shown to be in the tree that was signed before it is handed out.

use std::collections::BTreeMap;

use crate::audit::AuditError;
use crate::hash::{Hash, root_of};
use crate::leaves::Leaves;
use crate::proof::{
    MakeError, ProofError, prove_consistency, prove_subtree, verify_consistency, verify_subtree,
};
use crate::shape::Span;
use crate::tile::{Level, Tile, WIDTH};
use crate::tiled::{self, ReadError, TileHashes, TileReader};
use crate::tree::Head;

/// Bytes of bundles kept in memory: a few hundred of the usual size, or two of the largest.
const KEPT: usize = 32 << 20;

/// Leaves of the tree with a signed head.
#[derive(Debug)]
pub struct Proven<'r, R> {
    head: Head,
    hashes: TileHashes<'r, R>,
    /// By number, each with when it was last used.
    kept: BTreeMap<u64, (u64, Leaves)>,
    weight: usize,
    uses: u64,
}

impl<'r, R: TileReader> Proven<'r, R> {
    /// Of the tree with this head, which somebody believes.
    pub const fn new(reader: &'r mut R, head: Head) -> Self {
        let hashes = TileHashes::new(reader, head.size);
        Self { head, hashes, kept: BTreeMap::new(), weight: 0, uses: 0 }
    }

    /// The head in which everything is.
    pub const fn head(&self) -> Head {
        self.head
    }

    /// The bundle that holds the leaf of this index.
    pub fn bundle_of(&mut self, index: u64) -> Result<&Leaves, AuditError> {
        let number = index / u64::from(WIDTH);
        if !self.kept.contains_key(&number) {
            let leaves = self.read(number, index)?;
            self.keep(number, leaves);
        }
        self.uses += 1;
        let outside = ReadError::Outside { level: 0, index, size: self.head.size };
        let (used, leaves) = self.kept.get_mut(&number).ok_or(outside)?;
        *used = self.uses;
        Ok(leaves)
    }

    /// The bytes of a leaf.
    pub fn leaf(&mut self, index: u64) -> Result<&[u8], AuditError> {
        let outside = ReadError::Outside { level: 0, index, size: self.head.size };
        self.bundle_of(index)?.leaf(index).ok_or(AuditError::Read(outside))
    }

    /// Whether the tree only grew from an older head to this one. What the tiles say of the older size
    /// is first shown to be in this tree: so a head that is not the same was never this log's.
    pub fn grew_from(&mut self, old: Head) -> Result<(), GrowthError> {
        let Head { size, root } = self.head;
        let found = if old.size == 0 {
            Hash::EMPTY
        } else {
            let proof = prove_consistency(&mut self.hashes, old.size, size);
            let proof = proof.map_err(|error| match error {
                MakeError::Read(error) => GrowthError::Read(error),
                MakeError::Proof(why) => GrowthError::Proof(why),
            })?;
            let found = tiled::root(&mut self.hashes, Span::tree(old.size))?;
            verify_consistency(&found, old.size, size, &proof, &root)?;
            found
        };
        if found == old.root {
            Ok(())
        } else {
            Err(GrowthError::Rewritten { size: old.size, found })
        }
    }

    /// Takes a bundle that was read otherwise, so that it need not be read again. Whoever hands it in
    /// has shown that it is in the tree, or is about to ([`crate::Audit`]).
    pub fn adopt(&mut self, leaves: Leaves) {
        self.keep(leaves.first() / u64::from(WIDTH), leaves);
    }

    fn keep(&mut self, number: u64, leaves: Leaves) {
        self.make_room(leaves.weight());
        self.weight += leaves.weight();
        self.uses += 1;
        if let Some((_, before)) = self.kept.insert(number, (self.uses, leaves)) {
            self.weight -= before.weight();
        }
    }

    fn read(&mut self, number: u64, index: u64) -> Result<Leaves, AuditError> {
        let Head { size, root } = self.head;
        let outside = ReadError::Outside { level: 0, index, size };
        let tile = Tile::in_tree(Level::Entries, number, size).ok_or(outside)?;
        let leaves = Leaves::read(self.hashes.reader(), tile)?;
        let start = leaves.first();
        let span = Span { start, end: start + u64::from(tile.width) };
        let tile = Tile { level: Level::Hashes(0), ..tile };
        let unproven = |why| AuditError::Unproven { tile, size, why };
        let proof = prove_subtree(&mut self.hashes, span, size).map_err(|error| match error {
            MakeError::Read(error) => AuditError::Read(error),
            MakeError::Proof(why) => unproven(why),
        })?;
        verify_subtree(&root_of(leaves.hashes()), span, size, &proof, &root).map_err(unproven)?;
        Ok(leaves)
    }

    /// Forgets the bundles that were not used for longest.
    fn make_room(&mut self, weight: usize) {
        while self.weight + weight > KEPT {
            let oldest = self.kept.iter().min_by_key(|(_, (used, _))| *used);
            let Some(number) = oldest.map(|(number, _)| *number) else { break };
            if let Some((_, leaves)) = self.kept.remove(&number) {
                self.weight -= leaves.weight();
            }
        }
    }
}

/// A tree is not shown to have grown from an older one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GrowthError {
    /// Shown is the reverse: the tree that was signed had another root at that size.
    #[error("at {size} leaves the root was {found}")]
    Rewritten {
        /// The older size.
        size: u64,
        /// The root of the tree at that size.
        found: Hash,
    },
    /// The tiles are not those of the tree that was signed, or the older one is larger.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// A tile cannot be had.
    #[error(transparent)]
    Read(#[from] ReadError),
}
