//! Blocks of like cases, one of each side at least.

/// What a side of a block has: how many yes, and how many; or a sum, and how many.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Half<T> {
    pub(super) sum: T,
    pub(super) of: u64,
}

/// The blocks that are still open, by stratum.
#[derive(Clone, Debug, Default)]
pub(super) struct Blocks<T> {
    open: Vec<[Half<T>; 2]>,
}

impl<T: Copy + Default + std::ops::AddAssign> Blocks<T> {
    /// Adds a case to its stratum's block; the block, outsiders first, if both sides are in it now.
    pub(super) fn add(&mut self, stratum: u32, outsider: bool, value: T) -> Option<[Half<T>; 2]> {
        let at = usize::try_from(stratum).ok()?;
        if self.open.len() <= at {
            self.open.resize(at + 1, [Half::default(); 2]);
        }
        let block = &mut self.open[at];
        let half = &mut block[usize::from(!outsider)];
        half.sum += value;
        half.of += 1;
        let full = block[0].of > 0 && block[1].of > 0;
        full.then(|| std::mem::take(block))
    }
}

/// Which rows have been counted, in a bit each.
#[derive(Clone, Debug, Default)]
pub(super) struct Counted(Vec<u64>);

impl Counted {
    /// Whether it is counted for the first time.
    pub(super) fn first(&mut self, row: usize) -> bool {
        let (at, bit) = (row / 64, 1 << (row % 64));
        if self.0.len() <= at {
            self.0.resize(at + 1, 0);
        }
        let new = self.0[at] & bit == 0;
        self.0[at] |= bit;
        new
    }

    /// Whether it has been counted.
    pub(super) fn has(&self, row: usize) -> bool {
        self.0.get(row / 64).is_some_and(|bits| bits >> (row % 64) & 1 == 1)
    }
}
