//! Waits, monitored: the safe log-rank test, decision by decision in the order of the log.
//!
//! A decision is compared with those who were waiting in its **cohort**: cases of its stratum that came
//! in on the same Beijing day. So all of them have waited about as long, and a side that came in later
//! is not taken for one that is decided sooner.

use std::collections::BTreeMap;

use drawbridge_fair_audit::anytime::log_rank::SafeLogRank;

use super::At;
use super::sequence::{Alarm, Step};
use crate::cases::{NO_STRATUM, Side, Table, day_of};
use crate::plan::Asked;

/// The alternative that is bet on: outsiders wait half as long again.
const SLOWER: f64 = 2.0 / 3.0;

/// The most points that are kept.
const POINTS: usize = 512;

/// The monitor of the waits of one topic.
#[derive(Clone, Debug)]
pub(crate) struct WaitMonitor {
    pub(crate) id: String,
    pub(crate) topic: usize,
    pub(crate) process: SafeLogRank,
    pub(crate) alarm: Alarm,
    pub(crate) points: Vec<Step>,
    stride: u64,
    decisions: u64,
    waiting: BTreeMap<(i64, u32), [u64; 2]>,
    seen: [u64; 2],
}

impl WaitMonitor {
    pub(super) fn new(asked: &Asked, topic: usize, alarm: f64) -> Self {
        Self {
            id: asked.id.clone(),
            topic,
            process: SafeLogRank::new(SLOWER),
            alarm: Alarm::new(alarm),
            points: Vec::new(),
            stride: 1,
            decisions: 0,
            waiting: BTreeMap::new(),
            seen: [0, 0],
        }
    }

    pub(super) fn came_in(&mut self, table: &Table, row: usize) {
        let Some((cohort, outsider)) = cohort(table, row, table.clock[row]) else { return };
        self.waiting.entry(cohort).or_default()[usize::from(!outsider)] += 1;
    }

    pub(super) fn decided(&mut self, table: &Table, row: usize, came_in: i64, at: At) {
        let Some((cohort, outsider)) = cohort(table, row, came_in) else { return };
        let Some([out, ins]) = self.waiting.get(&cohort).copied() else { return };
        let log_e = self.process.push(outsider, out, ins);
        self.alarm.look(log_e, at.index);
        self.leaves(table, row, came_in);
        self.seen[usize::from(!outsider)] += 1;
        self.decisions += 1;
        if self.decisions.is_multiple_of(self.stride) {
            let [outsiders, insiders] = self.seen;
            self.points.push(Step { at, outsiders, insiders, difference: 0.0, log_e });
        }
        if self.points.len() == 2 * POINTS {
            let mut keep = [false, true].into_iter().cycle();
            self.points.retain(|_| keep.next().unwrap_or(true));
            self.stride *= 2;
        }
    }

    /// It waits no longer.
    pub(super) fn leaves(&mut self, table: &Table, row: usize, came_in: i64) {
        let Some((cohort, outsider)) = cohort(table, row, came_in) else { return };
        let Some(waiting) = self.waiting.get_mut(&cohort) else { return };
        let mine = &mut waiting[usize::from(!outsider)];
        *mine = mine.saturating_sub(1);
        if *waiting == [0, 0] {
            self.waiting.remove(&cohort);
        }
    }
}

/// The cohort of a case, and whether it is an outsider's; none if it does not count.
fn cohort(table: &Table, row: usize, came_in: i64) -> Option<((i64, u32), bool)> {
    let state = table.state[row];
    let outsider = match state.side() {
        Side::Outsider => true,
        Side::Insider => false,
        Side::Unknown => return None,
    };
    let stratum = table.stratum[row];
    let counts = stratum != NO_STRATUM && !table.is_carried(row);
    counts.then_some(((day_of(came_in), stratum), outsider))
}
