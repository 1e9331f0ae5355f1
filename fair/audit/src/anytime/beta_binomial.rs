//! A rate at all times: the beta-binomial mixture.
//!
//! Howard, Ramdas, McAuliffe and Sekhon (2021), Proposition 7.

use super::boundary::best_rho;
use crate::math::{float, lgamma, ln};
use crate::proportions::{Count, Interval, Table};
use crate::root::zero;

/// A mixture for successes at rate `rate`, best after `best_at` of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mixture {
    rate: f64,
    a: f64,
    b: f64,
}

impl Mixture {
    pub(super) fn new(rate: f64, best_at: f64, best_alpha: f64) -> Self {
        let variance = rate * (1.0 - rate);
        let r = (best_rho(variance * best_at, best_alpha) - variance).max(1e-3 * variance);
        Self { rate, a: r / (1.0 - rate), b: r / rate }
    }

    /// The logarithm of e after `yes` successes and `no` failures, which need not be whole.
    pub(super) fn log_e(&self, yes: f64, no: f64) -> f64 {
        let plain = -yes * ln(self.rate) - no * ln(1.0 - self.rate);
        plain + ln_beta(self.a + yes, self.b + no) - ln_beta(self.a, self.b)
    }
}

fn ln_beta(a: f64, b: f64) -> f64 {
    lgamma(a) + lgamma(b) - lgamma(a + b)
}

/// The confidence sequence of a rate, after what has been counted so far.
pub fn interval(count: Count, alpha: f64, best_at: f64, best_alpha: f64) -> Interval {
    let (seen, goal) = (count.rate(), ln(1.0 / alpha));
    let beyond = |rate: f64| {
        if rate <= 0.0 || rate >= 1.0 {
            return 1.0;
        }
        let mixture = Mixture::new(rate, best_at, best_alpha);
        mixture.log_e(float(count.yes()), float(count.no())) - goal
    };
    let low = if count.yes() > 0 { zero(0.0, seen, beyond) } else { 0.0 };
    let high = if count.no() > 0 { zero(seen, 1.0, beyond) } else { 1.0 };
    Interval { low, high }
}

/// The confidence sequence of the difference of two rates, outsiders less insiders: each rate's at
/// half the level. Wider than need be, and it supposes nothing about how both depend.
///
/// While it lies inside the margin, equality holds at all times at once.
pub fn difference(table: Table, alpha: f64, best_at: f64, best_alpha: f64) -> Interval {
    let side = |count: Count| interval(count, alpha / 2.0, best_at, best_alpha);
    let (out, ins) = (side(table.outsiders), side(table.insiders));
    Interval { low: out.low - ins.high, high: out.high - ins.low }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_holds_what_was_seen_and_narrows() {
        let table = |n: u64| {
            Table::new(Count::new(8 * n, 10 * n).unwrap(), Count::new(9 * n, 10 * n).unwrap())
        };
        let width = |n: u64| {
            let found = difference(table(n), 0.05, 100.0, 0.05);
            assert!(found.low < -0.1 && -0.1 < found.high, "{found:?}");
            found.high - found.low
        };
        assert!(width(1) > width(10) && width(10) > width(1000) && width(1000) < 0.06);
    }
}
