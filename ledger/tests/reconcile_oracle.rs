//! Reconciliation against an oracle that compares every row with every other, on random worlds.

mod world;

use drawbridge_canon::Money;
use drawbridge_canon::pay::{BillRow, RowKind};
use drawbridge_ledger::reconcile::{
    Class, Difference, NoPosting, Options, OurRow, Pool, PoolRow, Report, Side, Standing, correct,
};
use drawbridge_ledger::{AccountKind, Side as BookSide};
use proptest::prelude::*;
use world::{DAY, on, our, run, their};

/// What a run found, in a form that can be compared.
#[derive(Debug, PartialEq)]
struct Found {
    differences: Vec<String>,
    pool: Vec<String>,
    matched: u64,
    healed: u64,
    void: u64,
}

impl Found {
    fn of((report, differences): (Report, Vec<Difference>)) -> Self {
        let told =
            |d: &Difference| format!("{:?} {} {:?} {:?}", d.class, d.age_days, d.ours, d.theirs);
        Self {
            matched: report.count(Class::Matched),
            healed: report.healed,
            void: report.void,
            differences: sorted(differences.iter().map(told)),
            pool: sorted(report.pool.rows.iter().map(|row| format!("{row:?}"))),
        }
    }
}

fn sorted(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut texts: Vec<_> = texts.collect();
    texts.sort();
    texts
}

/// A row, and when it went to the pool if it did.
type Told<R> = (R, Option<(String, u32)>);

/// The slow and plain way: for each row look through all others.
fn oracle(options: &Options, ours: &[OurRow], theirs: &[BillRow], pool: &Pool) -> Found {
    let waited = pool.rows.iter().filter(|row| row.since != DAY);
    let age = |since: &str| {
        u32::try_from((on(DAY, "0:0:0").0 - on(since, "0:0:0").0) / 86_400_000).expect("an age")
    };
    let mut all_ours: Vec<Told<OurRow>> = ours.iter().map(|row| (row.clone(), None)).collect();
    let mut all_theirs: Vec<Told<BillRow>> = theirs.iter().map(|row| (row.clone(), None)).collect();
    for PoolRow { since, row, .. } in waited {
        let waits = Some((since.clone(), age(since)));
        match row {
            Side::Ours(row) => all_ours.push((row.clone(), waits)),
            Side::Theirs(row) => all_theirs.push((row.clone(), waits)),
        }
    }
    all_ours.retain(|(row, _)| row.kind != RowKind::Other);
    all_theirs.retain(|(row, _)| row.kind != RowKind::Other);
    // The order in which rows are taken: whether it moved, then the day before the pool, then size.
    all_ours.sort_by_key(|(r, w)| (r.standing, w.is_some(), r.amount.minor, r.fee_micro, r.at));
    all_theirs.sort_by_key(|(r, w)| (moved(r), w.is_some(), r.amount.minor, r.fee_micro, r.at));

    let mut found = Found { differences: vec![], pool: vec![], matched: 0, healed: 0, void: 0 };
    let mut seen: Vec<(RowKind, String, String)> = Vec::new();
    let our_keys = all_ours.iter().map(|(row, _)| key(row.kind, &row.order, row.refund.as_ref()));
    let their_keys =
        all_theirs.iter().map(|(row, _)| key(row.kind, &row.order, row.refund.as_ref()));
    for this in our_keys.chain(their_keys) {
        if seen.contains(&this) {
            continue;
        }
        let mut ours: Vec<_> = all_ours
            .iter()
            .filter(|(row, _)| key(row.kind, &row.order, row.refund.as_ref()) == this)
            .collect();
        if ours.iter().any(|(_, waits)| waits.is_none()) {
            ours.retain(|(_, waits)| waits.is_none());
        }
        let theirs: Vec<_> = all_theirs
            .iter()
            .filter(|(row, _)| key(row.kind, &row.order, row.refund.as_ref()) == this)
            .collect();
        one_key(options, &ours, &theirs, &mut found);
        seen.push(this);
    }
    found.differences.sort();
    found.pool.sort();
    found
}

