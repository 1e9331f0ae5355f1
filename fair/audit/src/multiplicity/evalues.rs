//! Evidence as a bet: an e value has mean at most 1 if all is equal, so 20 is a 1-in-20 surprise.

use crate::math::{mean as mean_of, size};

/// What e-BH finds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EBh {
    /// How many are rejected: that many of the largest.
    pub rejections: usize,
    /// What a rejected e value is at least; `None` if none is.
    pub threshold: Option<f64>,
}

/// e-BH (Wang and Ramdas 2022): the false discovery rate at most `alpha`, under any dependence.
/// NaN counts as an e value, and is never rejected.
pub fn e_bh(e: &[f64], alpha: f64) -> EBh {
    let mut sorted: Vec<f64> = e.iter().copied().filter(|e| !e.is_nan()).collect();
    sorted.sort_unstable_by(|a, b| b.total_cmp(a));
    let least = |rank: usize| size(e.len()) / (size(rank) * alpha);
    let rejections = (1..=sorted.len()).filter(|rank| sorted[rank - 1] >= least(*rank)).max();
    let rejections = rejections.unwrap_or(0);
    EBh { rejections, threshold: (rejections > 0).then(|| least(rejections)) }
}

/// The mean of e values: an e value again, under any dependence.
pub fn mean(e: &[f64]) -> f64 {
    mean_of(e)
}

/// The p value that an e value is worth: 1/e, at most 1.
pub fn p_value(e: f64) -> f64 {
    (1.0 / e).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_e_value_without_data_is_not_rejected() {
        for nan in [f64::NAN, -f64::NAN] {
            assert_eq!(e_bh(&[nan, 25.0], 0.05).rejections, 0);
            assert_eq!(e_bh(&[nan, 45.0], 0.05).rejections, 1);
        }
    }
}
