//! One question asked every day: monitors that may be looked at whenever one likes.
//!
//! An **e-process** starts at 1 and, if all is equal, ever reaches 20 with a chance of at most 1 in
//! 20, however often it is looked at: [`two_rates`] for approvals, [`discordant`] for pairs, [`log_rank`] for waits, [`normal`]
//! for means. Its logarithm adds up, so that anyone recomputes it from the log. A **confidence
//! sequence** covers the truth at all times at once: [`bounded`] and [`betting`] for numbers from 0
//! to 1, [`beta_binomial`] for a rate, [`normal`] for fees, [`boundary`] for what is left;
//! [`quantiles`] compares latencies. The order of the cases must be the log's, or it can be shopped
//! for.

pub mod beta_binomial;
pub mod betting;
pub mod boundary;
pub mod bounded;
pub mod discordant;
pub mod log_rank;
pub mod normal;
pub mod quantiles;
pub mod two_rates;

use crate::math::{exp, ln, size, sum};

/// The logarithm of the mean of e values, given by their logarithms: good under any dependence.
pub fn mean_log_e(logs: &[f64]) -> f64 {
    let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    top + ln(sum(logs.iter().map(|log| exp(log - top))) / size(logs.len()))
}

/// The p value that holds at all times, after each step of an e-process.
pub fn anytime_p(log_e: &[f64]) -> Vec<f64> {
    let mut top = 0.0_f64;
    let each = log_e.iter().map(|log| {
        top = top.max(*log);
        exp(-top)
    });
    each.collect()
}
