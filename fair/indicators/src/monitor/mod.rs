//! Monitors that may be looked at after every leaf, in the order of the log.
//!
//! Cases are put in **blocks**: within a stratum, all that came since the last block, as soon as there
//! is one of each side. When a block ends depends on who came, never on what was decided, and the order
//! is the log's, so that nobody can shop for a better one.

mod blocks;
mod cells;
mod means;
mod rates;
mod seen;
mod sequence;
mod waits;

use crate::cases::{Table, place_of_flag};
use crate::plan::{Asked, How, Plan, Quantity};
pub(crate) use cells::CellMonitors;
pub(crate) use means::MeanMonitor;
pub(crate) use rates::RateMonitor;
pub(crate) use sequence::{Step, log_of};
pub(crate) use waits::WaitMonitor;

/// Every monitor.
#[derive(Clone, Debug)]
pub(crate) struct Monitors {
    pub(crate) rates: Vec<RateMonitor>,
    pub(crate) waits: Vec<WaitMonitor>,
    pub(crate) means: Vec<MeanMonitor>,
    pub(crate) cells: CellMonitors,
}

impl Monitors {
    pub(crate) fn of(plan: &Plan) -> Self {
        let alarm = log_of(plan.alpha);
        let (mut rates, mut waits, mut means) = (Vec::new(), Vec::new(), Vec::new());
        for asked in &plan.asked {
            let Some(topic) = topic_of(plan, asked) else { continue };
            let of = &plan.topics[topic];
            match &asked.how {
                How::Rate { yes, .. } if RateMonitor::can(yes) => {
                    let flag = place_of_flag(yes, of);
                    rates.push(RateMonitor::new(asked, topic, yes.clone(), flag, alarm));
                }
                How::Wait { of: Quantity::Mean } => {
                    waits.push(WaitMonitor::new(asked, topic, alarm));
                }
                How::Fee { field, per } | How::Mean { field, per, .. } => {
                    let column = of.numbers.iter().position(|one| one == field);
                    means.extend(column.map(|column| MeanMonitor::new(asked, topic, column, *per)));
                }
                _ => {}
            }
        }
        Self { rates, waits, means, cells: CellMonitors::default() }
    }

    /// A case came in, and stands in this row.
    pub(crate) fn came_in(&mut self, topic: usize, table: &Table, row: usize) {
        for monitor in self.waits.iter_mut().filter(|one| one.topic == topic) {
            monitor.came_in(table, row);
        }
    }

    /// It was decided; it had come in at `came_in`.
    pub(crate) fn decided(
        &mut self,
        topic: usize,
        table: &Table,
        row: usize,
        came_in: i64,
        at: At,
    ) {
        for monitor in self.waits.iter_mut().filter(|one| one.topic == topic) {
            monitor.decided(table, row, came_in, at);
        }
    }

    /// It ended without a decision.
    pub(crate) fn dropped(&mut self, topic: usize, table: &Table, row: usize, came_in: i64) {
        for monitor in self.waits.iter_mut().filter(|one| one.topic == topic) {
            monitor.leaves(table, row, came_in);
        }
    }

    /// Something was told of it.
    pub(crate) fn changed(&mut self, topic: usize, table: &Table, row: usize, at: At) {
        for monitor in self.rates.iter_mut().filter(|one| one.topic == topic) {
            monitor.changed(table, row, at);
        }
        for monitor in self.means.iter_mut().filter(|one| one.topic == topic) {
            monitor.changed(table, row, at);
        }
    }
}

/// Where in the log, and when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At {
    pub(crate) index: u64,
    pub(crate) time: i64,
}

fn topic_of(plan: &Plan, asked: &Asked) -> Option<usize> {
    let name = asked.topic.as_ref()?;
    plan.topics.iter().position(|topic| topic.name == *name)
}
