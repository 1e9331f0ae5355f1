//! What could have been seen.

use drawbridge_fair_audit::power::{self, Plan};
use serde_json::{Value, json};

use crate::check::{Golden, float, maybe, whole};

#[test]
fn power() {
    let mut golden = Golden::read("power.json");
    for (at, case) in golden.cases().iter().enumerate() {
        let name = case["name"].as_str().unwrap();
        let found = found(name, &case["input"]);
        golden.compare(&format!("{at}/{name}"), &case["expected"], &found, case);
    }
    golden.finish(27);
}

fn found(name: &str, input: &Value) -> Value {
    let x = |key: &str| float(&input[key]);
    match name {
        "power_two_proportions" => {
            let (out_rate, in_rate, alpha) = (x("p_out"), x("p_in"), x("alpha"));
            let plan = Plan { out_rate, in_rate, outsiders: x("n_out"), insiders: x("n_in") };
            let (outsiders, insiders) = (whole(&input["n_out"]), whole(&input["n_in"]));
            let exact = (outsiders + insiders <= 1000)
                .then(|| power::fisher((out_rate, in_rate), outsiders, insiders, alpha));
            json!({
                "power_z_pooled_two_sided": power::z_test(plan, alpha),
                "power_arcsine": power::arcsine(plan, alpha),
                "power_fisher_exact_two_sided": maybe(exact.flatten()),
            })
        }
        "minimum_detectable_drop" => {
            let (out, ins) = (x("n_out"), x("n_in"));
            let drop = power::detectable_drop(x("p_in"), out, ins, x("alpha"), x("power"));
            json!({ "mde": maybe(drop) })
        }
        "n_out_noninferiority_unpooled" => {
            let n = power::noninferiority_outsiders(
                (x("p_out"), x("p_in")),
                x("margin"),
                x("ratio_in_to_out"),
                x("alpha_one_sided"),
                x("power"),
            );
            json!({ "n_out": n, "ceil": n.ceil() })
        }
        "noether_mann_whitney_N" => {
            let (theta, share) = (x("theta"), x("share_out"));
            let n = power::mann_whitney_values(theta, share, x("alpha_two_sided"), x("power"));
            json!({ "N": n })
        }
        "schoenfeld_events" => {
            let (ratio, share) = (x("hr"), x("share_out"));
            let n = power::log_rank_decisions(ratio, share, x("alpha_two_sided"), x("power"));
            json!({ "events": n })
        }
        other => panic!("nothing computes {other}"),
    }
}
