//! How far prefixes of a ranking are from what all of it is made of.

use super::Ranking;
use crate::math::{ln, log2, size, sum};

/// Each how many places the measures of Yang and Stoyanovich look.
const CUT: usize = 10;

/// ln of the outsiders' share among the first `count` (or all, if there are fewer) over `share` (Geyik et al. 2019): below zero
/// if there are too few, negative infinity if none.
pub fn skew(ranking: &Ranking, count: usize, share: f64) -> f64 {
    ln(ranking.share_of(count) / share)
}

/// The normalised discounted divergence of all prefixes (Geyik et al. 2019): 0 is perfect.
pub fn discounted(ranking: &Ranking, share: f64) -> f64 {
    let places = 1..=ranking.places().len();
    let weight = |count: usize| 1.0 / log2(size(count + 1));
    let all = sum(places.clone().map(weight));
    sum(places.map(|count| weight(count) * divergence(ranking.share_of(count), share))) / all
}

/// The discounted differences at every tenth place, not normalised (Yang and Stoyanovich 2017).
pub fn differences(ranking: &Ranking, share: f64) -> f64 {
    at_cuts(ranking, |count| (ranking.share_of(count) - share).abs())
}

/// The discounted divergences at every tenth place, not normalised (Yang and Stoyanovich 2017).
pub fn divergences(ranking: &Ranking, share: f64) -> f64 {
    at_cuts(ranking, |count| divergence(ranking.share_of(count), share))
}

fn at_cuts(ranking: &Ranking, f: impl Fn(usize) -> f64) -> f64 {
    let cuts = (CUT..=ranking.places().len()).step_by(CUT);
    sum(cuts.map(|count| f(count) / log2(size(count))))
}

/// Kullback and Leibler's divergence of a share from another.
fn divergence(share: f64, from: f64) -> f64 {
    let part = |a: f64, b: f64| if a > 0.0 { a * ln(a / b) } else { 0.0 };
    part(share, from) + part(1.0 - share, 1.0 - from)
}
