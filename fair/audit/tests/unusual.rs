//! What nobody should ask for is answered all the same, and nothing panics.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]
#![allow(clippy::float_arithmetic, reason = "statistics are compared")]

use drawbridge_fair_audit::AuditError;
use drawbridge_fair_audit::anytime::{betting, normal};
use drawbridge_fair_audit::durations::quantile::quantile;
use drawbridge_fair_audit::exposure::Ranking;
use drawbridge_fair_audit::exposure::divergence::skew;
use drawbridge_fair_audit::stratified::Stratum;
use drawbridge_fair_audit::stratified::crude::pooled;
use drawbridge_fair_audit::stratified::oaxaca::{SideFees, decompose};

#[test]
fn more_places_than_there_are() {
    let ranking = Ranking::new(&[true, false, false, true]).unwrap();
    assert!((ranking.share_of(9) - 0.5).abs() < 1e-15);
    assert!(skew(&ranking, 9, 0.5).abs() < 1e-15);
    assert!(ranking.share_of(0).is_nan());
}

#[test]
fn quantiles_of_nothing_and_beyond_all() {
    assert!(quantile(&[], 0.5).is_nan());
    for p in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
        assert!(quantile(&[1.0, 2.0], p).is_nan(), "{p}");
    }
    assert!((quantile(&[1.0, 2.0], 1.0) - 2.0).abs() < 1e-15);
}

#[test]
fn more_cases_than_can_be_counted() {
    let much = Stratum { out_yes: u64::MAX, out_no: 1, in_yes: 1, in_no: 1 };
    assert_eq!(pooled(&[much]), Err(AuditError::TooMany { of: u64::MAX }));
    let half = Stratum { out_yes: 1 << 63, out_no: 0, in_yes: 1, in_no: 1 };
    assert_eq!(pooled(&[half, half]), Err(AuditError::TooMany { of: u64::MAX }));
}

#[test]
fn sides_explained_by_different_columns() {
    let (a, b) = ([1.0, 2.0, 4.0, 3.0, 7.0], [3.0, 1.0, 4.0, 1.0, 5.0]);
    let fees = [2.0, 7.0, 1.0, 8.0, 2.0];
    let (one, both): ([&[f64]; 1], [&[f64]; 2]) = ([&a], [&a, &b]);
    let one = SideFees { explains: &one, fees: &fees };
    let both = SideFees { explains: &both, fees: &fees };
    assert!(decompose(one, one).is_some() && decompose(both, both).is_some());
    assert_eq!(decompose(one, both), None);
    assert_eq!(decompose(both, one), None);
}

#[test]
fn a_grid_without_steps() {
    let limits = betting::hedged(&[0.2, 0.4, 0.3], 0.05, 0);
    assert!(limits.iter().all(|limit| limit.low <= 0.0 && limit.high >= 1.0));
}

/// Fees of a billion that differ by one are as wide apart as fees of nothing that do.
#[test]
fn large_values_do_not_drown_small_ones() {
    let small: Vec<f64> = (0..100).map(|at| f64::from(at % 2)).collect();
    let large: Vec<f64> = small.iter().map(|value| value + 1e9).collect();
    let last = |values: &[f64]| *normal::asymptotic(values, 0.05, 50.0).last().unwrap();
    let (small, large) = (last(&small), last(&large));
    assert!((large.high - large.low - (small.high - small.low)).abs() < 1e-6);
}
