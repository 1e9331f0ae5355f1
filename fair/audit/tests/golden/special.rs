//! Special functions, which mpmath computed with 50 digits.

use drawbridge_fair_audit::special::{
    Binomial, Hypergeometric, Tails, beta, chi2_above, gamma, ln_gamma, normal_above, normal_below,
    normal_quantile, student,
};
use serde_json::{Value, json};

use crate::check::{Golden, float, whole};

#[test]
fn special_functions() {
    let mut golden = Golden::read("special_functions.json");
    for (at, case) in golden.cases().iter().enumerate() {
        let mut expected = case.as_object().unwrap().clone();
        expected.retain(|key, _| {
            ["value", "complement", "P", "Q", "sf", "cdf", "pmf"].contains(&&**key)
        });
        let path = format!("{at}/{}", case["fn"]);
        golden.compare(&path, &expected.into(), &found(case), case);
    }
    golden.finish(175);
}

fn found(case: &Value) -> Value {
    let x = |key: &str| float(&case[key]);
    let n = |key: &str| whole(&case[key]);
    match case["fn"].as_str().unwrap() {
        "norm_cdf" => json!({ "value": normal_below(x("x")) }),
        "norm_sf" => json!({ "value": normal_above(x("x")) }),
        "norm_ppf" => json!({ "value": normal_quantile(x("p")) }),
        "ln_gamma" => json!({ "value": ln_gamma(x("x")) }),
        "beta_inc_reg" => {
            let Tails { below, above } = beta(x("a"), x("b"), x("x"), 1.0 - x("x"));
            json!({ "value": below, "complement": above })
        }
        "gamma_inc_reg" => {
            let Tails { below, above } = gamma(x("a"), x("x"));
            json!({ "P": below, "Q": above })
        }
        "chi2_sf" => json!({ "value": chi2_above(x("x"), x("df")) }),
        "t_cdf" => {
            let Tails { below, above } = student(x("t"), x("df"));
            json!({ "value": below, "sf": above })
        }
        "binom" => {
            let binomial = Binomial { of: n("n"), rate: x("p") };
            let Tails { below, above } = binomial.tails(n("k"));
            json!({ "pmf": binomial.exactly(n("k")), "cdf": below, "sf": above })
        }
        "hypergeom" => {
            let drawn =
                Hypergeometric { total: n("total"), marked: n("marked"), drawn: n("drawn") };
            json!({ "pmf": drawn.exactly(n("k")), "cdf": drawn.tails(n("k")).below })
        }
        other => panic!("nothing computes {other}"),
    }
}
