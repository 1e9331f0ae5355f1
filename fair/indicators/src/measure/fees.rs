//! Fees: ranks within strata, the shift, the ratio of geometric means, and what strata do not explain.

use drawbridge_fair_audit::durations::welch::{exponential, geometric, welch};
use drawbridge_fair_audit::durations::{Samples, quantile, shift};
use drawbridge_fair_audit::proportions::Interval;
use drawbridge_fair_audit::stratified::van_elteren::van_elteren;

use super::Measures;
use super::numbers::{Field, Pooled, by_stratum, samples, sizes, tell_limits, together};
use super::tools::{
    Levels, deviate, equality, estimate, finite, forest_row, margin_of, number, reach, tell_gap,
    tested, tost_by,
};
use super::waits::around;
use crate::cases::Table;
use crate::found::{Estimate, ForestRow, Indicator};
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
    let [out, ins] = together(&strata);
    let crude = Samples::new(&out, &ins);
    tell_medians(found, [out, ins]);
    let named = samples(table, &strata);
    drop(strata);
    found.strata_used = named.len() as u64;
    let rows = tell_shift(found, &named, levels);
    let only: Vec<_> = named.into_iter().map(|(_, one)| one).collect();
    found.difference = van_elteren(&only).and_then(|z| tested("van_elteren", z.two_sided));
    let mut ratios = Pooled::default();
    for one in &only {
        if let Some(ratio) = geometric(one) {
            ratios.add_welch(one, ratio);
        }
    }
    tell_ratio(all, found, ratios);
    found.further.extend(shift_ratio(&only, levels));
    if let Ok(crude) = &crude {
        tell_limits(found, crude, (0.5, levels));
    }
    let own = found.estimate.as_ref().map(|one| forest_row(found, None, one));
    // The margin is one of ratios and has no place on the scale of shifts.
    let plain = |row| ForestRow { margin_low: None, margin_high: None, ..row };
    all.series.forest.extend(own.into_iter().chain(rows).map(plain));
}

/// The shift, and a row of the forest plot for each stratum.
fn tell_shift(
    found: &mut Indicator,
    named: &[(String, Samples)],
    levels: Levels,
) -> Vec<ForestRow> {
    let mut shifts = Pooled::default();
    let mut rows = Vec::new();
    for (name, one) in named {
        let (_, within) = shift::interval(one, levels.level);
        let middle = shift::shift(one);
        shifts.add(one, middle, half(within) / levels.z());
        let told = estimate("hodges_lehmann", middle, within, levels.level);
        rows.extend(told.map(|told| {
            let [outsiders, insiders] = [one.outsiders().len() as u64, one.insiders().len() as u64];
            ForestRow { outsiders, insiders, ..forest_row(found, Some(name.clone()), &told) }
        }));
    }
    if let Some((middle, error)) = shifts.total() {
        let within = match named {
            [(_, one)] => shift::interval(one, levels.level).1,
            _ => around(middle, levels.z() * error),
        };
        found.estimate = estimate("hodges_lehmann", middle, within, levels.level);
    }
    rows
}

/// Half of an interval: its limits are order statistics of the pairs, each z standard errors away.
fn half(within: Interval) -> f64 {
    (within.high - within.low) / 2.0
}

/// By what factor outsiders' fees are higher: the median of all pairs' ratios, within strata.
fn shift_ratio(only: &[Samples], levels: Levels) -> Option<Estimate> {
    const MEASURE: &str = "hodges_lehmann_ratio";
    let mut logs = Pooled::default();
    for one in only {
        let within = shift::ratio_interval(one, levels.level)?;
        let ratio = shift::ratio(one)?;
        if only.len() == 1 {
            return estimate(MEASURE, ratio, within, levels.level);
        }
        let [low, high] = [within.low, within.high].map(libm::log);
        logs.add(one, libm::log(ratio), half(Interval { low, high }) / levels.z());
    }
    let (log, error) = logs.total()?;
    let within = exponential(around(log, levels.z() * error));
    estimate(MEASURE, libm::exp(log), within, levels.level)
}

fn tell_medians(found: &mut Indicator, sides: [Vec<f64>; 2]) {
    for (side, mut sorted) in [&mut found.outsiders, &mut found.insiders].into_iter().zip(sides) {
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
    let within = exponential(around(log, deviate(levels, ratios.df()) * error));
    let told = estimate(MEASURE, libm::exp(log), within, levels.level);
    if let (Some(low), Some(told)) = (margin_of(all.plan, &found.id), told.clone()) {
        let far = -libm::log(low);
        if let Some(tost) = tost_by((log, error, ratios.df()), -far, far) {
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
/// and fits each stratum's mean exactly, so that its parts can be added up stratum by stratum. The error
/// is that of means within strata, the mix being given.
pub(super) fn unexplained(
    all: &mut Measures<'_>,
    found: &mut Indicator,
    tables: &[&Table],
    field: Field<'_>,
) {
    let Some(table) = tables.first() else { return };
    let strata = by_stratum(table, field, found);
    let named = samples(table, &strata);
    found.strata_used = named.len() as u64;
    let total = |at: usize| named.iter().map(|(_, one)| sizes(one)[at]).sum::<f64>();
    let (out_total, in_total) = (total(0), total(1));
    let (mut explained, mut left, mut variance, mut doubt) = (0.0, 0.0, 0.0, 0.0);
    for (_, one) in &named {
        let [n, m] = sizes(one);
        let share = n / out_total;
        let (out, ins) = (mean(one.outsiders()), mean(one.insiders()));
        explained += (share - m / in_total) * ins;
        left += share * (out - ins);
        // A stratum of one case has a mean and no spread; where nothing varies there is none.
        if let Some(gap) = welch(one) {
            let part = share * share * gap.error * gap.error;
            variance += part;
            doubt += part * part / gap.df;
        }
    }
    found.outsiders.cases = named.iter().map(|(_, one)| one.outsiders().len() as u64).sum();
    found.insiders.cases = named.iter().map(|(_, one)| one.insiders().len() as u64).sum();
    let tests = ["oaxaca_blinder_z", "tost_oaxaca_blinder"];
    let df = if doubt > 0.0 { variance * variance / doubt } else { f64::INFINITY };
    tell_gap(all, found, ("unexplained", left, variance.sqrt(), df), (tests, Better::Less));
    found.further.extend(number("explained", explained));
    found.further.extend(number("gap_in_means", explained + left));
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}
