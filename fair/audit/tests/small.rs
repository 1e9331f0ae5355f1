//! Every table of at most six cases a side, and samples that are hardly any: nothing panics, limits
//! are in order and hold what was seen, and tests agree with the intervals that invert them.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]
#![allow(
    clippy::float_arithmetic,
    clippy::float_cmp,
    clippy::cast_precision_loss,
    reason = "statistics are compared"
)]

use std::slice;

use drawbridge_fair_audit::durations::{
    Samples, mann_whitney, quantile, shift, smirnov, welch, win,
};
use drawbridge_fair_audit::proportions::score::Correction;
use drawbridge_fair_audit::proportions::{
    Count, Interval, Table, bayes, boschloo, difference, fisher, four_fifths, interval, odds,
    pooled, ratio, score,
};
use drawbridge_fair_audit::stratified::{cmh, crude, homogeneity, mantel_haenszel, van_elteren};
use drawbridge_fair_audit::survival::cox::cox;
use drawbridge_fair_audit::survival::kaplan_meier::kaplan_meier;
use drawbridge_fair_audit::survival::log_rank::{Weights, log_rank};
use drawbridge_fair_audit::survival::restricted::restricted;
use drawbridge_fair_audit::survival::{Observation, Strata};

fn tables(most: u64) -> Vec<Table> {
    let counts = |of: u64| (0..=of).map(move |yes| Count::new(yes, of).unwrap());
    let sides: Vec<Count> = (1..=most).flat_map(counts).collect();
    sides.iter().flat_map(|out| sides.iter().map(|ins| Table::new(*out, *ins))).collect()
}

#[track_caller]
fn holds(interval: Interval, seen: f64, what: &str) {
    let Interval { low, high } = interval;
    assert!(low <= seen + 1e-9 && seen <= high + 1e-9, "{what}: {seen} not in {low} to {high}");
}

fn is_probability(p: f64) -> bool {
    (0.0..=1.0 + 1e-12).contains(&p)
}

#[test]
fn every_small_rate_lies_in_its_intervals() {
    for of in 1..=12 {
        for yes in 0..=of {
            let count = Count::new(yes, of).unwrap();
            for (name, found) in [
                ("Wilson", interval::wilson(count, 0.95)),
                ("corrected", interval::wilson_corrected(count, 0.95)),
                ("Clopper-Pearson", interval::clopper_pearson(count, 0.95)),
                ("Agresti-Coull", interval::agresti_coull(count, 0.95)),
            ] {
                holds(found, count.rate(), &format!("{name} {yes}/{of}"));
                assert!(found.low >= 0.0 && found.high <= 1.0, "{name} {yes}/{of}");
            }
            let jeffreys = interval::jeffreys(count, 0.95);
            assert!(0.0 <= jeffreys.low && jeffreys.low < jeffreys.high && jeffreys.high <= 1.0);
        }
    }
}

#[test]
fn every_small_table_can_be_audited() {
    for table in tables(6) {
        let what = format!("{table:?}");
        let (exact, mid) = (fisher::fisher(table), fisher::mid_p(table));
        for p in [exact.less, exact.greater, exact.two_sided, mid.less, mid.greater] {
            assert!(is_probability(p), "{what}: {p}");
        }
        let bayes = bayes::insiders_higher(table);
        let other = bayes::insiders_higher(table.swapped());
        assert!((bayes + other - 1.0).abs() < 1e-12, "{what}: {bayes} and {other}");
        assert_eq!(four_fifths::passes(table).is_none(), table.insiders.yes() == 0);
        if let Some(odds) = odds::conditional_odds_ratio(table, 0.95) {
            holds(odds.interval, odds.estimate, &what);
        }
        for correction in [Correction::Nurminen, Correction::None] {
            let found = difference::score(table, 0.95, correction);
            holds(found, table.difference(), &what);
            assert!(found.low >= -1.0 && found.high <= 1.0, "{what}");
            if let Some(found) = ratio::score(table, 0.95, correction) {
                holds(found, table.ratio(), &what);
            }
        }
    }
}

#[test]
fn boschloo_is_never_less_powerful_than_fisher() {
    for table in tables(3) {
        let (boschloo, fisher) = (boschloo::boschloo(table).unwrap(), fisher::fisher(table));
        assert!(boschloo.less <= fisher.less + 1e-9, "{table:?}");
        assert!(boschloo.greater <= fisher.greater + 1e-9, "{table:?}");
    }
}

/// Of 22 in 23 against 1 in 16, Fisher's p value that the outsiders have less lacks 2.7e-11 of 1: a table in which
/// nobody has anything, whose p value is 1, is less extreme. SciPy 1.17.1 gives the same (`boschloo_exact`, n=512).
#[test]
fn boschloo_tells_values_near_one_apart() {
    let table =
        Table { outsiders: Count::new(22, 23).unwrap(), insiders: Count::new(1, 16).unwrap() };
    let less = boschloo::boschloo(table).unwrap().less;
    assert!((less - 0.999_996_413_804_287_2).abs() < 1e-9, "{less}");
}

