//! From leaves to cases: what is pending, withdrawn, appealed, not told, told falsely, told too late.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]
#![allow(clippy::float_arithmetic, reason = "statistics are compared; money is never here")]

mod support;

use drawbridge_fair_indicators::found::{Audit, Leaves, Period, Word};
use drawbridge_fair_indicators::plan::Plan;
use drawbridge_fair_indicators::{Auditor, AuditorError, Shown};
use drawbridge_fair_record::leaf::{End, Verdict};
use drawbridge_fair_record::{Disclosure, Gate, Opening, Value};
use support::{Book, Event, HOUR, Log, START, text, value, whole};

/// A year, so that nothing is cut off.
const HOURS: i64 = 8760;

fn plan() -> Plan {
    Plan::standard(&["native"])
}

/// A case that comes in at this hour, of this side.
fn intake(book: &mut Book, hour: i64, case: u64, action: &'static str, camp: &str) {
    let event = Event::Intake { gate: Gate::Shop, action, camp: camp.to_owned() };
    let entry = book.push(START + hour * HOUR, case, &format!("m-{case}"), event);
    entry.open.push(("category", text("retail")));
}

fn then(book: &mut Book, hour: i64, case: u64, event: Event) {
    book.push(START + hour * HOUR, case, &format!("m-{case}"), event);
}

fn decision(verdict: Verdict) -> Event {
    Event::Decision { verdict, person: false }
}

/// Forty reviews of each side; outsiders' by this verdict, all after ten hours.
fn reviews(book: &mut Book, outsiders: Verdict) {
    for case in 0..80_u64 {
        let camp = if case % 2 == 0 { "rival" } else { "native" };
        let verdict = if case % 2 == 0 { outsiders } else { Verdict::Allow };
        intake(book, case.cast_signed(), case, "review", camp);
        then(book, case.cast_signed() + 10, case, decision(verdict));
    }
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
}

#[test]
fn a_case_that_is_not_decided_is_pending_and_not_absent() {
    let mut book = Book { start: START, ..Book::default() };
    reviews(&mut book, Verdict::Allow);
    for case in 100..130 {
        intake(&mut book, 0, case, "review", "rival");
    }
    // Decided, but after the period: at its end it was pending.
    intake(&mut book, 0, 130, "review", "rival");
    then(&mut book, HOURS + 1, 130, decision(Verdict::Allow));
    let audit = book.log().audit(plan(), HOURS);
    let wait = audit.indicator("review.rmst_gap").unwrap();
    assert_eq!((wait.outsiders.cases, wait.outsiders.pending), (71, 31));
    assert_eq!((wait.insiders.cases, wait.insiders.pending), (40, 0));
    assert_eq!(wait.verdict, Word::UnequalShown);
    // Of those that were decided all waited ten hours; of 71 outsiders 31 waited the whole 720.
    close(wait.outsiders.value.unwrap(), (40.0 * 10.0 + 31.0 * 720.0) / 71.0);
    close(value(&audit, "review.rmst_gap"), (40.0 * 10.0 + 31.0 * 720.0) / 71.0 - 10.0);
    close(value(&audit, "review.pending_over_sla"), 31.0);
    close(value(&audit, "review.within_24h_share"), 80.0 / 111.0);
    // Approvals are among decisions, and do not see it.
    assert_eq!(audit.indicator("review.approval_gap").unwrap().outsiders.cases, 40);
    assert_eq!(audit.basis.pending, 31);
}

#[test]
fn to_withdraw_is_an_end_of_its_own_and_neither_refusal_nor_pending() {
    let mut book = Book { start: START, ..Book::default() };
    reviews(&mut book, Verdict::Refuse);
    for case in 100..140 {
        intake(&mut book, 0, case, "review", "rival");
        then(&mut book, 20, case, Event::Outcome { end: End::Withdrawn });
    }
    let audit = book.log().audit(plan(), HOURS);
    let wait = audit.indicator("review.rmst_gap").unwrap();
    assert_eq!((wait.outsiders.cases, wait.outsiders.pending), (80, 0));
    // Half were decided after ten hours; of nine tenths nobody knows, for the rest was taken back.
    close(audit.indicator("review.median_h").unwrap().outsiders.value.unwrap(), 10.0);
    assert_eq!(audit.indicator("review.p90_h").unwrap().outsiders.value, None);
    let curve = &audit.series.survival.iter().find(|curve| curve.outsiders).unwrap().moments;
    let last = curve.last().unwrap();
    close(last.refused, 0.5);
    close(last.ended, 0.5);
    close(last.approved + last.undecided, 0.0);
    close(last.time, 20.0);
    assert_eq!(audit.basis.pending, 0);
}

