//! Uniform boundaries: how far a sum strays from zero at any time, with probability `alpha`.
//!
//! Howard, Ramdas, McAuliffe and Sekhon (2021), Time-uniform, nonparametric, nonasymptotic
//! confidence sequences, Annals of Statistics 49. Time is intrinsic: the variance so far.

use crate::math::{exp, lgamma, ln, pow, size, square};
use crate::root::{lowest, zero};
use crate::special::{gamma, normal_below};

/// The mixture's parameter that is best at time `v`, two-sided (Proposition 3).
pub(super) fn best_rho(v: f64, alpha: f64) -> f64 {
    let logs = 2.0 * ln(1.0 / alpha);
    v / (logs + ln(1.0 + logs))
}

/// The two-sided normal mixture, best at time `best_at` and level `alpha` (Proposition 5).
pub fn normal_two_sided(v: f64, alpha: f64, best_at: f64, best_alpha: f64) -> f64 {
    let rho = best_rho(best_at, best_alpha);
    ((v + rho) * (ln(1.0 + v / rho) + 2.0 * ln(1.0 / alpha))).sqrt()
}

/// The one-sided normal mixture.
pub fn normal_one_sided(v: f64, alpha: f64, best_at: f64, best_alpha: f64) -> f64 {
    let rho = best_rho(best_at, 2.0 * best_alpha);
    let whole = v + rho;
    crossing(v, alpha, |s| {
        let start = 0.5 * ln(4.0 * rho / whole);
        start + square(s) / (2.0 * whole) + ln(normal_below(s / whole.sqrt()))
    })
}

/// The gamma-exponential mixture: for sums with heavier tails, of scale `scale` (Proposition 9).
pub fn gamma_exponential(v: f64, alpha: f64, best_at: f64, scale: f64, best_alpha: f64) -> f64 {
    let rho = best_rho(best_at, 2.0 * best_alpha);
    let c2 = square(scale);
    let start = rho / c2;
    let leading = start * ln(start) - lgamma(start) - ln(gamma(start, start).below);
    let whole = (v + rho) / c2;
    crossing(v, alpha, |s| {
        let moved = (scale * s + v) / c2;
        let tail = ln(gamma(whole, moved + start).below);
        leading + lgamma(whole) + tail - whole * ln(moved + start) + moved
    })
}

/// Where the mixture's logarithm, which grows, reaches ln(1/alpha).
fn crossing(v: f64, alpha: f64, log_mixture: impl Fn(f64) -> f64) -> f64 {
    let goal = ln(1.0 / alpha);
    // From 1 at least: nothing doubled stays nothing.
    let mut high = v.max(1.0);
    while log_mixture(high) < goal && high.is_finite() {
        high *= 2.0;
    }
    zero(0.0, high, |s| log_mixture(s) - goal)
}

/// How a stitched boundary is cut: [`Stitching::DEFAULT`] unless there is a reason.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stitching {
    /// Before this time it is flat.
    pub from: f64,
    /// The scale of the tails; 0 for sub-Gaussian sums.
    pub scale: f64,
    /// How fast the error probability falls over the epochs.
    pub s: f64,
    /// How much longer each epoch is.
    pub eta: f64,
}

impl Stitching {
    /// From time 10, sub-Gaussian, with the constants of the paper.
    pub const DEFAULT: Self = Self { from: 10.0, scale: 0.0, s: 1.4, eta: 2.0 };
}

/// The polynomial stitched boundary (Theorem 1): wider than a mixture, and in closed form.
pub fn stitched(v: f64, alpha: f64, how: Stitching) -> f64 {
    let Stitching { from, scale, s, eta } = how;
    let v = v.max(from);
    let k1 = (pow(eta, 0.25) + pow(eta, -0.25)) / 2.0_f64.sqrt();
    let k2 = f64::midpoint(eta.sqrt(), 1.0);
    let a = ln(zeta(s) / pow(ln(eta), s));
    let ell = s * ln(ln(eta * v / from)) + a + ln(1.0 / alpha);
    let tail = k2 * scale * ell;
    (square(k1) * v * ell + square(tail)).sqrt() + tail
}

/// Riemann's zeta function for `s` above 1: Euler and Maclaurin's sum (DLMF 25.2.9).
fn zeta(s: f64) -> f64 {
    const N: usize = 20;
    let n = size(N);
    let head: f64 = (1..N).map(|k| pow(size(k), -s)).sum();
    let mut sum = head + pow(n, 1.0 - s) / (s - 1.0) + 0.5 * pow(n, -s);
    // B₂ₖ / (2k)!
    let parts = [1.0 / 12.0, -1.0 / 720.0, 1.0 / 30_240.0, -1.0 / 1_209_600.0];
    let mut rising = s;
    for (k, part) in parts.into_iter().enumerate() {
        let k = 2.0 * size(k);
        sum += part * rising * pow(n, -s - k - 1.0);
        rising *= (s + k + 1.0) * (s + k + 2.0);
    }
    sum
}

/// How far a sample's step function strays from the truth, at all places and all times from `from`
/// on: A √((ln(1 + ln(t/from)) + C) / t), with the best C for `alpha`.
///
/// Howard and Ramdas (2022), Sequential estimation of quantiles, Bernoulli 28, Theorem 2; `a` is
/// above √½, such as 0.85. Infinite before `from`.
pub fn step_function(t: f64, alpha: f64, from: f64, a: f64) -> f64 {
    if t < from {
        return f64::INFINITY;
    }
    let c = zero(0.1, 1000.0, |c| ln(step_error(c, a)) - ln(alpha));
    a * ((ln(1.0 + ln(t / from)) + c) / t).sqrt()
}

/// The error probability of the best epochs for a constant C.
fn step_error(c: f64, a: f64) -> f64 {
    let last =
        zero(1.0, 2.0 * square(a), |eta| (eta / 2.0).sqrt() + (2.0 * (eta - 1.0) / c).sqrt() - a);
    let error = |eta: f64| {
        let gamma2 = 2.0 / eta * square(a - (2.0 * (eta - 1.0) / c).sqrt());
        if gamma2 <= 1.0 {
            return f64::MAX;
        }
        4.0 * exp(-gamma2 * c) * (1.0 + 1.0 / ((gamma2 - 1.0) * ln(eta)))
    };
    lowest(1.0, last, error).1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Before the first value has any variance a boundary must end too.
    #[test]
    fn there_is_a_boundary_at_time_zero() {
        let normal = |v| normal_one_sided(v, 0.05, 100.0, 0.05);
        let gamma = |v| gamma_exponential(v, 0.05, 100.0, 1.0, 0.05);
        assert!(0.0 < normal(0.0) && normal(0.0) < normal(0.1));
        assert!(0.0 < gamma(0.0) && gamma(0.0) < gamma(0.1));
    }
}
