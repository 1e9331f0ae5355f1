//! Logs that tests write into a folder, as a node would.

use std::path::Path;
use std::sync::LazyLock;

use drawbridge_fair_log::{Checkpoint, Level, Signer, Tile, Tree, bundle, leaf_hash};
use drawbridge_seal::ed25519::KeyPair;

/// The key of these logs, as others name it.
pub(crate) static VKEY: LazyLock<String> = LazyLock::new(|| signer().verifier().to_string());

/// The key with which these logs are signed.
pub(crate) fn signer() -> Signer {
    Signer::new("example.com/log", KeyPair::from_seed(&[3; 32]).unwrap()).unwrap()
}

/// Writes leaves, their tiles and a signed checkpoint.
pub(crate) fn write_log(folder: &Path, leaves: &[Vec<u8>]) {
    let put = |path: String, bytes: Vec<u8>| {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    let mut tree = Tree::new();
    let mut tiles = Vec::new();
    for leaf in leaves {
        tiles.extend(tree.append(leaf_hash(leaf)));
    }
    tiles.extend(tree.partial());
    for (tile, hashes) in tiles {
        put(tile.path(), hashes.iter().flat_map(|hash| hash.0).collect());
    }
    for (index, part) in leaves.chunks(256).enumerate() {
        let width = u16::try_from(part.len()).unwrap();
        let tile = Tile::new(Level::Entries, u64::try_from(index).unwrap(), width).unwrap();
        put(tile.path(), bundle::write(part).unwrap());
    }
    let signer = signer();
    let mut note = Checkpoint::new("example.com/log", tree.head()).unwrap().to_note().unwrap();
    note.signatures.push(signer.sign(note.text()).unwrap());
    put("checkpoint".to_owned(), note.to_string().into_bytes());
}
