//! Laws: every proof that is made verifies, and nothing beside it does.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod support;

use drawbridge_fair_log::proof::{
    prove_consistency, prove_inclusion, prove_subtree, verify_consistency, verify_inclusion,
    verify_subtree,
};
use drawbridge_fair_log::{Hash, Span, TileHashes, Tree, bundle, leaf_hash};
use proptest::prelude::*;
use support::{Memory, recursive};

fn leaves(count: u64, salt: u8) -> Vec<Hash> {
    (0..count).map(|index| leaf_hash(&[&index.to_be_bytes()[..], &[salt]].concat())).collect()
}

fn at(index: u64) -> usize {
    usize::try_from(index).unwrap()
}

/// Every hash of a proof with one bit flipped, one too few, one too many, in another order.
fn spoilt(proof: &[Hash], bit: u16) -> Vec<Vec<Hash>> {
    let mut all = Vec::new();
    for at in 0..proof.len() {
        let mut other = proof.to_vec();
        other[at] = flipped(other[at], bit);
        all.push(other);
        let mut shorter = proof.to_vec();
        shorter.remove(at);
        all.push(shorter);
        let mut swapped = proof.to_vec();
        swapped.swap(0, at);
        all.push(swapped);
    }
    for at in 0..=proof.len() {
        let mut longer = proof.to_vec();
        longer.insert(at, Hash::EMPTY);
        all.push(longer);
    }
    all.retain(|other| other != proof);
    all
}

fn flipped(mut hash: Hash, bit: u16) -> Hash {
    let bit = usize::from(bit) % 256;
    hash.0[bit / 8] ^= 1 << (bit % 8);
    hash
}

