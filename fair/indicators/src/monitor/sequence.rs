//! How a monitor stood while the log grew, in few enough points.

use super::At;

/// How many blocks are taken one by one before they are taken two by two, and so on.
const GROUPS: usize = 512;

/// One value of a sequence: the mean difference of a group of blocks, and how all stood after it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) at: At,
    pub(crate) outsiders: u64,
    pub(crate) insiders: u64,
    pub(crate) difference: f64,
    pub(crate) log_e: f64,
}

impl PartialEq for At {
    fn eq(&self, other: &Self) -> bool {
        (self.index, self.time) == (other.index, other.time)
    }
}

/// Differences of blocks in groups that grow: 512 of one, 512 of two, 512 of four. How large the next
/// group is depends on how many came before and on nothing else, so the sequence of their means is as
/// good as that of the blocks, and ten million blocks leave some eight thousand values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Steps {
    pub(crate) all: Vec<Step>,
    sum: f64,
    blocks: u64,
}

impl Steps {
    /// The difference of one more block.
    pub(super) fn add(&mut self, difference: f64, now: Step) {
        self.sum += difference;
        self.blocks += 1;
        let size = 1_u64 << (self.all.len() / GROUPS).min(40);
        if self.blocks == size {
            self.all.push(Step { difference: self.sum / size as f64, ..now });
            (self.sum, self.blocks) = (0.0, 0);
        }
    }
}

/// An e-value's largest, and where it first was an alarm.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Alarm {
    /// The logarithm of one over alpha.
    level: f64,
    pub(crate) largest: f64,
    pub(crate) first: Option<u64>,
}

impl Alarm {
    pub(super) const fn new(level: f64) -> Self {
        Self { level, largest: 0.0, first: None }
    }

    pub(super) fn look(&mut self, log_e: f64, index: u64) {
        self.largest = self.largest.max(log_e);
        if log_e >= self.level && self.first.is_none() {
            self.first = Some(index);
        }
    }
}

/// The logarithm of one over a level in parts in a million.
pub(crate) fn log_of(alpha: i64) -> f64 {
    libm::log(crate::plan::MILLION as f64 / alpha as f64)
}
