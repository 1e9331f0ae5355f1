//! Latencies: heavy-tailed, so ranks and quantiles and no means.

use drawbridge_fair_audit::anytime::quantiles;
use drawbridge_fair_audit::durations::quantile::{harrell_davis, harrell_davis_error, quantile};
use drawbridge_fair_audit::durations::{Samples, win};
use drawbridge_fair_audit::equivalence::win_probability;

use super::Measures;
use super::numbers::{Field, by_stratum, together};
use super::tools::{
    equality, estimate, finite, forest_row, fraction, margin_of, number, reach, tested,
};
use super::waits::around;
use crate::cases::Table;
use crate::found::{Indicator, Monitored};
use crate::plan::Better;

/// Around how many values the monitor of a quantile is best.
const BEST_AT: f64 = 1000.0;

/// The gap in a quantile. Cases of all strata are thrown together: quantiles have no common gap.
pub(super) fn latency(
    all: &mut Measures<'_>,
    found: &mut Indicator,
    tables: &[&Table],
    field: Field<'_>,
    at: i64,
) {
    const CHANCE: &str = "win_probability";
    let Some(table) = tables.first() else { return };
    let (levels, p) = (all.levels, fraction(at));
    let [out, ins] = together(&by_stratum(table, field, found));
    let Ok(samples) = Samples::new(&out, &ins) else { return };
    drop((out, ins));
    (found.strata, found.strata_used) = (Vec::new(), 1);
    for (side, sorted) in
        [(&mut found.outsiders, samples.outsiders()), (&mut found.insiders, samples.insiders())]
    {
        side.cases = sorted.len() as u64;
        side.value = finite(quantile(sorted, p));
    }
    found.difference = tested("brunner_munzel", win::differ(&samples));
    let gap = gap(&samples, p, levels.z());
    found.estimate = estimate("harrell_davis_difference", gap.0, gap.1, levels.level);
    for (name, p) in [("p50_gap", 0.5), ("p95_gap", 0.95), ("p99_gap", 0.99)] {
        let gap = self::gap(&samples, p, levels.z());
        found.further.extend(estimate(name, gap.0, gap.1, levels.level));
    }
    let margin = margin_of(all.plan, &found.id);
    if let Some((win, tost)) = win_probability(&samples, margin.unwrap_or(0.5)) {
        let within = win.interval(levels.level);
        let told = estimate(CHANCE, win.theta, within, levels.level);
        found.further.extend(number("cliffs_delta", 2.0 * win.theta - 1.0));
        if let Some(margin) = margin {
            let band = (0.5 - margin, 0.5 + margin);
            found.equality = equality("wellek", CHANCE, band, tost, Better::Less);
            all.series.forest.extend(told.as_ref().map(|one| forest_row(found, None, one)));
        }
        found.reach = Some(reach(win.error, margin, found.outsiders.cases, levels));
        found.further.extend(told);
    }
    let p = quantiles::p_value(&samples, p, BEST_AT, levels.alpha);
    found.monitored = finite(-libm::log(p)).map(|log_e| Monitored {
        monitor: "quantile".to_owned(),
        log_e,
        log_e_max: log_e,
        p,
        alarmed_at: None,
        low: None,
        high: None,
    });
}

/// The gap of Harrell and Davis' quantiles, with the jackknife's errors of both sides.
fn gap(samples: &Samples, p: f64, z: f64) -> (f64, drawbridge_fair_audit::proportions::Interval) {
    let [out, ins] = [samples.outsiders(), samples.insiders()];
    let gap = harrell_davis(out, p) - harrell_davis(ins, p);
    let [a, b] = [out, ins].map(|side| harrell_davis_error(side, p));
    (gap, around(gap, z * (a * a + b * b).sqrt()))
}
