//! A whole log, recomputed from its leaves.

use crate::bundle::{self, BundleError};
use crate::hash::{Hash, leaf_hash};
use crate::tile::{Level, Tile, WIDTH};
use crate::tiled::{ReadError, TileReader, read_hashes, read_tile};
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

/// Recomputes the log up to the largest of `heads` from its leaves, and checks every tile of that size
/// against them, and every head's root. Heads in any order; at least the last signed one. Returns
/// the tree as it was found.
pub fn audit(reader: &mut impl TileReader, heads: &[Head]) -> Result<Tree, AuditError> {
    let mut heads = heads.to_vec();
    heads.sort_by_key(|head| head.size);
    let size = heads.last().map_or(0, |head| head.size);
    let mut heads = heads.into_iter().peekable();
    let mut check = |tree: &Tree| -> Result<(), AuditError> {
        while let Some(head) = heads.next_if(|head| head.size == tree.size()) {
            check_root(tree, head)?;
        }
        Ok(())
    };
    let mut tree = Tree::new();
    while let Some(tile) = Tile::in_tree(Level::Entries, tree.size() / u64::from(WIDTH), size)
        && tree.size() < size
    {
        for leaf in leaves(reader, tile)? {
            check(&tree)?;
            for above in tree.append(leaf) {
                // Those of the lowest level were compared leaf by leaf.
                if above.0.level != Level::Hashes(0) {
                    check_tile(reader, above)?;
                }
            }
        }
    }
    check(&tree)?;
    for partial in tree.partial() {
        check_tile(reader, partial)?;
    }
    Ok(tree)
}

/// The hashes of a bundle's leaves, each as it stands in the tile of hashes.
fn leaves(reader: &mut impl TileReader, tile: Tile) -> Result<Vec<Hash>, AuditError> {
    let (bytes, full) = read_tile(reader, tile)?;
    let bad = |why| AuditError::Bundle { tile, why };
    let width = if full { WIDTH } else { tile.width };
    let entries = bundle::read(&bytes, width).map_err(bad)?;
    let hashes = Tile { level: Level::Hashes(0), ..tile };
    let stated = read_hashes(reader, hashes)?;
    let found = entries.into_iter().map(leaf_hash).zip(&stated).enumerate();
    let checked = found.map(|(at, (found, stated))| {
        // Below 256.
        let index = tile.index * u64::from(WIDTH) + u64::try_from(at).unwrap_or(0);
        let same = found == *stated;
        same.then_some(found).ok_or(AuditError::Leaf { index, tile: hashes })
    });
    checked.collect()
}

fn check_tile(reader: &mut impl TileReader, (tile, hashes): Filled) -> Result<(), AuditError> {
    let stated = read_hashes(reader, tile)?;
    if stated == hashes { Ok(()) } else { Err(AuditError::Tile(tile)) }
}

fn check_root(tree: &Tree, head: Head) -> Result<(), AuditError> {
    let found = tree.root();
    let error = AuditError::Root { size: head.size, found, stated: head.root };
    if found == head.root { Ok(()) } else { Err(error) }
}
