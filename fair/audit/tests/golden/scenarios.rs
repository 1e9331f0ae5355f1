//! Four whole decision logs, audited: equal, biased, Simpson's paradox, too small.

use std::collections::BTreeMap;
use std::path::Path;

use drawbridge_fair_audit::durations::{Samples, quantile};
use drawbridge_fair_audit::equivalence;
use drawbridge_fair_audit::multiplicity::{Adjustment, adjust};
use drawbridge_fair_audit::proportions::score::Correction;
use drawbridge_fair_audit::proportions::{Count, Table, difference, fisher};
use drawbridge_fair_audit::stratified::{Stratum, cmh, mantel_haenszel, van_elteren};
use drawbridge_fair_audit::survival::kaplan_meier::{self, kaplan_meier};
use drawbridge_fair_audit::survival::log_rank::{Weights, log_rank};
use drawbridge_fair_audit::survival::{Observation, Strata, side};
use drawbridge_fair_audit::verdict::{Demand, Evidence, Verdict, judge, reach};
use serde_json::{Map, Value, json};

use crate::check::{Golden, limits, maybe, num};

const CATEGORIES: &[&str] = &["retail", "video", "food", "travel"];

#[test]
fn scenarios() {
    let mut golden = Golden::read("scenarios.json").tolerance("/diff_ci95_mn", "ci_abs");
    for case in &golden.cases() {
        let log = Log::read(case["input"].as_str().unwrap(), &case["report_cut_h"]);
        let found = log.audit();
        golden.compare(case["name"].as_str().unwrap(), &case["expected"], &found, case);
    }
    golden.finish(292);
}

/// Approvals, within categories, at a margin of five points: what the report would say.
#[test]
fn each_world_gets_its_verdict() {
    for (name, expected) in [
        ("equal", Verdict::EqualShown),
        ("biased", Verdict::UnequalShown),
        // A crude gap of 20 points, and none shown within categories.
        ("simpson", Verdict::NotEnoughEvidence),
        ("small", Verdict::NotEnoughEvidence),
    ] {
        let log = Log::read(&format!("scenarios/{name}.csv"), &2160.0.into());
        let demand = Demand { margin: 0.05, alpha: 0.05, power: 0.8 };
        let differ = log.audit()["holm"]["approval"]["p_holm"].as_f64().unwrap();
        let gap = mantel_haenszel::risk_difference(&log.strata()).unwrap();
        let tost = equivalence::common_difference(gap, -demand.margin, demand.margin).unwrap();
        let evidence = Evidence { differ, not_worse: tost.p_low, not_better: tost.p_high };
        assert_eq!(judge(evidence, demand.alpha), expected, "{name}");
        let reach = reach(log.approvals(), demand);
        assert_eq!(reach.outsiders_missing == Some(0), name != "small", "{name}: {reach:?}");
    }
}

struct Row {
    outsider: bool,
    category: usize,
    /// Hundredths of hours, so that differences are exact.
    took: i64,
    approved: Option<bool>,
    fee: f64,
    links: [u64; 2],
    payments: [u64; 2],
}

/// A decision log.
pub(crate) struct Log {
    rows: Vec<Row>,
}

/// A decimal of at most two places, in hundredths.
fn hundredths(text: &str) -> i64 {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{part:0<2}").parse().unwrap()
}

