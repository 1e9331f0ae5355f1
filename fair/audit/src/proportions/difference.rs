//! Intervals of the difference of two rates, outsiders less insiders.

use super::interval::{wilson, z_of};
use super::score::{Correction, z_difference};
use super::{Interval, Table};
use crate::math::{float, square};
use crate::root::zero;

/// How near to -1 and 1 the score interval is searched.
const EDGE: f64 = 1e-12;

/// The textbook's interval; too narrow for few cases or extreme rates.
pub fn wald(table: Table, level: f64) -> Interval {
    plain(table, level, 0.0)
}

/// Agresti and Caffo's interval (2000): a success and a failure added on each side.
pub fn agresti_caffo(table: Table, level: f64) -> Interval {
    plain(table, level, 1.0)
}

fn plain(table: Table, level: f64, added: f64) -> Interval {
    let part = |yes: u64, of: u64| {
        let (yes, of) = (float(yes) + added, float(of) + 2.0 * added);
        let rate = yes / of;
        (rate, rate * (1.0 - rate) / of)
    };
    let (p1, v1) = part(table.outsiders.yes(), table.outsiders.of());
    let (p2, v2) = part(table.insiders.yes(), table.insiders.of());
    Interval::around(p1 - p2, z_of(level) * (v1 + v2).sqrt())
}

/// Newcombe's interval (1998, method 10), of two Wilson intervals.
pub fn newcombe(table: Table, level: f64) -> Interval {
    let (p1, p2) = (table.outsiders.rate(), table.insiders.rate());
    let (w1, w2) = (wilson(table.outsiders, level), wilson(table.insiders, level));
    let low = (square(p1 - w1.low) + square(w2.high - p2)).sqrt();
    let high = (square(w1.high - p1) + square(p2 - w2.low)).sqrt();
    Interval { low: p1 - p2 - low, high: p1 - p2 + high }
}

/// All gaps that the score test does not reject: the one to show.
///
/// With [`Correction::Nurminen`] it is Miettinen and Nurminen's interval, without it Mee's.
pub fn score(table: Table, level: f64, correction: Correction) -> Interval {
    let (z, seen) = (z_of(level), table.difference());
    let f = |gap: f64| z_difference(table, gap, correction);
    let (first, last) = (-1.0 + EDGE, 1.0 - EDGE);
    let low = if f(first) < z { -1.0 } else { zero(first, seen.max(first), |gap| f(gap) - z) };
    let high = if f(last) > -z { 1.0 } else { zero(seen.min(last), last, |gap| f(gap) + z) };
    Interval { low, high }
}
