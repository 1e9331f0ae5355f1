//! A mean, monitored: the differences of blocks of like cases.

use super::At;
use super::blocks::{Blocks, Counted};
use super::seen::Seen;
use super::sequence::{Step, Steps};
use crate::cases::{NO_NUMBER, NO_STRATUM, Table};
use crate::plan::Asked;

/// The monitor of one mean.
#[derive(Clone, Debug)]
pub(crate) struct MeanMonitor {
    pub(crate) id: String,
    pub(crate) topic: usize,
    pub(crate) steps: Steps,
    column: usize,
    per: i64,
    blocks: Blocks<f64>,
    counted: Counted,
    /// Subjects that have had their say: cases that share a fate are one witness, the first.
    heard: Seen,
    seen: [u64; 2],
}

impl MeanMonitor {
    pub(super) fn new(asked: &Asked, topic: usize, column: usize, per: i64) -> Self {
        Self {
            id: asked.id.clone(),
            topic,
            steps: Steps::default(),
            column,
            per,
            blocks: Blocks::default(),
            counted: Counted::default(),
            heard: Seen::default(),
            seen: [0, 0],
        }
    }

    pub(super) fn changed(&mut self, table: &Table, row: usize, at: At) {
        let number = table.numbers[self.column][row];
        if number == NO_NUMBER || self.counted.has(row) {
            return;
        }
        let Some(case) = table.case(row).filter(|case| case.stratum != NO_STRATUM) else { return };
        self.counted.first(row);
        if table.topic.clustered && !self.heard.first(table.cluster[row]) {
            return;
        }
        self.seen[usize::from(!case.outsider)] += 1;
        let value = number as f64 / self.per as f64;
        let Some([out, ins]) = self.blocks.add(case.stratum, case.outsider, value) else { return };
        let difference = out.sum / out.of as f64 - ins.sum / ins.of as f64;
        let [outsiders, insiders] = self.seen;
        self.steps.add(difference, Step { at, outsiders, insiders, difference, log_e: 0.0 });
    }
}
