//! The incomplete gamma function, and chi-squared with it.

use super::Tails;
use super::term::poisson;
use crate::math::lgamma;

/// ln Γ(x), for positive `x`.
pub fn ln_gamma(x: f64) -> f64 {
    lgamma(x)
}

/// The regularised incomplete gamma functions: P(a, x) below and Q(a, x) above; `a` is positive.
///
/// The series (DLMF 8.11.4) for small `x`, the continued fraction (DLMF 8.9.2) for large.
pub fn gamma(a: f64, x: f64) -> Tails {
    if x.is_nan() || a.is_nan() || a <= 0.0 {
        return Tails { below: f64::NAN, above: f64::NAN };
    }
    if x <= 0.0 {
        return Tails { below: 0.0, above: 1.0 };
    }
    if x.is_infinite() {
        return Tails { below: 1.0, above: 0.0 };
    }
    if x < a + 1.0 {
        return Tails::of_below((poisson(a, x) * series(a, x)).min(1.0));
    }
    Tails::of_below((poisson(a, x) * a * fraction(a, x)).min(1.0)).flipped()
}

/// The probability that chi-squared with `df` degrees of freedom is above `x`.
pub fn chi2_above(x: f64, df: f64) -> f64 {
    gamma(0.5 * df, 0.5 * x).above
}

fn series(a: f64, x: f64) -> f64 {
    let (mut sum, mut next, mut n) = (1.0, 1.0, a);
    while next > sum * 1e-17 {
        n += 1.0;
        next *= x / n;
        sum += next;
    }
    sum
}

/// Γ(a, x) / (xᵃ e⁻ˣ), by Lentz's method.
fn fraction(a: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut h = d;
    let mut n = 1.0;
    for _ in 0..1_000_000 {
        let over = -n * (n - a);
        b += 2.0;
        d = 1.0 / nonzero(over * d + b, TINY);
        c = nonzero(b + over / c, TINY);
        let factor = d * c;
        h *= factor;
        if (factor - 1.0).abs() < 1e-16 {
            break;
        }
        n += 1.0;
    }
    h
}

fn nonzero(x: f64, tiny: f64) -> f64 {
    if x.abs() < tiny { tiny } else { x }
}
