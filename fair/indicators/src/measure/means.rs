//! Means within strata: steps, deposits, methods that are offered.

use drawbridge_fair_audit::durations::welch::welch;

use super::Measures;
use super::numbers::{Field, Pooled, by_stratum, samples, together};
use super::tools::{finite, tell_gap};
use crate::cases::Table;
use crate::found::Indicator;
use crate::plan::Better;

/// The gap between two means: Welch's within each stratum, put together as their cases compare.
pub(super) fn mean(
    all: &mut Measures<'_>,
    found: &mut Indicator,
    tables: &[&Table],
    field: Field<'_>,
    better: Better,
) {
    let Some(table) = tables.first() else { return };
    let strata = by_stratum(table, field, found);
    let sides = together(&strata);
    for (side, values) in [(&mut found.outsiders, &sides[0]), (&mut found.insiders, &sides[1])] {
        side.cases = values.len() as u64;
        side.value = finite(values.iter().sum::<f64>() / values.len() as f64);
    }
    let mut pooled = Pooled::default();
    for (_, one) in &samples(table, &strata) {
        if let Some(gap) = welch(one) {
            pooled.add(one, gap.difference, gap.error);
            found.strata_used += 1;
        }
    }
    if let Some((gap, error)) = pooled.total() {
        let tests = ["welch_stratified", "tost_means"];
        tell_gap(all, found, ("mean_difference", gap, error), (tests, better));
    }
}
