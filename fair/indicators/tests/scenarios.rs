//! The four worlds of the golden files as whole logs: leaves and openings in, verdicts out.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]
#![allow(clippy::float_arithmetic, reason = "statistics are compared; money is never here")]

mod support;

use std::collections::BTreeMap;

use drawbridge_fair_indicators::found::{Audit, Indicator, Word};
use drawbridge_fair_indicators::plan::Plan;
use drawbridge_fair_record::Gate;
use drawbridge_fair_record::leaf::{End, Verdict};
use serde_json::Value as Json;
use support::{Book, Event, HOUR, Log, START, text, value, whole, word};

/// The cut of the golden reports.
const HOURS: i64 = 2160;

const GOLDEN: &str = include_str!("../../audit/tests/data/scenarios.json");

fn csv(name: &str) -> &'static str {
    match name {
        "equal" => include_str!("../../audit/tests/data/scenarios/equal.csv"),
        "biased" => include_str!("../../audit/tests/data/scenarios/biased.csv"),
        "simpson" => include_str!("../../audit/tests/data/scenarios/simpson.csv"),
        _ => include_str!("../../audit/tests/data/scenarios/small.csv"),
    }
}

/// Hundredths of hours as milliseconds since 1970.
fn time(hours: &str) -> i64 {
    let (whole, part) = hours.split_once('.').unwrap_or((hours, ""));
    START + format!("{whole}{part:0<2}").parse::<i64>().unwrap() * (HOUR / 100)
}

struct Row<'a> {
    cells: BTreeMap<&'a str, &'a str>,
    seq: u64,
}

impl Row<'_> {
    fn count(&self, name: &str) -> u64 {
        self.cells[name].parse().unwrap()
    }

    fn camp(&self) -> &'static str {
        if self.cells["side"] == "out" { "rival" } else { "native" }
    }
}

/// Each row is a merchant: its admission, its fee, its links and its payments are cases of their own.
fn log(name: &str) -> Log {
    let mut lines = csv(name).lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let mut book = Book { start: START, ..Book::default() };
    for line in lines {
        let cells: BTreeMap<&str, &str> = head.iter().copied().zip(line.split(',')).collect();
        let seq = cells["seq"].parse().unwrap();
        let row = Row { cells, seq };
        admission(&mut book, &row);
        fee(&mut book, &row);
        links(&mut book, &row);
        payments(&mut book, &row);
    }
    // The golden files know what was pending at the cut: the log goes on until then, with a case of the
    // next period.
    let event = Event::Intake { gate: Gate::Shop, action: "admission", camp: "rival".to_owned() };
    book.push(START + HOURS * HOUR, 0, "m-later", event);
    book.log()
}

fn intake(book: &mut Book, row: &Row<'_>, at: i64, case: u64, gate: Gate, action: &'static str) {
    let event = Event::Intake { gate, action, camp: row.camp().to_owned() };
    let category = text(row.cells["category"]);
    let entry = book.push(at, case, &format!("m-{}", row.seq), event);
    entry.open.push(("category", category));
}

fn decide(book: &mut Book, row: &Row<'_>, at: i64, case: u64, verdict: Verdict) {
    let event = Event::Decision { verdict, person: true };
    book.push(at, case, &format!("m-{}", row.seq), event);
}

fn admission(book: &mut Book, row: &Row<'_>) {
    let case = row.seq * 1000;
    intake(book, row, time(row.cells["submitted_h"]), case, Gate::Shop, "admission");
    if !row.cells["decided_h"].is_empty() {
        let yes = row.cells["verdict"] == "approve";
        let verdict = if yes { Verdict::Allow } else { Verdict::Refuse };
        decide(book, row, time(row.cells["decided_h"]), case, verdict);
    }
}

fn fee(book: &mut Book, row: &Row<'_>) {
    let (case, at) = (row.seq * 1000 + 1, time(row.cells["submitted_h"]));
    let bps = row.cells["fee_bps"];
    let (all, part) = bps.split_once('.').unwrap_or((bps, ""));
    let ppm = format!("{all}{part:0<2}").parse().unwrap();
    intake(book, row, at, case, Gate::Pay, "fee");
    decide(book, row, at, case, Verdict::Allow);
    book.entries.last_mut().unwrap().committed.push(("fee_ppm", whole(ppm)));
}

fn links(book: &mut Book, row: &Row<'_>) {
    let at = time(row.cells["submitted_h"]);
    for link in 0..row.count("link_attempts") {
        let case = row.seq * 1000 + 100 + link;
        intake(book, row, at, case, Gate::Share, "link.open");
        let open = link < row.count("link_opens");
        let verdict = if open { Verdict::Allow } else { Verdict::Refuse };
        decide(book, row, at, case, verdict);
    }
}

fn payments(book: &mut Book, row: &Row<'_>) {
    let at = time(row.cells["submitted_h"]);
    for payment in 0..row.count("pay_attempts") {
        let case = row.seq * 1000 + 200 + payment;
        intake(book, row, at, case, Gate::Pay, "pay.accept");
        decide(book, row, at, case, Verdict::Allow);
        let paid = payment < row.count("pay_ok");
        let end = if paid { End::Applied } else { End::Expired };
        book.push(at, case, &format!("m-{}", row.seq), Event::Outcome { end });
    }
}

/// Categories alone are the strata of the golden files.
fn plan() -> Plan {
    let mut plan = Plan::standard(&["native"]);
    for topic in &mut plan.topics {
        topic.strata.retain(|stratum| stratum.name == "category");
    }
    plan
}

