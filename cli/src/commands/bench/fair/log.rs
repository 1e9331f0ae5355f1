//! Hashes and proofs: a whole log verified from its leaves, leaves appended, proofs made and checked.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::ensure;
use drawbridge_fair_log::proof::{prove_inclusion, verify_inclusion};
use drawbridge_fair_log::tree::Filled;
use drawbridge_fair_log::{
    Audit, Hash, Level, Tile, TileHashes, TileReader, Tree, bundle, leaf_hash, tile,
};

use super::core::{Paced, paced};
use super::share;
use crate::commands::bench::figure::{Figure, Goal, Report};

/// Bytes of a leaf: what a decision with its references takes, about.
pub(super) const LEAF: usize = 512;
/// Compression blocks of such a leaf's hash: a byte before it, and nine after it at least.
pub(super) const LEAF_BLOCKS: f64 = 9.0;
/// Of a node's: a byte, two hashes, and nine bytes. There is one node for a leaf, about.
pub(super) const NODE_BLOCKS: f64 = 2.0;
/// Leaves that are verified a second.
const VERIFIED: f64 = 1_000_000.0;
/// Proofs a second.
const PROVED: f64 = 100_000.0;
/// Tiles kept by whoever does not prepare for many proofs.
const COLD: usize = 64;
/// Proofs between two looks at the clock.
const ROUND: u64 = 1_000;

/// A log in memory.
#[derive(Default)]
struct Memory(BTreeMap<Tile, Vec<u8>>);

impl TileReader for Memory {
    fn read(&mut self, tile: Tile) -> Result<Option<Vec<u8>>, String> {
        Ok(self.0.get(&tile).cloned())
    }
}

impl Memory {
    fn keep(&mut self, filled: Vec<Filled>) {
        for (tile, hashes) in filled {
            self.0.insert(tile, hashes.iter().flat_map(|hash| hash.0).collect());
        }
    }
}

/// Leaf number so many: like no other.
pub(super) fn leaf(index: u64) -> [u8; LEAF] {
    let mut leaf = [b'd'; LEAF];
    leaf[..8].copy_from_slice(&index.to_be_bytes());
    leaf
}

/// Leaves a second: verified with all tiles, and appended.
pub(super) fn leaves(count: u64, span: Duration, report: &mut Report) -> anyhow::Result<()> {
    let (mut memory, mut tree) = (Memory::default(), Tree::new());
    let mut entries = Vec::new();
    for index in 0..count {
        let leaf = leaf(index);
        memory.keep(tree.append(leaf_hash(&leaf)));
        bundle::push(&mut entries, &leaf)?;
        let wide = u64::from(tile::WIDTH);
        if tree.size().is_multiple_of(wide) || tree.size() == count {
            let bundle = Tile::in_tree(Level::Entries, index / wide, tree.size());
            memory.0.extend(bundle.map(|tile| (tile, std::mem::take(&mut entries))));
        }
    }
    memory.keep(tree.partial());
    let root = tree.root();
    let verified = paced(span, || {
        let (found, _) = Audit::new(count, []).finish(&mut memory)?;
        ensure!(found.root() == root, "another root");
        Ok(count)
    })?;
    let limit = |paced: Paced| paced.blocks / (LEAF_BLOCKS + NODE_BLOCKS);
    report.add(Figure::new("machine.sha256.blocks.cpu", verified.blocks, "blocks/s"));
    let [rate, of] = share("log.verify", verified.rate, limit(verified), "leaves/s");
    report.add(rate.goal(Goal::AtLeast(VERIFIED)));
    report.add(of);
    let mut next = 0;
    let appended = paced(span, || {
        for index in next..next + ROUND {
            std::hint::black_box(tree.append(leaf_hash(&leaf(index))));
        }
        next += ROUND;
        Ok(ROUND)
    })?;
    for figure in share("log.append", appended.rate, limit(appended), "leaves/s") {
        report.add(figure);
    }
    Ok(())
}

/// Proofs a second, of leaves here and there: from tiles that are kept in memory, from tiles that are
/// not, and checked.
pub(super) fn proofs(size: u64, span: Duration, report: &mut Report) -> anyhow::Result<()> {
    let (mut memory, mut tree) = (Memory::default(), Tree::new());
    for index in 0..size {
        memory.keep(tree.append(hash(index)));
    }
    memory.keep(tree.partial());
    let root = tree.root();
    let depth = f64::from(u64::BITS - (size - 1).leading_zeros());
    // What nobody who checks them can save: the hashes on the way to the root.
    let limit = |paced: Paced| paced.blocks / (NODE_BLOCKS * depth);
    let tiles = usize::try_from(size / u64::from(tile::WIDTH))? + 2 * COLD;
    for (name, room) in [("log.prove", tiles), ("log.prove.cold", COLD)] {
        let mut hashes = TileHashes::with_room(&mut memory, size, room);
        let mut place = 0;
        // Every tile once, where they are to be kept.
        for index in (0..size).step_by(tile::WIDTH.into()).take(room) {
            prove_inclusion(&mut hashes, index, size)?;
        }
        let made = paced(span, || {
            for _ in 0..ROUND {
                place = elsewhere(place);
                let proof = prove_inclusion(&mut hashes, place % size, size)?;
                std::hint::black_box(&proof);
            }
            Ok(ROUND)
        })?;
        let [rate, of] = share(name, made.rate, limit(made), "proofs/s");
        report.add(if room > COLD { rate.goal(Goal::AtLeast(PROVED)) } else { rate });
        report.add(of);
    }
    let mut hashes = TileHashes::with_room(&mut memory, size, tiles);
    let mut place = 0;
    let mut ready = Vec::new();
    for _ in 0..ROUND {
        place = elsewhere(place);
        let index = place % size;
        ready.push((index, prove_inclusion(&mut hashes, index, size)?));
    }
    let checked = paced(span, || {
        for (index, proof) in &ready {
            verify_inclusion(&hash(*index), *index, size, proof, &root)?;
        }
        Ok(ROUND)
    })?;
    for figure in share("log.check", checked.rate, limit(checked), "proofs/s") {
        report.add(figure);
    }
    Ok(())
}

/// The hash of a leaf that nobody needs: eight bytes, and nothing.
fn hash(index: u64) -> Hash {
    let mut hash = Hash([0; Hash::BYTES]);
    hash.0[..8].copy_from_slice(&index.to_be_bytes());
    hash
}

/// A number like any other (Knuth's multiplicative generator, MMIX).
fn elsewhere(place: u64) -> u64 {
    let next =
        place.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    next.rotate_left(17)
}
