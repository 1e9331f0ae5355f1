//! One planted world for every class of difference, and what mends it.

mod world;

use drawbridge_canon::pay::{BillRow, RowKind};
use drawbridge_canon::{Currency, Money};
use drawbridge_ledger::Side;
use drawbridge_ledger::reconcile::{
    Class, Difference, NoPosting, Options, OurRow, Pool, Standing, correct, correction,
};
use world::{DAY, our, our_refund, run, their, their_refund, time};

/// Our row, the bill's rows, and the differences: the class, and the lines of what mends it.
type Case = (Option<OurRow>, Vec<BillRow>, &'static [(Class, &'static str)]);

fn check(cases: Vec<Case>) {
    for (ours, theirs, expected) in cases {
        let ours: Vec<_> = ours.into_iter().collect();
        let (report, found) =
            run(DAY, &Options::default(), &ours, &theirs, Pool::default()).expect("it runs");
        let got: Vec<_> = found.iter().map(|d| (d.class, mended(d))).collect();
        let expected: Vec<_> = expected.iter().map(|(c, text)| (*c, (*text).to_owned())).collect();
        assert_eq!(got, expected, "{ours:?} {theirs:?}");
        assert_eq!(report.differences(), expected.len() as u64);
        assert!(report.pool.rows.is_empty());
    }
}

/// `D receivable 994` for each line of the correction, and `?` if a person must decide.
fn mended(difference: &Difference) -> String {
    let correction = correction(difference);
    let line = |entry: &drawbridge_ledger::Entry| {
        let side = if entry.side == Side::Debit { 'D' } else { 'C' };
        format!("{side} {} {}", entry.account.kind.code(), entry.amount.minor)
    };
    let mut lines: Vec<_> = correction.entries.iter().map(line).collect();
    lines.extend(correction.person.then(|| "?".to_owned()));
    assert!(!correction.zh.is_empty() && !correction.en.is_empty());
    // What is suggested is a posting that can be booked, or says what to do instead.
    match correct(difference, time("18:00:00")) {
        Ok(posting) => {
            let key = format!("recon/{DAY}/purse/shop/{}", difference.id);
            assert_eq!(posting.key(), key);
            assert_eq!(posting.entries(), correction.entries);
        }
        Err(NoPosting::Nothing(said)) => {
            assert_eq!(said, correction.en);
            assert!(correction.entries.is_empty());
        }
        Err(error) => panic!("{error}"),
    }
    lines.join(", ")
}

fn pending(row: OurRow) -> OurRow {
    OurRow { standing: Standing::Pending, ..row }
}

fn failed(row: OurRow) -> OurRow {
    OurRow { standing: Standing::Failed, ..row }
}

fn kind(kind: RowKind, row: BillRow) -> BillRow {
    BillRow { kind, ..row }
}

fn fee(fee_micro: i64, row: BillRow) -> BillRow {
    BillRow { fee_micro, ..row }
}

fn yen(row: BillRow) -> BillRow {
    let amount = Money { currency: Currency::parse("JPY").expect("a code"), ..row.amount };
    BillRow { amount, ..row }
}

#[test]
fn what_agrees_is_no_difference() {
    check(vec![
        (Some(our("A", 1000)), vec![their("A", 1000)], &[]),
        (Some(our("A", 1000)), vec![fee(55_000, their("A", 1000))], &[]),
        (Some(our("A", 1000)), vec![fee(65_000, their("A", 1000))], &[]),
        (Some(our_refund("A", "R", 1000)), vec![their_refund("A", "R", 1000, "SUCCESS")], &[]),
        (Some(our_refund("A", "R", 1000)), vec![their_refund("A", "R", 1000, "PROCESSING")], &[]),
        (
            Some(pending(our_refund("A", "R", 1000))),
            vec![their_refund("A", "R", 1000, "PROCESSING")],
            &[],
        ),
        (
            Some(failed(our_refund("A", "R", 1000))),
            vec![their_refund("A", "R", 1000, "CHANGE")],
            &[],
        ),
        (Some(failed(our("A", 1000))), vec![], &[]),
        (None, vec![their_refund("A", "R", 1000, "FAIL")], &[]),
        (None, vec![kind(RowKind::Other, their("A", 1000))], &[]),
    ]);
}

#[test]
fn what_only_the_wallet_has_is_over() {
    check(vec![
        (
            None,
            vec![their("A", 1000)],
            &[(Class::Over, "D receivable 994, D fee 6, C over 1000, ?")],
        ),
        (
            None,
            vec![their_refund("A", "R", 1000, "SUCCESS")],
            &[(Class::Over, "C receivable 994, C fee 6, D over 1000, ?")],
        ),
        (
            None,
            vec![kind(RowKind::Revoked, their("A", 1000))],
            &[(Class::Over, "C receivable 994, C fee 6, D over 1000, ?")],
        ),
    ]);
}

