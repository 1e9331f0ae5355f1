//! The whole shape: Kolmogorov and Smirnov's two-sample test.

use super::Samples;
use crate::math::{ln, size};
use crate::special::kolmogorov_above;

/// The greatest distance of the two step functions, with what it is measured against.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Smirnov {
    /// From 0 to 1.
    pub distance: f64,
    /// The p value of a single sample of nm/(n+m) values, rounded; by the limit above 10,000.
    pub p_effective: f64,
    /// The exact p value as if without ties; `None` for more than a million pairs.
    pub p_exact: Option<f64>,
}

/// The most pairs for which the paths are counted.
const EXACT: usize = 1_000_000;

/// The test of both samples.
pub fn smirnov(samples: &Samples) -> Smirnov {
    let (n, m) = (samples.outsiders.len(), samples.insiders.len());
    let steps = steps(samples);
    let pairs = size(n) * size(m);
    let distance = steps as f64 / pairs;
    let effective = (pairs / (size(n) + size(m))).round_ties_even().max(1.0);
    let p_exact = (n.saturating_mul(m) <= EXACT).then(|| outside(n, m, steps));
    Smirnov { distance, p_effective: kolmogorov_above(effective as usize, distance), p_exact }
}

/// The greatest distance, in units of one pair.
fn steps(samples: &Samples) -> u64 {
    let (xs, ys) = (&samples.outsiders, &samples.insiders);
    let (mut i, mut j, mut greatest) = (0, 0, 0);
    while i < xs.len() && j < ys.len() {
        let here = xs[i].min(ys[j]);
        while i < xs.len() && xs[i] <= here {
            i += 1;
        }
        while j < ys.len() && ys[j] <= here {
            j += 1;
        }
        greatest = greatest.max(apart(i, j, xs.len(), ys.len()));
    }
    greatest
}

const fn apart(i: usize, j: usize, n: usize, m: usize) -> u64 {
    (i as u64 * m as u64).abs_diff(j as u64 * n as u64)
}

/// The probability that a random path through the lattice is ever `steps` or more away.
fn outside(n: usize, m: usize, steps: u64) -> f64 {
    // row[j]: of the paths to (i, j), the share that has been outside.
    let mut row = vec![0.0; m + 1];
    for i in 0..=n {
        for j in 0..=m {
            row[j] = if apart(i, j, n, m) >= steps {
                1.0
            } else if i + j == 0 {
                0.0
            } else {
                let from_i = if i > 0 { row[j] } else { 0.0 };
                let from_j = if j > 0 { row[j - 1] } else { 0.0 };
                (size(i) * from_i + size(j) * from_j) / size(i + j)
            };
        }
    }
    row[m]
}

/// How far a sample's step function strays from the truth with probability 1 - `level` at most
/// (Dvoretzky, Kiefer, Wolfowitz; Massart 1990).
pub fn band(count: usize, level: f64) -> f64 {
    (ln(2.0 / (1.0 - level)) / (2.0 * size(count))).sqrt()
}
