//! A tree that grows, of which only the right edge is kept.

use crate::hash::{Hash, root_of};
use crate::shape::MAX_SIZE;
use crate::tile::{self, Level, Tile};
use crate::tiled::{ReadError, TileReader, read_hashes};

/// The size of a tree and its root: all that must be believed to check everything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many leaves.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// A tree as its right edge: of each level of tiles the hashes of the last, unfinished one, so at
/// most 255 × 8 hashes whatever the size. What is finished is handed out and forgotten.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    size: u64,
    /// By level of tiles from below; each holds `size / 256^level % 256` hashes.
    rows: Vec<Vec<Hash>>,
}

/// A tile with the hashes in it.
pub type Filled = (Tile, Vec<Hash>);

impl Tree {
    /// The tree without leaves.
    pub const fn new() -> Self {
        Self { size: 0, rows: Vec::new() }
    }

    /// Takes up a tree of `size` leaves from its tiles. Nothing is believed by this: compare
    /// [`Tree::head`] with what was signed.
    pub fn resume(reader: &mut impl TileReader, size: u64) -> Result<Self, ReadError> {
        let mut rows = Vec::new();
        for (level, full, width) in tile::layout(size) {
            let tile = Tile::new(Level::Hashes(level), full, width);
            rows.push(tile.map_or(Ok(Vec::new()), |tile| read_hashes(reader, tile))?);
        }
        Ok(Self { size, rows })
    }

    /// How many leaves.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf by its hash ([`crate::leaf_hash`]); returns the tiles that are full with it, from
    /// below, which are never asked for again. None for every leaf but each 256th.
    ///
    /// # Panics
    /// At [`MAX_SIZE`] leaves, which nobody lives to see.
    pub fn append(&mut self, leaf: Hash) -> Vec<Filled> {
        assert!(self.size < MAX_SIZE, "a log of 2^63 leaves is full");
        let mut full = Vec::new();
        let mut carried = leaf;
        for level in 0.. {
            if self.rows.len() == level {
                self.rows.push(Vec::new());
            }
            let row = &mut self.rows[level];
            row.push(carried);
            if row.len() < usize::from(tile::WIDTH) {
                break;
            }
            carried = root_of(row);
            // Sizes below 2^63 have eight levels.
            let index = self.size >> (8 * (level + 1));
            let level = Level::Hashes(u8::try_from(level).unwrap_or(u8::MAX));
            let tile = Tile { level, index, width: tile::WIDTH };
            full.push((tile, std::mem::take(row)));
        }
        self.size += 1;
        full
    }

    /// The tiles at the right edge that are not full: with the full ones, all tiles of this size.
    pub fn partial(&self) -> Vec<Filled> {
        let tiles = tile::layout(self.size)
            .filter_map(|(level, full, width)| Tile::new(Level::Hashes(level), full, width));
        let filled = self.rows.iter().filter(|row| !row.is_empty());
        tiles.zip(filled.cloned()).collect()
    }

    /// The root over all leaves. Costs up to 255 hashes a level, so ask once a batch.
    pub fn root(&self) -> Hash {
        let mut below = None;
        for row in &self.rows {
            let hashes: Vec<Hash> = row.iter().copied().chain(below).collect();
            below = if hashes.is_empty() { None } else { Some(root_of(&hashes)) };
        }
        below.unwrap_or(Hash::EMPTY)
    }

    /// Size and root.
    pub fn head(&self) -> Head {
        Head { size: self.size, root: self.root() }
    }
}

impl Extend<Hash> for Tree {
    /// Adds leaves whose tiles nobody wants.
    fn extend<T: IntoIterator<Item = Hash>>(&mut self, leaves: T) {
        for leaf in leaves {
            self.append(leaf);
        }
    }
}
