//! Many questions at once: p values adjusted so that the answers can be read together.
//!
//! [`Adjustment::Holm`] for the headline indicators (no assumption, no false alarm among them all),
//! [`Adjustment::BenjaminiHochberg`] for hundreds of cells (few false alarms among the alarms),
//! [`evalues`] under any dependence; [`combine`] makes one answer of many. All take the p values in
//! any order and answer in it. A NaN among them is a question without data: it counts as asked, so it
//! costs the others what any question costs, and its answer is NaN.

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

/// The adjusted p values, each in its place, none above 1; NaN in the place of NaN.
pub fn adjust(p: &[f64], how: Adjustment) -> Vec<f64> {
    match how {
        Adjustment::Bonferroni => p.iter().map(|one| at_most_one(one * size(p.len()))).collect(),
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

/// A product lowered to 1; `min` would turn NaN into 1.
fn at_most_one(p: f64) -> f64 {
    if p > 1.0 { 1.0 } else { p }
}

fn sidak(p: f64, times: usize) -> f64 {
    -expm1(size(times) * ln_1p(-p))
}

/// The places of the values, from the smallest; equal ones in their order, and NaN left out.
pub(crate) fn ascending(values: &[f64]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..values.len()).filter(|at| !values[*at].is_nan()).collect();
    places.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    places
}

/// From the smallest on, none less than the one before; `f` takes how many are left.
fn down(p: &[f64], f: impl Fn(f64, usize) -> f64) -> Vec<f64> {
    let mut adjusted = vec![f64::NAN; p.len()];
    let mut most = 0.0_f64;
    for (rank, place) in ascending(p).into_iter().enumerate() {
        most = most.max(f(p[place], p.len() - rank)).min(1.0);
        adjusted[place] = most;
    }
    adjusted
}

/// From the largest on, none more than the one before; `f` takes the rank from 1, and how many.
fn up(p: &[f64], f: impl Fn(f64, usize, usize) -> f64) -> Vec<f64> {
    let mut adjusted = vec![f64::NAN; p.len()];
    let mut least = 1.0_f64;
    for (rank, place) in ascending(p).into_iter().enumerate().rev() {
        least = least.min(f(p[place], rank + 1, p.len()));
        adjusted[place] = least;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Adjustment; 8] = [
        Adjustment::Bonferroni,
        Adjustment::Sidak,
        Adjustment::Holm,
        Adjustment::HolmSidak,
        Adjustment::Hochberg,
        Adjustment::Hommel,
        Adjustment::BenjaminiHochberg,
        Adjustment::BenjaminiYekutieli,
    ];

    /// What is not known counts like a p value of 1, and stays unknown: whatever sign NaN has.
    #[test]
    fn a_question_without_data_is_not_answered() {
        for nan in [f64::NAN, -f64::NAN] {
            for how in ALL {
                let found = adjust(&[0.04, nan, 0.001, 0.03], how);
                let full = adjust(&[0.04, 1.0, 0.001, 0.03], how);
                assert!(found[1].is_nan(), "{how:?}");
                for at in [0, 2, 3] {
                    assert_eq!(found[at], full[at], "{how:?}");
                }
                assert!(adjust(&[nan], how)[0].is_nan(), "{how:?}");
            }
        }
        assert_eq!(adjust(&[0.001, f64::NAN], Adjustment::Holm)[0], 0.002);
    }
}
