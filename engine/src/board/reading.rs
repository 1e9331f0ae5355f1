//! An audit of the leaves before an index, which goes on when there are more.

use drawbridge_canon::Timestamp;
use drawbridge_fair_indicators::found::{Leaves, Period};
use drawbridge_fair_indicators::plan::Plan;
use drawbridge_fair_indicators::{Auditor, Shown};
use drawbridge_fair_record::Leaf;
use drawbridge_fair_report::history::History;

use super::BoardError;
use crate::store::{PAGE_LIMIT, Store};

/// What was read for the reports on a period.
pub(super) struct Reading {
    pub(super) period: (Timestamp, Timestamp),
    /// The first leaf that was not read.
    next: u64,
    pub(super) auditor: Auditor,
    pub(super) history: History,
}

impl Reading {
    /// Nothing is read yet.
    pub(super) fn begin(
        own: &[String],
        (from, to): (Timestamp, Timestamp),
    ) -> Result<Self, BoardError> {
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        let since = |time: Timestamp| u64::try_from(time.0).map_err(|_| BoardError::Period);
        let period = Period { from: since(from)?, to: since(to)? };
        let auditor = Auditor::new(Plan::standard(&own), period, Leaves { from: 0, to: 0 })?;
        Ok(Self { period: (from, to), next: 0, auditor, history: History::default() })
    }

    /// Whether going on with it comes to the report on a period at a size.
    pub(super) fn leads_to(&self, period: (Timestamp, Timestamp), size: u64) -> bool {
        self.period == period && self.next <= size
    }

    /// Reads on, up to an index. What the store failed to give can be asked for again: until then what was
    /// read is whole. After any other error it is not, and is not gone on with.
    pub(super) async fn go_on(&mut self, store: &dyn Store, to: u64) -> Result<(), BoardError> {
        self.auditor.reach(to)?;
        while self.next < to {
            let leaves = store.opened_leaves(self.next, PAGE_LIMIT).await?;
            let Some(last) = leaves.last() else { break };
            let next = last.index + 1;
            for row in leaves.iter().filter(|row| row.index < to) {
                let bad = |why| BoardError::Leaf { index: row.index, why };
                let leaf = Leaf::read(&row.body).map_err(bad)?;
                let opening = row.opening.as_deref().filter(|_| !leaf.committed().is_empty());
                let shown = opening.map_or(Shown::Nothing, Shown::Opening);
                self.auditor.take(row.index, &row.body, shown)?;
                self.history.take(row.index, &leaf);
            }
            self.next = next.min(to);
        }
        Ok(())
    }
}