impl Log {
    pub(crate) fn read(name: &str, cut: &Value) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
        let text = std::fs::read_to_string(path).unwrap();
        let mut lines = text.lines();
        let head: Vec<&str> = lines.next().unwrap().split(',').collect();
        let cut = hundredths(&cut.as_f64().unwrap().to_string());
        let row = |line: &str| {
            let cells: BTreeMap<&str, &str> = head.iter().copied().zip(line.split(',')).collect();
            let count = |name: &str| cells[name].parse::<u64>().unwrap();
            let decided = cells["decided_h"];
            let end = if decided.is_empty() { cut } else { hundredths(decided) };
            Row {
                outsider: cells["side"] == "out",
                category: CATEGORIES.iter().position(|name| *name == cells["category"]).unwrap(),
                took: end - hundredths(cells["submitted_h"]),
                approved: (!decided.is_empty()).then(|| cells["verdict"] == "approve"),
                fee: cells["fee_bps"].parse().unwrap(),
                links: [count("link_opens"), count("link_attempts")],
                payments: [count("pay_ok"), count("pay_attempts")],
            }
        };
        Self { rows: lines.map(row).collect() }
    }

    fn side(&self, outsider: bool) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| row.outsider == outsider)
    }

    fn table(&self, of: fn(&Row) -> [u64; 2]) -> Table {
        let count = |outsider| {
            let sums = self.side(outsider).map(of).fold([0, 0], |a, b| [a[0] + b[0], a[1] + b[1]]);
            Count::new(sums[0], sums[1]).unwrap()
        };
        Table::new(count(true), count(false))
    }

    fn approvals(&self) -> Table {
        self.table(|row| row.approved.map_or([0, 0], |approved| [u64::from(approved), 1]))
    }

    fn strata(&self) -> Vec<Stratum> {
        let of = |category| {
            let count = |outsider, approved| {
                let mine = self.side(outsider).filter(|row| row.category == category);
                mine.filter(|row| row.approved == Some(approved)).count() as u64
            };
            Stratum {
                out_yes: count(true, true),
                out_no: count(true, false),
                in_yes: count(false, true),
                in_no: count(false, false),
            }
        };
        (0..CATEGORIES.len()).map(of).collect()
    }

    fn observations(&self) -> Vec<Observation> {
        let one = |row: &Row| Observation {
            time: row.took as f64 / 100.0,
            decided: row.approved.is_some(),
            outsider: row.outsider,
            stratum: u32::try_from(row.category).unwrap(),
        };
        self.rows.iter().map(one).collect()
    }

    fn fees(&self, category: Option<usize>) -> Option<Samples> {
        let of = |outsider| -> Vec<f64> {
            let mine = self.side(outsider);
            mine.filter(|row| category.is_none_or(|category| row.category == category))
                .map(|row| row.fee)
                .collect()
        };
        Samples::new(&of(true), &of(false)).ok()
    }

    pub(crate) fn audit(&self) -> Value {
        let strata = self.strata();
        let gap = mantel_haenszel::risk_difference(&strata).unwrap().difference;
        let approval = cmh::cmh(&strata).chi2(false).unwrap();
        let observations = self.observations();
        let review = log_rank(&observations, Strata::Kept, Weights::default());
        let pending = |outsider| self.side(outsider).filter(|row| row.approved.is_none()).count();
        let by_category: Vec<Samples> =
            (0..CATEGORIES.len()).filter_map(|category| self.fees(Some(category))).collect();
        let fee = van_elteren::van_elteren(&by_category).unwrap();
        let fees = self.fees(None).unwrap();
        let (links, payments) = (self.table(|row| row.links), self.table(|row| row.payments));
        let p = [
            ("approval", approval.p),
            ("review_time", review.p()),
            ("fee", fee.two_sided),
            ("link_open", fisher::fisher(links).two_sided),
            ("payment", fisher::fisher(payments).two_sided),
        ];
        json!({
            "n_out": self.side(true).count(),
            "n_in": self.side(false).count(),
            "approval": compared(self.approvals(), 0.05, "noninferior_p_margin_5pt"),
            "approval_cmh": {
                "chi2": approval.statistic, "p": approval.p, "mh_risk_difference": gap,
            },
            "review_time_stratified_logrank": {
                "U": review.excess,
                "V": review.variance,
                "chi2": review.chi2(),
                "p": review.p(),
                "pending_out": pending(true),
                "pending_in": pending(false),
            },
            "review_hours_km": waits(&observations),
            "fee_van_elteren": {
                "z": fee.z,
                "p": fee.two_sided,
                "median_out": quantile::quantile(fees.outsiders(), 0.5),
                "median_in": quantile::quantile(fees.insiders(), 0.5),
            },
            "link_open": compared(links, 0.01, "noninferior_p_margin_1pt"),
            "payment": compared(payments, 0.01, "noninferior_p_margin_1pt"),
            "holm": holm(&p),
        })
    }
}

fn waits(observations: &[Observation]) -> Value {
    let at = |outsider, p| {
        maybe(kaplan_meier::quantile(&kaplan_meier(&side(observations, outsider)), p))
    };
    json!({
        "median_out": at(true, 0.5),
        "median_in": at(false, 0.5),
        "p90_out": at(true, 0.9),
        "p90_in": at(false, 0.9),
    })
}

fn compared(table: Table, margin: f64, name: &str) -> Value {
    let counts = |count: Count| json!([count.yes(), count.of()]);
    json!({
        "out": counts(table.outsiders),
        "in": counts(table.insiders),
        "rate_out": table.outsiders.rate(),
        "rate_in": table.insiders.rate(),
        "diff": table.difference(),
        "ratio": num(table.ratio()),
        "diff_ci95_mn": limits(difference::score(table, 0.95, Correction::Nurminen)),
        "fisher_p": fisher::fisher(table).two_sided,
        name: equivalence::rates(table, -margin, margin).p_low,
        "four_fifths_p": equivalence::rate_ratio(table, 0.8).1,
    })
}

fn holm(p: &[(&str, f64)]) -> Value {
    let plain: Vec<f64> = p.iter().map(|(_, p)| *p).collect();
    let adjusted = adjust(&plain, Adjustment::Holm);
    let told = p.iter().zip(adjusted).map(|((name, p), adjusted)| {
        let told = json!({ "p": p, "p_holm": adjusted, "reject_5pct": adjusted <= 0.05 });
        ((*name).to_owned(), told)
    });
    Value::Object(told.collect::<Map<String, Value>>())
}
