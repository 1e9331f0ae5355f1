//! Monitors that may be looked at every day.

use drawbridge_fair_audit::anytime::boundary::{self, Stitching};
use drawbridge_fair_audit::anytime::log_rank::SafeLogRank;
use drawbridge_fair_audit::anytime::two_rates::TwoRates;
use drawbridge_fair_audit::anytime::{
    anytime_p, beta_binomial, betting, bounded, mean_log_e, normal, quantiles,
};
use drawbridge_fair_audit::proportions::{Count, Interval};
use serde_json::{Map, Value, json};

use crate::check::{Golden, float, floats, list, whole};
use crate::equivalence::samples;

#[test]
fn anytime() {
    let mut golden = Golden::read("anytime.json");
    for (at, case) in golden.cases().iter().enumerate() {
        let name = case["name"].as_str().unwrap();
        let found = found(name, &case["input"]);
        golden.compare(&format!("{at}/{name}"), &case["expected"], &found, case);
    }
    golden.finish(4805);
}

fn found(name: &str, input: &Value) -> Value {
    let x = |key: &str| float(&input[key]);
    let values = |key: &str| floats(&input[key]);
    match name.split('/').next().unwrap() {
        "normal_mixture_bound" => {
            // The files tune each boundary for its own level.
            let (v, alpha, best_at) = (x("v"), x("alpha"), x("v_opt"));
            if input["one_sided"].as_bool().unwrap() {
                boundary::normal_one_sided(v, alpha, best_at, alpha).into()
            } else {
                boundary::normal_two_sided(v, alpha, best_at, alpha).into()
            }
        }
        "poly_stitching_bound" => {
            let how = Stitching { from: x("v_min"), scale: x("c"), s: x("s"), eta: x("eta") };
            boundary::stitched(x("v"), x("alpha"), how).into()
        }
        "gamma_exponential_mixture_bound" => {
            let (v, alpha) = (x("v"), x("alpha"));
            boundary::gamma_exponential(v, alpha, x("v_opt"), x("c"), alpha).into()
        }
        "empirical_process_lil_bound" => {
            boundary::step_function(x("t"), x("alpha"), x("t_min"), x("A")).into()
        }
        "bernoulli_confidence_interval_beta_binomial" => {
            let count = Count::new(whole(&input["successes"]), whole(&input["n"])).unwrap();
            let Interval { low, high } =
                beta_binomial::interval(count, x("alpha"), x("t_opt"), x("alpha_opt"));
            json!({ "lo": low, "hi": high })
        }
        "predmix_empirical_bernstein_cs" => {
            told(&bounded::empirical_bernstein(&values("x"), x("alpha"), x("truncation")))
        }
        "predmix_hoeffding_cs" => {
            told(&bounded::hoeffding(&values("x"), x("alpha"), x("truncation")))
        }
        "hedged_capital_cs_grid1000" => told(&betting::hedged(&values("x"), x("alpha"), 1000)),
        "e_process_two_bernoulli" => pairs(input),
        "e_process_two_bernoulli_blocks" => blocks(input),
        "safe_logrank" => waits(input),
        "msprt_normal" => {
            json!({ "log_lambda": list(&normal::mixture(&values("z"), x("sigma2"), x("tau2"))) })
        }
        "asymptotic_confidence_sequence" => {
            told(&normal::asymptotic(&values("z"), x("alpha"), x("t_star")))
        }
        "quantile_ab_p_value" => {
            let samples = samples(input);
            quantiles::p_value(&samples, x("quantile"), x("t_opt"), x("alpha_opt")).into()
        }
        other => panic!("nothing computes {other}"),
    }
}

fn told(sequence: &[Interval]) -> Value {
    let each = |f: fn(&Interval) -> f64| list(&sequence.iter().map(f).collect::<Vec<f64>>());
    json!({ "lo": each(|at| at.low), "hi": each(|at| at.high) })
}

fn pairs(input: &Value) -> Value {
    let mut process = TwoRates::new(float(&input["beta_prior"]));
    let pairs = input["pairs_out_in"].as_array().unwrap().iter();
    let count = |value: &Value| Count::new(whole(value), 1).unwrap();
    let log_e: Vec<f64> =
        pairs.map(|pair| process.push(count(&pair[0]), count(&pair[1]))).collect();
    let alarm = libm::log(20.0);
    json!({
        "log_e": list(&log_e),
        "first_block_log_e_ge_log20": log_e.iter().position(|log| *log >= alarm).map(|at| at + 1),
        "anytime_p": list(&anytime_p(&log_e)),
    })
}

fn blocks(input: &Value) -> Value {
    let mut process = TwoRates::new(float(&input["beta_prior"]));
    let blocks = input["blocks_k_out_n_out_k_in_n_in"].as_array().unwrap().iter();
    let log_e = blocks.map(|block| {
        let count = |at: usize| Count::new(whole(&block[at]), whole(&block[at + 1])).unwrap();
        process.push(count(0), count(2))
    });
    json!({ "log_e": list(&log_e.collect::<Vec<f64>>()) })
}

/// No case is withdrawn here: whoever is decided was pending until then.
fn waits(input: &Value) -> Value {
    let sides = floats(&input["outsider"]);
    assert!(floats(&input["event_times_sorted"]).is_sorted());
    let mut traces = Map::new();
    let mut ends = Vec::new();
    for ratio in floats(&input["hazard_ratio_alternatives_out_over_in"]) {
        let mut process = SafeLogRank::new(ratio);
        let mut pending = [sides.len() as u64, 0];
        pending[1] = sides.iter().filter(|side| **side == 1.0).count() as u64;
        pending[0] -= pending[1];
        let mut trace = Vec::new();
        for side in &sides {
            let is_out = *side == 1.0;
            trace.push(process.push(is_out, pending[1], pending[0]));
            pending[usize::from(is_out)] -= 1;
        }
        ends.push(process.log_e());
        traces.insert(ratio.to_string(), list(&trace));
    }
    json!({ "log_e": traces, "log_e_average_of_alternatives_final": mean_log_e(&ends) })
}

/// The file's tolerance is absolute, which says nothing of p values near zero.
#[test]
fn tiny_p_values_agree_in_their_digits() {
    let golden = Golden::read("anytime.json");
    let mut seen = 0;
    for case in golden.cases().iter().filter(|case| case["name"] == "quantile_ab_p_value") {
        let (expected, found) =
            (float(&case["expected"]), float(&found("quantile_ab_p_value", &case["input"])));
        assert!((found / expected - 1.0).abs() < 1e-9, "{found:e} instead of {expected:e}");
        seen += 1;
    }
    assert_eq!(seen, 4);
}