#[test]
fn an_appeal_belongs_to_its_case_and_its_decision_to_the_appeal() {
    let mut book = Book { start: START, ..Book::default() };
    reviews(&mut book, Verdict::Refuse);
    for case in (0..20).filter(|case| case % 2 == 0) {
        then(&mut book, 200, case, Event::Appeal);
        let verdict = if case < 6 { Verdict::Allow } else { Verdict::Refuse };
        if case < 16 {
            then(&mut book, 205, case, Event::AppealDecision { verdict });
        }
    }
    then(&mut book, 300, 16, Event::AppealEnd);
    let audit = book.log().audit(plan(), HOURS);
    let rate = audit.indicator("appeal.rate_gap").unwrap();
    assert_eq!((rate.outsiders.cases, rate.insiders.cases), (40, 0));
    let upheld = audit.indicator("appeal.upheld_gap").unwrap();
    assert_eq!(upheld.estimate, None, "insiders have no appeals to compare with");
    let wait = audit.indicator("appeal.median_h").unwrap();
    // Ten appeals: eight decided, one withdrawn, one pending.
    assert_eq!((wait.outsiders.cases, wait.outsiders.pending), (9, 1));
    close(wait.outsiders.value.unwrap(), 5.0);
    close(value(&audit, "appeal.human_reviewed"), 1.0);
    // The first decision stands in the numbers of the review, whatever the appeal changed.
    close(audit.indicator("review.approval_gap").unwrap().outsiders.value.unwrap(), 0.0);
    assert_eq!(audit.basis.missing.strangers, 0);
}

#[test]
fn a_block_that_is_lifted_is_reversed_and_one_that_holds_is_pending() {
    let mut book = Book { start: START, ..Book::default() };
    for case in 0..40 {
        let camp = if case % 2 == 0 { "rival" } else { "native" };
        intake(&mut book, 0, case, "link.open", camp);
        then(&mut book, 0, case, decision(Verdict::Refuse));
        if case < 20 {
            let hours = if case % 2 == 0 { 48 } else { 6 };
            then(&mut book, hours, case, Event::Outcome { end: End::Lifted });
        }
    }
    let audit = book.log().audit(plan(), HOURS);
    close(value(&audit, "link.block_reversed_share"), 0.5);
    let unblock = audit.indicator("link.median_unblock_h").unwrap();
    assert_eq!((unblock.outsiders.pending, unblock.insiders.pending), (10, 10));
    close(unblock.outsiders.value.unwrap(), 48.0);
    close(value(&audit, "link.median_unblock_h"), 42.0);
}

#[test]
fn what_nobody_opened_is_missing_and_compared_with_nobody() {
    let mut book = Book { start: START, ..Book::default() };
    reviews(&mut book, Verdict::Refuse);
    let mut log = book.log();
    for (_, opening) in &mut log.leaves {
        *opening = None;
    }
    let audit = log.audit(plan(), HOURS);
    assert_eq!(audit.basis.missing.side, 80);
    close(value(&audit, "missing.share"), 1.0);
    let review = audit.indicator("review.approval_gap").unwrap();
    assert_eq!((review.outsiders.cases, review.insiders.cases), (0, 0));
    assert_eq!((review.verdict, review.missing.side), (Word::NotEnoughEvidence, 80));
    // A share of all cases needs no side.
    close(value(&audit, "sor.coverage"), 1.0);
}

#[test]
fn an_opening_of_something_else_is_not_believed() {
    let mut book = Book { start: START, ..Book::default() };
    reviews(&mut book, Verdict::Refuse);
    let mut log = book.log();
    let intakes = log.leaves.iter_mut().filter(|(leaf, _)| leaf.starts_with(b"{\"action\""));
    for (_, opening) in intakes {
        let told = String::from_utf8(opening.take().unwrap()).unwrap();
        *opening = Some(told.replace("rival", "native").into_bytes());
    }
    let audit = log.audit(plan(), HOURS);
    // Insiders stay what they are; whoever was made one of them is on no side.
    assert_eq!((audit.basis.missing.side, audit.basis.missing.false_openings), (40, 40));
    let review = audit.indicator("review.approval_gap").unwrap();
    assert_eq!((review.outsiders.cases, review.insiders.cases), (0, 40));
    assert_eq!((review.verdict, &review.estimate), (Word::NotEnoughEvidence, &None));
    assert_eq!(audit.indicator("review.rmst_gap").unwrap().insiders.cases, 40);
}

