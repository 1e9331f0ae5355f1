//! Means: Robbins' mixture for known variance, and its asymptotic sister for any.

use crate::math::{ln, size, square};
use crate::proportions::Interval;

/// The logarithm of e after each value, for values of variance `variance` that have mean zero if
/// all is equal; `spread` is the variance of the mean under the alternative (Robbins 1970).
pub fn mixture(values: &[f64], variance: f64, spread: f64) -> Vec<f64> {
    let mut total = 0.0;
    let mut log_e = |(at, value): (usize, &f64)| {
        total += value;
        let n = size(at + 1);
        let whole = variance + n * spread;
        0.5 * ln(variance / whole) + square(total) * spread / (2.0 * variance * whole)
    };
    values.iter().enumerate().map(&mut log_e).collect()
}

/// The asymptotic confidence sequence of the mean, tightest around `best_at` values.
///
/// Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2024), Time-uniform central limit theory. It
/// covers only in the limit: do not show it before some dozens of values. The first interval is a
/// point, because one value has no spread yet.
pub fn asymptotic(values: &[f64], alpha: f64, best_at: f64) -> Vec<Interval> {
    let logs = -2.0 * ln(alpha);
    let rho2 = (logs + ln(logs + 1.0)) / best_at;
    // Welford (1962): the squares are of deviations, so that large values do not drown small ones.
    let (mut mean, mut squares) = (0.0, 0.0);
    let mut limits = |(at, value): (usize, &f64)| {
        let n = size(at + 1);
        let before = value - mean;
        mean += before / n;
        squares += before * (value - mean);
        let deviation = (squares / n).sqrt();
        let scale = n * rho2 + 1.0;
        let width = (2.0 * scale / (square(n) * rho2) * ln(scale.sqrt() / alpha)).sqrt();
        Interval::around(mean, deviation * width)
    };
    values.iter().enumerate().map(&mut limits).collect()
}
