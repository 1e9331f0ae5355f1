//! Tiles: their paths, how many there are, and that no way of filling them makes a difference.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod support;

use drawbridge_fair_log::tile::{self, layout};
use drawbridge_fair_log::{
    Hash, HashReader as _, Level, Node, ReadError, Tile, TileHashes, TileReader, Tree, leaf_hash,
    node_hash,
};
use serde::Deserialize;
use support::{Memory, recursive};

#[derive(Deserialize)]
struct Layout {
    paths: Vec<Path>,
    sizes: Vec<Size>,
}

#[derive(Deserialize)]
struct Path {
    n: u64,
    path: String,
}

#[derive(Deserialize)]
struct Size {
    size: u64,
    tiles: Vec<Count>,
}

#[derive(Deserialize)]
struct Count {
    level: u8,
    full: u64,
    partial_width: u16,
}

#[test]
fn the_published_paths_and_counts() {
    let Layout { paths, sizes } = support::json("tile_layout.json");
    assert_eq!((paths.len(), sizes.len()), (13, 12));
    for Path { n, path } in paths {
        let tile = Tile::new(Level::Hashes(3), n, 256).unwrap();
        assert_eq!(tile.path(), format!("tile/3/{path}"));
        assert_eq!(Tile::parse(&tile.path()), Some(tile));
        let bundle = Tile::new(Level::Entries, n, 67).unwrap();
        assert_eq!(bundle.path(), format!("tile/entries/{path}.p/67"));
        assert_eq!(Tile::parse(&bundle.path()), Some(bundle));
    }
    for Size { size, tiles } in sizes {
        let stated: Vec<(u8, u64, u16)> =
            tiles.iter().map(|count| (count.level, count.full, count.partial_width)).collect();
        assert_eq!(layout(size).collect::<Vec<_>>(), stated, "{size}");
        for Count { level, full, partial_width } in tiles {
            let width = |index| Tile::in_tree(Level::Hashes(level), index, size).map(|t| t.width);
            assert_eq!(width(full), (partial_width > 0).then_some(partial_width), "{size}");
            assert_eq!(width(full + 1), None, "{size}");
            assert!(full == 0 || width(full - 1) == Some(tile::WIDTH), "{size}");
        }
    }
}

fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|index| leaf_hash(&index.to_be_bytes())).collect()
}

#[test]
fn a_tree_hands_out_each_full_tile_once_and_is_taken_up_again_at_any_size() {
    let leaves = leaves(66_000);
    let (mut memory, whole) = Memory::of(&leaves);
    let full =
        |level| memory.0.keys().filter(move |t| t.level == Level::Hashes(level) && t.is_full());
    assert_eq!((full(0).count(), full(1).count(), full(2).count()), (257, 1, 0));
    for size in [0_u64, 1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 66_000] {
        let at = usize::try_from(size).unwrap();
        let (mut part, before) = Memory::of(&leaves[..at]);
        assert_eq!(Tree::resume(&mut part, size).unwrap(), before, "{size}");
        let mut again = Tree::resume(&mut memory, size).unwrap();
        assert_eq!(again, before, "{size} from the tiles of the whole");
        again.extend(leaves[at..].iter().copied());
        assert_eq!(again, whole, "{size}");
    }
}

#[test]
fn every_complete_subtree_is_found_in_the_tiles() {
    let leaves = leaves(1_000);
    let (mut memory, _) = Memory::of(&leaves);
    let mut tiles = TileHashes::new(&mut memory, 1_000);
    for level in 0..=11_u8 {
        for index in 0..=1_000_u64 >> level {
            let (start, end) = (index << level, (index + 1) << level);
            let found = tiles.hash(Node { level, index });
            if end <= 1_000 {
                let span = usize::try_from(start).unwrap()..usize::try_from(end).unwrap();
                assert_eq!(found, Ok(recursive(&leaves[span])), "{level} {index}");
            } else {
                assert!(
                    matches!(found, Err(ReadError::Outside { .. })),
                    "{level} {index}: {found:?}"
                );
            }
        }
    }
    let far = tiles.hash(Node { level: 255, index: u64::MAX });
    assert!(matches!(far, Err(ReadError::Outside { .. })), "{far:?}");
}

/// A reader that cannot.
struct Broken;

impl TileReader for Broken {
    fn read(&mut self, _: Tile) -> Result<Option<Vec<u8>>, String> {
        Err("no disk".to_owned())
    }
}

#[test]
fn tiles_that_are_missing_or_cut_are_named() {
    let leaves = leaves(300);
    let (memory, _) = Memory::of(&leaves);
    let tile = Tile::in_tree(Level::Hashes(0), 1, 300).unwrap();
    let leaf = Node { level: 0, index: 256 };
    for (bytes, error) in [
        (None, ReadError::Missing(tile)),
        (Some(vec![0; 44 * 32 - 1]), ReadError::Length { tile, bytes: 44 * 32 - 1 }),
        (Some(vec![0; 45 * 32]), ReadError::Length { tile, bytes: 45 * 32 }),
    ] {
        let mut memory = memory.clone();
        match bytes {
            Some(bytes) => memory.0.insert(tile, bytes),
            None => memory.0.remove(&tile),
        };
        assert_eq!(TileHashes::new(&mut memory, 300).hash(leaf), Err(error));
    }
    let why = "no disk".to_owned();
    let broken = TileHashes::new(&mut Broken, 300).hash(leaf);
    assert_eq!(broken, Err(ReadError::Unreadable { tile, why }));
}

#[test]
fn a_partial_tile_that_is_gone_is_read_from_the_full_one() {
    let leaves = leaves(512);
    let (mut memory, _) = Memory::of(&leaves);
    let pair = TileHashes::new(&mut memory, 300).hash(Node { level: 1, index: 149 });
    assert_eq!(pair, Ok(node_hash(&leaves[298], &leaves[299])));
    let beyond = TileHashes::new(&mut memory, 300).hash(Node { level: 0, index: 300 });
    assert!(matches!(beyond, Err(ReadError::Outside { .. })), "{beyond:?}");
}
