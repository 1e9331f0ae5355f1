//! Transcendental functions that are the same on every platform, and sums that lose nothing.

pub(crate) use libm::{
    acos, asin, atan, erfc, exp, expm1, lgamma, log as ln, log1p as ln_1p, log2, pow, tan,
};
pub(crate) use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// √(2π).
pub(crate) const SQRT_2PI: f64 = 2.506_628_274_631_000_7;
/// ln √(2π).
pub(crate) const LN_SQRT_2PI: f64 = 0.918_938_533_204_672_7;

/// `x` times itself.
pub(crate) const fn square(x: f64) -> f64 {
    x * x
}

/// A count as a double; exact to 2^53.
pub(crate) const fn float(count: u64) -> f64 {
    count as f64
}

/// A length as a double; exact to 2^53.
pub(crate) const fn size(count: usize) -> f64 {
    count as f64
}

/// A running sum that keeps what rounding drops.
///
/// Neumaier, A. (1974), Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen,
/// ZAMM 54.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sum {
    sum: f64,
    lost: f64,
}

impl Sum {
    /// Nothing yet.
    pub(crate) const ZERO: Self = Self { sum: 0.0, lost: 0.0 };

    /// Adds `x`.
    pub(crate) const fn add(&mut self, x: f64) {
        let next = self.sum + x;
        self.lost +=
            if self.sum.abs() >= x.abs() { (self.sum - next) + x } else { (x - next) + self.sum };
        self.sum = next;
    }

    /// What it comes to.
    pub(crate) fn total(self) -> f64 {
        if self.sum.is_finite() { self.sum + self.lost } else { self.sum }
    }
}

/// The sum of all, in their order.
pub(crate) fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut sum = Sum::ZERO;
    for value in values {
        sum.add(value);
    }
    sum.total()
}

/// The mean; NaN for nothing.
pub(crate) fn mean(values: &[f64]) -> f64 {
    sum(values.iter().copied()) / size(values.len())
}

/// The variance with `n - 1` below; NaN for a single value.
pub(crate) fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    sum(values.iter().map(|value| square(value - mean))) / (size(values.len()) - 1.0)
}

/// The variance of values in ascending order: exactly zero if all are one, whatever their mean
/// rounds to; NaN for fewer than two.
pub(crate) fn spread(sorted: &[f64]) -> f64 {
    match sorted {
        [first, .., last] if first == last => 0.0,
        [_, .., _] => variance(sorted),
        _ => f64::NAN,
    }
}

/// The values in ascending order.
pub(crate) fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_keeps_what_rounding_drops() {
        assert_eq!(sum([1.0, 1e100, 1.0, -1e100]), 2.0);
    }

    #[test]
    fn values_that_are_one_have_no_variance() {
        assert_eq!(spread(&[0.1; 3]), 0.0);
        assert!(variance(&[0.1; 3]) > 0.0, "the mean of three tenths is not a tenth");
        assert!(spread(&[0.1]).is_nan() && spread(&[]).is_nan());
        assert_eq!(spread(&[1.0, 3.0]), 2.0);
    }
}
