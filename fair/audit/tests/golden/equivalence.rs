//! Equivalence and non-inferiority.

use drawbridge_fair_audit::durations::Samples;
use drawbridge_fair_audit::durations::welch::{exponential, geometric};
use drawbridge_fair_audit::equivalence;
use drawbridge_fair_audit::proportions::score::Correction;
use drawbridge_fair_audit::proportions::{difference, pooled};
use serde_json::{Value, json};

use crate::check::{Golden, float, floats, limits};
use crate::proportions::table;

#[test]
fn equivalence_and_noninferiority() {
    let mut golden = Golden::read("equivalence.json").tolerance("/ci90_", "ci_abs");
    for (at, case) in golden.cases().iter().enumerate() {
        let name = case["name"].as_str().unwrap();
        let input = &case["input"];
        let found = match name.split('/').next().unwrap() {
            "tost_two_proportions_score" => rates(input),
            "four_fifths_noninferiority_score" => four_fifths(input),
            "tost_geometric_mean_ratio" => geometric_means(input),
            "tost_win_probability" => wins(input),
            other => panic!("nothing computes {other}"),
        };
        golden.compare(&format!("{at}/{name}"), &case["expected"], &found, case);
    }
    golden.finish(219);
}

/// The samples of an input.
pub(crate) fn samples(input: &Value) -> Samples {
    Samples::new(&floats(&input["out"]), &floats(&input["in"])).unwrap()
}

fn rates(input: &Value) -> Value {
    let (table, low, high) = (table(input), float(&input["low"]), float(&input["upp"]));
    let tost = equivalence::rates(table, low, high);
    let interval = difference::score(table, 0.90, Correction::None);
    json!({
        "z_low": tost.low,
        "p_low": tost.p_low,
        "z_upp": tost.high,
        "p_upp": tost.p_high,
        "p_tost": tost.p(),
        "equivalent_at_5pct": tost.is_shown(0.05),
        "noninferior_p": tost.p_low,
        "ci90_score": limits(interval),
        "ci_inside_margin": interval.is_inside(low, high),
        "p_not_different_z": pooled::z_test(table).unwrap().two_sided,
    })
}

fn four_fifths(input: &Value) -> Value {
    let table = table(input);
    let (z, p) = equivalence::rate_ratio(table, float(&input["ratio_margin"]));
    json!({ "ratio": table.ratio(), "z": z, "p": p, "shown_at_least_four_fifths": p < 0.05 })
}

fn geometric_means(input: &Value) -> Value {
    let (samples, low, high) = (samples(input), float(&input["low"]), float(&input["upp"]));
    let welch = geometric(&samples).unwrap();
    let tost = equivalence::geometric_means(&samples, low, high).unwrap();
    json!({
        "ratio": libm::exp(welch.difference),
        "df": welch.df,
        "t_low": tost.low,
        "p_low": tost.p_low,
        "t_upp": tost.high,
        "p_upp": tost.p_high,
        "p_tost": tost.p(),
        "ci90_ratio": limits(exponential(welch.interval(0.90))),
    })
}

fn wins(input: &Value) -> Value {
    let (win, tost) = equivalence::win_probability(&samples(input), float(&input["eps"])).unwrap();
    json!({
        "theta": win.theta,
        "se": win.error,
        "df": win.df,
        "p_low": tost.p_low,
        "p_upp": tost.p_high,
        "p_tost": tost.p(),
    })
}
