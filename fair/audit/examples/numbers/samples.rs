//! Two samples of numbers, and samples within blocks.

use drawbridge_fair_audit::durations::quantile::{harrell_davis, quantile};
use drawbridge_fair_audit::durations::{Samples, mann_whitney, shift, smirnov, welch, win};
use drawbridge_fair_audit::stratified::van_elteren::van_elteren;
use serde_json::{Value, json};

use crate::{Fallible, list};

fn samples(data: &Value) -> Fallible<Samples> {
    Ok(Samples::new(&list(&data["out"])?, &list(&data["in"])?)?)
}

/// `{"out": […], "in": […]}`
pub(crate) fn two(data: &Value) -> Fallible<Value> {
    let samples = samples(data)?;
    let ranks = mann_whitney::mann_whitney(&samples);
    let means = welch::welch(&samples).ok_or("nothing varies")?;
    let won = win::win(&samples).ok_or("no error")?;
    let within = means.interval(0.95);
    Ok(json!({
        "u": ranks.u,
        "mann_whitney_p": ranks.p(false).two_sided,
        "mann_whitney_corrected_p": ranks.p(true).two_sided,
        "mann_whitney_exact_p": mann_whitney::exact(&samples).map(|one| one.two_sided),
        "brunner_munzel": won.brunner_munzel().0,
        "brunner_munzel_p": won.brunner_munzel().1,
        "welch_t": means.t(0.0),
        "welch_p": means.p(),
        "welch_limits": [within.low, within.high],
        "smirnov": smirnov::smirnov(&samples).distance,
        "smirnov_exact_p": smirnov::smirnov(&samples).p_exact,
        "hodges_lehmann": shift::shift(&samples),
        "quantile_90": quantile(samples.outsiders(), 0.9),
        "harrell_davis_90": harrell_davis(samples.outsiders(), 0.9),
    }))
}

/// `[{"out": […], "in": […]}, …]`
pub(crate) fn blocks(data: &Value) -> Fallible<Value> {
    let all = data.as_array().ok_or("blocks are missing")?;
    let blocks: Vec<Samples> = all.iter().map(samples).collect::<Fallible<_>>()?;
    let test = van_elteren(&blocks).ok_or("nothing varies")?;
    Ok(json!({ "van_elteren": test.z, "van_elteren_p": test.two_sided }))
}
