//! The incomplete beta function, which is also the binomial's and Student's.

use super::Tails;
use super::term::term;
use crate::math::square;
use crate::root::zero;

/// The regularised incomplete beta function: I_x(a, b) below, 1 - I_x(a, b) above.
///
/// `a` and `b` are positive; `y` is `1 - x`, given apart since it may be known better than that.
pub fn beta(a: f64, b: f64, x: f64, y: f64) -> Tails {
    if x.is_nan() || a.is_nan() || b.is_nan() || a <= 0.0 || b <= 0.0 {
        return Tails { below: f64::NAN, above: f64::NAN };
    }
    if x <= 0.0 {
        return Tails { below: 0.0, above: 1.0 };
    }
    if y <= 0.0 {
        return Tails { below: 1.0, above: 0.0 };
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return beta_low(b, a, y, x).flipped();
    }
    beta_low(a, b, x, y)
}

/// The same for `x` on the lower side, where the continued fraction is quick.
fn beta_low(a: f64, b: f64, x: f64, y: f64) -> Tails {
    // xᵃ yᵇ / B(a, b), from the binomial term.
    let lead = term(a, b, x, y) * (a * b / (a + b));
    Tails::of_below((lead / fraction(a, b, x, y)).min(1.0))
}

/// DiDonato and Morris (1992), Algorithm 708, equation 9, by Lentz's method.
///
/// Unlike DLMF 8.17.22, of which it is the even part, it takes the distance from the mean as one
/// number, which stays precise where `y` is tiny.
fn fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let safe = |x: f64| if x.abs() < TINY { TINY } else { x };
    let from_mean = if a > b { (a + b) * y - b } else { a - (a + b) * x };
    let mut f = safe(a / (a + 1.0) * (from_mean + 1.0));
    let (mut c, mut d) = (f, 0.0);
    let mut n = 1.0;
    for _ in 0..1_000_000 {
        let odd = a + 2.0 * n - 1.0;
        let over = (a + n - 1.0) * (a + b + n - 1.0) / square(odd) * n * (b - n) * square(x);
        let under =
            n + n * (b - n) * x / odd + (a + n) / (odd + 2.0) * (from_mean + 1.0 + n * (1.0 + y));
        d = 1.0 / safe(under + over * d);
        c = safe(under + over / c);
        let factor = c * d;
        f *= factor;
        if (factor - 1.0).abs() < 1e-16 {
            break;
        }
        n += 1.0;
    }
    f
}

/// The `x` at or below which lies `p` of the beta distribution.
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    if p <= 0.0 {
        return 0.0;
    }
    if p >= 1.0 {
        return 1.0;
    }
    zero(0.0, 1.0, |x| {
        let tails = beta(a, b, x, 1.0 - x);
        if p < 0.5 { tails.below - p } else { (1.0 - p) - tails.above }
    })
}
