//! The two hashes of which the tree is made.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::text;

/// A SHA-256 hash: of a leaf, of a node, or the root of a tree.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hash(pub [u8; Hash::BYTES]);

impl Hash {
    /// Bytes of a hash.
    pub const BYTES: usize = 32;

    /// The root of the tree without leaves: the hash of no bytes (RFC 6962, section 2.1).
    pub const EMPTY: Self = Self([
        0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9,
        0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52,
        0xb8, 0x55,
    ]);

    /// Takes 32 bytes; none for any other number.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Reads standard Base64 with padding (RFC 4648, section 4) of exactly 32 bytes.
    pub fn parse(base64: &str) -> Option<Self> {
        Self::from_slice(&text::unbase64(base64)?)
    }

    /// Standard Base64 with padding: 44 characters.
    pub fn to_base64(self) -> String {
        text::base64(&self.0)
    }
}

impl fmt::Debug for Hash {
    /// Base64, as notes and proofs carry it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_base64())
    }
}

impl fmt::Display for Hash {
    /// Base64, as notes and proofs carry it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_base64())
    }
}

/// The hash of a leaf: a zero byte, then its data (RFC 6962, section 2.1).
pub fn leaf_hash(data: &[u8]) -> Hash {
    Hash(Sha256::new().chain_update([0]).chain_update(data).finalize().into())
}

/// The hash over two subtrees: a one byte, then both hashes (RFC 6962, section 2.1). The other first
/// byte is what keeps a node from being passed off as a leaf.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut bytes = [1; 1 + 2 * Hash::BYTES];
    bytes[1..=Hash::BYTES].copy_from_slice(&left.0);
    bytes[1 + Hash::BYTES..].copy_from_slice(&right.0);
    Hash(Sha256::digest(bytes).into())
}

/// The root over hashes that are the leaves of a tree, or complete subtrees of one size with a last
/// one that may be smaller (RFC 6962, section 2.1).
pub fn root_of(hashes: &[Hash]) -> Hash {
    // Level by level from below: an odd one at the end goes up as it is, which is where the recursion
    // of the standard (split at the largest power of two below the size) puts it too.
    let mut row = hashes.to_vec();
    while row.len() > 1 {
        for at in 0..row.len() / 2 {
            row[at] = node_hash(&row[2 * at], &row[2 * at + 1]);
        }
        if row.len() % 2 == 1 {
            let half = row.len() / 2;
            row[half] = row[row.len() - 1];
        }
        row.truncate(row.len().div_ceil(2));
    }
    row.first().copied().unwrap_or(Hash::EMPTY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_empty_root_is_the_hash_of_nothing() {
        assert_eq!(Hash::EMPTY, Hash(Sha256::digest(b"").into()));
        assert_eq!(root_of(&[]), Hash::EMPTY);
    }

    #[test]
    fn a_leaf_is_never_a_node() {
        let (left, right) = (leaf_hash(b"a"), leaf_hash(b"b"));
        let bytes = [left.0, right.0].concat();
        assert_ne!(node_hash(&left, &right), leaf_hash(&bytes));
        assert_ne!(node_hash(&left, &right), node_hash(&right, &left));
        assert_eq!(
            node_hash(&left, &right),
            Hash(Sha256::digest([&[1], &bytes[..]].concat()).into())
        );
    }

    #[test]
    fn only_32_bytes_in_canonical_base64_are_read() {
        let text = Hash::EMPTY.to_base64();
        assert_eq!(Hash::parse(&text), Some(Hash::EMPTY));
        let unpadded = text.trim_end_matches('=');
        let trailing = text.replace("U=", "V="); // bits after the last byte
        for wrong in ["", unpadded, &trailing, &format!("{text} "), "AAAA", &"A".repeat(44)] {
            assert_eq!(Hash::parse(wrong), None, "{wrong}");
        }
    }
}
