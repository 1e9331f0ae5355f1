//! Fingerprints that have been seen.

/// A set of fingerprints, which are random already: where one goes follows from its bits, and the next
/// free place after it is taken. Half of the places stay free.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// A power of two of places; 0 is a free one.
    places: Vec<u64>,
    count: usize,
}

/// What stands for the fingerprint 0.
const ZERO: u64 = 1;

impl Seen {
    /// Whether it is seen for the first time.
    pub(super) fn first(&mut self, fingerprint: u64) -> bool {
        if 2 * self.count >= self.places.len() {
            self.grow();
        }
        let new = Self::put(&mut self.places, fingerprint);
        self.count += usize::from(new);
        new
    }

    fn grow(&mut self) {
        let mut larger = vec![0; (4 * self.places.len()).max(64)];
        for fingerprint in self.places.iter().filter(|one| **one != 0) {
            Self::put(&mut larger, *fingerprint);
        }
        self.places = larger;
    }

    fn put(places: &mut [u64], fingerprint: u64) -> bool {
        let fingerprint = if fingerprint == 0 { ZERO } else { fingerprint };
        let mask = places.len() - 1;
        // The low bits: a count of places is never near 2^64.
        #[allow(clippy::cast_possible_truncation, reason = "only low bits are wanted")]
        let mut at = fingerprint as usize & mask;
        while places[at] != 0 {
            if places[at] == fingerprint {
                return false;
            }
            at = (at + 1) & mask;
        }
        places[at] = fingerprint;
        true
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::sample::Die;

    #[test]
    fn it_says_what_a_tree_says() {
        let (mut seen, mut tree, mut die) = (Seen::default(), BTreeSet::new(), Die::new(4));
        for _ in 0..20_000 {
            // Of few different values, so that many come again; low bits crowd together.
            let value = (die.below(5000) + 2) << 7;
            assert_eq!(seen.first(value), tree.insert(value));
        }
        assert!(seen.first(0) && !seen.first(0));
    }
}
