//! Which probes are fixed, and which of them were opened.

use std::collections::BTreeMap;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::Hash;

use super::What;
use crate::leaf::{ProbeCommit, ProbeReveal};

/// Probes in the order of the log. There are few.
#[derive(Clone, Debug, Default)]
pub(super) struct Probes {
    /// By the leaf that fixes them: the root, and until when they are opened.
    fixed: BTreeMap<u64, (Hash, Timestamp)>,
    /// The leaf that opened one, by the leaf that fixes it.
    opened: BTreeMap<u64, u64>,
}

/// How many probes there are, and how they stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Probed {
    /// That were fixed.
    pub fixed: u64,
    /// That were opened.
    pub opened: u64,
    /// That were not opened in time.
    pub overdue: u64,
    /// The first of these.
    pub first_overdue: Option<u64>,
}

impl Probes {
    /// Takes a probe that is fixed. The same pairs are fixed once: who fixes them again could open whichever
    /// suits, and nobody but their maker knows them.
    pub(super) fn fix(&mut self, index: u64, commit: &ProbeCommit) -> Option<What> {
        let other = self.fixed.iter().find(|(_, (root, _))| *root == commit.root);
        let other = other.map(|(other, _)| *other);
        self.fixed.insert(index, (commit.root, commit.reveal_by));
        other.map(|other| What::FixedTwice { other })
    }

    /// Takes an opening, of which there is one, in time.
    pub(super) fn open(
        &mut self,
        index: u64,
        time: Timestamp,
        reveal: &ProbeReveal,
    ) -> Option<What> {
        let of = reveal.of.index;
        if let Some(by) = self.opened.get(&of) {
            return Some(What::OpenedTwice { of, by: *by });
        }
        self.opened.insert(of, index);
        let late = self.fixed.get(&of).is_some_and(|(_, until)| time > *until);
        late.then_some(What::OpenedLate { of })
    }

    /// How they stand at a moment.
    pub(super) fn count(&self, now: Option<Timestamp>) -> Probed {
        let mut probed = Probed::default();
        for (index, (_, until)) in &self.fixed {
            probed.fixed += 1;
            if self.opened.contains_key(index) {
                probed.opened += 1;
            } else if now.is_some_and(|now| now > *until) {
                probed.overdue += 1;
                probed.first_overdue = probed.first_overdue.or(Some(*index));
            }
        }
        probed
    }
}
