//! The term from which all binomial-like distributions are built, without cancellation.
//!
//! Loader, C. (2000), Fast and accurate computation of binomial probabilities.

use crate::math::{LN_SQRT_2PI, PI, exp, lgamma, ln, ln_1p, square};

/// C(a+b, a) xᵃ yᵇ for real `a` and `b` that are not negative, where `y` is `1 - x`.
pub(crate) fn term(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let power = |ratio: f64, rest: f64, times: f64| {
        if times == 0.0 {
            1.0
        } else if rest < 0.5 {
            exp(times * ln_1p(-rest))
        } else {
            exp(times * ln(ratio))
        }
    };
    if a == 0.0 {
        return power(y, x, b);
    }
    if b == 0.0 {
        return power(x, y, a);
    }
    if x <= 0.0 || y <= 0.0 {
        return 0.0;
    }
    let n = a + b;
    let error = stirling(n) - stirling(a) - stirling(b);
    exp(error - deviance(a, n * x) - deviance(b, n * y)) * (n / (2.0 * PI * a * b)).sqrt()
}

/// xᵃ e⁻ˣ / Γ(a+1) for real `a` that is not negative.
pub(crate) fn poisson(a: f64, x: f64) -> f64 {
    if a == 0.0 {
        return exp(-x);
    }
    if x <= 0.0 {
        return 0.0;
    }
    exp(-stirling(a) - deviance(a, x)) / (2.0 * PI * a).sqrt()
}

/// ln Γ(n+1) less Stirling's formula.
fn stirling(n: f64) -> f64 {
    if n < 16.0 {
        return lgamma(n + 1.0) - (n + 0.5) * ln(n) + n - LN_SQRT_2PI;
    }
    let n2 = square(n);
    // The first terms of the asymptotic series (DLMF 5.11.1): B₂ₖ / (2k (2k-1) n²ᵏ⁻¹).
    let inner = 1.0 / 1680.0 - (1.0 / 1188.0 - 691.0 / 360_360.0 / n2) / n2;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - inner / n2) / n2) / n2) / n
}

/// k ln(k/m) + m - k, which is small where `k` is near `m`.
fn deviance(k: f64, m: f64) -> f64 {
    let gap = k - m;
    let is_near = gap.abs() < 0.1 * (k + m);
    if !is_near {
        return k * ln(k / m) + m - k;
    }
    let v = gap / (k + m);
    let mut sum = gap * v;
    let mut power = 2.0 * k * v;
    let mut odd = 3.0;
    loop {
        power *= square(v);
        let next = sum + power / odd;
        if next == sum {
            return sum;
        }
        sum = next;
        odd += 2.0;
    }
}
