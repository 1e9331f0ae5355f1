//! Gaps within strata.

use drawbridge_fair_audit::durations::Samples;
use drawbridge_fair_audit::proportions::pooled::Tested;
use drawbridge_fair_audit::special::chi2_above;
use drawbridge_fair_audit::stratified::logistic::logistic;
use drawbridge_fair_audit::stratified::oaxaca::{SideFees, decompose};
use drawbridge_fair_audit::stratified::regression::{Design, least_squares};
use drawbridge_fair_audit::stratified::{
    Stratum, cmh, crude, homogeneity, mantel_haenszel, van_elteren,
};
use serde_json::{Value, json};

use crate::check::{Golden, floats, limits, list, present, whole};
use crate::equivalence::samples;

/// With a common odds ratio of exactly 1 the expected count is the root of a line, not of a
/// quadratic; statsmodels divides by zero. All strata are the same on both sides: 0, and p = 1.
const LINE: &str = "statsmodels divides 0 by 0 where the common odds ratio is 1";

#[test]
fn stratified() {
    let mut golden = Golden::read("stratified.json")
        .tolerance("logistic_adjusted_gap/", "logistic_abs")
        .known_wrong("homogeneous_equal/breslow_day/stat", LINE)
        .known_wrong("homogeneous_equal/breslow_day/p", LINE)
        .known_wrong("homogeneous_equal/tarone/stat", LINE)
        .known_wrong("homogeneous_equal/tarone/p", LINE);
    for case in &golden.cases() {
        let name = case["name"].as_str().unwrap();
        let input = &case["input"];
        let found = if input["columns"].is_array() {
            tables(input)
        } else if name.starts_with("van_elteren/") {
            ranks(input)
        } else if name == "logistic_adjusted_gap" {
            approvals(input)
        } else if name == "fee_gap_oaxaca_blinder" {
            fees(input)
        } else {
            panic!("nothing computes {name}");
        };
        golden.compare(name, &case["expected"], &found, case);
    }
    golden.finish(231);
}

fn tables(input: &Value) -> Value {
    let strata: Vec<Stratum> = input["strata"].as_array().unwrap().iter().map(stratum).collect();
    let cmh = cmh::cmh(&strata);
    let odds = mantel_haenszel::odds_ratio(&strata);
    let risk = mantel_haenszel::risk_ratio(&strata);
    let difference = mantel_haenszel::risk_difference(&strata).unwrap();
    let crude = crude::pooled(&strata).unwrap();
    let standardised = crude::standardised(&strata);
    let breslow_day = |tarone| {
        let (test, df) = homogeneity::breslow_day(&strata, odds.unwrap().ratio, tarone).unwrap();
        json!({ "stat": test.statistic, "p": test.p, "df": df })
    };
    present(json!({
        "cmh": cmh.chi2(false).map(tested),
        "cmh_cc": cmh.chi2(true).map(tested),
        "cmh_z_signed": cmh.z().map(|test| test.z),
        "mh_odds_ratio": odds.map(|found| json!({
            "or": found.ratio,
            "log_se_rbg": found.log_error,
            "ci95": limits(found.interval(0.95)),
        })),
        "mh_risk_ratio": risk.map(|found| json!({
            "rr": found.ratio,
            "log_se": found.log_error,
            "ci95": limits(found.interval(0.95)),
        })),
        "mh_risk_difference_sato": {
            "rd": difference.difference,
            "se": difference.error,
            "ci95": limits(difference.interval(0.95)),
        },
        "breslow_day": breslow_day(false),
        "tarone": breslow_day(true),
        "woolf_homogeneity": homogeneity::woolf(&strata).map(tested),
        "crude": {
            "rate_out": crude.outsiders.rate(),
            "rate_in": crude.insiders.rate(),
            "diff": crude.difference(),
            "ratio": crude.ratio(),
        },
        "directly_standardised_to_pooled_mix": {
            "out": standardised.map(|(out, _)| out),
            "in": standardised.map(|(_, ins)| ins),
            "diff": standardised.map(|(out, ins)| out - ins),
        },
        "simpson_reversal": crude::is_reversed(crude.difference(), difference.difference),
    }))
}

fn stratum(row: &Value) -> Stratum {
    let cell = |at: usize| whole(&row[at]);
    Stratum { out_yes: cell(0), out_no: cell(1), in_yes: cell(2), in_no: cell(3) }
}

fn tested(test: Tested) -> Value {
    json!({ "stat": test.statistic, "p": test.p })
}

fn ranks(input: &Value) -> Value {
    let strata: Vec<Samples> = input["strata"].as_array().unwrap().iter().map(samples).collect();
    let test = van_elteren::van_elteren(&strata).unwrap();
    let each: Vec<Value> = strata
        .iter()
        .map(|samples| {
            let found = van_elteren::rank_sum(samples);
            json!({
                "W": found.ranks,
                "E": found.expected,
                "V": found.variance,
                "theta": found.theta,
            })
        })
        .collect();
    json!({
        "z": test.z,
        "p_two_sided": test.two_sided,
        "strata": each,
        "theta_weighted_nm_over_Nplus1": van_elteren::theta_as_tested(&strata),
        "theta_weighted_nm": van_elteren::theta_by_pairs(&strata),
    })
}

fn approvals(input: &Value) -> Value {
    let column = |name: &str| floats(&input[name]);
    let (outsider, x1, x2, y) =
        (column("outsider"), column("x1"), column("x2"), column("approved"));
    let design = Design::new(&[&outsider, &x1, &x2]).unwrap();
    let full = logistic(&design, &y).unwrap();
    let without = logistic(&Design::new(&[&x1, &x2]).unwrap(), &y).unwrap();
    let ratio = 2.0 * (full.log_likelihood - without.log_likelihood);
    let rate = |side: f64| {
        let of = outsider.iter().filter(|is| **is == side).count();
        let yes: f64 = y.iter().zip(&outsider).filter(|(_, is)| **is == side).map(|(y, _)| y).sum();
        yes / of as f64
    };
    json!({
        "coef": list(&full.coefficients),
        "se": list(&full.errors),
        "loglik": full.log_likelihood,
        "lr_test_outsider": { "stat": ratio, "p": chi2_above(ratio, 1.0) },
        "average_counterfactual_gap": full.counterfactual_gap(&design, 1),
        "crude_gap": rate(1.0) - rate(0.0),
    })
}

fn fees(input: &Value) -> Value {
    let column = |name: &str| floats(&input[name]);
    let (outsider, x1, x2, fee) = (column("outsider"), column("x1"), column("x2"), column("fee"));
    let side = |values: &[f64], side: f64| -> Vec<f64> {
        let mine = values.iter().zip(&outsider).filter(|(_, is)| **is == side);
        mine.map(|(value, _)| *value).collect()
    };
    let [out, ins] = [1.0, 0.0].map(|is| [side(&x1, is), side(&x2, is), side(&fee, is)]);
    let found = decompose(
        SideFees { explains: &[&out[0], &out[1]], fees: &out[2] },
        SideFees { explains: &[&ins[0], &ins[1]], fees: &ins[2] },
    )
    .unwrap();
    let fit = least_squares(&Design::new(&[&outsider, &x1, &x2]).unwrap(), &fee).unwrap();
    json!({
        "gap": found.gap,
        "explained_at_insider_prices": found.explained,
        "unexplained": found.unexplained,
        "ols_coef": list(&fit.coefficients),
        "ols_se": list(&fit.errors),
        "ols_se_hc3": list(&fit.robust_errors),
    })
}
