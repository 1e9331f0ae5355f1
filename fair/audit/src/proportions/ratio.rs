//! Intervals of the ratio of two rates, outsiders over insiders.

use super::interval::z_of;
use super::score::{Correction, z_ratio};
use super::{Interval, Table};
use crate::math::{exp, float, ln};
use crate::root::zero;

/// How far the logarithm of the ratio is searched.
const REACH: f64 = 40.0;

/// Katz's interval (1978), on the logarithm; `None` if a side has no success.
pub fn log_katz(table: Table, level: f64) -> Option<Interval> {
    let (out, ins) = (table.outsiders, table.insiders);
    if out.yes() == 0 || ins.yes() == 0 {
        return None;
    }
    let part = |yes: u64, of: u64| 1.0 / float(yes) - 1.0 / float(of);
    let variance = part(out.yes(), out.of()) + part(ins.yes(), ins.of());
    let found = Interval::around(ln(table.ratio()), z_of(level) * variance.sqrt());
    Some(Interval { low: exp(found.low), high: exp(found.high) })
}

/// All ratios that the score test does not reject; `None` if a side has no success.
///
/// With [`Correction::Nurminen`] it is Miettinen and Nurminen's interval, without it Koopman's.
pub fn score(table: Table, level: f64, correction: Correction) -> Option<Interval> {
    if table.outsiders.yes() == 0 || table.insiders.yes() == 0 {
        return None;
    }
    let (z, seen) = (z_of(level), ln(table.ratio()));
    let f = |log: f64| z_ratio(table, exp(log), correction);
    let low = exp(zero(-REACH, seen, |log| f(log) - z));
    let high = exp(zero(seen, REACH, |log| f(log) + z));
    Some(Interval { low, high })
}
