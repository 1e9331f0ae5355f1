//! Outsiders bring other cases than insiders, and like cases are treated alike: what is seen crudely is
//! not found within strata, of any kind of number.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]
#![allow(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "statistics are compared; money is never here"
)]

mod support;

use drawbridge_fair_indicators::found::{Audit, Indicator, Word};
use drawbridge_fair_indicators::plan::Plan;
use drawbridge_fair_record::Gate;
use drawbridge_fair_record::leaf::{End, Verdict};
use support::{Book, Entry, Event, HOUR, START, text, whole};

/// A year, so that nothing is cut off.
const HOURS: i64 = 8760;

/// Easy and hard cases of a side, in eighties: outsiders bring three hard ones to an easy one.
const MIX: [(&str, [u64; 2]); 2] = [("rival", [80, 240]), ("native", [240, 80])];

/// By how much longer, dearer, farther a hard case is.
const HARDER: i64 = 40;

/// Writes cases: each after the pattern of its number within its side and kind, from 0 to 79.
fn each(book: &mut Book, mut write: impl FnMut(&mut Book, Case)) {
    let mut number = 0;
    for (camp, counts) in MIX {
        for (kind, count) in (0..).zip(counts) {
            for at in 0..count {
                number += 1;
                write(book, Case { camp, number, hard: kind == 1, at: (at % 80).cast_signed() });
            }
        }
    }
}

#[derive(Clone, Copy)]
struct Case {
    camp: &'static str,
    number: u64,
    hard: bool,
    at: i64,
}

impl Case {
    fn harder(self) -> i64 {
        if self.hard { HARDER } else { 0 }
    }

    fn intake<'a>(
        self,
        book: &'a mut Book,
        gate: Gate,
        action: &'static str,
        field: &'static str,
    ) -> &'a mut Entry {
        let event = Event::Intake { gate, action, camp: self.camp.to_owned() };
        let entry = book.push(START, self.number, &self.subject(), event);
        entry.open.push((field, text(if self.hard { "hard" } else { "easy" })));
        entry
    }

    /// A side has so many merchants, each with cases from all over.
    fn subject(self) -> String {
        format!("{}-{}", self.camp, self.number % 37)
    }

    fn then(self, book: &mut Book, hours: i64, event: Event) -> &mut Entry {
        book.push(START + hours * HOUR, self.number, &self.subject(), event)
    }

    fn decide(self, book: &mut Book, hours: i64, verdict: Verdict) -> &mut Entry {
        self.then(book, hours, Event::Decision { verdict, person: false })
    }
}

fn audit(write: impl FnMut(&mut Book, Case)) -> Audit {
    let mut book = Book { start: START, ..Book::default() };
    each(&mut book, write);
    book.log().audit(Plan::standard(&["native"]), HOURS)
}

fn further(one: &Indicator, measure: &str) -> f64 {
    let mut all = one.further.iter();
    all.find(|one| one.measure == measure).unwrap_or_else(|| panic!("{one:?}")).value
}

/// Nothing is found within both strata, and the measure without strata is what the mix makes of it.
#[track_caller]
fn fair(audit: &Audit, id: &str, crude: Option<(&str, f64)>) {
    let one = audit.indicator(id).unwrap();
    assert!(one.estimate.as_ref().unwrap().value.abs() < 1e-9, "{id}: {one:?}");
    assert!(one.difference.as_ref().unwrap().p > 0.9, "{id}: {one:?}");
    assert!(!matches!(one.verdict, Word::UnequalShown | Word::UnequalWithinMargin), "{id}");
    assert_eq!(one.strata_used, 2, "{id}");
    if let Some((measure, gap)) = crude {
        let found = further(one, measure);
        assert!((found - gap).abs() < 1e-9, "{id}: {found} is not {gap}");
    }
}

