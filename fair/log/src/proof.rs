//! Proofs: that a leaf, or a subtree, is in a tree, and that a tree has only grown.
//!
//! All are one and the same. Walk from the root of the tree down to the subtree, and note the hash
//! beside the way at every step: the subtree `[index, index + 1)` gives the inclusion proof of RFC
//! 6962, section 2.1.1; `[0, old)` the consistency proof of section 2.1.2; any other the subtree
//! consistency proof of draft-ietf-plants-merkle-tree-certs, section 4.4.
//!
//! A proof binds the size of a tree only as far as it shapes the way: leaf 0 has the same way in trees
//! of three and of four leaves. So take size and root together, from one signed checkpoint.

use crate::hash::{Hash, node_hash};
use crate::shape::{MAX_SIZE, Span, split};
use crate::tiled::{HashReader, ReadError, root};

/// The most hashes of a proof that is sent (tlog-witness, "add-checkpoint"). Beyond 2^62 leaves a
/// consistency proof from an odd size can have 64 (RFC 6962, section 2.1.2): it verifies, but no witness
/// takes it.
pub const MAX_HASHES: usize = 63;

/// A proof that proves nothing. The log is not to be believed in this until it gives a better one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// What is to be proved does not exist: no such leaf, no such subtree, a tree that shrank, or one
    /// larger than [`MAX_SIZE`].
    #[error("leaves {start} to {end} are not a subtree of a tree of {size}")]
    Range {
        /// The first leaf.
        start: u64,
        /// One behind the last leaf.
        end: u64,
        /// The size of the tree.
        size: u64,
    },
    /// Too many hashes, or too few.
    #[error("the proof has {found} hashes and should have {expected}")]
    Length {
        /// How many it must have.
        expected: usize,
        /// How many it has.
        found: usize,
    },
    /// It leads to another root of the old tree or of the subtree.
    #[error("the proof does not contain what it should prove")]
    Old,
    /// It leads to another root.
    #[error("the proof leads to another root")]
    Root,
}

/// A proof could not be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MakeError {
    /// There is nothing to prove.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// A tile is not to be had.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// The proof that leaf `index` is in the tree of `size` leaves: from its neighbour up to the child of
/// the root.
pub fn prove_inclusion(
    reader: &mut impl HashReader,
    index: u64,
    size: u64,
) -> Result<Vec<Hash>, MakeError> {
    prove_subtree(reader, Span::leaf(index), size)
}

/// The proof that the tree of `old` leaves is the beginning of the tree of `new` ones. Nothing for
/// `old` of zero, since every tree begins with none.
pub fn prove_consistency(
    reader: &mut impl HashReader,
    old: u64,
    new: u64,
) -> Result<Vec<Hash>, MakeError> {
    if old == 0 && new <= MAX_SIZE {
        return Ok(Vec::new());
    }
    prove_subtree(reader, Span::tree(old), new)
}

/// The proof that a subtree is in the tree of `size` leaves.
pub fn prove_subtree(
    reader: &mut impl HashReader,
    span: Span,
    size: u64,
) -> Result<Vec<Hash>, MakeError> {
    let way = Way::to(span, size)?;
    way.seed
        .iter()
        .chain(way.steps.iter().map(|(_, beside)| beside))
        .map(|span| Ok(root(reader, *span)?))
        .collect()
}

/// Checks that the leaf with hash `leaf` is number `index` of the tree with this root.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    verify_subtree(leaf, Span::leaf(index), size, proof, root)
}

/// Checks that the leaf with hash `leaf` is number `index`, counted from the start of the log, in the
/// subtree with this root (draft-ietf-plants-merkle-tree-certs, section 4.3).
pub fn verify_subtree_inclusion(
    leaf: &Hash,
    index: u64,
    span: Span,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    let Span { start, end } = span;
    let outside = ProofError::Range { start: index, end: index.saturating_add(1), size: end };
    let within = index.checked_sub(start).filter(|_| span.is_subtree()).ok_or(outside)?;
    verify_inclusion(leaf, within, span.size(), proof, root)
}

/// Checks that the tree of `old_size` leaves with root `old` is the beginning of the tree of `size`
/// leaves with this root. Trees of one size need no hashes and must have one root. An `old_size` of
/// zero is refused: that is a statement about nothing.
pub fn verify_consistency(
    old: &Hash,
    old_size: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    verify_subtree(old, Span::tree(old_size), size, proof, root)
}

/// Checks that the subtree with root `old` is in the tree of `size` leaves with this root.
pub fn verify_subtree(
    old: &Hash,
    span: Span,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    let way = Way::to(span, size)?;
    let expected = usize::from(way.seed.is_some()) + way.steps.len();
    if proof.len() != expected {
        return Err(ProofError::Length { expected, found: proof.len() });
    }
    // Both roots are computed from the same hashes: so the one tree is in the other.
    let (seed, beside) = match (way.seed, proof.split_first()) {
        (Some(_), Some((seed, beside))) => (seed, beside),
        _ => (old, proof),
    };
    let (mut old_root, mut new_root) = (*seed, *seed);
    for ((step, _), beside) in way.steps.iter().zip(beside) {
        match step {
            Step::Later => new_root = node_hash(&new_root, beside),
            Step::Before => new_root = node_hash(beside, &new_root),
            Step::Within => {
                old_root = node_hash(beside, &old_root);
                new_root = node_hash(beside, &new_root);
            }
        }
    }
    if old_root != *old {
        return Err(ProofError::Old);
    }
    if new_root == *root { Ok(()) } else { Err(ProofError::Root) }
}

/// Where the hash beside the way stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// To the right: leaves that came after the subtree.
    Later,
    /// To the left of the whole subtree.
    Before,
    /// To the left, and itself a part of the subtree.
    Within,
}

/// The way from a subtree up to the root.
struct Way {
    /// What the first hash of the proof is of, where the subtree is not a node of the tree: its last
    /// complete part.
    seed: Option<Span>,
    /// From below.
    steps: Vec<(Step, Span)>,
}

impl Way {
    /// Walks down from the root, as both sections define the proof.
    fn to(span: Span, size: u64) -> Result<Self, ProofError> {
        let Span { start, end } = span;
        if !span.is_subtree() || end > size || size > MAX_SIZE {
            return Err(ProofError::Range { start, end, size });
        }
        let mut at = Span::tree(size);
        let mut rest = span;
        let mut steps = Vec::new();
        while at != rest {
            let middle = at.start + split(at.size());
            if rest.end <= middle {
                steps.push((Step::Later, Span { start: middle, end: at.end }));
                at.end = middle;
            } else if middle <= rest.start {
                steps.push((Step::Before, Span { start: at.start, end: middle }));
                at.start = middle;
            } else {
                steps.push((Step::Within, Span { start: at.start, end: middle }));
                at.start = middle;
                rest.start = middle;
            }
        }
        steps.reverse();
        Ok(Self { seed: (rest != span).then_some(rest), steps })
    }
}
