//! Large-sample tests that two rates are equal. `None` where all or none succeeded.

use super::Table;
use crate::math::{asin, float, ln, square, sum};
use crate::special::{chi2_above, normal_above, normal_below};

/// A statistic and the probability of one as extreme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tested {
    /// The statistic.
    pub statistic: f64,
    /// The p value.
    pub p: f64,
}

/// A normal statistic with its p values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Normal {
    /// Positive if the outsiders have more.
    pub z: f64,
    /// That they differ.
    pub two_sided: f64,
    /// That the outsiders have less.
    pub less: f64,
    /// That the outsiders have more.
    pub greater: f64,
}

impl Normal {
    /// The p values of `z`.
    pub fn of(z: f64) -> Self {
        let (less, greater) = (normal_below(z), normal_above(z));
        Self { z, two_sided: 2.0 * normal_above(z.abs()), less, greater }
    }
}

fn is_degenerate(table: Table) -> bool {
    table.yes() == 0 || table.yes() == table.of()
}

/// The z test with the pooled variance.
pub fn z_test(table: Table) -> Option<Normal> {
    if is_degenerate(table) {
        return None;
    }
    let p = float(table.yes()) / float(table.of());
    let parts = 1.0 / float(table.outsiders.of()) + 1.0 / float(table.insiders.of());
    Some(Normal::of(table.difference() / (p * (1.0 - p) * parts).sqrt()))
}

/// The four cells, each observed and expected.
fn cells(table: Table) -> [(f64, f64); 4] {
    let (all, yes) = (float(table.of()), float(table.yes()));
    let no = all - yes;
    let (out, ins) = (table.outsiders, table.insiders);
    [
        (out.yes(), out.of(), yes),
        (out.no(), out.of(), no),
        (ins.yes(), ins.of(), yes),
        (ins.no(), ins.of(), no),
    ]
    .map(|(observed, of, column)| (float(observed), float(of) * column / all))
}

/// Pearson's chi-squared test (1900).
pub fn pearson(table: Table) -> Option<Tested> {
    chi2(table, |(observed, expected)| square(observed - expected) / expected)
}

/// Pearson's test with Yates' correction (1934), which never takes more than the gap itself.
pub fn yates(table: Table) -> Option<Tested> {
    chi2(table, |(observed, expected)| {
        square(((observed - expected).abs() - 0.5).max(0.0)) / expected
    })
}

/// The likelihood-ratio test; `None` also if a cell is empty.
pub fn g_test(table: Table) -> Option<Tested> {
    if cells(table).iter().any(|(observed, _)| *observed == 0.0) {
        return None;
    }
    chi2(table, |(observed, expected)| 2.0 * observed * ln(observed / expected))
}

fn chi2(table: Table, part: impl Fn((f64, f64)) -> f64) -> Option<Tested> {
    if is_degenerate(table) {
        return None;
    }
    let statistic = sum(cells(table).map(part));
    Some(Tested { statistic, p: chi2_above(statistic, 1.0) })
}

/// Cohen's h: the gap on the arcsine scale, on which 0.2 is small and 0.8 large.
pub fn cohen_h(table: Table) -> f64 {
    let angle = |rate: f64| 2.0 * asin(rate.sqrt());
    angle(table.outsiders.rate()) - angle(table.insiders.rate())
}
