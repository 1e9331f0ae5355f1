//! What a run found, counted.

use std::collections::BTreeMap;

use drawbridge_canon::Currency;
use serde::{Deserialize, Serialize};

use super::ask::Scope;
use super::classify::Class;
use super::join::{Entry, Outcome};
use super::pool::Pool;

/// What a run found. The differences themselves went to the callback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Of which day, wallet and merchant.
    #[serde(flatten)]
    pub scope: Scope,
    /// Rows of ours, those from the pool not counted.
    pub our_rows: u64,
    /// Rows of the bill, those from the pool not counted.
    pub their_rows: u64,
    /// Rows of kinds that are not reconciled ([`RowKind::Other`](drawbridge_canon::pay::RowKind)).
    pub ignored: u64,
    /// Rows of which nothing moved and that one side only knows of: a refund that failed.
    pub void: u64,
    /// Pairs of [`Class::Matched`] of which one half had waited in the pool.
    pub healed: u64,
    /// How often both sides were read to join them; 1 unless memory was short.
    pub passes: u32,
    /// Per class; classes that did not occur are absent.
    pub classes: BTreeMap<Class, Tally>,
    /// What waits for the next day's run.
    pub pool: Pool,
}

/// How many, and how much, of one class.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// How many pairs or single rows.
    pub count: u64,
    /// How much, per currency. If the currencies of a pair differ, each is counted in its own.
    pub sums: BTreeMap<Currency, Sums>,
}

/// Sums of one currency: amounts in minor units, fees in millionths of the major unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// Paid by buyers, as we have it.
    pub our_paid: u128,
    /// Given back to buyers, as we have it.
    pub our_refunded: u128,
    /// Fees on payments less fees given back, as we have it.
    pub our_fee_micro: i128,
    /// Paid by buyers, as the wallet has it.
    pub their_paid: u128,
    /// Given back to buyers, as the wallet has it.
    pub their_refunded: u128,
    /// Fees on payments less fees given back, as the wallet has it.
    pub their_fee_micro: i128,
}

impl Report {
    pub(super) fn new(scope: Scope) -> Self {
        Self {
            scope,
            our_rows: 0,
            their_rows: 0,
            ignored: 0,
            void: 0,
            healed: 0,
            passes: 0,
            classes: BTreeMap::new(),
            pool: Pool::default(),
        }
    }

    /// How many of a class.
    pub fn count(&self, class: Class) -> u64 {
        self.classes.get(&class).map_or(0, |tally| tally.count)
    }

    /// How many differences.
    pub fn differences(&self) -> u64 {
        Class::ALL.into_iter().filter(|class| class.is_difference()).map(|c| self.count(c)).sum()
    }

    /// Whether the day agrees: no difference, though rows may wait in the pool.
    pub fn is_clean(&self) -> bool {
        self.differences() == 0
    }

    pub(super) fn tally(&mut self, class: Class, outcome: &Outcome) {
        let tally = self.classes.entry(class).or_default();
        tally.count += 1;
        let waited = [outcome.ours, outcome.theirs].iter().flatten().any(Entry::is_pooled);
        self.healed += u64::from(class == Class::Matched && waited);
        // No sum can overflow: 2³² rows of 2⁶⁴ minor units are less than 2¹²⁸.
        if let Some(row) = outcome.ours {
            let sums = tally.sums.entry(row.currency).or_default();
            let Sums { our_paid, our_refunded, our_fee_micro, .. } = sums;
            add(&row, our_paid, our_refunded, our_fee_micro);
        }
        if let Some(row) = outcome.theirs {
            let sums = tally.sums.entry(row.currency).or_default();
            let Sums { their_paid, their_refunded, their_fee_micro, .. } = sums;
            add(&row, their_paid, their_refunded, their_fee_micro);
        }
    }
}

fn add(row: &Entry, paid: &mut u128, refunded: &mut u128, fee_micro: &mut i128) {
    if row.goes_back() {
        *refunded += u128::from(row.amount);
        *fee_micro -= i128::from(row.fee_micro);
    } else {
        *paid += u128::from(row.amount);
        *fee_micro += i128::from(row.fee_micro);
    }
}
