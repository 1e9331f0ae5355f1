//! Reviews of which some are pending.

use drawbridge_fair_audit::survival::cox::{Cox, cox};
use drawbridge_fair_audit::survival::incidence::{Outcome, incidence};
use drawbridge_fair_audit::survival::kaplan_meier::{Step, kaplan_meier, quantile};
use drawbridge_fair_audit::survival::log_rank::{LogRank, Weights, log_rank};
use drawbridge_fair_audit::survival::restricted::{RestrictedMean, restricted};
use drawbridge_fair_audit::survival::{Observation, Strata, side};
use serde_json::{Value, json};

use crate::check::{Golden, floats, limits, maybe, num};

#[test]
fn survival() {
    let mut golden = Golden::read("survival.json").tolerance("/cox_", "cox_abs");
    for case in &golden.cases() {
        let found = found(&case["input"], &case["expected"]["cumulative_incidence"]["cause"]);
        golden.compare(case["name"].as_str().unwrap(), &case["expected"], &found, case);
    }
    golden.finish(1416);
}

fn observations(input: &Value) -> Vec<Observation> {
    let column = |name: &str| floats(&input[name]);
    let (time, event, outsider, stratum) =
        (column("time"), column("event"), column("outsider"), column("stratum"));
    (0..time.len())
        .map(|at| Observation {
            time: time[at],
            decided: event[at] == 1.0,
            outsider: outsider[at] == 1.0,
            stratum: u32::try_from(input["stratum"][at].as_u64().unwrap()).unwrap(),
        })
        .inspect(|_| assert_eq!(stratum.len(), time.len()))
        .collect()
}

fn found(input: &Value, causes: &Value) -> Value {
    let all = observations(input);
    let compared = restricted(&all).unwrap();
    let test = |strata, rho, gamma| tested(log_rank(&all, strata, Weights { rho, gamma }));
    let km = |outsider: bool, mean: RestrictedMean| {
        let steps = kaplan_meier(&side(&all, outsider));
        json!({
            "table": steps.iter().map(step).collect::<Vec<Value>>(),
            "median": maybe(quantile(&steps, 0.5)),
            "p90": maybe(quantile(&steps, 0.9)),
            "rmst": { "tau": compared.horizon, "value": mean.mean, "se": mean.error },
        })
    };
    json!({
        "km": { "out": km(true, compared.outsiders), "in": km(false, compared.insiders) },
        "rmst_difference": {
            "diff": compared.difference,
            "se": compared.error,
            "ci95": limits(compared.interval(0.95)),
            "p": compared.p(),
        },
        "logrank": test(Strata::Ignored, 0.0, 0.0),
        "logrank_stratified": test(Strata::Kept, 0.0, 0.0),
        "fleming_harrington": {
            "rho1_gamma0": test(Strata::Ignored, 1.0, 0.0),
            "rho0_gamma1": test(Strata::Ignored, 0.0, 1.0),
            "rho1_gamma1": test(Strata::Ignored, 1.0, 1.0),
        },
        "cox_efron": fitted(cox(&all, Strata::Ignored).unwrap()),
        "cox_efron_stratified": fitted(cox(&all, Strata::Kept).unwrap()),
        "cumulative_incidence": {
            "out_approved": curve(&all, causes, true, Outcome::Approved),
            "out_denied": curve(&all, causes, true, Outcome::Denied),
            "in_approved": curve(&all, causes, false, Outcome::Approved),
            "in_denied": curve(&all, causes, false, Outcome::Denied),
        },
    })
}

fn step(step: &Step) -> Value {
    json!({
        "t": step.time,
        "at_risk": step.at_risk,
        "events": step.decided,
        "S": step.waiting,
        "greenwood_sum": num(step.greenwood),
        "se": num(step.error()),
        "ci95_loglog": step.interval(0.95).map(limits),
    })
}

fn tested(test: LogRank) -> Value {
    json!({
        "U": test.excess,
        "V": test.variance,
        "O_out": test.observed,
        "E_out": test.expected,
        "z": test.z(),
        "chi2": test.chi2(),
        "p": test.p(),
    })
}

fn fitted(cox: Cox) -> Value {
    json!({
        "log_hr": cox.log_ratio,
        "se": cox.error,
        "hr": cox.ratio(),
        "loglik": cox.log_likelihood,
    })
}

fn curve(all: &[Observation], causes: &Value, outsider: bool, end: Outcome) -> Value {
    let outcomes = causes.as_array().unwrap().iter().map(|cause| match cause.as_u64().unwrap() {
        0 => Outcome::Pending,
        1 => Outcome::Approved,
        2 => Outcome::Denied,
        other => panic!("no outcome is {other}"),
    });
    let mine = all.iter().zip(outcomes).filter(|(one, _)| one.outsider == outsider);
    let told: Vec<(f64, Outcome)> = mine.map(|(one, outcome)| (one.time, outcome)).collect();
    let steps = incidence(&told, end);
    steps.iter().map(|step| json!({ "t": step.time, "F": step.share })).collect()
}
