//! Student's t distribution.

use super::{Tails, beta, normal_quantile};
use crate::math::square;
use crate::root::zero;

/// The probabilities at `t` with `df` degrees of freedom, which need not be whole.
pub fn student(t: f64, df: f64) -> Tails {
    if t.is_nan() || df.is_nan() {
        return Tails { below: f64::NAN, above: f64::NAN };
    }
    if t.is_infinite() {
        let above = if t > 0.0 { 0.0 } else { 1.0 };
        return Tails { below: 1.0 - above, above };
    }
    let all = df + square(t);
    let beyond = 0.5 * beta(0.5 * df, 0.5, df / all, square(t) / all).below;
    let tails = Tails { below: 1.0 - beyond, above: beyond };
    if t < 0.0 { tails.flipped() } else { tails }
}

/// The `t` at or below which lies `p`; infinite for 0 and 1.
pub fn student_quantile(p: f64, df: f64) -> f64 {
    if p > 0.5 {
        return -student_quantile(1.0 - p, df);
    }
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p == 0.5 {
        return 0.0;
    }
    // t reaches farther out than the normal distribution, so its quantile is the inner end.
    let inner = normal_quantile(p);
    let mut outer = 2.0 * inner;
    while student(outer, df).below > p && outer > f64::MIN / 4.0 {
        outer *= 2.0;
    }
    zero(outer, inner, |t| student(t, df).below - p)
}
