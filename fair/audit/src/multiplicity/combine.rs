//! One answer of many p values.

use super::ascending;
use crate::math::{PI, atan, ln, size, sum, tan};
use crate::proportions::pooled::Tested;
use crate::special::{chi2_above, normal_quantile};

/// What a p value is raised to, so that its logarithm exists.
const LEAST: f64 = 1e-300;
/// What a p value is lowered to: the double below 1.
const MOST: f64 = 1.0 - 1e-16;

/// Fisher's: -2 Σ ln p, for independent tests. Zero counts as 1e-300.
pub fn fisher(p: &[f64]) -> Tested {
    let statistic = -2.0 * sum(p.iter().map(|p| ln(p.clamp(LEAST, 1.0))));
    Tested { statistic, p: chi2_above(statistic, 2.0 * size(p.len())) }
}

/// Stouffer's z: the normal quantiles added, for independent strata. 0 counts as 1e-300.
pub fn stouffer(p: &[f64]) -> f64 {
    let z = p.iter().map(|p| -normal_quantile(p.clamp(LEAST, MOST)));
    sum(z) / size(p.len()).sqrt()
}

/// Simes' p value (1986).
pub fn simes(p: &[f64]) -> f64 {
    let n = size(p.len());
    let each =
        ascending(p).into_iter().zip(1_usize..).map(|(place, rank)| p[place] * n / size(rank));
    each.fold(1.0, f64::min)
}

/// Cauchy's combination (Liu and Xie 2020), good under dependence; `None` if a p value is 0 or 1.
pub fn cauchy(p: &[f64]) -> Option<Tested> {
    if p.iter().any(|p| *p <= 0.0 || *p >= 1.0) {
        return None;
    }
    let statistic = sum(p.iter().map(|p| tan((0.5 - p) * PI))) / size(p.len());
    Some(Tested { statistic, p: 0.5 - atan(statistic) / PI })
}
