//! Published trees and proofs: every good one is accepted, every spoilt one refused.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod support;

use drawbridge_fair_log::hash::root_of;
use drawbridge_fair_log::proof::{
    prove_consistency, prove_inclusion, verify_consistency, verify_inclusion, verify_subtree,
    verify_subtree_inclusion,
};
use drawbridge_fair_log::{Hash, Span, TileHashes, Tree, leaf_hash, tiled};
use serde::Deserialize;
use support::{Leaves, Memory, hash, hashes, recursive};

#[derive(Deserialize)]
struct Inclusion {
    index: u64,
    size: u64,
    #[serde(default)]
    root_hex: String,
    proof_hex: Vec<String>,
}

#[derive(Deserialize)]
struct Consistency {
    old: u64,
    new: u64,
    #[serde(default)]
    old_root_hex: String,
    #[serde(default)]
    new_root_hex: String,
    proof_hex: Vec<String>,
}

#[derive(Deserialize)]
struct Reference {
    leaves_hex: Vec<String>,
    leaf_hashes_hex: Vec<String>,
    roots_hex: Vec<String>,
    inclusion: Vec<Inclusion>,
    consistency: Vec<Consistency>,
}

#[test]
fn the_reference_tree_of_rfc_6962() {
    let Reference { leaves_hex, leaf_hashes_hex, roots_hex, inclusion, consistency } =
        support::json("rfc6962_reference_tree.json");
    let leaves: Vec<Hash> =
        leaves_hex.iter().map(|leaf| leaf_hash(&support::unhex(leaf))).collect();
    assert_eq!(leaves, hashes(&leaf_hashes_hex));
    let roots = hashes(&roots_hex);
    assert_eq!((roots.len(), inclusion.len(), consistency.len()), (9, 36, 44));
    for (size, root) in roots.iter().enumerate() {
        let (_, tree) = Memory::of(&leaves[..size]);
        assert_eq!(tree.root(), *root, "{size}");
        assert_eq!(root_of(&leaves[..size]), *root, "{size}");
        assert_eq!(recursive(&leaves[..size]), *root, "{size}");
    }
    let at = |size: u64| usize::try_from(size).unwrap();
    for Inclusion { index, size, proof_hex, .. } in &inclusion {
        let proof = hashes(proof_hex);
        assert_eq!(prove_inclusion(&mut Leaves(&leaves), *index, *size).unwrap(), proof);
        verify_inclusion(&leaves[at(*index)], *index, *size, &proof, &roots[at(*size)]).unwrap();
    }
    for Consistency { old, new, proof_hex, .. } in &consistency {
        let proof = hashes(proof_hex);
        assert_eq!(prove_consistency(&mut Leaves(&leaves), *old, *new).unwrap(), proof);
        let verified = verify_consistency(&roots[at(*old)], *old, *new, &proof, &roots[at(*new)]);
        assert_eq!(verified.is_ok(), *old > 0, "{old} to {new}: {verified:?}");
    }
}

#[derive(Deserialize)]
struct BigTree {
    roots: Vec<BigRoot>,
    inclusion: Vec<Inclusion>,
    consistency: Vec<Consistency>,
}

#[derive(Deserialize)]
struct BigRoot {
    size: u64,
    root_hex: String,
}

