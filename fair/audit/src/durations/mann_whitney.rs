//! Mann and Whitney's test (1947): whether one side is higher.

use super::{Samples, places, ties};
use crate::math::{size, sum};
use crate::proportions::fisher::Exact;
use crate::special::normal_above;

/// The most pairs for which the exact distribution is computed.
const EXACT: usize = 10_000;

/// The statistic and what it is measured against.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MannWhitney {
    /// How often an outsider is above an insider; a tie counts a half.
    pub u: f64,
    /// Σ (t³ - t) over groups of equal values.
    pub ties: f64,
    /// The standard deviation of `u` if both sides are alike; zero if all values are equal.
    pub sigma: f64,
    /// What `u` is on average if both sides are alike.
    pub middle: f64,
}

/// The statistic of two samples.
pub fn mann_whitney(samples: &Samples) -> MannWhitney {
    let (n, m) = samples.sizes();
    let all = n + m;
    let u = u(samples);
    let groups = ties(&samples.outsiders, &samples.insiders);
    let ties = sum(groups.iter().map(|count| size(*count)).map(|t| t * t * t - t));
    // If all values are one, rounding must not leave a variance, nor one below zero.
    let free = if groups.len() > 1 { (all + 1.0) - ties / (all * (all - 1.0)) } else { 0.0 };
    let sigma = (n * m / 12.0 * free.max(0.0)).sqrt();
    MannWhitney { u, ties, sigma, middle: n * m / 2.0 }
}

pub(crate) fn u(samples: &Samples) -> f64 {
    let each = places(&samples.outsiders, &samples.insiders);
    sum(each.map(|(less, equal)| size(less) + 0.5 * size(equal)))
}

impl MannWhitney {
    /// The p values by the normal distribution, with or without the continuity correction.
    ///
    /// NaN if all values are equal.
    pub fn p(&self, corrected: bool) -> Exact {
        if self.sigma <= 0.0 {
            return Exact { less: f64::NAN, greater: f64::NAN, two_sided: f64::NAN };
        }
        let step = if corrected { 0.5 } else { 0.0 };
        let above = |gap: f64| normal_above((gap - step) / self.sigma);
        let gap = self.u - self.middle;
        Exact {
            less: above(-gap),
            greater: above(gap),
            two_sided: (2.0 * above(gap.abs())).min(1.0),
        }
    }
}

/// The exact p values; `None` with ties, or with more than 10,000 pairs.
pub fn exact(samples: &Samples) -> Option<Exact> {
    let (n, m) = (samples.outsiders.len(), samples.insiders.len());
    let tied = ties(&samples.outsiders, &samples.insiders).len() < n + m;
    if tied || n.saturating_mul(m) > EXACT {
        return None;
    }
    // It is the same either way, and the rows are as many as the smaller side has values.
    let all = distribution(n.max(m), n.min(m));
    let at = u(samples) as usize;
    let less = sum(all[..=at].iter().copied());
    let greater = sum(all[at..].iter().rev().copied());
    let two_sided = (2.0 * less.min(greater)).min(1.0);
    Some(Exact { less: less.min(1.0), greater: greater.min(1.0), two_sided })
}

/// The probability of each U: the coefficients of a product of (1 - qᵐ⁺ⁱ) / (1 - qⁱ), in doubles.
///
/// Both factors of each i are positive steps: adding the i-th out of `n` at each place among `m`.
fn distribution(n: usize, m: usize) -> Vec<f64> {
    let most = n * m;
    // row[j][u]: the probability with the outsiders so far and j insiders.
    let mut row: Vec<Vec<f64>> = (0..=m).map(|_| point(most)).collect();
    for i in 1..=n {
        let mut next = vec![point(most)];
        for j in 1..=m {
            // The highest of i + j values is an outsider, above all j insiders, or an insider.
            let share = size(i) / size(i + j);
            let mut here = vec![0.0; most + 1];
            for (u, value) in here.iter_mut().enumerate().take(i * j + 1) {
                let outsider = if u >= j { row[j][u - j] } else { 0.0 };
                *value = share * outsider + (1.0 - share) * next[j - 1][u];
            }
            next.push(here);
        }
        row = next;
    }
    row.swap_remove(m)
}

fn point(most: usize) -> Vec<f64> {
    let mut all = vec![0.0; most + 1];
    all[0] = 1.0;
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many values that the correction for ties is not a double.
    #[test]
    fn however_many_values_are_equal_they_say_nothing() {
        for (n, m) in [(165_146, 165_146), (100_000, 230_292), (3, 4)] {
            let samples = Samples::new(&vec![7.0; n], &vec![7.0; m]).unwrap();
            let test = mann_whitney(&samples);
            assert_eq!(test.sigma, 0.0, "{n} {m}");
            for corrected in [false, true] {
                let Exact { less, greater, two_sided } = test.p(corrected);
                assert!(less.is_nan() && greater.is_nan() && two_sided.is_nan(), "{n} {m}");
            }
        }
    }

    #[test]
    fn sides_change_places_without_changing_the_probabilities() {
        let (few, many) = ([2.5, 7.5, 9.5], [1.0, 2.0, 3.0, 4.0, 5.0, 8.0, 9.0]);
        let back = |values: &[f64]| values.iter().map(|value| -value).collect::<Vec<f64>>();
        let one = exact(&Samples::new(&few, &many).unwrap());
        let other = exact(&Samples::new(&back(&many), &back(&few)).unwrap());
        assert_eq!(one, other);
        let many: Vec<f64> = (0..10_000).map(f64::from).collect();
        let one = exact(&Samples::new(&[1e9], &many).unwrap()).unwrap();
        assert!((one.greater - 1.0 / 10_001.0).abs() < 1e-15);
    }
}
