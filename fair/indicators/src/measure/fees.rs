//! Fees: ranks within strata, the shift, the ratio of geometric means, and what strata do not explain.

use drawbridge_fair_audit::durations::welch::{exponential, geometric};
use drawbridge_fair_audit::durations::{quantile, shift};
use drawbridge_fair_audit::stratified::van_elteren::van_elteren;

use super::Measures;
use super::numbers::{Field, Pooled, by_stratum, samples, sizes, together};
use super::tools::{
    equality, estimate, finite, forest_row, margin_of, number, reach, tested, tost,
};
use super::waits::around;
use crate::cases::Table;
use crate::found::{ForestRow, Indicator};
use crate::plan::Better;

/// The shift of fees within strata; equality is claimed of the ratio of geometric means.
pub(super) fn fee(
    all: &mut Measures<'_>,
    found: &mut Indicator,
    tables: &[&Table],
    field: Field<'_>,
) {
    let Some(table) = tables.first() else { return };
    let levels = all.levels;
    let strata = by_stratum(table, field, found);
    tell_medians(found, &together(&strata));
    let named = samples(table, &strata);
    drop(strata);
    found.strata_used = named.len() as u64;
    let (mut shifts, mut ratios) = (Pooled::default(), Pooled::default());
    let mut rows = Vec::new();
    for (name, one) in &named {
        let (_, within) = shift::interval(one, levels.level);
        let middle = shift::shift(one);
        // The limits are order statistics of the pairs; half their distance is z standard errors.
        shifts.add(one, middle, (within.high - within.low) / (2.0 * levels.z()));
        if let Some(ratio) = geometric(one) {
            ratios.add(one, ratio.difference, ratio.error);
        }
        let told = estimate("hodges_lehmann", middle, within, levels.level);
        rows.extend(told.map(|told| {
            let [outsiders, insiders] = [one.outsiders().len() as u64, one.insiders().len() as u64];
            ForestRow { outsiders, insiders, ..forest_row(found, Some(name.clone()), &told) }
        }));
    }
    let only: Vec<_> = named.into_iter().map(|(_, one)| one).collect();
    found.difference = van_elteren(&only).and_then(|z| tested("van_elteren", z.two_sided));
    if let Some((middle, error)) = shifts.total() {
        let within = match &only[..] {
            [one] => shift::interval(one, levels.level).1,
            _ => around(middle, levels.z() * error),
        };
        found.estimate = estimate("hodges_lehmann", middle, within, levels.level);
    }
    tell_ratio(all, found, ratios);
    let own = found.estimate.as_ref().map(|one| forest_row(found, None, one));
    // The margin is one of ratios and has no place on the scale of shifts.
    let rows = own.into_iter().chain(rows);
    let plain = |row| ForestRow { margin_low: None, margin_high: None, ..row };
    all.series.forest.extend(rows.map(plain));
}

fn tell_medians(found: &mut Indicator, sides: &[Vec<f64>; 2]) {
    for (side, values) in [(&mut found.outsiders, &sides[0]), (&mut found.insiders, &sides[1])] {
        let mut sorted = values.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        side.cases = sorted.len() as u64;
        side.value = finite(quantile::quantile(&sorted, 0.5));
    }
}

/// The ratio of geometric means within strata, by its logarithm.
fn tell_ratio(all: &mut Measures<'_>, found: &mut Indicator, ratios: Pooled) {
    const MEASURE: &str = "geometric_mean_ratio";
    let levels = all.levels;
    let Some((log, error)) = ratios.total() else { return };
    let within = exponential(around(log, levels.z() * error));
    let told = estimate(MEASURE, libm::exp(log), within, levels.level);
    if let (Some(low), Some(told)) = (margin_of(all.plan, &found.id), told.clone()) {
        let far = -libm::log(low);
        if let Some(tost) = tost(log, error, -far, far) {
            let margins = (low, 1.0 / low);
            found.equality = equality("tost_log_ratio", MEASURE, margins, tost, Better::Less);
        }
        let plain = reach(error, Some(far), found.outsiders.cases, levels);
        found.reach = Some(plain);
        all.series.forest.push(forest_row(found, None, &told));
    }
    found.further.extend(told);
}

/// What of the gap in mean fees the strata do not explain, at the insiders' prices.
///
/// With strata as the only explanation, Oaxaca and Blinder's regression has a column for each stratum
/// and fits each stratum's mean exactly, so that its parts can be added up stratum by stratum.
pub(super) fn unexplained(found: &mut Indicator, tables: &[&Table], field: Field<'_>) {
    let Some(table) = tables.first() else { return };
    let strata = by_stratum(table, field, found);
    let named = samples(table, &strata);
    found.strata_used = named.len() as u64;
    let total = |at: usize| named.iter().map(|(_, one)| sizes(one)[at]).sum::<f64>();
    let (out_total, in_total) = (total(0), total(1));
    let (mut explained, mut left) = (0.0, 0.0);
    for (_, one) in &named {
        let [n, m] = sizes(one);
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let (out, ins) = (mean(one.outsiders()), mean(one.insiders()));
        explained += (n / out_total - m / in_total) * ins;
        left += n / out_total * (out - ins);
    }
    found.outsiders.cases = named.iter().map(|(_, one)| one.outsiders().len() as u64).sum();
    found.insiders.cases = named.iter().map(|(_, one)| one.insiders().len() as u64).sum();
    found.estimate = number("unexplained", left);
    found.further.extend(number("explained", explained));
    found.further.extend(number("gap_in_means", explained + left));
}