#[test]
fn what_only_we_have_is_short() {
    check(vec![
        (
            Some(our("A", 1000)),
            vec![],
            &[(Class::Short, "C receivable 994, C fee 6, D short 1000, ?")],
        ),
        (
            Some(our_refund("A", "R", 1000)),
            vec![],
            &[(Class::Short, "D receivable 994, D fee 6, C short 1000, ?")],
        ),
        (Some(pending(our_refund("A", "R", 1000))), vec![], &[(Class::Short, "")]),
    ]);
}

#[test]
fn amounts_are_brought_to_the_wallets() {
    check(vec![
        (
            Some(our("A", 1000)),
            vec![their("A", 1500)],
            &[(Class::AmountMismatch, "D receivable 497, D fee_difference 3, C over 500, ?")],
        ),
        (
            Some(our("A", 1500)),
            vec![their("A", 1000)],
            &[(Class::AmountMismatch, "C receivable 497, C fee_difference 3, D short 500, ?")],
        ),
        (
            Some(our_refund("A", "R", 1000)),
            vec![their_refund("A", "R", 1500, "SUCCESS")],
            &[(Class::AmountMismatch, "C receivable 497, C fee_difference 3, D short 500, ?")],
        ),
        (Some(our("A", 1000)), vec![yen(their("A", 1000))], &[(Class::AmountMismatch, "?")]),
    ]);
}

#[test]
fn fees_are_brought_to_the_wallets_beyond_rounding() {
    check(vec![
        (
            Some(our("A", 1000)),
            vec![fee(70_000, their("A", 1000))],
            &[(Class::FeeMismatch, "D fee_difference 1, C receivable 1")],
        ),
        (
            Some(our("A", 1000)),
            vec![fee(65_001, their("A", 1000))],
            &[(Class::FeeMismatch, "D fee_difference 1, C receivable 1")],
        ),
        (
            Some(our("A", 1000)),
            vec![fee(38_000, their("A", 1000))],
            &[(Class::FeeMismatch, "C fee_difference 2, D receivable 2, ?")],
        ),
        (
            Some(our_refund("A", "R", 1000)),
            vec![fee(0, their_refund("A", "R", 1000, "SUCCESS"))],
            &[(Class::FeeMismatch, "D fee_difference 6, C receivable 6, ?")],
        ),
    ]);
}

#[test]
fn a_refund_counts_as_moved_only_if_it_moved_at_the_wallet() {
    check(vec![
        (
            Some(our_refund("A", "R", 1000)),
            vec![their_refund("A", "R", 1000, "FAIL")],
            &[(Class::StatusMismatch, "D receivable 994, D fee 6, C payable 1000, ?")],
        ),
        (
            Some(our_refund("A", "R", 1000)),
            vec![their_refund("A", "R", 1000, "CHANGE")],
            &[(Class::StatusMismatch, "D receivable 994, D fee 6, C refund_pending 1000, ?")],
        ),
        (
            Some(failed(our_refund("A", "R", 1000))),
            vec![their_refund("A", "R", 1000, "SUCCESS")],
            &[(Class::StatusMismatch, "C receivable 994, C fee 6, D payable 1000, ?")],
        ),
        (
            Some(pending(our_refund("A", "R", 1000))),
            vec![their_refund("A", "R", 1000, "SUCCESS")],
            &[(Class::StatusMismatch, "")],
        ),
        (Some(failed(our("A", 1000))), vec![their("A", 1000)], &[(Class::StatusMismatch, "")]),
    ]);
}

#[test]
fn the_row_that_agrees_best_is_the_pair_and_the_others_are_duplicates() {
    check(vec![
        (
            Some(our("A", 1000)),
            vec![their("A", 900), their("A", 1000)],
            &[(Class::Duplicate, "D receivable 895, D fee 5, C over 900, ?")],
        ),
        (
            None,
            vec![their("A", 1000), their("A", 1000)],
            &[
                (Class::Over, "D receivable 994, D fee 6, C over 1000, ?"),
                (Class::Duplicate, "D receivable 994, D fee 6, C over 1000, ?"),
            ],
        ),
        // The same order number, another movement.
        (
            Some(our("A", 1000)),
            vec![their("A", 1000), their_refund("A", "A", 1000, "SUCCESS")],
            &[(Class::Over, "C receivable 994, C fee 6, D over 1000, ?")],
        ),
    ]);
}
