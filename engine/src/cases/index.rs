//! Which leaves belong to which case, kept in memory and made from the leaves alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use drawbridge_canon::Timestamp;
use drawbridge_fair_record::leaf::{Body, End, Verdict};
use drawbridge_fair_record::{Gate, Leaf};

use super::Filter;
use crate::store::{PAGE_LIMIT, Store, StoreError};

/// How many leaves are looked at, the newest ones. Some hundred bytes each are kept in memory; older
/// cases are found by the index of their intake, and listed nowhere.
pub const WINDOW: u64 = 200_000;

/// How a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not decided.
    Pending,
    /// Decided so.
    Decided(Verdict),
    /// Decided, and another decision is asked for.
    Appealed,
    /// Over, without a decision or after it.
    Ended(End),
}

impl State {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Decided(verdict) => verdict.name(),
            Self::Appealed => "appealed",
            Self::Ended(end) => end.name(),
        }
    }

    /// The state of this name.
    pub fn parse(name: &str) -> Option<Self> {
        let verdicts = [Verdict::Allow, Verdict::Restrict, Verdict::Refuse].map(Self::Decided);
        let ends = [End::Lifted, End::Expired, End::Withdrawn].map(Self::Ended);
        let all = [Self::Pending, Self::Appealed].into_iter().chain(verdicts).chain(ends);
        all.into_iter().find(|state| state.name() == name)
    }
}

/// What is kept of a case.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) intake: u64,
    pub(super) time: Timestamp,
    pub(super) gate: Gate,
    /// The few names there are, each once.
    pub(super) action: Arc<str>,
    pub(super) subject: String,
    pub(super) state: State,
    pub(super) leaves: Vec<u64>,
}

/// The newest cases.
#[derive(Default)]
pub(super) struct Index {
    /// The first leaf that was not looked at.
    next: u64,
    cases: BTreeMap<u64, Entry>,
    /// To which intake a leaf belongs.
    of: BTreeMap<u64, u64>,
    actions: BTreeMap<String, Arc<str>>,
}

impl Index {
    /// Looks at what came since.
    pub(super) async fn follow(
        &mut self,
        store: &dyn Store,
        window: u64,
    ) -> Result<(), StoreError> {
        let count = store.leaf_count().await?;
        self.next = self.next.max(count.saturating_sub(window));
        self.forget(count.saturating_sub(window));
        while self.next < count {
            let leaves = store.leaves(self.next, PAGE_LIMIT).await?;
            let Some((last, _)) = leaves.last() else { break };
            self.next = last + 1;
            for (at, bytes) in leaves {
                self.take_bytes(at, &bytes);
            }
        }
        Ok(())
    }

    pub(super) fn take_bytes(&mut self, at: u64, bytes: &[u8]) {
        match Leaf::read(bytes) {
            Ok(leaf) => self.take(at, leaf),
            Err(error) => tracing::warn!(leaf = at, %error, "a leaf is no record"),
        }
    }

    fn take(&mut self, at: u64, leaf: Leaf) {
        let (of, state) = match leaf.body {
            Body::Intake(intake) => {
                let known = self.actions.get(&intake.action).cloned();
                let action = known.unwrap_or_else(|| Arc::from(&*intake.action));
                self.actions.insert(intake.action, action.clone());
                let (time, gate, subject) = (leaf.time, leaf.gate, intake.subject);
                let (state, leaves) = (State::Pending, vec![at]);
                let entry = Entry { intake: at, time, gate, action, subject, state, leaves };
                self.cases.insert(at, entry);
                self.of.insert(at, at);
                return;
            }
            Body::Decision(decision) => (decision.intake, State::Decided(decision.verdict)),
            Body::Appeal(appeal) => (appeal.of, State::Appealed),
            Body::Outcome(outcome) => (outcome.of, State::Ended(outcome.end)),
            _ => return,
        };
        let intake = self.of.get(&of.index).copied();
        let Some(entry) = intake.and_then(|intake| self.cases.get_mut(&intake)) else { return };
        entry.leaves.push(at);
        // That a decision was carried out changes nothing about it.
        if state != State::Ended(End::Applied) {
            entry.state = state;
        }
        self.of.insert(at, entry.intake);
    }

    /// Forgets cases that came in before a leaf.
    fn forget(&mut self, before: u64) {
        let kept = self.cases.split_off(&before);
        for entry in std::mem::replace(&mut self.cases, kept).into_values() {
            for leaf in entry.leaves {
                self.of.remove(&leaf);
            }
        }
    }

    pub(super) fn case(&self, intake: u64) -> Option<Entry> {
        self.cases.get(&intake).cloned()
    }

    /// The newest cases before an index that fit, and where to go on.
    pub(super) fn newest(
        &self,
        filter: &Filter,
        before: Option<u64>,
        limit: usize,
    ) -> (Vec<Entry>, Option<u64>) {
        let fits = |entry: &&Entry| {
            filter.gate.is_none_or(|gate| entry.gate == gate)
                && filter.action.as_deref().is_none_or(|action| *entry.action == *action)
                && filter.state.is_none_or(|state| entry.state == state)
        };
        let older = self.cases.range(..before.unwrap_or(u64::MAX)).rev().map(|(_, entry)| entry);
        let mut fitting = older.filter(fits);
        let found: Vec<Entry> = fitting.by_ref().take(limit).cloned().collect();
        let next = found.last().filter(|_| fitting.next().is_some()).map(|entry| entry.intake);
        (found, next)
    }
}
