//! Runs as a whole: midnight, counts, progress, and what goes wrong.

mod world;

use drawbridge_canon::Currency;
use drawbridge_canon::pay::BillRow;
use drawbridge_ledger::reconcile::{
    Class, Difference, Options, OurRow, Pool, Report, Side, Sides, from_fn, from_iter, reconcile,
    try_from_iter,
};
use world::{DAY, on, our, our_refund, run, scope, their, their_refund, time};

#[test]
fn a_difference_found_again_has_the_same_number() {
    let theirs = [their("A", 1000), their("A", 1000), their("A", 1000)];
    let ids = || -> Vec<String> {
        let (_, found) = run(DAY, &Options::default(), &[], &theirs, Pool::default()).unwrap();
        found.into_iter().map(|difference| difference.id).collect()
    };
    let (first, mut unique) = (ids(), ids());
    assert_eq!(first, unique);
    unique.dedup();
    assert_eq!(unique.len(), 3, "{unique:?}");
}

/// The next days of a world in which one side has a row in the last minute of the first day.
fn next_days(
    ours: &[OurRow],
    theirs: &[BillRow],
    days: &[(&str, &[OurRow], &[BillRow])],
) -> Vec<String> {
    let describe = |report: &Report, found: &[Difference]| {
        let told: Vec<_> =
            found.iter().map(|d| format!("{} after {}", d.class.code(), d.age_days)).collect();
        format!("{} healed, {} wait, {told:?}", report.healed, report.pool.rows.len())
    };
    let (report, found) =
        run(DAY, &Options::default(), ours, theirs, Pool::default()).expect("it runs");
    let mut told = vec![describe(&report, &found)];
    let mut pool = report.pool;
    for (date, ours, theirs) in days {
        let stored = serde_json::to_string(&pool).expect("JSON");
        pool = serde_json::from_str(&stored).expect("a pool");
        let (report, found) = run(date, &Options::default(), ours, theirs, pool).expect("it runs");
        told.push(describe(&report, &found));
        pool = report.pool;
    }
    told
}

#[test]
fn a_row_on_the_other_side_of_midnight_is_matched_the_next_day() {
    let late = "23:59:59";
    let ours = [OurRow { at: time(late), ..our("A", 1000) }];
    let theirs = [BillRow { at: time(late), ..their("A", 1000) }];
    let morning = on("2026-11-25", "00:00:02");
    let their_morning = [BillRow { at: morning, ..their("A", 1000) }];
    let our_morning = [OurRow { at: morning, ..our("A", 1000) }];
    let expected = ["0 healed, 1 wait, []", "1 healed, 0 wait, []"];
    assert_eq!(next_days(&ours, &[], &[("2026-11-25", &[], &their_morning)]), expected);
    assert_eq!(next_days(&[], &theirs, &[("2026-11-25", &our_morning, &[])]), expected);
}

#[test]
fn a_row_that_nobody_answers_becomes_a_difference_after_two_days() {
    let late = "23:59:59";
    let empty: &[OurRow] = &[];
    let days = ["2026-11-25", "2026-11-26", "2026-11-27", "2026-11-28"];
    let days = days.map(|day| (day, empty, &[] as &[BillRow]));
    for (ours, theirs, class) in [
        (vec![OurRow { at: time(late), ..our("A", 1000) }], vec![], "short"),
        (vec![], vec![BillRow { at: time(late), ..their("A", 1000) }], "over"),
    ] {
        let told = next_days(&ours, &theirs, &days);
        let last = format!("0 healed, 0 wait, [\"{class} after 3\"]");
        let waits = "0 healed, 1 wait, []";
        assert_eq!(told, [waits, waits, waits, &last, "0 healed, 0 wait, []"]);
    }
}

#[test]
fn a_day_run_twice_with_its_own_pool_finds_the_same() {
    let ours = [OurRow { at: time("23:59:59"), ..our("A", 1000) }, our("B", 1)];
    let first = run(DAY, &Options::default(), &ours, &[], Pool::default()).unwrap();
    let again = run(DAY, &Options::default(), &ours, &[], first.0.pool.clone()).unwrap();
    assert_eq!(first, again);
    assert!(matches!(&first.0.pool.rows[0].row, Side::Ours(row) if row.order == "A"));
}

