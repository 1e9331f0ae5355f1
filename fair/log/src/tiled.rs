//! Any hash of the tree, found in tiles.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::hash::{Hash, node_hash};
use crate::shape::{Node, Span};
use crate::tile::{HEIGHT, Level, Tile, WIDTH};

/// Tiles kept in memory by [`TileHashes`], 16 KiB each: a proof touches at most 16.
const KEPT: usize = 64;

/// Where tiles come from: a folder, a store, a server. The caller's side of the wall.
pub trait TileReader {
    /// The bytes of a tile or bundle exactly as wide as asked for; `None` where there is none. A
    /// partial tile may be gone when the full one is there (tlog-tiles, "Partial Tiles"): the full one
    /// is then asked for next.
    fn read(&mut self, tile: Tile) -> Result<Option<Vec<u8>>, String>;
}

impl<R: TileReader> TileReader for &RefCell<R> {
    /// Several look at one log in turn: one reads it through while another looks things up.
    fn read(&mut self, tile: Tile) -> Result<Option<Vec<u8>>, String> {
        self.try_borrow_mut().map_err(|error| error.to_string())?.read(tile)
    }
}

/// A tile could not be had. Nothing is known about the log by this; try again, or ask another copy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Neither it nor the full tile in its place is there.
    #[error("{0} is missing")]
    Missing(Tile),
    /// The reader failed.
    #[error("{tile} cannot be read: {why}")]
    Unreadable {
        /// Which.
        tile: Tile,
        /// What the reader said.
        why: String,
    },
    /// It holds less, or more, than its width says.
    #[error("{tile} has {bytes} bytes")]
    Length {
        /// Which.
        tile: Tile,
        /// How many there are.
        bytes: usize,
    },
    /// The tree has no such hash.
    #[error("a tree of {size} leaves has no complete subtree {index} at level {level}")]
    Outside {
        /// The level that was asked for.
        level: u8,
        /// The index that was asked for.
        index: u64,
        /// The leaves there are.
        size: u64,
    },
}

/// Where hashes of complete subtrees come from: tiles, or a table in memory.
pub trait HashReader {
    /// The hash of a complete subtree.
    fn hash(&mut self, node: Node) -> Result<Hash, ReadError>;
}

/// The root over a run of leaves that is a subtree, or a whole tree ([`Span::tree`]).
pub fn root(reader: &mut impl HashReader, span: Span) -> Result<Hash, ReadError> {
    let mut right = None;
    for node in span.nodes().into_iter().rev() {
        let left = reader.hash(node)?;
        right = Some(right.map_or(left, |right| node_hash(&left, &right)));
    }
    Ok(right.unwrap_or(Hash::EMPTY))
}

/// The bytes of a tile, or of the full one in its place; `true` for the latter.
pub(crate) fn read_tile(
    reader: &mut impl TileReader,
    tile: Tile,
) -> Result<(Vec<u8>, bool), ReadError> {
    let unreadable = |why| ReadError::Unreadable { tile, why };
    if let Some(bytes) = reader.read(tile).map_err(unreadable)? {
        return Ok((bytes, tile.is_full()));
    }
    if !tile.is_full()
        && let Some(bytes) = reader.read(tile.full()).map_err(unreadable)?
    {
        return Ok((bytes, true));
    }
    Err(ReadError::Missing(tile))
}

/// The hashes of a tile, as many as its width.
pub(crate) fn read_hashes(
    reader: &mut impl TileReader,
    tile: Tile,
) -> Result<Vec<Hash>, ReadError> {
    let (bytes, full) = read_tile(reader, tile)?;
    let expected = if full { WIDTH } else { tile.width };
    if bytes.len() != usize::from(expected) * Hash::BYTES {
        return Err(ReadError::Length { tile, bytes: bytes.len() });
    }
    let hashes = bytes.chunks_exact(Hash::BYTES).filter_map(Hash::from_slice);
    Ok(hashes.take(usize::from(tile.width)).collect())
}

/// The hashes of a tree of a fixed size, read from its tiles as needed. What comes out is no truer
/// than the tiles: a proof made of it is checked against a signed root like any other.
#[derive(Debug)]
pub struct TileHashes<'r, R> {
    reader: &'r mut R,
    size: u64,
    room: usize,
    /// By level and index of the tile: its hashes, and the rows above them within the tile.
    kept: BTreeMap<(u8, u64), Vec<Vec<Hash>>>,
}

impl<'r, R: TileReader> TileHashes<'r, R> {
    /// Of the tree of `size` leaves.
    pub const fn new(reader: &'r mut R, size: u64) -> Self {
        Self::with_room(reader, size, KEPT)
    }

    /// With room for so many tiles in memory, 16 KiB each: for whoever makes many proofs of leaves here
    /// and there, and would else compute the hashes within a tile anew for each.
    pub const fn with_room(reader: &'r mut R, size: u64, room: usize) -> Self {
        Self { reader, size, room, kept: BTreeMap::new() }
    }

    /// Where the tiles come from.
    pub(crate) const fn reader(&mut self) -> &mut R {
        self.reader
    }

    /// The rows of a tile: its hashes, then every complete pair above.
    fn rows(&mut self, level: u8, index: u64) -> Result<&[Vec<Hash>], ReadError> {
        if !self.kept.contains_key(&(level, index)) {
            let tile = Tile::in_tree(Level::Hashes(level), index, self.size);
            let outside = ReadError::Outside { level: level * HEIGHT, index, size: self.size };
            let rows = rows_of(read_hashes(self.reader, tile.ok_or(outside)?)?);
            if self.kept.len() >= self.room {
                self.kept.clear();
            }
            self.kept.insert((level, index), rows);
        }
        Ok(self.kept.get(&(level, index)).map_or(&[], Vec::as_slice))
    }
}

impl<R: TileReader> HashReader for TileHashes<'_, R> {
    fn hash(&mut self, node: Node) -> Result<Hash, ReadError> {
        let Node { level, index } = node;
        let outside = ReadError::Outside { level, index, size: self.size };
        let (tile_level, row) = (level / HEIGHT, level % HEIGHT);
        let width = u64::from(WIDTH) >> row;
        let rows = self.rows(tile_level, index / width)?;
        // A remainder below 256 fits.
        let at = usize::try_from(index % width).unwrap_or(usize::MAX);
        rows.get(usize::from(row)).and_then(|row| row.get(at)).copied().ok_or(outside)
    }
}

fn rows_of(hashes: Vec<Hash>) -> Vec<Vec<Hash>> {
    let pairs = |row: &[Hash]| -> Vec<Hash> {
        row.chunks_exact(2).map(|pair| node_hash(&pair[0], &pair[1])).collect()
    };
    let mut rows = vec![hashes];
    // The row of one hash is row 0 of the tile above.
    while rows.len() < usize::from(HEIGHT) {
        let above = rows.last().map(|row| pairs(row)).unwrap_or_default();
        rows.push(above);
    }
    rows
}
