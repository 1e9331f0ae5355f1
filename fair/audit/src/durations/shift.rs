//! By how much the outsiders' values are higher: the median of all pairs (Hodges and Lehmann 1963).
//!
//! The pairs are counted, not made: the time grows with the samples, not with their product.

use super::Samples;
use super::select::smallest;
use crate::math::{exp, ln};
use crate::proportions::Interval;
use crate::proportions::interval::z_of;

/// The median of outsider less insider over all pairs.
pub fn shift(samples: &Samples) -> f64 {
    let [low, high] = middle(samples, |x, y| x - y);
    f64::midpoint(low, high)
}

/// The median of outsider over insider over all pairs; `None` unless all values are above zero.
pub fn ratio(samples: &Samples) -> Option<f64> {
    if !samples.are_positive() {
        return None;
    }
    let [low, high] = middle(samples, |x, y| x / y);
    Some(exp(f64::midpoint(ln(low), ln(high))))
}

/// The interval of the shift, from order statistics of the pairs: the rank, and the limits.
pub fn interval(samples: &Samples, level: f64) -> (u64, Interval) {
    limits(samples, level, |x, y| x - y)
}

/// The interval of the ratio, likewise; `None` unless all values are above zero.
pub fn ratio_interval(samples: &Samples, level: f64) -> Option<Interval> {
    samples.are_positive().then(|| limits(samples, level, |x, y| x / y).1)
}

fn limits(samples: &Samples, level: f64, f: impl Fn(f64, f64) -> f64 + Copy) -> (u64, Interval) {
    let (n, m) = samples.sizes();
    let half = z_of(level) * (n * m * (n + m + 1.0) / 12.0).sqrt();
    let rank = (n * m / 2.0 - half + 0.5).floor().max(1.0) as u64;
    let at = |rank| smallest(&samples.outsiders, &samples.insiders, rank, f);
    (rank, Interval { low: at(rank), high: at(pairs(samples) + 1 - rank) })
}

fn pairs(samples: &Samples) -> u64 {
    samples.outsiders.len() as u64 * samples.insiders.len() as u64
}

/// Both middle values, which are one if the number of pairs is odd.
fn middle(samples: &Samples, f: impl Fn(f64, f64) -> f64 + Copy) -> [f64; 2] {
    let pairs = pairs(samples);
    [pairs.div_ceil(2), pairs / 2 + 1]
        .map(|rank| smallest(&samples.outsiders, &samples.insiders, rank, f))
}
