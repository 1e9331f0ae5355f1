//! Many p values, and e values.

use drawbridge_fair_audit::multiplicity::{Adjustment, adjust, combine, evalues};
use drawbridge_fair_audit::proportions::pooled::Tested;
use serde_json::{Value, json};

use crate::check::{Golden, float, floats, list, maybe};

#[test]
fn multiplicity() {
    let mut golden = Golden::read("multiplicity.json");
    for case in &golden.cases() {
        let input = &case["input"];
        let found = if input["p"].is_array() {
            adjusted(&floats(&input["p"]))
        } else {
            bets(&floats(&input["e"]), float(&input["alpha"]))
        };
        golden.compare(case["name"].as_str().unwrap(), &case["expected"], &found, case);
    }
    golden.finish(820);
}

fn adjusted(p: &[f64]) -> Value {
    let by = |how: Adjustment| list(&adjust(p, how));
    let (fisher, cauchy) = (combine::fisher(p), combine::cauchy(p));
    json!({
        "bonferroni": by(Adjustment::Bonferroni),
        "sidak": by(Adjustment::Sidak),
        "holm": by(Adjustment::Holm),
        "holm-sidak": by(Adjustment::HolmSidak),
        "simes-hochberg": by(Adjustment::Hochberg),
        "hommel": by(Adjustment::Hommel),
        "fdr_bh": by(Adjustment::BenjaminiHochberg),
        "fdr_by": by(Adjustment::BenjaminiYekutieli),
        "combine": {
            "fisher": { "stat": fisher.statistic, "p": fisher.p },
            "stouffer": { "z": combine::stouffer(p) },
            "simes": combine::simes(p),
            "cauchy": cauchy.map(|Tested { statistic, p }| json!({ "T": statistic, "p": p })),
        },
    })
}

fn bets(e: &[f64], alpha: f64) -> Value {
    let found = evalues::e_bh(e, alpha);
    let p: Vec<f64> = e.iter().map(|e| evalues::p_value(*e)).collect();
    json!({
        "rejections": found.rejections,
        "threshold": maybe(found.threshold),
        "mean_e": evalues::mean(e),
        "p_from_e": list(&p),
    })
}
