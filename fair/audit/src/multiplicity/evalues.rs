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
pub fn e_bh(e: &[f64], alpha: f64) -> EBh {
    let mut sorted = e.to_vec();
    sorted.sort_unstable_by(|a, b| b.total_cmp(a));
    let least = |rank: usize| size(e.len()) / (size(rank) * alpha);
    let rejections = (1..=e.len()).filter(|rank| sorted[rank - 1] >= least(*rank)).max();
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
