//! The tree, its proofs and its tiles beside two implementations that others wrote: `tlog_tiles`, which
//! goes back to Go's `sumdb/tlog`, and `ct-merkle`. On random sizes all three say the same, and refuse
//! the same.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod support;

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use drawbridge_fair_log::proof::{
    prove_consistency, prove_inclusion, verify_consistency, verify_inclusion,
};
use drawbridge_fair_log::{Hash, Level, Tile, TileHashes, TileReader as _, Tree, leaf_hash};
use proptest::prelude::*;
use sha2_011::Sha256;
use support::Memory;

/// A log of random leaves three times over.
struct Thrice {
    data: Vec<String>,
    tiles: Memory,
    tree: Tree,
    stored: Stored,
    theirs: MemoryBackedTree<Sha256, String>,
}

/// What `tlog_tiles` keeps: every complete subtree, in the order in which it comes to be.
struct Stored(Vec<tlog_tiles::Hash>);

impl tlog_tiles::HashReader for Stored {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog_tiles::Hash>, tlog_tiles::Error> {
        Ok(indexes.iter().map(|at| self.0[usize::try_from(*at).unwrap()]).collect())
    }
}

/// Our tiles as `tlog_tiles` asks for them.
struct Tiles(Memory);

impl tlog_tiles::TileReader for Tiles {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[tlog_tiles::Tile]) -> Result<Vec<Vec<u8>>, tlog_tiles::Error> {
        let read = |tile: &tlog_tiles::Tile| {
            let width = u16::try_from(tile.width()).unwrap();
            let ours = Tile::new(Level::Hashes(tile.level()), tile.level_index(), width).unwrap();
            // Go's paths name the height of tiles first (its module proxy's protocol); the standard's do not.
            assert_eq!(tile.path().replacen("tile/8/", "tile/", 1), ours.path());
            self.0.clone().read(ours).unwrap().unwrap()
        };
        Ok(tiles.iter().map(read).collect())
    }

    fn save_tiles(&self, _: &[tlog_tiles::Tile], _: &[Vec<u8>]) {}
}

impl Thrice {
    fn new(size: u64, salt: u8) -> Self {
        let data: Vec<String> = (0..size).map(|index| format!("{salt} leaf {index}")).collect();
        let leaves: Vec<Hash> = data.iter().map(|data| leaf_hash(data.as_bytes())).collect();
        let (tiles, tree) = Memory::of(&leaves);
        let mut stored = Stored(Vec::new());
        let mut theirs = MemoryBackedTree::new();
        for (index, data) in (0..).zip(&data) {
            let more = tlog_tiles::stored_hashes(index, data.as_bytes(), &stored).unwrap();
            stored.0.extend(more);
            theirs.push(data.clone());
        }
        Self { data, tiles, tree, stored, theirs }
    }

    fn root_at(&self, size: u64) -> RootHash<Sha256> {
        let mut tree = Tree::new();
        let data = self.data.iter().take(usize::try_from(size).unwrap());
        tree.extend(data.map(|data| leaf_hash(data.as_bytes())));
        RootHash::new(tree.root().0.into(), size)
    }
}

fn theirs(hashes: &[Hash]) -> Vec<tlog_tiles::Hash> {
    hashes.iter().map(|hash| tlog_tiles::Hash(hash.0)).collect()
}

fn bytes(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

/// Sizes around every edge there is, and others.
fn size() -> impl Strategy<Value = u64> {
    prop_oneof![1..20_u64, 250..260_u64, 510..515_u64, 1..3000_u64, Just(2048), Just(2049)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..Default::default() })]

    #[test]
    fn three_implementations_say_the_same(
        (size, old, index) in size().prop_flat_map(|size| (Just(size), 1..=size, 0..size)),
        salt in any::<u8>(),
        spoilt in any::<proptest::sample::Index>(),
    ) {
        let mut log = Thrice::new(size, salt);
        let root = log.tree.root();
        let go_root = tlog_tiles::tree_hash(size, &log.stored).unwrap();
        prop_assert_eq!(go_root.0, root.0);
        let ct_root = log.theirs.root();
        prop_assert_eq!(ct_root.as_bytes().as_slice(), root.0.as_slice());

        let at = usize::try_from(index).unwrap();
        let leaf = leaf_hash(log.data[at].as_bytes());
        let mut proof = prove_inclusion(&mut TileHashes::new(&mut log.tiles, size), index, size).unwrap();
        prop_assert_eq!(&theirs(&proof), &tlog_tiles::prove_record(size, index, &log.stored).unwrap());
        prop_assert_eq!(bytes(&proof), log.theirs.prove_inclusion(at).as_bytes().to_vec());
        let all_take = |proof: &[Hash]| {
            let own = verify_inclusion(&leaf, index, size, proof, &root).is_ok();
            let go = tlog_tiles::check_record(&theirs(proof), size, go_root, index, tlog_tiles::Hash(leaf.0));
            let ct = InclusionProof::<Sha256>::try_from_bytes(bytes(proof)).unwrap();
            let ct = log.theirs.root().verify_inclusion(&log.data[at], index, &ct);
            [own, go.is_ok(), ct.is_ok()]
        };
        prop_assert_eq!(all_take(&proof), [true; 3]);
        if !proof.is_empty() {
            let at = spoilt.index(proof.len());
            proof[at].0[7] ^= 1;
            prop_assert_eq!(all_take(&proof), [false; 3]);
            proof[at].0[7] ^= 1;
            proof.pop();
            prop_assert_eq!(all_take(&proof), [false; 3]);
        }

        let mut proof = prove_consistency(&mut TileHashes::new(&mut log.tiles, size), old, size).unwrap();
        let additions = usize::try_from(size - old).unwrap();
        if old < size {
            prop_assert_eq!(&theirs(&proof), &tlog_tiles::prove_tree(size, old, &log.stored).unwrap());
            prop_assert_eq!(bytes(&proof), log.theirs.prove_consistency(additions).as_bytes().to_vec());
        }
        let old_root = log.root_at(old);
        let ours_old = Hash::from_slice(old_root.as_bytes()).unwrap();
        let all_take = |proof: &[Hash]| {
            let own = verify_consistency(&ours_old, old, size, proof, &root).is_ok();
            let go = tlog_tiles::check_tree(&theirs(proof), size, go_root, old, tlog_tiles::Hash(ours_old.0));
            let ct = ConsistencyProof::<Sha256>::try_from_bytes(bytes(proof)).unwrap();
            [own, go.is_ok(), log.theirs.root().verify_consistency(&old_root, &ct).is_ok()]
        };
        prop_assert_eq!(all_take(&proof), [true; 3]);
        if !proof.is_empty() {
            let at = spoilt.index(proof.len());
            proof[at].0[31] ^= 0x80;
            prop_assert_eq!(all_take(&proof), [false; 3]);
        }

        // It reads our tiles, and believes of them what is under the root.
        let tiles = Tiles(log.tiles.clone());
        let reader = tlog_tiles::TileHashReader::new(size, go_root, &tiles);
        let read = tlog_tiles::prove_record(size, index, &reader).unwrap();
        prop_assert_eq!(read, tlog_tiles::prove_record(size, index, &log.stored).unwrap());
    }
}