fn one_key(
    options: &Options,
    ours: &[&Told<OurRow>],
    theirs: &[&Told<BillRow>],
    found: &mut Found,
) {
    let nearness = |class: Class| match class {
        Class::Matched => 0,
        Class::FeeMismatch => 1,
        Class::AmountMismatch => 2,
        _ => 3,
    };
    let mut rest = theirs.to_vec();
    if let Some(our) = ours.first() {
        let best = (0..rest.len()).min_by_key(|n| nearness(compare(options, &our.0, &rest[*n].0)));
        if let Some(best) = best {
            let their = rest.remove(best);
            let waits = our.1.as_ref().or(their.1.as_ref());
            let age = waits.map_or(0, |waits| waits.1);
            match compare(options, &our.0, &their.0) {
                Class::Matched => {
                    found.matched += 1;
                    found.healed += u64::from(waits.is_some());
                }
                class => found.differences.push(format!(
                    "{class:?} {age} {:?} {:?}",
                    Some(&our.0),
                    Some(&their.0)
                )),
            }
        }
    }
    let is_paired = !ours.is_empty() && !theirs.is_empty();
    for (row, waits) in ours.iter().skip(usize::from(is_paired)) {
        let moves = row.standing != Standing::Failed;
        let text = format!("{:?} {:?}", Some(row), None::<BillRow>);
        alone(
            options,
            moves,
            row.at,
            waits.as_ref(),
            "Short",
            &text,
            Side::Ours(row.clone()),
            found,
        );
    }
    for (n, (row, waits)) in rest.into_iter().enumerate() {
        let text = format!("{:?} {:?}", None::<OurRow>, Some(row));
        if ours.is_empty() && n == 0 {
            let (moves, row) = (moved(row) < 2, row.clone());
            alone(options, moves, row.at, waits.as_ref(), "Over", &text, Side::Theirs(row), found);
        } else {
            let age = waits.as_ref().map_or(0, |waits| waits.1);
            found.differences.push(format!("Duplicate {age} {text}"));
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "an oracle is read, not called")]
fn alone(
    options: &Options,
    moves: bool,
    at: drawbridge_canon::Timestamp,
    waits: Option<&(String, u32)>,
    class: &str,
    text: &str,
    row: Side,
    found: &mut Found,
) {
    let midnights = [on(DAY, "0:0:0").0, on("2026-11-25", "0:0:0").0];
    let near = midnights.iter().any(|night| (at.0 - night).abs() <= options.midnight_window_ms);
    let (since, age) = waits.cloned().unwrap_or((DAY.to_owned(), 0));
    let may_wait = if waits.is_some() { age <= options.pool_days } else { near };
    if !moves {
        found.void += 1;
    } else if may_wait && (waits.is_some() || options.midnight_window_ms > 0) {
        found.pool.push(format!("{:?}", PoolRow { since, age_days: age, row }));
    } else {
        found.differences.push(format!("{class} {age} {text}"));
    }
}

fn compare(options: &Options, our: &OurRow, their: &BillRow) -> Class {
    let agrees = match (our.standing, moved(their)) {
        (Standing::Failed, 2 | 3) => return Class::Matched,
        (Standing::Settled, 0 | 1) | (Standing::Pending, 1) => true,
        _ => false,
    };
    // In yuan a minor unit is 10 000 millionths; tolerated is half of it.
    let apart = (our.fee_micro - their.fee_micro).abs();
    if !agrees {
        Class::StatusMismatch
    } else if our.amount != their.amount {
        Class::AmountMismatch
    } else if options.compare_fees && apart > 5_000 {
        Class::FeeMismatch
    } else {
        Class::Matched
    }
}

/// 0 done, 1 under way, 2 failed, 3 stuck at the wallet.
fn moved(row: &BillRow) -> u8 {
    match row.status.as_deref() {
        Some("PROCESSING") => 1,
        Some("FAIL") => 2,
        Some("CHANGE") => 3,
        _ => 0,
    }
}

fn key(kind: RowKind, order: &str, refund: Option<&String>) -> (RowKind, String, String) {
    let number = match kind {
        RowKind::Refund => refund.map_or_else(|| order.to_owned(), Clone::clone),
        _ => String::new(),
    };
    (kind, order.to_owned(), number)
}

fn kinds() -> impl Strategy<Value = RowKind> {
    prop_oneof![
        6 => Just(RowKind::Payment),
        4 => Just(RowKind::Refund),
        1 => Just(RowKind::Revoked),
        1 => Just(RowKind::Other),
    ]
}

fn times() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["12:00:00", "23:50:00", "00:10:00", "23:29:59", "23:30:00"])
}

fn fees() -> impl Strategy<Value = i64> {
    prop::sample::select(vec![0, 5_000, 5_001, 10_000, 14_999, 15_001, 20_000])
}

prop_compose! {
    fn our_row()(
        kind in kinds(), order in 0..7, refund in prop::option::of(0..2), minor in 1_u64..4,
        fee_micro in prop::sample::select(vec![0_i64, 10_000]), at in times(),
        standing in prop::sample::select(vec![Standing::Settled, Standing::Settled, Standing::Pending, Standing::Failed]),
    ) -> OurRow {
        let refund = refund.map(|n| format!("R{n}")).filter(|_| kind == RowKind::Refund);
        OurRow { kind, refund, fee_micro, standing, at: on(DAY, at), ..our(&format!("A{order}"), minor) }
    }
}

prop_compose! {
    fn their_row()(
        kind in kinds(), order in 0..7, refund in prop::option::of(0..2), minor in 1_u64..4,
        fee_micro in fees(), at in times(),
        status in prop::sample::select(vec!["", "", "SUCCESS", "PROCESSING", "FAIL", "CHANGE"]),
    ) -> BillRow {
        let refund = refund.map(|n| format!("R{n}")).filter(|_| kind == RowKind::Refund);
        let status = (!status.is_empty()).then(|| status.to_owned());
        BillRow { kind, refund, fee_micro, status, at: on(DAY, at), ..their(&format!("A{order}"), minor) }
    }
}

