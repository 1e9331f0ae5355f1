//! How much a place is seen.

use crate::math::{log2, pow, size};

/// 1 / log₂(place + 1): discounted cumulative gain (Järvelin and Kekäläinen 2002).
pub fn discounted(places: usize) -> Vec<f64> {
    (0..places).map(|at| 1.0 / log2(size(at + 2))).collect()
}

/// Rank-biased precision (Moffat and Zobel 2008): each place is reached from the one above with
/// probability `patience`, such as 0.9.
pub fn rank_biased(places: usize, patience: f64) -> Vec<f64> {
    (0..places).map(|at| (1.0 - patience) * pow(patience, size(at))).collect()
}

/// 1 / place.
pub fn reciprocal(places: usize) -> Vec<f64> {
    (0..places).map(|at| 1.0 / size(at + 1)).collect()
}

/// 1 for the first `shown` places and 0 for the others.
pub fn first(places: usize, shown: usize) -> Vec<f64> {
    (0..places).map(|at| if at < shown { 1.0 } else { 0.0 }).collect()
}
