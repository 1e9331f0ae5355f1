//! Two rates, twelve tables.

use drawbridge_fair_audit::proportions::score::Correction::{None as Plain, Nurminen};
use drawbridge_fair_audit::proportions::{
    Count, Table, bayes, boschloo, difference, fisher, four_fifths, interval, odds, pooled, ratio,
    score,
};
use drawbridge_fair_audit::special::normal_above;
use serde_json::{Map, Value, json};

use crate::check::{Golden, float, limits, maybe, num, present, whole};

/// With 30 of 30 beside 24 of 30 and a ratio r, the likeliest insiders' rate is 0.9 up to r = 10/9
/// and 1/r beyond. There the discriminant is zero, statsmodels takes the root of what rounding left
/// of it below zero, and its search stops at that NaN. At r = 10/9 the statistic is 1.826 (1.810
/// corrected), not 1.960; `the_kink_is_not_the_limit` holds where it is.
const KINK: &str = "statsmodels stops at a NaN at the kink of the likelihood, r = 10/9";

#[test]
fn proportions() {
    let mut golden = Golden::read("proportions.json")
        .tolerance("/boschloo", "boschloo_abs")
        .tolerance("/score_m", "ci_score_abs")
        .tolerance("/score_koopman", "ci_score_abs")
        .known_wrong("9/ratio_ci95/score_mn/0", KINK)
        .known_wrong("9/ratio_ci95/score_koopman/0", KINK);
    for (at, case) in golden.cases().iter().enumerate() {
        golden.compare(&at.to_string(), &case["expected"], &found(case), case);
    }
    golden.finish(963);
}

/// The table of an input.
pub(crate) fn table(input: &Value) -> Table {
    let count = |side: &str| {
        let part = |what: &str| whole(&input[format!("{side}_{what}")]);
        Count::new(part("success"), part("total")).unwrap()
    };
    Table::new(count("out"), count("in"))
}

fn found(case: &Value) -> Value {
    let table = table(&case["input"]);
    let mut found = present(json!({
        "rate_out": table.outsiders.rate(),
        "rate_in": table.insiders.rate(),
        "diff": table.difference(),
        "ratio": num(table.ratio()),
        "odds_ratio_sample": num(odds::sample_odds_ratio(table)),
        "cohen_h": pooled::cohen_h(table),
        "bayes_beta11_P_in_greater_than_out": bayes::insiders_higher(table),
        "ci95_out": intervals(table.outsiders),
        "ci95_in": intervals(table.insiders),
        "diff_ci95": {
            "wald": limits(difference::wald(table, 0.95)),
            "agresti-caffo": limits(difference::agresti_caffo(table, 0.95)),
            "newcomb": limits(difference::newcombe(table, 0.95)),
            "score_miettinen_nurminen": limits(difference::score(table, 0.95, Nurminen)),
            "score_mee": limits(difference::score(table, 0.95, Plain)),
        },
        "ratio_ci95": present(json!({
            "log_katz": ratio::log_katz(table, 0.95).map(limits),
            "score_mn": ratio::score(table, 0.95, Nurminen).map(limits),
            "score_koopman": ratio::score(table, 0.95, Plain).map(limits),
        })),
        "score_tests": score_tests(table, &case["expected"]["score_tests"]),
        "z_pooled": pooled::z_test(table)
            .map(|test| json!({ "z": test.z, "p_two_sided": test.two_sided, "p_less": test.less })),
        "chi2_pearson": pooled::pearson(table).map(tested),
        "chi2_yates": pooled::yates(table).map(tested),
        "g_test": pooled::g_test(table).map(tested),
    }));
    found.as_object_mut().unwrap().extend(exact(table));
    // A rule without an answer is written as null.
    found["four_fifths"] = json!({
        "impact_ratio_out_over_in": num(table.ratio()),
        "impact_ratio_min_over_max": num(four_fifths::impact_ratio(table)),
        "passes_0.8_on_out_over_in": four_fifths::passes(table),
    });
    found
}

fn exact(table: Table) -> Map<String, Value> {
    let (fisher, mid_p) = (fisher::fisher(table), fisher::mid_p(table));
    let odds = odds::conditional_odds_ratio(table, 0.95);
    let boschloo = boschloo::boschloo(table).map(|test| {
        json!({
            "less_statistic": test.less_statistic,
            "less_p": test.less,
            "greater_statistic": test.greater_statistic,
            "greater_p": test.greater,
            "two_sided_p": test.two_sided,
            "scipy_less_p": test.less,
        })
    });
    let found = json!({
        "fisher": {
            "two_sided": fisher.two_sided, "less": fisher.less, "greater": fisher.greater,
        },
        "fisher_mid_p": {
            "less": mid_p.less,
            "greater": mid_p.greater,
            "two_sided_doubled": mid_p.two_sided,
        },
        "odds_ratio_conditional_mle": maybe(odds.map(|odds| odds.estimate)),
        "odds_ratio_conditional_ci95": odds.map(|odds| limits(odds.interval)),
        "boschloo": boschloo,
    });
    present(found).as_object().unwrap().clone()
}

fn tested(test: pooled::Tested) -> Value {
    json!({ "stat": test.statistic, "p": test.p })
}

fn intervals(count: Count) -> Value {
    json!({
        "wilson": limits(interval::wilson(count, 0.95)),
        "beta": limits(interval::clopper_pearson(count, 0.95)),
        "jeffreys": limits(interval::jeffreys(count, 0.95)),
        "agresti_coull": limits(interval::agresti_coull(count, 0.95)),
        "wilson_cc": limits(interval::wilson_corrected(count, 0.95)),
    })
}

/// The margins are the keys of what is expected.
fn score_tests(table: Table, expected: &Value) -> Value {
    let all = |what: &str, z: &dyn Fn(f64) -> f64| -> Value {
        let keys = expected[what].as_object().unwrap().keys();
        let told = keys.map(|key| {
            let z = z(float(&serde_json::from_str(key).unwrap()));
            (key.clone(), json!({ "z": num(z), "p_greater": normal_above(z) }))
        });
        Value::Object(told.collect())
    };
    json!({
        "diff": all("diff", &|gap| score::z_difference(table, gap, Plain)),
        "ratio": all("ratio", &|ratio| score::z_ratio(table, ratio, Plain)),
    })
}

#[test]
fn the_kink_is_not_the_limit() {
    let table = Table::new(Count::new(30, 30).unwrap(), Count::new(24, 30).unwrap());
    let limit = 1.959_963_984_540_054;
    for correction in [Nurminen, Plain] {
        let found = ratio::score(table, 0.95, correction).unwrap();
        assert!((score::z_ratio(table, found.low, correction) - limit).abs() < 1e-12);
        assert!(score::z_ratio(table, 10.0 / 9.0, correction) < 1.83);
    }
    // By hand for Koopman's limit: rates 0.9 r and 0.9.
    let r = ratio::score(table, 0.95, Plain).unwrap().low;
    let variance = 0.9 * r * (1.0 - 0.9 * r) / 30.0 + r * r * 0.09 / 30.0;
    assert!(((1.0 - 0.8 * r) / variance.sqrt() - limit).abs() < 1e-9);
}
