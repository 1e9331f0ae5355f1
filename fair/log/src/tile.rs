//! Where hashes and leaves stand in files: tiles, and their paths (tlog-tiles, "Merkle Tree").

use std::fmt::{self, Write as _};

/// Hashes of a full tile, and leaves of a full bundle.
pub const WIDTH: u16 = 256;
/// Levels of the tree in a tile.
pub const HEIGHT: u8 = 8;
/// The highest level that a path may name.
pub const MAX_LEVEL: u8 = 63;

/// What a tile holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Hashes: of leaves at level 0, above that of full tiles of the level below. At most
    /// [`MAX_LEVEL`]; trees of less than 2^63 leaves have no more than 8 levels.
    Hashes(u8),
    /// The leaves themselves: an entry bundle.
    Entries,
}

/// A tile's coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tile {
    /// What it holds.
    pub level: Level,
    /// From 0, from the left.
    pub index: u64,
    /// How many hashes or leaves: 1 to [`WIDTH`]; less than that makes it partial.
    pub width: u16,
}

impl Tile {
    /// A tile; none where level or width are out of range.
    pub fn new(level: Level, index: u64, width: u16) -> Option<Self> {
        let named = !matches!(level, Level::Hashes(level) if level > MAX_LEVEL);
        (named && (1..=WIDTH).contains(&width)).then_some(Self { level, index, width })
    }

    /// The tile as wide as it is in a tree of `size` leaves: `size / 256^level` hashes stand side by
    /// side (tlog-tiles, "Partial Tiles"). None where the tree has no such tile.
    pub fn in_tree(level: Level, index: u64, size: u64) -> Option<Self> {
        let above = match level {
            Level::Entries => 0,
            Level::Hashes(level) => u32::from(level),
        };
        let hashes = size.checked_shr(above * u32::from(HEIGHT)).unwrap_or(0);
        let before = index.checked_mul(u64::from(WIDTH))?;
        let width = hashes.checked_sub(before)?.min(u64::from(WIDTH));
        Self::new(level, index, u16::try_from(width).ok()?)
    }

    /// Whether it is full, and so final.
    pub const fn is_full(&self) -> bool {
        self.width == WIDTH
    }

    /// The full tile at this place.
    #[must_use]
    pub const fn full(self) -> Self {
        Self { width: WIDTH, ..self }
    }

    /// The path below the log's prefix: `tile/0/x001/x234/067`, `tile/entries/000.p/88`.
    pub fn path(&self) -> String {
        let mut path = match self.level {
            Level::Hashes(level) => format!("tile/{level}/"),
            Level::Entries => "tile/entries/".to_owned(),
        };
        path.push_str(&index_path(self.index));
        if !self.is_full() {
            // Writing to a string does not fail.
            let _ = write!(path, ".p/{}", self.width);
        }
        path
    }

    /// Reads a path as [`Tile::path`] writes it; none for every other spelling.
    pub fn parse(path: &str) -> Option<Self> {
        let (level, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let level = match level {
            "entries" => Level::Entries,
            level => Level::Hashes(level.parse().ok()?),
        };
        let (index, width) = match rest.split_once(".p/") {
            Some((index, width)) => (index, width.parse().ok()?),
            None => (rest, WIDTH),
        };
        let mut number = 0_u64;
        for part in index.split('/') {
            let digits: u64 = part.strip_prefix('x').unwrap_or(part).parse().ok()?;
            number = number.checked_mul(1000)?.checked_add(digits)?;
        }
        // What was read leniently must be what would be written.
        Self::new(level, number, width).filter(|tile| tile.path() == path)
    }
}

impl fmt::Display for Tile {
    /// The path.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path())
    }
}

/// An index in elements of three digits, all but the last behind an `x`, so that no folder has the
/// name of a file.
fn index_path(index: u64) -> String {
    let mut path = format!("{:03}", index % 1000);
    let mut rest = index / 1000;
    while rest > 0 {
        path = format!("x{:03}/{path}", rest % 1000);
        rest /= 1000;
    }
    path
}

/// The levels of tiles of hashes in a tree of `size` leaves, from below: level, number of full
/// tiles, and hashes in the partial tile after them, 0 where there is none.
pub fn layout(size: u64) -> impl Iterator<Item = (u8, u64, u16)> {
    let wide = u64::from(WIDTH);
    (0..=u8::MAX).map_while(move |level| {
        let hashes = size.checked_shr(u32::from(level) * u32::from(HEIGHT)).unwrap_or(0);
        // A remainder of 256 fits.
        let partial = u16::try_from(hashes % wide).unwrap_or(0);
        (hashes > 0).then_some((level, hashes / wide, partial))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_spelling_of_a_path_is_read() {
        for path in [
            "tile/0/000",
            "tile/63/x001/x234/067",
            "tile/entries/x018/x446/x744/x073/x709/x551/615.p/255",
            "tile/2/000.p/1",
        ] {
            assert_eq!(Tile::parse(path).map(|tile| tile.path()).as_deref(), Some(path));
        }
        for path in [
            "tile/64/000",
            "tile/00/000",
            "tile/+1/000",
            "tile/0/0",
            "tile/0/0000",
            "tile/0/1000",
            "tile/0/x000/001",
            "tile/0/001/002",
            "tile/0/x001/x002",
            "tile/0/x001/+02",
            "tile/0/x018/x446/x744/x073/x709/x551/616",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/01",
            "tile/0/000.p/",
            "tile/0/",
            "tile/0",
            "/tile/0/000",
            "tile/data/000",
            "tile/0/../000",
        ] {
            assert_eq!(Tile::parse(path), None, "{path}");
        }
    }

    #[test]
    fn a_tile_is_as_wide_as_its_tree() {
        let width = |level, index, size| Tile::in_tree(level, index, size).map(|tile| tile.width);
        assert_eq!(width(Level::Entries, 273, 70_000), Some(112));
        assert_eq!(width(Level::Entries, 274, 70_000), None);
        assert_eq!(width(Level::Hashes(1), 1, 70_000), Some(17));
        assert_eq!(width(Level::Hashes(2), 0, 70_000), Some(1));
        assert_eq!(width(Level::Hashes(3), 0, 70_000), None);
        assert_eq!(width(Level::Hashes(0), 1, 256), None);
        assert_eq!(width(Level::Hashes(63), 0, u64::MAX), None);
        assert_eq!(width(Level::Entries, u64::MAX, u64::MAX), None);
    }
}
