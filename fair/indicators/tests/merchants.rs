//! Where merchants are the witnesses a call more of the same merchant is no evidence more.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod support;

use drawbridge_fair_indicators::found::{Audit, Indicator, Word};
use drawbridge_fair_indicators::plan::Plan;
use drawbridge_fair_record::Gate;
use drawbridge_fair_record::leaf::Verdict;
use support::{Book, Event, HOUR, START, text, whole};

/// A day and a bit.
const HOURS: i64 = 30;

/// Calls and links of so many merchants a side, of which each has its own latency and its own steps;
/// outsiders' merchants happen to be the slower ones.
fn audit(merchants: u64, calls: u64) -> Audit {
    let mut book = Book { start: START, ..Book::default() };
    let mut number = 0;
    for call in 0..calls {
        for merchant in 0..2 * merchants {
            let camp = if merchant % 2 == 0 { "rival" } else { "native" };
            let own = 20 + (merchant / 2 * 7 + u64::from(merchant % 2 == 0) * 5) % 40;
            for (gate, action, field, value) in [
                (Gate::Mini, "api", "latency_us", own * 1000 + call % 10),
                (Gate::Share, "link.open", "extra_steps", own % 6),
            ] {
                number += 1;
                let subject = format!("m-{merchant}");
                let at = START + i64::try_from(number).unwrap();
                let event = Event::Intake { gate, action, camp: camp.to_owned() };
                let entry = book.push(at, number, &subject, event);
                entry.open.push(("category", text("retail")));
                entry.open.push(("operation", text("read")));
                entry.open.push((field, whole(value.cast_signed())));
                let event = Event::Decision { verdict: Verdict::Allow, person: false };
                book.push(START + 20 * HOUR, number, &subject, event);
            }
        }
    }
    book.log().audit(Plan::standard(&["native"]), HOURS)
}

const LATENCY: &str = "api.p95_gap_ms";

fn further<'a>(
    one: &'a Indicator,
    measure: &str,
) -> &'a drawbridge_fair_indicators::found::Estimate {
    one.further.iter().find(|one| one.measure == measure).unwrap()
}

#[test]
fn a_monitor_hears_each_merchant_once() {
    for calls in [2, 200] {
        let audit = audit(5, calls);
        let latency = audit.indicator(LATENCY).unwrap();
        assert_eq!(latency.outsiders.cases, 5 * calls);
        let monitored = latency.monitored.as_ref().unwrap();
        assert!(monitored.p > 0.5, "{calls}: {monitored:?}");
        let steps =
            |one: &str| audit.series.sequences.iter().find(|seq| seq.indicator == one).cloned();
        let steps = steps("link.extra_steps_mean").unwrap();
        let last = steps.points.last().unwrap();
        assert_eq!((last.outsiders, last.insiders), (5, 5), "{calls}");
        assert_ne!(latency.verdict, Word::UnequalShown, "{latency:?}");
    }
}

/// How far other merchants may lie is not known from one.
#[test]
fn a_single_merchant_has_no_limits() {
    let audit = audit(1, 300);
    let one = audit.indicator(LATENCY).unwrap();
    let gap = one.estimate.as_ref().unwrap();
    assert_eq!((gap.low, gap.high), (None, None), "{gap:?}");
    let median = further(one, "p50_gap");
    assert_eq!((median.low, median.high), (None, None), "{median:?}");
    assert_eq!(one.verdict, Word::NotEnoughEvidence, "{one:?}");
}
