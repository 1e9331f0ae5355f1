//! Intervals of one rate. `level` is what they should cover, such as 0.95.

use super::{Count, Interval};
use crate::math::{float, square};
use crate::special::{beta_quantile, normal_quantile};

/// The normal quantile of a two-sided interval.
pub(crate) fn z_of(level: f64) -> f64 {
    -normal_quantile(0.5 * (1.0 - level))
}

/// Wilson's score interval (1927): the one to show.
pub fn wilson(count: Count, level: f64) -> Interval {
    let (n, p, z2) = (float(count.of()), count.rate(), square(z_of(level)));
    let middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let spread = (p * (1.0 - p) + z2 / (4.0 * n)) * z2 / n;
    let found = Interval::around(middle, spread.sqrt() / (1.0 + z2 / n));
    pinned(count, found)
}

/// Wilson's interval with the continuity correction (Newcombe 1998, method 4).
pub fn wilson_corrected(count: Count, level: f64) -> Interval {
    let (n, p, z) = (float(count.of()), count.rate(), z_of(level));
    let (q, z2) = (1.0 - p, square(z));
    let under = 2.0 * (n + z2);
    let low = 1.0 + z * (z2 - 2.0 - 1.0 / n + 4.0 * p * (n * q + 1.0)).max(0.0).sqrt();
    let high = 1.0 + z * (z2 + 2.0 - 1.0 / n + 4.0 * p * (n * q - 1.0)).max(0.0).sqrt();
    let middle = 2.0 * n * p + z2;
    pinned(count, Interval { low: (middle - low) / under, high: (middle + high) / under })
}

/// The exact interval (Clopper and Pearson 1934): never covers less, mostly more.
pub fn clopper_pearson(count: Count, level: f64) -> Interval {
    let (yes, no, tail) = (float(count.yes()), float(count.no()), 0.5 * (1.0 - level));
    let low = if count.yes() == 0 { 0.0 } else { beta_quantile(tail, yes, no + 1.0) };
    let high = if count.no() == 0 { 1.0 } else { beta_quantile(1.0 - tail, yes + 1.0, no) };
    Interval { low, high }
}

/// Jeffreys' interval: quantiles of the posterior under Beta(½, ½).
pub fn jeffreys(count: Count, level: f64) -> Interval {
    let (a, b) = (float(count.yes()) + 0.5, float(count.no()) + 0.5);
    let tail = 0.5 * (1.0 - level);
    Interval { low: beta_quantile(tail, a, b), high: beta_quantile(1.0 - tail, a, b) }
}

/// Agresti and Coull's interval (1998), cut off at 0 and 1.
pub fn agresti_coull(count: Count, level: f64) -> Interval {
    let z = z_of(level);
    let n = float(count.of()) + square(z);
    let p = (float(count.yes()) + 0.5 * square(z)) / n;
    let found = Interval::around(p, z * (p * (1.0 - p) / n).sqrt());
    Interval { low: found.low.max(0.0), high: found.high.min(1.0) }
}

/// Exactly 0 and 1 where nobody or everybody succeeded.
fn pinned(count: Count, found: Interval) -> Interval {
    let low = if count.yes() == 0 { 0.0 } else { found.low.max(0.0) };
    let high = if count.no() == 0 { 1.0 } else { found.high.min(1.0) };
    Interval { low, high }
}
