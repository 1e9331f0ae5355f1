//! The cases of one topic, column by column.

use std::collections::BTreeMap;

use super::dictionary::Dictionary;
use super::state::{Bit, Side, State};
use crate::found::{Leaves, Missing};
use crate::plan::Topic;

/// The stratum of a case whose strata are not all told.
pub(crate) const NO_STRATUM: u32 = u32::MAX;

/// A number that is not told: no leaf holds so small a one.
pub(crate) const NO_NUMBER: i64 = i64::MIN;

/// The cases of one topic.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) topic: Topic,
    pub(crate) state: Vec<State>,
    /// While a case is pending the time of its intake, afterwards its wait; in milliseconds. Once the
    /// period has ended it is the wait of all.
    pub(crate) clock: Vec<i64>,
    pub(crate) stratum: Vec<u32>,
    /// The cell of the board, or [`NO_STRATUM`].
    pub(crate) cell: Vec<u32>,
    /// Who it is, or which ranking: only where cases share a fate.
    pub(crate) cluster: Vec<u64>,
    /// A column for each number of the topic.
    pub(crate) numbers: Vec<Vec<i64>>,
    /// The strata, by number.
    pub(crate) strata: Dictionary,
    /// When refusals were made that may be lifted; the wait once they are.
    pub(crate) refused: BTreeMap<u32, Refusal>,
    /// Appeals: the row, the wait so far or until it was decided, and whether it was.
    pub(crate) appeals: Vec<(u32, i64, bool)>,
    /// The first and the last leaf.
    pub(crate) leaves: Option<Leaves>,
    pub(crate) missing: Missing,
}

/// A refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It holds since then.
    Since(i64),
    /// It was lifted after so many milliseconds.
    Lifted(i64),
}

/// A case that counts: of the period, on a known side.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case {
    pub(crate) row: usize,
    pub(crate) outsider: bool,
    pub(crate) stratum: u32,
    pub(crate) state: State,
    pub(crate) wait: i64,
}

impl Table {
    pub(crate) fn new(topic: Topic) -> Self {
        Self {
            numbers: vec![Vec::new(); topic.numbers.len()],
            topic,
            state: Vec::new(),
            clock: Vec::new(),
            stratum: Vec::new(),
            cell: Vec::new(),
            cluster: Vec::new(),
            strata: Dictionary::default(),
            refused: BTreeMap::new(),
            appeals: Vec::new(),
            leaves: None,
            missing: Missing::default(),
        }
    }

    /// Whether cases need to know who they are of.
    pub(crate) const fn has_clusters(&self) -> bool {
        self.topic.clustered || self.topic.query.is_some()
    }

    /// That a leaf told of a case of this topic.
    pub(crate) fn touched(&mut self, index: u64) {
        let from = self.leaves.map_or(index, |leaves| leaves.from);
        self.leaves = Some(Leaves { from, to: index + 1 });
    }

    /// The cases of the period whose side is known.
    pub(crate) fn cases(&self) -> impl Iterator<Item = Case> + '_ {
        (0..self.state.len()).filter_map(|row| self.case(row))
    }

    /// One of them.
    pub(crate) fn case(&self, row: usize) -> Option<Case> {
        let state = self.state[row];
        let outsider = match state.side() {
            Side::Outsider => true,
            Side::Insider => false,
            Side::Unknown => return None,
        };
        (!state.has(Bit::Carried)).then(|| Case {
            row,
            outsider,
            stratum: self.stratum[row],
            state,
            wait: self.clock[row],
        })
    }

    /// Whether it came in before the period.
    pub(crate) fn is_carried(&self, row: usize) -> bool {
        self.state[row].has(Bit::Carried)
    }

    /// The cases of the period, whatever their side.
    pub(crate) fn states(&self) -> impl Iterator<Item = (State, i64)> + '_ {
        let all = self.state.iter().copied().zip(self.clock.iter().copied());
        all.filter(|(state, _)| !state.has(Bit::Carried))
    }

    /// Ends the period: what is pending has waited until `end`.
    pub(crate) fn close(&mut self, end: i64) {
        for (state, clock) in self.state.iter().zip(&mut self.clock) {
            if state.is_pending() {
                *clock = end - *clock;
            }
        }
        for refusal in self.refused.values_mut() {
            if let Refusal::Since(time) = refusal {
                *refusal = Refusal::Since(end - *time);
            }
        }
    }
}