/// A gap is inside the score interval if and only if the score test does not reject it.
#[test]
fn the_score_interval_is_what_its_test_does_not_reject() {
    let z = 1.959_963_984_540_054;
    for table in tables(5) {
        let found = difference::score(table, 0.95, Correction::None);
        for step in -99..=99 {
            let gap = f64::from(step) / 100.0;
            if (gap - found.low).abs() < 1e-6 || (gap - found.high).abs() < 1e-6 {
                continue;
            }
            let rejected = score::z_difference(table, gap, Correction::None).abs() > z;
            let inside = found.low < gap && gap < found.high;
            assert_eq!(rejected, !inside, "{table:?} at {gap}, {found:?}");
        }
    }
}

#[test]
fn one_stratum_is_no_stratum() {
    for table in tables(6) {
        let strata = [table.into()];
        let gap = mantel_haenszel::risk_difference(&strata).unwrap();
        assert!((gap.difference - table.difference()).abs() < 1e-12, "{table:?}");
        assert_eq!(crude::pooled(&strata).unwrap(), table);
        assert_eq!(homogeneity::breslow_day(&strata, 1.0, true), None);
        // Pearson's statistic has n where the exact variance has n - 1.
        if let (Some(cmh), Some(pearson)) = (cmh::cmh(&strata).chi2(false), pooled::pearson(table))
        {
            let n = (table.outsiders.of() + table.insiders.of()) as f64;
            assert!((cmh.statistic - pearson.statistic * (n - 1.0) / n).abs() < 1e-9, "{table:?}");
        }
    }
}

#[test]
fn hardly_any_values_can_be_audited() {
    let lists: [&[f64]; 6] =
        [&[1.0], &[0.0, 0.0], &[1.0, 2.0], &[2.0, 2.0, 2.0], &[-1.0, 0.0, 5.0], &[1e-300, 1e300]];
    for out in lists {
        for ins in lists {
            let samples = Samples::new(out, ins).unwrap();
            let back = Samples::new(ins, out).unwrap();
            assert_eq!(shift::shift(&samples), -shift::shift(&back) + 0.0, "{out:?} {ins:?}");
            let test = mann_whitney::mann_whitney(&samples);
            assert!(
                (test.u + mann_whitney::mann_whitney(&back).u - 2.0 * test.middle).abs() < 1e-9
            );
            let smirnov = smirnov::smirnov(&samples);
            assert!(is_probability(smirnov.p_exact.unwrap()), "{out:?} {ins:?}");
            assert!(is_probability(smirnov.p_effective), "{out:?} {ins:?}");
            if let Some(win) = win::win(&samples) {
                holds(win.interval(0.95), win.theta, "win");
            }
            let delta = win::cliff(&samples).delta;
            assert!((-1.0..=1.0).contains(&delta));
            if let Some(welch) = welch::welch(&samples) {
                assert!(is_probability(welch.p()) || welch.p().is_nan());
            }
            let limits = quantile::order_limits(samples.outsiders(), 0.5, 0.95);
            assert!(is_probability(limits.covers));
            let z = van_elteren::van_elteren(slice::from_ref(&samples));
            assert_eq!(z.is_none(), test.sigma == 0.0, "{out:?} {ins:?}");
        }
    }
    assert!(Samples::new(&[], &[1.0]).is_err());
    assert!(Samples::new(&[f64::NAN], &[1.0]).is_err());
}

#[test]
fn hardly_any_cases_can_be_followed() {
    // Four cases, each of two times, decided or not, of either side.
    for code in 0..256_u32 {
        let one = |at: u32| Observation {
            time: f64::from(1 + (code >> at & 1)),
            decided: code >> (4 + at) & 1 == 1,
            outsider: at.is_multiple_of(2),
            stratum: at / 2,
        };
        let all: Vec<Observation> = (0..4).map(one).collect();
        for strata in [Strata::Ignored, Strata::Kept] {
            let test = log_rank(&all, strata, Weights::default());
            assert!((test.observed - test.expected - test.excess).abs() < 1e-12);
            if let Some(found) = cox(&all, strata) {
                assert!(found.log_ratio.is_finite() && found.error > 0.0, "{code}");
            }
        }
        let means = restricted(&all).unwrap();
        assert!(means.outsiders.mean <= means.horizon + 1e-12, "{code}");
    }
    // Without pending cases the curve is the share that took longer.
    let steps = kaplan_meier(&[(3.0, true), (1.0, true), (2.0, true), (2.0, true)]);
    let shares: Vec<f64> = steps.iter().map(|step| step.waiting).collect();
    assert!(shares.iter().zip([0.75, 0.25, 0.0]).all(|(a, b)| (a - b).abs() < 1e-15));
}
