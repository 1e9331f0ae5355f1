//! Many questions at once: p values adjusted so that the answers can be read together.
//!
//! [`Adjustment::Holm`] for the headline indicators (no assumption, no false alarm among them all),
//! [`Adjustment::BenjaminiHochberg`] for hundreds of cells (few false alarms among the alarms),
//! [`evalues`] under any dependence; [`combine`] makes one answer of many. All take the p values in
//! any order and answer in it.

pub mod combine;
pub mod evalues;
mod hommel;

pub use hommel::hommel;

use crate::math::{expm1, ln_1p, size};

/// How p values are adjusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adjustment {
    /// Times their number.
    Bonferroni,
    /// 1 - (1 - p)ⁿ: for independent ones.
    Sidak,
    /// Holm (1979), stepping down.
    Holm,
    /// Holm's steps with Šidák's formula.
    HolmSidak,
    /// Hochberg (1988), stepping up.
    Hochberg,
    /// Hommel (1988).
    Hommel,
    /// Benjamini and Hochberg (1995): the false discovery rate.
    BenjaminiHochberg,
    /// Benjamini and Yekutieli (2001): the same under any dependence.
    BenjaminiYekutieli,
}

/// The adjusted p values, each in its place, none above 1.
pub fn adjust(p: &[f64], how: Adjustment) -> Vec<f64> {
    match how {
        Adjustment::Bonferroni => p.iter().map(|one| (one * size(p.len())).min(1.0)).collect(),
        Adjustment::Sidak => p.iter().map(|one| sidak(*one, p.len())).collect(),
        Adjustment::Holm => down(p, |p, left| p * size(left)),
        Adjustment::HolmSidak => down(p, sidak),
        Adjustment::Hochberg => up(p, |p, rank, n| p * size(n + 1 - rank)),
        Adjustment::Hommel => hommel(p),
        Adjustment::BenjaminiHochberg => up(p, |p, rank, n| p * size(n) / size(rank)),
        Adjustment::BenjaminiYekutieli => {
            let harmonic: f64 = (1..=p.len()).map(|i| 1.0 / size(i)).sum();
            up(p, |p, rank, n| p * harmonic * size(n) / size(rank))
        }
    }
}

fn sidak(p: f64, times: usize) -> f64 {
    -expm1(size(times) * ln_1p(-p))
}

/// The places of the values, from the smallest; equal ones in their order.
pub(crate) fn ascending(values: &[f64]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..values.len()).collect();
    places.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    places
}

/// From the smallest on, none less than the one before; `f` takes how many are left.
fn down(p: &[f64], f: impl Fn(f64, usize) -> f64) -> Vec<f64> {
    let mut adjusted = vec![0.0; p.len()];
    let mut most = 0.0_f64;
    for (rank, place) in ascending(p).into_iter().enumerate() {
        most = most.max(f(p[place], p.len() - rank)).min(1.0);
        adjusted[place] = most;
    }
    adjusted
}

/// From the largest on, none more than the one before; `f` takes the rank from 1, and how many.
fn up(p: &[f64], f: impl Fn(f64, usize, usize) -> f64) -> Vec<f64> {
    let mut adjusted = vec![0.0; p.len()];
    let mut least = 1.0_f64;
    for (rank, place) in ascending(p).into_iter().enumerate().rev() {
        least = least.min(f(p[place], rank + 1, p.len()));
        adjusted[place] = least;
    }
    adjusted
}