/// Forty a side, every one of them after ten hours: that is as equal as waits can be.
#[test]
fn waits_that_are_all_one_are_equal() {
    let mut book = Book { start: START, ..Book::default() };
    reviews(&mut book, Verdict::Allow);
    let audit = book.log().audit(plan(), HOURS);
    let median = audit.indicator("review.median_h").unwrap();
    let gap = median.estimate.as_ref().unwrap();
    assert_eq!((gap.value, gap.low, gap.high), (0.0, Some(0.0), Some(0.0)));
    assert_eq!(median.verdict, Word::EqualShown, "{median:?}");
    // Of nine tenths so few do not tell: had a tenth been waiting, one time in fifty none of forty had.
    let late = audit.indicator("review.p90_h").unwrap().equality.as_ref().unwrap();
    assert!((late.p_not_worse - 0.018_315_638_9).abs() < 1e-6, "{late:?}");
}

/// Beyond the latest leaf nobody has looked: an end that is still to come makes no wait longer.
#[test]
fn a_pending_case_has_waited_until_the_latest_leaf_and_not_into_the_future() {
    let audit = |end: i64| {
        let mut book = Book { start: START, ..Book::default() };
        reviews(&mut book, Verdict::Allow);
        for case in 100..130 {
            intake(&mut book, 80, case, "review", "rival");
        }
        book.log().audit(plan(), end)
    };
    // The latest leaf is the decision of the last review, in hour 89, nine hours after they came in: as yet
    // nobody of the others was decided sooner.
    for end in [90, 24 * 30, HOURS] {
        let audit = audit(end);
        assert_eq!(audit.basis.pending, 30);
        close(value(&audit, "review.pending_over_sla"), 0.0);
        close(value(&audit, "review.within_24h_share"), 1.0);
        let wait = audit.indicator("review.rmst_gap").unwrap();
        assert_ne!(wait.verdict, Word::UnequalShown, "at {end}");
    }
    assert!(audit(90).indicators == audit(HOURS).indicators, "the end of the period is no leaf");
    // A period that ends before the latest leaf ends there.
    assert_eq!(audit(81).basis.pending, 30 + 9);
}

/// What a regulator is shown field by field is what the operator's opening shows.
#[test]
fn disclosures_show_what_openings_show() {
    let mut book = Book { start: START, ..Book::default() };
    reviews(&mut book, Verdict::Refuse);
    let log = book.log();
    let disclosed = |opening: &[u8]| -> Vec<Disclosure> {
        let opening = Opening::read(opening).unwrap();
        let names: Vec<String> = opening.values().map(|(name, _)| name.to_owned()).collect();
        names.iter().map(|name| opening.disclose(name).unwrap()).collect()
    };
    let (from, to) = (START.cast_unsigned(), (START + HOURS * HOUR).cast_unsigned());
    let mut auditor = Auditor::new(plan(), Period { from, to }, log.range()).unwrap();
    for (index, (leaf, opening)) in (0..).zip(&log.leaves) {
        let fields = opening.as_deref().map(disclosed).unwrap_or_default();
        auditor.take(index, leaf, Shown::Fields(&fields)).unwrap();
    }
    assert!(auditor.finish().unwrap() == log.audit(plan(), HOURS), "they differ");
}

#[test]
fn what_came_in_before_the_period_counts_only_while_it_is_pending() {
    let mut book = Book { start: START - 2000 * HOUR, ..Book::default() };
    intake(&mut book, -1000, 1000, "review", "rival");
    intake(&mut book, -1000, 1001, "review", "rival");
    then(&mut book, 5, 1001, decision(Verdict::Refuse));
    reviews(&mut book, Verdict::Allow);
    let audit = book.log().audit(plan(), HOURS);
    close(value(&audit, "review.pending_over_sla"), 1.0);
    assert_eq!(audit.indicator("review.rmst_gap").unwrap().outsiders.cases, 40);
    assert_eq!((audit.basis.cases, audit.basis.pending), (80, 0));
    assert_eq!(audit.series.grounds, []);
}

#[test]
fn a_second_decision_changes_nothing_and_is_counted() {
    let mut book = Book { start: START, ..Book::default() };
    reviews(&mut book, Verdict::Refuse);
    then(&mut book, 500, 0, decision(Verdict::Allow));
    let audit = book.log().audit(plan(), HOURS);
    assert_eq!(audit.basis.missing.strangers, 1);
    close(audit.indicator("review.approval_gap").unwrap().outsiders.value.unwrap(), 0.0);
}

