//! Waits of which some are pending.

use drawbridge_fair_audit::survival::cox::cox;
use drawbridge_fair_audit::survival::incidence::{Outcome, incidence};
use drawbridge_fair_audit::survival::kaplan_meier::{Step, kaplan_meier, quantile};
use drawbridge_fair_audit::survival::log_rank::{Weights, log_rank};
use drawbridge_fair_audit::survival::quantiles::{Gap, Quantile};
use drawbridge_fair_audit::survival::restricted::restricted_mean;
use drawbridge_fair_audit::survival::standardised::standardised;
use drawbridge_fair_audit::survival::{Observation, Strata, side};
use serde_json::{Value, json};

use crate::{Fallible, list};

/// `{"time": […], "end": […], "out": […], "stratum": […], "horizon": h}`: an end is 0 for pending, 1 for
/// approved, 2 for denied; out is 1 for outsiders.
pub(crate) fn waits(data: &Value) -> Fallible<Value> {
    let columns = ["time", "end", "out", "stratum"].map(|name| list(&data[name]));
    let [time, end, out, stratum] = columns;
    let (time, end, out, stratum) = (time?, end?, out?, stratum?);
    let horizon = data["horizon"].as_f64().ok_or("the horizon is missing")?;
    let observations: Vec<Observation> = (0..time.len())
        .map(|at| Observation {
            time: time[at],
            decided: end[at] > 0.0,
            outsider: out[at] > 0.0,
            stratum: if stratum[at] > 0.5 { u32::from(stratum[at] > 1.5) + 1 } else { 0 },
        })
        .collect();
    let outcomes: Vec<(f64, Outcome)> = (0..time.len())
        .filter(|at| out[*at] > 0.0)
        .map(|at| {
            let outcome = match (end[at] > 0.5, end[at] > 1.5) {
                (_, true) => Outcome::Denied,
                (true, _) => Outcome::Approved,
                _ => Outcome::Pending,
            };
            (time[at], outcome)
        })
        .collect();
    let denied = incidence(&outcomes, Outcome::Denied);
    let late = Weights { rho: 0.0, gamma: 1.0 };
    let plain = Weights::default();
    let steps = kaplan_meier(&side(&observations, true));
    let mean = restricted_mean(&steps, horizon);
    let [crude, within] = [Strata::Ignored, Strata::Kept].map(|strata| cox(&observations, strata));
    let alike = [true, false].map(|outsider| alike(&observations, outsider));
    let [out, ins] = alike.each_ref().map(|steps| Quantile::of(steps, 0.5));
    Ok(json!({
        "log_rank": log_rank(&observations, Strata::Ignored, plain).chi2(),
        "log_rank_stratified": log_rank(&observations, Strata::Kept, plain).chi2(),
        "log_rank_stratified_p": log_rank(&observations, Strata::Kept, plain).p(),
        "fleming_harrington_late": log_rank(&observations, Strata::Ignored, late).chi2(),
        "median": quantile(&steps, 0.5),
        "nine_tenths": quantile(&steps, 0.9),
        "median_limits": limits(&steps, 0.5),
        "nine_tenths_limits": limits(&steps, 0.9),
        "standardised_median": out.as_ref().map(Quantile::value),
        "standardised_limits": limits(&alike[0], 0.5),
        "standardised_gap_limits": gap_limits(out.as_ref(), ins.as_ref()),
        "waiting": steps.iter().map(|step| step.waiting).collect::<Vec<_>>(),
        "restricted_mean": mean.mean,
        "restricted_mean_error": mean.error,
        "cox": crude.map(|one| one.log_ratio),
        "cox_stratified": within.map(|one| one.log_ratio),
        "cox_stratified_error": within.map(|one| one.error),
        "denied_at_end": denied.last().map(|one| one.share),
    }))
}

/// A side's curve with the mix of strata that both sides share: each weighs as its cases compare.
fn alike(observations: &[Observation], outsider: bool) -> Vec<Step> {
    let stratum = |number: u32| {
        let mine: Vec<_> =
            observations.iter().filter(|one| one.stratum == number).copied().collect();
        let (mine, theirs) = (side(&mine, outsider), side(&mine, !outsider));
        let [n, m] = [mine.len(), theirs.len()].map(|count| count as f64);
        (n > 0.0 && m > 0.0).then(|| (n * m / (n + m), kaplan_meier(&mine)))
    };
    standardised(&(0..3).filter_map(stratum).collect::<Vec<_>>())
}

/// The limits of a quantile; none if there is no upper one.
fn limits(steps: &[Step], p: f64) -> Option<[f64; 2]> {
    let within = Quantile::of(steps, p)?.interval(0.95);
    within.high.is_finite().then_some([within.low, within.high])
}

/// The limits of the gap of both sides, likewise.
fn gap_limits(out: Option<&Quantile>, ins: Option<&Quantile>) -> Option<[f64; 2]> {
    let within = Gap::of(out?, ins?).interval(0.95);
    let finite = within.low.is_finite() && within.high.is_finite();
    finite.then_some([within.low, within.high])
}
