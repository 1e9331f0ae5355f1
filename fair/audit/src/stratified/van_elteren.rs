//! Van Elteren's test (1960): whether times or fees differ within strata.

use crate::durations::Samples;
use crate::durations::mann_whitney::{MannWhitney, mann_whitney};
use crate::math::{square, sum};
use crate::proportions::pooled::Normal;

/// What one stratum gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankSum {
    /// The sum of the outsiders' ranks.
    pub ranks: f64,
    /// What it is on average if both sides are alike.
    pub expected: f64,
    /// Its variance.
    pub variance: f64,
    /// P(outsider > insider) + ½ P(equal).
    pub theta: f64,
    outsiders: f64,
    insiders: f64,
}

/// The rank sum of a stratum.
pub fn rank_sum(samples: &Samples) -> RankSum {
    let (n, m) = samples.sizes();
    let MannWhitney { u, sigma, .. } = mann_whitney(samples);
    RankSum {
        ranks: u + n * (n + 1.0) / 2.0,
        expected: n * (n + m + 1.0) / 2.0,
        variance: square(sigma),
        theta: u / (n * m),
        outsiders: n,
        insiders: m,
    }
}

/// The test of all strata, each weighted by 1 / (its size + 1); positive z if outsiders are higher.
///
/// `None` if no stratum varies.
pub fn van_elteren(strata: &[Samples]) -> Option<Normal> {
    let each: Vec<RankSum> = strata.iter().map(rank_sum).collect();
    let scale = |x: &RankSum| x.outsiders + x.insiders + 1.0;
    let excess = sum(each.iter().map(|x| (x.ranks - x.expected) / scale(x)));
    let variance = sum(each.iter().map(|x| x.variance / square(scale(x))));
    (variance > 0.0).then(|| Normal::of(excess / variance.sqrt()))
}

/// The probability of a win within strata, weighted as the test weighs: nm / (n+m+1).
pub fn theta_as_tested(strata: &[Samples]) -> f64 {
    weighted(strata, |x| x.outsiders * x.insiders / (x.outsiders + x.insiders + 1.0))
}

/// The probability of a win within strata, each pair of values weighing the same.
pub fn theta_by_pairs(strata: &[Samples]) -> f64 {
    weighted(strata, |x| x.outsiders * x.insiders)
}

fn weighted(strata: &[Samples], weight: impl Fn(&RankSum) -> f64) -> f64 {
    let each: Vec<RankSum> = strata.iter().map(rank_sum).collect();
    sum(each.iter().map(|x| weight(x) * x.theta)) / sum(each.iter().map(weight))
}
