//! Means within strata: steps, deposits, methods that are offered.

use drawbridge_fair_audit::durations::welch::welch;

use super::Measures;
use super::numbers::{Field, Pooled, by_stratum, samples, together};
use super::tools::{equality, estimate, finite, forest_row, margin_of, reach, tested, tost};
use super::waits::around;
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
    const MEASURE: &str = "mean_difference";
    let Some(table) = tables.first() else { return };
    let levels = all.levels;
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
    let Some((gap, error)) = pooled.total() else { return };
    let within = around(gap, levels.z() * error);
    found.estimate = estimate(MEASURE, gap, within, levels.level);
    let p = 2.0 * drawbridge_fair_audit::special::normal_above((gap / error).abs());
    found.difference = tested("welch_stratified", p);
    let margin = margin_of(all.plan, &found.id);
    if let Some(margin) = margin
        && let Some(tost) = tost(gap, error, -margin, margin)
    {
        found.equality = equality("tost_means", MEASURE, (-margin, margin), tost, better);
    }
    found.reach = Some(reach(error, margin, found.outsiders.cases, levels));
    let own = found.estimate.as_ref().map(|one| forest_row(found, None, one));
    all.series.forest.extend(own);
}