#[test]
fn the_window_is_counted_from_both_midnights() {
    let wide = Options { midnight_window_ms: 2 * 60 * 60 * 1000, ..Options::default() };
    let none = Options { midnight_window_ms: 0, ..Options::default() };
    let cases = [
        ("23:30:00", &Options::default(), 1),
        ("23:29:59", &Options::default(), 0),
        ("00:30:00", &Options::default(), 1),
        ("00:30:01", &Options::default(), 0),
        ("22:00:00", &wide, 1),
        ("21:59:59", &wide, 0),
        ("00:00:00", &none, 0),
    ];
    for (at, options, expected) in cases {
        let ours = [OurRow { at: time(at), ..our("A", 1000) }];
        let (report, _) = run(DAY, options, &ours, &[], Pool::default()).unwrap();
        assert_eq!(report.pool.rows.len(), expected, "{at}");
        assert_eq!(report.count(Class::Pooled), expected as u64);
    }
}

#[test]
fn the_report_counts_and_sums_and_reads_back() {
    let ours = [our("A", 1000), our("B", 500), our_refund("A", "R", 200)];
    let theirs = [their("A", 1000), their_refund("A", "R", 200, "SUCCESS")];
    let (report, _) = run(DAY, &Options::default(), &ours, &theirs, Pool::default()).unwrap();
    let sums = report.classes[&Class::Matched].sums[&Currency::CNY];
    assert_eq!((sums.our_paid, sums.our_refunded, sums.our_fee_micro), (1000, 200, 50_000));
    assert_eq!((sums.their_paid, sums.their_refunded, sums.their_fee_micro), (1000, 200, 50_000));
    assert_eq!(report.classes[&Class::Short].sums[&Currency::CNY].our_paid, 500);
    assert!(!report.is_clean());
    let text = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), report);
}

#[test]
fn what_goes_wrong_is_told() {
    let nothing = || from_iter(Vec::<BillRow>::new);
    let ours = [our("A", 1000)];
    let quiet = &mut |_| Ok(());
    let pool = Pool::default;

    let error = run("2026-11-31", &Options::default(), &[], &[], pool()).unwrap_err();
    assert_eq!(error.to_string(), "`2026-11-31` is not a date like 2026-11-24");
    let options = Options { midnight_window_ms: -1, ..Options::default() };
    let error = run(DAY, &options, &[], &[], pool()).unwrap_err();
    assert_eq!(error.to_string(), "the midnight window must be 0 to 12 hours");

    let mut broken = try_from_iter(|| [Ok(our("A", 1000)), Err("the disk is gone")]);
    let sides = Sides { ours: &mut broken, theirs: &mut nothing(), pool: pool() };
    let error =
        reconcile(&scope(DAY), &Options::default(), sides, quiet, &mut |_, _| {}).unwrap_err();
    assert_eq!(error.to_string(), "the rows could not be read: the disk is gone");

    let mut times = 0;
    let mut changing = from_fn(|row: &mut dyn FnMut(OurRow)| {
        times += 1;
        row(our(if times == 1 { "A" } else { "B" }, 1000));
        Ok(())
    });
    let sides = Sides { ours: &mut changing, theirs: &mut nothing(), pool: pool() };
    let error =
        reconcile(&scope(DAY), &Options::default(), sides, quiet, &mut |_, _| {}).unwrap_err();
    assert!(error.to_string().contains("changed while"), "{error}");

    let mut steady = from_iter(|| ours.iter().cloned());
    let sides = Sides { ours: &mut steady, theirs: &mut nothing(), pool: pool() };
    let full = &mut |_| Err(std::io::Error::other("disk full"));
    let error =
        reconcile(&scope(DAY), &Options::default(), sides, full, &mut |_, _| {}).unwrap_err();
    assert_eq!(error.to_string(), "a difference could not be written: disk full");
}

#[test]
fn progress_never_goes_back_and_ends_at_the_whole() {
    let ours: Vec<_> = (0..20_000).map(|n| our(&format!("A{n}"), 1000)).collect();
    let mut our_rows = from_iter(|| ours.iter().cloned());
    let mut their_rows = from_iter(Vec::<BillRow>::new);
    let sides = Sides { ours: &mut our_rows, theirs: &mut their_rows, pool: Pool::default() };
    let options = Options { least_passes: 3, expected_rows: Some(20_000), ..Options::default() };
    let mut told = Vec::new();
    let mut found = 0_u32;
    let mut sink = |_| {
        found += 1;
        Ok(())
    };
    let mut progress = |done, total| told.push((done, total));
    let report = reconcile(&scope(DAY), &options, sides, &mut sink, &mut progress).unwrap();
    assert_eq!((report.passes, found), (3, 20_000));
    assert!(told.len() > 3 && told.is_sorted(), "{told:?}");
    let (done, total) = *told.last().unwrap();
    assert!(done == total && done >= 60_000, "{told:?}");
}
