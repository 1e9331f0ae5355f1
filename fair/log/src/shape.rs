//! The shape of the tree: which hashes stand where, from numbers alone.

/// The most leaves of a tree: what fits a signed number of 64 bits, which other implementations use. No
/// inclusion proof in it is longer than [`crate::proof::MAX_HASHES`], but a consistency proof can be by
/// one: up to 2^62 leaves none is.
pub const MAX_SIZE: u64 = i64::MAX.unsigned_abs();

/// A complete subtree of 2^`level` leaves, the `index`-th of its level: leaves
/// `index * 2^level .. (index + 1) * 2^level`. Its hash never changes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Node {
    /// 0 for a leaf.
    pub level: u8,
    /// From 0, from the left.
    pub index: u64,
}

/// A run of leaves: `start` is the first, `end` one behind the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first leaf's index.
    pub start: u64,
    /// One more than the last leaf's index.
    pub end: u64,
}

impl Span {
    /// The leaves of a whole tree.
    pub const fn tree(size: u64) -> Self {
        Self { start: 0, end: size }
    }

    /// One leaf.
    pub const fn leaf(index: u64) -> Self {
        Self { start: index, end: index.saturating_add(1) }
    }

    /// How many leaves; 0 for a span that ends before it starts.
    pub const fn size(self) -> u64 {
        self.end.saturating_sub(self.start)
    }

    /// Whether the span is a subtree: not empty, and `start` a multiple of the smallest power of two
    /// that is not less than its size (draft-ietf-plants-merkle-tree-certs, section 4.1). Only these
    /// have one hash in every tree that holds them.
    pub fn is_subtree(self) -> bool {
        self.start < self.end
            && self
                .size()
                .checked_next_power_of_two()
                .is_some_and(|unit| self.start.is_multiple_of(unit))
    }

    /// The complete subtrees of which it consists, from the left, at most 64 of them; for a subtree
    /// each is larger than the next.
    pub fn nodes(self) -> Vec<Node> {
        let mut nodes = Vec::new();
        let mut at = self.start;
        while at < self.end {
            let aligned = if at == 0 { 63 } else { at.trailing_zeros() };
            let fitting = (self.end - at).ilog2();
            let level = aligned.min(fitting);
            // A number of bits is less than 64.
            nodes.push(Node { level: u8::try_from(level).unwrap_or(63), index: at >> level });
            at += 1 << level;
        }
        nodes
    }
}

/// Where a tree of `size` leaves, two or more, is split: the largest power of two less than `size`
/// (RFC 6962, section 2.1).
pub(crate) const fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_split_below_its_size() {
        for (size, at) in [(2, 1), (3, 2), (4, 2), (5, 4), (8, 4), (9, 8), (u64::MAX, 1 << 63)] {
            assert_eq!(split(size), at, "{size}");
        }
    }

    #[test]
    fn a_subtree_begins_at_a_multiple_of_its_room() {
        for (start, end, is) in [
            (0, 1, true),
            (0, 7, true),
            (4, 7, true),
            (8, 13, true),
            (2, 6, false),
            (2, 5, false),
            (1, 3, false),
            (1, 1, false),
            (2, 1, false),
            (1, u64::MAX, false),
            (0, u64::MAX, false),
        ] {
            assert_eq!(Span { start, end }.is_subtree(), is, "{start}..{end}");
        }
    }

    #[test]
    fn a_span_is_its_complete_subtrees() {
        let nodes = |start, end| -> Vec<(u8, u64)> {
            Span { start, end }.nodes().iter().map(|node| (node.level, node.index)).collect()
        };
        assert_eq!(nodes(0, 7), [(2, 0), (1, 2), (0, 6)]);
        assert_eq!(nodes(4, 8), [(2, 1)]);
        assert_eq!(nodes(0, 0), []);
        assert_eq!(nodes(0, MAX_SIZE).len(), 63);
    }
}