#[test]
fn a_tree_of_seventy_thousand_leaves_around_every_edge_of_a_tile() {
    let BigTree { roots, inclusion, consistency } = support::json("big_tree.json");
    assert_eq!((roots.len(), inclusion.len(), consistency.len()), (60, 120, 120));
    let leaf = |index: u64| leaf_hash(format!("drawbridge leaf {index}").as_bytes());
    let leaves: Vec<Hash> = (0..70_000).map(leaf).collect();
    let (mut memory, _) = Memory::of(&leaves);
    let mut tree = Tree::new();
    for BigRoot { size, root_hex } in &roots {
        let root = hash(root_hex);
        let from = usize::try_from(tree.size()).unwrap();
        tree.extend(leaves[from..usize::try_from(*size).unwrap()].iter().copied());
        assert_eq!((tree.size(), tree.root()), (*size, root));
        let mut tiles = TileHashes::new(&mut memory, 70_000);
        assert_eq!(tiled::root(&mut tiles, Span::tree(*size)).unwrap(), root, "{size} from tiles");
    }
    let mut tiles = TileHashes::new(&mut memory, 70_000);
    for Inclusion { index, size, root_hex, proof_hex } in &inclusion {
        let proof = hashes(proof_hex);
        assert_eq!(prove_inclusion(&mut tiles, *index, *size).unwrap(), proof, "{index} in {size}");
        verify_inclusion(&leaf(*index), *index, *size, &proof, &hash(root_hex)).unwrap();
    }
    for Consistency { old, new, old_root_hex, new_root_hex, proof_hex } in &consistency {
        let proof = hashes(proof_hex);
        assert_eq!(prove_consistency(&mut tiles, *old, *new).unwrap(), proof, "{old} to {new}");
        let (old_root, new_root) = (hash(old_root_hex), hash(new_root_hex));
        let verified = verify_consistency(&old_root, *old, *new, &proof, &new_root);
        assert_eq!(verified.is_ok(), *old > 0, "{old} to {new}: {verified:?}");
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    file: String,
    kind: String,
    want_err: bool,
    proof: Option<Vec<String>>,
    root: Option<String>,
    leaf_hash: Option<String>,
    leaf_idx: Option<u64>,
    tree_size: Option<u64>,
    start: Option<u64>,
    end: Option<u64>,
    size: Option<u64>,
    size1: Option<u64>,
    size2: Option<u64>,
    root1: Option<String>,
    root2: Option<String>,
}

/// Whether a case is accepted; none if there is something in it that is no hash.
fn verify(case: &Case) -> Option<bool> {
    let hash = |base64: &Option<String>| Hash::parse(base64.as_deref().unwrap_or_default());
    let proof = case.proof.iter().flatten().map(|base64| Hash::parse(base64));
    let proof: Vec<Hash> = proof.collect::<Option<_>>()?;
    let span = || Span { start: case.start.unwrap(), end: case.end.unwrap() };
    let verified = match &*case.kind {
        "inclusion" => {
            let (leaf, root) = (hash(&case.leaf_hash)?, hash(&case.root)?);
            let (index, size) = (case.leaf_idx.unwrap(), case.tree_size.unwrap());
            verify_inclusion(&leaf, index, size, &proof, &root)
        }
        "subtreeinclusion" => {
            let (leaf, root) = (hash(&case.leaf_hash)?, hash(&case.root)?);
            verify_subtree_inclusion(&leaf, case.leaf_idx.unwrap(), span(), &proof, &root)
        }
        "consistency" => {
            let (old, root) = (hash(&case.root1)?, hash(&case.root2)?);
            verify_consistency(&old, case.size1.unwrap(), case.size2.unwrap(), &proof, &root)
        }
        "subtreeconsistency" => {
            let (old, root) = (hash(&case.root1)?, hash(&case.root2)?);
            verify_subtree(&old, span(), case.size.unwrap(), &proof, &root)
        }
        kind => panic!("{kind}"),
    };
    Some(verified.is_ok())
}

/// Cases that their makers accept and we do not, since they state nothing about any leaf, or have other
/// things than hashes in the place of hashes.
const STRICTER: &[&str] = &[
    "consistency/additional/sizes-are-equal-one-and-proof-is-empty.json",
    "subtreeconsistency/additional/sizes-are-equal-one-and-proof-is-empty.json",
    "subtreeconsistency/additional/subtree-is-empty-sizes-are-equal-one-subtree-root-valid-proof-is-empty.json",
    "subtreeconsistency/additional/subtree-is-empty-sizes-are-equal-one-subtree-root-valid-tree-root-random-proof-is-empty.json",
    "subtreeconsistency/additional/subtree-is-empty-sizes-are-equal-zero-subtree-root-valid-proof-is-empty.json",
    "subtreeconsistency/additional/subtree-is-empty-sizes-are-equal-zero-subtree-root-valid-tree-root-random-proof-is-empty.json",
    "subtreeconsistency/additional/subtree-is-empty-subtree-root-valid-proof-is-empty.json",
    "subtreeconsistency/additional/subtree-is-empty-subtree-root-valid-tree-root-random-proof-is-empty.json",
];

#[test]
fn every_published_proof_gets_its_verdict() {
    let (mut good, mut bad, mut typed, mut stricter) = (0, 0, 0, Vec::new());
    for line in support::text("merkle_proof_vectors.jsonl").lines() {
        let case: Case = serde_json::from_str(line).unwrap();
        let verdict = verify(&case);
        if !case.want_err && verdict != Some(true) {
            stricter.push(case.file);
            continue;
        }
        assert_eq!(verdict.unwrap_or(false), !case.want_err, "{}", case.file);
        match verdict {
            Some(true) => good += 1,
            Some(false) => bad += 1,
            None => typed += 1,
        }
    }
    stricter.sort();
    assert_eq!(stricter, STRICTER);
    assert_eq!(good + bad + typed + stricter.len(), 518);
}

#[test]
fn a_run_of_leaves_that_is_no_subtree_has_no_proof() {
    let leaves: Vec<Hash> = (0..8_u8).map(|index| leaf_hash(&[index])).collect();
    // Four leaves make a tree of their own, wherever they stand; in this log they are no part of it.
    let proof = prove_inclusion(&mut Leaves(&leaves[2..6]), 1, 4).unwrap();
    let root = recursive(&leaves[2..6]);
    verify_inclusion(&leaves[3], 1, 4, &proof, &root).unwrap();
    let verify = |start, end, index| {
        verify_subtree_inclusion(&leaves[3], index, Span { start, end }, &proof, &root).is_ok()
    };
    assert!(verify(0, 4, 1) && verify(4, 8, 5));
    assert!(!verify(2, 6, 3));
    for (start, end, index) in [(4, 8, 1), (4, 8, 3), (4, 8, 8), (4, 8, 9), (4, 4, 4), (8, 4, 5)] {
        assert!(!verify(start, end, index), "{index} in {start}..{end}");
    }
}