/// On which sides the hashes of a leaf's proof stand, by the recursion of RFC 6962, section 2.1.1.
fn sides(index: u64, size: u64) -> Vec<bool> {
    if size == 1 {
        return Vec::new();
    }
    let mut split = 1;
    while split * 2 < size {
        split *= 2;
    }
    let right = index >= split;
    let mut sides = if right { sides(index - split, size - split) } else { sides(index, split) };
    sides.push(right);
    sides
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn a_leaf_is_in_its_tree_and_nowhere_else(
        size in 1_u64..700, place in any::<prop::sample::Index>(), bit in any::<u16>(), salt in any::<u8>(),
    ) {
        let leaves = leaves(size, salt);
        let (mut memory, tree) = Memory::of(&leaves);
        let root = tree.root();
        prop_assert_eq!(root, recursive(&leaves));
        let index = u64::try_from(place.index(at(size))).unwrap();
        let proof = prove_inclusion(&mut TileHashes::new(&mut memory, size), index, size).unwrap();
        let leaf = leaves[at(index)];
        prop_assert_eq!(verify_inclusion(&leaf, index, size, &proof, &root), Ok(()));
        for other in spoilt(&proof, bit) {
            prop_assert!(verify_inclusion(&leaf, index, size, &other, &root).is_err());
        }
        prop_assert!(verify_inclusion(&flipped(leaf, bit), index, size, &proof, &root).is_err());
        prop_assert!(verify_inclusion(&leaf, index, size, &proof, &flipped(root, bit)).is_err());
        for other in (0..size + 2).filter(|other| *other != index) {
            prop_assert!(verify_inclusion(&leaf, other, size, &proof, &root).is_err(), "at {}", other);
        }
        // A size is bound by the way from the leaf up, and where two sizes have the same, by the root.
        for other in index + 1..2 * size + 2 {
            let verified = verify_inclusion(&leaf, index, other, &proof, &root);
            let same = sides(index, other) == sides(index, size);
            prop_assert_eq!(verified.is_ok(), same, "in {}", other);
        }
        prop_assert!(verify_inclusion(&leaf, u64::MAX, size, &proof, &root).is_err());
    }

    #[test]
    fn a_tree_has_grown_from_its_beginnings_and_from_nothing_else(
        old in 1_u64..500, more in 0_u64..400, bit in any::<u16>(), salt in any::<u8>(),
    ) {
        let size = old + more;
        let leaves = leaves(size, salt);
        let (mut memory, tree) = Memory::of(&leaves);
        let (before, root) = (recursive(&leaves[..at(old)]), tree.root());
        let proof = prove_consistency(&mut TileHashes::new(&mut memory, size), old, size).unwrap();
        prop_assert_eq!(verify_consistency(&before, old, size, &proof, &root), Ok(()));
        for other in spoilt(&proof, bit) {
            prop_assert!(verify_consistency(&before, old, size, &other, &root).is_err());
        }
        let (other_before, other_root) = (flipped(before, bit), flipped(root, bit));
        prop_assert!(verify_consistency(&other_before, old, size, &proof, &root).is_err());
        prop_assert!(verify_consistency(&before, old, size, &proof, &other_root).is_err());
        for other in (0..size + 2).filter(|other| *other != old) {
            prop_assert!(verify_consistency(&before, other, size, &proof, &root).is_err(), "from {}", other);
        }
        prop_assert!(verify_consistency(&before, old, old - 1, &proof, &root).is_err());
        // A proof that is empty says nothing of the size; one that is not, says it.
        if more > 0 {
            prop_assert!(verify_consistency(&before, old, old, &proof, &root).is_err());
        }
        prop_assert!(verify_consistency(&before, old, u64::MAX, &proof, &root).is_err());
    }

    #[test]
    fn a_subtree_is_in_its_tree(
        level in 0_u32..8, index in 0_u64..6, cut in 0_u64..128, more in 0_u64..300, bit in any::<u16>(),
    ) {
        let unit = 1_u64 << level;
        // At least one more than half, so that the start is a multiple of the next power of two.
        let width = unit - cut % (unit / 2).max(1);
        let span = Span { start: index * unit, end: index * unit + width };
        prop_assert!(span.is_subtree());
        let size = span.end + more;
        let leaves = leaves(size, 0);
        let (mut memory, tree) = Memory::of(&leaves);
        let (old, root) = (recursive(&leaves[at(span.start)..at(span.end)]), tree.root());
        let proof = prove_subtree(&mut TileHashes::new(&mut memory, size), span, size).unwrap();
        prop_assert_eq!(verify_subtree(&old, span, size, &proof, &root), Ok(()));
        for other in spoilt(&proof, bit) {
            prop_assert!(verify_subtree(&old, span, size, &other, &root).is_err());
        }
        prop_assert!(verify_subtree(&flipped(old, bit), span, size, &proof, &root).is_err());
        prop_assert!(verify_subtree(&old, span, size, &proof, &flipped(root, bit)).is_err());
        let beside = Span { start: span.start + unit, end: span.end + unit };
        prop_assert!(verify_subtree(&old, beside, size, &proof, &root).is_err());
    }

    #[test]
    fn leaves_appended_in_pieces_are_leaves_appended_at_once(
        size in 0_u64..1500, cuts in prop::collection::vec(0_u64..1500, 0..6),
    ) {
        let leaves = leaves(size, 0);
        let (whole, tree) = Memory::of(&leaves);
        let mut memory = Memory::default();
        let mut cuts: Vec<u64> = cuts.into_iter().filter(|cut| *cut < size).collect();
        cuts.push(size);
        cuts.sort_unstable();
        let mut grown = 0;
        for cut in cuts {
            let mut part = Tree::resume(&mut memory, grown).unwrap();
            for leaf in &leaves[at(grown)..at(cut)] {
                memory.keep(part.append(*leaf));
            }
            memory.keep(part.partial());
            prop_assert_eq!(part.root(), recursive(&leaves[..at(cut)]));
            grown = cut;
        }
        for (tile, bytes) in &whole.0 {
            prop_assert_eq!(memory.0.get(tile), Some(bytes), "{}", tile);
        }
        prop_assert_eq!(Tree::resume(&mut memory, size).unwrap(), tree);
    }

    #[test]
    fn a_bundle_holds_what_was_put_in(
        entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 1..257),
    ) {
        let bytes = bundle::write(&entries).unwrap();
        let width = u16::try_from(entries.len()).unwrap();
        prop_assert_eq!(bundle::read(&bytes, width).unwrap(), entries);
        prop_assert!(bundle::read(&bytes[..bytes.len() - 1], width).is_err());
        prop_assert!(bundle::read(&bytes, width - 1).is_err());
        prop_assert!(bundle::read(&[&bytes[..], &[0]].concat(), width).is_err());
    }
}
