//! Waits of which some are pending.

use drawbridge_fair_audit::survival::cox::cox;
use drawbridge_fair_audit::survival::incidence::{Outcome, incidence};
use drawbridge_fair_audit::survival::kaplan_meier::{kaplan_meier, quantile};
use drawbridge_fair_audit::survival::log_rank::{Weights, log_rank};
use drawbridge_fair_audit::survival::restricted::restricted_mean;
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
    Ok(json!({
        "log_rank": log_rank(&observations, Strata::Ignored, plain).chi2(),
        "log_rank_stratified": log_rank(&observations, Strata::Kept, plain).chi2(),
        "log_rank_stratified_p": log_rank(&observations, Strata::Kept, plain).p(),
        "fleming_harrington_late": log_rank(&observations, Strata::Ignored, late).chi2(),
        "median": quantile(&steps, 0.5),
        "nine_tenths": quantile(&steps, 0.9),
        "waiting": steps.iter().map(|step| step.waiting).collect::<Vec<_>>(),
        "restricted_mean": mean.mean,
        "restricted_mean_error": mean.error,
        "cox": crude.map(|one| one.log_ratio),
        "cox_stratified": within.map(|one| one.log_ratio),
        "cox_stratified_error": within.map(|one| one.error),
        "denied_at_end": denied.last().map(|one| one.share),
    }))
}
