//! A whole log, recomputed from its leaves.

use crate::bundle::BundleError;
use crate::hash::Hash;
use crate::leaves::Leaves;
use crate::proof::ProofError;
use crate::tile::{Level, Tile, WIDTH};
use crate::tiled::{ReadError, TileReader, read_hashes};
use crate::tree::{Filled, Head, Tree};

/// The first place where a log is not what it says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuditError {
    /// A tile or bundle cannot be had.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A bundle is none.
    #[error("{tile}: {why}")]
    Bundle {
        /// Which.
        tile: Tile,
        /// Why not.
        why: BundleError,
    },
    /// A leaf is not the one under the tree.
    #[error("leaf {index} is not the one whose hash stands in {tile}")]
    Leaf {
        /// The leaf.
        index: u64,
        /// The tile of hashes.
        tile: Tile,
    },
    /// A tile is not what follows from the tiles below.
    #[error("{0} is not what follows from the tiles below it")]
    Tile(Tile),
    /// A bundle's tile of hashes is not in the tree that was signed: it, or a tile above it, is not what
    /// it was.
    #[error("{tile} is not in the tree of {size} leaves that was signed: {why}")]
    Unproven {
        /// The tile of hashes.
        tile: Tile,
        /// Leaves of the tree.
        size: u64,
        /// What the proof says.
        why: ProofError,
    },
    /// A head has another root: of two signed heads this proves that the log was rewritten.
    #[error("at {size} leaves the root is {found}, and {stated} was stated")]
    Root {
        /// At which size.
        size: u64,
        /// What follows from the leaves.
        found: Hash,
        /// What the head says.
        stated: Hash,
    },
}

/// A log that is being recomputed from its leaves, bundle by bundle: of it only the right edge is kept.
///
/// Every leaf is compared with its hash, every tile of hashes with those below; the roots come out
/// at the end, to be compared with what was signed.
#[derive(Clone, Debug)]
pub struct Audit {
    tree: Tree,
    size: u64,
    /// Sizes at which the root is wanted, the next one last.
    marks: Vec<u64>,
    heads: Vec<Head>,
}

impl Audit {
    /// Of the first `size` leaves; the roots are wanted at the sizes in `marks` too, as far as they are
    /// not larger.
    pub fn new(size: u64, marks: impl IntoIterator<Item = u64>) -> Self {
        let marks = marks.into_iter().filter(|mark| *mark < size).chain([size]);
        let mut marks: Vec<u64> = marks.collect();
        marks.sort_unstable_by(|one, other| other.cmp(one));
        marks.dedup();
        Self { tree: Tree::new(), size, marks, heads: Vec::new() }
    }

    /// How many leaves were read.
    pub const fn done(&self) -> u64 {
        self.tree.size()
    }

    /// Reads the next bundle and all tiles that are full with it; none when the last was read.
    pub fn advance(&mut self, reader: &mut impl TileReader) -> Result<Option<Leaves>, AuditError> {
        if self.tree.size() >= self.size {
            return Ok(None);
        }
        let number = self.tree.size() / u64::from(WIDTH);
        let Some(tile) = Tile::in_tree(Level::Entries, number, self.size) else { return Ok(None) };
        let leaves = Leaves::read(reader, tile)?;
        for leaf in leaves.hashes() {
            self.mark();
            for above in self.tree.append(*leaf) {
                // Those of the lowest level were compared leaf by leaf.
                if above.0.level != Level::Hashes(0) {
                    check_tile(reader, above)?;
                }
            }
        }
        Ok(Some(leaves))
    }

    /// Checks the tiles at the right edge. Returns the tree, and its head at every size that was asked
    /// for, ascending; the last is that of the tree.
    pub fn finish(mut self, reader: &mut impl TileReader) -> Result<(Tree, Vec<Head>), AuditError> {
        while self.advance(reader)?.is_some() {}
        self.mark();
        for partial in self.tree.partial() {
            check_tile(reader, partial)?;
        }
        Ok((self.tree, self.heads))
    }

    /// Notes the head if it is wanted at this size.
    fn mark(&mut self) {
        if self.marks.last() == Some(&self.tree.size()) {
            self.marks.pop();
            self.heads.push(self.tree.head());
        }
    }
}

/// Recomputes the log up to the largest of `heads` from its leaves, and checks every tile of that size
/// against them, and every head's root. Heads in any order; at least the last signed one. Returns
/// the tree as it was found.
pub fn audit(reader: &mut impl TileReader, heads: &[Head]) -> Result<Tree, AuditError> {
    let size = heads.iter().map(|head| head.size).max().unwrap_or(0);
    let sizes = heads.iter().map(|head| head.size);
    let (tree, found) = Audit::new(size, sizes).finish(reader)?;
    for found in found {
        for stated in heads.iter().filter(|head| head.size == found.size) {
            check_root(found, *stated)?;
        }
    }
    Ok(tree)
}

fn check_tile(reader: &mut impl TileReader, (tile, hashes): Filled) -> Result<(), AuditError> {
    let stated = read_hashes(reader, tile)?;
    if stated == hashes { Ok(()) } else { Err(AuditError::Tile(tile)) }
}

/// Whether what follows from the leaves is what was stated of the same size.
pub fn check_root(found: Head, stated: Head) -> Result<(), AuditError> {
    let error = AuditError::Root { size: found.size, found: found.root, stated: stated.root };
    if found.root == stated.root { Ok(()) } else { Err(error) }
}
