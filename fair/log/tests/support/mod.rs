//! What the tests share: data files, hashes as text, and tiles in memory.
#![allow(dead_code, reason = "each test file uses its own part")]
#![expect(clippy::disallowed_methods, reason = "tests read their data from files")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use drawbridge_fair_log::{Hash, HashReader, Node, ReadError, Tile, TileReader, Tree};
use serde::de::DeserializeOwned;

/// The path of a data file.
pub(crate) fn path(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "data", name].iter().collect()
}

/// The bytes of a data file.
pub(crate) fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The text of a data file.
pub(crate) fn text(name: &str) -> String {
    String::from_utf8(bytes(name)).unwrap()
}

/// A data file in JSON.
pub(crate) fn json<T: DeserializeOwned>(name: &str) -> T {
    serde_json::from_slice(&bytes(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Bytes from hexadecimal.
pub(crate) fn unhex(text: &str) -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(byte).collect()
}

/// A hash from hexadecimal.
pub(crate) fn hash(hex: &str) -> Hash {
    Hash::from_slice(&unhex(hex)).unwrap()
}

/// Hashes from hexadecimal.
pub(crate) fn hashes(hex: &[String]) -> Vec<Hash> {
    hex.iter().map(|hex| hash(hex)).collect()
}

/// A log in a folder of the data.
pub(crate) struct Folder(pub(crate) &'static str);

impl TileReader for Folder {
    fn read(&mut self, tile: Tile) -> Result<Option<Vec<u8>>, String> {
        let path = path(self.0).join(tile.path());
        if path.is_file() {
            std::fs::read(path).map(Some).map_err(|e| e.to_string())
        } else {
            Ok(None)
        }
    }
}

/// A log in memory.
#[derive(Clone, Default)]
pub(crate) struct Memory(pub(crate) BTreeMap<Tile, Vec<u8>>);

impl Memory {
    /// The tiles of a tree of these leaves, partial ones of its last size only.
    pub(crate) fn of(leaves: &[Hash]) -> (Self, Tree) {
        let mut memory = Self::default();
        let mut tree = Tree::new();
        for leaf in leaves {
            memory.keep(tree.append(*leaf));
        }
        memory.keep(tree.partial());
        (memory, tree)
    }

    /// Keeps tiles.
    pub(crate) fn keep(&mut self, tiles: Vec<(Tile, Vec<Hash>)>) {
        for (tile, hashes) in tiles {
            assert_eq!(usize::from(tile.width), hashes.len(), "{tile}");
            self.0.insert(tile, hashes.iter().flat_map(|hash| hash.0).collect());
        }
    }
}

impl TileReader for Memory {
    fn read(&mut self, tile: Tile) -> Result<Option<Vec<u8>>, String> {
        Ok(self.0.get(&tile).cloned())
    }
}

/// Leaves as RFC 6962 defines a tree over them: by recursion, from the leaves alone.
pub(crate) struct Leaves<'l>(pub(crate) &'l [Hash]);

impl HashReader for Leaves<'_> {
    fn hash(&mut self, node: Node) -> Result<Hash, ReadError> {
        let start = usize::try_from(node.index << node.level).unwrap();
        Ok(recursive(&self.0[start..start + (1 << node.level)]))
    }
}

/// `MTH(D[n])` as section 2.1 says it.
pub(crate) fn recursive(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::EMPTY,
        [leaf] => *leaf,
        leaves => {
            let mut split = 1;
            while split * 2 < leaves.len() {
                split *= 2;
            }
            let (left, right) = leaves.split_at(split);
            drawbridge_fair_log::node_hash(&recursive(left), &recursive(right))
        }
    }
}
