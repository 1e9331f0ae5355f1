//! The standard normal distribution.

use crate::math::{FRAC_1_SQRT_2, SQRT_2PI, erfc, exp, ln, square};

/// Beyond this the continued fraction is more precise than `erfc`.
const TAIL: f64 = 5.0;
/// Beyond this nothing is left of the tail, not even a subnormal.
const NOTHING: f64 = 40.0;

/// The probability of at most `x`: full precision in the lower tail, to the last subnormal;
/// 0 and 1 at the infinities.
pub fn normal_below(x: f64) -> f64 {
    if x < -TAIL { tail(-x) } else { 0.5 * erfc(-x * FRAC_1_SQRT_2) }
}

/// The probability of more than `x`: full precision in the upper tail.
pub fn normal_above(x: f64) -> f64 {
    normal_below(-x)
}

/// The density at `x`.
pub fn normal_density(x: f64) -> f64 {
    exp(-0.5 * square(x)) / SQRT_2PI
}

/// The `x` at or below which lies `p`; infinite for 0 and 1, NaN outside.
///
/// Newton's method on the logarithm of the tail, from Hastings' rational guess (Abramowitz and
/// Stegun, Handbook of Mathematical Functions, 26.2.23).
pub fn normal_quantile(p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    if p > 0.5 {
        return -normal_quantile(1.0 - p);
    }
    if p == 0.0 {
        return f64::NEG_INFINITY;
    }
    if p == 0.5 {
        return 0.0;
    }
    let goal = ln(p);
    let t = (-2.0 * goal).sqrt();
    let above = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let under = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    let mut x = above / under - t;
    for _ in 0..6 {
        x -= newton(x, p, goal);
    }
    x
}

/// A step of Newton's: near the middle on the probability, in the tail on its logarithm.
fn newton(x: f64, p: f64, goal: f64) -> f64 {
    if p > 0.1 {
        return (normal_below(x) - p) / normal_density(x);
    }
    let mills = mills(-x);
    if x < -TAIL {
        // ln Φ = ln mills - x²/2 - ln √2π, also where Φ itself is too small for a double.
        return (ln(mills) - 0.5 * square(x) - ln(SQRT_2PI) - goal) * mills;
    }
    (ln(normal_below(x)) - goal) * normal_below(x) / normal_density(x)
}

/// The probability of more than `x`, for a large one.
fn tail(x: f64) -> f64 {
    if x > NOTHING {
        return 0.0;
    }
    // The square is taken of a number of few bits, where it is exact, and of the small rest; and the
    // exponential in two halves, so that only the last product may fall below the normal range.
    let head = f64::from_bits(x.to_bits() & !0x07ff_ffff);
    let rest = (x - head) * (x + head);
    let half = exp(-0.25 * square(head));
    half * mills(x) / SQRT_2PI * exp(-0.5 * rest) * half
}

/// The tail over the density, for `x` above 2: Laplace's continued fraction (DLMF 7.9.2).
fn mills(x: f64) -> f64 {
    let mut fraction = x;
    let mut n = 200.0;
    while n > 0.0 {
        fraction = x + n / fraction;
        n -= 1.0;
    }
    1.0 / fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_lies_beyond_infinity() {
        for x in [f64::INFINITY, f64::MAX, 1e200, 41.0] {
            assert_eq!([normal_below(-x), normal_above(x)], [0.0, 0.0], "{x}");
            assert_eq!([normal_below(x), normal_above(-x)], [1.0, 1.0], "{x}");
        }
        assert!(normal_below(-38.4) > 0.0);
        assert!(normal_below(f64::NAN).is_nan());
    }
}
