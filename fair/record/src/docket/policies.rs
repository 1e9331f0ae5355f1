//! Which policies were published, and which of them is the one in force.

use super::What;
use crate::leaf::{Gate, Policy};

/// Publications in the order of the log. There are few.
#[derive(Clone, Debug, Default)]
pub(super) struct Policies(Vec<Published>);

#[derive(Clone, Debug)]
struct Published {
    index: u64,
    gate: Gate,
    effective: u64,
    replaces: Option<u64>,
}

impl Policies {
    /// Takes a publication; says if it stands beside another instead of following it. There is one
    /// standard for all, so at any gate one policy at most is the last.
    pub(super) fn publish(&mut self, index: u64, gate: Gate, policy: &Policy) -> Option<What> {
        let replaces = policy.replaces.map(|earlier| earlier.index);
        let beside = self.0.iter().find(|other| {
            let rivals = overlap(other.gate, gate) && Some(other.index) != replaces;
            rivals && !self.0.iter().any(|later| later.replaces == Some(other.index))
        });
        // What is replaced a second time has two successors.
        let twice = self.0.iter().find(|other| {
            other.replaces.is_some() && other.replaces == replaces && overlap(other.gate, gate)
        });
        let other = beside.or(twice).map(|other| other.index);
        self.0.push(Published { index, gate, effective: policy.effective_index, replaces });
        other.map(|other| What::Beside { other })
    }

    /// The publication that had replaced `policy` at this gate before `index`.
    pub(super) fn successor(&self, policy: u64, gate: Gate, index: u64) -> Option<u64> {
        let follows = |later: &&Published| {
            later.replaces == Some(policy) && later.effective <= index && overlap(later.gate, gate)
        };
        self.0.iter().find(follows).map(|later| later.index)
    }
}

fn overlap(one: Gate, other: Gate) -> bool {
    one == other || one == Gate::All || other == Gate::All
}
