//! How long proofs become, in trees larger than any that was ever built: all of their leaves are alike.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use drawbridge_fair_log::proof::{
    MAX_HASHES, prove_consistency, prove_inclusion, verify_consistency, verify_inclusion,
};
use drawbridge_fair_log::shape::MAX_SIZE;
use drawbridge_fair_log::tiled::root;
use drawbridge_fair_log::witness::{Request, RequestError};
use drawbridge_fair_log::{
    Checkpoint, Hash, HashReader, Head, Node, ReadError, Span, leaf_hash, node_hash,
};

/// A log of which every leaf is the same, so that its subtrees of one height are too.
struct Alike(Vec<Hash>);

impl Alike {
    fn new() -> Self {
        let higher = |hash: &Hash| Some(node_hash(hash, hash));
        Self(std::iter::successors(Some(leaf_hash(b"leaf")), higher).take(64).collect())
    }

    fn root(&mut self, size: u64) -> Hash {
        root(self, Span::tree(size)).unwrap()
    }
}

impl HashReader for Alike {
    fn hash(&mut self, node: Node) -> Result<Hash, ReadError> {
        Ok(self.0[usize::from(node.level)])
    }
}

/// How many hashes the proof of consistency has, which verifies.
fn consistency(old: u64, new: u64) -> usize {
    let mut log = Alike::new();
    let proof = prove_consistency(&mut log, old, new).unwrap();
    let (before, after) = (log.root(old), log.root(new));
    assert_eq!(verify_consistency(&before, old, new, &proof, &after), Ok(()), "{old} {new}");
    proof.len()
}

/// How many hashes the proof of inclusion has, which verifies.
fn inclusion(index: u64, size: u64) -> usize {
    let mut log = Alike::new();
    let proof = prove_inclusion(&mut log, index, size).unwrap();
    let (leaf, root) = (log.0[0], log.root(size));
    assert_eq!(verify_inclusion(&leaf, index, size, &proof, &root), Ok(()), "{index} {size}");
    proof.len()
}

const BOUND: u64 = 1 << 62;

#[test]
fn up_to_the_bound_no_proof_is_longer_than_is_permitted() {
    for old in [1, 3, BOUND / 2 - 1, BOUND / 2 + 1, BOUND - 3, BOUND - 1] {
        for new in [BOUND - 1, BOUND] {
            assert!(consistency(old, new) <= MAX_HASHES, "{old} {new}");
        }
    }
    assert_eq!(consistency(BOUND - 1, BOUND), MAX_HASHES);
}

#[test]
fn beyond_it_a_proof_from_an_odd_size_has_one_hash_more() {
    for new in [BOUND + 1, MAX_SIZE] {
        for old in [3, BOUND / 2 + 1, BOUND - 1] {
            assert_eq!(consistency(old, new), MAX_HASHES + 1, "{old} {new}");
        }
        assert!(consistency(BOUND - 2, new) <= MAX_HASHES, "{new}");
    }
    let mut log = Alike::new();
    let proof = prove_consistency(&mut log, BOUND - 1, BOUND + 1).unwrap();
    let head = Head { size: BOUND + 1, root: log.root(BOUND + 1) };
    let note = Checkpoint::new("log", head).unwrap().to_note().unwrap();
    assert_eq!(Request::new(BOUND - 1, proof, note), Err(RequestError::TooLong));
}

#[test]
fn no_proof_of_a_leaf_is_too_long() {
    for index in [0, 1, BOUND - 1, BOUND, MAX_SIZE - 1] {
        assert!(inclusion(index, MAX_SIZE) <= MAX_HASHES, "{index}");
    }
    assert_eq!(inclusion(0, MAX_SIZE), MAX_HASHES);
}
