//! Single quantiles: of the sample, smoothed, and with limits. All take sorted values.

use crate::math::{mean, size, square, sum};
use crate::special::{Binomial, beta, binomial_quantile};

/// The quantile by linear interpolation (Hyndman and Fan's type 7), `p` from 0 to 1; NaN outside, and
/// if there are no values.
pub fn quantile(sorted: &[f64], p: f64) -> f64 {
    if sorted.is_empty() || !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    let at = (size(sorted.len()) - 1.0) * p;
    let floor = at.floor();
    let low = sorted[floor as usize];
    let high = sorted[(floor as usize + 1).min(sorted.len() - 1)];
    low + (high - low) * (at - floor)
}

/// Harrell and Davis' quantile (1982): a mean of all values, weighted by where they lie.
pub fn harrell_davis(sorted: &[f64], p: f64) -> f64 {
    let weights = weights(sorted.len(), size(sorted.len()) + 1.0, p);
    sum(weights.iter().zip(sorted).map(|(weight, value)| weight * value))
}

/// The jackknife's standard error of Harrell and Davis' quantile; NaN for a single value.
pub fn harrell_davis_error(sorted: &[f64], p: f64) -> f64 {
    let n = sorted.len();
    if n < 2 {
        return f64::NAN;
    }
    // The quantile of all but one: those below keep their place, those above move down by one.
    let weights = weights(n - 1, size(n), p);
    let mut below = vec![0.0; n];
    let mut above = vec![0.0; n];
    for i in 1..n {
        below[i] = below[i - 1] + weights[i - 1] * sorted[i - 1];
    }
    for i in (0..n - 1).rev() {
        above[i] = above[i + 1] + weights[i] * sorted[i + 1];
    }
    let without: Vec<f64> = below.iter().zip(&above).map(|(below, above)| below + above).collect();
    let mean = mean(&without);
    let spread = sum(without.iter().map(|one| square(one - mean))) / size(n);
    (spread * (size(n) - 1.0)).sqrt()
}

/// The beta distribution cut in `pieces` equal pieces, with parameters `scale` p and `scale` (1-p).
fn weights(pieces: usize, scale: f64, p: f64) -> Vec<f64> {
    // Where nothing is left of the distribution the exact 0 and 1 save the time.
    let reach = if pieces < 5000 { 1.0 } else { 15.0 * (p * (1.0 - p) / scale).sqrt() };
    let below = |i: usize| {
        let x = size(i) / size(pieces);
        if x < p - reach {
            0.0
        } else if x > p + reach {
            1.0
        } else {
            beta(scale * p, scale * (1.0 - p), x, size(pieces - i) / size(pieces)).below
        }
    };
    let mut last = 0.0;
    let piece = |i: usize| {
        let next = below(i);
        let piece = next - last;
        last = next;
        piece
    };
    (1..=pieces).map(piece).collect()
}

/// The limits of a quantile that hold for any distribution: two of the values, by rank.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OrderLimits {
    /// The rank of the lower limit, from 1; 0 if there is none.
    pub low_rank: u64,
    /// The rank of the upper limit; one more than there are values if there is none.
    pub high_rank: u64,
    /// The lower limit.
    pub low: Option<f64>,
    /// The upper limit.
    pub high: Option<f64>,
    /// How probable it is that the quantile lies between.
    pub covers: f64,
}

/// The distribution-free limits of a quantile.
pub fn order_limits(sorted: &[f64], p: f64, level: f64) -> OrderLimits {
    let of = sorted.len() as u64;
    let tail = 0.5 * (1.0 - level);
    let low_rank = binomial_quantile(tail, of, p);
    let high_rank = binomial_quantile(1.0 - tail, of, p) + 1;
    let value = |rank: u64| {
        let at = usize::try_from(rank.checked_sub(1)?).ok()?;
        sorted.get(at).copied()
    };
    let below = |rank: u64| match rank.checked_sub(1) {
        Some(count) => Binomial { of, rate: p }.tails(count).below,
        None => 0.0,
    };
    OrderLimits {
        low_rank,
        high_rank,
        low: value(low_rank),
        high: value(high_rank),
        covers: below(high_rank) - below(low_rank),
    }
}
