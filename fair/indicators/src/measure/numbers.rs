//! The numbers of cases, by stratum and side.

use drawbridge_fair_audit::durations::Samples;
use drawbridge_fair_audit::durations::quantile::{order_limits, quantile};
use drawbridge_fair_audit::durations::welch::Welch;
use drawbridge_fair_audit::proportions::Interval;

use super::tools::{Levels, estimate};

use crate::cases::{NO_NUMBER, NO_STRATUM, Table};
use crate::found::Indicator;

/// A field and how many of its units make one of the indicator's.
pub(super) type Field<'a> = (&'a str, i64);

/// The values of one stratum: outsiders' and insiders'.
pub(super) type Sides = [Vec<f64>; 2];

/// The values of each stratum. What is missing is counted; cases that are pending lack nothing yet.
pub(super) fn by_stratum(
    table: &Table,
    (field, per): Field<'_>,
    found: &mut Indicator,
) -> Vec<Sides> {
    let mut strata: Vec<Sides> = vec![Sides::default(); table.strata.len()];
    let Some(column) = table.topic.numbers.iter().position(|one| one == field) else {
        return strata;
    };
    for case in table.cases().filter(|case| case.stratum != NO_STRATUM) {
        let number = table.numbers[column][case.row];
        if number == NO_NUMBER {
            found.missing.value += u64::from(!case.state.is_pending());
            continue;
        }
        let side = usize::from(!case.outsider);
        strata[case.stratum as usize][side].push(number as f64 / per as f64);
    }
    strata
}

/// All strata thrown together.
pub(super) fn together(strata: &[Sides]) -> Sides {
    let side = |at: usize| {
        let mut all = Vec::with_capacity(strata.iter().map(|one| one[at].len()).sum());
        for one in strata {
            all.extend_from_slice(&one[at]);
        }
        all
    };
    [side(0), side(1)]
}

/// The strata that have both sides, with their names.
pub(super) fn samples(table: &Table, strata: &[Sides]) -> Vec<(String, Samples)> {
    let one = |(at, sides): (u32, &Sides)| {
        let samples = Samples::new(&sides[0], &sides[1]).ok()?;
        Some((table.strata.name(at).to_owned(), samples))
    };
    (0_u32..).zip(strata).filter_map(one).collect()
}

/// Each side's quantile, with the limits that hold for any distribution: two of its values, by rank.
pub(super) fn tell_limits(found: &mut Indicator, all: &Samples, (p, levels): (f64, Levels)) {
    for (name, side) in [("outsiders", all.outsiders()), ("insiders", all.insiders())] {
        let limits = order_limits(side, p, levels.level);
        let within = Interval {
            low: limits.low.unwrap_or(f64::NEG_INFINITY),
            high: limits.high.unwrap_or(f64::INFINITY),
        };
        found.further.extend(estimate(name, quantile(side, p), within, levels.level));
    }
}

/// How many outsiders and insiders a sample has.
pub(super) fn sizes(samples: &Samples) -> [f64; 2] {
    [samples.outsiders().len() as f64, samples.insiders().len() as f64]
}

/// What a stratum of so many outsiders and insiders weighs.
pub(super) const fn weight(outsiders: f64, insiders: f64) -> f64 {
    outsiders * insiders / (outsiders + insiders)
}

/// A mean of differences within strata, each weighing as its cases compare: nm / (n + m).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pooled {
    weights: f64,
    sum: f64,
    variance: f64,
    /// The squares of the parts of the variance, each over its degrees of freedom.
    doubt: f64,
}

impl Pooled {
    /// Adds a stratum's difference with its standard error.
    pub(super) fn add(&mut self, samples: &Samples, difference: f64, error: f64) {
        let [n, m] = sizes(samples);
        self.add_weighing(weight(n, m), difference, error);
    }

    /// The same of a difference of means whose error is itself estimated.
    pub(super) fn add_welch(&mut self, samples: &Samples, gap: Welch) {
        let [n, m] = sizes(samples);
        let weight = weight(n, m);
        self.add_weighing(weight, gap.difference, gap.error);
        let part = weight * weight * gap.error * gap.error;
        self.doubt += part * part / gap.df;
    }

    /// Satterthwaite's degrees of freedom; infinite if no error is estimated.
    pub(super) fn df(self) -> f64 {
        if self.doubt > 0.0 { self.variance * self.variance / self.doubt } else { f64::INFINITY }
    }

    /// The same of a stratum with this weight.
    pub(super) fn add_weighing(&mut self, weight: f64, difference: f64, error: f64) {
        self.weights += weight;
        self.sum += weight * difference;
        self.variance += weight * weight * error * error;
    }

    /// The mean, with its standard error; none if no stratum was added.
    pub(super) fn total(self) -> Option<(f64, f64)> {
        (self.weights > 0.0).then(|| (self.sum / self.weights, self.variance.sqrt() / self.weights))
    }
}
