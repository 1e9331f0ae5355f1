//! The audit: leaves in, one after another; indicators out.

use drawbridge_fair_record::LeafError;

use crate::cases::{Cases, MAX_ROWS, Table};
use crate::found::{Audit, Basis, Grounds, Leaves, Missing, Period};
use crate::judge;
use crate::measure::{Levels, Measures, cells, fraction, margin_of, sequences};
use crate::plan::{Plan, PlanError, unknown};
use crate::read::{FieldNames, Shown, read, read_strictly};

/// Why leaves cannot be audited.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuditorError {
    /// The plan cannot be followed.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The period ends before it begins, or the range does.
    #[error("the period or the range of leaves ends before it begins")]
    Backwards,
    /// A leaf was left out, told twice or is outside of the range: the next one must be given.
    #[error("leaf {got} was given where leaf {expected} is the next")]
    NotNext {
        /// The next one.
        expected: u64,
        /// The one that was given.
        got: u64,
    },
    /// The leaves end before the range does.
    #[error("the leaves end before {0}: the range has a gap at its end")]
    Ended(u64),
    /// A leaf or its opening cannot be read.
    #[error("leaf {index}: {why}")]
    Leaf {
        /// Its index.
        index: u64,
        /// Why not.
        why: LeafError,
    },
    /// More cases of one topic than can be told apart.
    #[error("more than {MAX_ROWS} cases of one topic: audit a shorter period")]
    TooMany,
}

/// An audit that is under way.
#[derive(Clone, Debug)]
pub struct Auditor {
    plan: Plan,
    plan_sha256: String,
    names: FieldNames,
    period: Period,
    range: Leaves,
    next: u64,
    cases: Cases,
    /// Whether the quick reader may read.
    quick: bool,
}

impl Auditor {
    /// An audit of the leaves of `range`, all of which must be given, about `period`. The range may
    /// begin before the period, so that older cases are known which are still pending in it.
    pub fn new(plan: Plan, period: Period, range: Leaves) -> Result<Self, AuditorError> {
        plan.check()?;
        if period.to <= period.from || range.to < range.from {
            return Err(AuditorError::Backwards);
        }
        let names = FieldNames::of(&plan);
        let cases = Cases::new(&plan, &names, period, range);
        let plan_sha256 = plan.sha256()?;
        Ok(Self { plan, plan_sha256, names, period, range, next: range.from, cases, quick: true })
    }

    /// The same, reading every leaf by the reader of records alone: slower, and the same to the byte.
    #[must_use]
    pub fn strictly(self) -> Self {
        Self { quick: false, ..self }
    }

    /// Takes the next leaf, with what opens its commitments. That the bytes stand in the log under this
    /// index is what the verification of the log shows, not this.
    pub fn take(&mut self, index: u64, leaf: &[u8], shown: Shown<'_>) -> Result<(), AuditorError> {
        if index != self.next || index >= self.range.to {
            return Err(AuditorError::NotNext { expected: self.next, got: index });
        }
        let cases = &mut self.cases;
        let take = |line: &crate::read::Line<'_>| cases.take(index, line);
        let read = if self.quick {
            read(leaf, shown, &self.names, take)
        } else {
            read_strictly(leaf, shown, &self.names, take)
        };
        read.map_err(|why| AuditorError::Leaf { index, why })?;
        self.next += 1;
        let full = self.cases.tables.iter().any(|table| table.state.len() >= MAX_ROWS);
        if full { Err(AuditorError::TooMany) } else { Ok(()) }
    }

    /// The range goes on to a later leaf: what has been taken need not be taken again.
    pub fn reach(&mut self, to: u64) -> Result<(), AuditorError> {
        if to < self.next {
            return Err(AuditorError::Backwards);
        }
        self.range.to = to;
        Ok(())
    }

    /// Ends the period, and computes everything.
    pub fn finish(mut self) -> Result<Audit, AuditorError> {
        if self.next != self.range.to {
            return Err(AuditorError::Ended(self.range.to));
        }
        self.cases.close();
        let levels = Levels::of(&self.plan);
        let mut measures = Measures::new(&self.plan, &self.cases);
        let mut indicators: Vec<_> =
            self.plan.asked.iter().map(|asked| measures.measure(asked)).collect();
        let mut series = measures.series;
        let margin = |id: &str| margin_of(&self.plan, id);
        series.sequences = sequences(&self.cases.monitors, levels, margin);
        series.cells = cells(&self.cases, levels);
        series.grounds = self.grounds();
        judge::verdicts(&self.plan, &mut indicators, levels);
        let alarms = judge::monitors(&self.cases, &mut indicators, &series.sequences, levels);
        let basis = self.basis();
        Ok(Audit { basis, indicators, unknown: unknown(), series, alarms })
    }

    fn grounds(&self) -> Vec<Grounds> {
        let one = |(rule, counts): (&String, &[u64; 3])| Grounds {
            rule: rule.clone(),
            unknown: counts[0],
            outsiders: counts[1],
            insiders: counts[2],
        };
        self.cases.rules.iter().map(one).collect()
    }

    fn basis(self) -> Basis {
        let tables = &self.cases.tables;
        let mut missing = Missing {
            false_openings: self.cases.false_openings,
            strangers: self.cases.strangers,
            ..Missing::default()
        };
        for table in tables {
            missing.side += table.missing.side;
            missing.strata += table.missing.strata;
        }
        let states = || tables.iter().flat_map(Table::states);
        Basis {
            leaves: self.range,
            period: self.period,
            plan_sha256: self.plan_sha256,
            alpha: fraction(self.plan.alpha),
            power: fraction(self.plan.power),
            cases: states().count() as u64,
            pending: states().filter(|(state, _)| state.is_pending()).count() as u64,
            headline: self.plan.headline,
            missing,
        }
    }
}