#[test]
fn a_leaf_that_is_left_out_is_refused() {
    let mut book = Book { start: START, ..Book::default() };
    reviews(&mut book, Verdict::Allow);
    let log = book.log();
    let (from, to) = (START.cast_unsigned(), (START + HOURS * HOUR).cast_unsigned());
    let mut auditor = Auditor::new(plan(), Period { from, to }, log.range()).unwrap();
    auditor.take(0, &log.leaves[0].0, Shown::Nothing).unwrap();
    let gap = auditor.take(2, &log.leaves[2].0, Shown::Nothing).unwrap_err();
    assert_eq!(gap, AuditorError::NotNext { expected: 1, got: 2 });
    assert_eq!(auditor.finish().unwrap_err(), AuditorError::Ended(log.range().to));
    let backwards = Auditor::new(plan(), Period { from: to, to: from }, Leaves { from: 0, to: 0 });
    assert_eq!(backwards.unwrap_err(), AuditorError::Backwards);
}

/// A buyer who pays with another wallet has not failed with this one.
#[test]
fn a_payment_that_was_withdrawn_neither_succeeds_nor_fails() {
    let mut book = Book { start: START, ..Book::default() };
    for case in 0..60 {
        let camp = if case % 2 == 0 { "rival" } else { "native" };
        intake(&mut book, 0, case, "pay.accept", camp);
        then(&mut book, 0, case, decision(Verdict::Allow));
        let end = [End::Applied, End::Withdrawn, End::Expired][usize::try_from(case / 20).unwrap()];
        then(&mut book, 1, case, Event::Outcome { end });
        let paid = Value::Bool(end == End::Applied);
        book.entries.last_mut().unwrap().open.push(("succeeded", paid));
    }
    let audit = book.log().audit(plan(), HOURS);
    let pay = audit.indicator("pay.success_gap").unwrap();
    assert_eq!((pay.outsiders.cases, pay.insiders.cases), (20, 20));
    close(pay.outsiders.value.unwrap(), 0.5);
}

/// A fee whose gap lies in the categories alone is explained by them.
#[test]
fn what_strata_explain_of_a_fee_is_explained() {
    use drawbridge_fair_audit::stratified::oaxaca::{SideFees, decompose};
    let fee = |case: u64| {
        let far = if case % 5 < 2 { 40 } else { 0 };
        (case % 7 * 3 + case % 2 * 5 + far).cast_signed()
    };
    let video = |case: u64| case % 5 < 2 || case.is_multiple_of(6);
    let mut book = Book { start: START, ..Book::default() };
    for case in 0..300 {
        let camp = if case % 2 == 0 { "rival" } else { "native" };
        intake(&mut book, 0, case, "fee", camp);
        let category = if video(case) { "video" } else { "retail" };
        book.entries.last_mut().unwrap().open[0] = ("category", text(category));
        then(&mut book, 0, case, decision(Verdict::Allow));
        let fee: Value = whole(fee(case) * 100);
        book.entries.last_mut().unwrap().committed.push(("fee_ppm", fee));
    }
    let audit = book.log().audit(plan(), HOURS);
    let column = |outsider: bool, of: &dyn Fn(u64) -> f64| -> Vec<f64> {
        (0..300).filter(|case| (case % 2 == 0) == outsider).map(of).collect()
    };
    let dummy = |case| f64::from(u8::from(video(case)));
    let bps = |case| f64::from(i32::try_from(fee(case)).unwrap());
    let [out, ins] = [true, false].map(|side| (column(side, &dummy), column(side, &bps)));
    let found = decompose(
        SideFees { explains: &[&out.0], fees: &out.1 },
        SideFees { explains: &[&ins.0], fees: &ins.1 },
    )
    .unwrap();
    close(value(&audit, "fee.unexplained_bps"), found.unexplained);
    let further = &audit.indicator("fee.unexplained_bps").unwrap().further;
    close(further[0].value, found.explained);
    close(further[1].value, found.gap);
}

/// The same leaves, openings and plan, and the same bytes.
#[test]
fn an_audit_is_the_same_to_the_byte_and_reads_back() {
    let mut book = Book { start: START, ..Book::default() };
    reviews(&mut book, Verdict::Refuse);
    let log: Log = book.log();
    let bytes = || serde_json::to_string(&log.audit(plan(), HOURS)).unwrap();
    assert_eq!(bytes(), bytes());
    let back: Audit = serde_json::from_str(&bytes()).unwrap();
    assert!(back == log.audit(plan(), HOURS), "what was written does not read back");
}
