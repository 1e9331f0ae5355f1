//! Mantel and Haenszel's common gaps: odds ratio, risk ratio, risk difference.

use super::{Stratum, over};
use crate::math::{exp, square};
use crate::proportions::Interval;
use crate::proportions::interval::z_of;

/// A ratio with the standard error of its logarithm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio {
    /// Outsiders over insiders.
    pub ratio: f64,
    /// The standard error of its logarithm.
    pub log_error: f64,
}

impl Ratio {
    /// The interval.
    pub fn interval(self, level: f64) -> Interval {
        let factor = z_of(level) * self.log_error;
        Interval { low: self.ratio * exp(-factor), high: self.ratio * exp(factor) }
    }
}

/// The common odds ratio with the variance of Robins, Breslow and Greenland (1986).
///
/// `None` if it is zero or infinite.
pub fn odds_ratio(strata: &[Stratum]) -> Option<Ratio> {
    let r = over(strata, |x| x.a * x.d / x.n);
    let s = over(strata, |x| x.b * x.c / x.n);
    if r <= 0.0 || s <= 0.0 {
        return None;
    }
    let pr = over(strata, |x| (x.a + x.d) / x.n * (x.a * x.d / x.n));
    let mixed = over(strata, |x| {
        (x.a + x.d) / x.n * (x.b * x.c / x.n) + (x.b + x.c) / x.n * (x.a * x.d / x.n)
    });
    let qs = over(strata, |x| (x.b + x.c) / x.n * (x.b * x.c / x.n));
    let variance = pr / (2.0 * square(r)) + mixed / (2.0 * r * s) + qs / (2.0 * square(s));
    Some(Ratio { ratio: r / s, log_error: variance.sqrt() })
}

/// The common risk ratio with the variance of Greenland and Robins (1985).
///
/// `None` if it is zero or infinite.
pub fn risk_ratio(strata: &[Stratum]) -> Option<Ratio> {
    let above = over(strata, |x| x.a * x.ins / x.n);
    let below = over(strata, |x| x.c * x.out / x.n);
    if above <= 0.0 || below <= 0.0 {
        return None;
    }
    let spread = over(strata, |x| (x.yes * x.out * x.ins - x.a * x.c * x.n) / square(x.n));
    let log_error = (spread / (above * below)).sqrt();
    Some(Ratio { ratio: above / below, log_error })
}

/// A difference with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Outsiders less insiders.
    pub difference: f64,
    /// Its standard error.
    pub error: f64,
}

impl Difference {
    /// The interval.
    pub fn interval(self, level: f64) -> Interval {
        Interval::around(self.difference, z_of(level) * self.error)
    }
}

/// The common risk difference with the variance of Sato (1989), good for few large strata and for
/// many small ones; `None` if no stratum has both sides.
pub fn risk_difference(strata: &[Stratum]) -> Option<Difference> {
    let weight = over(strata, |x| x.out * x.ins / x.n);
    if weight <= 0.0 {
        return None;
    }
    let difference = over(strata, |x| (x.a * x.ins - x.c * x.out) / x.n) / weight;
    let l = over(strata, |x| {
        let mixed = x.out * x.ins * (x.ins - x.out) / 2.0;
        (square(x.out) * x.c - square(x.ins) * x.a + mixed) / square(x.n)
    });
    let m = over(strata, |x| (x.a * x.d + x.c * x.b) / (2.0 * x.n));
    let variance = (difference * l + m).max(0.0) / square(weight);
    Some(Difference { difference, error: variance.sqrt() })
}
