//! Slow outsiders, and outsiders that are never decided, are not called equal.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]
#![allow(clippy::float_arithmetic, reason = "times are made up")]

use drawbridge_fair_audit::equivalence::waits;
use drawbridge_fair_audit::survival::Observation;
use drawbridge_fair_audit::survival::restricted::{LEAST_DECISIONS, restricted_to};

/// `count` cases of a side, from `from` hours on, a hundredth of an hour apart.
fn cases(outsider: bool, count: u32, from: f64, decided: bool) -> Vec<Observation> {
    let one =
        |at| Observation { time: from + f64::from(at) / 100.0, decided, outsider, stratum: 0 };
    (0..count).map(one).collect()
}

fn shown(sides: [Vec<Observation>; 2], horizon: f64, margin: f64) -> Option<bool> {
    waits(&sides.concat(), horizon, margin).map(|(_, tost)| tost.is_shown(0.05))
}

#[test]
fn like_waits_are_shown_to_be_equal() {
    let sides = || [cases(true, 400, 1.0, true), cases(false, 400, 1.1, true)];
    assert_eq!(shown(sides(), 24.0, 1.0), Some(true));
    // The margin is hardly more than the gap itself.
    assert_eq!(shown(sides(), 24.0, 0.1), Some(false));
}

/// Insiders are all decided by the second hour, outsiders from the fifth on.
#[test]
fn the_quicker_side_does_not_end_the_comparison() {
    let sides = || [cases(true, 100, 5.0, true), cases(false, 100, 1.0, true)];
    let (found, tost) = waits(&sides().concat(), 24.0, 1.0).unwrap();
    assert!((found.difference - 4.0).abs() < 1e-9 && !tost.is_shown(0.05));
    // All at one moment: nothing varies, so that nothing is measured.
    let at = |outsider, hours| vec![cases(outsider, 1, hours, true)[0]; 1000];
    assert_eq!(shown([at(true, 5.0), at(false, 1.0)], 24.0, 1.0), None);
    assert_eq!(shown([at(true, 5.0), at(false, 5.0)], 24.0, 1.0), None);
}

#[test]
fn who_is_never_decided_is_not_equal() {
    let insiders = || cases(false, 500, 1.0, true);
    assert_eq!(shown([cases(true, 500, 30.0, false), insiders()], 24.0, 1.0), None);
    let few = [cases(true, 19, 1.0, true), cases(true, 400, 30.0, false)].concat();
    const { assert!(LEAST_DECISIONS > 19) };
    assert_eq!(shown([few, insiders()], 24.0, 1.0), None);
    let half = [cases(true, 100, 1.0, true), cases(true, 100, 30.0, false)].concat();
    assert_eq!(shown([half, insiders()], 24.0, 1.0), Some(false));
}

#[test]
fn what_was_not_followed_to_the_horizon_is_not_compared() {
    let pending = [cases(true, 100, 1.0, true), cases(true, 1, 10.0, false)].concat();
    let sides = || [pending.clone(), cases(false, 100, 1.0, true)];
    assert_eq!(shown(sides(), 24.0, 1.0), None);
    assert_eq!(shown(sides(), 10.0, 1.0), Some(true));
}

#[test]
fn a_margin_as_long_as_the_horizon_is_none() {
    let sides = || [cases(true, 100, 1.0, true), cases(false, 100, 1.0, true)];
    for (horizon, margin) in [(4.0, 4.0), (4.0, 5.0), (4.0, 0.0), (4.0, f64::NAN)] {
        assert_eq!(shown(sides(), horizon, margin), None, "{horizon} {margin}");
    }
    for horizon in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(restricted_to(&sides().concat(), horizon), None);
    }
}