fn close(found: f64, expected: &Json, what: &str) {
    let expected = expected.as_f64().unwrap();
    let scale = expected.abs().max(1.0);
    assert!((found - expected).abs() <= 1e-9 * scale, "{what}: {found} is not {expected}");
}

fn further(one: &Indicator, measure: &str) -> f64 {
    one.further.iter().find(|one| one.measure == measure).unwrap().value
}

/// What the golden files say of the data is what comes out of the leaves.
fn agrees(audit: &Audit, golden: &Json) {
    let at = |path: &str| golden.pointer(path).unwrap();
    let review = audit.indicator("review.approval_gap").unwrap();
    close(review.outsiders.value.unwrap(), at("/approval/rate_out"), "approvals of outsiders");
    close(review.insiders.value.unwrap(), at("/approval/rate_in"), "approvals of insiders");
    let counts = [review.outsiders.cases, review.insiders.cases];
    assert_eq!(counts, ["out", "in"].map(|side| at("/approval")[side][1].as_u64().unwrap()));
    let p = |id: &str| audit.indicator(id).unwrap().difference.as_ref().unwrap().p;
    close(p("review.approval_gap"), at("/approval_cmh/p"), "CMH");
    close(value(audit, "review.approval_gap"), at("/approval_cmh/mh_risk_difference"), "gap");
    close(further(review, "crude_difference"), at("/approval/diff"), "crude gap");
    close(further(review, "four_fifths_p"), at("/approval/four_fifths_p"), "four fifths");
    close(p("review.rmst_gap"), at("/review_time_stratified_logrank/p"), "log-rank");
    for (id, name) in [("review.median_h", "median"), ("review.p90_h", "p90")] {
        let one = audit.indicator(id).unwrap();
        for (side, of) in [("out", one.outsiders), ("in", one.insiders)] {
            let path = format!("/review_hours_km/{name}_{side}");
            close(of.value.unwrap(), at(&path), &path);
            let pending = at("/review_time_stratified_logrank")[format!("pending_{side}")].as_u64();
            assert_eq!(of.pending, pending.unwrap());
        }
    }
    let fee = audit.indicator("fee.hl_gap_bps").unwrap();
    close(p("fee.hl_gap_bps"), at("/fee_van_elteren/p"), "van Elteren");
    close(fee.outsiders.value.unwrap(), at("/fee_van_elteren/median_out"), "fee of outsiders");
    close(fee.insiders.value.unwrap(), at("/fee_van_elteren/median_in"), "fee of insiders");
    let link = audit.indicator("link.block_rate_gap").unwrap();
    close(1.0 - link.outsiders.value.unwrap(), at("/link_open/rate_out"), "links");
    close(-further(link, "crude_difference"), at("/link_open/diff"), "gap of links");
    let pay = audit.indicator("pay.success_gap").unwrap();
    close(pay.outsiders.value.unwrap(), at("/payment/rate_out"), "payments");
    close(further(pay, "crude_difference"), at("/payment/diff"), "gap of payments");
}

fn audited(name: &str) -> Audit {
    let audit = log(name).audit(plan(), HOURS);
    let golden: Json = serde_json::from_str(GOLDEN).unwrap();
    let cases = golden["cases"].as_array().unwrap();
    let golden = cases.iter().find(|case| case["name"] == name).unwrap();
    agrees(&audit, &golden["expected"]);
    assert_eq!(audit.basis.missing.side, 0);
    audit
}

const HEADLINES: [&str; 5] = [
    "review.approval_gap",
    "review.rmst_gap",
    "link.block_rate_gap",
    "fee.hl_gap_bps",
    "pay.success_gap",
];

#[test]
fn where_all_is_equal_equality_is_shown() {
    let audit = audited("equal");
    for id in HEADLINES {
        assert_eq!(word(&audit, id), Word::EqualShown, "{id}");
    }
    assert_eq!(audit.alarms, [""; 0]);
}

#[test]
fn where_all_is_biased_inequality_is_shown() {
    let audit = audited("biased");
    for id in ["review.approval_gap", "review.rmst_gap", "link.block_rate_gap", "pay.success_gap"] {
        assert_eq!(word(&audit, id), Word::UnequalShown, "{id}");
    }
    // Four hundredths of a fee are seen in 1,600 cases, and lie within a margin of a fifth.
    assert_eq!(word(&audit, "fee.hl_gap_bps"), Word::UnequalWithinMargin);
    assert!(audit.alarms.contains(&"review.approval_gap".to_owned()), "{:?}", audit.alarms);
}

#[test]
fn a_different_mix_is_not_taken_for_bias() {
    let audit = audited("simpson");
    let review = audit.indicator("review.approval_gap").unwrap();
    assert!(further(review, "crude_difference") < -0.19);
    assert_eq!(review.verdict, Word::NotEnoughEvidence);
    assert!(HEADLINES.iter().all(|id| word(&audit, id) != Word::UnequalShown));
    assert_eq!(audit.alarms, [""; 0]);
}

#[test]
fn too_few_cases_are_not_enough_evidence() {
    let audit = audited("small");
    for id in ["review.approval_gap", "review.rmst_gap"] {
        assert_eq!(word(&audit, id), Word::NotEnoughEvidence, "{id}");
    }
    let reach = audit.indicator("review.approval_gap").unwrap().reach.unwrap();
    assert!(reach.outsiders_missing.unwrap() > 100, "{reach:?}");
}
