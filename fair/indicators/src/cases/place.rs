//! Which case a leaf belongs to, in four bytes a leaf.

use sha2::{Digest, Sha256};

use crate::found::Leaves;

/// What a leaf is to its case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Intake,
    Decision,
    Appeal,
}

/// The most cases of one topic: what 26 bits tell apart.
pub(crate) const MAX_ROWS: usize = 1 << 26;

/// No case.
const NONE: u32 = u32::MAX;

/// The case of each leaf: two bits for the kind, four for the topic, 26 for the row.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    from: u64,
    all: Vec<u32>,
}

impl Places {
    pub(crate) fn new(leaves: Leaves) -> Self {
        let count = usize::try_from(leaves.to.saturating_sub(leaves.from)).unwrap_or(0);
        Self { from: leaves.from, all: Vec::with_capacity(count.min(MAX_ROWS)) }
    }

    /// The first index of the range.
    pub(super) const fn from(&self) -> u64 {
        self.from
    }

    /// The next leaf's.
    pub(crate) fn put(&mut self, index: u64, place: Option<(Kind, usize, usize)>) {
        debug_assert_eq!(index, self.from + self.all.len() as u64, "leaves come in order");
        let bits = place.and_then(|(kind, topic, row)| {
            let (topic, row) = (u32::try_from(topic).ok()?, u32::try_from(row).ok()?);
            let kind = match kind {
                Kind::Intake => 0,
                Kind::Decision => 1,
                Kind::Appeal => 2,
            };
            Some(kind << 30 | topic << 26 | row)
        });
        self.all.push(bits.unwrap_or(NONE));
    }

    /// The case of an earlier leaf; none if it belongs to none, or is not in the range.
    pub(crate) fn get(&self, index: u64) -> Option<(Kind, usize, usize)> {
        let at = usize::try_from(index.checked_sub(self.from)?).ok()?;
        let bits = *self.all.get(at)?;
        let kind = match bits >> 30 {
            0 => Kind::Intake,
            1 => Kind::Decision,
            2 => Kind::Appeal,
            _ => return None,
        };
        Some((kind, (bits >> 26 & 15) as usize, (bits & ((1 << 26) - 1)) as usize))
    }
}

/// Eight bytes for a name, so that ten million fit: two in ten million names are taken for one with a
/// chance of 1 in 360,000, and then two merchants count as one witness.
pub(super) fn fingerprint(name: &str) -> u64 {
    let hash = Sha256::digest(name.as_bytes());
    hash.iter().take(8).fold(0, |all, byte| all << 8 | u64::from(*byte))
}
