//! Rates whose cases come in clusters: links of one merchant share its fate.
//!
//! A merchant with a thousand links is one witness, not a thousand. The variance is taken between
//! merchants (the ratio estimator; Cochran 1977, Sampling Techniques, section 2.11), so that no die
//! is needed, as a bootstrap would.

use super::{Count, Interval};
use crate::math::{float, size, square, sum};
use crate::proportions::interval::z_of;
use crate::proportions::pooled::Normal;

/// A difference of two rates with a standard error that knows of clusters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clustered {
    /// Outsiders less insiders.
    pub difference: f64,
    /// Its standard error.
    pub error: f64,
}

/// The difference of the rates of two lists of clusters.
///
/// `None` if a side has fewer than two clusters, or if on neither side a cluster's rate differs from
/// the others'. With fewer than about thirty a side the normal distribution is too sure.
pub fn clustered(outsiders: &[Count], insiders: &[Count]) -> Option<Clustered> {
    let (out, out_variance) = rate(outsiders)?;
    let (ins, in_variance) = rate(insiders)?;
    let error = (out_variance + in_variance).sqrt();
    (error > 0.0).then_some(Clustered { difference: out - ins, error })
}

/// The rate over all clusters, with its variance.
fn rate(clusters: &[Count]) -> Option<(f64, f64)> {
    if clusters.len() < 2 {
        return None;
    }
    let total = |f: fn(Count) -> u64| clusters.iter().map(|count| u128::from(f(*count))).sum();
    let (all_yes, all_of): (u128, u128) = (total(Count::yes), total(Count::of));
    let (yes, all) = (all_yes as f64, all_of as f64);
    let rate = yes / all;
    // Whether all have one rate is asked of the counts: the double nearest to it is seldom the rate.
    let alike = |count: &Count| {
        u128::from(count.yes()) * u128::from(clusters[0].of())
            == u128::from(clusters[0].yes()) * u128::from(count.of())
    };
    if clusters.iter().all(alike) {
        return Some((rate, 0.0));
    }
    let spread = sum(clusters.iter().map(|count| {
        let expected = rate * float(count.of());
        square(float(count.yes()) - expected)
    }));
    let k = size(clusters.len());
    Some((rate, spread * k / (k - 1.0) / square(all)))
}

impl Clustered {
    /// The interval of the difference.
    pub fn interval(self, level: f64) -> Interval {
        Interval::around(self.difference, z_of(level) * self.error)
    }

    /// The test that the difference is `from`, such as 0, or a margin.
    pub fn test(self, from: f64) -> Normal {
        Normal::of((self.difference - from) / self.error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clusters(yes: &[u64], of: u64) -> Vec<Count> {
        yes.iter().map(|yes| Count::new(*yes, of).unwrap()).collect()
    }

    #[test]
    fn clusters_of_one_are_plain_cases() {
        let found = clustered(&clusters(&[1, 0, 1, 1], 1), &clusters(&[0, 1, 0, 1], 1)).unwrap();
        let plain: f64 = 0.75 * 0.25 / 3.0 + 0.5 * 0.5 / 3.0;
        assert_eq!(found.difference, 0.25);
        assert!((found.error - plain.sqrt()).abs() < 1e-15);
    }

    #[test]
    fn a_merchant_that_fails_as_one_is_one_witness() {
        // 3 of 4 links open either way; once as four merchants' fate, once spread over all.
        let together = clusters(&[20, 20, 20, 0], 20);
        let spread = clusters(&[16, 14, 15, 15], 20);
        let other = clusters(&[19, 20, 20, 19], 20);
        let error = |side: &[Count]| clustered(side, &other).unwrap().error;
        assert!(error(&together) > 5.0 * error(&spread));
    }

    #[test]
    fn a_single_cluster_says_nothing() {
        assert_eq!(clustered(&clusters(&[1], 20), &clusters(&[1, 2], 20)), None);
        assert_eq!(clustered(&clusters(&[1, 1], 20), &clusters(&[2, 2], 20)), None);
    }

    /// A third has no double.
    #[test]
    fn clusters_of_one_rate_do_not_vary() {
        for of in 2..60 {
            for yes in 1..of {
                let one = |times: u64| Count::new(yes * times, of * times).unwrap();
                let side = [one(1), one(2), one(7), one(1)];
                assert_eq!(clustered(&side, &side), None, "{yes} of {of}");
            }
        }
    }
}