/// Easy cases wait for 1 to 40 hours, hard ones for 40 more. Of outsiders' 320 the half is decided once
/// 80 of the hard 240 are, in the 54th hour (6 an hour beyond the 40th); of insiders' 27 hours are
/// enough (6 an hour from the first).
#[test]
fn waits_of_reviews() {
    let audit = audit(|book, case| {
        case.intake(book, Gate::Shop, "review", "category");
        case.decide(book, 1 + case.at % 40 + case.harder(), Verdict::Allow);
    });
    let crude = ("crude_kaplan_meier_difference", 54.0 - 27.0);
    fair(&audit, "review.median_h", Some(crude));
    fair(&audit, "review.p90_h", None);
    fair(&audit, "review.rmst_gap", Some(("crude_restricted_mean_difference", 20.0)));
    assert_eq!(audit.indicator("review.median_h").unwrap().verdict, Word::EqualShown);
}

/// Blocks are lifted, and appeals heard, after the same hours.
#[test]
fn waits_that_begin_with_a_decision() {
    let audit = audit(|book, case| {
        case.intake(book, Gate::Share, "link.open", "category");
        case.decide(book, 0, Verdict::Refuse);
        case.then(book, 0, Event::Appeal);
        let hours = 1 + case.at % 40 + case.harder();
        // Easy appeals are upheld in half of the cases, hard ones in a tenth.
        let upheld = case.at % 10 < if case.hard { 1 } else { 5 };
        let verdict = if upheld { Verdict::Allow } else { Verdict::Refuse };
        case.then(book, hours, Event::AppealDecision { verdict });
        case.then(book, hours, Event::Outcome { end: End::Lifted });
    });
    let crude = ("crude_kaplan_meier_difference", 27.0);
    fair(&audit, "link.median_unblock_h", Some(crude));
    fair(&audit, "appeal.median_h", Some(crude));
    // Of 320: 40 easy and 24 hard ones, or 120 and 8.
    fair(&audit, "appeal.upheld_gap", Some(("crude_difference", (64.0 - 128.0) / 320.0)));
}

/// Long answers take longer, whoever asks for them.
#[test]
fn latencies_of_calls() {
    let audit = audit(|book, case| {
        let latency = 20_000 + case.at % 40 * 997 + case.harder() * 1000;
        for call in 0..4 {
            let case = Case { number: case.number * 4 + call, ..case };
            let entry = case.intake(book, Gate::Mini, "api", "operation");
            entry.open.push(("latency_us", whole(latency)));
            case.decide(book, 0, Verdict::Allow);
        }
    });
    fair(&audit, "api.p95_gap_ms", None);
    let one = audit.indicator("api.p95_gap_ms").unwrap();
    assert_eq!(one.verdict, Word::EqualShown, "{one:?}");
    assert!((further(one, "win_probability") - 0.5).abs() < 1e-9);
    assert!(further(one, "crude_gap") > 1.0, "{one:?}");
}

/// Hard cases cost more, and leave a higher deposit.
#[test]
fn fees_and_deposits() {
    let audit = audit(|book, case| {
        let fee = 5000 + case.at % 20 * 100 + case.harder() * 100;
        let entry = case.intake(book, Gate::Pay, "fee", "category");
        entry.open.push(("fee_ppm", whole(fee)));
        case.decide(book, 0, Verdict::Allow);
    });
    fair(&audit, "fee.hl_gap_bps", None);
    // Half of the cases are of another kind, and that is dearer by so many basis points.
    fair(&audit, "fee.unexplained_bps", Some(("explained", HARDER as f64 / 2.0)));
    let ratio = further(audit.indicator("fee.hl_gap_bps").unwrap(), "hodges_lehmann_ratio");
    assert!((ratio - 1.0).abs() < 1e-9, "{ratio}");
}

/// A link of a hard kind takes a step more.
#[test]
fn steps_of_links() {
    let audit = audit(|book, case| {
        let steps = i64::from(case.at % 40 == 0) + i64::from(case.hard);
        let entry = case.intake(book, Gate::Share, "link.open", "category");
        entry.open.push(("extra_steps", whole(steps)));
        case.decide(book, 0, Verdict::Allow);
    });
    let one = audit.indicator("link.extra_steps_mean").unwrap();
    assert!(one.estimate.as_ref().unwrap().value.abs() < 1e-9, "{one:?}");
    let sides = [one.outsiders, one.insiders].map(|side| side.value.unwrap());
    assert!((sides[0] - sides[1] - 0.5).abs() < 1e-9, "seen crudely: {sides:?}");
    assert!(matches!(one.verdict, Word::EqualShown | Word::NotEnoughEvidence), "{one:?}");
}
