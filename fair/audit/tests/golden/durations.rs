//! Two samples of times.

use drawbridge_fair_audit::durations::{
    Samples, mann_whitney, quantile, shift, smirnov, welch, win,
};
use serde_json::{Map, Value, json};

use crate::check::{Golden, float, limits, maybe, num, present};
use crate::equivalence::samples;

#[test]
fn durations() {
    let mut golden = Golden::read("durations.json").tolerance("_hd_se_", "harrell_davis_abs");
    for case in &golden.cases() {
        let samples = samples(&case["input"]);
        let found = found(&samples, &case["expected"]["quantiles"]);
        golden.compare(case["name"].as_str().unwrap(), &case["expected"], &found, case);
    }
    golden.finish(745);
}

fn found(samples: &Samples, quantiles: &Value) -> Value {
    let test = mann_whitney::mann_whitney(samples);
    let cliff = win::cliff(samples);
    let (rank, interval) = shift::interval(samples, 0.95);
    let smirnov = smirnov::smirnov(samples);
    let win = win::win(samples);
    let band = |values: &[f64]| smirnov::band(values.len(), 0.95);
    let pairs = samples.outsiders().len() as f64 * samples.insiders().len() as f64;
    present(json!({
        "U_out": test.u,
        "tie_term_sum_t3_minus_t": test.ties,
        "sigma_tie_corrected": test.sigma,
        "theta_P_out_greater_plus_half_ties": test.u / pairs,
        "cliffs_delta": cliff.delta,
        "cliffs_delta_var": cliff.variance,
        "cliffs_delta_ci95": cliff.interval(0.95).map(limits),
        "mann_whitney_p": p_values(samples),
        "hodges_lehmann_shift": shift::shift(samples),
        "hodges_lehmann_ci95_order_statistics": { "k": rank, "ci": limits(interval) },
        "hodges_lehmann_ratio": maybe(shift::ratio(samples)),
        "brunner_munzel": win.map(|win| {
            let (w, p) = win.brunner_munzel();
            json!({ "W": w, "p_two_sided": p })
        }),
        "theta_ci95_t": win.map(|win| json!({
            "theta": win.theta,
            "se": win.error,
            "df": win.df,
            "ci": limits(win.interval(0.95)),
        })),
        "quantiles": all_quantiles(samples, quantiles),
        "ks": {
            "D": smirnov.distance,
            "p_asymptotic": smirnov.p_effective,
            "p_exact": maybe(smirnov.p_exact),
        },
        "welch_t": welch::welch(samples).map(told),
        "geometric_mean_ratio": welch::geometric(samples).map(|test| {
            let mut told = told(test);
            told["ratio"] = libm::exp(test.difference).into();
            told["ci95"] = limits(welch::exponential(test.interval(0.95)));
            told
        }),
        "dkw_halfwidth95": {
            "out": band(samples.outsiders()),
            "in": band(samples.insiders()),
        },
    }))
}

fn told(test: welch::Welch) -> Value {
    json!({ "t": num(test.t(0.0)), "df": test.df, "p": test.p() })
}

fn p_values(samples: &Samples) -> Value {
    let test = mann_whitney::mann_whitney(samples);
    let kinds = [
        ("", Some(test.p(false))),
        ("_cc", Some(test.p(true))),
        ("_exact", mann_whitney::exact(samples)),
    ];
    let mut all = Map::new();
    for (kind, p) in kinds {
        let Some(p) = p else { continue };
        all.insert(format!("two-sided{kind}"), num(p.two_sided));
        all.insert(format!("less{kind}"), num(p.less));
        all.insert(format!("greater{kind}"), num(p.greater));
    }
    all.into()
}

/// The probabilities are the keys of what is expected.
fn all_quantiles(samples: &Samples, expected: &Value) -> Value {
    let (out, ins) = (samples.outsiders(), samples.insiders());
    let told = expected.as_object().unwrap().keys().map(|key| {
        let p = float(&serde_json::from_str(key).unwrap());
        let (a, b) = (quantile::quantile(out, p), quantile::quantile(ins, p));
        let limits = |values: &[f64]| {
            let found = quantile::order_limits(values, p, 0.95);
            json!({
                "l": found.low_rank,
                "u": found.high_rank,
                "lo": maybe(found.low),
                "hi": maybe(found.high),
                "cover": found.covers,
            })
        };
        let told = json!({
            "out_type7": a,
            "in_type7": b,
            "diff": a - b,
            "out_harrell_davis": quantile::harrell_davis(out, p),
            "in_harrell_davis": quantile::harrell_davis(ins, p),
            "out_hd_se_jackknife": quantile::harrell_davis_error(out, p),
            "in_hd_se_jackknife": quantile::harrell_davis_error(ins, p),
            "out_order_ci95": limits(out),
            "in_order_ci95": limits(ins),
        });
        (key.clone(), told)
    });
    Value::Object(told.collect())
}
