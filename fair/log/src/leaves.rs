//! The leaves of one bundle, each compared with the hash that stands for it.

use crate::audit::AuditError;
use crate::bundle;
use crate::hash::{Hash, leaf_hash};
use crate::tile::{Level, Tile, WIDTH};
use crate::tiled::{TileReader, read_hashes, read_tile};

/// A bundle as it was read, every leaf the one under the tile of hashes beside it. That the tile is
/// in a tree that somebody signed is for others to show ([`crate::audit`], [`crate::proven`]).
#[derive(Clone, Debug)]
pub struct Leaves {
    tile: Tile,
    bytes: Vec<u8>,
    /// Where each leaf ends in `bytes`; it begins two bytes of length after the one before.
    ends: Vec<usize>,
    hashes: Vec<Hash>,
}

impl Leaves {
    /// Reads a bundle and its tile of hashes, and compares.
    pub(crate) fn read(reader: &mut impl TileReader, tile: Tile) -> Result<Self, AuditError> {
        let (bytes, full) = read_tile(reader, tile)?;
        let bad = |why| AuditError::Bundle { tile, why };
        let width = if full { WIDTH } else { tile.width };
        let entries = bundle::read(&bytes, width).map_err(bad)?;
        let hashes_tile = Tile { level: Level::Hashes(0), ..tile };
        let hashes = read_hashes(reader, hashes_tile)?;
        let mut ends = Vec::with_capacity(hashes.len());
        let mut end = 0;
        for ((entry, stated), index) in entries.iter().zip(&hashes).zip(first(tile)..) {
            if leaf_hash(entry) != *stated {
                return Err(AuditError::Leaf { index, tile: hashes_tile });
            }
            end += LENGTH + entry.len();
            ends.push(end);
        }
        Ok(Self { tile, bytes, ends, hashes })
    }

    /// Which bundle.
    pub const fn tile(&self) -> Tile {
        self.tile
    }

    /// The index of its first leaf.
    pub const fn first(&self) -> u64 {
        first(self.tile)
    }

    /// The hashes of its leaves.
    pub fn hashes(&self) -> &[Hash] {
        &self.hashes
    }

    /// The bytes of a leaf by its index in the log; none if it is not in this bundle.
    pub fn leaf(&self, index: u64) -> Option<&[u8]> {
        let at = usize::try_from(index.checked_sub(self.first())?).ok()?;
        let end = *self.ends.get(at)?;
        let before = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.bytes.get(before + LENGTH..end)
    }

    /// Every leaf with its index.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &[u8])> {
        (self.first()..).map_while(|index| Some((index, self.leaf(index)?)))
    }

    /// Bytes that it takes in memory, about.
    pub fn weight(&self) -> usize {
        self.bytes.len() + self.hashes.len() * (Hash::BYTES + size_of::<usize>())
    }
}

/// Bytes of a leaf's length (tlog-tiles, "Log entries").
const LENGTH: usize = 2;

const fn first(tile: Tile) -> u64 {
    tile.index * WIDTH as u64
}
