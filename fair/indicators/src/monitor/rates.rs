//! A rate, monitored: the two-stream e-process of Turner, Ly and Grünwald over blocks of like cases.

use drawbridge_fair_audit::anytime::two_rates::{PRIOR, TwoRates};
use drawbridge_fair_audit::proportions::Count;

use super::At;
use super::blocks::{Blocks, Counted};
use super::seen::Seen;
use super::sequence::{Alarm, Step, Steps};
use crate::cases::{NO_STRATUM, Question, Table};
use crate::plan::{Asked, Yes};

/// The monitor of one rate.
#[derive(Clone, Debug)]
pub(crate) struct RateMonitor {
    pub(crate) id: String,
    pub(crate) topic: usize,
    pub(crate) process: TwoRates,
    pub(crate) alarm: Alarm,
    pub(crate) steps: Steps,
    yes: Yes,
    flag: usize,
    blocks: Blocks<u64>,
    counted: Counted,
    /// Subjects that have had their say: cases that share a fate are one witness, the first.
    heard: Seen,
    seen: [u64; 2],
}

impl RateMonitor {
    pub(super) fn new(asked: &Asked, topic: usize, yes: Yes, flag: usize, alarm: f64) -> Self {
        Self {
            id: asked.id.clone(),
            topic,
            process: TwoRates::new(PRIOR),
            alarm: Alarm::new(alarm),
            steps: Steps::default(),
            yes,
            flag,
            blocks: Blocks::default(),
            counted: Counted::default(),
            heard: Seen::default(),
            seen: [0, 0],
        }
    }

    /// Whether the answer is known as soon as it is told, and does not change.
    pub(super) const fn can(yes: &Yes) -> bool {
        matches!(
            yes,
            Yes::Allowed
                | Yes::Refused
                | Yes::Succeeded { .. }
                | Yes::Flag { .. }
                | Yes::NotFlag { .. }
                | Yes::ByPerson
                | Yes::Reasoned
        )
    }

    pub(super) fn changed(&mut self, table: &Table, row: usize, at: At) {
        if self.counted.has(row) {
            return;
        }
        let Some(case) = table.case(row).filter(|case| case.stratum != NO_STRATUM) else { return };
        let question = Question { yes: &self.yes, flag: self.flag };
        let Some(yes) = question.ask(case.state, case.wait) else { return };
        self.counted.first(row);
        if table.topic.clustered && !self.heard.first(table.cluster[row]) {
            return;
        }
        self.seen[usize::from(!case.outsider)] += 1;
        let Some([out, ins]) = self.blocks.add(case.stratum, case.outsider, u64::from(yes)) else {
            return;
        };
        let (Ok(out), Ok(ins)) = (Count::new(out.sum, out.of), Count::new(ins.sum, ins.of)) else {
            return;
        };
        let log_e = self.process.push(out, ins);
        self.alarm.look(log_e, at.index);
        let [outsiders, insiders] = self.seen;
        let difference = out.rate() - ins.rate();
        self.steps.add(difference, Step { at, outsiders, insiders, difference, log_e });
    }
}
