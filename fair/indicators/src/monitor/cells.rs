//! Each camp in each category on each surface, monitored: whether it is allowed as insiders are.

use drawbridge_fair_audit::anytime::two_rates::{PRIOR, TwoRates};
use drawbridge_fair_audit::proportions::Count;
use drawbridge_fair_record::leaf::Verdict;

use super::seen::Seen;
use crate::cases::{CellNames, NO_STRATUM, Table};

/// All of them, by the number of the cell.
#[derive(Clone, Debug, Default)]
pub(crate) struct CellMonitors {
    pub(crate) all: Vec<CellMonitor>,
    /// By the cell and the subject.
    heard: Seen,
}

/// One of them. That of insiders counts only; those of camps bet besides.
#[derive(Clone, Debug)]
pub(crate) struct CellMonitor {
    pub(crate) yes: u64,
    pub(crate) of: u64,
    pub(crate) process: TwoRates,
    /// The camps that are compared with these insiders.
    camps: Vec<u32>,
    /// Of a camp: outsiders and insiders since its last block.
    block: [[u64; 2]; 2],
}

impl CellMonitor {
    const fn new() -> Self {
        Self { yes: 0, of: 0, process: TwoRates::new(PRIOR), camps: Vec::new(), block: [[0; 2]; 2] }
    }

    fn count(&mut self, half: usize, yes: bool) {
        self.block[half][0] += u64::from(yes);
        self.block[half][1] += 1;
        let [out, ins] = self.block.map(|[yes, of]| Count::new(yes, of));
        if let (Ok(out), Ok(ins)) = (out, ins) {
            self.process.push(out, ins);
            self.block = [[0; 2]; 2];
        }
    }
}

impl CellMonitors {
    /// The case in this row was decided.
    pub(crate) fn decided(&mut self, table: &Table, row: usize, names: &CellNames) {
        let number = table.cell[row];
        let (Some(verdict), false) = (table.state[row].verdict(), number == NO_STRATUM) else {
            return;
        };
        if table.is_carried(row) {
            return;
        }
        // Cases that share a fate are one witness, the first.
        if table.topic.clustered {
            // Fingerprints are random, and so is the sum of one and the number's own bits.
            let own = u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            if !self.heard.first(table.cluster[row].wrapping_add(own)) {
                return;
            }
        }
        while let Some(cell) = names.all.get(self.all.len()) {
            let new = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
            if cell.base != new
                && let Some(base) = self.all.get_mut(cell.base as usize)
            {
                base.camps.push(new);
            }
            self.all.push(CellMonitor::new());
        }
        let yes = verdict == Verdict::Allow;
        let Some(mine) = self.all.get_mut(number as usize) else { return };
        mine.yes += u64::from(yes);
        mine.of += 1;
        if names.all.get(number as usize).is_some_and(|cell| cell.base != number) {
            mine.count(0, yes);
            return;
        }
        let camps = std::mem::take(&mut mine.camps);
        for camp in &camps {
            if let Some(camp) = self.all.get_mut(*camp as usize) {
                camp.count(1, yes);
            }
        }
        if let Some(mine) = self.all.get_mut(number as usize) {
            mine.camps = camps;
        }
    }
}