fn pool() -> impl Strategy<Value = Pool> {
    let since = prop::sample::select(vec!["2026-11-21", "2026-11-22", "2026-11-23", DAY]);
    let side = prop_oneof![our_row().prop_map(Side::Ours), their_row().prop_map(Side::Theirs)]
        .prop_filter("only what is reconciled waits", |side| match side {
            Side::Ours(row) => row.kind != RowKind::Other,
            Side::Theirs(row) => row.kind != RowKind::Other,
        });
    let row = (since, side).prop_map(|(since, row)| PoolRow {
        since: since.to_owned(),
        age_days: 0,
        row,
    });
    prop::collection::vec(row, 0..8).prop_map(|rows| Pool { rows })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_join_finds_what_the_oracle_finds(
        ours in prop::collection::vec(our_row(), 0..30),
        theirs in prop::collection::vec(their_row(), 0..30),
        pool in pool(),
        compare_fees in any::<bool>(),
        window in prop::sample::select(vec![0_i64, 30 * 60 * 1000]),
    ) {
        for (least_passes, rows_per_pass) in [(1, 1000), (2, 1000), (7, 1000), (1, 5), (1, 1)] {
            let options = Options {
                least_passes, rows_per_pass, compare_fees, midnight_window_ms: window,
                ..Options::default()
            };
            let expected = oracle(&options, &ours, &theirs, &pool);
            let got = run(DAY, &options, &ours, &theirs, pool.clone()).unwrap();
            if rows_per_pass == 1000 {
                prop_assert_eq!(got.0.passes, least_passes);
            }
            prop_assert_eq!(Found::of(got), expected);
        }
    }

    #[test]
    fn the_order_of_the_rows_decides_nothing(
        ours in prop::collection::vec(our_row(), 0..30),
        theirs in prop::collection::vec(their_row(), 0..30),
        seed in any::<u64>(),
    ) {
        // No two rows that differ by a text only: which of those is the duplicate is left open.
        let plain = |row: BillRow| BillRow {
            status: row.status.filter(|said| said != "SUCCESS"),
            ..row
        };
        let theirs: Vec<_> = theirs.into_iter().map(plain).collect();
        let (mut ours_too, mut theirs_too) = (ours.clone(), theirs.clone());
        let place = |n: usize| (n as u64 + 1).wrapping_mul(seed | 1).rotate_left(17);
        let mut n = 0;
        ours_too.sort_by_cached_key(|_| { n += 1; place(n) });
        theirs_too.sort_by_cached_key(|_| { n += 1; place(n) });
        let one = run(DAY, &Options::default(), &ours, &theirs, Pool::default()).unwrap();
        let narrow = Options { rows_per_pass: 7, ..Options::default() };
        let (mut report, found) = run(DAY, &narrow, &ours_too, &theirs_too, Pool::default()).unwrap();
        report.passes = one.0.passes;
        prop_assert_eq!((report, found), one);
    }

    #[test]
    fn corrected_books_owe_what_the_bill_owes(
        ours in prop::collection::vec(our_row(), 0..30),
        theirs in prop::collection::vec(their_row(), 0..30),
    ) {
        let options = Options { midnight_window_ms: 0, ..Options::default() };
        // Whole fees, since the books cannot hold less than a minor unit; and nothing that the
        // gate is still to book by itself.
        let whole = |micro: i64| micro.min(10_000) / 10_000 * 10_000;
        let ours: Vec<_> = ours.into_iter()
            .filter(|row| row.standing == Standing::Settled && row.kind != RowKind::Other)
            .collect();
        let theirs: Vec<_> = theirs.into_iter()
            .filter(|row| row.kind != RowKind::Other)
            .map(|row| BillRow { fee_micro: whole(row.fee_micro), ..row })
            .collect();
        let owes = |kind: RowKind, amount: Money, fee_micro: i64| {
            let net = i128::from(amount.minor) - i128::from(fee_micro / 10_000);
            if kind == RowKind::Payment { net } else { -net }
        };
        let booked: i128 = ours.iter().map(|row| owes(row.kind, row.amount, row.fee_micro)).sum();
        let moved_there = theirs.iter().filter(|row| moved(row) < 2);
        let billed: i128 = moved_there.map(|row| owes(row.kind, row.amount, row.fee_micro)).sum();
        let (_, found) = run(DAY, &options, &ours, &theirs, Pool::default()).unwrap();
        let mut corrected = booked;
        for difference in &found {
            let entries = match correct(difference, on(DAY, "12:00:00")) {
                Ok(posting) => posting.entries().to_vec(),
                Err(NoPosting::Nothing(_)) => Vec::new(),
                Err(error) => panic!("{error} for {difference:?}"),
            };
            for entry in entries.iter().filter(|entry| entry.account.kind == AccountKind::Receivable) {
                let minor = i128::from(entry.amount.minor);
                corrected += if entry.side == BookSide::Debit { minor } else { -minor };
            }
        }
        prop_assert_eq!(corrected, billed);
    }
}
